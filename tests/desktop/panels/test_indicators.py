"""The indicators panel: the monitoring set live, choice, mix, flows and curves, by mouse and by keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shared.hidden import with_hidden

from piiri.edits import AssignFaces
from piiri.i18n import number
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.model.observations import NUMBER, SUPPRESSED, Observations, SeriesBreak
from piiri.session import Session
from piiri.shading import find, shade
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.indicator_rows import mixes, monitoring
from piiri_desktop.panels.indicator_table import FigureModel
from piiri_desktop.panels.indicators import VIEWS, IndicatorsPanel, View

OWN = '[[indicator]]\nkey = "half"\nname = "Puolet"\nformula = "pupils / 2"\nsource = "ei mistään"\n'


@pytest.fixture
def session(street: tuple[Dataset, Plan]) -> Session:
    """The street, with schools attended, an own indicator and three years of one school."""
    dataset, plan = street
    attends = np.array([0, 1, 1, 1, 2, 2, *[1] * 6])  # all pupils of b1 go to Hakamäki, though they belong to Asema
    seen = Observations(
        ("s2",) * 4,
        ("S0",) * 4,
        np.arange(2022, 2026),
        np.array([0.1, np.nan, 0.3, 0.4]),
        np.array([NUMBER, SUPPRESSED, NUMBER, NUMBER]),
        np.array([50, -1, 50, 4]),
        (SeriesBreak("s2", 2024, "uusi laki"),),
    )
    pupils = replace(dataset.pupils, attends=attends)
    return Session(replace(dataset, pupils=pupils, observations=seen, own_indicators=OWN), plan)


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> IndicatorsPanel:
    made = IndicatorsPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 560)
    made.show()
    return made


def plain(text: str) -> str:
    """Without hard spaces."""
    return text.replace("\u00a0", " ")


def cells(panel: IndicatorsPanel) -> dict[str, dict[str, str]]:
    """The rows as written: title to column to text; headings are left out."""
    model = panel.table.figures
    return {
        model.text(row, 0): {key: plain(model.text(row, at)) for at, key in enumerate(model.columns)}
        for row in range(model.rowCount())
        if not model.rows[row].heading
    }


def test_figures_follow_a_drag_and_chance_stays_that_of_the_plan_kept(
    panel: IndicatorsPanel, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    before = cells(panel)["Dissimilarity D"]
    kept = bridge.state.evaluation.segregation[0, 0, 0]
    state = bridge.session.preview(to_hakamaki)
    now = cells(panel)["Dissimilarity D"]
    assert before["now"] == now["before"] == number(kept, 3)
    assert now["now"] == number(state.evaluation.segregation[0, 0, 0], 3) != before["now"]
    assert now["chance"] == before["chance"] != ""
    bridge.session.commit()
    kept_now = cells(panel)["Dissimilarity D"]
    assert (kept_now["now"], kept_now["chance"]) == (now["now"], now["chance"]), "the figure at once, chance at rest"
    bridge.undo()
    assert cells(panel)["Dissimilarity D"]["now"] == before["now"]
    bridge.redo()
    qtbot.waitUntil(lambda: cells(panel)["Dissimilarity D"]["chance"] != now["chance"])
    bridge.undo()
    qtbot.waitUntil(lambda: cells(panel)["Dissimilarity D"] == before)


def test_the_set_of_a_school_has_flows_own_indicators_and_years(panel: IndicatorsPanel, attention: Attention) -> None:
    assert "Use of places" not in cells(panel)
    attention.set_target(0)
    found = cells(panel)
    assert found["Pupils"]["now"] == "50" and found["Puolet"]["now"] == "25,000"
    assert found["Attending the own school"]["now"] == "40,0 %"  # 20 of 50
    assert found["Net attraction, pp"]["now"] == "−60,0"
    assert found["s2 2025"]["now"] == "0,400*"
    row = next(r for r in panel.table.figures.rows if r.title == "s2 2025")
    assert row.formula == "2022: 0,100, 2023: .., 2024: 0,300, 2025: 0,400*" and "uusi laki" in row.source
    assert not panel.grab().isNull()


def test_who_attends_where_follows_a_drag(
    panel: IndicatorsPanel, attention: Attention, bridge: Bridge, to_hakamaki: AssignFaces
) -> None:
    """The pupils of b1 attend Hakamäki: once their block belongs to it, they no longer come from elsewhere."""
    attention.set_target(1)
    came, before = "Coming from elsewhere", cells(panel)
    assert before[came]["now"] == "37,5 %"  # 30 of 80
    bridge.session.preview(to_hakamaki)
    now = cells(panel)
    assert now[came]["now"] != before[came]["now"] and now["Net attraction, pp"] != before["Net attraction, pp"]
    panel.show_view("flows")
    matrix, words = panel.matrix.matrix, panel.words.text()
    during = matrix.as_text()
    resets: list[int] = []
    matrix.modelReset.connect(lambda: resets.append(1))
    bridge.session.cancel()
    panel._refresh()
    assert matrix.as_text() != during and panel.words.text() != words
    bridge.session.preview(to_hakamaki)
    assert matrix.as_text() == during and panel.words.text() == words
    assert not resets, "rows and columns stay where they are"


def test_method_and_source_are_one_click_or_key_away(panel: IndicatorsPanel, qtbot: QtBot) -> None:
    assert not panel.told.isVisible()
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.figures.index(1, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.told.isVisible() and "Duncan & Duncan 1955" in panel.told.text()
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.told.text().startswith("Gini")
    QTest.mouseClick(panel.method, Qt.MouseButton.LeftButton)
    assert not panel.told.isVisible()


def test_choice_sets_the_same_pupils_beside_each_other(panel: IndicatorsPanel, bridge: Bridge) -> None:
    panel.show_view("choice")
    assert "145 pupils" in panel.words.text()
    rows = [row for row in panel.table.figures.rows if not row.heading]
    by_title = [row.title for row in rows[:6]]
    assert by_title[:4] == ["Homes, by block", "Assigned by the plan", "Expected by the plan", "Attended today"]
    assert rows[4].now == pytest.approx(rows[3].now - rows[1].now)
    assert rows[5].title == "… of it not by chance"


def test_the_mix_of_every_school_links_to_the_map(
    panel: IndicatorsPanel, bridge: Bridge, attention: Attention, to_hakamaki: AssignFaces
) -> None:
    panel.show_view("mix")
    bridge.session.preview(to_hakamaki)
    found = cells(panel)
    assert list(found) == ["Asema", "Hakamäki", "Äijälä"]
    assert (found["Asema"]["before"], found["Asema"]["now"]) == ("30,0 %", "25,0 %")
    rect = panel.table.visualRect(panel.table.figures.index(1, 0))
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert attention.target == 1


def test_who_attends_where(panel: IndicatorsPanel, attention: Attention) -> None:
    panel.show_view("flows")
    assert attention.flows_shown
    matrix = panel.matrix.matrix
    assert [[matrix.text(row, column) for column in range(2, 5)] for row in range(3)] == [
        ["20", "30", ""],
        ["", "50", ""],
        ["", "", "45"],
    ]
    assert matrix.said(0, 3) == "30 pupils assigned to Asema attend Hakamäki"
    assert "79 % of 145 pupils" in plain(panel.words.text())
    panel.matrix.setFocus()
    panel.matrix.setCurrentIndex(matrix.index(0, 0))
    QTest.keyClick(panel.matrix, Qt.Key.Key_Return)
    assert attention.target == 0 and "Asema: 50 assigned" in panel.words.text()
    panel.matrix.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].replace("\u00a0", " ") == "Asema\t40 %\t20\t30\t0"
    panel.hide()
    assert not attention.flows_shown


def test_curves_have_their_table_and_copies(panel: IndicatorsPanel) -> None:
    panel.show_view("curves")
    assert panel.words.text().startswith("D 0,")
    for chart in (panel.curve, panel.lorenz):
        rows = chart.figures()
        assert rows[1] == ["0,0\u00a0%"] * 2 and rows[-1] == ["100,0\u00a0%"] * 2 and len(rows) == 5
    panel.curve.copy_figures()
    assert QGuiApplication.clipboard().text().count("\n") == 5


@pytest.mark.parametrize("view", [key for key, _ in VIEWS])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_page_draws_in_both_themes_and_large(panel: IndicatorsPanel, view: View, scale: float) -> None:
    panel.set_palette(palette("dark"))
    panel.set_text_scale(scale)
    panel.show_view(view)
    assert not panel.grab().isNull()


def test_a_copy_holds_interval_method_and_source(panel: IndicatorsPanel) -> None:
    panel.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[-2:] == ["Method", "Source"]
    assert "…" in lines[2] and lines[2].endswith("Duncan & Duncan 1955")


def test_without_groups_it_says_what_to_import(
    street: tuple[Dataset, Plan], attention: Attention, light: Palette, qtbot: QtBot
) -> None:
    dataset, plan = street
    bridge = Bridge(Session(replace(dataset, groups=()), plan))
    made = IndicatorsPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.show()
    assert "import one" in made.words.text() and made.table.figures.rowCount() == 0
    made.show_view("flows")
    assert "attends" in made.words.text() and made.matrix.matrix.rowCount() == 0
    bridge.close()


def test_hidden_numbers_make_sums_at_least_and_stay_out_of_shares() -> None:
    """A group hidden in rows whose pupils are known: its share is of those of whom it is known, as on the map."""
    dataset, plan = demo_municipality(pupils=1500, schools=6, faces=80)
    hide = np.arange(len(dataset.pupils)) % 3 == 0
    told = with_hidden(dataset, hide)
    points = told.pupils.points
    values = np.array(points.values)
    for key in ("pupils", *(column.key for column in points.columns if column.role == "grade")):
        values[hide, points.index(key)] = dataset.pupils.points.column(key)[hide]  # only the groups are hidden
    values[hide, points.index("pupils_hidden")] = 0
    values[5, points.index("pupils_hidden")] = 1
    told = replace(told, pupils=replace(told.pupils, points=replace(points, values=values)))
    state = Session(told, plan).committed
    group = told.groups[0]
    shown = shade(state, find(state, f"school/group_share.{group.key}"), 0)  # type: ignore[arg-type]
    assert shown is not None
    found = {row.school: row for row in mixes(state, 0, group)}
    enough = [school for school in found if np.isfinite(shown.values[school])]
    assert len(enough) > 2
    for school in enough:
        assert found[school].now == pytest.approx(shown.values[school])
    rows = {row.figure: row for row in monitoring(state, state, -1, -1, group, 0)}
    share_of_all = float(state.evaluation.by_stage[-1][state.tally.columns[group.key]])
    known = float(state.evaluation.by_stage[-1][state.tally.columns[f"{group.key}_known"]])
    assert rows[f"group_share.{group.key}"].now == pytest.approx(share_of_all / known)
    assert rows["pupils"].is_now.startswith("≥") and not rows["mean_distance_m"].is_now.startswith("≥")
    model = FigureModel()
    model.show_rows([rows["pupils"]], model.columns)
    assert "at least" in model.said(0) and "≥" in model.as_text()
