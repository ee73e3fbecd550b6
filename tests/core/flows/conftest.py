"""The small town with schools attended, and what several tests make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.flows import Whereabouts, whereabouts
from piiri.model import Dataset, Plan
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]


def attended(town: Town) -> Town:
    """The town in which seven of ten attend a school chosen by lot, and of some it is not known."""
    dataset, plan = town
    rng = np.random.default_rng(5)
    attends = rng.integers(0, len(plan.schools), len(dataset.pupils))
    attends[rng.random(len(attends)) < 0.3] = -1
    return replace(dataset, pupils=replace(dataset.pupils, attends=attends)), plan


@pytest.fixture(scope="session")
def attending(town: Town) -> Town:
    """The customary town, attended."""
    return attended(town)


@pytest.fixture(scope="session")
def attending_of(town_of: Callable[..., Town]) -> Callable[..., Town]:
    """Towns of any size, attended."""
    return lambda **size: attended(town_of(**size))


@pytest.fixture(scope="session")
def where() -> Callable[..., Whereabouts]:
    def made(dataset: Dataset, plan: Plan, today: Plan | None = None) -> Whereabouts:
        countable = Countable(dataset, today or plan)
        return whereabouts(countable, plan, tally_everything(countable, plan).pupils)

    return made
