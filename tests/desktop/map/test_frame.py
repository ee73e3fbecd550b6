"""What an edit draws again equals what is drawn anew: the slow oracle of every preview."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, Edit, MoveVertex
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.map.classes import CATCHMENTS
from piiri_desktop.map.content import Content
from piiri_desktop.map.frame import Frame
from piiri_desktop.map.ground import Ground
from piiri_desktop.map.scene import Scene
from piiri_desktop.map.sheet import Sheet
from piiri_desktop.map.view import View
from piiri_desktop.palette import palette

WIDTH, HEIGHT = 260, 190


def pixels(frame: Frame) -> np.ndarray:
    image = frame.image  # whose memory must live as long as it is read
    return np.frombuffer(image.constBits(), dtype=np.uint32).copy()


def assert_same_picture(one: Frame, two: Frame) -> None:
    """Equal to the last pixel, wherever the rectangles were cut."""
    assert np.array_equal(pixels(one), pixels(two))


def whole_frame(view: View, scene: Scene, sheet: Sheet) -> Frame:
    frame = Frame(view, scene, sheet)
    frame.finish()
    return frame


def random_edit(rng: np.random.Generator, plan: Plan) -> Edit:
    if rng.random() < 0.5:
        border = plan.coverage.topology.edges[plan.coverage.border(plan.catchment_of_face[0])]
        vertex = int(rng.choice(border.reshape(-1)))
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 60, 2)
        return MoveVertex(vertex, float(x), float(y))
    face = int(rng.integers(plan.coverage.face_count))
    around = [face, *plan.coverage.topology.neighbours(face).tolist()][: int(rng.integers(1, 7))]
    mine = [k for k in range(len(plan.catchments)) if plan.catchments.stage[k] == 0]
    target = ["", *(plan.catchments.ids[k] for k in mine)][int(rng.integers(len(mine) + 1))]
    return AssignFaces(plan.stages[0].id, tuple(plan.coverage.face_ids[f] for f in around), target)


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("indicator", ["pupil_density", CATCHMENTS])
@pytest.mark.parametrize("zoom", [1.0, 5.0])
def test_random_walk(town: tuple[Dataset, Plan], qapp: QApplication, indicator: str, zoom: float, ratio: float) -> None:
    session, attention = Session(*town), Attention()
    attention.set_indicator(indicator)
    attention.set_target(0)
    content = Content(session.state, attention, palette("light"))
    content.pupils_shown = zoom > 1
    view = View.fitting(town[0].coverage.extent, WIDTH, HEIGHT, ratio).zoomed(zoom, 120, 100)
    ground = Ground(town[0].backdrop)
    frame = whole_frame(view, content.scene(), Sheet(town[0].coverage, ground))
    rng = np.random.default_rng(11)
    counted = {"shown": 0, "refused": 0}
    for step in range(70):
        try:
            do = rng.integers(8)
            if do < 5:
                session.preview(random_edit(rng, session.committed.plan))
            elif do == 5:
                session.commit()
            elif do == 6:
                session.cancel()
            else:
                session.jump(int(rng.integers(len(session.state.history.entries) + 1)))
        except EditRejected:
            counted["refused"] += 1
            continue
        difference = content.show(session.state)
        scene = content.scene()
        if len(difference.vertices) or not difference.everything:
            frame.show(scene, difference.faces, difference.vertices)
        if difference.everything:
            frame.show_everything(scene)
        counted["shown"] += 1
        anew = whole_frame(view, content.scene(), Sheet(session.state.plan.coverage, ground))
        assert (frame.faces == anew.faces).all(), step
        assert_same_picture(frame, anew)
    assert counted["shown"] > 30
    assert counted["refused"] > 0


def test_only_the_touched_rectangle_is_drawn(town: tuple[Dataset, Plan], qapp: QApplication) -> None:
    session, attention = Session(*town), Attention()
    content = Content(session.state, attention, palette("light"))
    view = View.fitting(town[0].coverage.extent, WIDTH, HEIGHT)
    frame = whole_frame(view, content.scene(), Sheet(town[0].coverage, Ground(town[0].backdrop)))
    before = pixels(frame).reshape(HEIGHT, WIDTH)
    plan = session.state.plan
    face = int(frame.faces[HEIGHT // 2, WIDTH // 2])
    session.preview(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[face],), ""))
    difference = content.show(session.state)
    assert not difference.everything
    assert difference.faces.tolist() == [face]
    area = frame.show(content.scene(), difference.faces, difference.vertices)
    assert area.width() * area.height() < WIDTH * HEIGHT / 4
    changed = pixels(frame).reshape(HEIGHT, WIDTH) != before
    assert changed.any()
    inside = np.zeros_like(changed)
    inside[area.top() : area.bottom() + 1, area.left() : area.right() + 1] = True
    assert not (changed & ~inside).any()


def test_a_stroke_along_pixels_finds_what_lies_under_it(town: tuple[Dataset, Plan], qapp: QApplication) -> None:
    session = Session(*town)
    content = Content(session.state, Attention(), palette("light"))
    view = View.fitting(town[0].coverage.extent, WIDTH, HEIGHT)
    frame = whole_frame(view, content.scene(), Sheet(town[0].coverage, Ground(town[0].backdrop)))
    found = frame.faces_along(60, 95, 200, 95)
    assert set(found.tolist()) == set(frame.faces[95, 60:201].tolist()) - {-1}
    assert len(found) > 3
    assert frame.faces_along(-50, -50, -10, -10).tolist() == []


@pytest.mark.parametrize("ratio", [1.0, 1.5])
@pytest.mark.parametrize("indicator", ["pupil_density", CATCHMENTS])
def test_a_map_that_was_panned_looks_as_if_it_was_drawn_there(
    town: tuple[Dataset, Plan], qapp: QApplication, indicator: str, ratio: float
) -> None:
    """Ways to and fro, edits in between, drawn in slices of one piece: equal to the last pixel, but for the last bit of
    a line's colour, since its places are counted from elsewhere."""
    session, attention = Session(*town), Attention()
    attention.set_indicator(indicator)
    attention.set_target(0)
    content = Content(session.state, attention, palette("light"))
    content.pupils_shown = True
    view = View.fitting(town[0].coverage.extent, WIDTH, HEIGHT, ratio).zoomed(4.0, 120, 100)
    ground = Ground(town[0].backdrop)
    frame = whole_frame(view, content.scene(), Sheet(town[0].coverage, ground))
    rng, kept = np.random.default_rng(5), 0
    for step in range(40):
        view = view.panned(*rng.normal(0, 35, 2))
        assert frame.scroll(view)
        for _ in range(int(rng.integers(4))):
            frame.work(0.0)
        if step % 5 == 2:
            try:
                session.do(random_edit(rng, session.state.plan))
            except EditRejected:
                continue
            difference = content.show(session.state)
            frame.show(content.scene(), difference.faces, difference.vertices)
        if step % 4 == 3:
            frame.finish()
            assert frame.bare_share == 0.0
            anew = whole_frame(view, content.scene(), Sheet(session.state.plan.coverage, ground))
            if frame._look != anew._look:
                assert frame.is_worn
                continue
            assert (frame.faces == anew.faces).all(), step
            away = np.abs(pixels(frame).view(np.uint8).astype(int) - pixels(anew).view(np.uint8))
            assert away.max() <= 1
            assert (away > 0).mean() < 1e-3
            kept += 1
    assert kept >= 5


def test_where_nothing_is_drawn_yet_it_says_so(town: tuple[Dataset, Plan], qapp: QApplication) -> None:
    content = Content(Session(*town).state, Attention(), palette("light"))
    view = View.fitting(town[0].coverage.extent, WIDTH, HEIGHT)
    frame = Frame(view, content.scene(), Sheet(town[0].coverage, Ground(town[0].backdrop)))
    assert frame.bare_share == 1.0
    drawn = frame.work(0.0, only_seen=True)
    area = sum(piece.width() * piece.height() for piece in drawn)
    assert frame.bare_share == pytest.approx(1.0 - area / (WIDTH * HEIGHT))
    while not frame.is_done:
        frame.work(1.0)
    assert frame.is_whole
    assert frame.scroll(view.panned(-90, 0))
    assert frame.is_whole  # what lay ahead had been drawn
    assert not frame.is_done
    assert not frame.scroll(view.zoomed(2.0, 5, 5))
