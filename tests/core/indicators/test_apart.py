"""Live indices of a plan against the plain functions on schools counted by hand, with chance and interval beside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.indicators.apart import how_sure
from piiri.indicators.mix import segregation_of, units_of
from piiri.model import Dataset, Plan
from piiri.segregation import LIVE, by_chance, columns, figures
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]


def by_plain_functions(dataset: Dataset, table: np.ndarray) -> list[list[float]]:
    """(G, 7) from (U, G + 1): the groups' pupils, then all, one index after another."""
    found = []
    for g in range(len(dataset.groups)):
        mine, rest = table[:, g], table[:, -1] - table[:, g]
        pair = np.stack((mine, rest), axis=1)
        found.append([i.function(pair) if i.of == "all" else i.function(mine, rest) for i in LIVE])
    return found


def test_live_indices_of_a_plan_equal_the_plain_functions(town: Town) -> None:
    dataset, plan = town
    e = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
    keys = [*(group.key for group in dataset.groups), "pupils"]
    counts = np.stack([e.table.column(key) for key in keys], axis=1)
    for stage in range(len(plan.stages)):
        expected = by_plain_functions(dataset, counts[e.table.stage == stage])
        assert np.allclose(e.segregation[stage], expected, atol=1e-12)
    every = np.zeros((len(plan.schools), len(keys)))
    np.add.at(every, e.table.school, counts)
    assert np.allclose(e.segregation[-1], by_plain_functions(dataset, every), atol=1e-12)
    assert [s.dissimilarity for s in e.stages] == [tuple(row) for row in e.segregation[:-1, :, 0].tolist()]
    assert e.total.dissimilarity == tuple(e.segregation[-1, :, 0].tolist())


def test_how_sure_is_what_the_package_says_of_the_same_table(town: Town) -> None:
    dataset, plan = town
    e = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
    key = dataset.groups[0].key
    found = e.sureness(key, 0)
    assert e.sureness(key, 0) is found
    units = units_of(e.table, key, 0)
    assert units.sum() == pytest.approx(e.table.column("pupils")[e.table.stage == 0].sum(), abs=2)
    names = [index.key for index, _ in columns([0])]
    for i, index in enumerate(LIVE):
        f = names.index(index.key)
        assert found.value[i] == figures(units, [0])[f]
        assert found.by_chance[i] == by_chance(units, [0]).expected[f]
        assert found.low[i] <= found.corrected[i] <= found.high[i]
    again = how_sure(units)
    assert np.array_equal(again.high, found.high) and np.array_equal(again.by_chance_high, found.by_chance_high)


def test_the_units_of_all_stages_are_schools(town: Town) -> None:
    dataset, plan = town
    e = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
    units = units_of(e.table, dataset.groups[0].key, None)
    assert len(units) == len(np.unique(e.table.school))
    assert units.sum() == pytest.approx(e.school_pupils.sum(), abs=2)


def test_small_groups_are_flagged(town_of: Callable[..., Town]) -> None:
    assert how_sure(np.array([[3, 40], [4, 40]]), 20, 20).small.all()
    assert not how_sure(np.array([[30, 40], [40, 40]]), 20, 20).small.any()
    nobody = how_sure(np.zeros((0, 2), dtype=np.int64), 20, 20)
    assert np.isnan(nobody.value).all() and np.isnan(nobody.by_chance).all()


def test_without_groups_or_schools_there_is_nothing(town: Town) -> None:
    dataset, plan = town
    e = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
    assert segregation_of(e.table, [], 2).shape == (3, 0, len(LIVE))
