"""For those who do not see, and those who use no mouse: names, reach, and room for large and long words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.main_window import MainWindow
from piiri_desktop.start.door import Door
from piiri_desktop.typeset import ElidedLabel


def focusable(root: QWidget) -> list[QWidget]:
    """What Tab or a click can reach."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


def unnamed(root: QWidget) -> list[str]:
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface is not None, widget
        if not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} '{widget.objectName()}' in {type(widget.parent()).__name__}")
    return found


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_no_control_is_without_a_name(make_window: Callable[..., MainWindow], qtbot: QtBot, language: str) -> None:
    window = make_window(language=language)
    assert unnamed(window) == []
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.workbench is not None
    for tool in ("pan", "paint", "corner"):
        window.actions_of[tool].trigger()
        assert unnamed(window) == [], tool
    window.workbench.docks["history"].bring_up()
    assert unnamed(window) == []


def test_tab_reaches_every_control_and_comes_back(planning: MainWindow, qtbot: QtBot) -> None:
    """No trap: the map keeps Tab for its corners only while a corner is being moved by keys."""
    wanted = {widget for widget in focusable(planning) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus}
    start = QApplication.focusWidget()
    assert start is not None
    seen = {start}
    for _ in range(2 * len(wanted)):
        planning.focusNextPrevChild(True)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.add(focus)
    missed = {f"{type(widget).__name__} '{widget.accessibleName()}'" for widget in wanted - seen}
    assert missed == set()


def test_doors_open_by_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    assert window.start is not None
    door = window.start.doors["demo"]
    assert QApplication.focusWidget() is door
    qtbot.keyClick(door, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.workbench is not None)


def clipped(root: QWidget) -> list[str]:
    """Words that do not fit where they stand; what ends in an ellipsis and has a tooltip is meant to."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel | Door):
            continue
        if (isinstance(widget, QLabel) and widget.text() and not widget.wordWrap()) or isinstance(widget, QPushButton):
            text = widget.text()
        else:
            continue
        needed = QFontMetrics(widget.font()).horizontalAdvance(text)
        high = QFontMetrics(widget.font()).height()
        if needed > widget.width() or high > widget.height() + 1:
            found.append(f"{text!r}: {needed} x {high} in {widget.width()} x {widget.height()}")
        where = widget.mapTo(root, widget.rect().topRight()).x()
        if where > root.width():
            found.append(f"{text!r} ends at {where}, the window at {root.width()}")
    return found


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_words_are_clipped(
    make_window: Callable[..., MainWindow], qtbot: QtBot, language: str, scale: float
) -> None:
    window = make_window(language=language, text_scale=scale)
    qtbot.wait(50)
    assert clipped(window) == []
    assert window.start is not None
    for door in window.start.doors.values():
        for label in door.findChildren(QLabel):
            assert door.rect().contains(label.geometry()), label.text()
            if label.wordWrap():
                assert label.heightForWidth(label.width()) <= label.height() + 1, label.text()
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None)
    qtbot.wait(50)
    assert window.workbench is not None
    assert clipped(window.workbench.menu_row) == []
    assert clipped(window.workbench.status) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_targets_are_large_enough(make_window: Callable[..., MainWindow], qtbot: QtBot, scale: float) -> None:
    """Nothing to click is under 24 x 24."""
    window = make_window(text_scale=scale)
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None)
    small = [
        f"{type(button).__name__} '{button.accessibleName() or button.text()}' {button.objectName()} in "
        f"{type(button.parent()).__name__} {button.width()} x {button.height()}"
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and not isinstance(button.parent(), QTabBar | QLineEdit)  # what scrolls tabs; the lens, which is no button
        and min(button.width(), button.height()) < 24
    ]
    assert small == []
