"""What is still wrong with a plan: catchments in pieces, blocks and pupils left over, schools too full or unused.

Blocks hang together where they share an edge, not where they only touch at a corner. The parts of all catchments of a
stage are found in one pass over the edges. Nothing here forbids anything: an imperfect plan can always be saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .assignment import assign
from .evaluate import Evaluation
from .i18n import N_, number, tr, trn
from .model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, frozen, ranges
from .model.coverage import OUTSIDE, Coverage, Topology
from .model.dataset import Dataset
from .model.plan import UNASSIGNED, Plan
from .tally import Tally

Box = tuple[float, float, float, float]
"""West, south, east and north, metres."""

Kind = Literal["unassigned", "outside", "stray", "over_capacity", "no_block"]

KINDS: dict[Kind, str] = {
    "unassigned": N_("Blocks without a catchment"),
    "outside": N_("Pupils outside all blocks"),
    "stray": N_("Stray parts of catchments"),
    "over_capacity": N_("Schools over capacity"),
    "no_block": N_("Schools without blocks"),
}
"""What each kind of problem is called, in the order in which they are listed."""

AROUND_SCHOOL_M = 500.0
"""So much is shown around a school whose problem has no blocks."""


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """Blocks of one stage that hang together and belong to one catchment, or to none.

    Attributes
    ----------
    stage
        Index of the stage.
    catchment
        Index of the catchment, −1 for blocks without one.
    faces
        (M,) int32, ascending.
    pupils
        Pupils of the stage who live there.
    area_m2
        Square metres.
    box
        What a map must show to show it whole.
    """

    stage: int
    catchment: int
    faces: IntArray
    pupils: int
    area_m2: float
    box: Box


@dataclass(frozen=True, eq=False, slots=True)
class PlanProblem:
    """One thing that is wrong.

    Attributes
    ----------
    kind
        See :data:`KINDS`.
    sentence, detail
        What is wrong, and where and how much, in the language in force when it was found.
    stage
        Index of the stage, −1 where it concerns all of them.
    faces
        (M,) int32: the blocks concerned, ascending; empty where it is a matter of a school or of no block.
    box
        Where to look.
    weight
        Pupils concerned, and below the decimal sign the share of the whole area: what weighs more is listed first.
    about
        Id of the school or the catchment it is about; empty for blocks and pupils of nobody.
    """

    kind: Kind
    sentence: str
    detail: str
    stage: int
    faces: IntArray
    box: Box
    weight: float
    about: str = ""


def components(topology: Topology, label_of_face: Array) -> IntArray:
    """Return the component of each face, (F,) int32 from 0: equal for faces that edges between faces of one label join.

    Parameters
    ----------
    topology
        Who touches whom.
    label_of_face
        (F,) integers.
    """
    left, right = topology.left, topology.right
    inner = (left != OUTSIDE) & (right != OUTSIDE)
    left, right = left[inner], right[inner]
    same = label_of_face[left] == label_of_face[right]
    left, right = left[same], right[same]
    count = len(topology.face_ids)
    graph = coo_matrix((np.ones(len(left), dtype=np.bool_), (left, right)), shape=(count, count))
    return frozen(connected_components(graph, directed=False)[1], np.int32)


def pupils_of_faces(dataset: Dataset, tally: Tally, face_count: int) -> LongArray:
    """Return the pupils of each stage who live in each face, (S, F) int64."""
    return _of_faces(dataset, tally, face_count, dataset.pupils.points.column("pupils"))


def untold_of_faces(dataset: Dataset, tally: Tally, face_count: int) -> LongArray:
    """Return in how many cells the number of those pupils is hidden or was not given, (S, F) int64."""
    return _of_faces(dataset, tally, face_count, dataset.pupils.points.untold_cells("pupils"))


def _of_faces(dataset: Dataset, tally: Tally, face_count: int, weights: Array) -> LongArray:
    face, stage = tally.pupils.face_of_point, dataset.pupils.stage
    here = (face >= 0) & (stage >= 0)
    cell = stage[here].astype(np.int64) * face_count + face[here]
    weight = weights[here]
    stages = len(dataset.stages)
    # sums of whole numbers, far below 2 to the 53rd: exact
    return np.bincount(cell, weights=weight, minlength=stages * face_count).astype(np.int64).reshape(stages, face_count)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """All parts of a stage, one row each."""

    stage: int
    label: IntArray
    pupils: LongArray
    area_m2: FloatArray
    island: BoolArray
    order: IntArray
    start: LongArray

    def part(self, coverage: Coverage, row: int) -> Part:
        faces = frozen(self.order[self.start[row] : self.start[row + 1]], np.int32)
        box = _box_of(coverage.bounds[faces])
        return Part(self.stage, int(self.label[row]), faces, int(self.pupils[row]), float(self.area_m2[row]), box)


def _box_of(bounds: FloatArray) -> Box:
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _pieces(plan: Plan, stage: int, part_of_face: IntArray, land_of_face: IntArray, pupils: LongArray) -> _Pieces:
    order = np.argsort(part_of_face, kind="stable")
    count = int(part_of_face.max()) + 1 if len(part_of_face) else 0
    start = np.searchsorted(part_of_face[order], np.arange(count + 1))
    first = order[start[:-1]]
    land_faces = np.bincount(land_of_face, minlength=1)
    return _Pieces(
        stage,
        plan.catchment_of_face[stage][first],
        np.bincount(part_of_face, weights=pupils, minlength=count).astype(np.int64),
        np.bincount(part_of_face, weights=plan.coverage.areas_m2, minlength=count),
        np.diff(start) == land_faces[land_of_face[first]],
        order,
        start,
    )


def _may_hold(coverage: Coverage, xy: FloatArray) -> IntArray:
    """Return few faces among which are all that hold a point: those whose box does. To ask all 50 000 takes ten times
    as long."""
    order = np.argsort(xy[:, 0])
    at, bounds = xy[order], coverage.bounds
    first, last = np.searchsorted(at[:, 0], bounds[:, 0]), np.searchsorted(at[:, 0], bounds[:, 2], side="right")
    y = at[ranges(first, last), 1]
    face = np.repeat(np.arange(coverage.face_count), last - first)
    return np.unique(face[(y >= bounds[face, 1]) & (y <= bounds[face, 3])])


def _holds_a_school(plan: Plan, pieces: _Pieces, part_of_face: IntArray, face_of_school: IntArray) -> BoolArray:
    """Tell which parts have a school of their own catchment in them."""
    c = plan.catchments
    face = face_of_school[c.server_school]
    inside = face >= 0
    part, catchment = part_of_face[face[inside]], c.server_catchment[inside]
    holds = np.zeros(len(pieces.label), dtype=np.bool_)
    holds[part[pieces.label[part] == catchment]] = True
    return holds


def _stray(pieces: _Pieces, holds: BoolArray) -> IntArray:
    """Return the rows of the stray parts: neither main part nor island."""
    # last of each catchment: holds a school, else no island, else most pupils, else largest
    rank = np.lexsort((pieces.area_m2, pieces.pupils, ~pieces.island, holds, pieces.label))
    label = pieces.label[rank]
    last = np.append(label[1:] != label[:-1], True) if len(label) else np.zeros(0, dtype=np.bool_)
    main = holds.copy()
    main[rank[last]] = True
    return np.flatnonzero((pieces.label != UNASSIGNED) & ~main & ~pieces.island)


class Ground:
    """What was found of the last plan looked at, so that of the next one only the stages that differ are walked over.

    A stroke changes one stage; blocks keep their neighbours unless they are split or joined. All that is kept is
    compared with what is asked for, so it does not matter which plans follow one another.
    """

    def __init__(self) -> None:
        self._topology: Topology | None = None
        self._parts: dict[int, tuple[Array, IntArray]] = {}
        self._coverage: Coverage | None = None
        self._schools: tuple[FloatArray, IntArray] | None = None

    def components(self, topology: Topology, place: int, label: Array) -> IntArray:
        """As :func:`components`; ``place`` says under which number the answer is kept."""
        if topology is not self._topology:
            self._topology = topology
            self._parts.clear()
        kept = self._parts.get(place)
        if kept is None or not np.array_equal(kept[0], label):
            kept = self._parts[place] = (label, components(topology, label))
        return kept[1]

    def face_of_school(self, coverage: Coverage, xy: FloatArray) -> IntArray:
        """Return the block in which each school stands, (H,) int32, −1 for none."""
        kept = self._schools
        if coverage is not self._coverage or kept is None or not np.array_equal(kept[0], xy):
            self._coverage = coverage
            kept = self._schools = (xy, assign(coverage, xy, _may_hold(coverage, xy)))
        return kept[1]


def plan_parts(
    dataset: Dataset, plan: Plan, tally: Tally, ground: Ground | None = None
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return the stray parts of catchments, and the blocks without a catchment, by stage.

    A catchment's main part is the one that holds its school; of a joint zone, each part that holds one of its schools.
    Where no part does, it is the one with most pupils. A part that no other block touches is an island and not stray,
    whatever its catchment.

    Parameters
    ----------
    dataset
        Gives the pupils.
    plan, tally
        The plan and its tally.
    ground
        Of the plans looked at before; makes the next one a stroke later quick.
    """
    coverage = plan.coverage
    topology, count = coverage.topology, coverage.face_count
    ground = ground or Ground()
    land = ground.components(topology, -1, np.zeros(count, dtype=np.int32))
    pupils = pupils_of_faces(dataset, tally, count)
    face_of_school = ground.face_of_school(coverage, plan.schools.xy)
    stray: list[Part] = []
    unassigned: list[Part] = []
    for stage, label in enumerate(plan.catchment_of_face):
        part_of_face = ground.components(topology, stage, label)
        pieces = _pieces(plan, stage, part_of_face, land, pupils[stage])
        holds = _holds_a_school(plan, pieces, part_of_face, face_of_school)
        stray += [pieces.part(coverage, int(row)) for row in _stray(pieces, holds)]
        unassigned += [pieces.part(coverage, int(row)) for row in np.flatnonzero(pieces.label == UNASSIGNED)]
    return tuple(stray), tuple(unassigned)


def plan_problems(
    dataset: Dataset, plan: Plan, tally: Tally, evaluation: Evaluation, ground: Ground | None = None
) -> tuple[PlanProblem, ...]:
    """Return all that is wrong with a plan, by kind in the order of :data:`KINDS`, what weighs most first.

    Parameters
    ----------
    dataset, plan, tally, evaluation
        As in :class:`piiri.session.State`.
    ground
        Of the plans looked at before; see :class:`Ground`.

    Examples
    --------
    >>> # [problem.sentence for problem in plan_problems(state.dataset, state.plan, state.tally, state.evaluation)]
    """
    stray, unassigned = plan_parts(dataset, plan, tally, ground)
    found = [_of_part("stray", plan, part) for part in stray]
    found += [_of_part("unassigned", plan, part) for part in unassigned]
    found += _pupils_outside(dataset, tally)
    found += _schools_over_capacity(plan, evaluation)
    found += _schools_without_blocks(plan)
    kinds = list(KINDS)
    return tuple(sorted(found, key=lambda problem: (kinds.index(problem.kind), -problem.weight, problem.stage)))


def _of_part(kind: Literal["stray", "unassigned"], plan: Plan, part: Part) -> PlanProblem:
    if kind == "stray":
        name = plan.catchments.names[part.catchment]
        sentence = trn(
            "{n} block of {catchment} lies apart",
            "{n} blocks of {catchment} lie apart",
            len(part.faces),
            catchment=name,
        )
    else:
        sentence = trn("{n} block without a catchment", "{n} blocks without a catchment", len(part.faces))
    detail = ", ".join(
        (tr(plan.stages[part.stage].name), trn("{n} pupil", "{n} pupils", part.pupils), _area(part.area_m2))
    )
    whole = float(plan.coverage.areas_m2.sum())
    weight = part.pupils + min(part.area_m2 / whole, 0.999) if whole > 0 else float(part.pupils)
    about = plan.catchments.ids[part.catchment] if part.catchment >= 0 else ""
    return PlanProblem(kind, sentence, detail, part.stage, part.faces, part.box, weight, about)


def _area(area_m2: float) -> str:
    """Write an area: hectares below one square kilometre."""
    if area_m2 < 995_000:
        return f"{number(area_m2 / 10_000, 1 if area_m2 < 99_500 else 0)}\u00a0ha"
    return f"{number(area_m2 / 1_000_000, 1)}\u00a0km²"


_NO_FACES = frozen([], np.int32)


def _pupils_outside(dataset: Dataset, tally: Tally) -> Iterator[PlanProblem]:
    pupils = dataset.pupils
    count = pupils.points.column("pupils").astype(np.int64)
    lost = pupils.points.located & (pupils.stage >= 0) & (count > 0) & (tally.pupils.face_of_point < 0)
    if lost.any():
        n = int(count[lost].sum())
        xy = pupils.points.xy[lost]
        by_stage = np.bincount(pupils.stage[lost], weights=count[lost], minlength=len(dataset.stages))
        detail = ", ".join(
            f"{tr(stage.name)}: {number(float(here))}"
            for stage, here in zip(dataset.stages, by_stage, strict=True)
            if here
        )
        sentence = trn("{n} pupil lives outside all blocks", "{n} pupils live outside all blocks", n)
        yield PlanProblem("outside", sentence, detail, -1, _NO_FACES, _box_of(np.hstack((xy, xy))), float(n))


def _schools_over_capacity(plan: Plan, evaluation: Evaluation) -> Iterator[PlanProblem]:
    pupils, places = evaluation.school_pupils, evaluation.school_places
    # a joint zone gives a school a share of its pupils, which need not be whole
    for school in np.flatnonzero((places >= 0) & (pupils > places)):
        over = float(pupils[school] - places[school])
        name = plan.schools.names[school]
        sentence = trn(
            "{school}: {n} place is missing", "{school}: {n} places are missing", int(np.ceil(over)), school=name
        )
        detail = tr(
            "{pupils} pupils, {places} places", pupils=number(pupils[school]), places=number(float(places[school]))
        )
        box, about = _around(plan, int(school)), plan.schools.ids[school]
        yield PlanProblem("over_capacity", sentence, detail, -1, _NO_FACES, box, over, about)


def _schools_without_blocks(plan: Plan) -> Iterator[PlanProblem]:
    c = plan.catchments
    table = plan.catchment_of_face
    blocks = np.bincount(table[table >= 0], minlength=len(c))
    for stage in range(len(plan.stages)):
        mine = (c.stage[c.server_catchment] == stage) & ~c.closed[c.server_catchment]
        school = c.server_school[mine]
        has = np.bincount(school, weights=blocks[c.server_catchment[mine]], minlength=len(plan.schools))
        for each in np.unique(school[has[school] == 0]):
            sentence = tr("{school} has no blocks", school=plan.schools.names[each])
            box = _around(plan, int(each))
            detail, about = tr(plan.stages[stage].name), plan.schools.ids[each]
            yield PlanProblem("no_block", sentence, detail, stage, _NO_FACES, box, 0.0, about)


def _around(plan: Plan, school: int) -> Box:
    x, y = (float(value) for value in plan.schools.xy[school])
    return x - AROUND_SCHOOL_M, y - AROUND_SCHOOL_M, x + AROUND_SCHOOL_M, y + AROUND_SCHOOL_M
