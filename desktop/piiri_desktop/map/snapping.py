"""What a line that is being drawn is drawn to: corners, block lines and roads near the pointer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.i18n import N_, tr
from piiri.model.arrays import FloatArray, IntArray

from .sheet import Sheet
from .view import Extent, View

CORNER_PX, LINE_PX, BORDER_PX = 12.0, 9.0, 16.0
"""Logical pixels within which a corner, a block line or road, and the border meant by a line are found."""

Place = tuple[float, float]

_WORDS = {"corner": N_("corner"), "line": N_("block line"), "road": N_("road"), "border": N_("catchment border")}


def line_word(kind: str) -> str:
    """Return what a line is, for people: ``"line"`` between blocks, ``"border"`` or ``"road"``."""
    return tr(_WORDS[kind])


@dataclass(frozen=True, slots=True)
class Snap:
    """A place that the pointer is drawn to.

    Attributes
    ----------
    kind
        ``"corner"``, ``"line"`` or ``"road"``.
    place
        Metres.
    """

    kind: str
    place: Place

    @property
    def word(self) -> str:
        """What it is, for people."""
        return line_word(self.kind)


def nearest_on(ends: FloatArray, x: float, y: float) -> tuple[int, float, Place]:
    """Return which of some segments is nearest to a place, how far it is, and its nearest point.

    Parameters
    ----------
    ends
        (N, 2, 2) at least one segment.
    x, y
        The place.

    Examples
    --------
    >>> nearest_on(np.array([[[0.0, 0.0], [4.0, 0.0]]]), 1.0, 2.0)
    (0, 2.0, (1.0, 0.0))
    """
    a, way = ends[:, 0], ends[:, 1] - ends[:, 0]
    length = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip((((x, y) - a) * way).sum(axis=1) / length, 0.0, 1.0)
    foot = a + share[:, None] * way
    away = np.hypot(foot[:, 0] - x, foot[:, 1] - y)
    best = int(np.argmin(away))
    return best, float(away[best]), (float(foot[best, 0]), float(foot[best, 1]))


def snap(sheet: Sheet, view: View, x: float, y: float) -> Snap | None:
    """Return what lies within reach of a logical pixel: a corner before a block line before a road; None for nothing.

    Parameters
    ----------
    sheet
        The blocks and the backdrop.
    view
        Where the map stands.
    x, y
        Logical pixels.
    """
    place = view.to_map(x, y)
    corners = sheet.corners_in(around(view, x, y, CORNER_PX))
    if len(corners):
        xy = sheet.coverage.vertices[corners]
        away = np.hypot(*(xy - place).T)
        best = int(np.argmin(away))
        if away[best] <= CORNER_PX * view.metres:
            return Snap("corner", (float(xy[best, 0]), float(xy[best, 1])))
    extent = around(view, x, y, LINE_PX)
    for kind, ends in (("line", sheet.segments_in(extent)[0]), ("road", sheet.ground.roads_in(extent))):
        if len(ends):
            _, away_m, foot = nearest_on(ends, *place)
            if away_m <= LINE_PX * view.metres:
                return Snap(kind, foot)
    return None


def around(view: View, x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    """Return the extent of a square around a logical pixel."""
    west, north = view.to_map(x - reach, y - reach)
    east, south = view.to_map(x + reach, y + reach)
    return west, south, east, north


def border_near(sheet: Sheet, label: IntArray, place: Place, reach_m: float) -> tuple[int, int] | None:
    """Return the labels on both sides of the nearest border within reach of a place; None where there is none.

    Parameters
    ----------
    sheet
        The blocks.
    label
        (F,) the catchment of each block.
    place, reach_m
        Metres.
    """
    x, y = place
    ends, _, left, right = sheet.segments_in((x - reach_m, y - reach_m, x + reach_m, y + reach_m))
    border = np.flatnonzero((right >= 0) & (label[left] != label[right]))
    if not len(border):
        return None
    which, away, _ = nearest_on(ends[border], x, y)
    at = border[which]
    return (int(label[left[at]]), int(label[right[at]])) if away <= reach_m else None


def lines_near(sheet: Sheet, label: IntArray | None, extent: Extent) -> tuple[FloatArray, list[str]]:
    """Return the lines that a free hand may follow in an extent: first those of blocks, then roads.

    Parameters
    ----------
    sheet
        The blocks and the backdrop.
    label
        (F,) the catchment of each block; None where no border counts more than any line of blocks.
    extent
        Metres.

    Returns
    -------
    ends, kinds
        (N, 2, 2) metres; ``"border"``, ``"line"`` or ``"road"``.
    """
    ends, _, left, right = sheet.segments_in(extent)
    border = np.zeros(len(ends), dtype=bool) if label is None else (right >= 0) & (label[left] != label[right])
    roads = sheet.ground.roads_in(extent)
    kinds = ["border" if each else "line" for each in border.tolist()] + ["road"] * len(roads)
    return np.concatenate((ends, roads)), kinds
