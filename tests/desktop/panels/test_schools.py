"""The schools' panel by mouse and by keys, and what stays still during a stroke."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QLineEdit

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    OpenSchool,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetFundingModel,
    SetLock,
)
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.history import History
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette
from piiri_desktop.panels.school_columns import NAME, PLACES, USE
from piiri_desktop.panels.schools import SchoolsPanel

ASEMA, HAKAMAKI, AIJALA = range(3)


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> SchoolsPanel:
    made = SchoolsPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 620)
    made.show()
    qtbot.waitExposed(made)
    return made


def cell(panel: SchoolsPanel, school: int, key: str = NAME) -> QPoint:
    index = panel.model.index(panel.model.row_of(school), panel.model.keys.index(key))
    return panel.table.visualRect(index).center()


def colours(panel: SchoolsPanel, school: int, key: str) -> set[str]:
    index = panel.model.index(panel.model.row_of(school), panel.model.keys.index(key))
    image = panel.table.viewport().grab(panel.table.visualRect(index)).toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_at_404_px_the_places_are_there_to_be_edited(panel: SchoolsPanel) -> None:
    assert panel.model.keys == (NAME, "pupils", "change", PLACES, USE)
    assert panel.table.horizontalScrollBar().maximum() == 0


def test_narrower_shows_fewer_columns_and_wider_more(panel: SchoolsPanel) -> None:
    panel.resize(300, 620)
    assert panel.model.keys == (NAME, "pupils", USE)
    panel.resize(700, 620)
    assert panel.model.keys[-1] == "group:foreign_language"
    panel.choose_columns("distance")
    assert panel.model.keys == (NAME, "pupils", "change", "beyond", "mean_m")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_number_is_cut(panel: SchoolsPanel, scale: float) -> None:
    panel.set_text_scale(scale)
    for width in (344, 404, 576, 900):
        panel.resize(width, 620)
        for chosen in ("places", "distance", "mix", "all"):
            panel.choose_columns(chosen)
            face = panel.table.cells.letters.body_bold
            for section, key in enumerate(panel.model.keys[1:], start=1):
                texts = [panel.model.text(key, school) for school in panel.model.schools]
                wide = max(face.width(text) for text in [*texts, panel.totals.cells[section]])
                assert panel.table.columnWidth(section) >= wide + 12


def test_totals_below_agree_with_the_strip(panel: SchoolsPanel, bridge: Bridge, to_asema: AssignFaces) -> None:
    panel.choose_columns("all")
    assert panel.totals.cells == ["Total 3", "145", "0", "160", "100\u00a0%", "0", "500", "19,3\u00a0%", "4,1\u00a0%"]
    bridge.session.preview(to_asema)
    figures = bridge.state.evaluation.stages[0]
    beyond = panel.model.keys.index("beyond")
    assert panel.totals.cells[beyond] == str(figures.beyond) == "40"
    assert "Beyond limit 40" in panel.totals.text()
    panel.filter.setText("kam")
    assert panel.totals.cells[:2] == ["1 of 3", "50"]


def test_a_click_makes_the_target_and_enter_too(panel: SchoolsPanel, attention: Attention, qtbot: object) -> None:
    view = panel.table.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=cell(panel, ASEMA))
    assert attention.target == ASEMA
    qtbot.keyClick(panel.table, Qt.Key.Key_Up)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert attention.target == HAKAMAKI
    assert panel.card.text.title == "Hakamäki: as many pupils as before"


def test_pointing_goes_both_ways(panel: SchoolsPanel, attention: Attention, light: Palette, qtbot: object) -> None:
    qtbot.mouseMove(panel.table.viewport(), cell(panel, AIJALA))
    QApplication.processEvents()
    assert attention.hovered_school == AIJALA
    assert light.hover.name() in colours(panel, AIJALA, "pupils")
    attention.hover_school(ASEMA)  # by the map
    assert light.hover.name() in colours(panel, ASEMA, "pupils")
    assert light.hover.name() not in colours(panel, AIJALA, "pupils")


def test_over_capacity_is_a_sign_a_weight_and_a_bar(panel: SchoolsPanel, light: Palette) -> None:
    assert light.bad.name() in colours(panel, HAKAMAKI, USE) and light.bad.name() not in colours(panel, ASEMA, USE)
    assert "over capacity" in panel.model.data(panel.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)


def test_the_tick_of_before_appears_with_the_change(
    panel: SchoolsPanel, bridge: Bridge, light: Palette, to_hakamaki: AssignFaces
) -> None:
    def tick(school: int) -> bool:
        index = panel.model.index(panel.model.row_of(school), panel.model.keys.index(USE))
        rect = panel.table.visualRect(index)
        image = panel.table.viewport().grab(rect).toImage()
        column = [QColor(image.pixel(x, y)) == light.text for x in range(10, 84) for y in (6,)]
        return any(column)  # only the tick reaches so far above the bar

    assert not tick(ASEMA)
    bridge.session.do(to_hakamaki)
    assert tick(ASEMA) and tick(HAKAMAKI)


def test_places_are_edited_where_they_stand(panel: SchoolsPanel, bridge: Bridge, qtbot: object) -> None:
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(panel.model.row_of(HAKAMAKI), 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.findChild(QLineEdit)
    assert editor.accessibleName() == "Places of Hakamäki; empty where not known"
    editor.setText("")
    qtbot.keyClicks(editor, "12x5")  # letters are not taken
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt takes the field's value on the next turn
    assert bridge.state.edit == SetCapacity("S1", 125)
    assert not bridge.state.provisional and bridge.state.history.cursor == 1
    assert panel.model.text(USE, HAKAMAKI) == "88\u00a0%"


def test_an_empty_field_means_that_the_places_are_not_known(panel: SchoolsPanel, bridge: Bridge, qtbot: object) -> None:
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.model.index(panel.model.row_of(HAKAMAKI), 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert bridge.state.edit == SetCapacity("S1", -1)


def test_closed_schools_come_last_with_their_year_whatever_is_sorted_by(panel: SchoolsPanel, bridge: Bridge) -> None:
    close = CloseSchool("S0", 2027, (AssignFaces("fi-1-6", ("b0", "b1"), "fi-1-6/S1"),), "named")
    bridge.session.do(close)
    model = panel.model
    for key in (NAME, "pupils", USE, USE):
        panel.sort_by(key)
        assert model.schools[-1] == ASEMA, key
    row = model.row_of(ASEMA)
    name, use = (model.index(row, model.keys.index(key)) for key in (NAME, USE))
    assert use.data() == "closes 2027"
    assert "closes 2027" in name.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "closes 2027" in name.data(Qt.ItemDataRole.ToolTipRole)
    assert "closes 2027" in model.as_text(panel.totals.cells)
    panel.grab()
    branched = History(bridge.state.plan.renamed("Later"))  # a plan in which it was closed from the start
    bridge.session.open_plan(branched)
    assert model.row_of(ASEMA) == len(model.schools) - 1
    bridge.session.do(ReopenSchool("S0"))
    assert model.index(model.row_of(ASEMA), model.keys.index(USE)).data() != "closes 2027"


def test_a_new_school_is_marked_and_its_name_is_drawn_anew(panel: SchoolsPanel, bridge: Bridge) -> None:
    bridge.session.do(OpenSchool("new-1", "Uusi", 2500.0, 500.0, 90, ("fi-1-6",), 2027))
    model = panel.model
    index = model.index(model.row_of(3), 0)
    assert "opens 2027" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    panel.grab()
    told: list[object] = []
    model.dataChanged.connect(lambda *span: told.append(span))
    bridge.session.do(RenameSchool("new-1", "Satama"))
    assert told and model.text(NAME, 3) == "Satama"
    bridge.session.undo()
    bridge.session.undo()
    assert model.row_of(3) == -1 and 3 not in model.schools


def test_a_double_click_opens_the_places(panel: SchoolsPanel, qtbot: object) -> None:
    view, place = panel.table.viewport(), cell(panel, ASEMA, PLACES)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    editor = panel.table.findChild(QLineEdit)
    assert editor.text() == "60"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_k_locks_and_unlocks(panel: SchoolsPanel, bridge: Bridge, qtbot: object) -> None:
    panel.table.setCurrentIndex(panel.model.index(panel.model.row_of(ASEMA), 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_K)
    assert bridge.state.edit == SetLock(True, ("S0",)) and bridge.state.plan.locked == {"S0"}
    qtbot.keyClick(panel.table, Qt.Key.Key_K)
    assert not bridge.state.plan.locked


def test_sorting_by_key_and_by_header(panel: SchoolsPanel, qtbot: object) -> None:
    panel.table.setCurrentIndex(panel.model.index(0, 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_S)
    assert panel.model.sort_key == NAME and panel.table.header.arrow(NAME) == "↑"
    header = panel.table.header
    place = QPoint(header.sectionViewportPosition(1) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.model.sort_key == "pupils" and header.arrow("pupils") == "↓" and not header.arrow(NAME)


def test_in_a_stroke_rows_columns_and_card_stay(panel: SchoolsPanel, bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    bridge.session.do(AssignFaces("fi-1-6", ("b5",), "fi-1-6/S1"))
    assert panel.card.text.name == "Hakamäki"
    panel.sort_by("pupils")
    order, widths = list(panel.model.schools), [panel.table.columnWidth(i) for i in range(5)]
    bridge.session.preview(AssignFaces("fi-1-6", ("b4",), "fi-1-6/S0"))  # Asema has most pupils and the largest change
    assert panel.model.schools == order and [panel.table.columnWidth(i) for i in range(5)] == widths
    assert panel.card.text.name == "Hakamäki"
    bridge.session.commit()
    assert panel.model.schools[0] == ASEMA and panel.card.text.name in ("Asema", "Äijälä")


def test_columns_are_measured_on_release_only(
    panel: SchoolsPanel, bridge: Bridge, to_asema: AssignFaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[object] = []
    monkeypatch.setattr(panel.table, "arrange", measured.append)
    bridge.session.preview(to_asema)
    assert not measured
    bridge.session.commit()
    assert len(measured) == 1


def test_another_stage_in_the_middle_of_a_stroke_shows_its_schools(
    panel: SchoolsPanel, bridge: Bridge, attention: Attention, to_asema: AssignFaces
) -> None:
    bridge.session.preview(to_asema)
    attention.set_stage(1)
    assert panel.model.schools == [HAKAMAKI] and panel.totals.cells[:2] == ["Total 1", "60"]


class Painted(QObject):
    """Remembers which region of a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_only_rows_that_changed_are_painted(panel: SchoolsPanel, bridge: Bridge, to_asema: AssignFaces) -> None:
    QApplication.processEvents()
    painted = Painted()
    panel.table.viewport().installEventFilter(painted)
    bridge.session.preview(to_asema)
    QApplication.processEvents()
    touched = {school for school in range(3) if painted.region.contains(cell(panel, school, "pupils"))}
    assert touched == {ASEMA, AIJALA}


def test_the_table_is_copied_as_it_looks(panel: SchoolsPanel, qtbot: object) -> None:
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "School\tPupils\tChange\tPlaces\tUse",
        "Hakamäki\t50\t0\t100\t110\u00a0%",
        "Asema\t50\t0\t60\t83\u00a0%",
        "Äijälä\t45\t0\t.\t.",
        "Total 3\t145\t0\t160\t100\u00a0%",
    ]


def test_the_row_menu_says_everything_in_words(panel: SchoolsPanel, bridge: Bridge, attention: Attention) -> None:
    panel.table.setCurrentIndex(panel.model.index(panel.model.row_of(ASEMA), 0))
    actions = {action.text(): action for action in panel.row_menu(ASEMA).actions()}
    assert list(actions) == [
        "Make it the target",
        "The page of the school",
        "Show it on the map",
        "Lock",
        "Change its places",
        "Sort by School",
        "Copy the table",
    ]
    shown: list[int] = []
    attention.zoom_to_school.connect(shown.append)
    actions["Show it on the map"].trigger()
    actions["Make it the target"].trigger()
    actions["Lock"].trigger()
    assert shown == [ASEMA] and attention.target == ASEMA and bridge.state.plan.locked == {"S0"}
    assert "Unlock" in [action.text() for action in panel.row_menu(ASEMA).actions()]


def test_letters_are_left_to_the_window(panel: SchoolsPanel, qtbot: object) -> None:
    panel.table.setCurrentIndex(panel.model.index(0, 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_A)  # no jump to Asema: that is what the filter is for
    assert panel.table.currentIndex().row() == 0


def test_the_stage_shows_its_own_schools(panel: SchoolsPanel, attention: Attention) -> None:
    attention.set_stage(1)
    assert panel.model.schools == [HAKAMAKI] and panel.totals.cells[1] == "60"
    attention.set_stage(-1)
    assert len(panel.model.schools) == 3 and panel.totals.cells[1] == "205"


def test_the_card_folds_in_a_low_panel_and_gives_way_in_a_very_low_one(panel: SchoolsPanel, qtbot: object) -> None:
    assert not panel.card.is_folded
    panel.resize(404, 430)
    qtbot.waitUntil(lambda: panel.card.height() == 41)
    assert panel.card.is_folded and panel.card.height() == 41
    panel.resize(404, 200)
    assert not panel.card.isVisible()
    panel.resize(404, 620)
    assert panel.card.isVisible() and not panel.card.is_folded


def test_an_empty_filter_result_says_so(panel: SchoolsPanel, light: Palette) -> None:
    panel.filter.setText("xyz")
    QApplication.processEvents()
    image = panel.table.viewport().grab().toImage()
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(60)}
    assert len(seen) > 2  # words, not an empty page


def test_a_pointer_that_leaves_points_at_nothing(panel: SchoolsPanel, attention: Attention) -> None:
    attention.hover_school(ASEMA)
    QApplication.sendEvent(panel.table, QEvent(QEvent.Type.Leave))
    assert attention.hovered_school == -1


def test_columns_of_money_are_offered_while_there_is_a_model(
    panel: SchoolsPanel, bridge: Bridge, to_hakamaki: AssignFaces
) -> None:
    def offered() -> list[str]:
        return [action.text() for action in panel.columns.menu().actions()]

    assert "Money" not in offered()
    bridge.commit(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    assert "Money" in offered()
    panel.choose_columns("money")
    model = panel.model
    assert model.keys == ("name", "pupils", "change", "money", "money_change")
    asema = model.row_of(0)
    assert [model.index(asema, at).data() for at in (3, 4)] == ["50", "0"]
    bridge.session.preview(to_hakamaki)
    assert [model.index(asema, at).data() for at in (3, 4)] == ["20", "−30"]
    bridge.cancel()
    assert model.index(asema, 3).data() == "50"
    bridge.undo()
    assert "Money" not in offered() and "money" not in model.keys
