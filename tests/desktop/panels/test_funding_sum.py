"""The sums under the table are those of the columns, and whether they are the pot is said beside a tick."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetFundingModel
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.palette import Palette
from piiri_desktop.panels.funding_rows import funding_rows
from piiri_desktop.panels.funding_sum import FundingSum, PotLine
from piiri_desktop.panels.funding_table import FundingTable
from piiri_desktop.panels.lettering import lettering


@pytest.fixture
def table(
    session: Session, to_hakamaki: AssignFaces, attention: Attention, light: Palette, qtbot: QtBot
) -> FundingTable:
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    session.do(to_hakamaki)
    made = FundingTable(attention, light)
    qtbot.addWidget(made)
    made.resize(404, 200)
    made.money.show_rows(funding_rows(session.state, session.committed))
    made.show()
    made.arrange()
    return made


def test_the_sums_are_of_what_is_shown(table: FundingTable, light: Palette, qtbot: QtBot) -> None:
    row = FundingSum(table, light)
    qtbot.addWidget(row)
    row.resize(404, row.sizeHint().height())
    row.refresh()
    said = row.accessibleName().replace("\u202f", " ").replace("\xa0", " ")
    assert said.startswith("Sum: ") and "Money 205" in said and "Change 0" in said
    rows = table.money.rows
    assert rows is not None and sum(rows.allocation.amounts) == 205_00 and int(rows.change.sum()) == 0


def test_the_sums_stand_under_their_columns(table: FundingTable, light: Palette, qtbot: QtBot) -> None:
    row = FundingSum(table, light)
    qtbot.addWidget(row)
    row.resize(404, row.sizeHint().height())
    before = row.grab().toImage()
    dark = [x for x in range(before.width()) if any(QColor(before.pixel(x, y)).lightness() < 120 for y in range(4, 22))]
    for section, key in enumerate(table.money.keys):
        if not table.money.total(key):
            continue
        left = table.header.sectionViewportPosition(section)
        assert any(left <= x < left + table.header.sectionSize(section) for x in dark), key
    size = row.sizeHint().height()
    row.set_look(light, lettering(2.0))
    assert row.sizeHint().height() > size, "it grows with the text"


def test_a_tick_only_where_the_sum_is_the_pot(session: Session, light: Palette, qtbot: QtBot) -> None:
    line = PotLine(light)
    qtbot.addWidget(line)
    line.resize(300, 24)

    def green() -> bool:
        image = line.grab().toImage()
        pixels = [QColor(image.pixel(x, y)) for x in range(20) for y in range(image.height())]
        return any(each.green() > each.red() + 40 for each in pixels)

    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    rows = funding_rows(session.state, session.committed)
    assert rows is not None
    line.show_rows(rows)
    assert green() and "whole pot" in line.text and line.accessibleName().startswith("Shared out to the cent")
    part = '[[component]]\nid = "a"\ndriver = "pupils"\nmode = "unit_rate"\nrate = "2"\n'
    session.do(SetFundingModel('[model]\nid = "rate"\nyear = 2026\n' + part))
    rows = funding_rows(session.state, session.committed)
    assert rows is not None
    line.show_rows(rows)
    assert not green() and "no pot" in line.text
