"""The block that the arrow keys have reached: outlined while the map has the focus, and read out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from piiri.model.arrays import Array, FloatArray

from .block_words import block_words
from .classes import value_text
from .lines import path_of
from .strokes import draw_cased

if TYPE_CHECKING:
    from .canvas import MapView


def next_block(face: int, direction: tuple[int, int], neighbours: Array, middles: FloatArray) -> int:
    """Return the neighbour that lies most nearly in a direction, ``face`` itself where none does.

    Parameters
    ----------
    face
        Where the keys are.
    direction
        East and north, one of them 0.
    neighbours
        Blocks that share an edge with it.
    middles
        (F, 2) a point inside each block, metres.
    """
    if not len(neighbours):
        return face
    way = middles[neighbours] - middles[face]
    length = np.hypot(way[:, 0], way[:, 1])
    along = (way @ np.array(direction, dtype=np.float64)) / np.maximum(length, 1e-9)
    ahead = np.flatnonzero(along > 0.3)
    if not len(ahead):
        return face
    # straight ahead counts more than near
    best = ahead[np.argmin(length[ahead] / along[ahead] ** 3)]
    return int(neighbours[best])


class FocusBlock:
    """The keyboard's place on the map; ``face`` is −1 where it has none."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self.face = -1

    def step(self, direction: tuple[int, int]) -> None:
        """Go to the next block in a direction (east, north); the first step lands in the middle of the view."""
        canvas = self._canvas
        canvas.pointer = None
        if self.face < 0:
            self.face = self._first()
        else:
            around = canvas.state.plan.coverage.topology.neighbours(self.face)
            self.face = next_block(self.face, direction, around, canvas.content.middles)
        self._follow()
        if self.face >= 0:
            canvas.attention.hover_face(self.face)
            canvas.say(self.words())

    def _first(self) -> int:
        canvas = self._canvas
        view = canvas.view
        face = canvas.frame.face_at(view.width / 2, view.height / 2)
        middles = canvas.content.middles
        if face < 0 and len(middles):
            face = int(np.argmin(((middles - (view.x, view.y)) ** 2).sum(axis=1)))
        return face

    def _follow(self) -> None:
        """Bring the block into view."""
        canvas = self._canvas
        if self.face < 0:
            return
        x, y = canvas.view.to_screen(canvas.content.middles[self.face])
        if not (40 <= x <= canvas.width() - 40 and 40 <= y <= canvas.height() - 40):
            place = canvas.content.middles[self.face]
            canvas.look_at(canvas.view.centred(float(place[0]), float(place[1])))

    def leave(self) -> None:
        """Go nowhere."""
        self.face = -1
        self._canvas.attention.hover_face(-1)

    def words(self) -> str:
        """Describe the block: its id, its school, its pupils, how far the schools are, and the figure shown."""
        canvas = self._canvas
        content = canvas.content
        if self.face < 0:
            return ""
        parts = [block_words(canvas.state, self.face, content.stage, content.middles[self.face]).spoken]
        indicator = content.indicator
        if indicator is not None and indicator.key != "pupils":
            parts.append(f"{content.classes.title}: {value_text(indicator, self.face)}")
        return ", ".join(parts)

    def path(self) -> QPainterPath:
        """Return its outline in logical pixels."""
        canvas = self._canvas
        if self.face < 0 or not canvas.hasFocus() or not canvas.frame_is_current:
            return QPainterPath()
        mine = np.arange(canvas.state.plan.coverage.face_count) == self.face
        return path_of(*canvas.frame.outline(mine))

    def region(self) -> QRegion:
        """Return what :meth:`paint` covers."""
        path = self.path()
        if path.isEmpty():
            return QRegion()
        return QRegion(path.boundingRect().toAlignedRect().adjusted(-4, -4, 4, 4))

    def paint(self, painter: QPainter) -> None:
        """Outline the block."""
        path = self.path()
        if not path.isEmpty():
            p = self._canvas.palette_
            draw_cased(painter, path, p.accent, 3.0, p.catchment_casing, 6.0)
