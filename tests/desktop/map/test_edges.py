"""The lines near a rectangle, against all lines there are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect

from piiri.model import Dataset, Plan
from piiri_desktop.map.edges import PAD, Edges, padded
from piiri_desktop.map.ground import Ground
from piiri_desktop.map.sheet import Sheet
from piiri_desktop.map.view import View


@pytest.fixture
def sheet(town: tuple[Dataset, Plan]) -> Sheet:
    return Sheet(town[0].coverage, Ground(town[0].backdrop))


@pytest.fixture
def view(town: tuple[Dataset, Plan]) -> View:
    return View.fitting(town[0].coverage.extent, 400, 300).zoomed(2.0, 200, 150)


AREAS = [QRect(0, 0, 60, 40), QRect(150, 90, 128, 128), QRect(-70, 250, 400, 9), QRect(0, 0, 400, 300)]


def near(edges: Edges, chosen: np.ndarray) -> set[frozenset[tuple[float, float]]]:
    """Both ends of the segments drawn."""
    xy, segment = edges.points(chosen)
    at = np.flatnonzero(segment)
    return {frozenset((tuple(xy[i].round(6)), tuple(xy[i + 1].round(6)))) for i in at.tolist()}


def meeting(sheet: Sheet, view: View, area: QRect, chosen: np.ndarray) -> set[frozenset[tuple[float, float]]]:
    """Of all edges chosen those whose box meets the padded rectangle."""
    t = sheet.coverage.topology
    ends = view.to_device(sheet.coverage.vertices[t.edges[chosen]].reshape(-1, 2)).reshape(-1, 2, 2)
    low, high = ends.min(axis=1), ends.max(axis=1)
    corner = np.array([area.left() - PAD, area.top() - PAD])
    opposite = np.array([area.right() + PAD, area.bottom() + PAD])
    meets = ((low <= opposite) & (high >= corner)).all(axis=1)
    return {frozenset((tuple(a.round(6)), tuple(b.round(6)))) for a, b in ends[meets]}


@pytest.mark.parametrize("area", AREAS)
def test_all_lines_near_a_rectangle_and_no_others(sheet: Sheet, view: View, area: QRect) -> None:
    edges, t = Edges.near(sheet, view, area, thin=False), sheet.coverage.topology
    found = near(edges, edges.all)
    assert found == meeting(sheet, view, area, np.ones(len(t.edges), dtype=bool))
    assert found
    assert near(edges, edges.all & edges.inland) == meeting(sheet, view, area, (t.left >= 0) & (t.right >= 0))


@pytest.mark.parametrize("area", AREAS)
def test_borders_are_where_labels_differ(town: tuple[Dataset, Plan], sheet: Sheet, view: View, area: QRect) -> None:
    row = town[1].catchment_of_face[0]
    edges, t = Edges.near(sheet, view, area, thin=False), sheet.coverage.topology
    label = np.append(row, -1)
    assert near(edges, edges.between(row)) == meeting(sheet, view, area, label[t.left] != label[t.right])


def test_the_rim_of_some_blocks(town: tuple[Dataset, Plan], sheet: Sheet, view: View) -> None:
    row, t = town[1].catchment_of_face[0], sheet.coverage.topology
    area = AREAS[-1]
    for catchment in range(4):
        mine = row == catchment
        edges = Edges.around(sheet, view, area, mine)
        outside = np.append(mine, False)
        assert near(edges, edges.between(mine)) == meeting(sheet, view, area, outside[t.left] != outside[t.right])


def test_thinned_lines_have_fewer_points_on_the_same_pixels(sheet: Sheet, town: tuple[Dataset, Plan]) -> None:
    view = View.fitting(town[0].coverage.extent, 90, 60)
    area = QRect(0, 0, 90, 60)
    all_of_it, fewer = (Edges.near(sheet, view, area, thin=thin) for thin in (False, True))
    many, few = all_of_it.points(all_of_it.all)[0], fewer.points(fewer.all)[0]
    assert len(few) < len(many)
    assert {tuple(p) for p in np.floor(few).tolist()} == {tuple(p) for p in np.floor(many).tolist()}


def test_a_rectangle_with_what_is_around_it(view: View) -> None:
    west, south, east, north = padded(view, QRect(10, 20, 30, 40))
    corners = view.to_device(np.array([[west, north], [east, south]]))
    assert corners == pytest.approx(np.array([[10 - PAD, 20 - PAD], [40 + PAD, 60 + PAD]]))
