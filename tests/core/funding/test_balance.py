"""Water-filling against linear programming, its own slow search, and at its limits."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from piiri.funding.balance import NO_CEILING, _searched, water_fill


def by_linear_programming(a: np.ndarray, low: np.ndarray, high: np.ndarray, pot: float) -> np.ndarray:
    """clamp(λ·a, low, high) with the sum the pot, as HiGHS finds it.

    Without ceilings: the largest λ with x ≥ low, x ≥ λ·a, Σ x ≤ pot. Without floors: the least λ with x ≤ high,
    x ≤ λ·a, Σ x ≥ pot. With both a school is at its floor, free, or at its ceiling, which takes a choice of three.
    """
    n = len(a)
    bounded = high < NO_CEILING
    if not bounded.any():
        matrix = np.hstack((a[:, None], -np.eye(n)))
        matrix = np.vstack((matrix, np.append(0.0, np.ones(n))))
        found = linprog(np.append(-1.0, np.zeros(n)), matrix, np.append(np.zeros(n), pot), method="highs",
                        bounds=[(0, None), *zip(low, [None] * n, strict=True)])  # fmt: skip
        assert found.success
        return np.maximum(low, found.x[0] * a)
    if not low.any():
        matrix = np.hstack((-a[:, None], np.eye(n)))
        matrix = np.vstack((matrix, np.append(0.0, -np.ones(n))))
        limits = [(0, float(top) if top < NO_CEILING else None) for top in high]
        found = linprog(np.append(1.0, np.zeros(n)), matrix, np.append(np.zeros(n), -pot), method="highs",
                        bounds=[(0, None), *limits])  # fmt: skip
        assert found.success
        return np.minimum(np.where(bounded, high, np.inf), found.x[0] * a)
    return _with_both(a, low, high, pot)


def _with_both(a: np.ndarray, low: np.ndarray, high: np.ndarray, pot: float) -> np.ndarray:
    n = len(a)
    top = np.where(high < NO_CEILING, high, pot + low.sum() + 1.0)
    most = float((top / a).max()) + 1.0
    big = most * a + top + 1.0
    # λ, x, floor?, ceiling?: x − λa is 0 unless at the floor (x = low ≥ λa) or at the ceiling (x = high ≤ λa)
    lam, x = np.eye(1, 3 * n + 1, 0), np.eye(n, 3 * n + 1, 1)
    floor, ceiling = np.eye(n, 3 * n + 1, 1 + n), np.eye(n, 3 * n + 1, 1 + 2 * n)
    scaled = a[:, None] * lam
    inf = np.full(n, np.inf)
    rows = [
        LinearConstraint(x - scaled - big[:, None] * floor, -inf, 0.0),
        LinearConstraint(x - scaled + big[:, None] * ceiling, 0.0, inf),
        LinearConstraint(x + (top - low)[:, None] * floor, -inf, top),
        LinearConstraint(x - (top - low)[:, None] * ceiling, low, inf),
        LinearConstraint(floor + ceiling, -inf, 1.0),
        LinearConstraint(np.concatenate(([0.0], np.ones(n), np.zeros(2 * n)))[None], pot, pot),
    ]
    bounds = Bounds(np.concatenate(([0.0], low, np.zeros(2 * n))), np.concatenate(([most], top, np.ones(2 * n))))
    whole = np.concatenate((np.zeros(n + 1), np.ones(2 * n)))
    found = milp(np.zeros(3 * n + 1), constraints=rows, bounds=bounds, integrality=whole)
    assert found.success, found.message
    return np.asarray(found.x[1 : n + 1])


def random_case(rng: np.random.Generator, kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    n = int(rng.integers(1, 9))
    a = rng.integers(1, 500, n)
    low = rng.integers(0, 300, n) if kind != 1 else np.zeros(n, dtype=np.int64)
    high = low + rng.integers(0, 500, n) if kind != 0 else np.full(n, NO_CEILING)
    least, most = int(low.sum()), int(min(int(high[high < NO_CEILING].sum()) if kind else 10**4, 10**6))
    return a, low, high, int(rng.integers(least, max(most, least) + 1))


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["floors", "ceilings", "both"])
@pytest.mark.parametrize("cases", [40, pytest.param(1000, marks=pytest.mark.soak)])
def test_equals_linear_programming(kind: int, cases: int) -> None:
    rng = np.random.default_rng(kind)
    for _ in range(cases):
        a, low, high, pot = random_case(rng, kind)
        found = water_fill(a, low, high, pot)
        exact = by_linear_programming(a.astype(float), low.astype(float), high.astype(float), float(pot))
        assert int(found.amounts.sum()) == pot
        assert np.abs(found.amounts - exact).max() <= 1.0 + 1e-4 * max(1, pot / 100), (a, low, high, pot)
        if found.factor is not None:
            mine = [min(max(found.factor * int(s), Fraction(int(b))), Fraction(int(t)))
                    for s, b, t in zip(a, low, high, strict=True)]  # fmt: skip
            assert sum(mine) == pot
            assert np.allclose([float(x) for x in mine], exact, atol=1e-3 + 1e-6 * pot)


def test_the_quick_way_equals_the_slow_search(cases: int, made: SimpleNamespace) -> None:
    row = st.tuples(st.integers(0, 10**13), st.integers(0, 10**8), st.none() | st.integers(0, 10**8))

    @made.holds(cases, st.lists(row, min_size=1, max_size=8), st.integers(0, 10**9))
    def check(rows: list[tuple[int, int, int | None]], pot: int) -> None:
        shares = np.array([share for share, _, _ in rows])
        low = np.array([bottom for _, bottom, _ in rows])
        high = np.array([NO_CEILING if gap is None else bottom + gap for _, bottom, gap in rows])
        found = water_fill(shares, low, high, pot)
        if found.factor is None:
            assert found.short or found.left or (found.amounts == np.where(shares == 0, low, high)).all()
            return
        assert int(found.amounts.sum()) == pot
        assert (found.amounts >= low).all() and (found.amounts <= high).all()
        n, d = _searched(shares, low, high, pot)
        for share, bottom, top, paid in zip(shares.tolist(), low.tolist(), high.tolist(), found.amounts, strict=True):
            exact = [min(max(f * share, Fraction(bottom)), Fraction(top)) for f in (found.factor, Fraction(n, d))]
            assert exact[0] == exact[1]
            assert abs(exact[0] - int(paid)) < 1


def test_floors_beyond_the_pot_are_cut_by_the_same_share_and_said() -> None:
    found = water_fill([1, 1], [600, 300], [NO_CEILING] * 2, 600)
    assert (found.amounts.tolist(), found.short, found.missing.tolist()) == ([400, 200], 300, [200, 100])


def test_an_empty_pot_is_no_fault() -> None:
    found = water_fill([1, 1], [0, 0], [NO_CEILING] * 2, -5)
    assert (found.amounts.tolist(), found.short) == ([0, 0], 0)


def test_ceilings_below_the_pot_leave_money_and_say_so() -> None:
    found = water_fill([1, 1], [0, 0], [100, 200], 500)
    assert (found.amounts.tolist(), found.left) == ([100, 200], 200)


def test_nobody_with_a_share() -> None:
    found = water_fill([0, 0], [10, 20], [NO_CEILING] * 2, 50)
    assert (found.amounts.tolist(), found.left) == ([10, 20], 20)


def test_breakpoints_closer_than_floats_can_tell() -> None:
    big = 10**15
    found = water_fill([big, big + 1, big - 1], [1, 1, 1], [10**9, 10**9, 10**9 + 1], 3 * 10**9)
    assert int(found.amounts.sum()) == 3 * 10**9
    assert (found.amounts <= [10**9, 10**9, 10**9 + 1]).all()
