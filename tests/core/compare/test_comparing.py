"""Comparing as a whole: bad input, plans counted before, progress, and real cities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from piiri.compare import compare
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.progress import Cancelled

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"


def test_two_or_three_plans_of_the_dataset(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    for count in (0, 1, 4):
        with pytest.raises(ValueError, match="two or three"):
            compare(dataset, [plan] * count)
    with pytest.raises(ValueError, match="stages"):
        compare(dataset, [plan, replace(plan, stages=plan.stages[:1], catchment_of_face=plan.catchment_of_face[:1])])


def test_a_plan_counted_before_is_not_counted_again(town: tuple[Dataset, Plan], changed_as) -> None:
    """In any order, and whatever it was compared with."""
    dataset, one = town
    b, c = changed_as["everything"](one), changed_as["corners"](one)
    before = compare(dataset, [one, b, c])
    again, fresh = compare(dataset, [before.plans[2], before.plans[0]]), compare(dataset, [c, one])
    assert again.plans[0].tally.pupils is before.plans[2].tally.pupils
    assert np.array_equal(again.totals.values, fresh.totals.values, equal_nan=True)
    assert np.array_equal(again.school_figures.values, fresh.school_figures.values, equal_nan=True)


def test_progress_is_told_and_may_cancel(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    seen: list[float] = []
    compare(dataset, [plan, plan], lambda fraction, text: seen.append(fraction))
    assert seen == sorted(seen) and seen[-1] == 1.0

    def stop(fraction: float, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        compare(dataset, [plan, plan], stop)


def checked(dataset: Dataset, one: Plan, other: Plan, oracle: Callable[[Dataset, Plan, Plan], Counter]) -> int:
    """Compare with the oracle and return how many pupils move."""
    found = compare(dataset, [one, other])
    moves, keys = found.differences[0].moves, [place.key for place in found.places]
    rows = zip(moves.stage.tolist(), moves.source, moves.target, moves.by_grade.tolist(), strict=True)
    assert oracle(dataset, one, other) == Counter(
        {(s, g, keys[a], keys[b]): n for s, a, b, row in rows for g, n in enumerate(row) if n}
    )
    return int(moves.pupils[moves.moving].sum())


def test_the_demo(oracle, repaint) -> None:
    dataset, plan = demo_municipality(pupils=3000, schools=12, faces=300)
    assert checked(dataset, plan, repaint(plan, "Other", 1, 0.1), oracle) > 0


def test_oslo(real_data, oracle, repaint) -> None:
    real_data("oslo")
    imported = import_mapping(MAPPINGS / "oslo.toml", repair=True)
    plan = imported.plans[0]
    other = repaint(plan, "Other", 1, 0.1)
    assert checked(imported.dataset, plan, other, oracle) > 0


def test_bcps(real_data, oracle) -> None:
    """Options that the county itself put side by side, with pupils of whole blocks at one point."""
    real_data("bcps_sw")
    imported = import_mapping(MAPPINGS / "bcps_sw.toml", repair=True)
    first, *options = imported.plans
    moving = [checked(imported.dataset, first, option, oracle) for option in (options[0], options[-1])]
    assert min(moving) > 0 and len(set(moving)) == 2
