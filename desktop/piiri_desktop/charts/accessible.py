"""A chart for those who hear it: a chart by name, described by one sentence; its figures are in the table beside it.

Qt asks the factory once for each object, owns what it returns, and deletes it after the object's last signal. A
wrapper of Python's that went away before that would delete it too, and Qt's second time crashes: so the wrappers stay
for good."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_IS_CHART = "piiri_chart"

_kept: list[QAccessibleWidget] = []
_installed = False


def say_chart(widget: QWidget) -> None:
    """Let screen readers know that a widget is a chart."""
    global _installed
    widget.setProperty(_IS_CHART, True)
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed = True


def _interface_of(key: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget) or not thing.property(_IS_CHART):
        return None
    interface = QAccessibleWidget(thing, QAccessible.Role.Chart, thing.accessibleName())
    _kept.append(interface)
    return interface
