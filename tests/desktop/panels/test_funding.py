"""The funding panel: money of every school, live with borders and numbers, undone like any edit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import model_from, text_of
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.funding import FundingPanel
from piiri_desktop.panels.funding_model import CHANGE, MONEY, NEED, PUPILS, STROKE

FLAT = text_of(preset("flat").with_pot(Fraction(205)))
"""A euro for each of the 145 + 60 pupils of the street."""
POT = ("model", "pot")


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> FundingPanel:
    made = FundingPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 560)
    made.show()
    return made


def money(panel: FundingPanel) -> dict[str, int]:
    """What each school gets, in cents, as the rows say."""
    rows = panel.table.money.rows
    assert rows is not None
    return dict(zip(rows.names, rows.allocation.amounts, strict=True))


def column(panel: FundingPanel, key: str) -> dict[str, str]:
    """A column of the table as written, by the name in the first cell of the row."""
    model = panel.table.money
    at = model.keys.index(key)
    return {model.index(row, 0).data(): model.index(row, at).data() for row in range(model.rowCount())}


def order(panel: FundingPanel) -> list[str]:
    return [panel.table.money.index(row, 0).data() for row in range(panel.table.money.rowCount())]


def test_without_a_model_it_offers_the_models_and_a_choice_is_one_step(panel: FundingPanel, bridge: Bridge) -> None:
    assert panel.choice.isVisible() and not panel.table.isVisible()
    models = panel.choice.models
    flat = next(row for row in range(models.rowCount()) if models.models[row].model.id == "flat")
    assert not models.lacking(flat) and models.lacking(models.rowCount() - 1), "usable models come first"
    panel.choice.list.chosen.emit(flat)
    assert model_from(bridge.state.plan.funding).model.id == "flat" and bridge.state.history.cursor == 1
    assert (
        panel.table.isVisible()
        and "illustrative" in panel.head.status.text()
        and "Flat" in panel.head.formula.accessibleName()
    )
    bridge.undo()
    assert panel.choice.isVisible() and not bridge.state.plan.funding


def test_every_school_and_the_whole_pot_to_the_cent(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    assert money(panel) == {"Asema": 5000, "Hakamäki": 11000, "Äijälä": 4500}
    assert "205,00" in panel.pot.text and "the whole pot" in panel.pot.text
    assert column(panel, MONEY) == {"Asema": "50", "Hakamäki": "110", "Äijälä": "45"}
    bridge.commit(SetFundingNumber(POT, "410"))
    assert "410,00" in panel.pot.text and sum(money(panel).values()) == 41000


def test_a_stroke_moves_money_while_it_is_drawn(
    panel: FundingPanel, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    bridge.commit(SetFundingModel(FLAT))
    before, listed = money(panel), order(panel)
    with qtbot.waitSignal(bridge.changed):
        bridge.preview(to_hakamaki)
    assert money(panel) == {"Asema": 2000, "Hakamäki": 14000, "Äijälä": 4500}
    assert column(panel, CHANGE) == {"Asema": "−30", "Hakamäki": "+30", "Äijälä": "0"}
    assert column(panel, STROKE) == column(panel, CHANGE)
    assert order(panel) == listed, "nothing is sorted under the mouse"
    assert "30,00" in panel.moved.text() and "1 gain, 1 lose" in panel.moved.text()
    bridge.cancel()
    assert money(panel) == before and set(column(panel, STROKE).values()) == {""}
    bridge.commit(to_hakamaki)
    assert order(panel) == ["Hakamäki", "Äijälä", "Asema"], "winners first, once it is kept"
    bridge.undo()
    assert money(panel) == before
    bridge.redo()
    assert money(panel)["Hakamäki"] == 14000


def test_a_slider_pulled_moves_money_before_it_is_kept_and_esc_drops_it(
    panel: FundingPanel, bridge: Bridge, qtbot: QtBot
) -> None:
    bridge.commit(SetFundingModel(FLAT))
    slider, steps = panel.numbers.row(POT).slider, bridge.state.history.cursor
    middle = slider.height() // 2

    def place(step: int) -> QPoint:
        return QPoint(round(slider._x_of(step)), middle)

    before = money(panel)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider.value()))
    with qtbot.waitSignal(bridge.changed):
        QTest.mouseMove(slider, place(slider.maximum()))
    assert bridge.state.provisional and sum(money(panel).values()) > 20500
    assert bridge.state.history.cursor == steps, "nothing is kept while the button is down"
    assert panel.numbers.row(POT).field.text() == panel.pot.text.split(",00")[0]
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert not bridge.state.provisional and money(panel) == before
    QTest.mouseMove(slider, place(0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(0))
    assert money(panel) == before and bridge.state.history.cursor == steps, "a pull that was dropped stays dropped"

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider.value()))
    for step in range(slider.value(), slider.maximum() + 1, 10):
        QTest.mouseMove(slider, place(step))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider.maximum()))
    assert bridge.state.history.cursor == steps + 1, "one step however long the pull"
    assert sum(money(panel).values()) > 20500
    bridge.undo()
    assert money(panel) == before and panel.numbers.row(POT).value == 205


def test_arrow_keys_are_one_step_until_they_are_let_go(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    slider, steps = panel.numbers.row(POT).slider, bridge.state.history.cursor
    slider.setFocus()
    for _ in range(3):
        QTest.keyPress(slider, Qt.Key.Key_Right)
    QTest.keyRelease(slider, Qt.Key.Key_Right)
    assert bridge.state.history.cursor == steps + 1 and sum(money(panel).values()) > 20500


def test_a_number_typed_is_kept_by_enter_and_a_wrong_one_is_refused_in_words(
    panel: FundingPanel, bridge: Bridge, qtbot: QtBot
) -> None:
    bridge.commit(SetFundingModel(FLAT))
    field = panel.numbers.row(POT).field

    def write(text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    write("1025,50")
    assert sum(money(panel).values()) == 102550 and field.text() == "1\u202f025,5"
    write("much")
    assert sum(money(panel).values()) == 102550 and field.text() == "1\u202f025,5"
    assert panel.refused.isVisible() and "much" in panel.refused.text
    write("205")
    assert not panel.refused.isVisible() and money(panel)["Asema"] == 5000


def test_pulling_a_number_shows_against_the_model_as_it_was_chosen(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    bridge.commit(SetFundingNumber(POT, "410"))
    assert column(panel, CHANGE) == {"Asema": "+50", "Hakamäki": "+110", "Äijälä": "+45"}
    panel.compare_with("flat")
    assert set(column(panel, CHANGE).values()) == {"0"}


def test_a_model_that_lacks_figures_says_which_and_how_to_give_them(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(text_of(preset("scotland_pef"))))
    assert "free_meals" in panel.moved.text() and "table" in panel.moved.text()
    assert (
        not panel.table.isVisible() and not panel.why.isVisible() and "Scotland" in panel.head.formula.accessibleName()
    )


def test_why_is_the_ledger_of_the_school_and_follows_a_stroke(
    panel: FundingPanel, bridge: Bridge, attention: Attention, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    bridge.commit(SetFundingModel(FLAT))
    attention.set_target(0)
    assert "50,00" in panel.why.text()
    panel.why.click()
    assert panel.page.isVisible() and "Asema" in panel.page.head.title.text() and "50,00" in panel.page.text
    with qtbot.waitSignal(bridge.changed):
        bridge.preview(to_hakamaki)
    assert "20,00" in panel.page.head.title.text()
    bridge.cancel()
    assert "50,00" in panel.page.head.title.text()
    panel.page.copy()
    assert QGuiApplication.clipboard().text() == panel.page.text and "205,00" in panel.page.text
    panel.page.next.click()
    assert "Hakamäki" in panel.page.head.title.text()
    QTest.keyClick(panel.page, Qt.Key.Key_Escape)
    assert panel.table.isVisible() and panel.table.current_school == 1
    panel.table.copy()
    assert "110,00" in QGuiApplication.clipboard().text()


def test_the_ledger_goes_when_its_model_does(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    panel.explain(0)
    bridge.undo()
    assert panel.choice.isVisible()
    bridge.redo()
    assert panel.table.isVisible()


def test_in_a_wide_panel_the_ledger_stays_beside_the_rows_when_pages_are_turned(
    panel: FundingPanel, bridge: Bridge
) -> None:
    """To what the school does with it and to the years, and back from each: the same school, rows and ledger."""
    bridge.commit(SetFundingModel(FLAT))
    panel.resize(680, 700)
    panel.explain(1)
    assert panel.table.isVisible() and panel.page.isVisible() and panel.page.school == 1
    assert panel.table.current_school == 1, "the row of the school that is explained is the current one"
    panel.page.use_asked.emit(1)
    assert panel.more.use.isVisible() and not panel.table.isVisible()
    QTest.keyClick(panel.more.use, Qt.Key.Key_Escape)
    assert panel.table.isVisible() and panel.page.isVisible() and panel.page.school == 1
    panel.more.show_years()
    assert panel.more.years.isVisible() and not panel.table.isVisible()
    QTest.keyClick(panel.more.years, Qt.Key.Key_Escape)
    assert panel.table.isVisible() and panel.page.isVisible() and panel.page.school == 1
    assert panel.table.current_school == 1
    panel.more.show_years()
    panel.more.years.why_asked.emit(2)
    assert panel.table.isVisible() and panel.page.school == 2 == panel.table.current_school
    panel.go_back()
    assert panel.table.isVisible() and not panel.page.isVisible()


def test_in_a_narrow_panel_a_page_turned_to_gives_the_ledger_back(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    panel.explain(1)
    assert panel.page.isVisible() and not panel.table.isVisible()
    panel.page.use_asked.emit(1)
    QTest.keyClick(panel.more.use, Qt.Key.Key_Escape)
    assert panel.page.isVisible() and panel.page.school == 1
    panel.go_back()
    assert panel.table.isVisible() and not panel.page.isVisible() and panel.table.current_school == 1


def test_nothing_is_counted_while_it_is_not_seen(panel: FundingPanel, bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    bridge.commit(SetFundingModel(FLAT))
    panel.hide()
    bridge.commit(to_hakamaki)
    assert money(panel)["Asema"] == 5000
    panel.show()
    assert money(panel)["Asema"] == 2000


def test_every_part_is_named_and_no_word_widens_the_panel(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    for row in panel.numbers.rows:
        assert row.slider.accessibleName() and row.field.accessibleName()
    assert panel.table.accessibleName() and panel.copy.accessibleName() and panel.why.accessibleName() is not None
    assert panel.minimumSizeHint().width() <= 300
    panel.set_palette(palette("dark"))
    panel.set_text_scale(2.0)
    assert panel.minimumSizeHint().width() <= 404
    assert panel.grab().toImage().pixelColor(2, 2) == palette("dark").surface


def test_the_tick_of_a_preview_is_seen(street: tuple[Dataset, Plan], qtbot: QtBot, to_hakamaki: AssignFaces) -> None:
    """A weight and a border change pixels, not only figures."""
    bridge = Bridge(Session(*street))
    bridge.commit(SetFundingModel(FLAT))
    shown = FundingPanel(bridge, Attention(), palette("light"))
    qtbot.addWidget(shown)
    shown.resize(404, 560)
    shown.show()
    still = shown.table.grab().toImage()
    bridge.commit(to_hakamaki)
    border = shown.table.grab().toImage()
    bridge.preview(SetFundingNumber(POT, "410"))
    qtbot.waitUntil(lambda: bridge.state.provisional)
    pulled = shown.table.grab().toImage()
    assert still != border and border != pulled
    bridge.close()


def test_pupils_and_need_stand_beside_the_money_where_there_is_room(panel: FundingPanel, bridge: Bridge) -> None:
    bridge.commit(SetFundingModel(FLAT))
    assert PUPILS not in panel.table.money.keys
    panel.resize(640, 560)
    panel.table.arrange()
    assert column(panel, PUPILS) == {"Asema": "50", "Hakamäki": "110", "Äijälä": "45"}
    assert NEED not in panel.table.money.keys, "this model has no index"


def test_last_year_from_a_file_is_one_step_and_can_be_compared_with(
    panel: FundingPanel, bridge: Bridge, tmp_path: Path
) -> None:
    bridge.commit(SetFundingModel(FLAT))
    table = tmp_path / "last.csv"
    table.write_text("id;last_amount;last_pupils\nS0;60;50\nS1;100;110\nS2;45;45\n", encoding="utf-8")
    panel.files.take_figures(table)
    assert bridge.state.history.cursor == 2 and bridge.state.plan.school_figures
    assert "Last year" in [action.text() for action in panel.against.menu().actions()]
    panel.compare_with("last")
    assert column(panel, CHANGE) == {"Asema": "−10", "Hakamäki": "+10", "Äijälä": "0"}
    bridge.undo()
    assert panel.against.accessibleName().endswith("Today"), "back to the plan compared with"


def test_files_that_cannot_be_read_are_refused_where_one_looks(
    panel: FundingPanel, bridge: Bridge, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[model]\nid = \n", encoding="utf-8")
    panel.files.take_model(broken)
    assert panel.choice.problem.isVisible() and "broken.toml" in panel.choice.problem.text
    own = tmp_path / "own.toml"
    own.write_text(FLAT, encoding="utf-8")
    panel.files.take_model(own)
    assert money(panel)["Asema"] == 5000
    table = tmp_path / "bad.csv"
    table.write_text("name;last_amount\nAsema;60\n", encoding="utf-8")
    panel.files.take_figures(table)
    assert panel.refused.isVisible() and "id" in panel.refused.text and bridge.state.history.cursor == 1
