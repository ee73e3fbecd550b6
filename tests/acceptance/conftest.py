"""A restless planner, and what must hold whatever is done to a plan."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
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
    SetFundingModel,
    SetFundingNumber,
    SetLock,
    SetMoneyUse,
    SetSchoolFigures,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
)
from piiri.errors import EditRejected
from piiri.funding import preset, preset_names
from piiri.funding.numbers import numbers_of
from piiri.funding.texts import model_from, text_of
from piiri.model import Dataset, Plan
from piiri.model.money_use import CATEGORIES
from piiri.optimise import receivers
from piiri.reshaping import needless_splits
from piiri.session import State

OFTEN = {
    AssignFaces: 20,
    MoveVertex: 12,
    MoveCornerInStage: 6,
    InsertCorner: 6,
    DeleteCorner: 6,
    SplitFaces: 7,
    JoinFaces: 8,
    RedrawBorder: 10,
    SetCapacity: 2,
    SetLock: 4,
    OpenSchool: 2,
    CloseSchool: 1.5,
    ReopenSchool: 2.5,
    MoveSchool: 2,
    RenameSchool: 2,
    SetStages: 3,
    MergeSchools: 1,
    SetServers: 3,
    SetFundingModel: 1.5,
    SetFundingNumber: 3,
    SetSchoolFigures: 1,
    SetMoneyUse: 1,
    Together: 3,
}
"""How often each kind is tried; a kind that a test has forgotten fails :func:`test_every_kind_is_walked`."""


class Planner:
    """Thinks of edits: most of them sensible, some that must be refused."""

    def __init__(self, dataset: Dataset, seed: int) -> None:
        self.dataset = dataset
        self.rng = np.random.default_rng(seed)
        self._made = 0
        self._ideas: dict[type, Callable[[State], Edit | None]] = {
            kind: getattr(self, f"_{kind.__name__}") for kind in OFTEN
        }
        weights = np.array(list(OFTEN.values()))
        self._weights = weights / weights.sum()

    def edit(self, state: State) -> Edit:
        """Return an edit of the plan in force."""
        while True:
            kind = list(OFTEN)[self.rng.choice(len(OFTEN), p=self._weights)]
            edit = self._ideas[kind](state)
            if edit is not None:
                return edit

    def _some(self, things: Any) -> Any:
        return things[int(self.rng.integers(len(things)))]

    def _stage(self, plan: Plan) -> int:
        return int(self.rng.integers(len(plan.stages)))

    def _school(self, plan: Plan, closed: bool = False) -> str:
        fitting = np.flatnonzero(plan.schools.closed == closed)
        if not len(fitting) or self.rng.random() < 0.05:
            return str(self._some(plan.schools.ids))
        return plan.schools.ids[int(self._some(fitting))]

    def _year(self) -> int:
        return int(self.rng.integers(2026, 2036))

    def _stages(self, plan: Plan) -> tuple[str, ...]:
        chosen = [stage.id for stage in plan.stages if self.rng.random() < 0.6]
        return tuple(chosen or [plan.stages[0].id])

    def _catchment(self, plan: Plan, stage: int) -> str:
        own = np.flatnonzero((plan.catchments.stage == stage) & ~plan.catchments.closed)
        return plan.catchments.ids[int(self._some(own))] if len(own) and self.rng.random() < 0.97 else ""

    def _border(self, plan: Plan, stage: int) -> Any:
        """The edges between catchments; at times, or where there are none, the outline too."""
        t, border = plan.coverage.topology, plan.coverage.border(plan.catchment_of_face[stage])
        inner = np.flatnonzero(border & (t.left >= 0) & (t.right >= 0))
        return inner if len(inner) and self.rng.random() < 0.9 else np.flatnonzero(border)

    def _corner(self, plan: Plan, stage: int) -> tuple[int, float, float]:
        """A corner on a border and a place near it."""
        coverage = plan.coverage
        border = self._border(plan, stage)
        ends = coverage.topology.edges[self._some(border)]
        length = float(np.hypot(*np.diff(coverage.vertices[ends], axis=0)[0]))
        vertex = int(self._some(ends))
        x, y = coverage.vertices[vertex] + self.rng.normal(0, 0.6 * length, 2)
        return vertex, float(x), float(y)

    def _line(self, plan: Plan, face: int) -> tuple[tuple[float, float], ...]:
        """A bent line over a block; at times it begins at a corner, or follows an edge."""
        rng, coverage = self.rng, plan.coverage
        x0, y0, x1, y1 = coverage.bounds[face]
        width, angle = max(x1 - x0, y1 - y0) * rng.uniform(0.5, 2.5), rng.uniform(0, 2 * np.pi)
        places = [np.array([(x0 + x1) / 2, (y0 + y1) / 2]) - width * np.array([np.cos(angle), np.sin(angle)])]
        for _ in range(int(rng.integers(1, 4))):
            angle += rng.normal(0, 0.5)
            places.append(places[-1] + width * np.array([np.cos(angle), np.sin(angle)]))
        around = coverage.topology.edges[coverage.topology.edges_of_faces(np.array([face]))]
        if rng.random() < 0.3:
            places[0] = coverage.vertices[self._some(around)[0]]
        if rng.random() < 0.1:
            places[0:0] = list(coverage.vertices[self._some(around)])
        return tuple((float(x), float(y)) for x, y in places)

    def _AssignFaces(self, state: State) -> Edit:
        plan, t = state.plan, state.plan.coverage.topology
        stage = self._stage(plan)
        row = plan.catchment_of_face[stage]
        centre = int(self.rng.integers(plan.coverage.face_count))
        stroke = {centre, *t.neighbours(centre)[: self.rng.integers(0, 5)].tolist()}
        nearby = [int(row[f]) for f in t.neighbours(centre) if row[f] >= 0]
        target = self._catchment(plan, stage)
        if nearby and self.rng.random() < 0.6:
            target = plan.catchments.ids[self._some(nearby)]
        return AssignFaces(plan.stages[stage].id, tuple(t.face_ids[f] for f in sorted(stroke)), target)

    def _MoveVertex(self, state: State) -> Edit:
        return MoveVertex(*self._corner(state.plan, self._stage(state.plan)))

    def _MoveCornerInStage(self, state: State) -> Edit:
        stage = self._stage(state.plan)
        return MoveCornerInStage(state.plan.stages[stage].id, *self._corner(state.plan, stage))

    def _InsertCorner(self, state: State) -> Edit:
        coverage = state.plan.coverage
        start, end = self._some(coverage.topology.edges).tolist()
        places = coverage.vertices[[start, end]]
        x, y = places.mean(axis=0) + self.rng.normal(0, 0.15 * float(np.hypot(*np.diff(places, axis=0)[0])), 2)
        return InsertCorner(start, end, float(x), float(y))

    def _DeleteCorner(self, state: State) -> Edit:
        t = state.plan.coverage.topology
        plain = np.flatnonzero(np.bincount(t.edges.ravel(), minlength=t.vertex_count) == 2)
        return DeleteCorner(int(self._some(plain if self.rng.random() < 0.95 else np.arange(t.vertex_count))))

    def _SplitFaces(self, state: State) -> Edit:
        face = int(self.rng.integers(state.plan.coverage.face_count))
        only = (state.plan.coverage.face_ids[face],) if self.rng.random() < 0.3 else ()
        return SplitFaces(self._line(state.plan, face), only)

    def _JoinFaces(self, state: State) -> Edit:
        plan = state.plan
        needless = needless_splits(plan)
        pieces = [i for i, key in enumerate(plan.coverage.face_ids) if "~" in key]
        if needless and self.rng.random() < 0.8:
            faces = list(self._some(needless))
        else:
            start = int(self._some(pieces)) if pieces else 0
            faces = [start, *plan.coverage.topology.neighbours(start)[:2].tolist()]
        return JoinFaces(tuple(plan.coverage.face_ids[face] for face in faces))

    def _RedrawBorder(self, state: State) -> Edit:
        plan = state.plan
        stage = self._stage(plan)
        row = plan.catchment_of_face[stage]
        if self.rng.random() < 0.6:
            return self._bulge(plan, stage)
        face = int(self.rng.integers(plan.coverage.face_count))
        beside = plan.coverage.topology.neighbours(face)
        catchment = int(self._some(row[beside])) if len(beside) else int(row[face])
        named = plan.catchments.ids[catchment] if catchment >= 0 else ""
        return RedrawBorder(plan.stages[stage].id, named, self._line(plan, face))

    def _bulge(self, plan: Plan, stage: int) -> Edit:
        """A border drawn from a place on it out, along, and back to it, as a planner does."""
        coverage, t, rng = plan.coverage, plan.coverage.topology, self.rng
        row = plan.catchment_of_face[stage]
        edge = int(self._some(self._border(plan, stage)))
        first = coverage.vertices[t.edges[edge]]
        x0, y0, x1, y1 = coverage.bounds[max(t.left[edge], t.right[edge])]
        width = float(max(x1 - x0, y1 - y0))
        angle, turn = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.5)
        out = width * rng.uniform(0.1, 0.6) * np.array([np.cos(angle), np.sin(angle)])
        along = width * rng.uniform(0.2, 0.8) * np.array([-np.sin(angle + turn), np.cos(angle + turn)])
        start = first.mean(axis=0) - 0.2 * out
        line = (start, start + out, start + out + along, start + along - 0.5 * out)
        sides = [int(row[f]) for f in (t.left[edge], t.right[edge]) if f >= 0]
        k = int(self._some(sides))
        named = plan.catchments.ids[k] if k >= 0 else ""
        return RedrawBorder(plan.stages[stage].id, named, tuple((float(x), float(y)) for x, y in line))

    def _SetCapacity(self, state: State) -> Edit:
        return SetCapacity(self._school(state.plan), int(self.rng.integers(-1, 900)))

    def _SetLock(self, state: State) -> Edit:
        plan = state.plan
        held = (sorted(plan.locked), sorted(plan.locked_catchments), sorted(plan.locked_faces))
        if sum(map(len, held)) > 5 or self.rng.random() < 0.3:
            return SetLock(False, *map(tuple, held))
        parts: list[tuple[str, ...]] = [(), (), ()]
        which = int(self.rng.integers(3))
        if which == 2:
            n = int(self.rng.integers(1, 4))
            parts[2] = tuple(map(str, self.rng.choice(plan.coverage.face_ids, n, replace=False)))
        else:
            parts[which] = (str(self._some((plan.schools.ids, plan.catchments.ids)[which])),)
        return SetLock(True, *parts)

    def _OpenSchool(self, state: State) -> Edit:
        self._made += 1
        x, y = self._some(state.plan.coverage.vertices) + self.rng.normal(0, 50, 2)
        key = f"new{self._made}"
        plan, places = state.plan, int(self.rng.integers(-1, 500))
        return OpenSchool(key, f"School {key}", float(x), float(y), places, self._stages(plan), self._year())

    def _CloseSchool(self, state: State) -> Edit | None:
        plan, school = state.plan, self._school(state.plan)
        year = self._year()
        if self.rng.random() < 0.5:
            try:
                found = receivers(self.dataset, plan, state.tally, school, "nearest", year=year)
            except EditRejected:
                return None
            return CloseSchool(school, year, found.edits, "nearest")
        return CloseSchool(school, year, self._by_hand(plan, school, range(len(plan.stages))), "named")

    def _by_hand(self, plan: Plan, school: str, stages: Any) -> tuple[AssignFaces, ...]:
        """A school's own blocks, to any one catchment at each stage."""
        c, h = plan.catchments, plan.schools.index(school)
        given = []
        for stage in stages:
            own = [k for k in range(len(c)) if c.schools_of(k).tolist() == [h]]
            faces = np.flatnonzero(np.isin(plan.catchment_of_face[stage], own))
            if len(faces):
                ids = tuple(plan.coverage.face_ids[face] for face in faces)
                given.append(AssignFaces(plan.stages[stage].id, ids, self._catchment(plan, stage)))
        return tuple(given)

    def _ReopenSchool(self, state: State) -> Edit:
        return ReopenSchool(self._school(state.plan, closed=True))

    def _MoveSchool(self, state: State) -> Edit:
        x, y = self._some(state.plan.coverage.vertices) + self.rng.normal(0, 50, 2)
        return MoveSchool(self._school(state.plan), float(x), float(y))

    def _RenameSchool(self, state: State) -> Edit:
        self._made += 1
        return RenameSchool(self._school(state.plan), f"Renamed {self._made}")

    def _SetStages(self, state: State) -> Edit:
        plan, school, wanted = state.plan, self._school(state.plan), self._stages(state.plan)
        h = plan.schools.index(school)
        ends = [
            s for s, stage in enumerate(plan.stages) if stage.id not in wanted and plan.catchments.of_school(h, s) >= 0
        ]
        return SetStages(school, wanted, self._by_hand(plan, school, ends))

    def _MergeSchools(self, state: State) -> Edit:
        places = int(self.rng.integers(-1, 900))
        return MergeSchools(self._school(state.plan), self._school(state.plan), self._year(), places)

    def _SetServers(self, state: State) -> Edit:
        plan = state.plan
        catchment = self._catchment(plan, self._stage(plan))
        n = min(int(self.rng.integers(1, 4)), len(plan.schools))
        schools = tuple(dict.fromkeys(self._school(plan) for _ in range(n)))
        shares = self.rng.dirichlet(np.ones(len(schools)))
        by = "places" if len(schools) > 1 and self.rng.random() < 0.4 else "shares"
        return SetServers(catchment, schools, tuple(map(float, shares)), by)  # type: ignore[arg-type]

    def _SetFundingModel(self, state: State) -> Edit:
        if self.rng.random() < 0.1:
            return SetFundingModel(str(self._some(("", "[model]\nid = 1"))))
        return SetFundingModel(text_of(preset(self._some(preset_names()))))

    def _SetFundingNumber(self, state: State) -> Edit:
        if not state.plan.funding or self.rng.random() < 0.05:
            return SetFundingNumber(("index", "weights", "nothing"), "1")
        number = self._some(numbers_of(model_from(state.plan.funding)))
        factor = Fraction(int(self.rng.integers(-1, 21)), 10)
        places = 2 if number.measure == "money" else 6
        return SetFundingNumber(number.path, f"{float(number.value * factor):.{places}f}")

    def _SetSchoolFigures(self, state: State) -> Edit:
        schools = [self._school(state.plan) for _ in range(3)]
        rows = [f"{school};{int(self.rng.integers(0, 10**6))},5" for school in schools]
        return SetSchoolFigures("\n".join(("id;last_amount", *rows)) if self.rng.random() < 0.8 else "")

    def _SetMoneyUse(self, state: State) -> Edit:
        planned = tuple((str(key), str(self.rng.integers(-1, 10**5))) for key in CATEGORIES if self.rng.random() < 0.4)
        return SetMoneyUse(self._school(state.plan), planned, self._some(("", "Ohjausta ja avustajia")))

    def _Together(self, state: State) -> Edit:
        """Several edits that mean one another's plans only as far as ids go; one that cannot be refuses all."""
        ideas = (self._AssignFaces, self._SplitFaces, self._SetCapacity, self._MoveVertex, self._OpenSchool)
        parts = [self._some(ideas)(state) for _ in range(int(self.rng.integers(1, 4)))]
        return Together(tuple(part for part in parts if part is not None))


@pytest.fixture(scope="session")
def planner_of() -> Callable[[Dataset, int], Planner]:
    """Make a planner from a seed."""
    return Planner


@pytest.fixture(scope="session")
def how_often() -> dict[type, float]:
    """The kinds that a planner thinks of."""
    return OFTEN
