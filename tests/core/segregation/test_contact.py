"""Isolation, exposure and the variance ratio against goldens and a walk over single pupils."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import exposure, exposure_between, isolation, variance_ratio

counts = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=6)


def pupils(table: list[list[int]]) -> list[tuple[int, int]]:
    """(unit, group) of every pupil."""
    return [(u, g) for u, row in enumerate(table) for g, n in enumerate(row) for _ in range(n)]


def test_schools_of_2000(schools00, goldens) -> None:
    golden, n = goldens["schools00"], schools00.counts
    black, white = schools00.groups.index("black"), schools00.groups.index("white")
    focal, rest = schools00.focal(black)
    assert isolation(focal, rest) == pytest.approx(golden["iso_black"], abs=1e-9)
    assert exposure(focal, n[:, white], n.sum(axis=1)) == pytest.approx(golden["exp_black_white"], abs=1e-9)
    assert exposure_between(n)[black, white] == pytest.approx(golden["exp_black_white"], abs=1e-9)
    assert variance_ratio(focal, rest) == pytest.approx(golden["eta2_black"], abs=1e-9)


def test_sacramento(sacramento, goldens) -> None:
    golden = goldens["pysal_sacramento"]
    focal, total = sacramento["HISP_"], sacramento["TOT_POP"]
    assert isolation(focal, total - focal) == pytest.approx(golden["Isolation"], abs=1e-9)
    assert exposure(focal, total - focal, total) == pytest.approx(golden["Interaction"], abs=1e-9)
    assert variance_ratio(focal, total - focal) == pytest.approx(golden["CorrelationR_eta2"], abs=1e-9)


@given(counts)
def test_against_every_pupil(table: list[list[int]]) -> None:
    """Exposure is the mean, over the pupils of a group, of the share of the other group in their unit."""
    n = np.array(table)
    assume(n.sum(axis=0).all())
    found = exposure_between(n)
    everyone = pupils(table)
    for focal in range(3):
        mine = [u for u, g in everyone if g == focal]
        for other in range(3):
            met = [
                sum(1 for v, g in everyone if v == u and g == other) / sum(1 for v, _ in everyone if v == u)
                for u in mine
            ]
            assert found[focal, other] == pytest.approx(sum(met) / len(met), abs=1e-12)
            assert exposure(n[:, focal], n[:, other], n.sum(axis=1)) == pytest.approx(found[focal, other], abs=1e-12)
            # xPy X = yPx Y
            assert found[focal, other] * len(mine) == pytest.approx(found[other, focal] * n[:, other].sum(), abs=1e-9)
        assert found[focal].sum() == pytest.approx(1, abs=1e-12)
        assert isolation(n[:, focal], n.sum(axis=1) - n[:, focal]) == pytest.approx(found[focal, focal], abs=1e-12)


@given(counts)
def test_variance_ratio_is_the_variance_between_units(table: list[list[int]]) -> None:
    """Eta squared of the plain analysis of variance of a 0/1 variable."""
    n = np.array(table)
    x = np.array([g == 0 for _, g in pupils(table)], dtype=float)
    assume(0 < x.sum() < len(x))
    unit = np.array([u for u, _ in pupils(table)])
    between = sum((unit == u).sum() * (x[unit == u].mean() - x.mean()) ** 2 for u in set(unit.tolist()))
    expected = between / ((x - x.mean()) ** 2).sum()
    assert variance_ratio(n[:, 0], n[:, 1:].sum(axis=1)) == pytest.approx(expected, abs=1e-12)


def test_nobody_meets_nobody() -> None:
    assert math.isnan(isolation(np.array([0, 0]), np.array([4, 5])))
    assert np.isnan(exposure_between(np.array([[0, 3], [0, 4]]))[0]).all()
    assert exposure_between(np.array([[0, 3], [0, 0]]))[1].tolist() == [0.0, 1.0]
