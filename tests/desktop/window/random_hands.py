"""Hands that do anything at all: commands, clicks, strokes, keys, controls and numbers, wherever they happen to be."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)

from piiri.i18n import tr
from piiri_desktop.main_window import MainWindow

LEADS_AWAY = frozenset(
    ("close", "demo", "import_files", "import_plan", "new", "next_year", "open", "quit", "save", "save_as")
)
"""Commands that lead out of the plan, to files or to another project."""

FILES = ("Save", "Open", "Choose file", "From a file", "Import", "Export")
"""Words on controls that lead to files."""

CONTROLS = (QAbstractButton, QComboBox, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QLineEdit, QTabBar)
KEYS = [
    *(Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key(key) for key in range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_F2, Qt.Key.Key_F4),
]
MODIFIERS = [Qt.KeyboardModifier.NoModifier] * 5 + [
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
]
TYPED = ["12", "abc", "-5", "0,5", "", "999999999", "1e9"]


class Hands:
    """One person who does not know what they do.

    Parameters
    ----------
    window
        With a plan open.
    seed
        Of what they do.

    Attributes
    ----------
    last
        What they did last, for whoever looks for the cause of a failure.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self._random = window, random.Random(seed)
        self.last: deque[str] = deque(maxlen=12)
        self._commands = sorted(set(window.actions_of.of) - LEADS_AWAY)
        self._away = QTimer(window)
        self._away.setInterval(100)
        self._away.timeout.connect(self._turn_away)
        self._away.start()
        self._acts: list[Callable[[], None]] = [
            *[self._command] * 5,
            *[self._click] * 4,
            *[self._stroke] * 7,
            *[self._key_on_map] * 4,
            *[self._key] * 3,
            *[self._undo] * 3,
            *[self._control] * 8,
            *[self._type] * 2,
            *[self._wheel] * 2,
            self._resize,
        ]

    def act(self, times: int) -> None:
        """Do so many things."""
        for _ in range(times):
            self._random.choice(self._acts)()
            for _ in range(self._random.randrange(4)):
                QApplication.processEvents()

    def rest(self) -> None:
        """Let go of everything."""
        self._away.stop()
        self._turn_away()

    # ------------------------------------------------------------------------------------------------ what they do
    def _turn_away(self) -> None:
        """Close what asks for an answer."""
        for asking in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if asking is not None:
                asking.close()

    @property
    def _map(self) -> QWidget:
        assert self.window.workbench is not None
        return self.window.workbench.views.map

    def _place(self, on: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(on.width(), 1)), self._random.randrange(max(on.height(), 1)))

    def _command(self) -> None:
        name = self._random.choice(self._commands)
        self.last.append(f"command {name}")
        if self.window.actions_of[name].isEnabled():
            self.window.actions_of[name].trigger()

    def _undo(self) -> None:
        name = self._random.choice(["undo", "undo", "redo"])
        self.last.append(name)
        self.window.actions_of[name].trigger()

    def _click(self) -> None:
        on, modifier = self._map, self._random.choice(MODIFIERS)
        button = self._random.choice([Qt.MouseButton.LeftButton] * 8 + [Qt.MouseButton.RightButton])
        at = self._place(on)
        self.last.append(f"{button.name} at {at.toTuple()} with {modifier.name}")
        QTest.mouseClick(on, button, modifier, at)

    def _stroke(self) -> None:
        on, modifier, left = self._map, self._random.choice(MODIFIERS), Qt.MouseButton.LeftButton
        at = QPointF(self._place(on))
        self.last.append(f"stroke from {at.toTuple()} with {modifier.name}")
        QTest.mousePress(on, left, modifier, at.toPoint())
        for _ in range(self._random.randrange(2, 12)):
            at += QPointF(self._random.gauss(0, 30), self._random.gauss(0, 30))
            event = QMouseEvent(QEvent.Type.MouseMove, at, on.mapToGlobal(at), Qt.MouseButton.NoButton, left, modifier)
            QApplication.sendEvent(on, event)
            if self._random.random() < 0.5:
                QApplication.processEvents()
        amiss = self._random.random()
        if amiss < 0.1:
            QTest.keyClick(on, Qt.Key.Key_Escape)
        elif amiss < 0.15:
            self._undo()
        QTest.mouseRelease(on, left, modifier, at.toPoint())

    def _wheel(self) -> None:
        on, turn = self._map, QPoint(0, self._random.choice([-240, -120, 120, 240]))
        at = QPointF(self._place(on))
        self.last.append(f"wheel {turn.y()}")
        event = QWheelEvent(
            at,
            on.mapToGlobal(at),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(on, event)

    def _key_on_map(self) -> None:
        self._map.setFocus()
        self._press(self._map)

    def _key(self) -> None:
        self._press(QApplication.focusWidget() or self.window)

    def _press(self, on: QWidget) -> None:
        key, modifier = self._random.choice(KEYS), self._random.choice(MODIFIERS)
        if modifier == Qt.KeyboardModifier.ControlModifier and Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            return  # commands have their own turn, and some lead away
        self.last.append(f"{key.name} with {modifier.name} on {type(on).__name__}")
        QTest.keyClick(on, key, modifier)

    def _controls(self, kinds: tuple[type[QWidget], ...]) -> list[QWidget]:
        words = tuple(tr(each).lower() for each in FILES)
        found = []
        for widget in self.window.findChildren(QWidget):
            if isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled():
                said = f"{widget.accessibleName()} {widget.toolTip()}".lower()
                said += widget.text().lower() if isinstance(widget, QAbstractButton) else ""
                if not any(word in said for word in words):
                    found.append(widget)
        return found

    def _control(self) -> None:
        found = self._controls(CONTROLS)
        if not found:
            return
        widget = self._random.choice(found)
        self.last.append(f"{type(widget).__name__} {widget.accessibleName()!r}")
        if isinstance(widget, QComboBox):
            QTest.keyClick(widget, self._random.choice([Qt.Key.Key_Down, Qt.Key.Key_Up]))
            return
        on = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
        QTest.mouseClick(on, Qt.MouseButton.LeftButton, self._random.choice(MODIFIERS), self._place(on))

    def _type(self) -> None:
        found = self._controls((QLineEdit, QAbstractSpinBox))
        if not found:
            return
        widget, typed = self._random.choice(found), self._random.choice(TYPED)
        self.last.append(f"{typed!r} into {type(widget).__name__} {widget.accessibleName()!r}")
        widget.setFocus()
        QTest.keyClicks(widget, typed)
        QTest.keyClick(widget, self._random.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape]))

    def _resize(self) -> None:
        self.window.resize(*self._random.choice([(1280, 720), (1000, 640), (1500, 900)]))
