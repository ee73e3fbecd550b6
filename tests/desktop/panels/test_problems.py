"""The problems panel: what is listed and when, and what a click, Enter and *next* show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from piiri.edits import AssignFaces, SetCapacity
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels import problems as module
from piiri_desktop.panels.problems import ProblemsPanel

Role = Qt.ItemDataRole


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> ProblemsPanel:
    bridge.session.do(SetCapacity("S1", 200))  # else Hakamäki is over capacity
    made = ProblemsPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 400)
    made.show()
    return made


@pytest.fixture
def asked(attention: Attention) -> list[tuple[tuple[float, ...], list[int]]]:
    """What the map was asked to show."""
    seen: list[tuple[tuple[float, ...], list[int]]] = []
    attention.blocks_shown.connect(lambda box, faces: seen.append((box, faces.tolist())))
    return seen


@pytest.fixture
def wrong(bridge: Bridge, panel: ProblemsPanel) -> ProblemsPanel:
    """b1, where Asema stands, belongs to nobody; b3 is Asema's and has more pupils than b0, which so lies apart; b5
    belongs to nobody in the upper grades."""
    bridge.session.do(AssignFaces("fi-1-6", ("b1",), ""))
    bridge.session.do(AssignFaces("fi-1-6", ("b3",), "fi-1-6/S0"))
    bridge.session.do(AssignFaces("fi-7-9", ("b5",), ""))
    panel.look()
    return panel


def words(panel: ProblemsPanel) -> list[str]:
    model = panel.model
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def test_where_nothing_is_wrong_it_says_so(panel: ProblemsPanel) -> None:
    assert panel.problems == ()
    assert panel.empty.isVisible() and not panel.list.isVisible()
    assert panel.empty.text().startswith("No problems. ")


def test_what_is_wrong_by_kind_with_counts(wrong: ProblemsPanel, qtmodeltester: object) -> None:
    assert wrong.list.isVisible() and not wrong.empty.isVisible()
    assert words(wrong) == [
        "2 · Blocks without a catchment",
        "1 block without a catchment",
        "1 block without a catchment",
        "1 · Stray parts of catchments",
        "1 block of Asema lies apart",
    ]
    model = wrong.model
    assert model.data(model.index(1), Role.AccessibleTextRole) == (
        "1 block without a catchment, Finnish 1–6, 30 pupils, 1,0\u00a0km²"
    )
    assert model.data(model.index(1), Role.ToolTipRole).splitlines()[1] == "Finnish 1–6, 30 pupils, 1,0\u00a0km²"
    qtmodeltester.check(model)


def test_it_is_looked_for_soon_after_an_edit_is_kept(panel: ProblemsPanel, bridge: Bridge, qtbot: object) -> None:
    with qtbot.waitSignal(panel.counted):
        bridge.session.do(SetCapacity("S0", 40))
        assert panel.problems == ()  # not in the same turn: the edit is shown first
    assert words(panel)[1] == "Asema: 10 places are missing"
    with qtbot.waitSignal(panel.counted):
        bridge.undo()
    assert panel.problems == ()


def test_never_during_a_drag(
    panel: ProblemsPanel, bridge: Bridge, qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[bool] = []
    whole = module.plan_problems

    def noting(*given: object) -> object:
        runs.append(bridge.state.provisional)
        return whole(*given)

    monkeypatch.setattr(module, "plan_problems", noting)
    bridge.session.do(SetCapacity("S0", 40))
    bridge.session.preview(AssignFaces("fi-1-6", ("b1",), ""))  # before the timer has run
    qtbot.wait(2 * module.IDLE_MS)
    panel.look()
    assert runs == [] and panel.problems == ()
    with qtbot.waitSignal(panel.counted):
        bridge.cancel()
    assert runs == [False]
    bridge.session.preview(AssignFaces("fi-1-6", ("b1",), ""))
    bridge.cancel()
    qtbot.wait(2 * module.IDLE_MS)
    assert runs == [False]  # the plan is the one looked at


def test_a_click_shows_the_blocks_at_their_stage(
    wrong: ProblemsPanel, attention: Attention, asked: list[object], qtbot: object
) -> None:
    place = wrong.list.visualRect(wrong.model.index(2)).center()
    qtbot.mouseClick(wrong.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert attention.stage == 1
    assert asked == [((5000.0, 0.0, 6000.0, 1000.0), [5])]
    heading = wrong.list.visualRect(wrong.model.index(0)).center()
    qtbot.mouseClick(wrong.list.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert len(asked) == 1


def test_arrows_pass_over_headings_and_enter_shows(wrong: ProblemsPanel, asked: list[object], qtbot: object) -> None:
    wrong.list.setFocus()
    qtbot.keyClick(wrong.list, Qt.Key.Key_Home)
    rows = []
    for _ in range(4):
        rows.append(wrong.list.currentIndex().row())
        qtbot.keyClick(wrong.list, Qt.Key.Key_Down)
    assert rows == [1, 2, 4, 4]
    assert asked == []  # looking is not going
    qtbot.keyClick(wrong.list, Qt.Key.Key_Return)
    assert asked == [((0.0, 0.0, 1000.0, 1000.0), [0])]


def test_next_goes_round_within_the_stage_shown(
    wrong: ProblemsPanel, bridge: Bridge, attention: Attention, asked: list[tuple[object, list[int]]]
) -> None:
    bridge.session.do(AssignFaces("fi-1-6", ("b4",), ""))
    for _ in range(3):
        assert wrong.next_of("unassigned") is not None  # what is new is found without waiting
    assert [faces for _, faces in asked] == [[4], [1], [4]]
    assert wrong.list.currentIndex().row() == 1
    attention.set_stage(-1)
    asked.clear()
    wrong.shown = None
    wrong.next_of("unassigned")
    attention.set_stage(-1)  # the stage of the block was shown
    wrong.next_of("unassigned")
    attention.set_stage(-1)
    wrong.next_of("unassigned")
    assert [faces for _, faces in asked] == [[4], [1], [5]]


def test_next_goes_to_another_stage_where_this_one_has_none(
    panel: ProblemsPanel, bridge: Bridge, attention: Attention, asked: list[tuple[object, list[int]]]
) -> None:
    assert panel.next_of("unassigned") is None and asked == []
    bridge.session.do(AssignFaces("fi-7-9", ("b2",), ""))
    shown = panel.next_of("unassigned")
    assert shown is not None and shown.stage == attention.stage == 1
    assert [faces for _, faces in asked] == [[2]]
    assert panel.next_of("stray") is not None  # b0 and b1 lie apart from b3 to b5


def test_a_click_on_what_is_over_shows_nothing(
    wrong: ProblemsPanel, bridge: Bridge, asked: list[object], qtbot: object
) -> None:
    bridge.jump(1)
    place = wrong.list.visualRect(wrong.model.index(1)).center()
    qtbot.mouseClick(wrong.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [] and wrong.problems == ()


def test_the_map_goes_there_and_selects_the_blocks(
    wrong: ProblemsPanel, bridge: Bridge, attention: Attention, light: Palette, qtbot: object
) -> None:
    view = MapView(bridge, attention, light)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    wrong.next_of("stray")
    west, south, east, north = view.view.extent
    assert west < 0 and east > 1000 and south < 0 and north > 1000
    assert (view.view.x, view.view.y) == (500.0, 500.0)
    assert view.content.selected.nonzero()[0].tolist() == [0]
    wrong.next_of("unassigned")
    assert view.content.selected.nonzero()[0].tolist() == [1]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.content.selected.any()


def test_a_school_is_shown_with_its_surroundings(
    panel: ProblemsPanel, bridge: Bridge, attention: Attention, light: Palette, qtbot: object
) -> None:
    view = MapView(bridge, attention, light)
    qtbot.addWidget(view)
    view.resize(800, 600)
    bridge.session.do(SetCapacity("S0", 40))
    panel.look()
    panel.show_problem(panel.problems[0])
    assert (view.view.x, view.view.y) == (1000.0, 500.0)
    assert view.view.metres == pytest.approx(2.6)
    assert not view.content.selected.any()


def test_names_rows_and_themes(wrong: ProblemsPanel, qtbot: object) -> None:
    QAccessible.setActive(True)
    said = QAccessible.queryAccessibleInterface(wrong.list)
    assert said.text(QAccessible.Text.Name) == "Problems"
    assert "Enter" in said.text(QAccessible.Text.Description)
    heard = [said.child(i).text(QAccessible.Text.Name) for i in range(said.childCount())]
    assert "2 · Blocks without a catchment" in heard
    plain = wrong.grab().toImage()
    wrong.set_palette(palette("dark"))
    assert wrong.grab().toImage() != plain
    before = wrong.list.visualRect(wrong.model.index(1)).height()
    wrong.set_text_scale(2.0)
    assert wrong.list.visualRect(wrong.model.index(1)).height() == 2 * before
