"""Flows that follow an edit while it is previewed: those of the plan kept last, and the pupils on the move.

Who attends which school is a fact; an edit changes only which school a home is assigned to. Whose that can be, the
tally has found out already (:attr:`piiri.tally.Tally.moves`): pupils whose home's row differs, and those of catchments
that other schools serve or a school of which stands elsewhere. So every edit is followed exactly, at the cost of these
pupils; nobody else is looked at. All pupils are counted once, when flows are first
asked for, and where a tally was counted from nothing: when a project, or another of its plans, is opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..countable import Countable
from ..model.arrays import IntArray
from ..model.plan import Plan
from ..tally import Tally
from .matrix import Flows, flows_of
from .whereabouts import Whereabouts, assigned_in, whereabouts

_CARRIED = 4
"""So many flows, those asked for last, are carried on to the next plan that is kept."""

Key = tuple[int | None, str]
"""A stage, None for all, and a group, empty for everybody."""


@dataclass(frozen=True, eq=False, slots=True)
class _Moved:
    """Pupils whom another school is assigned to: their points and stage, the schools before and now, that attended."""

    points: IntArray
    stage: IntArray
    old: IntArray
    new: IntArray
    attended: IntArray


class PlanFlows:
    """Flows of a plan by stage and group, counted when first asked for and remembered.

    Parameters
    ----------
    countable
        The dataset's points; its plan compared with is today's.
    plan, tally
        The plan and its tally.
    before
        Those of the plan that ``tally`` was made from; None where it was counted from nothing.

    Examples
    --------
    >>> # kept = PlanFlows(countable, plan, tally)
    >>> # kept.after(previewed, retally(countable, tally, plan, previewed, change)).of(0)
    """

    def __init__(self, countable: Countable, plan: Plan, tally: Tally, before: PlanFlows | None = None) -> None:
        self._countable, self.plan, self.tally, self._before = countable, plan, tally, before
        self._found: dict[Key, Flows] = {}

    @cached_property
    def where(self) -> Whereabouts:
        """Where each pupil is; counts all of them, so not on the drag path."""
        return whereabouts(self._countable, self.plan, self.tally.pupils)

    def of(self, stage: int | None, group: str = "") -> Flows:
        """Return the flows of a stage, None for all, and of a group by its key, empty for everybody."""
        found = self._found.pop((stage, group), None) or self._counted(stage, group)
        self._found[stage, group] = found  # the last asked for stands last
        return found

    def after(self, plan: Plan, tally: Tally) -> PlanFlows:
        """Return the flows of a plan whose tally was made from this one's, or is the same."""
        return PlanFlows(self._countable, plan, tally, self)

    def settled(self, tally: Tally) -> PlanFlows:
        """Return these for a plan that is kept: they know what was asked of the plan before, and not that plan.

        ``tally`` counts the same as that of the preview.
        """
        kept = PlanFlows(self._countable, self.plan, tally)
        quick = self._before is not None and self._moved is not None
        asked = dict.fromkeys((*(self._before._found if self._before and quick else ()), *self._found))
        for key in list(asked)[-_CARRIED:]:
            flows = self.of(*key)
            kept._found[key] = Flows.of(flows.table, flows.unknown)  # knows nothing of the plan before
        return kept

    def _counted(self, stage: int | None, group: str) -> Flows:
        members = self._countable.dataset.pupils.points.column(group) if group else None
        moved = self._moved
        if self._before is None or moved is None:
            return flows_of(self.where, stage, members)
        mine = slice(None) if stage is None else moved.stage == stage
        weight = self._countable.weight if members is None else members
        counted = weight[moved.points[mine]].astype(np.int64)
        flows = self._before.of(stage, group)
        return flows.moved(moved.old[mine], moved.new[mine], moved.attended[mine], counted, len(self.plan.schools))

    @cached_property
    def _moved(self) -> _Moved | None:
        """Whom another school is assigned to than in the plan before; None where that cannot be told."""
        if self._before is None:
            return None
        before, after, countable = self._before.plan, self.plan, self._countable
        shared = min(len(before.schools), len(after.schools))
        if before.schools.ids[:shared] != after.schools.ids[:shared]:
            return None
        none = np.zeros(0, dtype=np.int32)
        if self.tally is self._before.tally:
            return _Moved(none, none, none, none, none)
        moves = self.tally.moves
        if moves is None:
            return None
        points = moves.points[: moves.split]  # they leave and enter in the same order
        attended = countable.dataset.pupils.attends[points]
        some = (attended >= 0) & (countable.weight[points] > 0)
        points, attended = points[some], attended[some]
        old, new = (
            assigned_in(countable, plan, points, np.where(rows[some] < len(plan.catchments), rows[some], -1), attended)
            for plan, rows in ((before, moves.rows[: moves.split]), (after, moves.rows[moves.split :]))
        )
        other = old != new
        points = points[other]
        return _Moved(points, countable.stage[points], old[other], new[other], attended[other])
