"""Nothing that takes the keyboard is without a name, in any panel or chart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from piiri.edits import SetCapacity
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.distance import DistanceChart
from piiri_desktop.charts.places import PlacesChart
from piiri_desktop.palette import Palette
from piiri_desktop.panels.history import HistoryPanel
from piiri_desktop.panels.schools import SchoolsPanel
from piiri_desktop.panels.strip import TopStrip

VIEWS = [TopStrip, SchoolsPanel, HistoryPanel, PlacesChart, DistanceChart]


@pytest.fixture(params=VIEWS, ids=lambda view: view.__name__)
def view(
    request: pytest.FixtureRequest, bridge: Bridge, attention: Attention, light: Palette, qtbot: object
) -> QWidget:
    bridge.session.do(SetCapacity("S1", 140))
    made = request.param(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    QAccessible.setActive(True)
    return made


def focusable(view: QWidget) -> list[QWidget]:
    return [
        w
        for w in view.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and w.isEnabled()
    ]


def test_every_control_has_a_name_and_a_role(view: QWidget) -> None:
    controls = focusable(view)
    assert controls
    for widget in controls:
        said = QAccessible.queryAccessibleInterface(widget)
        assert said.text(QAccessible.Text.Name), f"{widget} has no name"
        assert said.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), f"{widget} has no role"
        if isinstance(widget, QAbstractButton):
            assert widget.toolTip(), f"{widget} does not explain itself"


def test_what_can_be_pressed_is_24_px_or_more(view: QWidget) -> None:
    for widget in focusable(view):
        assert min(widget.width(), widget.height()) >= 24, widget


def test_tab_comes_to_every_control_and_out_again(view: QWidget, qtbot: object) -> None:
    view.activateWindow()
    controls = focusable(view)
    controls[0].setFocus()
    seen = []
    for _ in controls:
        seen.append(view.focusWidget())
        qtbot.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
    assert set(controls) == set(seen)


def test_rows_of_the_table_can_be_heard(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> None:
    panel = SchoolsPanel(bridge, attention, light)
    qtbot.addWidget(panel)
    panel.show()
    QAccessible.setActive(True)
    table = QAccessible.queryAccessibleInterface(panel.table)
    assert table.role() == QAccessible.Role.Table
    texts = [table.child(i).text(QAccessible.Text.Name) for i in range(table.childCount())]
    assert "Hakamäki, over capacity" in texts and "Use, sorted downwards" in texts
    totals = QAccessible.queryAccessibleInterface(panel.totals)
    assert totals.role() == QAccessible.Role.StaticText
    assert totals.text(QAccessible.Text.Name).startswith("3 schools: Pupils 145")
