"""The curves' areas and distances are Gini and D."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import dissimilarity, gini, lorenz_curve, segregation_curve

tables = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=9)


@given(tables)
def test_area_and_distance(rows: list[tuple[int, int]]) -> None:
    focal, rest = np.array(rows).T
    assume(focal.sum() and rest.sum())
    curve = segregation_curve(focal, rest)
    assert (np.diff(curve, axis=0) >= -1e-15).all() and (curve[0] == 0).all()
    assert curve[-1] == pytest.approx([1, 1], abs=1e-12)
    assert (curve[:, 0] - curve[:, 1]).max() == pytest.approx(dissimilarity(focal, rest), abs=1e-12)
    assert 1 - 2 * np.trapezoid(curve[:, 1], curve[:, 0]) == pytest.approx(gini(focal, rest), abs=1e-12)
    # the Lorenz curve is the same, squeezed by how large the group is
    share = focal.sum() / (focal.sum() + rest.sum())
    lorenz = lorenz_curve(focal, rest)
    area = 1 - 2 * np.trapezoid(lorenz[:, 1], lorenz[:, 0])
    assert area == pytest.approx(gini(focal, rest) * (1 - share), abs=1e-12)


def test_real_schools(schools00) -> None:
    focal, rest = schools00.focal(schools00.groups.index("black"))
    curve = segregation_curve(focal, rest)
    assert len(curve) == 2046
    assert (curve[:, 0] - curve[:, 1]).max() == pytest.approx(dissimilarity(focal, rest), abs=1e-12)


def test_without_a_side() -> None:
    assert np.isnan(segregation_curve(np.array([3, 4]), np.array([0, 0]))[1:, 0]).all()
    assert np.isnan(lorenz_curve(np.array([0, 0]), np.array([3, 4]))[1:, 1]).all()
