"""The planning window: language, look, layout, tools, stages, parts reached by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces
from piiri.i18n import language, tr
from piiri.session import State
from piiri_desktop.actions import TOOLS, plain
from piiri_desktop.dialogs.about import AboutDialog
from piiri_desktop.dialogs.shortcuts import ShortcutsDialog
from piiri_desktop.main_window import MainWindow
from piiri_desktop.settings import load_settings
from piiri_desktop.typeset import ElidedLabel
from piiri_desktop.workbench import Workbench, chart_height, dock_width


def bench(window: MainWindow) -> Workbench:
    assert window.workbench is not None
    return window.workbench


def state(window: MainWindow) -> State:
    assert window.bridge is not None
    return window.bridge.state


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


# ---------------------------------------------------------------------------------------------------- language and look


def test_another_language_makes_the_page_anew_and_keeps_the_work(planning: MainWindow, qtbot: QtBot) -> None:
    before, old = state(planning), bench(planning)
    planning.actions_of["paint"].trigger()
    old.views.map.look_at(old.views.map.view.zoomed(3.0, 100, 100))
    seen = old.views.map.view
    planning.preferences.set_language("fi")
    qtbot.waitUntil(lambda: bench(planning) is not old)
    assert language() == "fi"
    assert load_settings().language == "fi"
    assert state(planning) is before
    assert planning.actions_of["paint"].isChecked()
    assert bench(planning).views.map.chosen_tool.name == "paint"
    qtbot.waitUntil(lambda: bench(planning).views.map.view.metres == pytest.approx(seen.metres))
    assert bench(planning).views.map.view.x == pytest.approx(seen.x)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Peru", "Qt's own words are Finnish too"


def test_the_menu_changes_language_without_harm(planning: MainWindow, qtbot: QtBot) -> None:
    old = bench(planning)
    planning.actions_of["language_sv"].trigger()
    qtbot.waitUntil(lambda: bench(planning) is not old)
    assert language() == "sv"
    planning.actions_of["language_en"].trigger()
    qtbot.waitUntil(lambda: language() == "en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_after_a_change_of_language_one_step_is_announced_once(planning: MainWindow, qtbot: QtBot) -> None:
    """The old page listens no more."""
    old = bench(planning)
    planning.preferences.set_language("sv")
    qtbot.waitUntil(lambda: bench(planning) is not old)
    planning.actions_of["stage_next"].trigger()
    assert planning.attention is not None
    assert planning.attention.stage == 1


def test_colours_and_text_size_change_in_place(planning: MainWindow, qtbot: QtBot) -> None:
    here = bench(planning)
    planning.actions_of["theme_dark"].trigger()
    assert bench(planning) is here
    assert planning.colours.is_dark
    assert planning.palette().window().color() == planning.colours.window
    sizes = {label: label.font().pixelSize() for label in here.status.findChildren(QLabel)}
    for _ in range(4):
        qtbot.keyClick(planning, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert planning.settings.text_scale == 2.0
    assert not planning.actions_of["text_larger"].isEnabled()
    assert {label: label.font().pixelSize() for label in sizes} == {
        label: size * 2 for label, size in sizes.items() if size > 0
    }
    qtbot.keyClick(planning, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert load_settings().text_scale == 1.0
    assert load_settings().theme == "dark"


# ---------------------------------------------------------------------------------------------------- layout


@pytest.mark.parametrize(
    ("width", "wide"), [(1120, 344), (1279, 344), (1280, 404), (1440, 440), (1599, 440), (1600, 560), (2560, 560)]
)
def test_widths_of_the_panels_follow_the_design(width: int, wide: int) -> None:
    assert dock_width(width) == wide


@pytest.mark.parametrize(("height", "high"), [(640, 0), (679, 0), (680, 155), (899, 155), (900, 231), (1440, 231)])
def test_heights_of_the_charts_follow_the_design(height: int, high: int) -> None:
    assert chart_height(height) == high


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080), (1280, 640)])
def test_the_layout_holds(planning: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    planning.resize(*size)
    here = bench(planning)
    qtbot.waitUntil(lambda: here.size() == planning.size())
    qtbot.wait(50)
    parts = [here.menu_row, here.views.strip, here.rail, here.views.map, here.views.schools, here.status]
    places = [place(planning, part) for part in parts]
    inside = QRect(QPoint(0, 0), planning.size())
    for part, where in zip(parts, places, strict=True):
        assert part.isVisible(), part
        assert inside.contains(where), (type(part).__name__, where)
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            assert not one.intersects(other)
    share = places[3].width() * places[3].height() / (size[0] * size[1])
    assert share >= 0.39, "the map is the hero"
    assert abs(places[4].width() - dock_width(size[0])) <= 6
    assert here.charts.is_folded == (size[1] < 680)


def test_tools_have_words_where_there_is_room(planning: MainWindow, qtbot: QtBot) -> None:
    assert bench(planning).rail.width() == 44
    planning.resize(1700, 900)
    qtbot.waitUntil(lambda: bench(planning).rail.width() == 156)


def test_large_text_makes_the_charts_a_tab(planning: MainWindow, qtbot: QtBot) -> None:
    planning.preferences.set_text_scale(2.0)
    here = bench(planning)
    qtbot.waitUntil(lambda: here.docks["charts"] in here.tabifiedDockWidgets(here.docks["schools"]))
    planning.preferences.set_text_scale(1.0)
    qtbot.waitUntil(lambda: here.docks["charts"] not in here.tabifiedDockWidgets(here.docks["schools"]))


def test_hidden_panels_stay_hidden_next_time(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    bench(planning).docks["history"].close()
    planning.close_project()
    assert load_settings().layout
    other = make_window(layout=load_settings().layout)
    other.open_demo()
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert bench(other).docks["history"].isHidden()
    assert bench(other).docks["schools"].isVisible()


def test_a_panel_alone_has_a_title_and_one_in_a_row_of_tabs_has_none(planning: MainWindow, qtbot: QtBot) -> None:
    docks = bench(planning).docks

    def titled() -> bool:
        labels = docks["schools"].findChildren(ElidedLabel)
        return any(label.isVisible() and label.text() == "Schools" for label in labels)

    qtbot.waitUntil(lambda: not titled())
    for name in ("funding", "indicators", "history", "plans", "problems"):
        docks[name].close()
    qtbot.waitUntil(titled)
    docks["history"].show()
    qtbot.waitUntil(lambda: not titled())


# ---------------------------------------------------------------------------------------------------- what acts


def test_letters_choose_tools_and_the_rail_shows_them(planning: MainWindow, qtbot: QtBot) -> None:
    view = bench(planning).views.map
    for key, name in zip((*"HVBLGFNIMRXP", "Shift+M", "K"), TOOLS, strict=True):
        qtbot.keySequence(view, key)
        assert view.chosen_tool.name == name
        assert bench(planning).rail.buttons[name].isChecked()
    qtbot.mouseClick(bench(planning).rail.buttons["paint"], Qt.MouseButton.LeftButton)
    assert view.chosen_tool.name == "paint"
    assert bench(planning).status.hint == view.chosen_tool.hint()


def test_stages_one_after_another_then_all_together(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.attention is not None
    count = len(state(planning).plan.stages)
    seen = []
    for _ in range(count + 1):
        seen.append(planning.attention.stage)
        qtbot.keyClick(planning, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert seen == [*range(count), -1]
    assert planning.attention.stage == 0
    qtbot.keyClick(planning, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert planning.attention.stage == -1


def test_every_part_is_reached_by_key(planning: MainWindow, qtbot: QtBot) -> None:
    here = bench(planning)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(planning, Qt.Key.Key_3, control)
    assert here.views.history.isAncestorOf(here.focusWidget()) or here.focusWidget() is here.views.history
    qtbot.keyClick(planning, Qt.Key.Key_4, control)
    assert here.views.problems.isAncestorOf(here.focusWidget())
    qtbot.keyClick(planning, Qt.Key.Key_6, control)
    assert here.views.funding.isAncestorOf(here.focusWidget())
    qtbot.keyClick(planning, Qt.Key.Key_2, control)
    assert here.views.schools.isAncestorOf(here.focusWidget())
    qtbot.keyClick(planning, Qt.Key.Key_1, control)
    assert here.focusWidget() is here.views.map
    visited = []
    for _ in range(12):
        qtbot.keyClick(planning, Qt.Key.Key_F6)
        visited.append(here.focusWidget())
    parts = (here.views.schools, here.charts, here.views.strip, here.rail)
    for part in parts:
        assert any(part.isAncestorOf(focus) for focus in visited), part
    assert here.views.map in visited


def test_the_map_zooms_by_its_actions(planning: MainWindow) -> None:
    view = bench(planning).views.map
    planning.actions_of["zoom_all"].trigger()
    whole = view.view.metres
    planning.actions_of["zoom_in"].trigger()
    assert view.view.metres == pytest.approx(whole / 2)
    planning.actions_of["zoom_out"].trigger()
    assert view.view.metres == pytest.approx(whole)


def test_dialogs_stand_beside_the_work(planning: MainWindow, qtbot: QtBot) -> None:
    for name, kind in (("shortcuts", ShortcutsDialog), ("about", AboutDialog)):
        planning.actions_of[name].trigger()
        dialog = planning.findChild(kind)
        assert dialog.isVisible()
        assert not dialog.isModal()
        for button in dialog.findChildren(QPushButton):
            if button.text() == tr("Close"):
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda kind=kind: planning.findChild(kind) is None)


def test_the_list_of_keys_names_every_key(planning: MainWindow) -> None:
    planning.show_shortcuts()
    table = planning.findChild(ShortcutsDialog).table
    listed = {table.item(row, 0).text(): table.item(row, 1).text() for row in range(table.rowCount())}
    for action in planning.actions_of.of.values():
        if action.shortcut().toString():
            assert action.shortcut().toString() in listed[plain(action.text())]
    planning.findChild(ShortcutsDialog).close()


def test_actions_that_need_a_project_say_so(window: MainWindow) -> None:
    for name in ("save", "save_as", "undo", "paint", "zoom_in", "close", "stage_next"):
        action = window.actions_of[name]
        assert not action.isEnabled()
        assert action.toolTip().endswith("Open a project first.")
    for name in ("open", "new", "demo", "quit", "shortcuts", "about", "theme_dark"):
        assert window.actions_of[name].isEnabled()


def test_the_tabs_are_named(planning: MainWindow) -> None:
    bars = [bar for bar in bench(planning).findChildren(QTabBar) if bar.isVisible()]
    assert ["Schools", "Funding", "Indicators", "History", "Plans", "Problems 1"] in [
        [bar.tabText(i) for i in range(bar.count())] for bar in bars
    ]


def test_a_message_moves_nothing(planning: MainWindow, qtbot: QtBot) -> None:
    here = bench(planning)
    before = [place(planning, part) for part in (here.views.strip, here.views.map, here.views.schools)]
    planning.messages.show("error", "The disk is full.", "Make room on it.")
    qtbot.wait(30)
    assert [place(planning, part) for part in (here.views.strip, here.views.map, here.views.schools)] == before
    banner = planning.notices.banner
    assert banner is not None
    assert banner.isVisible()
    over = place(planning, planning.notices)
    assert before[1].contains(over), "it lies over the map"
    assert over.height() == planning.notices.height_for(over.width())


def test_problems_are_counted_on_their_tab_and_u_goes_from_one_to_the_next(planning: MainWindow, qtbot: QtBot) -> None:
    here = bench(planning)
    plan = here.bridge.state.plan
    stage, ids = plan.stages[0].id, plan.coverage.face_ids
    unassigned, stray = planning.actions_of["next_unassigned"], planning.actions_of["next_stray"]
    before = len(here.views.problems.problems)
    assert here.docks["problems"].windowTitle() == (f"Problems {before}" if before else "Problems")
    assert not unassigned.isEnabled() and "Every block has a catchment." in unassigned.toolTip()
    assert not stray.isEnabled()
    here.bridge.session.do(AssignFaces(stage, (ids[40],), ""))
    qtbot.waitUntil(unassigned.isEnabled)
    assert here.docks["problems"].windowTitle() == f"Problems {len(here.views.problems.problems)}"
    view = here.views.map
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_U)
    assert view.content.selected.nonzero()[0].tolist() == [40]
    assert "1 block without a catchment" in here.status.hint
    here.bridge.undo()
    qtbot.waitUntil(lambda: not unassigned.isEnabled())
    assert len(here.views.problems.problems) == before


def test_a_panel_behind_a_tab_waits_until_it_is_seen(planning: MainWindow, qtbot: QtBot) -> None:
    """Qt calls it visible there; it would count and lay out at every step of a drag."""
    views, docks = bench(planning).views, bench(planning).docks
    assert views.schools.isVisible()
    for panel in (views.indicators, views.funding, views.history, views.plans):
        assert not panel.isVisible()
    room = docks["schools"].width()
    plan = state(planning).plan
    planning.bridge.commit(AssignFaces(plan.stages[0].id, plan.coverage.face_ids[:9], ""))  # type: ignore[union-attr]
    planning.actions_of["focus_history"].trigger()
    qtbot.waitUntil(lambda: not views.schools.isVisible())
    assert views.history.isVisible() and views.history.list.isVisible()
    assert views.history.model.rowCount() == len(state(planning).history.entries) + 1
    assert docks["history"].width() == room
    planning.actions_of["focus_schools"].trigger()
    qtbot.waitUntil(lambda: views.schools.isVisible() and not views.history.isVisible())
    assert docks["schools"].width() == room
