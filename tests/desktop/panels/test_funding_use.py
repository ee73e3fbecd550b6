"""A school's own plan for its money: written, kept as a step, refused in words, undone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.edits import SetFundingModel
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.model.money_use import MoneyUse
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.funding import FundingPanel
from piiri_desktop.panels.funding_use import UsePage

FLAT = text_of(preset("flat").with_pot(Fraction(205)))


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> FundingPanel:
    bridge.commit(SetFundingModel(FLAT))
    made = FundingPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 560)
    made.show()
    made.explain(0)
    return made


@pytest.fixture
def page(panel: FundingPanel) -> UsePage:
    panel.page.use.click()
    assert panel.more.use.isVisible()
    return panel.more.use


def write(page: UsePage, category: str, text: str) -> None:
    field = page.planned[category]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_amounts_are_kept_summed_and_undone(page: UsePage, bridge: Bridge) -> None:
    assert "50,00" in page.gets.text() and "Nothing is planned yet" in page.left.text()
    steps = bridge.state.history.cursor
    write(page, "guidance", "30,5")
    assert bridge.state.plan.money_use == (MoneyUse("S0", (("guidance", "30.5"),)),)
    assert bridge.state.history.cursor == steps + 1 and page.left.text() == "Not planned: 19,50\u00a0€."
    write(page, "other", "40")
    assert page.sums[0].text() == "70,50" and "Planned beyond it: 20,50" in page.left.text()
    assert page.isVisible(), "the page stays while it is written on"
    bridge.undo()
    bridge.undo()
    assert not bridge.state.plan.money_use and page.planned["guidance"].text() == ""
    bridge.redo()
    assert page.planned["guidance"].text() == "30,50"


def test_what_is_no_amount_is_refused_in_words(page: UsePage, bridge: Bridge) -> None:
    write(page, "guidance", "much")
    assert page.problem.isVisible() and "“much” is no amount of money." in page.problem.text
    assert not bridge.state.plan.money_use
    write(page, "guidance", "5")
    assert not page.problem.isVisible() and bridge.state.plan.money_use


def test_words_are_kept_when_they_are_left_and_shown_in_the_ledger(
    panel: FundingPanel, page: UsePage, bridge: Bridge
) -> None:
    page.note.setFocus()
    QTest.keyClicks(page.note, "Ohjausta")
    QTest.keyClick(page.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bridge.state.plan.money_use[0].note == "Ohjausta"
    page.report.setPlainText("Hyvin meni")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert bridge.state.plan.money_use[0].report == "Hyvin meni"
    assert panel.page.isVisible() and "Ohjausta" in panel.page.text and "Hyvin meni" in panel.page.text


def test_words_that_are_too_long_are_said_and_not_cut(page: UsePage, bridge: Bridge) -> None:
    page.note.setFocus()
    page.note.setPlainText("å" * 4001)
    QTest.keyClick(page.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    said = page.problem.text.replace("\u202f", " ")
    assert page.problem.isVisible() and "4 001 characters; 4 000 is the most. Shorten it." in said
    assert not bridge.state.plan.money_use and len(page.note.toPlainText()) == 4001
    page.note.setPlainText("å" * 4000)
    QTest.keyClick(page.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.problem.isVisible() and len(bridge.state.plan.money_use[0].note) == 4000


def test_every_field_is_named_and_fits(page: UsePage, panel: FundingPanel) -> None:
    for field in (*page.planned.values(), *page.used.values(), page.note, page.report):
        assert field.accessibleName()
    panel.set_palette(palette("dark"))
    panel.set_text_scale(2.0)
    assert page.minimumSizeHint().width() <= 404
    assert page.grab().toImage().pixelColor(2, 2) == palette("dark").surface
