"""Each pupil's home, and the schools that the plan assigns, that is expected, and that is attended today.

In a joint zone a pupil belongs to the school of the zone that he or she attends, else to the nearest of them: whole
pupils, where the tally shares them out. Expected is what will be once a change is complete: who attends a school that
today's plan does not assign has chosen it and keeps it while it is open; all others go where the plan says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..assignment import Placement
from ..countable import Countable
from ..distances import nearest_server
from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen
from ..model.plan import Plan


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """Pupils whom a stage places, one row a point; −1 where there is nothing to name.

    Attributes
    ----------
    plan
        The plan whose blocks, catchments and schools are named.
    points
        (N',) int32 indices of the points of the pupils' layer.
    stage
        (N',) int32.
    weight
        (N',) int64: how many pupils the point stands for.
    block, area
        (N',) int32: block and catchment of the home; −1 outside all, or without a place.
    assigned, expected, attended
        (N',) int32 schools of the plan; ``attended`` −1 where the data do not say.
    """

    plan: Plan
    points: IntArray
    stage: IntArray
    weight: LongArray
    block: IntArray
    area: IntArray
    assigned: IntArray
    expected: IntArray
    attended: IntArray

    def __post_init__(self) -> None:
        for name in ("points", "stage", "block", "area", "assigned", "expected", "attended"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int32))
        object.__setattr__(self, "weight", frozen(self.weight, np.int64))

    def __len__(self) -> int:
        return len(self.points)

    def of_stage(self, stage: int | None) -> BoolArray:
        """(N',) True for the pupils of a stage; all for None."""
        return np.ones(len(self), dtype=np.bool_) if stage is None else np.asarray(self.stage == stage)


def whereabouts(countable: Countable, plan: Plan, placement: Placement) -> Whereabouts:
    """Return where the pupils are in a plan.

    Parameters
    ----------
    countable
        The dataset's points; its plan compared with is today's, against which a choice is told.
    plan
        The plan; its first schools are the dataset's.
    placement
        Where the pupils are in the plan's blocks (``tally.pupils``).

    Examples
    --------
    >>> from piiri.io.demo import demo_municipality
    >>> from piiri.tally import tally_everything
    >>> dataset, today = demo_municipality(pupils=600, schools=6, faces=80)
    >>> counted = Countable(dataset, today)
    >>> found = whereabouts(counted, today, tally_everything(counted, today).pupils)
    >>> bool((found.expected == found.attended)[(found.assigned >= 0) & (found.attended >= 0)].all())
    True
    """
    points = np.flatnonzero((countable.weight > 0) & (countable.stage >= 0))
    stage = countable.stage[points]
    attended = countable.dataset.pupils.attends[points]
    face = placement.faces_of(points)
    assigned, area = _assigned(countable, plan, points, stage, face, attended)
    today = countable.before
    face_today = countable.start_placement.faces_of(points)
    assigned_today, _ = _assigned(countable, today, points, stage, face_today, attended)
    chose = (attended >= 0) & (attended != assigned_today)
    kept = chose & ~plan.schools.closed[attended]
    return Whereabouts(
        plan,
        points,
        stage,
        countable.weight[points],
        face,
        area,
        assigned,
        np.where(kept, attended, assigned),
        attended,
    )


def _assigned(
    countable: Countable, plan: Plan, points: LongArray, stage: IntArray, face: IntArray, attended: IntArray
) -> tuple[IntArray, IntArray]:
    """School and catchment of each home."""
    area = np.where(face >= 0, plan.catchment_of_face[stage, face], -1)
    return assigned_in(countable, plan, points, area, attended), area


def assigned_in(countable: Countable, plan: Plan, points: Array, area: IntArray, attended: IntArray) -> IntArray:
    """Return the school that some pupils are assigned to, (M,) −1 for none: the one that serves the catchment of the
    home; of a joint zone the school attended if it is one of them, else the nearest.

    Parameters
    ----------
    countable, plan
        The dataset's points, and the plan.
    points, area, attended
        (M,) points, the catchment in which each lives, and the school attended, −1 for none.
    """
    assigned = np.full(len(points), -1)
    inside = np.flatnonzero(area >= 0)
    servers = plan.catchments.servers[area[inside]]
    school = np.array(servers[:, 0])
    several = np.flatnonzero((servers >= 0).sum(axis=1) > 1)
    if len(several):
        among = servers[several]
        _, position = nearest_server(countable.xy[points[inside[several]]], plan.schools.xy, among)
        attends = attended[inside[several]]
        goes_there = (attends >= 0) & (among == attends[:, None]).any(axis=1)
        school[several] = np.where(goes_there, attends, among[np.arange(len(several)), position])
    assigned[inside] = school
    return assigned
