"""A small town with three plans, a page that compares them, and where its plans come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from piiri.compare import Comparison, compare
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri_desktop.bridge import Attention
from piiri_desktop.compare import ComparePage
from piiri_desktop.compare.work import CompareWork
from piiri_desktop.jobs import Jobs
from piiri_desktop.palette import palette


@cache
def three_plans() -> tuple[Dataset, tuple[Plan, ...]]:
    """Today; ten blocks given away and a corner moved; a plan with three blocks of nobody, which is unfinished."""
    dataset, today = demo_municipality(pupils=1_500, schools=8, faces=160)
    row = np.array(today.catchment_of_face)
    first, second = np.flatnonzero(today.catchments.stage == 0)[:2]
    row[0, np.flatnonzero(row[0] == first)[:10]] = second
    coverage = today.coverage
    inner = int(
        coverage.topology.edges[np.flatnonzero((coverage.topology.left >= 0) & (coverage.topology.right >= 0))[40], 0]
    )
    x, y = coverage.vertices[inner]
    moved = replace(today, name="Other", catchment_of_face=row, coverage=coverage.with_vertex(inner, x + 8, y + 8))
    table = np.array(today.catchment_of_face)
    table[0, np.flatnonzero(table[0] == first)[:3]] = -1
    return dataset, (today, moved, replace(today, name="Unfinished", catchment_of_face=table))


class Shelf:
    """Plans by name; a test may put another one there."""

    def __init__(self, plans: tuple[Plan, ...]) -> None:
        self.plans = {plan.name: plan for plan in plans}

    def names(self) -> tuple[str, ...]:
        return tuple(self.plans)

    def title(self, name: str) -> str:
        return name

    def plan(self, name: str) -> Plan:
        return self.plans[name]


@pytest.fixture
def town() -> tuple[Dataset, tuple[Plan, ...]]:
    return three_plans()


@pytest.fixture
def comparison(town: tuple[Dataset, tuple[Plan, ...]]) -> Comparison:
    """All three."""
    return compare(town[0], town[1])


@pytest.fixture
def shelf(town: tuple[Dataset, tuple[Plan, ...]]) -> Shelf:
    return Shelf(town[1])


@pytest.fixture
def jobs(qapp: object) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.finish()


@pytest.fixture
def page(qtbot: QtBot, town: tuple[Dataset, tuple[Plan, ...]], shelf: Shelf, jobs: Jobs) -> Iterator[ComparePage]:
    """Today beside Other, compared and shown."""
    attention = Attention()
    work = CompareWork(town[0], jobs)
    made = ComparePage(town[0], shelf, work, attention, ("Today", "Other"), QFrame(), palette("light"), 1.0)
    qtbot.addWidget(made)
    made.resize(1280, 690)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.comparison is not None)
    yield made
    work.stop()
