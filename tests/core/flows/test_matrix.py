"""Flows against a count pupil by pupil, and what they say of schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from piiri.flows import Whereabouts, area_flows_of, coming_in, flows_of, going_out, hold, net_attraction
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]
Where = Callable[..., Whereabouts]


@pytest.mark.parametrize("stage", [None, 0, 1])
def test_every_cell_equals_a_count_one_by_one(attending: Town, where: Where, stage: int | None) -> None:
    dataset, plan = attending
    there = where(dataset, plan)
    found, areas = flows_of(there, stage), area_flows_of(there, stage)
    cells: Counter[tuple[int, int]] = Counter()
    between: Counter[tuple[int, int]] = Counter()
    unknown = 0
    for row in range(len(there)):
        if stage is not None and there.stage[row] != stage:
            continue
        if there.attended[row] < 0:
            unknown += int(there.weight[row])
        else:
            cells[int(there.area[row]), int(there.attended[row])] += int(there.weight[row])
            between[int(there.assigned[row]), int(there.attended[row])] += int(there.weight[row])
    assert found.unknown == unknown > 0
    assert areas.areas[-1] == -1
    for h in range(len(plan.schools)):
        for a, area in enumerate(areas.areas.tolist()):
            assert areas.counts[a, h] == cells[area, h]
            assert areas.own[a, h] == (area >= 0 and h in plan.catchments.schools_of(area))
        for assigned in range(-1, len(plan.schools)):
            assert found.table[assigned, h] == between[assigned, h]
    assert areas.counts.sum() == sum(cells.values()) == found.table.sum()


def test_what_is_lost_elsewhere_came_from_somewhere(attending: Town, where: Where) -> None:
    there = where(*attending)
    found, areas = flows_of(there), area_flows_of(there)
    assert np.array_equal(areas.counts[-1], found.table[-1])
    assert found.came.sum() == found.left.sum() + found.table[-1].sum()
    assert np.array_equal(found.staying, found.between.diagonal())
    assert np.array_equal(found.enrolled, areas.counts.sum(axis=0))


def test_shares_of_a_school(attending: Town, where: Where) -> None:
    found = flows_of(where(*attending), 0)
    h = int(np.argmax(found.living))
    assert hold(found)[h] == pytest.approx(found.staying[h] / found.living[h])
    assert hold(found)[h] + going_out(found)[h] == pytest.approx(1)
    expected = found.came[h] / found.enrolled[h] - found.left[h] / found.living[h]
    assert net_attraction(found)[h] == pytest.approx(expected)
    none = found.living == 0
    assert none.any() and np.isnan(hold(found)[none]).all()
    assert np.isnan(coming_in(found)[found.enrolled == 0]).all()


def test_flows_of_a_group_and_of_all_others_are_those_of_everybody(attending: Town, where: Where) -> None:
    dataset, _ = attending
    found = where(*attending)
    members = dataset.pupils.points.column(dataset.groups[0].key)
    everybody = flows_of(found)
    mine, others = (
        flows_of(found, None, members),
        flows_of(found, None, dataset.pupils.points.column("pupils") - members),
    )
    for name in ("table", "living", "staying", "enrolled", "unknown"):
        assert np.array_equal(getattr(mine, name) + getattr(others, name), getattr(everybody, name)), name
    assert 0 < mine.living.sum() < everybody.living.sum()


def test_nobody_known_makes_no_flows(town: Town, where: Where) -> None:
    there = where(*town)
    found = flows_of(there)
    assert area_flows_of(there).counts.shape == (0, 8)
    assert not found.table.any() and np.isnan(hold(found)).all()
