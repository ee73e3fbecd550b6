"""Who gets blocks and who gives them: what a stroke means for a plan, at one stage or at all of them. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.edits import AssignFaces, Edit, Together, apply
from piiri.errors import EditRejected
from piiri.model.arrays import Array, BoolArray, IntArray
from piiri.model.plan import UNASSIGNED, Plan

from ..scene import NOWHERE, target_catchment

NO_BLOCKS: IntArray = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Giving:
    """A stroke's meaning: which catchment gets the blocks at each stage, or gives them where they are removed.

    Attributes
    ----------
    plan
        The plan without the stroke.
    takers
        Catchment of the target by stage, −1 for *Unassigned*; empty where the target has none.
    removing
        True where the target's own blocks go to no school.
    """

    plan: Plan
    takers: dict[int, int]
    removing: bool = False

    @classmethod
    def to(cls, plan: Plan, target: int, stage: int, *, everywhere: bool, removing: bool = False) -> Giving:
        """Return what giving to a target means.

        Parameters
        ----------
        plan
            The plan.
        target, stage
            The target, see :class:`piiri_desktop.bridge.Attention`, and the stage shown.
        everywhere
            True where the stroke holds for every stage in which the target has a catchment.
        removing
            See the attribute.
        """
        stages = range(len(plan.stages)) if everywhere else [stage] if stage >= 0 else []
        found = {each: target_catchment(plan, target, each) for each in stages}
        return cls(plan, {each: taker for each, taker in found.items() if taker != NOWHERE}, removing)

    def changing(self, faces: Array) -> Array:
        """Return those of some blocks that would change at any stage, in their order."""
        change = np.zeros(len(faces), dtype=bool)
        for stage in self.takers:
            change |= self._changes(stage, faces)
        return np.asarray(faces[change])

    def _changes(self, stage: int, faces: Array) -> BoolArray:
        row, taker = self.plan.catchment_of_face[stage, faces], self.takers[stage]
        if self.removing:
            return np.asarray((row == taker) & (row != UNASSIGNED))
        return np.asarray(row != taker)

    def free(self, faces: Array) -> tuple[Array, str]:
        """Return those of some blocks that no lock holds at any stage where they would change, and why the others
        stay, empty where all are free. The plan itself says why."""
        held = np.zeros(len(faces), dtype=bool)
        moves = np.zeros(len(faces), dtype=bool)
        reason = ""
        for stage in self.takers:
            change = self._changes(stage, faces)
            here, why = self._held(stage, np.asarray(faces[change]))
            moves[np.flatnonzero(change)[~here]] = True
            held[np.flatnonzero(change)[here]] = True
            reason = reason or why
        return np.asarray(faces[moves | ~held]), reason

    def _held(self, stage: int, faces: Array) -> tuple[BoolArray, str]:
        """Tell which blocks are locked at a stage: themselves, or their catchment, or the one that would get them."""
        plan, taker = self.plan, self.takers[stage]
        held, reason = np.zeros(len(faces), dtype=bool), ""
        if not plan.has_locks or not len(faces):
            return held, reason
        row = plan.catchment_of_face[stage, faces]
        held |= plan.locked_face[faces]
        held |= (row >= 0) & plan.locked_catchment[row]
        if taker >= 0 and plan.locked_catchment[taker]:
            held[:] = True
        if held.any():
            try:  # the plan says it in its own words
                apply(plan, self._assign(stage, faces[held][:1]))
            except EditRejected as rejection:
                reason = rejection.sentence
        return held, reason

    def _assign(self, stage: int, faces: Array) -> AssignFaces:
        plan, taker = self.plan, self.takers[stage]
        nobody = self.removing or taker == UNASSIGNED
        ids = tuple(plan.coverage.face_ids[face] for face in faces.tolist())
        return AssignFaces(plan.stages[stage].id, ids, "" if nobody else plan.catchments.ids[taker])

    def edit(self, faces: Array) -> Edit | None:
        """Return the edit that gives some blocks, without those that do not change or are locked; None for nothing."""
        parts = []
        for stage in self.takers:
            mine = np.asarray(faces[self._changes(stage, faces)])
            held, _ = self._held(stage, mine)
            if len(mine[~held]):
                parts.append(self._assign(stage, np.asarray(mine[~held])))
        if len(parts) > 1:
            return Together(tuple(parts))
        return parts[0] if parts else None
