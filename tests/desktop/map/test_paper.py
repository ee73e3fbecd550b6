"""The rolled paper: whatever way the view goes, each place keeps its pixels, and only what is unrolled is fresh."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from piiri_desktop.map.paper import MARGIN, Paper
from piiri_desktop.map.view import View

VIEW = View(1_000.0, 2_000.0, 2.0, 300, 200)


def cells(part: QRect) -> np.ndarray:
    """A number for each pixel of a part of the paper, by its place on it."""
    x = np.arange(part.left(), part.right() + 1)
    y = np.arange(part.top(), part.bottom() + 1)[:, None]
    return ((x * 7919 + y * 104729) % 1_000_003).astype(np.int32)


def draw(paper: Paper, region: QRegion) -> None:
    for strip in region:
        for part in paper.parts(strip):
            paper.faces[paper.slices(part)] = cells(part)
            paper.picture.pixels[paper.slices(part)] = cells(part).astype(np.uint32) | 0xFF000000


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_random_way_over_the_paper(qapp: QApplication, ratio: float) -> None:
    view = View(VIEW.x, VIEW.y, VIEW.metres, VIEW.width, VIEW.height, ratio)
    paper, rng = Paper(view), np.random.default_rng(3)
    draw(paper, QRegion(paper.whole))
    drawn, unrolled = QRegion(paper.whole), 0
    for _ in range(200):
        view = view.panned(*rng.normal(0, 40, 2))
        fresh = paper.roll(view)
        assert fresh is not None
        assert paper.whole.contains(paper.window)
        assert (drawn & fresh).isEmpty()
        draw(paper, fresh)
        unrolled += sum(strip.width() * strip.height() for strip in fresh)
        drawn = (drawn & QRegion(paper.whole)) + fresh
        assert drawn == QRegion(paper.whole)
        rows, columns = np.arange(paper.window.height())[:, None], np.arange(paper.window.width())
        assert np.array_equal(paper.faces_at(columns, rows), cells(paper.window))
        image = paper.image()
        seen = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
        assert np.array_equal(seen & 0xFFFFFF, cells(paper.window).astype(np.uint32))
        painted = QImage(image.size(), image.format())
        painted.setDevicePixelRatio(ratio)
        painter = QPainter(painted)
        paper.blit(painter, view)
        painter.end()
        painted.setDevicePixelRatio(1.0)
        image.setDevicePixelRatio(1.0)
        assert painted == image
    assert unrolled > 0


def test_a_place_under_the_window_lies_where_the_view_says(qapp: QApplication) -> None:
    paper, view = Paper(VIEW), VIEW
    for way in ((500.0, 0.0), (0.0, -350.0), (-120.0, 77.0), (-400.0, 300.0)):
        view = view.panned(*way)
        assert paper.roll(view) is not None
        x, y = paper.view.to_device(np.array(view.to_map(0, 0)))
        assert (round(x), round(y)) == (paper.window.left(), paper.window.top())


def test_small_moves_unroll_nothing(qapp: QApplication) -> None:
    paper = Paper(VIEW)
    fresh = paper.roll(VIEW.panned(-40, 30))
    assert fresh is not None
    assert fresh.isEmpty()


def test_parts_cover_a_rectangle_without_overlap(qapp: QApplication) -> None:
    paper = Paper(VIEW)
    size = paper.whole.size()
    area = QRect(-size.width() // 2, -30, size.width() + 10, 90)
    parts = list(paper.parts(area))
    assert sum(part.width() * part.height() for part in parts) == area.width() * area.height()
    together = QRegion()
    for part in parts:
        together += QRegion(part)
        assert QRect(0, 0, size.width(), size.height()).contains(paper.in_picture(part))
    assert together == QRegion(area)
    assert paper.within_seams(area) == parts[0]


def test_what_is_cleared_names_no_block(qapp: QApplication) -> None:
    paper = Paper(VIEW)
    draw(paper, QRegion(paper.whole))
    hole = QRect(MARGIN + 20, MARGIN + 10, 30, 40)
    paper.clear(QRegion(hole), QColor("#123456"))
    assert paper.faces_at(np.array(25), np.array(15)) == -1
    assert paper.image().pixelColor(25, 15) == QColor("#123456")
    assert paper.faces_at(np.array(5), np.array(5)) >= 0


def test_beside_the_view_there_is_no_block(qapp: QApplication) -> None:
    paper = Paper(VIEW)
    draw(paper, QRegion(paper.whole))
    found = paper.faces_at(np.array([-1, 0, 299, 300]), np.array([5, 5, 199, 200]))
    assert found[[0, 3]].tolist() == [-1, -1]
    assert (found[[1, 2]] >= 0).all()


@pytest.mark.parametrize(
    "elsewhere", [VIEW.zoomed(1.25, 10, 10), VIEW.panned(2_000, 0), VIEW.resized(310, 200, 1.0), VIEW.panned(0, 9_000)]
)
def test_another_scale_or_a_far_place_needs_other_paper(qapp: QApplication, elsewhere: View) -> None:
    paper = Paper(VIEW)
    assert paper.roll(elsewhere) is None
    assert paper.seen == VIEW
