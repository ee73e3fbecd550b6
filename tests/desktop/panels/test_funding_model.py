"""The table of money: its order and what its cells say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from piiri.edits import AssignFaces, SetFundingModel
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.panels.funding_model import CHANGE, EACH, MONEY, NAME, FundingTableModel
from piiri_desktop.panels.funding_rows import funding_rows


@pytest.fixture
def model(session: Session, to_hakamaki: AssignFaces, qapp: object) -> FundingTableModel:
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    session.do(to_hakamaki)
    made = FundingTableModel()
    made.show_rows(funding_rows(session.state, session.committed))
    return made


def names(model: FundingTableModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_order_of_every_column_and_back(model: FundingTableModel) -> None:
    assert names(model) == ["Hakamäki", "Äijälä", "Asema"], "gains first"
    model.sort_by(MONEY)
    assert names(model) == ["Hakamäki", "Äijälä", "Asema"]
    model.sort_by(MONEY)
    assert names(model) == ["Asema", "Äijälä", "Hakamäki"]
    model.sort_by(NAME)
    assert names(model) == ["Asema", "Hakamäki", "Äijälä"]
    model.sort_by(EACH)
    assert names(model) == ["Asema", "Hakamäki", "Äijälä"], "alike: by name"


def test_a_current_row_stays_with_its_school(model: FundingTableModel) -> None:
    at = QPersistentModelIndex(model.index(model.row_of(0), 1))
    assert at.row() == 2
    model.sort_by(NAME)
    assert at.row() == model.row_of(0) == 0
    model.sort_by(NAME)
    model.show_rows(model.rows)
    assert at.row() == model.row_of(0) == 2
    assert model.school_at(model.row_of(0)) == 0 and model.school_at(99) == -1


def test_cells_say_their_column_and_currency(model: FundingTableModel) -> None:
    row = model.row_of(0)
    said = model.index(row, model.keys.index(CHANGE)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Change: −30\u00a0€"
    lines = model.as_text().splitlines()
    assert len(lines) == 5 and "20,00\u00a0€" in lines[3] and "−30,00\u00a0€" in lines[3], "copied to the cent"
    assert lines[4].startswith("Sum\t205\t205,00\u00a0€\t0,00\u00a0€"), "the sums are the pot"


def test_amounts_say_their_parts_and_rows_of_two_lines_their_pupils(model: FundingTableModel) -> None:
    row = model.row_of(0)
    said = model.index(row, model.keys.index(MONEY)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Money: 20\u00a0€. ") and said.endswith(" 20\u00a0€"), said
    model.set_keys((NAME, MONEY, CHANGE), compact=True)
    assert model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Asema. 20 pupils"
    assert [model.total(key) for key in model.keys] == ["Sum", "205", "0"]
