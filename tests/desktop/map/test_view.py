"""Metres to pixels and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri_desktop.map.view import CLOSEST_M, WIDEST_M, View

VIEW = View(426_000.0, 6_694_000.0, 10.0, 800, 500, 1.5)
pixels = st.floats(0, 800), st.floats(0, 500)


@given(*pixels)
def test_there_and_back(x: float, y: float) -> None:
    assert VIEW.to_screen(np.array([VIEW.to_map(x, y)]))[0] == pytest.approx((x, y), abs=1e-6)


@given(*pixels, st.floats(0.01, 100))
def test_zoom_keeps_the_place_under_the_pointer(x: float, y: float, factor: float) -> None:
    there = VIEW.zoomed(factor, x, y)
    assert there.to_map(x, y) == pytest.approx(VIEW.to_map(x, y), abs=1e-6)
    assert CLOSEST_M <= there.metres <= WIDEST_M


def test_north_is_up_and_east_is_right() -> None:
    middle, north, east = VIEW.to_screen(np.array([[426_000, 6_694_000], [426_000, 6_694_100], [426_100, 6_694_000]]))
    assert tuple(middle) == (400, 250)
    assert tuple(north) == (400, 240)
    assert tuple(east) == (410, 250)


def test_dragging_the_paper_moves_what_is_under_the_pointer_along() -> None:
    assert VIEW.panned(30, -20).to_map(130, 80) == pytest.approx(VIEW.to_map(100, 100))


def test_everything_fits() -> None:
    extent = (1000.0, 2000.0, 9000.0, 3000.0)
    view = View.fitting(extent, 800, 500)
    corners = view.to_screen(np.array([extent[:2], extent[2:]]))
    assert (corners >= 23.9).all()
    assert (corners <= (776.1, 476.1)).all()


def test_scale_is_that_of_a_ruler_on_the_screen() -> None:
    # 96 pixels are an inch of 2,54 cm: at 1 : 40 000 they show 1016 m
    assert View(0, 0, 1016 / 96, 10, 10).scale == pytest.approx(40_000)


def test_device_pixels_follow_the_ratio() -> None:
    place = np.array([[426_123.0, 6_694_321.0]])
    assert VIEW.to_device(place) == pytest.approx(VIEW.to_screen(place) * 1.5)
    assert VIEW.device_size == (1200, 750)
