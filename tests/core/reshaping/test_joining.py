"""Pieces joined again: the union of what they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from piiri.errors import EditRejected
from piiri.model import Catchments, Coverage, Plan, Schools, Stage
from piiri.reshaping import joined, needless_splits, split

Blocks = Callable[..., Coverage]
STAGES = (Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6)),)


def plan_of(coverage: Coverage, label: Sequence[int] | None = None) -> Plan:
    schools = Schools(("A", "B"), ("A", "B"), np.array([[1.0, 1.0], [9.0, 9.0]]), np.array([100, 100]))
    catchments = Catchments.one_school_each(STAGES, schools, [(0, 0), (0, 1)])
    table = np.zeros((1, coverage.face_count)) if label is None else np.array([label])
    return Plan("P", STAGES, coverage, catchments, table, schools)


def cut(coverage: Coverage, *lines: list[tuple[float, float]]) -> Coverage:
    for line in lines:
        coverage = split(coverage, [np.array(line, dtype=float)]).coverage
    return coverage


def code(plan: Plan, *ids: str) -> str:
    with pytest.raises(EditRejected) as caught:
        joined(plan, np.array([plan.coverage.topology.face_index[key] for key in ids]))
    assert caught.value.how and "{" not in caught.value.sentence
    return caught.value.code


SQUARE = "POLYGON((0 0,10 0,10 10,0 10,0 0))"
HOLED = "POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))"
THIRDS = ([(0, 3), (10, 3)], [(0, 6), (10, 6)])


def test_all_pieces_are_the_block_again(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE)
    cut_up = cut(before, *THIRDS)
    after, kept = joined(plan_of(cut_up), np.arange(3))
    whole(before, after)
    assert after.face_ids == ("a",) and kept.tolist() == [0]
    assert after.areas_m2 == pytest.approx([100.0])


def test_some_pieces_and_ids(blocks: Blocks, whole: Any) -> None:
    cut_up = cut(blocks(SQUARE), *THIRDS)
    assert cut_up.face_ids == ("a", "a~2", "a~3")
    lowest = int(np.argmin(cut_up.bounds[:, 1]))
    highest = int(np.argmax(cut_up.bounds[:, 3]))
    middle = 3 - lowest - highest
    after, kept = joined(plan_of(cut_up), np.array([middle, lowest]))
    whole(cut_up, after)
    # the name of the block stays where it is among them, else the lowest number
    names = sorted((cut_up.face_ids[middle], cut_up.face_ids[lowest]))
    assert sorted(after.face_ids) == sorted({names[0], cut_up.face_ids[highest]})
    assert [cut_up.face_ids[k] for k in kept] == list(after.face_ids)
    wanted = shapely.union_all(cut_up.polygons(np.array([middle, lowest])))
    assert after.polygons(np.array([after.face_ids.index(names[0])]))[0].equals(wanted)
    # a number that became free is given again
    again = split(after, [np.array([(-1.0, 1.0), (11.0, 1.0)])]).coverage
    assert len(set(again.face_ids)) == 3 and set(again.face_ids) <= {"a", "a~2", "a~3", "a~4"}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([[(2, -1), (2, 11)]], id="beside-a-hole"),
        pytest.param([[(5, -1), (5, 11)]], id="through-a-hole"),
        pytest.param([[(1, 1), (9, 1), (9, 9), (1, 9), (1, 1)]], id="around-a-hole"),
        pytest.param([[(5, -1), (5, 11)], [(-1, 5), (11, 5)]], id="a-cross-through-a-hole"),
        pytest.param([[(4, -1), (4, 11)], [(-1, 4), (11, 4)]], id="along-the-hole"),
    ],
)
def test_holes_come_back(blocks: Blocks, whole: Any, lines: list[list[tuple[float, float]]]) -> None:
    before = blocks(HOLED)
    cut_up = cut(before, *lines)
    assert cut_up.face_count > 1
    after, _ = joined(plan_of(cut_up), np.arange(cut_up.face_count))
    whole(before, after)
    (polygon,) = after.polygons()
    assert polygon.area == pytest.approx(96) and len(polygon.interiors) == 1


def test_corners_inside_go_those_of_neighbours_stay(blocks: Blocks) -> None:
    before = blocks(SQUARE, "POLYGON((10 0,20 0,20 10,10 10,10 0))")
    cut_up = split(before, [np.array([(0.0, 5.0), (5.0, 6.0), (10.0, 5.0)])], np.array([0])).coverage
    assert len(cut_up.vertices) == len(before.vertices) + 3
    after, _ = joined(plan_of(cut_up), np.array([0, 2]))
    # the bend inside is no corner of any block any more; those on edges stay, as they may have been moved
    assert len(after.vertices) == len(before.vertices) + 2
    assert after.problems() == []


def test_refused(blocks: Blocks) -> None:
    two = blocks(SQUARE, "POLYGON((10 0,20 0,20 10,10 10,10 0))")
    assert code(plan_of(two), "a", "b") == "not-of-one-block"
    assert code(plan_of(two), "a") == "not-of-one-block"
    thirds = cut(blocks(SQUARE), *THIRDS)
    ends = [thirds.face_ids[int(np.argmin(thirds.bounds[:, 1]))], thirds.face_ids[int(np.argmax(thirds.bounds[:, 3]))]]
    assert code(plan_of(thirds), *ends) == "apart"
    assert code(plan_of(thirds, [0, 1, 0]), "a", "a~2", "a~3") == "needed-split"
    # pieces that touch in a corner only
    quarters = cut(blocks(SQUARE), [(5, -1), (5, 11)], [(-1, 5), (11, 5)])
    bounds = quarters.bounds[:, :2].tolist()
    assert code(plan_of(quarters), *(quarters.face_ids[bounds.index(at)] for at in ([0, 0], [5, 5]))) == "apart"


def test_needless_splits(blocks: Blocks) -> None:
    thirds = cut(blocks(SQUARE, "POLYGON((10 0,20 0,20 10,10 10,10 0))"), *THIRDS)
    plan = plan_of(thirds)
    index = thirds.topology.face_index
    own = tuple(sorted(index[key] for key in ("a", "a~2", "a~3")))
    assert needless_splits(plan) == (own,)
    assert needless_splits(plan_of(blocks(SQUARE))) == ()
    assert needless_splits(replace(plan, locked_catchments=frozenset(plan.catchments.ids))) == ()
    assert needless_splits(replace(plan, locked=frozenset({"A"}))) == ()
    middle = next(f for f in own if len(set(thirds.topology.neighbours(f).tolist()) & set(own)) == 2)
    assert needless_splits(replace(plan, locked_faces=frozenset({thirds.face_ids[middle]}))) == ()
    other = np.zeros(thirds.face_count, dtype=int)
    other[middle] = 1
    assert needless_splits(plan_of(thirds, other.tolist())) == ()


@given(st.integers(0, 10**6))
def test_what_was_split_in_any_way_is_joined_to_what_it_was(grid: Coverage, whole: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cut_up = grid
    for _ in range(3):
        line = rng.uniform(-20, 620, (int(rng.integers(2, 4)), 2))
        try:
            cut_up = split(cut_up, [line]).coverage
        except EditRejected:
            continue
    plan = plan_of(cut_up)
    while groups := needless_splits(plan):
        after, kept = joined(plan, np.array(groups[int(rng.integers(len(groups)))]))
        plan = replace(plan, coverage=after, catchment_of_face=plan.catchment_of_face[:, kept])
        assert after.problems() == []
    whole(grid, plan.coverage, bent_m=0.02)
    assert sorted(plan.coverage.face_ids) == sorted(grid.face_ids)
    order = [plan.coverage.topology.face_index[key] for key in grid.face_ids]
    assert np.abs(plan.coverage.areas_m2[order] - grid.areas_m2).max() < 0.02 * 400


def test_joined_pieces_may_not_touch_themselves_in_a_corner(blocks: Blocks) -> None:
    """A triangle with one corner on the border stays out: around it the others would touch in that corner."""
    cut_up = cut(blocks(SQUARE), [(10, 10), (4, 5), (0, 5)], [(10, 10), (5, 4), (5, 0)], [(4, 5), (5, 4)])
    assert cut_up.face_count == 4
    inner = int(np.argmin(cut_up.areas_m2))
    others = [key for face, key in enumerate(cut_up.face_ids) if face != inner]
    label = [int(face == inner) for face in range(4)]
    plan = plan_of(cut_up, label)
    assert code(plan, *others) == "touches-itself"
    assert needless_splits(plan) == ()
    # all of them, or two of the others, can be joined
    assert needless_splits(plan_of(cut_up)) == ((0, 1, 2, 3),)
    big = max(others, key=lambda key: cut_up.areas_m2[cut_up.topology.face_index[key]])
    beside = [key for key in others if key != big]
    met = [set(cut_up.topology.neighbours(cut_up.topology.face_index[key]).tolist()) for key in beside]
    assert cut_up.topology.face_index[big] in met[0] | met[1]
    for key, neighbours in zip(beside, met, strict=True):
        if cut_up.topology.face_index[big] in neighbours:
            after, _ = joined(plan, np.array([cut_up.topology.face_index[k] for k in (big, key)]))
            assert after.problems() == []
