"""The block under every pixel, against exact assignment of the pixels' middles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.assignment import assign
from piiri.model import Coverage, Dataset, Plan
from piiri.model.overlay import coverage_of
from piiri_desktop.map.ground import Ground
from piiri_desktop.map.raster import face_raster
from piiri_desktop.map.sheet import Sheet
from piiri_desktop.map.view import View


def raster(coverage: Coverage, view: View, window: tuple[int, int, int, int] | None = None) -> np.ndarray:
    """What a frame does: only the faces that may be in view, only their edges."""
    whole, sheet = (0, 0, *view.device_size), Sheet(coverage, Ground(()))
    extent = view.extent_of(*(window or whole))
    here = sheet.faces_in(extent)
    shown = np.zeros(coverage.face_count + 1, dtype=bool)
    shown[here] = True
    ends, left, right = sheet.edges_of(here, extent[1], extent[3], view.device_row)
    return face_raster(view.to_device(ends), left, right, shown, window or whole)


def assert_true(coverage: Coverage, view: View) -> np.ndarray:
    """The slow oracle: every pixel's middle is assigned to a face on its own. It rounds to whole centimetres, so that
    it may disagree where a middle lies within one of a border, and nowhere else."""
    found = raster(coverage, view)
    width, height = view.device_size
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    middles = np.column_stack(view.to_map(x.ravel() / view.ratio, y.ravel() / view.ratio))
    wrong = np.flatnonzero(assign(coverage, middles) != found.ravel())
    borders = shapely.multilinestrings(shapely.linestrings(coverage.vertices[coverage.topology.edges]))
    assert (shapely.distance(shapely.points(middles[wrong]), borders) < 0.01).all()
    assert len(wrong) < 0.02 * found.size
    return found


def town_with_lake_and_islands() -> Coverage:
    lake = shapely.box(300, 300, 500, 500)
    shore = shapely.box(200, 200, 600, 600)
    return coverage_of(
        [
            shapely.Polygon([(0, 0), (800, 0), (800, 730), (0, 800)], [shore.exterior.coords]),
            shapely.Polygon(shore.exterior.coords, [lake.exterior.coords]),
            shapely.MultiPolygon([shapely.box(900, 100, 1000, 200), shapely.box(900, 400, 1100, 600)]),
        ],
        ["ring", "shore", "islands"],
    )


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [0.6, 1.0, 3.0, 11.0])
def test_holes_islands_and_outside(zoom: float, ratio: float) -> None:
    coverage = town_with_lake_and_islands()
    found = assert_true(coverage, View(571.3, 391.7, 10.31 / zoom, 120, 90, ratio))
    assert len(np.unique(found)) >= (4 if zoom <= 1 else 2)


@settings(max_examples=25)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 6))
def test_a_town_from_anywhere(town: tuple[Dataset, Plan], u: float, v: float, power: float) -> None:
    coverage = town[0].coverage
    west, south, east, north = coverage.extent
    place = west + (east - west) * u + 0.0031, south + (north - south) * v + 0.0017
    view = View(*place, (east - west) / 90 / 2**power, 90, 70)
    assert_true(coverage, view)


def test_a_window_is_a_part_of_the_whole(town: tuple[Dataset, Plan]) -> None:
    coverage = town[0].coverage
    view = View.fitting(coverage.extent, 300, 200).zoomed(1.7, 120, 90)
    whole = raster(coverage, view)
    for left, top, right, bottom in [(0, 0, 300, 200), (40, 30, 41, 31), (120, 0, 300, 77), (7, 199, 9, 200)]:
        assert (raster(coverage, view, (left, top, right, bottom)) == whole[top:bottom, left:right]).all()


def test_an_empty_window(town: tuple[Dataset, Plan]) -> None:
    view = View.fitting(town[0].coverage.extent, 300, 200)
    assert raster(town[0].coverage, view, (5, 5, 5, 9)).shape == (4, 0)
