"""A person in the wizard of the import, for the tests that walk through it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shared.city_files import PUPILS

from piiri.io.pile.steps import Step
from piiri_desktop.importing.page import ImportPage
from piiri_desktop.importing.work import ImportWork
from piiri_desktop.main_window import MainWindow

PICTURES = os.environ.get("PIIRI_PICTURES")
"""Where the pictures of the walk go; nowhere without it."""


def drop(window: MainWindow, paths: list[Path]) -> None:
    """Let go of files over the window, as a hand would."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(200, 200), copy, data, left, none)
    window.dropEvent(event)


class Walk:
    """A person in the wizard."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def page(self) -> ImportPage:
        page = self.window.importing.page
        assert page is not None
        return page

    @property
    def work(self) -> ImportWork:
        work = self.window.importing.work
        assert work is not None
        return work

    def still(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.importing.page is not None, timeout=20_000)
        self.qtbot.waitUntil(lambda: not self.work.busy and self.work.standing is not None, timeout=60_000)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)

    def on(self) -> None:
        self.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        self.still()

    def back(self) -> None:
        self.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    def picture(self, name: str) -> None:
        if PICTURES:
            QTest.qWait(50)
            self.window.grab().save(str(Path(PICTURES) / f"import-{name}.png"))

    def step(self, name: Step) -> QWidget:
        return self.page.steps[name]


def answer_all(walk: Walk) -> None:
    walk.work.answer(f"personal:{PUPILS}", "leave-out")
    walk.still()
    outcome = walk.work.outcome
    assert outcome is not None
    walk.work.decide(walk.work.decisions.with_repairs([each.key for each in outcome.repairs], True))
    walk.still()


def never_done(*inputs: Any) -> None:
    """Work that ends only by being cancelled; its last input is the progress."""
    while True:
        inputs[-1](0.5, "")
        time.sleep(0.01)
