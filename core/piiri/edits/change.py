"""What differs between two plans, so that only that is counted and drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ..model.arrays import BoolArray, IntArray, frozen
from ..model.plan import Plan

NONE: Final = frozen(np.zeros(0, dtype=np.int32), np.int32)
"""No indices."""


@dataclass(frozen=True, eq=False)
class Change:
    """What differs between two plans, so that only that is counted and drawn again.

    Attributes
    ----------
    faces
        (M,) int32: blocks whose catchment differs at any stage.
    vertices
        (M,) int32: corners that stand elsewhere.
    schools
        (M,) int32: schools whose pupils must be counted again because they stand elsewhere.
    places
        True where a school's places differ.
    locks
        True where locks differ.
    """

    faces: IntArray
    vertices: IntArray
    schools: IntArray
    places: bool = False
    locks: bool = False

    @property
    def empty(self) -> bool:
        """True where nothing differs."""
        return not (len(self.faces) or len(self.vertices) or len(self.schools) or self.places or self.locks)


NO_CHANGE: Final = Change(NONE, NONE, NONE)


def difference(before: Plan, after: Plan, among: tuple[Change, ...] = ()) -> Change:
    """Return what differs between two plans of one project, however many edits lie between them.

    Parameters
    ----------
    before, after
        The plans.
    among
        Changes known to name everything that can differ, so that only that is compared; none given: everything is.
    """
    if before is after:
        return NO_CHANGE
    faces, vertices, schools = NONE, NONE, NONE
    if before.catchment_of_face is not after.catchment_of_face:
        some = _named([c.faces for c in among])
        old, new = before.catchment_of_face[:, some], after.catchment_of_face[:, some]
        faces = _positions((old != new).any(axis=0), some)
    if before.coverage is not after.coverage:
        some = _named([c.vertices for c in among])
        old, new = before.coverage.vertices[some], after.coverage.vertices[some]
        vertices = _positions((old[:, 0] != new[:, 0]) | (old[:, 1] != new[:, 1]), some)
    if before.schools.xy is not after.schools.xy:
        schools = frozen(np.flatnonzero((before.schools.xy != after.schools.xy).any(axis=1)), np.int32)
    return Change(
        faces,
        vertices,
        schools,
        not np.array_equal(before.schools.places, after.schools.places),
        before.locked != after.locked,
    )


def _named(parts: list[IntArray]) -> Any:
    """The indices that changes name, each once; all where there is no change to go by."""
    return np.unique(np.concatenate(parts)) if parts else slice(None)


def _positions(differ: BoolArray, some: Any) -> IntArray:
    found = np.flatnonzero(differ)
    return frozen(found if isinstance(some, slice) else some[found], np.int32)
