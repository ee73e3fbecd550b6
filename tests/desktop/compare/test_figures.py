"""Figures in words: better and worse where a direction is better, nothing judged where none is."""

from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from piiri.compare import Comparison, FigureKind, compare
from piiri.edits import SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.io.demo import demo_municipality
from piiri.session import Session
from piiri_desktop.compare.figures import FiguresTab, change_cells
from piiri_desktop.palette import palette

OVER = FigureKind("schools_over_capacity", "Schools over capacity", "schools", "lower")
CHANGED = FigureKind("changed_pupils", "Pupils who change school", "pupils")
MEAN = FigureKind("mean_distance_m", "Mean distance", "m", "lower")


@pytest.mark.parametrize(
    ("kind", "change", "written", "words", "tone"),
    [
        (OVER, 2.0, "+2", "▲ worse", "bad"),
        (OVER, -1.0, "−1", "▼ better", "good"),
        (OVER, 0.0, "0", "no change", "secondary"),
        (CHANGED, 12.0, "+12", "▲ more", "secondary"),
        (MEAN, 0.2, "0\u00a0m", "no change", "secondary"),
        (MEAN, math.nan, "..", "", ""),
    ],
)
def test_a_difference_in_words(kind: FigureKind, change: float, written: str, words: str, tone: str) -> None:
    number, said = change_cells(kind, change)
    assert (number.text, said.text, said.tone) == (written, words, tone)


@pytest.fixture
def tab(qtbot: QtBot, comparison: Comparison) -> FiguresTab:
    made = FiguresTab(palette("light"))
    qtbot.addWidget(made)
    made.set_look(palette("light"), 1.0)
    made.show_comparison(comparison, 0)
    return made


def test_every_figure_has_a_row(tab: FiguresTab, comparison: Comparison) -> None:
    titles = [row.cells[0].text for row in tab.totals.cells.rows]
    assert titles == [kind.title for kind in comparison.totals.kinds][:-1], "problems are of whole plans"
    assert [head.text for head in tab.totals.cells.headings][1:] == ["A", "B", "B − A", "", "C", "C − A", ""]


def test_schools_that_differ(tab: FiguresTab, comparison: Comparison) -> None:
    shown = {row.cells[0].text for row in tab.schools.cells.rows}
    pupils = comparison.school_figures.of("pupils")[:, 0]
    differ = {
        name
        for name, each in zip(comparison.schools.values(), pupils.T, strict=True)
        if len(set(each.tolist())) > 1 and each[0] == each[0]
    }
    assert shown == differ
    tab.only.setChecked(False)
    served = [name for name, each in zip(comparison.schools.values(), pupils.T, strict=True) if each[0] == each[0]]
    assert {row.cells[0].text for row in tab.schools.cells.rows} == set(served)


def test_every_figure_of_the_schools_can_be_shown(tab: FiguresTab, comparison: Comparison) -> None:
    tab.show_comparison(comparison, -1)
    keys = [action.data() for action in tab.pick.menu().actions()]
    assert keys == [kind.key for kind in comparison.school_figures.kinds]
    for action in tab.pick.menu().actions():
        action.trigger()
        assert action.text() in tab.pick.accessibleName()
    tab.show_figure("use_share")
    over = [row for row in tab.schools.cells.rows if any(cell.tone == "bad" for cell in row.cells)]
    for row in over:
        assert any(cell.text.startswith("! ") for cell in row.cells), "not by colour alone"
    tab.show_comparison(comparison, 0)
    assert "use_share" not in [action.data() for action in tab.pick.menu().actions()], "it counts all grades"


@pytest.mark.parametrize("stage", [0, -1])
def test_money_counts_all_grades_at_every_stage_and_is_not_judged(qtbot: QtBot, stage: int) -> None:
    dataset, today = demo_municipality(pupils=1000, schools=6, faces=100)
    plans = []
    for pot in ("1000000", "1500000"):
        session = Session(dataset, today)
        session.do(SetFundingModel(text_of(preset("flat"))))
        plans.append(session.do(SetFundingNumber(("model", "pot"), pot)).plan)
    tab = FiguresTab(palette("light"))
    qtbot.addWidget(tab)
    tab.set_look(palette("light"), 1.0)
    tab.show_comparison(compare(dataset, plans, today=today), stage)
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in tab.totals.cells.rows}
    end = ", all grades" if stage >= 0 else ""
    money = ["1\u202f000\u202f000\u00a0€", "1\u202f500\u202f000\u00a0€", "+500\u202f000\u00a0€", "▲ more"]
    assert rows[f"Money shared out{end}"][1:] == money
    assert rows[f"Money moved{end}"][1:] == ["0\u00a0€", "500\u202f000\u00a0€", *money[2:]]
    assert "money" in [action.data() for action in tab.pick.menu().actions()]
    tab.show_figure("money")
    assert tab.pick.accessibleName() == f"Figure: Money{end}"
    sums = [sum(row.cells[at].key for row in tab.schools.cells.rows) for at in (1, 2)]
    if stage < 0:
        assert sums == [pytest.approx(1_000_000), pytest.approx(1_500_000)]
