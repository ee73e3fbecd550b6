"""The ledger adds up, in words and in its bar."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from piiri.io.report import Ledger
from piiri_desktop.importing.ledger import LedgerView
from piiri_desktop.palette import Palette

LEDGERS = (
    Ledger("a.csv", "", "pupils", 1000, 900, 60, 30, 10),
    Ledger("koulut.xlsx", "Koulut", "schools", 12, 11, 0, 0, 1),
)


def test_it_says_the_sums_and_each_file(qtbot: QtBot, light: Palette) -> None:
    view = LedgerView(light, 1.0)
    qtbot.addWidget(view)
    view.show_ledgers(LEDGERS)
    texts = [label.text() for label in view.findChildren(QLabel)]
    for count in ("1\u202f012", "911", "60", "30", "11", "1\u202f000", "12"):
        assert count in texts
    assert "koulut.xlsx Koulut" in texts
    assert view.accessibleName().startswith("1\u202f012 = 911 as they were + 60 repaired")
    assert sum(n for _, n in view._bar.parts) == 1012
    view.resize(240, 200)
    assert not view.grab().isNull()


def test_without_files_only_the_sums(qtbot: QtBot, light: Palette) -> None:
    view = LedgerView(light, 1.0)
    qtbot.addWidget(view)
    view.show_ledgers(LEDGERS)
    view.show_ledgers(LEDGERS, files=False)
    shown = [label.text() for label in view.findChildren(QLabel) if not label.isHidden()]
    assert "koulut.xlsx Koulut" not in shown and "911" in shown
