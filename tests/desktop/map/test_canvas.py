"""The map as a whole: view, signals, other views, plates, screen readers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, MoveVertex, SetCapacity
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN, Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map import accessible as accessible_module
from piiri_desktop.map.plates import PlateButton
from piiri_desktop.map.scale_bar import bar_length_m, bar_text
from piiri_desktop.palette import palette


def wheel(view: MapView, x: float, y: float, steps: int) -> None:
    at = QPointF(x, y)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_everything_is_in_view_at_first_and_after_resizing(map_view: MapView) -> None:
    for size in ((700, 480), (1100, 300)):
        map_view.resize(*size)
        QApplication.processEvents()
        map_view.settle()
        west, south, east, north = map_view.state.plan.coverage.extent
        corners = map_view.view.to_screen(np.array([[west, north], [east, south]]))
        assert (corners >= 0).all()
        assert (corners <= size).all()


def test_the_wheel_zooms_at_the_pointer(map_view: MapView) -> None:
    place = map_view.view.to_map(200, 150)
    metres = map_view.view.metres
    wheel(map_view, 200, 150, 2)
    assert map_view.view.metres < metres
    assert map_view.view.to_map(200, 150) == pytest.approx(place)
    wheel(map_view, 200, 150, -2)
    assert map_view.view.metres == pytest.approx(metres)


def test_dragging_with_the_pan_tool(map_view, mouse) -> None:
    place = map_view.view.to_map(300, 200)
    mouse("press", 300, 200)
    mouse("move", 340, 170)
    mouse("release", 340, 170)
    assert map_view.view.to_map(340, 170) == pytest.approx(place)


@pytest.mark.parametrize("way", ["space", "middle"])
def test_pan_is_held(map_view, mouse, qtbot, session, way: str) -> None:
    map_view.set_tool("paint")
    map_view.attention.set_target(map_view.marks.schools[0])
    place = map_view.view.to_map(300, 200)
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        qtbot.keyPress(map_view, Qt.Key.Key_Space)
    mouse("press", 300, 200, button)
    mouse("move", 330, 220, button)
    mouse("release", 330, 220, button)
    if way == "space":
        qtbot.keyRelease(map_view, Qt.Key.Key_Space)
    assert map_view.view.to_map(330, 220) == pytest.approx(place)
    assert map_view.tool.name == "paint"
    assert session.state.history.entries == ()


def test_keys_pan_and_zoom(map_view, qtbot) -> None:
    first = map_view.view
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    assert map_view.view.x > first.x
    qtbot.keyClick(map_view, Qt.Key.Key_Plus)
    assert map_view.view.metres < first.metres
    qtbot.keyClick(map_view, Qt.Key.Key_Home)
    assert map_view.view == first


def shares_pixels(one: QImage, two: QImage, share: float) -> bool:
    a, b = (np.frombuffer(image.constBits(), dtype=np.uint32) for image in (one, two))
    return bool((a == b).mean() >= share)


def test_panning_keeps_the_picture_and_draws_what_comes_into_view(map_view, qtbot) -> None:
    old = map_view.frame
    for way in ((20, 10), (-45, 3), (0, -60), (13.4, 7.8)):
        map_view.look_at(map_view.view.panned(*way))
        assert not map_view.frame_is_current
        map_view.grab()  # paints
        qtbot.waitUntil(lambda: map_view.frame_is_current)
    assert map_view.frame is old
    moved = old.image.copy()
    map_view.forget_frame()
    assert map_view.frame is not old
    assert shares_pixels(moved, map_view.frame.image, 0.99)


def test_zooming_shows_the_old_picture_until_the_new_one_is_drawn(map_view, qtbot) -> None:
    old = map_view.frame
    map_view.zoom_in()
    assert not map_view.frame_is_current
    map_view.grab()
    assert map_view._frame is old
    qtbot.waitUntil(lambda: map_view.frame_is_current)
    assert map_view.frame is not old


def test_a_picture_being_drawn_moves_along_with_the_view(map_view, qtbot) -> None:
    map_view.zoom_in()
    map_view._begin()
    coming = map_view._coming
    coming.work(0.0)
    assert not coming.is_whole
    map_view.look_at(map_view.view.panned(30, -20))
    qtbot.waitUntil(lambda: map_view.frame_is_current)
    assert map_view.frame is coming
    drawn = coming.image.copy()
    map_view.forget_frame()
    assert shares_pixels(drawn, map_view.frame.image, 0.99)


def test_an_edit_while_a_picture_is_drawn_is_in_it(map_view, qtbot, session: Session) -> None:
    plan = session.state.plan
    map_view.zoom_in()
    map_view._begin()
    session.do(AssignFaces(plan.stages[0].id, plan.coverage.face_ids[:60], ""))
    qtbot.waitUntil(lambda: map_view.frame_is_current)
    drawn = map_view.frame.image.copy()
    map_view.forget_frame()
    assert drawn == map_view.frame.image


def test_signals(map_view, mouse) -> None:
    tools: list[str] = []
    places: list[tuple[float, float]] = []
    scales: list[float] = []
    map_view.tool_changed.connect(tools.append)
    map_view.coordinates.connect(lambda x, y: places.append((x, y)))
    map_view.scale.connect(scales.append)
    map_view.set_tool("paint")
    map_view.set_tool("paint")
    assert tools == ["paint"]
    mouse("move", 100, 120, held=False)
    assert places[-1] == pytest.approx(map_view.view.to_map(100, 120))
    QApplication.sendEvent(map_view, QEvent(QEvent.Type.Leave))
    assert math.isnan(places[-1][0])
    map_view.zoom_in()
    map_view.settle()
    assert scales[-1] == pytest.approx(map_view.view.scale)


def test_hover_goes_both_ways(map_view, mouse, attention: Attention) -> None:
    school = map_view.marks.schools[2]
    at = map_view.marks.place_of(school)
    mouse("move", at.x(), at.y(), held=False)
    assert attention.hovered_school == school
    assert attention.hovered_face == map_view.frame.face_at(at.x(), at.y())
    calm = map_view.grab().toImage()
    other = map_view.marks.schools[0]
    attention.hover_school(other)
    assert map_view.grab().toImage() != calm
    assert map_view.marks.look_of(other).hovered
    QApplication.sendEvent(map_view, QEvent(QEvent.Type.Leave))
    assert (attention.hovered_school, attention.hovered_face) == (-1, -1)


def test_all_stages_together_can_be_seen_and_not_painted(map_view, mouse, session, attention: Attention) -> None:
    one = map_view.frame.image.copy()
    attention.set_target(map_view.marks.schools[0])
    attention.set_stage(-1)
    map_view.settle()
    assert map_view.frame.image != one
    assert map_view.marks.schools == list(range(len(map_view.state.plan.schools)))
    map_view.set_tool("paint")
    mouse("press", 350, 240)
    mouse("release", 350, 240)
    assert session.state.history.entries == ()
    attention.set_stage(0)
    attention.set_target(UNCHOSEN)
    map_view.settle()
    assert map_view.frame.image == one


def test_zoom_to_a_school(map_view, attention: Attention) -> None:
    attention.zoom_to_school.emit(3)
    x, y = map_view.state.plan.schools.xy[3]
    assert (map_view.view.x, map_view.view.y) == pytest.approx((x, y))
    assert map_view.view.metres <= 6.6


def test_labels_follow_the_figures(map_view, bridge: Bridge) -> None:
    school = map_view.marks.schools[0]
    pupils = round(float(bridge.state.evaluation.school_pupils[school]))
    ids = bridge.state.plan.schools.ids
    bridge.commit(SetCapacity(ids[school], pupils * 2))
    assert map_view.marks.look_of(school).value == "50\xa0%"
    assert not map_view.marks.look_of(school).over
    bridge.commit(SetCapacity(ids[school], pupils // 2))
    assert map_view.marks.look_of(school).over
    bridge.commit(SetCapacity(ids[school], -1))
    assert map_view.marks.look_of(school).value == str(pupils)


def test_limits_and_labels_are_frozen_in_a_drag(map_view, session: Session) -> None:
    plan = session.state.plan
    breaks = map_view.content.classes.breaks.copy()
    sides = {s: map_view.marks.side_of(s) for s in map_view.marks.schools}
    row = plan.catchment_of_face[0]
    half = tuple(np.array(plan.coverage.face_ids)[row != row[0]].tolist())
    session.preview(AssignFaces(plan.stages[0].id, half, plan.catchments.ids[row[0]]))
    assert {s: map_view.marks.side_of(s) for s in map_view.marks.schools} == sides
    session.commit()
    map_view.settle()
    assert (map_view.content.classes.breaks == breaks).all()


def test_figures_of_blocks_settle_after_a_corner(map_view, session: Session, qtbot) -> None:
    plan = session.state.plan
    edges = plan.coverage.topology.edges[plan.coverage.border(plan.catchment_of_face[0])]
    before = map_view.content.indicator.values.copy()
    for vertex in np.unique(edges)[:40].tolist():
        x, y = plan.coverage.vertices[vertex]
        try:
            session.do(MoveVertex(vertex, float(x) + 3.0, float(y)))
        except Exception:  # this corner has no room; another has
            continue
        break
    assert session.state.history.entries
    qtbot.waitUntil(lambda: map_view.content.settled)
    assert not np.array_equal(before, map_view.content.indicator.values, equal_nan=True)


def test_another_plan_of_other_blocks(qtbot, town, map_view, session, bridge) -> None:
    from piiri.io.demo import demo_municipality

    other = Bridge(Session(*demo_municipality(pupils=300, schools=6, faces=70, seed=5)))
    map_view.show_state(other.state)
    map_view.settle()
    assert map_view.frame.faces.max() < 70
    assert set(map_view.marks.schools) <= set(range(6))


def test_every_control_has_a_name(map_view: MapView) -> None:
    buttons = map_view.findChildren(PlateButton)
    assert len(buttons) >= 4
    tool = map_view.furniture.tool
    for widget in [*buttons, tool.slider, tool.reach, map_view.furniture.legend.selector]:
        assert widget.accessibleName(), widget
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for button in buttons:
        assert button.toolTip()
        assert min(button.sizeHint().width(), button.sizeHint().height()) >= 24


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_plates_do_not_cover_each_other(map_view: MapView, scale: float) -> None:
    map_view.resize(831, 441)
    map_view.set_tool("paint")
    map_view.set_text_scale(scale)
    QApplication.processEvents()
    plates = map_view.furniture.plates
    for at, plate in enumerate(plates):
        assert map_view.rect().contains(plate.geometry())
        for other in plates[at + 1 :]:
            assert not plate.geometry().intersects(other.geometry())


def test_the_legend_chooses_the_figure(map_view, attention: Attention) -> None:
    legend = map_view.furniture.legend
    legend._fill_menu()
    actions = {action.data(): action for action in legend.menu.actions() if action.data()}
    of_blocks = {key for key, _ in map_view.content.shaded.offered(map_view.state)[0][1]}
    assert set(actions) == {found.key for found in map_view.content.indicators} | of_blocks | {"catchments"}
    menus = {action.menu().title() for action in legend.menu.actions() if action.menu()}
    assert menus == {"Catchments by", "Schools by"}
    picture = map_view.frame.image.copy()
    actions["foreign_language"].trigger()
    assert attention.indicator == "foreign_language"
    assert map_view.frame.image != picture
    assert "Foreign-language" in legend.selector.accessibleName()
    actions["catchments"].trigger()
    assert map_view.content.classes.of_catchments
    assert "neighbours" in legend.key.accessibleName()


def test_themes_differ_and_come_back(map_view: MapView) -> None:
    light = map_view.grab().toImage()
    map_view.set_palette(palette("dark"))
    dark = map_view.grab().toImage()
    map_view.set_palette(palette("light"))
    assert dark != light
    assert map_view.grab().toImage() == light


def test_a_dot_for_each_pupil(map_view: MapView) -> None:
    calm = map_view.frame.image.copy()
    map_view.show_pupils(True)
    dotted = map_view.frame.image.copy()
    assert dotted != calm
    map_view.show_pupils(False)
    assert map_view.frame.image == calm


def test_screen_readers_hear_schools_and_the_block(map_view, qtbot) -> None:
    interface = QAccessible.queryAccessibleInterface(map_view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Map"
    assert "schools" in interface.text(QAccessible.Text.Description)
    children = [interface.child(at) for at in range(interface.childCount())]
    words = [child.text(QAccessible.Text.Name) for child in children if child.role() == QAccessible.Role.ListItem]
    state = map_view.state
    assert len(words) == len(map_view.marks.schools)
    for school, text in zip(map_view.marks.schools, words, strict=True):
        assert text.startswith(state.plan.schools.names[school])
        assert f"{round(float(state.evaluation.school_pupils[school]))} pupil" in text
    map_view.set_tool("select")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    last = interface.child(interface.childCount() - 1)
    assert last.text(QAccessible.Text.Name) == map_view.focus_block.words()
    assert interface.indexOfChild(last) == interface.childCount() - 1
    assert last.rect().intersects(map_view.rect().translated(map_view.mapToGlobal(QPoint(0, 0))))


def test_what_is_kept_is_read_out(map_view, bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(accessible_module, "say", lambda _, text: said.append(text))
    school = map_view.marks.schools[0]
    bridge.commit(SetCapacity(bridge.state.plan.schools.ids[school], 1))
    assert said == [bridge.state.history.describe(1)]
    bridge.preview(SetCapacity(bridge.state.plan.schools.ids[school], 2))
    QApplication.processEvents()
    bridge.cancel()
    assert len(said) == 1
    bridge.undo()
    assert said[1].startswith("Taken back: ")


@pytest.mark.parametrize(
    ("metres", "length", "text"), [(10.4, 1000, "1\xa0km"), (0.5, 50, "50\xa0m"), (44, 5000, "5\xa0km")]
)
def test_scale_bar(metres: float, length: float, text: str) -> None:
    assert bar_length_m(metres) == length
    assert bar_text(length) == text
