"""The money year by year: the table, its words, the pot, and the way to a school's ledger and back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.edits import SetFundingModel, SetSchoolFigures
from piiri.funding import preset
from piiri.funding.model import Guarantee
from piiri.funding.texts import text_of
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.funding import FundingPanel
from piiri_desktop.panels.funding_years import YearsPage

HALF = replace(preset("flat").with_pot(Fraction(205)), guarantee=Guarantee(phase_in=Fraction(1, 2)))
LAST = SetSchoolFigures("id;last_amount;last_pupils\nS0;70;50\nS1;90;110\nS2;45;45\n")


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> FundingPanel:
    bridge.commit(SetFundingModel(text_of(HALF)))
    made = FundingPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 560)
    made.show()
    return made


@pytest.fixture
def page(panel: FundingPanel) -> YearsPage:
    panel.files.years_asked.emit()
    assert panel.more.years.isVisible()
    return panel.more.years


def cells(page: YearsPage) -> list[list[str]]:
    model = page.table.years
    return [
        [model.text(row, column) for column in (0, *range(2, model.columnCount()))] for row in range(model.rowCount())
    ]


def test_from_last_year_to_the_formula(page: YearsPage, bridge: Bridge) -> None:
    assert page.empty.isVisible() and "not known yet" in page.empty.text()
    bridge.commit(LAST)
    assert not page.empty.isVisible() and page.isVisible()
    assert cells(page) == [
        ["Asema", "70", "60", "50", "50"],
        ["Hakamäki", "90", "100", "110", "110"],
        ["Äijälä", "45", "45", "45", "45"],
    ]
    assert "50\u00a0%" in page.words.text() and "205,00" in page.sum.text() and "to the cent" in page.sum.text()
    bridge.undo()
    assert page.empty.isVisible()


def test_more_years_and_a_growing_pot(page: YearsPage, bridge: Bridge) -> None:
    bridge.commit(LAST)
    page.number.box.setValue(5)
    assert len(cells(page)[0]) == 7
    page.growth.box.setValue(10)
    assert page.found is not None
    assert [each.allocation.total for each in page.found.years] == [20500, 22550, 24805, 27286, 30014]
    page.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 5 and copied[-1].startswith("Together\t") and "300,14" in copied[-1]


def test_the_pot_of_each_year_as_written(page: YearsPage, bridge: Bridge) -> None:
    bridge.commit(LAST)
    page.growth.box.setValue(10)
    page.pots.setText("205; 300,50")
    page.pots.editingFinished.emit()
    assert page.found is not None and not page.growth.isEnabled()
    assert [each.allocation.total for each in page.found.years] == [20500, 30050, 30050], "the last one holds on"
    page.pots.setText("205; many")
    page.pots.editingFinished.emit()
    assert "“many” is no pot." in page.problem.text and "between semicolons" in page.problem.text
    page.pots.setText("")
    page.pots.editingFinished.emit()
    assert not page.problem.text and page.growth.isEnabled()
    assert [each.allocation.total for each in page.found.years] == [20500, 22550, 24805]


def test_enter_explains_a_school_and_esc_goes_back(panel: FundingPanel, page: YearsPage, bridge: Bridge) -> None:
    bridge.commit(LAST)
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.years.index(1, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert panel.page.isVisible() and "Hakamäki" in panel.page.title
    panel.files.years_asked.emit()
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert panel.table.isVisible() and not page.isVisible()


def test_the_page_goes_with_its_model(panel: FundingPanel, page: YearsPage, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(""))
    assert panel.choice.isVisible()


def test_cells_are_said_and_drawn_in_both_themes(page: YearsPage, panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(LAST)
    model = page.table.years
    said = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Asema: 70 → 60 → 50 → 50 €"
    assert "Last year" in model.data(model.index(0, 2), Qt.ItemDataRole.AccessibleTextRole)
    before = page.table.grab().toImage()
    panel.set_palette(palette("dark"))
    assert page.table.grab().toImage() != before
