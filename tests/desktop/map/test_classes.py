"""Classes, their limits, and colours that tell catchments apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.indicators.blocks import BlockIndicator
from piiri.model import Dataset, Plan
from piiri_desktop.map.classes import (
    HIDDEN,
    MISSING,
    PLAIN,
    _coloured,
    breaks_of,
    catchment_classes,
    classify,
    value_text,
)


def indicator(values: list[float], unit: str = "share", hidden: list[int] | None = None) -> BlockIndicator:
    mask = np.zeros(len(values), dtype=bool)
    mask[hidden or []] = True
    return BlockIndicator("x", "Figure", unit, np.array(values, dtype=float), mask)


def test_limits_are_round_and_share_the_blocks_out() -> None:
    values = np.random.default_rng(2).normal(0.20, 0.06, 2_000).clip(0, 1)
    found = indicator(values.tolist())
    limits = breaks_of(found)
    assert all(limit == round(limit) for limit in limits)
    counts = np.bincount(classify(found, limits).class_of_face)
    assert len(counts) == 5
    assert counts.min() > 0.6 * 2_000 / 5


@given(st.lists(st.floats(0, 5_000), min_size=1, max_size=80))
def test_limits_ascend_and_every_block_has_its_class(values: list[float]) -> None:
    found = indicator(values, "pupils")
    limits = breaks_of(found)
    assert (np.diff(limits) > 0).all()
    classes = classify(found, limits)
    for value, own in zip(values, classes.class_of_face.tolist(), strict=True):
        assert own == sum(value >= limit for limit in limits.tolist())


def test_equal_values_need_no_limits() -> None:
    assert len(breaks_of(indicator([0.3] * 9))) == 0
    assert len(breaks_of(indicator([np.nan] * 3))) == 0


def test_hidden_and_missing_have_no_class() -> None:
    classes = classify(indicator([0.1, 0.5, np.nan, np.nan], hidden=[2]), np.array([30.0]))
    assert classes.class_of_face.tolist() == [0, 1, -1, -1]
    assert classes.hatch.tolist() == [PLAIN, PLAIN, HIDDEN, MISSING]
    assert classes.blocks == 2
    assert classes.any_hidden


def test_labels_have_equal_decimals() -> None:
    assert classify(indicator([0.0]), np.array([2.5, 5.0])).labels == ("2,5", "5,0")


def test_a_figure_in_words() -> None:
    figures = indicator([0.125, np.nan, np.nan], hidden=[1])
    assert value_text(figures, 0) == "12\xa0%"
    assert value_text(figures, 1) == "hidden, under 10"
    assert value_text(figures, 2) == "no figure"


@pytest.mark.parametrize("stage", [0, 2])
def test_neighbouring_catchments_differ(town: tuple[Dataset, Plan], stage: int) -> None:
    plan = town[1]
    classes, _ = catchment_classes(plan, stage)
    t, row = plan.coverage.topology, plan.catchment_of_face[stage]
    look = np.stack((classes.class_of_face, classes.hatch))
    inland = (t.left >= 0) & (t.right >= 0)
    left, right = t.left[inland], t.right[inland]
    differ = (row[left] != row[right]) & (row[left] >= 0) & (row[right] >= 0)
    assert differ.any()
    assert (look[:, left[differ]] != look[:, right[differ]]).any(axis=0).all()


def test_colours_stay_after_an_edit(town: tuple[Dataset, Plan]) -> None:
    plan = town[1]
    _, before = catchment_classes(plan, 0)
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    edge = int(np.flatnonzero((t.left >= 0) & (t.right >= 0) & (row[t.left] != row[t.right]))[0])
    table = plan.catchment_of_face.copy()
    table[0, t.left[edge]] = row[t.right[edge]]
    _, after = catchment_classes(replace(plan, catchment_of_face=table), 0, before)
    assert (after == before).mean() > 0.9


def test_a_sixth_colour_is_hatched() -> None:
    everyone = [set(range(6)) - {k} for k in range(6)]
    colour = _coloured(everyone, 6, np.arange(6), None)
    assert sorted(colour.tolist())[:5] == [0, 1, 2, 3, 4]
    assert max(colour) >= 5


def test_many_zeros_are_a_class_of_their_own() -> None:
    found = indicator([0.0] * 60 + list(range(1, 41)), "pupils")
    limits = breaks_of(found)
    counts = np.bincount(classify(found, limits).class_of_face)
    assert counts[0] == 60
    assert len(counts) == 5
    assert counts[1:].min() >= 6
