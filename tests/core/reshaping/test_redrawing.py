"""A border drawn anew, and a corner moved for one stage alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import event, given
from hypothesis import strategies as st

from piiri.errors import EditRejected
from piiri.model import Catchments, Coverage, Plan, Schools, Stage
from piiri.reshaping import corner_for_stage, redrawn
from piiri.reshaping.redrawing import lines_of

Blocks = Callable[..., Coverage]
STAGES = (
    Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6)),
    Stage("fi-7-9", "Finnish 7-9", "fi", (7, 8, 9)),
)
LEFT, RIGHT = "POLYGON((0 0,10 0,10 10,0 10,0 0))", "POLYGON((10 0,20 0,20 10,10 10,10 0))"


def plan_of(coverage: Coverage, low: list[int], high: list[int] | None = None) -> Plan:
    schools = Schools(("A", "B", "C"), ("A", "B", "C"), np.array([[1, 1], [19, 9], [10, 5]]), np.full(3, 100))
    pairs = [(s, h) for s in range(2) for h in range(3)]
    table = np.array([low, high or [3] * coverage.face_count])
    return Plan("P", STAGES, coverage, Catchments.one_school_each(STAGES, schools, pairs), table, schools)


def area_of(coverage: Coverage, label: np.ndarray, catchment: int) -> shapely.Geometry:
    return shapely.union_all(coverage.polygons(np.flatnonzero(label == catchment)))


def redraw(plan: Plan, catchment: int, *line: tuple[float, float]) -> tuple[Coverage, np.ndarray]:
    made, label = redrawn(plan, 0, catchment, lines_of(line))
    assert made.coverage.problems() == []
    return made.coverage, label


def test_out_beyond_the_border_takes_in(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [0, 1])
    coverage, label = redraw(plan, 0, (10, 2), (14, 2), (14, 8), (10, 8))
    assert area_of(coverage, label, 0).equals(shapely.box(0, 0, 10, 10).union(shapely.box(10, 2, 14, 8)))


def test_into_the_catchment_gives_away(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [0, 1])
    coverage, label = redraw(plan, 0, (10, 2), (6, 2), (6, 8), (10, 8))
    assert area_of(coverage, label, 1).equals(shapely.box(10, 0, 20, 10).union(shapely.box(6, 2, 10, 8)))


def test_in_and_out(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [0, 1])
    coverage, label = redraw(plan, 0, (10, 1), (6, 1), (6, 5), (14, 5), (14, 9), (10, 9))
    wanted = shapely.box(0, 0, 10, 10).difference(shapely.box(6, 1, 10, 5)).union(shapely.box(10, 5, 14, 9))
    assert area_of(coverage, label, 0).equals(wanted)


def test_the_part_with_the_school_stays_though_it_is_the_smaller(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [0, 1])
    coverage, label = redraw(plan, 0, (2, -1), (2, 11))
    assert area_of(coverage, label, 0).equals(shapely.box(0, 0, 2, 10))
    # of a catchment whose school stands elsewhere, the larger
    elsewhere = plan_of(blocks(LEFT, RIGHT), [2, 1])
    coverage, label = redraw(elsewhere, 2, (8, -1), (8, 11))
    assert area_of(coverage, label, 2).area == pytest.approx(80)


def test_what_is_cut_off_goes_to_the_neighbour_with_the_longest_border(blocks: Blocks) -> None:
    top = "POLYGON((0 10,10 10,20 10,20 14,0 14,0 10))"
    plan = plan_of(blocks(LEFT, RIGHT, top), [0, 1, 2])
    coverage, label = redraw(plan, 0, (8, 10), (8, 0))
    assert area_of(coverage, label, 1).equals(shapely.box(8, 0, 20, 10))
    coverage, label = redraw(plan, 0, (0, 8), (10, 8))
    assert area_of(coverage, label, 2).equals(shapely.box(0, 8, 20, 14).difference(shapely.box(10, 8, 20, 10)))


def test_nobody_beyond(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT), [0])
    with pytest.raises(EditRejected) as caught:
        redraw(plan, 0, (5, -1), (5, 11))
    assert caught.value.code == "nothing-beyond" and caught.value.how


def test_blocks_without_a_catchment(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [-1, 1])
    coverage, label = redraw(plan, -1, (10, 2), (14, 2), (14, 8), (10, 8))
    assert area_of(coverage, label, -1).area == pytest.approx(124)


def test_along_an_old_border_or_ending_in_a_block_nothing_changes(blocks: Blocks) -> None:
    plan = plan_of(blocks(LEFT, RIGHT), [0, 1])
    for line in ([(10, 0), (10, 10)], [(10, 5), (15, 5)], [(3, 3), (7, 3)]):
        coverage, label = redraw(plan, 0, *line)
        assert coverage is plan.coverage and label.tolist() == [0, 1]


@given(st.integers(0, 10**6))
def test_whatever_is_drawn_every_stage_still_covers_the_land(grid: Coverage, whole: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rng.integers(-1, 3, grid.face_count)
    plan = plan_of(grid, low.tolist(), rng.integers(3, 6, grid.face_count).tolist())
    line = rng.uniform(-20, 620, (int(rng.integers(2, 5)), 2))
    catchment = int(rng.integers(-1, 3))
    try:
        made, label = redrawn(plan, 0, catchment, line)
    except EditRejected as refusal:
        event(refusal.code)
        return
    whole(grid, made.coverage, bent_m=0.005)
    was = low[made.parent]
    moved = label != was
    # what changes hands leaves the catchment or comes to it, and nothing else does
    assert ((was[moved] == catchment) ^ (label[moved] == catchment)).all()
    # nothing far from the line is asked
    hull = shapely.box(*np.append(line.min(axis=0) - 700, line.max(axis=0) + 700))
    assert all(hull.intersects(p) for p in made.coverage.polygons(np.flatnonzero(moved)))


def corner_plan(blocks: Blocks) -> tuple[Plan, int]:
    """Four squares around a corner; the lower stage's border runs up through it, the upper stage has none."""
    squares = [
        f"POLYGON(({x} {y},{x + 10} {y},{x + 10} {y + 10},{x} {y + 10},{x} {y}))" for y in (0, 10) for x in (0, 10)
    ]
    plan = plan_of(blocks(*squares), [0, 1, 0, 1])
    vertex = int(np.flatnonzero((plan.coverage.vertices == [10, 10]).all(axis=1))[0])
    return plan, vertex


@pytest.mark.parametrize("place", [(13.0, 10.0), (10.0, 12.0), (7.0, 8.0), (12.5, 13.5), (10.0, 9.0)])
def test_a_corner_for_one_stage(blocks: Blocks, whole: Any, place: tuple[float, float]) -> None:
    plan, vertex = corner_plan(blocks)
    made, label = corner_for_stage(plan, 0, vertex, *place)
    whole(plan.coverage, made.coverage)
    wanted = shapely.Polygon([(0, 0), (10, 0), place, (10, 20), (0, 20)])
    assert shapely.symmetric_difference(area_of(made.coverage, label, 0), wanted).area < 0.11
    # the corner itself, and with it the other stage, stays where it was
    assert made.coverage.vertices[vertex].tolist() == [10, 10]
    assert np.array_equal(plan.catchment_of_face[1][made.parent], np.full(made.coverage.face_count, 3))


def test_a_corner_where_three_catchments_meet(blocks: Blocks, whole: Any) -> None:
    plan, vertex = corner_plan(blocks)
    plan = plan_of(plan.coverage, [0, 1, 0, 2])
    made, label = corner_for_stage(plan, 0, vertex, 12.0, 12.0)
    whole(plan.coverage, made.coverage)
    for catchment, ring in (
        (0, [(0, 0), (10, 0), (12, 12), (10, 20), (0, 20)]),
        (1, [(10, 0), (20, 0), (20, 10), (12, 12)]),
        (2, [(12, 12), (20, 10), (20, 20), (10, 20)]),
    ):
        off = shapely.symmetric_difference(area_of(made.coverage, label, catchment), shapely.Polygon(ring))
        assert off.area < 0.1  # where the new border crosses an edge it runs through a whole centimetre


def test_where_no_border_turns(blocks: Blocks) -> None:
    plan, vertex = corner_plan(blocks)
    outer = int(np.flatnonzero((plan.coverage.vertices == [10, 0]).all(axis=1))[0])
    for stage, corner in ((1, vertex), (0, outer)):
        with pytest.raises(EditRejected) as caught:
            corner_for_stage(plan, stage, corner, 11.0, 11.0)
        assert caught.value.code == "not-on-a-border" and caught.value.how
    with pytest.raises(EditRejected) as caught:
        corner_for_stage(plan, 0, vertex, 25.0, 10.0)
    assert caught.value.code == "crossing-border"
