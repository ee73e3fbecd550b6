"""Ordered groups: limits, the integral worked out numerically, and cuts that do not matter."""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad

from piiri.segregation import information_index, ordinal_information, rank_order_information, table_of_rows

counts = st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=6)


def binary_entropy(p: float) -> float:
    return 0.0 if p in (0, 1) else -p * math.log(p) - (1 - p) * math.log(1 - p)


def points(table: list[list[int]]) -> list[tuple[float, float]]:
    """(share at or below, H of the two sides) of each threshold with pupils on both sides, from every pupil's class."""
    t = sum(map(sum, table))
    found = []
    for k in range(3):
        below = [sum(row[: k + 1]) for row in table]
        if 0 < sum(below) < t and (not found or sum(below) / t != found[-1][0]):
            found.append(
                (
                    sum(below) / t,
                    information_index(np.array([[b, sum(r) - b] for b, r in zip(below, table, strict=True)])),
                )
            )
    return found


@given(counts)
def test_ordinal_against_its_definition(table: list[list[int]]) -> None:
    at = points(table)
    assume(at)
    weight = [binary_entropy(p) for p, _ in at]
    expected = sum(w * h for w, (_, h) in zip(weight, at, strict=True)) / sum(weight)
    assert ordinal_information(np.array(table)) == pytest.approx(expected, abs=1e-9)


@given(counts)
def test_rank_order_against_the_integral(table: list[list[int]]) -> None:
    """The polynomial that meets all thresholds, integrated numerically."""
    at = points(table)
    assume(len(at) == 3 and min(b[0] - a[0] for a, b in itertools.pairwise(at)) > 0.02)
    p, h = np.array(at).T
    curve = np.polynomial.Polynomial.fit(p, h, 2, domain=[0, 1])
    top, _ = quad(lambda x: binary_entropy(x) * curve(x), 0, 1)
    assert rank_order_information(np.array(table)) == pytest.approx(2 * top, abs=1e-7)


@pytest.mark.parametrize("index", [ordinal_information, rank_order_information])
def test_even_apart_and_nothing(index: Callable[..., float]) -> None:
    assert index(np.array([[1, 2, 3], [10, 20, 30]])) == pytest.approx(0, abs=1e-9)
    assert index(np.array([[40, 0, 0], [0, 30, 0], [0, 0, 20]])) == pytest.approx(1, abs=1e-9)
    assert math.isnan(index(np.array([[4, 0, 0], [5, 0, 0]])))
    assert math.isnan(index(np.zeros((2, 3))))


@given(counts)
def test_two_classes_are_h(table: list[list[int]]) -> None:
    n = np.array(table)[:, :2]
    assume(n.sum(axis=0).all())
    assert ordinal_information(n) == pytest.approx(information_index(n), abs=1e-12)
    assert rank_order_information(n) == pytest.approx(information_index(n), abs=1e-9)


def test_neighbouring_classes_apart_are_less_than_far_ones() -> None:
    """What H of unordered groups cannot tell: it is the same in both."""
    near = np.array([[40, 0, 20], [0, 40, 20]])
    far = np.array([[40, 20, 0], [0, 20, 40]])
    assert information_index(near) == pytest.approx(information_index(far), abs=1e-12)
    assert ordinal_information(near) < ordinal_information(far)
    assert rank_order_information(near) < rank_order_information(far)


def test_terms_are_refused_where_there_are_too_few_thresholds() -> None:
    n = np.array([[4, 5, 6], [6, 5, 4]])
    for terms in (-1, 2):
        with pytest.raises(ValueError, match="thresholds"):
            rank_order_information(n, terms)
    assert rank_order_information(n, 0) > 0


def test_real_quintiles(real_data: Callable[[str], Path]) -> None:
    """Socio-economic quintiles by school: cutting them into coarser classes moves the rank-order index little."""
    with (real_data("golden_segregation") / "school_ses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = table_of_rows(
        np.array([row["school_id"] for row in rows]),
        np.array([row["ses_quintile"] for row in rows]),
        np.ones(len(rows), dtype=int),
    )
    assert table.groups == ("1", "2", "3", "4", "5")
    n = table.counts
    coarse = np.column_stack((n[:, 0], n[:, 1] + n[:, 2], n[:, 3], n[:, 4]))
    assert rank_order_information(coarse) == pytest.approx(rank_order_information(n), rel=0.03)
    assert 0 < ordinal_information(n) < 1


def test_thresholds_near_the_middle_weigh_more() -> None:
    """A straight line through three thresholds: the normal equations with weights E squared, and the integral of it."""
    table = [[30, 20, 5, 1], [10, 15, 25, 4], [2, 10, 30, 48]]
    at = points(table)
    assert len(at) == 3
    w = [binary_entropy(p) ** 2 for p, _ in at]
    mean_p = sum(a * p for a, (p, _) in zip(w, at, strict=True)) / sum(w)
    mean_h = sum(a * h for a, (_, h) in zip(w, at, strict=True)) / sum(w)
    slope = sum(a * (p - mean_p) * (h - mean_h) for a, (p, h) in zip(w, at, strict=True)) / sum(
        a * (p - mean_p) ** 2 for a, (p, _) in zip(w, at, strict=True)
    )
    top, _ = quad(lambda x: binary_entropy(x) * (mean_h + slope * (x - mean_p)), 0, 1)
    assert rank_order_information(np.array(table), 1) == pytest.approx(2 * top, abs=1e-9)
