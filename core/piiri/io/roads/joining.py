"""Ends of ways that miss what they were drawn to by a hand's breadth: they are joined."""

from __future__ import annotations

import numpy as np
import shapely

from ...model.arrays import Array, on_grid, to_cm

REACH_M = 0.5
"""A loose end no further than this from another way belongs to it, metres."""


def joined_ends(lines: list[Array], reach_m: float = REACH_M) -> tuple[list[Array], int]:
    """Return lines whose loose ends lie on the lines that they nearly reach, and how many ends were joined.

    Parameters
    ----------
    lines
        Each (K, 2) float64, metres, on the 1 cm grid.
    reach_m
        See :data:`REACH_M`.

    Examples
    --------
    >>> street, path = np.array([[0.0, 0], [10, 0]]), np.array([[4.0, 0.3], [4.0, 9]])
    >>> found, count = joined_ends([street, path])
    >>> found[0].tolist(), found[1].tolist(), count
    ([[0.0, 0.0], [4.0, 0.0], [10.0, 0.0]], [[4.0, 0.0], [4.0, 9.0]], 1)
    """
    if not lines:
        return [], 0
    ends = np.array([line[i] for line in lines for i in (0, -1)])
    everything = to_cm(np.concatenate(lines))
    low = everything.min(axis=0)

    def key(cm: Array) -> Array:
        return np.asarray((cm[:, 0] - low[0]) << 32 | (cm[:, 1] - low[1]))

    place, times = np.unique(key(everything), return_counts=True)
    loose = np.flatnonzero(times[np.searchsorted(place, key(to_cm(ends)))] == 1)
    shapes = shapely.linestrings(np.concatenate(lines), indices=np.repeat(np.arange(len(lines)), [*map(len, lines)]))
    tree = shapely.STRtree(shapes)
    which, near = tree.query(shapely.points(ends[loose]), predicate="dwithin", distance=reach_m)
    best: dict[int, tuple[float, int]] = {}
    for end, line in zip(loose[which].tolist(), near.tolist(), strict=True):
        if line != end // 2:
            away = float(shapely.distance(shapes[line], shapely.points(ends[end])))
            best[end] = min(best.get(end, (away, line)), (away, line))
    moved = [np.array(line) for line in lines]
    added: dict[int, list[tuple[float, Array]]] = {}
    for end, (_away, line) in sorted(best.items()):
        corners = np.abs(lines[line] - ends[end]).max(axis=1)
        if corners.min() <= reach_m:
            goal = lines[line][int(corners.argmin())]
        else:
            along = float(shapely.line_locate_point(shapes[line], shapely.points(ends[end])))
            goal = on_grid(shapely.get_coordinates(shapely.line_interpolate_point(shapes[line], along)))[0]
            added.setdefault(line, []).append((along, goal))
        moved[end // 2][0 if end % 2 == 0 else -1] = goal
    for line, places in added.items():
        at = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(lines[line], axis=0).T))))
        places.sort(key=lambda item: item[0])
        where = np.searchsorted(at, [along for along, _ in places])
        moved[line] = np.insert(moved[line], np.clip(where, 1, len(at) - 1), [goal for _, goal in places], axis=0)
    return moved, len(best)
