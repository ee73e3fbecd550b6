"""The finder of targets: part of a name, arrows, Enter; the same by mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from piiri.model.plan import UNASSIGNED
from piiri_desktop.bridge import Attention
from piiri_desktop.map import MapView
from piiri_desktop.map.finder import Finder, matching
from piiri_desktop.map.targets import Target


def target(school: int, name: str) -> Target:
    return Target(school, -1, name, "", "", name)


def test_what_begins_with_the_text_comes_first() -> None:
    rows = [target(n, name) for n, name in enumerate(["Unassigned", "Itäharju", "Harju", "Äijälä"])]
    assert [found.name for found in matching(rows, "HARJ ")] == ["Harju", "Itäharju"]
    assert [found.name for found in matching(rows, "ä")] == ["Äijälä", "Itäharju"]
    assert matching(rows, "") == rows
    assert matching(rows, "nobody") == []


@pytest.fixture
def finder(map_view: MapView) -> Finder:
    map_view.set_tool("paint")
    map_view.activateWindow()
    map_view.finder.open()
    assert map_view.finder.isVisible() and map_view.finder.field.hasFocus()
    return map_view.finder


def test_unassigned_first_then_the_nearest(finder: Finder, map_view: MapView) -> None:
    rows = finder.model.rows
    assert (rows[0].school, rows[0].digit, rows[0].name) == (UNASSIGNED, 0, "Unassigned")
    assert [row.school for row in rows[1:]] == map_view.targets.near()
    assert [row.digit for row in rows[1:4]] == [1, 2, 3]
    state, school = map_view.state, rows[1].school
    pupils, places = round(float(state.evaluation.school_pupils[school])), int(state.plan.schools.places[school])
    assert rows[1].figures == f"{pupils} / {places}"
    assert f"{pupils} pupil" in rows[1].spoken and f"{places} place" in rows[1].spoken


def test_type_and_enter(finder: Finder, qtbot, map_view, attention: Attention) -> None:
    wanted = next(row for row in reversed(finder.model.rows) if row.name[:4].isascii())
    qtbot.keyClicks(finder.field, wanted.name[:4].upper())
    names = [row.name for row in finder.model.rows]
    assert wanted.name in names
    while finder.model.rows[finder.list.currentIndex().row()].name != wanted.name:
        qtbot.keyClick(finder.field, Qt.Key.Key_Down)
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert attention.target == wanted.school
    assert not finder.isVisible()
    assert map_view.hasFocus()
    assert map_view.marks._numbers == {}


def test_arrows_stop_at_the_ends_and_escape_changes_nothing(finder: Finder, qtbot, map_view, attention) -> None:
    before = attention.target
    for _ in range(3):
        qtbot.keyClick(finder.field, Qt.Key.Key_Up)
    assert finder.list.currentIndex().row() == 0
    for _ in range(40):
        qtbot.keyClick(finder.field, Qt.Key.Key_Down)
    assert finder.list.currentIndex().row() == finder.model.rowCount() - 1
    qtbot.keyClick(finder.field, Qt.Key.Key_Escape)
    assert attention.target == before
    assert not finder.isVisible() and map_view.hasFocus()


def test_a_text_that_nobody_has_chooses_nothing(finder: Finder, qtbot, attention) -> None:
    before = attention.target
    qtbot.keyClicks(finder.field, "xyzq")
    assert finder.model.rowCount() == 0
    qtbot.keyClick(finder.field, Qt.Key.Key_Return)
    assert attention.target == before


def test_a_click_chooses_and_the_plate_opens_it(finder: Finder, qtbot, map_view, attention) -> None:
    row = finder.model.index(2)
    qtbot.mouseClick(finder.list.viewport(), Qt.MouseButton.LeftButton, pos=finder.list.visualRect(row).center())
    assert attention.target == map_view.targets.near()[1]
    assert not finder.isVisible()
    qtbot.mouseClick(map_view.furniture.tool.target, Qt.MouseButton.LeftButton)
    assert finder.isVisible()
    assert finder.model.rows[finder.list.currentIndex().row()].school == attention.target


def test_what_changes_elsewhere_shuts_it(finder: Finder, attention: Attention) -> None:
    attention.set_target(UNASSIGNED)
    assert not finder.isVisible()
    finder.open()
    attention.set_stage(1)
    assert not finder.isVisible()


@pytest.mark.parametrize(("width", "height", "scale"), [(700, 480, 1.0), (420, 240, 1.0), (520, 400, 2.0)])
def test_it_lies_on_the_map(finder: Finder, map_view, width: int, height: int, scale: float) -> None:
    finder.close_up()
    map_view.resize(width, height)
    map_view.set_text_scale(scale)
    finder.open()
    assert map_view.rect().contains(finder.geometry())
    assert not finder.geometry().intersects(map_view.furniture.tool.geometry())
