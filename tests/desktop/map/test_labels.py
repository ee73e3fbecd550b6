"""Labels give way to each other, to symbols and to plates."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from piiri_desktop.map.labels import Wanted, place, rectangle

BOUNDS = QRectF(0, 0, 400, 300)


def wanted(x: float, y: float, width: float = 80) -> Wanted:
    return Wanted(QPointF(x, y), QSizeF(width, 20), 8.5)


def test_alone_it_stands_on_the_right() -> None:
    assert place([wanted(100, 100)], [], BOUNDS) == ["right"]


def test_at_the_right_edge_it_goes_left() -> None:
    assert place([wanted(380, 100)], [], BOUNDS) == ["left"]


def test_beside_a_plate_it_goes_elsewhere() -> None:
    assert place([wanted(100, 100)], [QRectF(110, 80, 200, 40)], BOUNDS) == ["left"]


def test_without_room_the_last_is_dropped() -> None:
    crowd = [wanted(200 + dx, 150 + dy) for dx in (0, 14) for dy in (0, 14, 28)]
    sides = place(crowd, [], BOUNDS)
    assert sides[0] is not None
    assert None in sides


def test_outside_the_map_there_is_none() -> None:
    assert place([wanted(-5, 100)], [], BOUNDS) == [None]


places = st.tuples(st.floats(0, 400), st.floats(0, 300), st.floats(30, 120))


@given(st.lists(places, max_size=25), st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), max_size=3))
def test_nothing_covers_anything(crowd: list[tuple[float, float, float]], plates: list[tuple[float, float]]) -> None:
    labels = [wanted(*each) for each in crowd]
    obstacles = [QRectF(x, y, 60, 40) for x, y in plates]
    sides = place(labels, obstacles, BOUNDS)
    boxes = [rectangle(label, side) for label, side in zip(labels, sides, strict=True) if side is not None]
    for at, box in enumerate(boxes):
        assert BOUNDS.contains(box)
        assert not any(box.intersects(other) for other in boxes[at + 1 :])
        assert not any(box.intersects(plate) for plate in obstacles)
    for label, side in zip(labels, sides, strict=True):
        for other in labels if side else []:
            if other is not label:
                assert not rectangle(label, side).contains(other.anchor)
