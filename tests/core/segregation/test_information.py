"""Entropy, M, H and local segregation against goldens and sums over cells."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import (
    contributions,
    entropy,
    information_index,
    local_segregation,
    mutual_information,
    two_group_information,
)

counts = st.lists(st.lists(st.integers(0, 90), min_size=3, max_size=3), min_size=1, max_size=8)


def mutual_by_cells(table: list[list[int]]) -> float:
    t = sum(map(sum, table))
    columns = [sum(column) for column in zip(*table, strict=True)]
    return math.fsum(n / t * math.log(n * t / (sum(row) * columns[g])) for row in table for g, n in enumerate(row) if n)


def entropy_by_groups(table: list[list[int]]) -> float:
    t = sum(map(sum, table))
    return -math.fsum(s / t * math.log(s / t) for s in map(sum, zip(*table, strict=True)) if s)


def test_schools(schools00, schools05, goldens) -> None:
    golden, n = goldens["schools00"], schools00.counts
    assert mutual_information(n) == pytest.approx(golden["M"], abs=1e-9)
    assert information_index(n) == pytest.approx(golden["H"], abs=1e-9)
    assert entropy(n) == pytest.approx(golden["E_race"], abs=1e-9)
    assert mutual_information(schools05.counts) == pytest.approx(golden["M_2005"], abs=1e-9)
    assert information_index(schools05.counts) == pytest.approx(golden["H_2005"], abs=1e-9)
    black, rest = schools00.focal(schools00.groups.index("black"))
    assert two_group_information(black, rest) == pytest.approx(golden["theil_black"], abs=1e-9)
    local = local_segregation(n.T)
    for g, group in enumerate(schools00.groups):
        assert local[g] == pytest.approx(golden[f"ls_{group}"], abs=1e-9)
        assert n[:, g].sum() / n.sum() == pytest.approx(golden[f"pg_{group}"], abs=1e-9)


def test_as_the_package_prints_them(schools00, goldens) -> None:
    published, n = goldens["r_readme_published"], schools00.counts
    assert round(mutual_information(n), 3) == published["M"]
    assert round(information_index(n), 3) == published["H"]


def test_sacramento(sacramento, goldens) -> None:
    golden = goldens["pysal_sacramento"]
    groups = np.column_stack([sacramento[key] for key in ("WHITE_", "BLACK_", "ASIAN_", "HISP_")])
    assert information_index(groups) == pytest.approx(golden["MultiInfoTheory_H"], abs=1e-9)
    assert mutual_information(groups) == pytest.approx(golden["MultiDivergence_eq_M"], abs=1e-9)
    assert entropy(groups) == pytest.approx(golden["MultiDiversity"], abs=1e-9)
    assert entropy(groups) / math.log(4) == pytest.approx(golden["MultiDiversity_norm"], abs=1e-9)
    focal = sacramento["HISP_"]
    assert two_group_information(focal, sacramento["TOT_POP"] - focal) == pytest.approx(
        golden["Entropy_theil2"], abs=1e-9
    )


def test_inline_goldens(goldens) -> None:
    for golden in goldens["inline"]:
        if "M" in golden:
            assert mutual_information(np.array(golden["table"])) == pytest.approx(golden["M"], abs=1e-12)
            assert information_index(np.array(golden["table"])) == pytest.approx(golden["H"], abs=1e-12)


@given(counts)
def test_against_sums_over_cells(table: list[list[int]]) -> None:
    n = np.array(table)
    assume(n.sum() > 0)
    m, e = mutual_by_cells(table), entropy_by_groups(table)
    assert mutual_information(n) == pytest.approx(m, abs=1e-11)
    assert entropy(n) == pytest.approx(e, abs=1e-11)
    if e > 0:
        assert information_index(n) == pytest.approx(m / e, abs=1e-10)
        assert 0 <= information_index(n) <= 1
    else:
        assert math.isnan(information_index(n))
    assert 0 <= mutual_information(n) <= entropy(n)
    # it does not matter which are called units and which groups
    assert mutual_information(n.T) == pytest.approx(m, abs=1e-11)


@given(counts, st.integers(1, 40))
def test_units_of_the_same_composition_may_be_one(table: list[list[int]], times: int) -> None:
    n = np.array(table)
    assume(n.sum() > 0)
    merged = n.copy()
    merged[0] *= times + 1
    split = np.vstack((n, n[:1] * times))
    assert mutual_information(split) == pytest.approx(mutual_information(merged), abs=1e-12)


@given(counts)
def test_local_sums_to_the_whole(table: list[list[int]]) -> None:
    n = np.array(table)
    assume(n.sum() > 0)
    for side in (n, n.T):
        local, size = local_segregation(side), side.sum(axis=1)
        assert (np.isnan(local) == (size == 0)).all()
        assert (local[size > 0] >= -1e-12).all()
        assert np.nansum(local * size) / n.sum() == pytest.approx(mutual_information(n), abs=1e-12)
        if mutual_information(n) > 1e-9:
            assert contributions(side).sum() == pytest.approx(1, abs=1e-12)


def test_one_group_or_nobody() -> None:
    assert math.isnan(information_index(np.array([[3, 0], [4, 0]])))
    assert mutual_information(np.array([[3, 0], [4, 0]])) == 0
    assert math.isnan(mutual_information(np.zeros((2, 2))))
    assert np.isnan(contributions(np.array([[5, 5], [2, 2]]))).all()
