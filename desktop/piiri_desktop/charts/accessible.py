"""A chart for those who hear it: a chart by name, described by one sentence; its figures are in the table beside it.

Qt asks the factory once for each object; what it returns must be kept alive here until the object is gone.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_kept: dict[int, QAccessibleWidget] = {}
_charts: set[int] = set()
_installed = False


def say_chart(widget: QWidget) -> None:
    """Let screen readers know that a widget is a chart."""
    global _installed
    address = id(widget)
    _charts.add(address)

    def forget() -> None:
        _charts.discard(address)
        _kept.pop(address, None)

    widget.destroyed.connect(forget)
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed = True


def _interface_of(key: str, thing: QObject) -> QAccessibleInterface | None:
    address = id(thing)
    if address not in _charts or not isinstance(thing, QWidget):
        return None
    if address not in _kept:
        _kept[address] = QAccessibleWidget(thing, QAccessible.Role.Chart, thing.accessibleName())
    return _kept[address]
