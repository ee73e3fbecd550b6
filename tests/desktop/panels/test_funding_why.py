"""The ledger of a school: copied as text and table, printed, with what the school does with its money."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetFundingModel, SetMoneyUse
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri_desktop.bridge import Bridge
from piiri_desktop.palette import Palette
from piiri_desktop.panels.funding_why import WhyPage

FLAT = text_of(preset("flat").with_pot(Fraction(205)))


@pytest.fixture
def page(bridge: Bridge, light: Palette, qtbot: QtBot) -> WhyPage:
    bridge.commit(SetFundingModel(FLAT))
    made = WhyPage(bridge, light)
    qtbot.addWidget(made)
    made.resize(404, 560)
    made.open_for(0)
    made.show()
    return made


def test_the_lines_add_up_to_the_total(page: WhyPage) -> None:
    parts = [line.amount for line in page.lines if line.part == "amount" and line.amount is not None]
    assert sum(parts) == next(line.amount for line in page.lines if line.part == "total") == 5000


def test_copied_as_text_and_as_a_table(page: WhyPage) -> None:
    QTest.keyClick(page.sheet, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == page.text and "What would change it, all else the same" in page.text
    assert "<table" in data.html() and "50,00" in data.html()


def test_what_would_change_it_comes_once_nothing_is_under_way(
    page: WhyPage, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    assert any(line.part == "change" for line in page.lines)
    with qtbot.waitSignal(bridge.changed):
        bridge.preview(to_hakamaki)
    page.show_state(bridge.state)
    assert not any(line.part == "change" for line in page.lines) and "20,00" in page.title
    bridge.cancel()


def test_what_the_school_does_stands_under_it(page: WhyPage, bridge: Bridge) -> None:
    bridge.commit(SetMoneyUse("S0", (("guidance", "30"),), "Ohjausta"))
    page.show_state(bridge.state)
    said = [line.text for line in page.lines if line.part == "use"]
    assert said[1:] == ["Guidance", "Not planned: 20,00\u00a0€.", "Ohjausta"]
    asked: list[int] = []
    page.use_asked.connect(asked.append)
    page.use.click()
    assert asked == [0]


def test_a_pdf_is_written_or_the_reason_is_said(page: WhyPage, tmp_path: Path) -> None:
    page.save_pdf(tmp_path / "why")
    raw = (tmp_path / "why.pdf").read_bytes()
    assert raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF") and raw.count(b"/Type /Page\n") == 1
    page.save_pdf(tmp_path / "no" / "why.pdf")
    assert page.problem.isVisible() and "why.pdf cannot be written" in page.problem.text
