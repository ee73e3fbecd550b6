"""Splitting blocks along a line."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from piiri.edits import SplitFaces
from piiri.session import Session
from piiri_desktop.map import MapView


@pytest.fixture
def row(map_view: MapView) -> tuple[int, float, float, float]:
    """The block in the middle of the map, where it begins and ends from west to east, and the height of its middle."""
    map_view.set_tool("split")
    map_view.look_at(map_view.view.zoomed(5.0, map_view.width() / 2, map_view.height() / 2))
    map_view.settle()
    face = map_view.frame.face_at(350, 240)
    west, _, east, _ = map_view.state.plan.coverage.bounds[face].tolist()
    _, y = map_view.view.to_screen(map_view.content.middles[face]).tolist()
    left, right = (float(map_view.view.to_screen(np.array((e, 0.0)))[0]) for e in (west, east))
    assert 40 < left < right < 660
    return face, left - 12, right + 12, y


def stroke(mouse, row: tuple[int, float, float, float], held=Qt.KeyboardModifier.ControlModifier) -> None:
    _, left, right, y = row
    mouse("press", left, y, modifiers=held)
    for x in np.linspace(left, right, 9):
        mouse("move", float(x), y, modifiers=held)


def test_across_the_selected_block_alone(map_view, mouse, session: Session, row) -> None:
    face = row[0]
    ids = session.state.plan.coverage.face_ids
    selected = np.zeros(len(ids), dtype=bool)
    selected[face] = True
    map_view.select(selected)
    table = session.state.plan.catchment_of_face.copy()
    stroke(mouse, row)
    assert session.state.provisional
    assert "1 block" in map_view.tool._tip.title
    assert not map_view.tool._outline().isEmpty()
    mouse("release", row[2], row[3], modifiers=Qt.KeyboardModifier.ControlModifier)
    (entry,) = session.state.history.entries
    assert isinstance(entry.edit, SplitFaces)
    assert entry.edit.faces == (ids[face],)
    now = session.state.plan
    assert now.coverage.face_ids[: len(ids)] == ids
    pieces = now.coverage.face_ids[len(ids) :]
    assert pieces and all(key.startswith(f"{ids[face]}~") for key in pieces)
    assert (now.catchment_of_face[:, len(ids) :] == table[:, face : face + 1]).all()
    # all pieces are picked now, so that they can be given away or joined
    assert map_view.content.selected.sum() == 1 + len(pieces)


def test_across_all_that_the_line_crosses(map_view, mouse, qtbot, session: Session, row) -> None:
    before = session.state.plan.coverage.face_count
    wide = (row[0], 60.0, 640.0, row[3])
    stroke(mouse, wide)
    assert session.state.provisional
    assert session.state.plan.coverage.face_count > before + 1
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is session.state.history.start
    assert not map_view.tool.busy


def test_a_line_that_splits_nothing_waits_then_says_so(map_view, mouse, session: Session, row) -> None:
    _, left, right, y = row
    middle = (left + right) / 2
    stroke(mouse, (row[0], middle - 8, middle + 8, y))
    assert not map_view.tool._tip.problem
    mouse("release", middle + 8, y, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert session.state.history.entries == ()
    assert map_view.tool.busy
    assert map_view.tool._tip.problem
