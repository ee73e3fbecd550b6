"""What a line is drawn to: corners before block lines before roads."""

from __future__ import annotations

import numpy as np

from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.snapping import border_near, lines_near, nearest_on, snap


def test_corners_come_first_and_far_away_is_nothing(map_view: MapView, session: Session) -> None:
    map_view.look_at(map_view.view.zoomed(8.0, 350, 240))
    view, sheet, coverage = map_view.view, map_view.kept_sheet, session.state.plan.coverage
    seen = view.to_screen(coverage.vertices)
    inside = np.flatnonzero((seen > 40).all(axis=1) & (seen[:, 0] < 660) & (seen[:, 1] < 440))
    x, y = seen[inside[0]].tolist()
    found = snap(sheet, view, x + 2, y - 2)
    assert found is not None and found.kind == "corner"
    assert np.hypot(*(coverage.vertices - found.place).T).min() == 0
    kinds = {found.kind for x in range(20, 680, 11) for y in range(20, 460, 11) if (found := snap(sheet, view, x, y))}
    assert kinds >= {"corner", "line"}
    roads = sheet.ground.roads_in(coverage.extent)
    assert len(roads)
    on_roads = [snap(sheet, view, *at) for at in view.to_screen(roads.mean(axis=1)).tolist()]
    assert all(on_roads), "a road draws a line to itself, to a block line or to a corner"
    assert "road" in {found.kind for found in on_roads if found}
    assert snap(sheet, view, -90_000.0, -90_000.0) is None


def test_the_nearest_border_and_its_two_sides(map_view: MapView, session: Session) -> None:
    plan = session.state.plan
    t, label = plan.coverage.topology, plan.catchment_of_face[0]
    edge = int(np.flatnonzero(plan.coverage.border(label) & (t.left >= 0) & (t.right >= 0))[0])
    x, y = plan.coverage.vertices[t.edges[edge]].mean(axis=0).tolist()
    sides = border_near(map_view.kept_sheet, label, (x, y), 1.0)
    assert sides is not None
    assert set(sides) == {int(label[t.left[edge]]), int(label[t.right[edge]])}
    assert border_near(map_view.kept_sheet, label, (x - 1e6, y), 1.0) is None


def test_borders_and_block_lines_come_before_roads(map_view: MapView, session: Session) -> None:
    plan, sheet = session.state.plan, map_view.kept_sheet
    label, extent = plan.catchment_of_face[0], plan.coverage.extent
    ends, kinds = lines_near(sheet, label, extent)
    t = plan.coverage.topology
    inner = (t.left >= 0) & (t.right >= 0)
    assert kinds.count("border") == int((plan.coverage.border(label) & inner).sum())
    assert kinds.count("border") + kinds.count("line") == len(t.edges)
    assert kinds.index("road") == len(t.edges)
    assert len(ends) == len(kinds) == len(t.edges) + len(sheet.ground.roads_in(extent))
    assert "border" not in lines_near(sheet, None, extent)[1]


def test_nearest_on_stays_on_the_segment() -> None:
    ends = np.array([[[0.0, 0.0], [4.0, 0.0]], [[10.0, 0.0], [10.0, 4.0]]])
    assert nearest_on(ends, -3.0, 4.0) == (0, 5.0, (0.0, 0.0))
    assert nearest_on(ends, 9.0, 2.0) == (1, 1.0, (10.0, 2.0))
