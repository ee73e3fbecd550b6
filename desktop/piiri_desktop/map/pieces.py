"""Where blocks come from when a plan splits or joins some: so that colours, picks and places follow them by id."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely

from piiri.edits.change import faces_before
from piiri.model.arrays import IntArray, frozen
from piiri.model.coverage import Coverage, Topology
from piiri.reshaping.splitting import block_of


class Pieces:
    """The blocks of one coverage, to find in which of them those of another lie.

    Parameters
    ----------
    coverage
        Asked about again and again while a line is drawn.
    """

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._of_block: dict[str, list[int]] | None = None

    def origin(self, coverage: Coverage) -> IntArray:
        """Return (F,) int32: the block in which each block of another coverage lies, by its id, of a new piece by its
        place; −1 where there is none."""
        if coverage.topology is self._coverage.topology:
            return frozen(np.arange(coverage.face_count), np.int32)
        origin = np.array(faces_before(self._coverage.topology, coverage.topology))
        new = np.flatnonzero(origin < 0)
        if len(new):
            for face, polygon in zip(new.tolist(), coverage.polygons(new), strict=True):
                origin[face] = self._holder(coverage.face_ids[face], polygon)
        return frozen(origin, np.int32)

    def _holder(self, key: str, polygon: shapely.Geometry) -> int:
        """The block that holds a new piece: of several pieces of the same block the one it lies in."""
        around = self._by_block.get(block_of(key), [])
        if len(around) > 1:
            point = shapely.point_on_surface(polygon)
            inside = shapely.covers(self._coverage.polygons(np.array(around)), point)
            around = [face for face, held in zip(around, inside.tolist(), strict=True) if held]
        return around[0] if around else -1

    @property
    def _by_block(self) -> dict[str, list[int]]:
        if self._of_block is None:
            self._of_block = defaultdict(list)
            for face, key in enumerate(self._coverage.face_ids):
                self._of_block[block_of(key) if "~" in key else key].append(face)
        return self._of_block


def same_block(face: int, before: Topology, after: Topology) -> int:
    """Return where a block of one topology is in another: by its id, else the block it was a piece of; −1 for none."""
    if not 0 <= face < len(before.face_ids):
        return -1
    key = before.face_ids[face]
    if face < len(after.face_ids) and after.face_ids[face] == key:
        return face
    return after.face_index.get(key, after.face_index.get(block_of(key), -1))
