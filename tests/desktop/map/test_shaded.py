"""Blocks, catchments and schools coloured by an indicator: live while something is dragged, as anew, back after Esc."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, MoveVertex, SplitFaces
from piiri.model import Dataset, Plan
from piiri.session import Session, State
from piiri.shading import shadeable
from piiri_desktop.bridge import Attention
from piiri_desktop.map import MapView
from piiri_desktop.map.content import Content
from piiri_desktop.map.fill import ramp, scale_of
from piiri_desktop.map.shaded import Shaded
from piiri_desktop.palette import palette

OWN = '[[indicator]]\nkey = "far"\nname = "Far"\nformula = "distance_cm / 100 / pupils"\nunit = "m"\nbase = "pupils"\n'
LIVE = (
    "catchment/pupils",
    "catchment/group_share.foreign_language",
    "block/mean_distance_m",
    "block/own.far",
    "school/mean_distance_m",
    "school/use",
    "school/hold",
    "school/coming_in",
    "school/net_attraction",
)


@pytest.fixture
def session(town: tuple[Dataset, Plan]) -> Session:
    dataset, plan = town
    return Session(replace(dataset, own_indicators=OWN), plan)


def given(plan: Plan, start: int, many: int = 16) -> AssignFaces:
    """Some blocks of one catchment of the first stage, to that of another block."""
    row = plan.catchment_of_face[0]
    mine = row[np.flatnonzero(row >= 0)[start]]
    other = row[(row != mine) & (row >= 0)][0]
    faces = np.flatnonzero(row == mine)[:many]
    return AssignFaces(plan.stages[0].id, tuple(plan.coverage.face_ids[f] for f in faces), plan.catchments.ids[other])


def content_of(state: State, key: str) -> tuple[Content, Attention]:
    attention = Attention()
    attention.set_indicator(key)
    return Content(state, attention, palette("light")), attention


@pytest.mark.parametrize("key", LIVE)
def test_colours_follow_a_drag_as_if_coloured_anew_and_go_back(session: Session, key: str, qapp: QApplication) -> None:
    content, _ = content_of(session.state, key)
    assert content.classes.key == key
    before, limits, fills = content._table.copy(), content.classes.breaks, content.fills
    changed = False
    for start in (3, 30, 60, 90):
        table = content._table
        difference = content.show(session.preview(given(session.committed.plan, start)))
        again = Shaded()
        again._breaks[key, 0] = limits
        anew = again.classes(session.state, 0, key)
        assert anew is not None
        assert np.array_equal(anew.class_of_face, content.classes.class_of_face)
        assert np.array_equal(anew.hatch, content.classes.hatch)
        assert content.fills == again.of_schools(anew, palette("light"))
        differ = np.flatnonzero((content._table != table)[:-1].any(axis=1))
        assert set(differ.tolist()) <= set(difference.faces.tolist()), "what looks otherwise is drawn again"
        assert (content.classes.breaks == limits).all(), "limits are frozen"
        changed = changed or bool(len(differ)) or content.fills != fills
    assert changed
    content.show(session.cancel())
    assert np.array_equal(content._table, before)
    assert content.fills == fills


def test_other_blocks_keep_their_colours_and_are_coloured_anew_when_kept(session: Session, qapp: QApplication) -> None:
    content, _ = content_of(session.state, "catchment/pupils")
    plan = session.committed.plan
    before = content._table.copy()
    west, south, east, north = plan.coverage.bounds[9].tolist()
    middle = (west + east) / 2
    cut = SplitFaces(((middle, south - 5), (middle, north + 5)), (plan.coverage.face_ids[9],))
    content.show(session.preview(cut))
    assert len(content._table) == session.state.plan.coverage.face_count + 1 > len(before)
    content.show(session.cancel())
    content.show(session.preview(given(plan, 3)))
    content.show(session.cancel())
    assert np.array_equal(content._table, before)
    content.show(session.do(cut))
    content.settle()
    assert len(content.classes.hatch) == session.state.plan.coverage.face_count
    content.show(session.undo())
    content.settle()
    assert np.array_equal(content._table, before)


def test_a_corner_that_moves_counts_the_blocks_around_it_anew(session: Session, qapp: QApplication) -> None:
    content, _ = content_of(session.state, "block/mean_distance_m")
    plan = session.committed.plan
    t = plan.coverage.topology
    inner = np.flatnonzero((t.left >= 0) & (t.right >= 0))
    for edge in inner[::40].tolist()[:8]:
        vertex = int(t.edges[edge, 0])
        x, y = plan.coverage.vertices[vertex] + (3.0, 2.0)
        content.show(session.preview(MoveVertex(vertex, float(x), float(y))))
        again = Shaded()
        again._breaks["block/mean_distance_m", 0] = content.classes.breaks
        anew = again.classes(session.state, 0, "block/mean_distance_m")
        assert anew is not None
        assert np.array_equal(anew.class_of_face, content.classes.class_of_face)
    session.cancel()


def test_every_figure_has_classes_a_legend_and_words(map_view: MapView, attention: Attention) -> None:
    for figure in shadeable(map_view.state):
        attention.set_indicator(figure.key)
        classes = map_view.content.classes
        assert classes.key == figure.key and classes.place == figure.place
        assert len(ramp(scale_of(classes, palette("light")), classes)) == len(classes.breaks) + 1
        said = map_view.furniture.legend.key.accessibleName()
        assert all(label in said for label in classes.labels)
        noun = {"block": "block", "catchment": "catchment", "school": "school"}[figure.place]
        assert noun in said
        assert bool(map_view.content.fills) == (figure.place == "school")
    attention.set_indicator("catchments")
    assert map_view.content.classes.of_catchments and not map_view.content.fills


def test_labels_of_schools_say_the_figure_and_the_use_again_afterwards(map_view: MapView, attention: Attention) -> None:
    school = map_view.marks.schools[0]
    use = map_view.marks.look_of(school).value
    attention.set_indicator("school/net_attraction")
    assert map_view.marks.look_of(school).value == map_view.content.fills[school].words != use
    assert map_view.content.classes.diverging
    attention.set_indicator("pupil_density")
    assert map_view.marks.look_of(school).value == use


def test_a_key_of_other_data_falls_back(map_view: MapView, attention: Attention) -> None:
    attention.set_indicator("school/own.gone")
    assert map_view.content.classes.key == map_view.content.indicators[0].key
