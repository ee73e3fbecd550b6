"""Whole numbers without loss, whatever their size; the quick way equals Python's own."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from piiri.funding.exact import divided, half_up, plus, times, total, up, whole
from piiri.funding.rounding import share_out

NUMBERS = st.integers(-(2**40), 2**40) | st.integers(-(2**62), 2**62) | st.integers(-(10**25), 10**25)


def test_divided_is_exact(cases: int, made: SimpleNamespace) -> None:
    small = st.integers(-(2**45), 2**45)

    @made.holds(cases, st.lists(st.tuples(small, small, st.integers(1, 2**60)), min_size=1, max_size=6))
    def check(rows: list[tuple[int, int, int]]) -> None:
        a, n, d = (np.array(column) for column in zip(*rows, strict=True))
        rows = [row for row in rows if abs(row[0] * row[1] // row[2]) < 2**62]
        if len(rows) != len(a):
            return
        q, r = divided(a, n, d)
        assert [divmod(x * y, z) for x, y, z in rows] == list(zip(q.tolist(), r.tolist(), strict=True))
        assert half_up(a, n, d).tolist() == [(2 * x * y + z) // (2 * z) for x, y, z in rows]
        assert up(a, n, d).tolist() == [-(-x * y // z) for x, y, z in rows]


def test_sums_and_products_are_exact(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6))
    def check(rows: list[tuple[int, int]]) -> None:
        a, b = (whole(list(column)) for column in zip(*rows, strict=True))
        assert times(a, b).tolist() == [x * y for x, y in rows]
        assert plus(a, b).tolist() == [x + y for x, y in rows]
        assert total(a) == sum(x for x, _ in rows)


def test_a_pot_is_shared_out_whole(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, st.lists(st.integers(0, 10**18), min_size=1, max_size=9), st.integers(0, 10**12))
    def check(shares: list[int], pot: int) -> None:
        if not any(shares):
            return
        found = share_out(shares, pot).tolist()
        assert sum(found) == pot
        everything = sum(shares)
        for share, paid in zip(shares, found, strict=True):
            assert 0 <= paid - share * pot // everything <= 1
        # the same by the rule as it is written
        exact = [divmod(share * pot, everything) for share in shares]
        base = [q for q, _ in exact]
        order = sorted(range(len(shares)), key=lambda i: (-exact[i][1], i))
        for i in order[: pot - sum(base)]:
            base[i] += 1
        assert found == base
