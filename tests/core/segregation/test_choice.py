"""School beside home: the same pupils counted twice."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.errors import InputError
from piiri.segregation import choice_effect, columns, dissimilarity, figures

D = [index.key for index, _ in columns([0])].index("dissimilarity")


def test_pupils_who_all_go_to_their_own_school() -> None:
    n = np.array([[30, 70], [60, 40], [10, 90]])
    found = choice_effect(n, n, [0])
    assert found.effect == pytest.approx(np.zeros(len(found.effect)), abs=1e-12)
    assert found.effect_beyond_chance == pytest.approx(np.zeros(len(found.effect)), abs=1e-12)


def test_choice_drives_apart() -> None:
    """Forty pupils of the majority leave the second school for the first, and forty of the others come back."""
    home = np.array([[50, 100], [50, 100]])
    school = np.array([[10, 140], [90, 60]])
    found = choice_effect(home, school, [0, 1])
    assert found.home[D] == pytest.approx(0, abs=1e-12)
    assert found.school[D] == pytest.approx(dissimilarity(school[:, 0], school[:, 1]), abs=1e-12)
    assert found.effect[D] == found.school[D] - found.home[D] > 0.5
    assert found.school == pytest.approx(figures(school, [0, 1]))


def test_smaller_areas_are_not_taken_for_choice() -> None:
    """A hundred small areas and four large schools, all by lot: D differs, but not beyond chance."""
    rng = np.random.default_rng(2)
    focal = rng.permutation(np.arange(2000) < 400)
    area, school = np.arange(2000) // 20, np.arange(2000) // 500
    home = np.array([np.bincount(area[focal == group], minlength=100) for group in (True, False)]).T
    schools = np.array([np.bincount(school[focal == group], minlength=4) for group in (True, False)]).T
    found = choice_effect(home, schools, [0])
    assert found.effect[D] < -0.1
    assert abs(found.effect_beyond_chance[D]) < 0.06


def test_other_pupils_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        choice_effect(np.array([[3, 4], [5, 6]]), np.array([[3, 4], [5, 7]]), [0])
    assert caught.value.code == "not-the-same-pupils"
    assert "10" in caught.value.sentence and caught.value.how
