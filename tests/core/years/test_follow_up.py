"""Expected and observed pupils, matched by school and year."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.expected import StayRules, attendance
from piiri.model import Dataset, Plan
from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, Observations
from piiri.years import follow_up


def test_observed_beside_expected(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    expected = attendance(dataset, plan, plan, StayRules(0, True, 2027), years=2)
    observed = Observations(
        ("pupils", "pupils", "pupils", "s2", "pupils"),
        ("S2", "S3", "S2", "S2", "gone"),
        np.array([2027, 2027, 2028, 2027, 2027]),
        np.array([150.0, np.nan, 160.0, 0.2, 9.0]),
        np.array([NUMBER, SUPPRESSED, NUMBER, NUMBER, NUMBER]),
        np.full(5, -1),
    )
    found = follow_up(expected, plan.schools.ids, observed)
    assert found.state[0, 2:5].tolist() == [NUMBER, SUPPRESSED, ABSENT]
    assert found.difference[0, 2] == pytest.approx(150 - expected.expected[0, 2].sum())
    assert np.isnan(found.difference[0, 3]) and found.observed[1, 2] == 160
    expect, seen = found.by_year
    assert seen.tolist() == [150, 160] and expect[0] == pytest.approx(found.expected[0, 2])
