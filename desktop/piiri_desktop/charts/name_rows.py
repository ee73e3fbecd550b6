"""Names under bars on two staggered lines, never rotated or cut: the least important are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name is written: which bar's, on line 0 or 1, from left to right in pixels."""

    position: int
    line: int
    left: float
    right: float


def place_names(
    centres: Sequence[float],
    widths: Sequence[float],
    ranked: Sequence[int],
    limits: tuple[float, float],
    gap: float = 6.0,
) -> list[NamePlace]:
    """Place names under their bars.

    Parameters
    ----------
    centres, widths
        Of each bar and of its name, pixels.
    ranked
        Positions of the bars, the most important first.
    limits
        Names are kept between these; one at the end is pushed inwards.
    gap
        Least distance between two names on a line.

    Returns
    -------
    list of NamePlace
        In the order of the bars. Neighbours are on different lines wherever that has room for more.

    Examples
    --------
    >>> [(n.position, n.line) for n in place_names([10, 30, 50], [30, 30, 30], [0, 1, 2], (0, 100))]
    [(0, 0), (1, 1), (2, 0)]
    """
    taken: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    placed = []
    for position in ranked:
        wide = widths[position]
        left = min(max(centres[position] - wide / 2, limits[0]), limits[1] - wide)
        right = left + wide
        for line in (position % 2, 1 - position % 2):
            if all(right + gap <= low or high + gap <= left for low, high in taken[line]):
                taken[line].append((left, right))
                placed.append(NamePlace(position, line, left, right))
                break
    return sorted(placed, key=lambda place: place.position)
