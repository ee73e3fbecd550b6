"""Between and within: goldens of the R package, and the parts sum to the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import information_index, mutual_information, nested, within

rows = st.lists(
    st.tuples(st.lists(st.integers(0, 50), min_size=3, max_size=3), st.integers(0, 2), st.integers(0, 2)),
    min_size=1,
    max_size=12,
)


def test_schools_of_2000(schools00, goldens) -> None:
    golden, n = goldens["schools00"], schools00.counts
    state, district = (np.array(level) for level in schools00.levels)
    two = nested(n, [state])
    assert two.m == pytest.approx([golden["M_between_state"], golden["M_within_state"]], abs=1e-9)
    assert two.h == pytest.approx([golden["H_between_state"], golden["H_within_state"]], abs=1e-9)
    three = nested(n, [state, district])
    for which in ("M", "H"):
        assert getattr(three, which.lower()) == pytest.approx(
            [
                golden[f"{which}_between_state"],
                golden[f"nested_{which}_district_within_state"],
                golden[f"nested_{which}_school_within_district"],
            ],
            abs=1e-9,
        )
    names, code = np.unique(state, return_inverse=True)
    found = within(n, code)
    for s, name in enumerate(names):
        assert found.share[s] == pytest.approx(golden[f"p_{name}"], abs=1e-9)
        assert found.m[s] == pytest.approx(golden[f"M_{name}"], abs=1e-9)
        assert found.h[s] == pytest.approx(golden[f"H_{name}"], abs=1e-9)
    published = goldens["r_readme_published"]
    for which in ("M", "H"):
        between, inside = getattr(two, which.lower())
        assert round(between, 4) == published[f"{which}_between_state"]
        assert round(inside, 3) == published[f"{which}_within_state"]


def test_inline_golden(goldens) -> None:
    (golden,) = (each for each in goldens["inline"] if "M_between" in each)
    found = nested(np.array(golden["table"]), [np.array([0, 0, 1, 1])])
    assert found.m == pytest.approx([golden["M_between"], golden["M_within"]], abs=1e-12)


@given(rows)
def test_the_parts_sum_to_the_whole(table: list[tuple[list[int], int, int]]) -> None:
    n = np.array([row for row, _, _ in table])
    assume((n.sum(axis=0) > 0).sum() > 1)
    coarse, fine = (np.array(level) for level in list(zip(*table, strict=True))[1:])
    found = nested(n, [coarse, fine])
    assert found.m.sum() == pytest.approx(mutual_information(n), abs=1e-12)
    assert found.h.sum() == pytest.approx(information_index(n), abs=1e-12)
    assert (found.m >= -1e-12).all()
    # between coarse parts is M of the table of the parts, written out
    parts = np.array([n[coarse == part].sum(axis=0) for part in np.unique(coarse)])
    assert found.m[0] == pytest.approx(mutual_information(parts), abs=1e-12)
    # within is the mean of the parts' own M, and of their own H with its weights
    code = np.unique(coarse, return_inverse=True)[1]
    inner = within(n, code)
    assert found.m[1:].sum() == pytest.approx(np.nansum(inner.share * inner.m), abs=1e-12)
    assert found.h[1:].sum() == pytest.approx(np.nansum(inner.weight * inner.h), abs=1e-12)
    for s in range(code.max() + 1):
        mine = n[code == s]
        if mine.any():
            assert inner.m[s] == pytest.approx(mutual_information(mine), abs=1e-12)
            assert inner.h[s] == pytest.approx(information_index(mine), abs=1e-9, nan_ok=True)


def test_equal_names_in_different_parts_are_different_parts() -> None:
    n = np.array([[9, 1], [1, 9], [5, 5], [8, 2]])
    coarse = np.array(["A", "A", "B", "B"])
    once = nested(n, [coarse, np.array(["1", "2", "1", "2"])])
    other = nested(n, [coarse, np.array(["1", "2", "3", "4"])])
    assert once.m == pytest.approx(other.m, abs=1e-15)
    assert once.m[2] == pytest.approx(0, abs=1e-12), "each fine part has one unit"
