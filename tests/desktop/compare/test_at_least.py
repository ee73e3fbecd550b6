"""Hidden numbers on the page that compares: limits by their sign, in words, and why; nothing where all are told."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shared.hidden import with_hidden

from piiri.compare import Comparison, compare
from piiri.model import Dataset, Plan
from piiri_desktop.compare import ComparePage
from piiri_desktop.compare.blocks import BlocksTab
from piiri_desktop.compare.colouring import CATCHMENTS, pictures
from piiri_desktop.compare.figures import FiguresTab
from piiri_desktop.compare.moves import MovesTab
from piiri_desktop.compare.table import CellTable
from piiri_desktop.compare.tip import tip_of
from piiri_desktop.palette import palette

SIGNS = "≥≤≈"


@pytest.fixture
def hidden(town: tuple[Dataset, tuple[Plan, ...]]) -> Comparison:
    """Every fifth row hidden, so that both moved and other blocks have some."""
    hide = np.arange(len(town[0].pupils)) % 5 == 2
    return compare(with_hidden(town[0], hide), town[1][:2])


def shown(made: FiguresTab | MovesTab | BlocksTab, qtbot: QtBot) -> None:
    qtbot.addWidget(made)
    made.set_look(palette("light"), 1.0)


def tip(table: CellTable, row: int, column: int) -> str:
    return str(table.cells.data(table.cells.index(row, column), Qt.ItemDataRole.ToolTipRole))


def spoken(table: CellTable, row: int, column: int) -> str:
    return str(table.cells.data(table.cells.index(row, column), Qt.ItemDataRole.AccessibleTextRole))


def test_figures_are_limits_and_differences_what_they_are(hidden: Comparison, qtbot: QtBot) -> None:
    tab = FiguresTab(palette("light"))
    shown(tab, qtbot)
    tab.show_comparison(hidden, -1)
    rows = {row.cells[0].text: row.cells for row in tab.totals.cells.rows}
    pupils, changed, mean = (rows[key] for key in ("Pupils", "Pupils who change school", "Mean distance"))
    assert pupils[1].text.startswith("≥\u00a0") and pupils[2].text.startswith("≥\u00a0")
    assert (pupils[3].text, pupils[4].text) == ("0", "no change"), "the same cells are hidden in both"
    assert "cancel out" in tip(tab.totals, 0, 3)
    assert changed[1].text == "0" and changed[2].text[0] == changed[3].text[0] == "≥"
    assert changed[4].text == "▲ more" and spoken(tab.totals, 1, 2).startswith("at least ")
    assert not any(cell.text[0] in SIGNS for cell in mean if cell.text), "a mean is of those who are known"
    beyond = rows["Pupils beyond the distance limit"]
    assert beyond[3].text.startswith("≈\u00a0") and beyond[4].text == "uncertain" and beyond[4].tone == "secondary"


def test_schools_too(hidden: Comparison, qtbot: QtBot) -> None:
    tab = FiguresTab(palette("light"))
    shown(tab, qtbot)
    tab.show_comparison(hidden, -1)
    signs = {row.cells[3].text[0] for row in tab.schools.cells.rows}
    assert signs >= {"≥", "≤"}, "one school gets cells, the other gives them"
    lost = next(row for row in tab.schools.cells.rows if row.cells[3].text.startswith("≤"))
    assert lost.cells[3].said.startswith("at most ") and "first plan only" in lost.cells[3].why


def test_who_moves(hidden: Comparison, qtbot: QtBot) -> None:
    tab = MovesTab(palette("light"))
    shown(tab, qtbot)
    said: list[str] = []
    tab.said.connect(said.append)
    tab.show_comparison(hidden, -1, 1)
    assert said[-1].startswith("at least ") and "at least" in said[-1].split(", ")[1]
    for table in (tab.matrix, tab.list):
        marked = [cell for row in table.cells.rows for cell in row.cells if cell.text.startswith("≥")]
        assert marked and all(cell.said.startswith("at least ") and "hidden" in cell.why for cell in marked)
        assert table.cells.totals is not None
        assert any(cell.text.startswith("≥") for cell in table.cells.totals.cells)
    assert "≥" in tab.list.cells.as_text()


def test_blocks_and_what_the_pointer_says(hidden: Comparison, qtbot: QtBot) -> None:
    tab = BlocksTab(palette("light"))
    shown(tab, qtbot)
    tab.show_comparison(hidden, 0, 1)
    assert any(row.cells[-1].text.startswith("≥") for row in tab.table.cells.rows)
    picture = pictures(hidden, 0, CATCHMENTS, palette("light"))[0]
    face = int(np.flatnonzero(picture.untold_of_face & (picture.counted.plan.catchment_of_face[0] >= 0))[0])
    told = tip_of(picture, face)
    assert "at least" in told.lines[-1] and "at least" in told.lines[0]


def test_nothing_looks_different_where_every_number_is_told(comparison: Comparison, qtbot: QtBot) -> None:
    figures, moves, blocks = FiguresTab(palette("light")), MovesTab(palette("light")), BlocksTab(palette("light"))
    for tab in (figures, moves, blocks):
        shown(tab, qtbot)
    figures.show_comparison(comparison, -1)
    moves.show_comparison(comparison, -1, 1)
    blocks.show_comparison(comparison, -1, 1)
    for table in (figures.totals, figures.schools, moves.matrix, moves.list, blocks.table):
        assert not set(SIGNS) & set(table.cells.as_text())
        assert not any(cell.why for row in table.cells.rows for cell in row.cells)


def test_the_heads_say_so(page: ComparePage, hidden: Comparison) -> None:
    plain = [head.said for head in page.plans.heads[:2]]
    assert not any("least" in said for said in plain)
    page._take(page.chosen, hidden)
    assert page.plans.heads[1].said.startswith("at least ") and "at least" in page.plans.heads[0].said
    assert page.plans.heads[1].written.startswith("≥\u00a0")
