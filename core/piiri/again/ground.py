"""Which blocks of new data lie where blocks of the old did: by id where that is still the same ground, else by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from ..model.arrays import IntArray, frozen
from ..model.coverage import Coverage

SAME_GROUND = 0.5
"""A block keeps its id where both blocks share at least this part of the smaller one."""


@dataclass(frozen=True, eq=False)
class Ground:
    """How the blocks of old data became those of new data.

    Attributes
    ----------
    old_of_new
        (F new,) int32: for each new block the old one it continues, −1 where there was none.
    new_of_old
        Id of an old block -> ids of the new blocks that continue it; none where its ground went to others.
    reshaped
        Ids of blocks that are in both and whose shape is not the same.
    """

    old_of_new: IntArray
    new_of_old: Mapping[str, tuple[str, ...]]
    reshaped: tuple[str, ...]


def ground_of(old: Coverage, new: Coverage) -> Ground:
    """Match the blocks of two coverages in the same metric system.

    A new block continues the old one of its id where both share at least half of the smaller; otherwise the old one
    with which it shares the largest area.

    Parameters
    ----------
    old, new
        The blocks before and now.

    Examples
    --------
    >>> # ground_of(last_year.coverage, this_year.coverage).new_of_old["12"]
    >>> # ('12', '12b')
    """
    here = old.topology.face_index
    matched = np.array([here.get(key, -1) for key in new.face_ids], dtype=np.int32)
    same = np.zeros(len(matched), dtype=np.bool_)
    both = np.flatnonzero(matched >= 0)
    olds, news = old.polygons(in_cm=True), new.polygons(in_cm=True)
    if len(both):
        one, other = shapely.normalize(olds[matched[both]]), shapely.normalize(news[both])
        same[both] = shapely.equals_exact(one, other, 0.0)
    reshaped = tuple(new.face_ids[face] for face in both if not same[face])
    rest = np.flatnonzero(~same)
    if len(rest):
        pair, candidate = shapely.STRtree(olds).query(news[rest], predicate="intersects")
        shared = shapely.area(shapely.intersection(news[rest[pair]], olds[candidate]))
        for n, face in enumerate(rest):
            mine = pair == n
            matched[face] = _continued(int(matched[face]), candidate[mine], shared[mine], olds, news[face])
    followers: dict[str, list[str]] = {key: [] for key in old.face_ids}
    for key, before in zip(new.face_ids, matched, strict=True):
        if before >= 0:
            followers[old.face_ids[before]].append(key)
    return Ground(frozen(matched, np.int32), {key: tuple(each) for key, each in followers.items()}, reshaped)


def _continued(of_id: int, candidates: IntArray, shared: object, olds: object, new: object) -> int:
    area = np.asarray(shared, dtype=np.float64)
    if of_id >= 0 and (candidates == of_id).any():
        common = float(area[candidates == of_id][0])
        smaller = min(float(shapely.area(new)), float(shapely.area(np.asarray(olds, dtype=object)[of_id])))
        if common >= SAME_GROUND * smaller:
            return of_id
    return int(candidates[np.argmax(area)]) if len(area) and area.max() > 0 else -1
