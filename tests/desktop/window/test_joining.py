"""Joining pieces of blocks again, from the menu."""

from __future__ import annotations

import numpy as np

from piiri.edits import JoinFaces, SplitFaces, Together
from piiri_desktop.main_window import MainWindow


def test_pieces_are_joined_where_nothing_needs_the_split(planning: MainWindow) -> None:
    bridge, actions, view = planning.bridge, planning.actions_of, planning.workbench.views.map
    assert bridge is not None
    assert not actions["join_all"].isEnabled()
    assert "No split is needless." in actions["join_all"].toolTip()
    start = bridge.state.plan
    west, south, east, north = start.coverage.extent
    y = south + 0.47 * (north - south)
    assert bridge.commit(SplitFaces(((west - 1, y), (east + 1, y))))
    assert actions["join_all"].isEnabled()
    assert not actions["join_selection"].isEnabled()
    ids = bridge.state.plan.coverage.face_ids
    block = ids[start.coverage.face_count].split("~")[0]
    mine = np.array([key == block or key.startswith(f"{block}~") for key in ids])
    view.select(mine)
    assert actions["join_selection"].isEnabled()
    actions["join_selection"].trigger()
    assert isinstance(bridge.state.history.entries[-1].edit, JoinFaces)
    assert not actions["join_selection"].isEnabled()
    actions["join_all"].trigger()
    assert isinstance(bridge.state.history.entries[-1].edit, Together)
    assert set(bridge.state.plan.coverage.face_ids) == set(start.coverage.face_ids)
    assert not actions["join_all"].isEnabled()
    bridge.undo()
    bridge.undo()
    assert bridge.state.plan.coverage.face_ids == ids
