"""Segregation of the same pupils by home, assignment, expectation and attendance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from piiri.flows import CHOICES, Whereabouts, choice_of
from piiri.model import Dataset, Plan
from piiri.segregation import LIVE, choice_effect, columns

Town = tuple[Dataset, Plan]
Where = Callable[..., Whereabouts]


def members(dataset: Dataset) -> np.ndarray:
    return dataset.pupils.points.column(dataset.groups[0].key)


def test_all_four_count_the_same_pupils_by_plain_functions(attending: Town, where: Where) -> None:
    dataset, plan = attending
    there = where(dataset, plan)
    found = choice_of(there, members(dataset), 0, draws=20)
    rows = [
        row
        for row in range(len(there))
        if there.stage[row] == 0 and min(there.block[row], there.assigned[row], there.attended[row]) >= 0
    ]
    assert found.pupils == int(there.weight[rows].sum())
    assert found.pupils + found.left_out == int(there.weight[there.stage == 0].sum())
    for k, way in enumerate((there.block, there.assigned, there.expected, there.attended)):
        unit: dict[int, list[int]] = {}
        for row in rows:
            pair = unit.setdefault(int(way[row]), [0, 0])
            mine = int(members(dataset)[there.points[row]])
            pair[0] += mine
            pair[1] += int(there.weight[row]) - mine
        table = np.array(list(unit.values()))
        assert found.units[k] == len(table)
        for i, index in enumerate(LIVE):
            one = index.function(table) if index.of == "all" else index.function(table[:, 0], table[:, 1])
            assert found.value[k, i] == pytest.approx(one, abs=1e-10), (CHOICES[k], index.key)


def test_the_effect_is_that_of_the_package(attending: Town, where: Where) -> None:
    dataset, plan = attending
    there = where(dataset, plan)
    found = choice_of(there, members(dataset), None, draws=40)
    tables = []
    rows = np.flatnonzero((there.assigned >= 0) & (there.attended >= 0) & (there.block >= 0))
    group = members(dataset)[there.points[rows]].astype(int)
    for way in (there.assigned, there.attended):
        table = np.zeros((len(plan.schools), 2), dtype=int)
        np.add.at(table, (way[rows], 0), group)
        np.add.at(table, (way[rows], 1), there.weight[rows] - group)
        tables.append(table[table.any(axis=1)])
    known = choice_effect(*tables, [0], draws=40)
    d = [index.key for index, _ in columns([0])].index("dissimilarity")
    assert found.effect[0] == pytest.approx(known.effect[d])
    assert found.effect_beyond_chance[0] == pytest.approx(known.effect_beyond_chance[d])


def test_choice_that_sorts_shows(town: Town, where: Where) -> None:
    """All of the group attend one school, all others their own: attendance is further apart than assignment."""
    dataset, plan = town
    own = where(dataset, plan).assigned
    attends = np.full(len(dataset.pupils), -1)
    there = where(dataset, plan)
    attends[there.points] = np.where(members(dataset)[there.points] > 0, 0, own)
    sorted_out = replace(dataset, pupils=replace(dataset.pupils, attends=attends))
    found = choice_of(where(sorted_out, plan), members(dataset), 0, draws=20)
    assert found.effect[0] > 0.5 < found.effect_beyond_chance[0] + 0.2
    assert np.allclose(found.value[2], found.value[3])


def test_nobody_known_gives_nothing(town: Town, where: Where) -> None:
    dataset, plan = town
    found = choice_of(where(dataset, plan), members(dataset), None, draws=5)
    assert found.pupils == 0 and np.isnan(found.value).all() and found.left_out > 0
