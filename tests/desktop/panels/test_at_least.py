"""Counts behind which numbers are hidden are lower limits wherever they stand, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from shared.hidden import with_hidden

from piiri.edits import AssignFaces
from piiri.i18n import set_language
from piiri.indicators import at_least
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.map.moves import moved_words
from piiri_desktop.palette import palette
from piiri_desktop.panels.card_text import card_text
from piiri_desktop.panels.school_columns import USE, school_columns
from piiri_desktop.panels.school_facts import hidden_of
from piiri_desktop.panels.school_model import SchoolModel
from piiri_desktop.panels.school_rows import RowsOfState
from piiri_desktop.panels.tiles import tile_texts
from piiri_desktop.status_line import StatusLine

ASEMA, HAKAMAKI, AIJALA = 0, 1, 2
LAST_BLOCK = np.arange(12) == 5


@pytest.fixture
def hidden(street: tuple[Dataset, Plan]) -> Session:
    """The street with the five pupils of its last block hidden: they belong to Äijälä."""
    dataset, plan = street
    return Session(with_hidden(dataset, LAST_BLOCK), plan, now=lambda: "2026-09-20T14:32:00+03:00")


def model_of(session: Session) -> SchoolModel:
    model = SchoolModel(school_columns(session.dataset), RowsOfState()(session.state, 0), lambda *_: None)
    model.set_columns(("pupils", USE, "beyond", "group:foreign_language"))
    return model


def test_only_the_school_with_the_hidden_cell_is_marked(hidden: Session, qapp: object) -> None:
    model = model_of(hidden)
    assert [model.text("pupils", school) for school in (ASEMA, HAKAMAKI, AIJALA)] == ["50", "50", "≥\xa040"]
    assert model.text(USE, ASEMA) == "83\xa0%" and model.text(USE, AIJALA) == "."
    assert model.columns["pupils"].sum(model.rows, model.shown) == "≥\xa0140"
    index = model.index(model.row_of(AIJALA), model.keys.index("pupils"))
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "at least 40"
    assert "1 cell" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "≥\xa040" in model.as_text(["", "", "", "", ""])
    assert (hidden_of(hidden.state, AIJALA), hidden_of(hidden.state, ASEMA)) == (1.0, 0.0)


def test_the_mark_moves_with_the_block_although_no_known_pupil_does(hidden: Session, qapp: object) -> None:
    model = model_of(hidden)
    plan = hidden.state.plan
    to = next(key for k, key in enumerate(plan.catchments.ids) if plan.servers_of(k)[0][0] == "S0")
    state = hidden.preview(AssignFaces("fi-1-6", ("b5",), to))
    changed = model.show_rows(RowsOfState()(state, 0), settle=False)
    assert {model.schools[row] for row in changed} >= {ASEMA, AIJALA}
    assert [model.text("pupils", school) for school in (ASEMA, AIJALA)] == ["≥\xa050", "40"]
    assert model.text(USE, ASEMA) == "≥\xa083\xa0%"
    assert moved_words(state, 0) == "at least 0 pupils"


def test_a_share_is_taken_of_those_who_are_known(hidden: Session, qapp: object) -> None:
    model = model_of(hidden)
    assert model.text("group:foreign_language", AIJALA) == "20,0\xa0%"
    assert model.cells("group:foreign_language", AIJALA) == 0


def test_tiles_say_at_least_and_shares_do_not(hidden: Session, session: Session) -> None:
    plain, marked = (tile_texts(each.state, 0, 0) for each in (session, hidden))
    assert not any(tile.value.startswith("≥") for tile in plain)
    assert [tile.value.startswith("≥") for tile in marked] == [False, True, True, False, False]
    assert "at least" in marked[1].sentence and "≥" not in marked[1].sentence and "1 cell" in marked[1].tip
    state = hidden.preview(AssignFaces("fi-1-6", ("b5",), ""))
    assert tile_texts(state, 0, 0)[-1].value == "≥\xa00", "the hidden cell is in no catchment now"


def test_the_status_line_says_so_and_is_quiet_without(qapp: object) -> None:
    line = StatusLine(palette("light"))
    line.show_untold(0)
    assert line.untold == ""
    line.show_untold(3)
    assert line.untold == "Counts are at least: 3 cells hidden"
    line.show_untold(0)
    assert line.untold == ""


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_words_in_three_languages(language: str) -> None:
    set_language(language)
    try:
        assert at_least.words("120", 2).endswith("120") and at_least.words("120", 2) != "120"
        assert at_least.why(0) == "" and "2" in at_least.why(2)
        assert at_least.sign(".", 2) == "." and at_least.words(".", 2) == "."
    finally:
        set_language("en")


def test_the_card_agrees_with_the_table(hidden: Session, session: Session) -> None:
    aijala = card_text(RowsOfState()(hidden.state, 0), AIJALA, ())
    assert (aijala.lines[0].before, aijala.lines[0].now) == ("≥\u00a040", "≥\u00a040")
    plan = hidden.state.plan
    to = next(key for k, key in enumerate(plan.catchments.ids) if plan.servers_of(k)[0][0] == "S0")
    asema = card_text(RowsOfState()(hidden.preview(AssignFaces("fi-1-6", ("b5",), to)), 0), ASEMA, ())
    assert (asema.lines[0].before, asema.lines[0].now) == ("50", "≥\u00a050")
    assert not asema.lines[1].before.startswith("≤") and asema.lines[1].now.startswith("≤\u00a0")
    plain = card_text(RowsOfState()(session.state, 0), AIJALA, ())
    assert not any(sign in f"{line.before}{line.now}" for line in plain.lines for sign in "≥≤≈")
