"""Blocks split and joined on the map: what is drawn equals what is drawn anew, and everything follows by id."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from piiri.edits import (
    AssignFaces,
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MoveCornerInStage,
    RedrawBorder,
    SplitFaces,
)
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.reshaping.joining import needless_splits
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.classes import CATCHMENTS
from piiri_desktop.map.frame import Frame
from piiri_desktop.map.ground import Ground
from piiri_desktop.map.pieces import Pieces, same_block
from piiri_desktop.map.sheet import Sheet


def assert_as_drawn_anew(view: MapView) -> bool:
    """What the map shows equals a picture drawn from nothing; False where that would have lines of another strength."""
    frame = view._frame
    assert frame is not None
    anew = Frame(frame.view, view.content.scene(), Sheet(view.state.plan.coverage, Ground(view.state.dataset.backdrop)))
    anew.finish()
    if anew._look != frame._look:
        return False
    assert np.array_equal(frame.faces, anew.faces)
    assert frame.image == anew.image
    return True


def across(view: MapView, rng: np.random.Generator, parts: int = 3) -> tuple[tuple[float, float], ...]:
    """A line across the view."""
    west, south, east, north = view.view.extent
    x = np.linspace(west, east, parts) + rng.normal(0, (east - west) / 20, parts)
    y = rng.uniform(south + (north - south) / 4, north - (north - south) / 4, parts)
    return tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))


def border_corner(plan: Plan, rng: np.random.Generator) -> int:
    t = plan.coverage.topology
    inner = plan.coverage.border(plan.catchment_of_face[0]) & (t.left >= 0) & (t.right >= 0)
    return int(rng.choice(t.edges[inner].reshape(-1)))


def random_edit(view: MapView, plan: Plan, rng: np.random.Generator) -> Edit:
    t, stage = plan.coverage.topology, plan.stages[0].id
    kind = rng.integers(7)
    if kind == 0:
        return SplitFaces(across(view, rng))
    if kind in (1, 2):
        mine = [k for k in range(len(plan.catchments)) if plan.catchments.stage[k] == 0]
        return RedrawBorder(stage, plan.catchments.ids[int(rng.choice(mine))], across(view, rng))
    vertex = border_corner(plan, rng)
    x, y = plan.coverage.vertices[vertex] + rng.normal(0, 40, 2)
    if kind == 3:
        return MoveCornerInStage(stage, vertex, float(x), float(y))
    if kind == 4:
        a, b = t.edges[int(rng.integers(len(t.edges)))].tolist()
        x, y = plan.coverage.vertices[[a, b]].mean(axis=0)
        return InsertCorner(a, b, float(x), float(y))
    if kind == 5:
        return DeleteCorner(int(rng.integers(t.vertex_count)))
    groups = needless_splits(plan)
    if groups:
        return JoinFaces(tuple(plan.coverage.face_ids[face] for face in groups[0]))
    face = int(rng.integers(plan.coverage.face_count))
    return AssignFaces(stage, (plan.coverage.face_ids[face],), "")


@pytest.mark.parametrize("indicator", ["pupil_density", CATCHMENTS])
@pytest.mark.parametrize("zoom", [1.0, 5.0])
def test_random_walk(map_view: MapView, session: Session, attention: Attention, indicator: str, zoom: float) -> None:
    attention.set_indicator(indicator)
    attention.set_target(0)
    map_view.look_at(map_view.view.zoomed(zoom, 320, 230))
    map_view.settle()
    rng = np.random.default_rng(int(zoom))
    counted = {"equal": 0, "refused": 0, "topologies": set()}
    for _ in range(80):
        try:
            do = int(rng.integers(9))
            if do < 5:
                session.preview(random_edit(map_view, session.committed.plan, rng))
            elif do < 7:
                session.commit()
            elif do == 7:
                session.cancel()
            else:
                session.jump(int(rng.integers(len(session.state.history.entries) + 1)))
        except EditRejected:
            counted["refused"] += 1
            continue
        counted["topologies"].add(session.state.plan.coverage.topology)
        counted["equal"] += assert_as_drawn_anew(map_view)
        if not session.state.provisional and rng.random() < 0.5:
            map_view.settle()
            assert assert_as_drawn_anew(map_view)
    assert counted["equal"] > 30
    assert len(counted["topologies"]) > 10


def split_in_the_middle(view: MapView) -> tuple[int, SplitFaces]:
    """The block in the middle of the view and an edit that splits it alone."""
    face = view.frame.face_at(view.width() / 2, view.height() / 2)
    plan = view.state.plan
    west, _, east, _ = plan.coverage.bounds[face].tolist()
    x, y = view.content.middles[face].tolist()
    return face, SplitFaces(((west - 1, y), (x, y), (east + 1, y)), (plan.coverage.face_ids[face],))


def test_view_tool_selection_and_keys_stay(map_view: MapView, session: Session, attention: Attention) -> None:
    map_view.set_tool("select")
    map_view.look_at(map_view.view.zoomed(4.0, 350, 240))
    map_view.settle()
    face, edit = split_in_the_middle(map_view)
    others = session.state.plan.coverage.topology.neighbours(face)[:2]
    picked = np.zeros(session.state.plan.coverage.face_count, dtype=bool)
    picked[[face, *others.tolist()]] = True
    map_view.select(picked)
    map_view.focus_block.face = face
    attention.hover_face(face)
    view, tool, ids = map_view.view, map_view.tool, session.state.plan.coverage.face_ids
    session.do(edit)
    now = session.state.plan.coverage.face_ids
    assert len(now) > len(ids)
    assert map_view.view == view
    assert map_view.tool is tool
    chosen = {now[i] for i in np.flatnonzero(map_view.content.selected)}
    pieces = {key for key in now if key == ids[face] or key.startswith(ids[face] + "~")}
    assert chosen == pieces | {ids[i] for i in others}
    assert now[map_view.focus_block.face] == ids[face]
    assert now[attention.hovered_face] == ids[face]
    map_view.focus_block.face = len(now) - 1
    map_view.settle()
    assert now[-1] in map_view.focus_block.words()
    session.undo()
    assert session.state.plan.coverage.face_ids[map_view.focus_block.face] == ids[face]
    assert {ids[i] for i in np.flatnonzero(map_view.content.selected)} == {ids[i] for i in np.flatnonzero(picked)}
    assert map_view.view == view
    session.redo()
    assert map_view.view == view
    map_view.settle()
    assert assert_as_drawn_anew(map_view)


def test_the_middles_lie_in_their_blocks(map_view: MapView, session: Session) -> None:
    map_view.look_at(map_view.view.zoomed(4.0, 350, 240))
    map_view.settle()
    _, edit = split_in_the_middle(map_view)
    session.do(edit)
    map_view.settle()
    coverage = session.state.plan.coverage
    assert map_view.content.middles == pytest.approx(coverage.label_points)


def test_another_town_starts_anew(map_view: MapView, session: Session, bridge: Bridge) -> None:
    map_view.set_tool("select")
    map_view.look_at(map_view.view.zoomed(4.0, 350, 240))
    other = Session(*demo_municipality(pupils=300, schools=6, faces=60, seed=5))
    map_view.show_state(other.state)
    assert map_view.view == map_view._everything()
    assert map_view.content.selected.shape == (other.state.plan.coverage.face_count,)


def test_pieces_come_from_the_block_they_lie_in(town: tuple[Dataset, Plan], qapp: QApplication) -> None:
    session = Session(*town)
    plan = session.state.plan
    west, south, east, north = plan.coverage.extent
    middle_x, middle_y = west + 0.48 * (east - west), south + 0.47 * (north - south)
    halves = session.do(SplitFaces(((west, middle_y), (east, middle_y)))).plan
    pieces = Pieces(halves.coverage)
    quarters = session.do(SplitFaces(((middle_x, south), (middle_x, north)))).plan
    origin = pieces.origin(quarters.coverage)
    assert (origin >= 0).all()
    new = np.flatnonzero(origin != np.arange(len(origin)))
    assert len(new) > 3
    for polygon, holder in zip(quarters.coverage.polygons(new), halves.coverage.polygons(origin[new]), strict=True):
        assert polygon.intersection(holder).area > 0.99 * polygon.area
    last = len(origin) - 1
    back = same_block(last, quarters.coverage.topology, plan.coverage.topology)
    assert plan.coverage.face_ids[back] == quarters.coverage.face_ids[last].split("~")[0]
    assert same_block(-1, quarters.coverage.topology, plan.coverage.topology) == -1
