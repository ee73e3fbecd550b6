"""What is wrong with the plans: each thing once, whose it is, and what became of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from piiri.compare import Comparison, compare
from piiri.edits import SetCapacity, apply
from piiri.model import Plan
from piiri_desktop.compare.problems import ProblemsTab
from piiri_desktop.palette import palette


@pytest.fixture
def tab(qtbot: QtBot) -> ProblemsTab:
    made = ProblemsTab(palette("light"))
    qtbot.addWidget(made)
    made.set_look(palette("light"), 1.0)
    made.resize(1000, 240)
    made.show()
    return made


def test_every_problem_of_every_plan_is_there_once(tab: ProblemsTab, comparison: Comparison) -> None:
    tab.show_comparison(comparison, -1)
    rows = [[cell.text for cell in row.cells] for row in tab.table.cells.rows]
    assert tab.count == len(rows) == len({tuple(row[2:]) for row in rows})
    for position, counted in enumerate(comparison.plans):
        mine = [(row[3], row[4]) for row in rows if "ABC"[position] in row[0]]
        assert sorted(mine) == sorted((problem.sentence, problem.detail) for problem in counted.problems)


def test_what_is_new_and_what_is_mended(tab: ProblemsTab, comparison: Comparison) -> None:
    today, _, unfinished = (each.plan for each in comparison.plans)
    said = tab.show_comparison(compare(comparison.dataset, [unfinished, today, unfinished]), 0)
    by_words = {row.cells[3].text: [cell.text for cell in row.cells[:2]] for row in tab.table.cells.rows}
    assert by_words["3 blocks without a catchment"] == ["A, C", "mended: B"]
    assert said.endswith(", 1 mended")
    assert tab.show_comparison(compare(comparison.dataset, [unfinished, today]), 0).endswith(", 1 mended")
    row = next(row for row in tab.table.cells.rows if row.cells[3].text == "3 blocks without a catchment")
    assert [(cell.text, cell.tone) for cell in row.cells[:2]] == [("A", ""), ("mended", "good")]
    tab.show_comparison(compare(comparison.dataset, [unfinished, today]), 1)
    assert "3 blocks without a catchment" not in {row.cells[3].text for row in tab.table.cells.rows}, "another stage"


def test_a_school_that_lacks_more_places_has_no_new_problem(tab: ProblemsTab, comparison: Comparison) -> None:
    plan = comparison.plans[0].plan
    school = int(np.argmax(comparison.plans[0].evaluation.school_pupils))
    pupils = int(comparison.plans[0].evaluation.school_pupils[school])

    def with_places(places: int) -> Plan:
        return apply(plan, SetCapacity(plan.schools.ids[school], places))[0]

    few, fewer, enough = with_places(pupils - 5), with_places(pupils - 9), with_places(pupils)
    tab.show_comparison(compare(comparison.dataset, [few, fewer, enough]), -1)
    name = plan.schools.names[school]
    rows = {row.cells[3].text: row.cells for row in tab.table.cells.rows}
    assert [cell.text for cell in rows[f"{name}: 5 places are missing"][:2]] == ["A", "mended: C"]
    assert [cell.text for cell in rows[f"{name}: 9 places are missing"][:2]] == ["B", "worse: B"]
    tab.show_comparison(compare(comparison.dataset, [fewer, few]), -1)
    (row,) = [row for row in tab.table.cells.rows if row.cells[3].text == f"{name}: 5 places are missing"]
    assert [(cell.text, cell.tone) for cell in row.cells[:2]] == [("B", ""), ("better", "good")]


def test_a_problem_is_shown_on_all_maps(tab: ProblemsTab, comparison: Comparison, qtbot: QtBot) -> None:
    tab.show_comparison(comparison, 0)
    rows = tab.table.cells.rows
    row = next(i for i, row in enumerate(rows) if row.cells[3].text == "3 blocks without a catchment")
    with qtbot.waitSignal(tab.shown) as heard:
        tab.table.enter(row)
    box, faces = heard.args
    plan = comparison.plans[2].plan
    wanted = np.flatnonzero(plan.catchment_of_face[0] < 0)
    assert list(faces) == [wanted.tolist()] * 3
    bounds = plan.coverage.bounds[wanted]
    assert box == (*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0))


def test_plans_without_problems(tab: ProblemsTab, comparison: Comparison) -> None:
    schools = comparison.dataset.schools
    roomy = replace(comparison.plans[0].plan, schools=replace(schools, places=np.full(len(schools), -1)))
    found = compare(comparison.dataset, [roomy, roomy])
    assert found.plans[0].problems == ()
    assert tab.show_comparison(found, -1) == "0 new problems, 0 mended"
    assert tab.empty.isVisible() and not tab.table.isVisible()
