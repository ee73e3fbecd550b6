"""Limits, how they are written and said; what is said of a difference holds whatever the hidden numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared.hidden import with_hidden

from piiri import i18n
from piiri.indicators import at_least
from piiri.model import Dataset, Plan
from piiri.session import Session

CELLS = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 9)), max_size=8)


@given(CELLS)
def test_a_difference_is_what_its_limit_says(cells: list[tuple[bool, bool, int]]) -> None:
    """Each cell stands behind the first sum, the second, both or none, and hides a number."""
    hidden = sum(n * (after - before) for before, after, n in cells)
    gained = sum(after and not before for before, after, _ in cells)
    lost = sum(before and not after for before, after, _ in cells)
    limit = at_least.limit_of_change(gained, lost)
    assert {"": hidden == 0, "least": hidden >= 0, "most": hidden <= 0, "about": True}[limit]


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("limit", ["least", "most", "about"])
def test_what_is_written_is_said_in_words(language: str, limit: at_least.Limit) -> None:
    i18n.set_language(language)
    try:
        written = at_least.marked("+5", limit)
        assert at_least.spoken(written) == at_least.said("+5", limit) != "+5"
        assert at_least.spoken("+5") == "+5" and at_least.said(".", limit) == at_least.marked(".", limit) == "."
    finally:
        i18n.set_language("en")


def test_cells_of_schools_are_those_of_their_pupils(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    hide = np.arange(len(dataset.pupils)) % 40 == 7
    told, hidden = Session(dataset, plan).state, Session(with_hidden(dataset, hide), plan).state
    assert not at_least.of_schools(told.evaluation.table, len(plan.schools)).any()
    every = at_least.of_schools(hidden.evaluation.table, len(plan.schools))
    stages = [at_least.of_schools(hidden.evaluation.table, len(plan.schools), s) for s in range(len(plan.stages))]
    assert np.allclose(every, np.sum(stages, axis=0)) and every.sum() > 0
    total = hidden.evaluation.total
    assert round(every.sum()) == total.untold - total.unassigned_untold - total.unlocated_untold


def test_why_a_difference_is_no_limit() -> None:
    assert at_least.why_change(0, 0) == "" and "cancel out" in at_least.why_change(0, 0, 3)
    assert at_least.why_change(2, 0).startswith("At least: 2 cells") and "first plan only" in at_least.why_change(0, 1)
    assert at_least.why_change(1, 1).startswith("Uncertain")
    assert at_least.pupils(1, 0) == "1 pupil" and at_least.pupils(2, 1) == "at least 2 pupils"
