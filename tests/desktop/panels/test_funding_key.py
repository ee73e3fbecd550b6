"""The key over the table names every part and bracket there is, and the order reaches figures without a column."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from piiri.edits import SetFundingModel, SetSchoolFigures
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.palette import Palette
from piiri_desktop.panels.funding_key import FundingKey, OrderPick
from piiri_desktop.panels.funding_model import EACH, NAME, NEED, PUPILS
from piiri_desktop.panels.funding_rows import funding_rows
from piiri_desktop.panels.funding_table import FundingTable
from piiri_desktop.panels.lettering import lettering

FLAT = text_of(preset("flat").with_pot(Fraction(205)))


@pytest.fixture
def table(session: Session, attention: Attention, light: Palette, qtbot: QtBot) -> FundingTable:
    session.do(SetFundingModel(FLAT))
    made = FundingTable(attention, light)
    qtbot.addWidget(made)
    made.money.show_rows(funding_rows(session.state, session.committed))
    return made


def test_every_part_and_bracket_is_named(table: FundingTable, session: Session, light: Palette, qtbot: QtBot) -> None:
    key = FundingKey(table, light)
    qtbot.addWidget(key)
    assert [kind for _, kind in key.entries()] == [0], "one part, neither guarantee nor ceiling"
    session.do(SetSchoolFigures("id;last_amount;last_pupils\nS0;60;50\nS1;100;110\nS2;45;45\n"))
    session.do(SetFundingModel(FLAT + "\n[guarantee]\nmfg = { per_pupil = -0.5 }\ncap = { gain = 0.01 }\n"))
    table.money.show_rows(funding_rows(session.state, session.committed))
    key.refresh()
    words = [text for text, _ in key.entries()]
    assert words[-2:] == ["guarantee", "ceiling"] and all(text in key.toolTip() for text in words)
    assert key.accessibleName() == key.toolTip()


@pytest.mark.parametrize("width", [120, 404])
def test_it_draws_within_its_width_at_any_size(table: FundingTable, light: Palette, qtbot: QtBot, width: int) -> None:
    key = FundingKey(table, light)
    qtbot.addWidget(key)
    key.set_look(light, lettering(2.0))
    key.resize(width, key.sizeHint().height())
    image = key.grab().toImage()
    edge = {image.pixel(image.width() - 1, y) for y in range(image.height())}
    assert len(edge) == 1, "nothing runs into the edge"
    assert len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}) > 3


def test_the_order_by_figures_that_have_no_column(table: FundingTable, light: Palette, qtbot: QtBot) -> None:
    pick = OrderPick(table, light)
    qtbot.addWidget(pick)
    pick.refresh()
    titles = [action.text() for action in pick.menu().actions()]
    model = table.money
    assert model.title(PUPILS) in titles and model.title(EACH) in titles and model.title(NAME) in titles
    assert model.title(NEED) not in titles, "this model has no index"
    next(action for action in pick.menu().actions() if action.text() == model.title(PUPILS)).trigger()
    assert model.sort_key == PUPILS
    assert [model.index(row, 0).data() for row in range(3)] == ["Hakamäki", "Asema", "Äijälä"]
    assert pick.accessibleName() == f"Order: {model.title(PUPILS)}"
