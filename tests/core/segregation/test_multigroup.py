"""Multigroup D, Gini and normalised exposure against goldens and their definitions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import (
    dissimilarity,
    gini,
    multigroup_dissimilarity,
    multigroup_gini,
    normalised_exposure,
    variance_ratio,
)

counts = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=6)
ALL = (multigroup_dissimilarity, multigroup_gini, normalised_exposure)


def test_schools_of_2000(schools00, goldens) -> None:
    assert multigroup_dissimilarity(schools00.counts) == pytest.approx(goldens["schools00"]["Dmulti"], abs=1e-9)
    assert normalised_exposure(schools00.counts) == pytest.approx(goldens["schools00"]["Vmulti"], abs=1e-9)


def test_sacramento(sacramento, goldens) -> None:
    golden = goldens["pysal_sacramento"]
    groups = np.column_stack([sacramento[key] for key in ("WHITE_", "BLACK_", "ASIAN_", "HISP_")])
    assert multigroup_dissimilarity(groups) == pytest.approx(golden["MultiDissim"], abs=1e-9)
    assert multigroup_gini(groups) == pytest.approx(golden["MultiGini"], abs=1e-9)
    assert normalised_exposure(groups) == pytest.approx(golden["MultiNormExposure"], abs=1e-9)
    share = groups.sum(axis=0) / groups.sum()
    assert (share * (1 - share)).sum() == pytest.approx(golden["SimpsonsInteraction"], abs=1e-9)


@given(counts)
def test_against_the_definitions(table: list[list[int]]) -> None:
    rows = [row for row in table if sum(row)]
    t = sum(map(sum, rows))
    assume(t and sum(1 for column in zip(*rows, strict=True) if sum(column)) > 1)
    share = [sum(column) / t for column in zip(*rows, strict=True)]
    interaction = sum(p * (1 - p) for p in share)
    d = sum(sum(row) * abs(row[g] / sum(row) - share[g]) for row in rows for g in range(3)) / (2 * t * interaction)
    v = sum(sum(row) * (row[g] / sum(row) - share[g]) ** 2 / (t * (1 - share[g])) for row in rows for g in range(3))
    pairs = sum(
        sum(a) * sum(b) * abs(a[g] / sum(a) - b[g] / sum(b))
        for a, b in itertools.product(rows, repeat=2)
        for g in range(3)
    ) / (2 * t * t * interaction)
    n = np.array(table)
    for found, expected in zip((index(n) for index in ALL), (d, pairs, v), strict=True):
        assert found == pytest.approx(expected, abs=1e-12)
        assert -1e-12 <= found <= 1 + 1e-12


@given(counts)
def test_two_groups_are_the_two_group_indices(table: list[list[int]]) -> None:
    n = np.array(table)[:, :2]
    assume(n.sum(axis=0).all())
    assert multigroup_dissimilarity(n) == pytest.approx(dissimilarity(n[:, 0], n[:, 1]), abs=1e-12)
    assert multigroup_gini(n) == pytest.approx(gini(n[:, 0], n[:, 1]), abs=1e-12)
    assert normalised_exposure(n) == pytest.approx(variance_ratio(n[:, 0], n[:, 1]), abs=1e-12)


def test_one_group_or_nobody() -> None:
    for index in ALL:
        assert math.isnan(index(np.array([[3, 0], [4, 0]])))
        assert math.isnan(index(np.zeros((2, 2))))
