"""What cells and lines of the funding panel say in words; the numbers are those of the rows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from piiri.edits import AssignFaces, SetFundingModel, SetSchoolFigures
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.plan_funding import border_effect
from piiri.plan_funding.borders import beyond_limit
from piiri.session import Session
from piiri_desktop.panels.funding_cells import beside_words, change_total, detail, held_words, made_of, pot_line
from piiri_desktop.panels.funding_rows import Against, FundingRows, funding_rows

BOUNDED = """
[model]
id = "bounded"
year = 2026
currency = "EUR"
rounding = "0.01"
pot = "205"
[[component]]
id = "need"
driver = "pupils"
mode = "pot"
pot = { residual = true }
[guarantee]
mfg = { per_pupil = 0 }
cap = { gain = 0.5 }
[balance]
kind = "water_fill"
"""
LIVING = """
[model]
id = "by_need"
year = 2026
currency = "SEK"
pot = "205"
[[indicator]]
id = "crowd"
column = "assigned_pupils"
basis = "catchment"
standardise = "minmax"
[index]
weights = { crowd = 1 }
post = { kind = "relu" }
[[component]]
id = "need"
driver = "pupils*index"
mode = "pot"
pot = { residual = true }
"""
LAST = SetSchoolFigures("id;last_amount;last_pupils\nS0;60;50\nS1;10;110\nS2;45;45\n")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def shown(session: Session, against: Against = "plan") -> FundingRows:
    rows = funding_rows(session.state, session.committed, against)
    assert rows is not None
    return rows


def test_guarantee_and_ceiling_are_said_with_what_they_hold(session: Session) -> None:
    session.do(LAST)
    session.do(SetFundingModel(BOUNDED))
    rows = shown(session, "last")
    said = {name: plain(made_of(rows, at)) for at, name in enumerate(rows.names)}
    assert "at least 60 €" in said["Asema"] and "at most 90 €" in said["Asema"]
    assert "held down by the ceiling" in said["Hakamäki"], said["Hakamäki"]
    assert not held_words("") and held_words("floor") and detail(rows, 0) == "50 pupils"


def test_the_pot_in_few_words_where_it_is_whole(session: Session) -> None:
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    words, sentence = pot_line(shown(session))
    assert plain(words) == "205,00 €, the whole pot" and plain(sentence).startswith("Shared out to the cent")
    session.do(LAST)
    session.do(SetFundingModel(BOUNDED))
    rows = shown(session)
    assert rows.allocation.over < 0, "every school is at its ceiling"
    words, sentence = pot_line(rows)
    assert not words and "of a pot of 205,00" in plain(sentence)
    assert change_total(shown(session, "flat")) == 0


def test_what_borders_move_is_also_measured_anew_with_the_way_to_school(
    session: Session, to_hakamaki: AssignFaces
) -> None:
    """The same as the engine's slow way from nothing kept."""
    session.do(SetFundingModel(LIVING))
    kept = session.state
    session.preview(to_hakamaki)
    state, rows = session.state, shown(session)
    basis = state.basis
    assert basis is not None and state.funding is not None and state.funding.model is not None
    assert state.funding.allocation is not None and kept.funding is not None and kept.funding.allocation is not None
    beyond = beyond_limit(kept.plan, kept.tally), beyond_limit(state.plan, state.tally)
    model, inputs = state.funding.model, state.funding.allocation.inputs
    effect = border_effect(model, kept.funding.allocation.inputs, inputs, basis.reference(model), beyond)
    assert rows.beside is not None and rows.beside.anew == effect.live_difference.moved
    assert rows.beside.anew != rows.moved == effect.frozen_difference.moved
    assert (rows.beside.beyond, rows.beside.transport) == (effect.beyond, effect.transport)
    line, sentences = (plain(each) for each in beside_words(rows))
    assert line.startswith("Measured anew ") and " kr · transport" in line
    assert "among themselves" in sentences and "1 600 €" in sentences


@pytest.mark.parametrize("against", ["flat", "last"])
def test_beside_other_comparisons_nothing_is_said_of_borders(session: Session, against: str) -> None:
    session.do(SetFundingModel(LIVING))
    rows = shown(session, against)
    assert rows.beside is None and beside_words(rows) == ("", "")


def test_a_model_without_a_reference_has_transport_alone(session: Session) -> None:
    session.do(SetFundingModel(text_of(preset("flat"))))
    assert beside_words(shown(session))[0] == "Transport the same"
