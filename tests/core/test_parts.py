"""Problems of a plan, against a search block by block in plain Python, and in towns small enough to see."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely

from piiri.countable import Countable
from piiri.edits import AssignFaces, SplitFaces, apply
from piiri.evaluate import evaluate
from piiri.i18n import set_language
from piiri.model import Catchments, Column, Dataset, Plan, PointLayer, Pupils, Schools, Stage
from piiri.model.overlay import coverage_of
from piiri.parts import KINDS, Ground, Part, PlanProblem, components, plan_parts, plan_problems, pupils_of_faces
from piiri.tally import Tally, retally, tally_everything

Town = tuple[Dataset, Plan]


def scrambled(plan: Plan, seed: int) -> Plan:
    """The plan with a third of its blocks given away at random, a tenth to nobody."""
    rng = np.random.default_rng(seed)
    table = np.array(plan.catchment_of_face)
    for stage, row in enumerate(table):
        mine = np.flatnonzero(plan.catchments.stage == stage)
        given = rng.random(len(row)) < 0.33
        row[given] = rng.choice(mine, given.sum())
        row[rng.random(len(row)) < 0.1] = -1
    return replace(plan, catchment_of_face=table)


# ---------------------------------------------------------------------------------------------------- the slow way


def flood(plan: Plan, label: list[int]) -> list[list[int]]:
    """Parts of one label each, face by face."""
    seen: set[int] = set()
    found = []
    for first in range(len(label)):
        if first in seen:
            continue
        seen.add(first)
        part, waiting = [], deque([first])
        while waiting:
            face = waiting.popleft()
            part.append(face)
            for near in plan.coverage.topology.neighbours(face).tolist():
                if near not in seen and label[near] == label[face]:
                    seen.add(near)
                    waiting.append(near)
        found.append(sorted(part))
    return found


def slowly(dataset: Dataset, plan: Plan) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Stray and unassigned parts: stage, catchment, faces, pupils."""
    polygons = plan.coverage.polygons()
    weight, homes = dataset.pupils.points.column("pupils"), shapely.points(dataset.pupils.points.xy)
    stray, unassigned = [], []
    for stage in range(len(plan.stages)):
        label = plan.catchment_of_face[stage].tolist()
        # the towns' few pupils right on a border are told apart by the tie rule, which has its own tests
        whole = tally_everything(Countable(dataset, plan), plan).pupils.face_of_point
        live = [0] * len(label)
        for point in np.flatnonzero((dataset.pupils.stage == stage) & (whole >= 0)):
            assert polygons[whole[point]].distance(homes[point]) < 1e-6
            live[whole[point]] += int(weight[point])
        parts: dict[int, list[list[int]]] = {}
        for part in flood(plan, label):
            parts.setdefault(label[part[0]], []).append(part)
        for catchment, pieces in parts.items():
            rows = [(stage, catchment, part, sum(live[face] for face in part)) for part in pieces]
            if catchment < 0:
                unassigned += rows
                continue
            mine = [shapely.Point(plan.schools.xy[school]) for school in plan.catchments.schools_of(catchment)]
            home = [any(polygons[f].contains(school) for f in part for school in mine) for part in pieces]
            alone = [
                all(set(plan.coverage.topology.neighbours(face).tolist()) <= set(part) for face in part)
                for part in pieces
            ]
            if not any(home):
                main = max(
                    range(len(rows)),
                    key=lambda i: (not alone[i], rows[i][3], sum(polygons[face].area for face in pieces[i])),
                )
                home[main] = True
            stray += [row for row, kept, island in zip(rows, home, alone, strict=True) if not kept and not island]
    return stray, unassigned


def shown(parts: tuple[Part, ...]) -> list[tuple[object, ...]]:
    return sorted((part.stage, part.catchment, part.faces.tolist(), part.pupils) for part in parts)


@pytest.mark.parametrize("seed", range(6))
def test_parts_equal_those_found_block_by_block(town_of: Callable[..., Town], seed: int) -> None:
    dataset, plan = town_of(pupils=300, blocks=60 + 20 * seed, schools=6, seed=seed)
    if seed:
        plan = scrambled(plan, seed)
    tally = tally_everything(Countable(dataset, plan), plan)
    stray, unassigned = plan_parts(dataset, plan, tally)
    slow_stray, slow_unassigned = slowly(dataset, plan)
    assert shown(stray) == sorted(slow_stray)
    assert shown(unassigned) == sorted(slow_unassigned)
    assert unassigned and (stray or not seed)
    for part in stray + unassigned:
        together = shapely.union_all(plan.coverage.polygons(part.faces))
        assert part.area_m2 == pytest.approx(together.area)
        assert part.box == pytest.approx(together.bounds)
        assert not part.faces.flags.writeable


def test_components_hang_together_over_edges(town: Town) -> None:
    _, plan = town
    label = scrambled(plan, 7).catchment_of_face[0]
    found = components(plan.coverage.topology, label)
    parts = sorted(np.flatnonzero(found == each).tolist() for each in np.unique(found))
    assert parts == sorted(flood(plan, label.tolist()))


def test_what_is_kept_of_the_last_plan_changes_nothing(town_of: Callable[..., Town]) -> None:
    """Plans one after another: a stage painted, schools moved, a block split, another town, and back."""
    (dataset, plan), (other_dataset, other) = (town_of(pupils=300, blocks=80, schools=6, seed=seed) for seed in (1, 2))
    painted = replace(
        plan, catchment_of_face=np.vstack((scrambled(plan, 5).catchment_of_face[:1], plan.catchment_of_face[1:]))
    )
    moved = replace(plan, schools=replace(plan.schools, xy=plan.schools.xy[::-1].copy()))
    west, south, east, north = plan.coverage.bounds[0]
    line = ((west - 1, (south + north) / 2), (east + 1, (south + north) / 2))
    cut, _ = apply(plan, SplitFaces(line))
    assert cut.coverage.face_count > plan.coverage.face_count
    ground = Ground()
    walk = [(dataset, each) for each in (plan, painted, plan, moved, painted, cut, scrambled(cut, 3))]
    for data, each in [*walk, (other_dataset, other), (dataset, plan)]:
        tally = tally_everything(Countable(data, each), each)
        mine, fresh = plan_parts(data, each, tally, ground), plan_parts(data, each, tally)
        for found, wanted in zip(mine, fresh, strict=True):
            assert [named(part) for part in found] == [named(part) for part in wanted]


def named(part: Part) -> tuple[object, ...]:
    return part.stage, part.catchment, tuple(part.faces.tolist()), part.pupils, part.area_m2, part.box


def test_pupils_of_faces_follow_a_live_tally(town: Town) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    edit = AssignFaces("fi-1-6", plan.coverage.face_ids[20:40], "")
    after, change = apply(plan, edit)
    moved = retally(countable, tally, plan, after, change)
    faces = plan.coverage.face_count
    live = pupils_of_faces(dataset, moved, faces)
    assert np.array_equal(live, pupils_of_faces(dataset, tally_everything(countable, after), faces))
    assert live.sum() == dataset.pupils.points.column("pupils")[tally.pupils.face_of_point >= 0].sum()


# ---------------------------------------------------------------------------------------------------- small towns

LOWER = Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6))


def row_of_blocks(
    labels: list[int], pupils: list[int], schools: list[tuple[float, float]], places: list[int], *, joint: bool = False
) -> Town:
    """Blocks of 1 km from west to east; −9 leaves a gap of water. Catchment k is school k's; jointly all are one's."""
    there = [i for i, label in enumerate(labels) if label != -9]
    boxes = [shapely.box(1000 * i, 0, 1000 * i + 1000, 1000) for i in there]
    coverage = coverage_of(boxes, [f"b{i}" for i in there])
    n = len(schools)
    school = Schools(
        tuple(f"S{k}" for k in range(n)), tuple("ABCDEF"[:n]), np.array(schools) * 1000.0, np.array(places)
    )
    if joint:
        served = (np.zeros(n), np.arange(n), np.full(n, 1 / n))
        catchments = Catchments(("zone",), ("Zone",), np.zeros(1), *served)
    else:
        catchments = Catchments.one_school_each((LOWER,), school, [(0, k) for k in range(n)])
    xy = np.array([[1000.0 * i + 500.0, 500.0] for i in range(len(labels))])
    people = Pupils(
        PointLayer("pupils", xy, (Column("pupils", "Pupils", "pupils"),), np.array(pupils)[:, None]),
        np.zeros(len(xy)),
        np.ones(len(xy)),
        np.full(len(xy), -1),
    )
    dataset = Dataset("Row", "EPSG:3067", (LOWER,), school, coverage, people)
    table = np.array([[labels[i] for i in there]])
    return dataset, Plan("Today", (LOWER,), coverage, catchments, table, school)


def counted(town: Town) -> Tally:
    return tally_everything(Countable(*town), town[1])


def problems(town: Town) -> tuple[PlanProblem, ...]:
    tally = counted(town)
    return plan_problems(*town, tally, evaluate(*town, tally))


def stray(town: Town) -> list[list[int]]:
    return [part.faces.tolist() for part in plan_parts(*town, counted(town))[0]]


def test_the_part_with_the_school_is_the_main_one_though_it_is_smaller() -> None:
    assert stray(row_of_blocks([0, 1, 0, 0], [1, 5, 50, 50], [(0.5, 0.5), (1.5, 0.5)], [-1, -1])) == [[2, 3]]


def test_without_a_school_inside_the_part_with_most_pupils_is_the_main_one() -> None:
    assert stray(row_of_blocks([0, 1, 0, 0], [60, 5, 20, 20], [(1.5, 0.5), (1.2, 0.5)], [-1, -1])) == [[2, 3]]


def test_an_island_is_not_stray_and_never_makes_the_mainland_stray() -> None:
    assert stray(row_of_blocks([0, 1, -9, 0], [1, 5, 0, 50], [(9.0, 0.5), (1.5, 0.5)], [-1, -1])) == []


def test_both_parts_of_a_joint_zone_with_a_school_each_are_main_ones() -> None:
    town = row_of_blocks([0, -1, 0, -1, 0], [9, 1, 9, 1, 9], [(0.5, 0.5), (2.5, 0.5)], [-1, -1], joint=True)
    assert stray(town) == [[4]]


def test_a_plan_without_problems_has_none() -> None:
    assert problems(row_of_blocks([0, 0, 1, 1], [10] * 4, [(0.5, 0.5), (2.5, 0.5)], [20, -1])) == ()


def test_everything_that_is_wrong_in_words() -> None:
    town = row_of_blocks(
        [-1, 0, 1, 0, -1, -1], [10, 20, 30, 40, 5, 7], [(1.5, 0.5), (2.5, 0.5), (9.0, 0.5)], [50, 30, -1]
    )
    found = problems(town)
    assert [(problem.kind, problem.sentence, problem.detail) for problem in found] == [
        ("unassigned", "2 blocks without a catchment", "Finnish 1-6, 12 pupils, 2,0\u00a0km²"),
        ("unassigned", "1 block without a catchment", "Finnish 1-6, 10 pupils, 1,0\u00a0km²"),
        ("stray", "1 block of A lies apart", "Finnish 1-6, 40 pupils, 1,0\u00a0km²"),
        ("over_capacity", "A: 10 places are missing", "60 pupils, 50 places"),
        ("no_block", "C has no blocks", "Finnish 1-6"),
    ]
    assert [problem.faces.tolist() for problem in found] == [[4, 5], [0], [3], [], []]
    assert found[0].box == (4000.0, 0.0, 6000.0, 1000.0)
    assert found[4].box == (8500.0, 0.0, 9500.0, 1000.0)


def test_pupils_who_live_outside_all_blocks() -> None:
    town = row_of_blocks([0, 0, -9, -9], [10, 10, 3, 4], [(0.5, 0.5)], [-1])
    (problem,) = problems(town)
    assert (problem.kind, problem.sentence) == ("outside", "7 pupils live outside all blocks")
    assert problem.detail == "Finnish 1-6: 7"
    assert problem.box == (2500.0, 500.0, 3500.0, 500.0)


def test_pupils_without_a_place_are_no_problem() -> None:
    dataset, plan = row_of_blocks([0, 0, -9], [10, 10, 3], [(0.5, 0.5)], [-1])
    xy = np.array(dataset.pupils.points.xy)
    xy[2] = np.nan
    people = replace(dataset.pupils, points=replace(dataset.pupils.points, xy=xy))
    assert problems((replace(dataset, pupils=people), plan)) == ()


def test_in_the_language_in_force() -> None:
    town = row_of_blocks([0, -1], [10, 1], [(0.5, 0.5)], [-1])
    set_language("fi")
    try:
        assert problems(town)[0].sentence == "1 kortteli ilman aluetta"
    finally:
        set_language("en")


def test_order_and_agreement_with_the_figures(town: Town) -> None:
    dataset, plan = town
    tally = counted(town)
    figures = evaluate(dataset, plan, tally)
    found = plan_problems(dataset, plan, tally, figures)
    kinds = [list(KINDS).index(problem.kind) for problem in found]
    assert kinds == sorted(kinds)
    for kind in KINDS:
        weights = [problem.weight for problem in found if problem.kind == kind]
        assert weights == sorted(weights, reverse=True)
    over = [problem for problem in found if problem.kind == "over_capacity"]
    assert len(over) == figures.total.over_capacity
    left_over = sum(int(problem.weight) for problem in found if problem.kind in ("unassigned", "outside"))
    assert left_over == figures.total.unassigned
