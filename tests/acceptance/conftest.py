"""Edits of all kinds, as a restless planner would make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MergeSchools,
    MoveCornerInStage,
    MoveSchool,
    MoveVertex,
    OpenSchool,
    RedrawBorder,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetLock,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
)
from piiri.model import Plan
from piiri.reshaping import needless_splits

MOST_LOCKS = 4
"""With more of them most edits would be refused."""


class RestlessPlanner:
    """Thinks of edits for whatever plan it is shown; some of them are refused, as a person's are.

    Parameters
    ----------
    seed
        The same edits for the same seed and plans.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._opened = 0
        self._kinds: dict[type[Edit], tuple[float, Callable[[Plan], Edit]]] = {
            AssignFaces: (20, self._stroke),
            MoveVertex: (16, self._corner),
            MoveCornerInStage: (6, self._corner_in_stage),
            InsertCorner: (5, self._insert),
            DeleteCorner: (5, self._delete),
            SplitFaces: (6, self._split),
            JoinFaces: (8, self._join),
            RedrawBorder: (9, self._redraw),
            SetCapacity: (3, self._places),
            SetLock: (5, self._lock),
            OpenSchool: (1.5, self._open),
            CloseSchool: (3, self._close),
            ReopenSchool: (3, self._reopen),
            MoveSchool: (2, self._move),
            RenameSchool: (1, self._rename),
            SetStages: (2, self._stages),
            MergeSchools: (1.5, self._merge),
            SetServers: (4, self._servers),
            Together: (3, self._together),
        }

    def edit(self, plan: Plan) -> Edit:
        """Return something to do to a plan."""
        kinds = list(self._kinds.values())
        weights = np.array([weight for weight, _ in kinds])
        return kinds[int(self._rng.choice(len(kinds), p=weights / weights.sum()))][1](plan)

    # ------------------------------------------------------------------------------------------------ picking
    def _one(self, among: Any) -> Any:
        return among[int(self._rng.integers(len(among)))]

    def _stage(self, plan: Plan) -> int:
        return int(self._rng.integers(len(plan.stages)))

    def _school(self, plan: Plan) -> str:
        return str(self._one(plan.schools.ids))

    def _open_catchments(self, plan: Plan, stage: int, without: tuple[int, ...] = ()) -> list[int]:
        c = plan.catchments
        mine = np.flatnonzero((c.stage == stage) & ~c.closed)
        return [int(k) for k in mine if k not in without]

    def _border(self, plan: Plan, stage: int) -> tuple[int, int, float]:
        """An edge on a border of the stage, one of its corners, and its length."""
        coverage = plan.coverage
        edge = int(self._one(np.flatnonzero(coverage.border(plan.catchment_of_face[stage]))))
        ends = coverage.topology.edges[edge]
        length = float(np.hypot(*np.diff(coverage.vertices[ends], axis=0)[0]))
        return edge, int(self._one(ends)), length

    def _near(self, plan: Plan, vertex: int, length: float) -> tuple[float, float]:
        x, y = plan.coverage.vertices[vertex] + self._rng.normal(0, 0.6 * length, 2)
        return float(x), float(y)

    def _line(self, plan: Plan, face: int) -> tuple[tuple[float, float], ...]:
        """A winding line about a block, now and then from a corner that is there."""
        rng, coverage = self._rng, plan.coverage
        west, south, east, north = coverage.bounds[face]
        reach = max(east - west, north - south) * rng.uniform(0.4, 1.2)
        angle = rng.uniform(0, 2 * np.pi)
        at = np.array([west + east, south + north]) / 2 - reach * np.array([np.cos(angle), np.sin(angle)])
        places = [at]
        for _ in range(int(rng.integers(1, 4))):
            angle += rng.normal(0, 0.5)
            places.append(places[-1] + reach * np.array([np.cos(angle), np.sin(angle)]))
        if rng.random() < 0.3:
            t = coverage.topology
            places[0] = coverage.vertices[int(self._one(t.edges[t.edges_of_faces(np.array([face]))].ravel()))]
        return tuple((float(x), float(y)) for x, y in places)

    # ------------------------------------------------------------------------------------------------ blocks
    def _stroke(self, plan: Plan) -> Edit:
        t, stage = plan.coverage.topology, self._stage(plan)
        row = plan.catchment_of_face[stage]
        centre = int(self._rng.integers(plan.coverage.face_count))
        around = t.neighbours(centre)
        faces = {centre, *around[: self._rng.integers(0, 5)].tolist()}
        nearby = [int(row[face]) for face in around if row[face] >= 0]
        chosen = self._one(nearby if nearby and self._rng.random() < 0.8 else self._open_catchments(plan, stage))
        catchment = plan.catchments.ids[chosen] if self._rng.random() < 0.95 else ""
        return AssignFaces(plan.stages[stage].id, tuple(t.face_ids[face] for face in sorted(faces)), catchment)

    def _corner(self, plan: Plan) -> Edit:
        _, vertex, length = self._border(plan, self._stage(plan))
        return MoveVertex(vertex, *self._near(plan, vertex, length))

    def _corner_in_stage(self, plan: Plan) -> Edit:
        stage = self._stage(plan)
        _, vertex, length = self._border(plan, stage)
        return MoveCornerInStage(plan.stages[stage].id, vertex, *self._near(plan, vertex, length))

    def _insert(self, plan: Plan) -> Edit:
        edge, _, length = self._border(plan, self._stage(plan))
        ends = plan.coverage.topology.edges[edge]
        x, y = plan.coverage.vertices[ends].mean(axis=0) + self._rng.normal(0, 0.2 * length, 2)
        return InsertCorner(int(ends[0]), int(ends[1]), float(x), float(y))

    def _delete(self, plan: Plan) -> Edit:
        t = plan.coverage.topology
        degree = np.bincount(t.edges.ravel(), minlength=t.vertex_count)
        return DeleteCorner(int(self._one(np.flatnonzero(degree == 2))))

    def _split(self, plan: Plan) -> Edit:
        face = int(self._rng.integers(plan.coverage.face_count))
        only = (plan.coverage.face_ids[face],) if self._rng.random() < 0.4 else ()
        return SplitFaces(self._line(plan, face), only)

    def _join(self, plan: Plan) -> Edit:
        groups = needless_splits(plan)
        if not groups:
            return self._split(plan)
        chosen = groups if self._rng.random() < 0.2 else [self._one(groups)]
        return JoinFaces(tuple(plan.coverage.face_ids[face] for group in chosen for face in group))

    def _redraw(self, plan: Plan) -> Edit:
        stage = self._stage(plan)
        edge, _, _ = self._border(plan, stage)
        t = plan.coverage.topology
        face = int(self._one([f for f in (t.left[edge], t.right[edge]) if f >= 0]))
        catchment = int(plan.catchment_of_face[stage, face])
        name = plan.catchments.ids[catchment] if catchment >= 0 else ""
        return RedrawBorder(plan.stages[stage].id, name, self._line(plan, face))

    # ------------------------------------------------------------------------------------------------ locks
    def _lock(self, plan: Plan) -> Edit:
        locked = len(plan.locked) + len(plan.locked_catchments) + len(plan.locked_faces)
        if locked > MOST_LOCKS or (locked and self._rng.random() < 0.5):
            return SetLock(False, tuple(plan.locked), tuple(plan.locked_catchments), tuple(plan.locked_faces))
        match int(self._rng.integers(3)):
            case 0:
                return SetLock(True, schools=(self._school(plan),))
            case 1:
                return SetLock(True, catchments=(str(self._one(plan.catchments.ids)),))
            case _:
                return SetLock(True, faces=(str(self._one(plan.coverage.face_ids)),))

    # ------------------------------------------------------------------------------------------------ network
    def _somewhere(self, plan: Plan) -> tuple[float, float]:
        west, south, east, north = plan.coverage.bounds[int(self._rng.integers(plan.coverage.face_count))]
        return float((west + east) / 2), float((south + north) / 2)

    def _some_stages(self, plan: Plan) -> tuple[str, ...]:
        ids = [stage.id for stage in plan.stages]
        return tuple(each for each in ids if self._rng.random() < 0.6) or (self._one(ids),)

    def _places(self, plan: Plan) -> Edit:
        return SetCapacity(self._school(plan), int(self._rng.integers(-1, 900)))

    def _open(self, plan: Plan) -> Edit:
        self._opened += 1
        name = f"new-{self._opened}"
        places = int(self._rng.integers(50, 900))
        return OpenSchool(name, f"School {name}", *self._somewhere(plan), places, self._some_stages(plan), 2028)

    def _given_away(self, plan: Plan, school: int, stages: list[int]) -> tuple[AssignFaces, ...]:
        """All blocks that a school serves alone at some stages, to other catchments."""
        c, parts = plan.catchments, []
        alone = np.bincount(c.server_catchment, minlength=len(c)) == 1
        mine = {int(k) for k in c.server_catchment[c.server_school == school] if alone[k] and not c.closed[k]}
        for stage in stages:
            own = tuple(k for k in mine if c.stage[k] == stage)
            faces = np.flatnonzero(np.isin(plan.catchment_of_face[stage], own))
            others = self._open_catchments(plan, stage, own)
            if len(faces) and others:
                ids = tuple(plan.coverage.face_ids[face] for face in faces)
                parts.append(AssignFaces(plan.stages[stage].id, ids, c.ids[self._one(others)]))
        return tuple(parts)

    def _close(self, plan: Plan) -> Edit:
        school = int(self._rng.integers(len(plan.schools)))
        given = self._given_away(plan, school, list(range(len(plan.stages))))
        return CloseSchool(plan.schools.ids[school], 2029, given, "named")

    def _reopen(self, plan: Plan) -> Edit:
        closed = np.flatnonzero(plan.schools.closed)
        return ReopenSchool(plan.schools.ids[int(self._one(closed))] if len(closed) else self._school(plan))

    def _move(self, plan: Plan) -> Edit:
        return MoveSchool(self._school(plan), *self._somewhere(plan))

    def _rename(self, plan: Plan) -> Edit:
        return RenameSchool(self._school(plan), f"Name {int(self._rng.integers(1000))}")

    def _stages(self, plan: Plan) -> Edit:
        school = int(self._rng.integers(len(plan.schools)))
        wanted = self._some_stages(plan)
        left = [s for s, stage in enumerate(plan.stages) if stage.id not in wanted]
        return SetStages(plan.schools.ids[school], wanted, self._given_away(plan, school, left))

    def _merge(self, plan: Plan) -> Edit:
        return MergeSchools(self._school(plan), self._school(plan), 2030, int(self._rng.integers(100, 1200)))

    def _servers(self, plan: Plan) -> Edit:
        catchment = int(self._one(self._open_catchments(plan, self._stage(plan))))
        count = int(self._rng.integers(1, 4))
        schools = self._rng.choice(plan.schools.ids, min(count, len(plan.schools)), replace=False)
        shares = (1.0,) if len(schools) == 1 else (0.5, 0.5) if len(schools) == 2 else (0.5, 0.25, 0.25)
        by = "places" if len(schools) > 1 and self._rng.random() < 0.5 else "shares"
        return SetServers(plan.catchments.ids[catchment], tuple(map(str, schools)), shares, by)

    def _together(self, plan: Plan) -> Edit:
        return Together((self._stroke(plan), self._split(plan), self._corner(plan), self._places(plan)))


@pytest.fixture
def restless_planner() -> Callable[[int], RestlessPlanner]:
    """Give planners by their seeds."""
    return RestlessPlanner
