"""Who moves, against a count pupil by pupil; and the sums that must come out whatever the plans are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.compare import Comparison, compare
from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.model import Dataset, Plan, PointLayer, Pupils
from piiri.model.dataset import pupil_columns
from piiri.tally import tally_everything

Oracle = Callable[[Dataset, Plan, Plan], Counter]


def counted(found: Comparison, position: int = 0) -> Counter:
    moves, keys = found.differences[position].moves, [place.key for place in found.places]
    return Counter(
        {
            (int(stage), grade, keys[source], keys[target]): int(pupils)
            for stage, source, target, row in zip(moves.stage, moves.source, moves.target, moves.by_grade, strict=True)
            for grade, pupils in enumerate(row)
            if pupils
        }
    )


def test_as_counted_one_by_one(two: tuple[Dataset, Plan, Plan], oracle: Oracle) -> None:
    dataset, one, other = two
    assert counted(compare(dataset, [one, other])) == oracle(dataset, one, other)


def test_the_other_way_round(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, one, other = two
    there = counted(compare(dataset, [one, other]))
    back = counted(compare(dataset, [other, one]))
    assert back == Counter({(stage, grade, b, a): n for (stage, grade, a, b), n in there.items()})


def test_a_third_plan_is_compared_with_the_first(town: tuple[Dataset, Plan], changed_as, oracle: Oracle) -> None:
    dataset, one = town
    b, c = changed_as["everything"](one), changed_as["corners"](one)
    found = compare(dataset, [one, b, c])
    assert counted(found, 0) == oracle(dataset, one, b)
    assert counted(found, 1) == oracle(dataset, one, c)


def test_a_plan_and_itself_move_nobody(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    found = compare(dataset, [plan, plan]).differences[0]
    assert not found.moves.moving.any()
    assert len(found.blocks) == len(found.reshaped) == 0


def assert_sums(dataset: Dataset, one: Plan, other: Plan) -> None:
    """Rows add up to the first plan's counts, columns to the other's, at every stage."""
    found = compare(dataset, [one, other])
    moves = found.differences[0].moves
    index = {place.key: position for position, place in enumerate(found.places)}
    for stage in range(len(dataset.stages)):
        table = moves.matrix(len(found.places), stage)
        for axis, plan in ((1, one), (0, other)):
            wanted = np.zeros(len(found.places), dtype=np.int64)
            pupils = tally_everything(Countable(dataset, plan), plan).column("pupils")
            k = len(plan.catchments)
            for catchment in np.flatnonzero(plan.catchments.stage == stage):
                ids = sorted(plan.schools.ids[school] for school in plan.catchments.schools_of(int(catchment)))
                wanted[index["+".join(ids)]] += pupils[catchment]
            wanted[index["unassigned"]] += pupils[k + stage]
            wanted[index["unlocated"]] += pupils[k + len(plan.stages) + stage]
            assert table.sum(axis=axis).tolist() == wanted.tolist()
    everything = moves.matrix(len(found.places))
    assert np.array_equal(
        everything, sum(moves.matrix(len(found.places), stage) for stage in range(len(dataset.stages)))
    )
    assert np.array_equal(everything, sum(moves.matrix(len(found.places), grade=grade) for grade in range(10)))


def test_sums_whatever_differs(two: tuple[Dataset, Plan, Plan]) -> None:
    assert_sums(*two)


@settings(max_examples=25)
@given(seeds=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), share=st.floats(0, 1))
def test_sums_of_any_two_plans(town: tuple[Dataset, Plan], repaint, seeds: tuple[int, int], share: float) -> None:
    dataset, plan = town
    assert_sums(dataset, *(repaint(plan, f"Plan {seed}", seed, share) for seed in seeds))


def test_those_who_move_are_those_whom_the_tally_calls_changed(town: tuple[Dataset, Plan], changed_as) -> None:
    """Where both plans have the same catchments, the live figure of a session is the same."""
    dataset, one = town
    for name in ("repainted", "corners"):
        other = changed_as[name](one)
        wanted = evaluate(dataset, other, tally_everything(Countable(dataset, one), other))
        found = compare(dataset, [one, other])
        assert found.totals.of("changed_pupils")[1].tolist() == [
            *(f.changed for f in wanted.stages),
            wanted.total.changed,
        ]
        assert np.array_equal(found.plans[1].tally.counts, tally_everything(Countable(dataset, one), other).counts)


def test_two_zones_of_the_same_schools_are_one_place(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    c = plan.catchments
    k = len(c)
    again = replace(
        c,
        ids=(*c.ids, "fi-1-6/again"),
        names=(*c.names, "Again"),
        stage=np.append(c.stage, 0),
        closed=np.append(c.closed, False),
        server_catchment=np.append(c.server_catchment, (k, k)),
        server_school=np.append(c.server_school, (1, 0)),
        server_share=np.append(c.server_share, (0.7, 0.3)),
    )
    table = np.array(plan.catchment_of_face)
    table[0, :8] = k  # these were the joint zone's
    found = compare(dataset, [plan, replace(plan, catchments=again, catchment_of_face=table)])
    assert not found.differences[0].moves.moving.any()
    assert len(found.differences[0].blocks) == 8, "their catchment is another one all the same"


@pytest.mark.parametrize("grades", [True, False])
def test_a_point_of_many_pupils_counts_them_by_grade(town: tuple[Dataset, Plan], oracle: Oracle, grades: bool) -> None:
    dataset, one = town
    columns = pupil_columns((), grades=grades, ages=False)
    rng = np.random.default_rng(7)
    values = rng.integers(0, 5, (60, len(columns)))
    values[:, 0] = values[:, 1:].sum(axis=1) + rng.integers(0, 3, 60)
    points = PointLayer("pupils", rng.uniform(0, 5000, (60, 2)), columns, values)
    crowd = replace(
        dataset, groups=(), pupils=Pupils(points, np.repeat([0, 1], 30), np.repeat([3, 8], 30), np.full(60, -1))
    )
    other = replace(one, catchment_of_face=np.roll(one.catchment_of_face, 3, axis=1))
    found = counted(compare(crowd, [one, other]))
    assert found == oracle(crowd, one, other)
    assert {key[1] for key in found} == (set(range(10)) if grades else {3, 8})
