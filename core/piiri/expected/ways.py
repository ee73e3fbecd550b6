"""Where a pupil goes by home, grade and year: catchments, schools that are open, the stage that follows."""

from __future__ import annotations

import numpy as np

from ..model.arrays import BoolArray, FloatArray
from ..model.dataset import Dataset
from ..model.plan import UNASSIGNED, Plan

GRADES = 10
"""Grades 0 (not known) to 9."""


class Ways:
    """Where one goes: catchments by block and stage, schools by catchment, stages by grade.

    Catchments of the plan have their own number, those of today the numbers after them, and the last one is nowhere.
    Schools are the plan's, the two plans' matched by id.

    Parameters
    ----------
    dataset
        Gives the stages.
    before, plan
        Today's plan and the one that comes.
    """

    def __init__(self, dataset: Dataset, before: Plan, plan: Plan) -> None:
        self.plan = plan
        self.k, self.h = len(plan.catchments), len(plan.schools)
        self.nowhere = self.k + len(before.catchments)
        place = {school: position for position, school in enumerate(plan.schools.ids)}
        self.shares = np.zeros((self.nowhere + 1, self.h))
        for first, c, schools in ((0, plan.catchments, plan.schools), (self.k, before.catchments, before.schools)):
            for catchment, school, share in zip(c.server_catchment, c.server_school, c.server_share, strict=True):
                if schools.ids[school] in place:
                    self.shares[first + catchment, place[schools.ids[school]]] += share
        # a column more, so that block −1, outside, finds nowhere
        none = np.full((len(plan.stages), 1), self.nowhere)
        self.after_at = np.hstack((np.where(plan.catchment_of_face < 0, self.nowhere, plan.catchment_of_face), none))
        today = before.catchment_of_face.astype(np.int64)
        self.before_at = np.hstack((np.where(today < 0, self.nowhere, today + self.k), none))
        stages = dataset.stages
        self.stage_at = np.full((len(stages), GRADES), UNASSIGNED)
        for s, stage in enumerate(stages):
            for grade in range(GRADES):
                follows = [n for n, other in enumerate(stages) if other.language == stage.language]
                holds = [n for n in (s, *follows) if grade in stages[n].grades]
                self.stage_at[s, grade] = holds[0] if holds else UNASSIGNED

    def open_in(self, year: int) -> BoolArray:
        """Return (H,) True for schools that are open in a school year."""
        always = np.zeros(self.h)
        opened = np.asarray(getattr(self.plan.schools, "open_from", always))
        closed = np.asarray(getattr(self.plan.schools, "closed_from", always))
        return np.asarray((opened <= year) & ((closed == 0) | (closed > year)))

    def shares_in(self, year: int) -> FloatArray:
        """Return (K + K' + 1, H) the shares of the schools that are open; zeros where none of a catchment is."""
        shares = self.shares * self.open_in(year)
        total = shares.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(shares, total, out=np.zeros_like(shares), where=total > 0))
