"""Observations and own indicators come to the project from the window, are saved with it, and colour the map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from shared.painting import scene_in_view, sweep

from piiri.storage import create_project, open_project
from piiri_desktop.demo_session import Hand
from piiri_desktop.dialogs.observation_columns import ObservationColumnsDialog
from piiri_desktop.importing.controls import ChoiceField
from piiri_desktop.main_window import MainWindow
from piiri_desktop.map.shaded import SchoolFill
from piiri_desktop.panels.indicators import IndicatorsPanel

OWN = """[[indicator]]
key = "need"
name = "Need"
formula = "(foreign_language + support_need) / pupils"
unit = "share"
base = "pupils"
source = "register"
"""


def said(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.notices.findChildren(QLabel) if label.isVisible())


def panel_of(window: MainWindow) -> IndicatorsPanel:
    assert window.workbench is not None
    window.workbench.docks["indicators"].bring_up()
    return window.workbench.views.indicators


def observations(window: MainWindow, folder: Path) -> Path:
    assert window.bridge is not None
    state = window.bridge.state
    rows = ["year;school;s2;pupils;n;break"]
    for h, name in enumerate(state.plan.schools.names):
        for year in range(2026, 2030):
            share = ".." if h == 1 and year == 2027 else f"0,{10 + h + year - 2026}"
            rows.append(f"{year};{name};{share};{100 + h};{6 if h == 0 else 100};{'new law' if year == 2028 else ''}")
    path = folder / "observed.csv"
    path.write_text("\n".join([*rows, "2026;Nowhere;0,5;5;5;"]) + "\n", encoding="utf-8")
    return path


def asked(window: MainWindow, qtbot: QtBot) -> ObservationColumnsDialog:
    """The dialog that asks which column is which."""
    qtbot.waitUntil(lambda: window.findChild(ObservationColumnsDialog) is not None)
    found = window.findChild(ObservationColumnsDialog)
    assert found is not None
    return found


def accept(window: MainWindow, qtbot: QtBot) -> None:
    asked(window, qtbot).add.click()


def field(dialog: ObservationColumnsDialog, column: str) -> ChoiceField:
    name = f"Column {column} becomes"
    return next(each for each in dialog.findChildren(ChoiceField) if each.accessibleName() == name)


def choose(dialog: ObservationColumnsDialog, column: str, words: str) -> None:
    """Choose by keys, as typed: the first letters of the words."""
    box = field(dialog, column)
    box.setFocus()
    QTest.keyClicks(box, words)
    box.activated.emit(box.currentIndex())


def test_what_was_recognised_wrongly_is_corrected_before_anything_is_added(
    planning: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = planning
    project = window.projects.project
    assert window.plans is not None and window.bridge is not None and project is not None
    path = tmp_path / "observed.csv"
    first, second = window.bridge.state.plan.schools.names[:2]
    path.write_text(f"läsår;vuosi;koulu;s2;kpl\n2020;2026;{first};0,1;30\n2020;2026;{second};0,2;4\n", encoding="utf-8")
    window.plans.knowing.read_observations(path)
    dialog = asked(window, qtbot)
    assert dialog.roles == {"vuosi": "year", "koulu": "school", "läsår": "value", "s2": "value", "kpl": "value"}
    assert field(dialog, "s2").currentText() == "Indicator"
    choose(dialog, "läsår", "Year")
    assert field(dialog, "vuosi").currentText() == "Not imported", "only one column has the years"
    choose(dialog, "läsår", "Not")
    assert not dialog.add.isEnabled() and "years" in dialog.said.text()
    choose(dialog, "vuosi", "Year")
    choose(dialog, "kpl", "How")
    assert dialog.add.isEnabled() and not project.dataset.observations.indicators
    dialog.add.click()
    qtbot.waitUntil(lambda: bool(project.dataset.observations.indicators))
    seen = project.dataset.observations
    assert seen.indicators == ("s2",) and set(seen.year.tolist()) == {2026} and sorted(seen.base.tolist()) == [4, 30]


def test_observations_are_chosen_shown_saved_and_there_again(
    planning: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, panel = planning, panel_of(planning)
    assert window.bridge is not None and window.attention is not None and window.workbench is not None
    panel.show_view("years")
    assert panel.years.empty.isVisible() and not panel.years.table.isVisible()
    path = observations(window, tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    panel.years.add_first.click()
    accept(window, qtbot)
    qtbot.waitUntil(lambda: panel.years.table.isVisible())
    assert "Nowhere" in said(window) and "“year”" in said(window), "what was left out, and what was taken for what"
    assert window.projects.unsaved and window.projects.worth_keeping
    grid = panel.years.table.grid
    assert grid.heads[:3] == ("School", "3-year mean", "2026") and "│ 2028" in grid.heads
    first = next(row for row in grid.rows if row.school == 0)
    assert first.cells[2].endswith("*"), "it rests on six pupils"
    assert any(".." in row.cells for row in grid.rows) and any("hidden" in row.said for row in grid.rows)
    assert panel.years.chart.figures()[0] == ["Year", "All schools"]
    window.attention.set_target(2)
    name = window.bridge.state.plan.schools.names[2]
    assert panel.years.chart.figures()[0] == ["Year", name, "All schools"]
    panel.years.table.setFocus()
    QTest.keyClick(panel.years.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == grid.as_text()
    panel.picture.click()
    assert QGuiApplication.clipboard().pixmap().height() >= len(grid.rows) * 24
    window.attention.set_indicator("school/observed.s2")
    assert window.workbench.views.map.content.classes.key == "school/observed.s2"
    target = tmp_path / "town.gpkg"
    window.projects.save(target)
    qtbot.waitUntil(lambda: not window.projects.unsaved)
    with open_project(target, workdir=tmp_path / "elsewhere") as again:
        assert again.dataset.observations.indicators == ("s2", "pupils")
        assert again.dataset.observations.breaks[0].why == "new law"


def test_who_attends_where_moves_while_the_button_is_down(planning: MainWindow) -> None:
    """Pupils of the blocks painted attend the school that gives them away: they come there from elsewhere now, and the
    school that takes the blocks in does not hold them."""
    window, panel = planning, panel_of(planning)
    assert window.bridge is not None and window.attention is not None and window.workbench is not None
    bridge, view = window.bridge, window.workbench.views.map
    window.attention.set_indicator("school/coming_in")
    scene, hand = scene_in_view(window), Hand(view)

    def shown() -> tuple[str, SchoolFill]:
        """The panel's figure of the taker, and how the map fills the symbol of the giver."""
        QApplication.processEvents()
        row = next(row for row in panel.table.figures.rows if row.figure == "hold")
        return row.written(row.now), view.content.fills[scene.giver]

    before = shown()
    sweep(hand, bridge.state.plan, scene)
    assert bridge.state.provisional
    during = shown()
    assert during[0] != before[0] and during[1].words != before[1].words
    hand.release()
    assert not bridge.state.provisional and shown() == during, "nothing is left to follow when the hand lets go"
    window.actions_of["undo"].trigger()
    assert shown() == before


def test_the_follow_up_says_expected_observed_and_why(planning: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, panel = planning, panel_of(planning)
    assert window.plans is not None and window.bridge is not None and window.attention is not None
    panel.show_view("follow")
    assert panel.follow.empty.isVisible()
    window.plans.knowing.read_observations(observations(window, tmp_path))
    accept(window, qtbot)
    qtbot.waitUntil(lambda: panel.follow._found is not None)
    found = panel.follow._found
    assert found is not None
    assert found.years.tolist() == [2026, 2027, 2028, 2029]
    heads = panel.follow.table.grid.heads
    assert heads[1:4] == ("26–27 expected", "observed", "±")
    row = next(row for row in panel.follow.table.grid.rows if row.school == 0)
    assert row.cells[2] == "100"
    window.attention.set_target(0)
    assert panel.follow.chart.figures()[0] == ["Year", "Observed", "Expected"]
    project = window.projects.project
    assert project is not None
    later = create_project(project.dataset, (window.bridge.state.plan,), workdir=tmp_path / "later")
    path = tmp_path / "later.gpkg"
    later.save_as(path)
    later.close()
    window.plans.knowing.explain(path, None, panel.follow.take_why)
    qtbot.waitUntil(lambda: panel.follow._why is not None)
    assert panel.follow.table.grid.heads[3:] == ("Population", "Border", "Choice of school")
    assert panel.follow.why_chart.isVisible() and "later" in panel.follow.words.text()
    assert [row[0] for row in panel.follow.why_chart.figures()[1:]][-1] == "Together"
    panel.follow.parts.menu().actions()[0].trigger()
    assert panel.follow.chart.isVisible()


def test_own_indicators_from_a_file_and_their_mistakes(planning: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window, panel = planning, panel_of(planning)
    assert window.plans is not None and window.bridge is not None and window.workbench is not None
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace("foreign_language", "foreign"), encoding="utf-8")
    window.plans.knowing.read_own(path)
    assert "own.toml, line 4" in said(window) and "foreign_language" in said(window)
    assert not window.bridge.state.own_indicators
    path.write_text(OWN, encoding="utf-8")
    window.plans.knowing.read_own(path)
    assert [own.key for own in window.bridge.state.own_indicators] == ["need"]
    qtbot.waitUntil(lambda: "Need" in [row.title for row in panel.table.figures.rows])
    at = [row.title for row in panel.table.figures.rows].index("Need")
    panel.table.setCurrentIndex(panel.table.figures.index(at, 0))
    panel.method.setChecked(True)
    assert "(foreign_language + support_need) / pupils" in panel.told.text() and "register" in panel.told.text()
    panel.colour.menu().aboutToShow.emit()
    actions = {action.text(): action for action in panel.colour.menu().actions()}
    assert all(action.isEnabled() for action in actions.values())
    actions["Catchments"].trigger()
    assert window.workbench.views.map.content.classes.key == "catchment/own.need"
    assert window.settings.indicator == "catchment/own.need"
    window.plans.knowing.drop_own()
    assert not window.bridge.state.own_indicators
    content = window.workbench.views.map.content
    assert content.classes.key == content.indicators[0].key, "the figure is gone, and the legend with it"


def test_the_choice_of_colour_is_there_again_in_the_next_window(
    make_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = make_window(indicator="school/mean_distance_m")
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.workbench.views.map.content.classes.key == "school/mean_distance_m"
