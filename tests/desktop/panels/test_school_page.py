"""The page of one school: everything on it is one step, and it goes when its school goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    MoveSchool,
    OpenSchool,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetLock,
    SetServers,
    SetStages,
)
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette
from piiri_desktop.panels.pages import Pages
from piiri_desktop.panels.school_page import SchoolPage
from piiri_desktop.panels.school_pupils import pupils_of

CLOSE_ASEMA = CloseSchool("S0", 2027, (AssignFaces("fi-1-6", ("b0", "b1"), "fi-1-6/S1"),), "named")


@pytest.fixture
def pages(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> Pages:
    page = SchoolPage(bridge, attention, light)
    shown = Pages(QWidget(), {"school": page}, attention)
    qtbot.addWidget(shown)
    shown.resize(404, 560)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


@pytest.fixture
def page(pages: Pages, attention: Attention) -> SchoolPage:
    """The page, open on Asema."""
    attention.ask_page("school", 0)
    found = pages.pages["school"]
    assert isinstance(found, SchoolPage)
    return found


def write(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_it_shows_the_school(page: SchoolPage) -> None:
    assert page.head.title.text() == "Asema"
    assert page.facts.name.text() == "Asema" and page.facts.places.text() == "60"
    assert page.facts.pupils.text() == "50 pupils"
    assert "S0" in page.facts.years.text()
    assert [box.isChecked() for box in page.stages.boxes.values()] == [True, False]
    assert "2 blocks" in page.stages.boxes["fi-1-6"].text()
    assert page.bare.isHidden()
    assert page.facts.reopen.isHidden()


def test_a_name_is_one_step(page: SchoolPage, qtbot: QtBot, session: Session) -> None:
    write(qtbot, page.facts.name, "Svenska samskolan")
    assert session.state.history.entries[-1].edit == RenameSchool("S0", "Svenska samskolan")
    assert len(session.state.history.entries) == 1
    assert page.head.title.text() == "Svenska samskolan"
    session.undo()
    assert page.facts.name.text() == "Asema"


def test_an_empty_name_is_refused_in_words_and_comes_back(page: SchoolPage, qtbot: QtBot, session: Session) -> None:
    write(qtbot, page.facts.name, " ")
    assert session.state.history.entries == ()
    assert "name" in page.problem.text and not page.problem.isHidden()
    assert page.facts.name.text() == "Asema"


def test_places_and_places_not_known(page: SchoolPage, qtbot: QtBot, session: Session) -> None:
    write(qtbot, page.facts.places, "75")
    assert session.state.history.entries[-1].edit == SetCapacity("S0", 75)
    page.facts.places.selectAll()
    qtbot.keyClick(page.facts.places, Qt.Key.Key_Delete)
    qtbot.keyClick(page.facts.places, Qt.Key.Key_Return)
    assert session.state.history.entries[-1].edit == SetCapacity("S0", -1)


def test_a_field_that_is_written_in_keeps_its_words(page: SchoolPage, qtbot: QtBot, session: Session) -> None:
    page.facts.name.setFocus()
    qtbot.keyClicks(page.facts.name, " asd")
    session.preview(AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1"))
    assert page.facts.name.text() == "Asema asd"
    assert page.facts.pupils.text() == "20 pupils"
    session.cancel()


def test_a_lock_stands_in_the_way_and_says_so(page: SchoolPage, session: Session) -> None:
    page.facts.locked.click()
    assert session.state.history.entries[-1].edit == SetLock(True, schools=("S0",))
    assert not page.facts.name.isEnabled() and page.facts.name.toolTip()
    assert not page.stages.boxes["fi-7-9"].isEnabled() and page.stages.boxes["fi-7-9"].toolTip()
    assert not page.move_button.isEnabled() and page.move_button.toolTip()
    page.facts.locked.click()
    assert not session.state.plan.locked and page.facts.name.isEnabled()


def test_one_more_stage(page: SchoolPage, session: Session) -> None:
    page.stages.boxes["fi-7-9"].click()
    assert session.state.history.entries[-1].edit == SetStages("S0", ("fi-1-6", "fi-7-9"))
    assert [zone.key for zone in page.zones.zones] == ["fi-1-6/S0", "fi-7-9/S0"]
    page.stages.boxes["fi-7-9"].click()
    assert session.state.history.entries[-1].edit == SetStages("S0", ("fi-1-6",))


def test_a_stage_with_blocks_is_not_taken_away_but_explained(page: SchoolPage, session: Session) -> None:
    page.stages.boxes["fi-1-6"].click()
    assert session.state.history.entries == ()
    assert page.stages.boxes["fi-1-6"].isChecked()
    assert "2 blocks" in page.problem.text and "first" in page.problem.text


def test_a_zone_is_shared_and_its_shares_add_up(page: SchoolPage, qtbot: QtBot, session: Session) -> None:
    zone = page.zones.zones[0]
    offered = [action.text() for action in zone.add.menu().actions()]
    assert offered == ["Hakamäki", "Äijälä"]
    zone.add.menu().actions()[0].trigger()
    edit = session.state.history.entries[-1].edit
    assert isinstance(edit, SetServers) and edit.schools == ("S0", "S1") and edit.shares == (0.5, 0.5)
    zone = page.zones.zones[0]
    assert [field.text() for field in zone.fields] == ["50", "50"]
    assert "joint zone" in page.stages.boxes["fi-1-6"].text()
    first = zone.fields[0]
    first.setFocus()
    first.selectAll()
    qtbot.keyClicks(first, "70")
    qtbot.waitUntil(lambda: session.state.provisional)
    assert zone.fields[1].text() == "30"  # the other gives way at once
    assert any("→" in label.text() for label in zone._pupils)
    qtbot.keyClick(first, Qt.Key.Key_Return)
    kept = session.state.history.entries[-1].edit
    assert isinstance(kept, SetServers) and kept.shares == (0.7, 0.3) and sum(kept.shares) == 1.0
    assert not session.state.provisional


def test_escape_in_a_share_drops_it_and_stays_on_the_page(page: SchoolPage, pages: Pages, qtbot, session) -> None:
    session.do(SetServers("fi-1-6/S0", ("S0", "S1"), (0.5, 0.5)))
    first = page.zones.zones[0].fields[0]
    pages.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    first.selectAll()
    qtbot.keyClicks(first, "9")
    qtbot.waitUntil(lambda: session.state.provisional)
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert not session.state.provisional and first.text() == "50" and pages.shown == "school"
    assert len(session.state.history.entries) == 1
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert pages.shown == ""


def test_nearest_with_places_and_out_of_the_zone(page: SchoolPage, session: Session) -> None:
    session.do(SetServers("fi-1-6/S0", ("S0", "S1"), (0.6, 0.4)))
    page.zones.zones[0].by_places.click()
    assert session.state.plan.by_places == {"fi-1-6/S0"}
    zone = page.zones.zones[0]
    assert not zone.fields[0].isEnabled() and zone.fields[0].toolTip()
    zone.by_shares.click()
    assert not session.state.plan.by_places
    page.zones.zones[0].takers[1].click()
    assert session.state.plan.servers_of(0) == (("S0", 1.0),)


def test_pupils_by_grade_and_group(page: SchoolPage, session: Session) -> None:
    session.preview(AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1"))
    assert page.pupils.rows[1:] == pupils_of(session.state, 0)
    assert page.pupils.rows[1] == ("All pupils", "50", "20", "−30")
    assert page.pupils.rows[2] == ("Grade 1", "50", "20", "−30")
    assert page.pupils.rows[3] == ("Foreign-language", "15", "5", "−10")
    session.cancel()


def test_a_closed_school_can_be_kept_open(page: SchoolPage, session: Session) -> None:
    session.do(CLOSE_ASEMA)
    assert "2027" in page.facts.years.text()
    assert not page.stages.boxes["fi-1-6"].isEnabled() and not page.move_button.isEnabled()
    assert page.zones.isHidden()
    page.facts.reopen.click()
    assert session.state.history.entries[-1].edit == ReopenSchool("S0")
    assert page.facts.reopen.isHidden()
    assert not page.bare.isHidden()  # its blocks went elsewhere


def test_the_page_of_a_school_that_undo_takes_away_gives_the_table_back(
    page: SchoolPage, pages: Pages, attention: Attention, session: Session
) -> None:
    session.do(OpenSchool("new-1", "Uusi", 2500.0, 500.0, 90, ("fi-1-6",), 2027))
    attention.ask_page("school", 3)
    assert page.head.title.text() == "Uusi" and not page.bare.isHidden()
    session.do(MoveSchool("new-1", 2600.0, 500.0))
    session.undo()
    assert pages.shown == "school"
    session.undo()
    assert pages.shown == ""
    session.redo()
    assert pages.shown == ""


def test_a_page_left_drops_only_what_it_shows(page: SchoolPage, pages: Pages, bridge: Bridge, session: Session) -> None:
    bridge.preview(AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1"))
    pages.go_back()
    assert bridge.asked is not None  # a tool of the map is at work
    bridge.cancel()


def test_tools_and_pages_are_asked_for(page: SchoolPage, attention: Attention, qtbot: QtBot) -> None:
    with qtbot.waitSignal(attention.tool_asked) as tool:
        page.move_button.click()
    assert tool.args == ["move_school"] and attention.target == 0
    with qtbot.waitSignal(attention.zoom_to_school) as zoom:
        page.show_on_map.click()
    assert zoom.args == [0]


def test_closing_and_merging_are_offered_where_there_are_pages_for_them(page: SchoolPage) -> None:
    assert page.close_school.isHidden() and page.merge.isHidden()
    page.offer(("school", "closing", "merging"))
    assert not page.close_school.isHidden() and not page.merge.isHidden()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_stands_beyond_the_edge(page: SchoolPage, session: Session, scale: float, qtbot: QtBot) -> None:
    session.do(RenameSchool("S1", "Svenska samskolan i norra Kaislalahti och skärgården"))
    session.do(SetServers("fi-1-6/S0", ("S0", "S1", "S2"), (0.5, 0.3, 0.2)))
    page.set_text_scale(scale)
    page.window().resize(round(404 * scale), 560)
    qtbot.wait(1)
    room = page.body.viewport().width()
    for widget in page.body.inside.findChildren(QWidget):
        if widget.isVisible():
            right = widget.mapTo(page.body.inside, widget.rect().topRight()).x()
            assert right <= room, (type(widget).__name__, right, room)
        if isinstance(widget, QPushButton) and widget.isVisible():
            assert widget.width() >= widget.sizeHint().width(), widget.text()
