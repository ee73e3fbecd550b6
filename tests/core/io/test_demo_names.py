"""Names of the demo's schools."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.io.demo.catchments import counts_of
from piiri.io.demo.names import school_names


@pytest.mark.parametrize("schools", [6, 24, 500, 9000])
def test_every_school_has_a_name_of_its_own(schools: int) -> None:
    random = np.random.default_rng(1)
    finnish, swedish = counts_of(schools)
    places = [random.random((n, 2)) * 5000 for n in (finnish.primary + finnish.whole, finnish.secondary, swedish.total)]
    names = school_names(*places)
    assert len(names) == len(set(names)) == schools
    assert all(names)


def test_names_stand_where_they_sound_right() -> None:
    station, harbour, mill = (0.0, 400.0), (100.0, -900.0), (2500.0, 2300.0)
    names = school_names(np.array([mill, harbour, station]), np.zeros((0, 2)), np.zeros((0, 2)))
    assert names == ["Myllyoja", "Satamakatu", "Asema"]


@pytest.mark.parametrize("schools", [*range(6, 60), 500])
def test_both_languages_have_both_stages(schools: int) -> None:
    finnish, swedish = counts_of(schools)
    assert finnish.total + swedish.total == schools
    for counts in (finnish, swedish):
        assert min(counts.primary, counts.secondary, counts.whole) >= 0
        assert counts.primary + counts.whole >= 1 and counts.secondary + counts.whole >= 1
