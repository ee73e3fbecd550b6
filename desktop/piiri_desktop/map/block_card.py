"""The card of the block that is pointed at: it rests in a corner of the map, out of the way of the hand.

It comes when the pointer has rested on a block, follows from block to block without a pause, and goes while anything is
dragged. It stays in its corner until the block or the pointer comes near; then it moves to another. It takes no mouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent

from piiri.i18n import tr

from ..panels.controls import letters
from ..panels.lettering import CENTRE, LEFT, RIGHT
from .block_words import BlockWords, block_words
from .plates import EDGE, Plate
from .scale_bar import bar_rectangle

if TYPE_CHECKING:
    from .canvas import MapView

DELAY_MS = 400
WIDTH = 232
_CLEAR = 28
"""Logical pixels kept free around the pointer and the block."""


class BlockCard(Plate):
    """The card; it shows the block of :attr:`Attention.hovered_face`."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, canvas.palette_)
        self._canvas = canvas
        self._words: BlockWords | None = None
        self._shown: tuple[int, int, int] | None = None
        self._corner = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Block pointed at"))
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(DELAY_MS)
        self._delay.timeout.connect(self._come)
        self.hide()

    @property
    def words(self) -> BlockWords | None:
        """What the card says; None while it is not shown."""
        return self._words if self.isVisible() else None

    def follow(self) -> None:
        """Another block is pointed at, or none, or the figures are others now."""
        canvas = self._canvas
        if canvas.attention.hovered_face < 0 or canvas.tool.busy or canvas.state.provisional:
            self.go()
        elif self.isVisible():
            self._come()
        elif not self._delay.isActive():
            self._delay.start()

    def go(self) -> None:
        """Go away until the pointer rests again."""
        self._delay.stop()
        self._shown = None
        self._canvas.hover.lead(None)
        self.hide()

    def set_look(self) -> None:
        """Take over theme and text scale from the map."""
        self.colours, self.text_scale = self._canvas.palette_, self._canvas.text_scale
        self._shown = None
        self.follow()
        self.update()

    def _come(self) -> None:
        canvas = self._canvas
        face = canvas.attention.hovered_face
        if not 0 <= face < canvas.state.plan.coverage.face_count or canvas.tool.busy or canvas.state.provisional:
            self.go()
            return
        key = (face, canvas.content.stage, canvas.state.revision)
        if key != self._shown:
            self._shown = key
            words = block_words(canvas.state, face, canvas.content.stage, canvas.content.middles[face])
            if words != self._words:
                self._words = words
                self.update()
            canvas.hover.lead(words.route)
        self.resize(self.sizeHint())
        place = self._place()
        if place is None:
            self.hide()  # there is no room that is not worked in
            return
        self.move(place.topLeft())
        self.show()

    # ------------------------------------------------------------------------------------------------ where
    def _place(self) -> QRect | None:
        """Return a corner away from the pointer, the block and the plates, and off the way to school where there is
        room; the one it is in, as long as it is good."""
        canvas = self._canvas
        kept_free = [QRect(plate.geometry()) for plate in canvas.furniture.plates]
        if canvas.pointer is not None:
            reach = _CLEAR + round(canvas.tool.reach_px)
            at = canvas.pointer.toPoint()
            kept_free.append(QRect(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))
        block = canvas.hover.block_rectangle()
        if not block.isEmpty():
            kept_free.append(block.adjusted(-8, -8, 8, 8))
        way = canvas.hover.way_rectangle()
        return (None if way.isEmpty() else self._free_corner([*kept_free, way])) or self._free_corner(kept_free)

    def _free_corner(self, kept_free: list[QRect]) -> QRect | None:
        corners = self._corners()
        for step in range(len(corners)):
            which = (self._corner + step) % len(corners)
            corner = corners[which]
            if self._canvas.rect().contains(corner) and not any(corner.intersects(other) for other in kept_free):
                self._corner = which
                return corner
        return None

    def _corners(self) -> list[QRect]:
        canvas, size = self._canvas, self.size()
        bar = bar_rectangle(canvas.view, canvas.text_scale).toAlignedRect()
        tool, zoom, legend = (plate.geometry() for plate in canvas.furniture.plates)
        right = canvas.width() - EDGE - size.width()
        below = zoom.bottom() + EDGE
        beside = zoom.left() - EDGE - size.width()
        under_tool = tool.bottom() + EDGE
        return [
            QRect(right, bar.top() - EDGE - size.height(), size.width(), size.height()),
            QRect(right, below, size.width(), size.height()),
            QRect(beside, under_tool, size.width(), size.height()),
            QRect(EDGE, under_tool, size.width(), size.height()),
            QRect(legend.right() + EDGE, canvas.height() - EDGE - size.height(), size.width(), size.height()),
        ]

    # ------------------------------------------------------------------------------------------------ look
    def sizeHint(self) -> QSize:
        t, words = letters(self.text_scale), self._words
        if words is None:
            return QSize(t.px(WIDTH), t.px(40))
        lines = 2 + len(words.groups) + len(words.schools) + bool(words.locked) + bool(words.crossings)
        grades = t.px(32) if words.grades else 0
        return QSize(t.px(WIDTH), lines * t.px(17) + grades + t.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        words = self._words
        if words is None:
            return
        painter = QPainter(self)
        t, p = letters(self.text_scale), self.colours
        line, left, wide = t.px(17), t.px(10), self.width() - 2 * t.px(10)
        row = QRectF(left, t.px(7), wide, line)
        t.body_bold.draw(painter, row, t.body_bold.elided(words.title, wide), p.text, LEFT)
        if words.locked:
            row.translate(0, line)
            t.caption.draw(painter, row, t.caption.elided(words.locked, wide), p.text, LEFT)
        row.translate(0, line)
        t.caption.draw(painter, row, t.caption.elided(words.pupils, wide), p.text_secondary, LEFT)
        row.translate(0, line + t.px(2))
        if words.grades:
            cell = wide / len(words.grades)
            for at, (grade, count) in enumerate(words.grades):
                box = QRectF(left + at * cell, row.top(), cell, t.px(14))
                t.caption.draw(painter, box, tr("{grade}.", grade=grade), p.text_secondary, CENTRE)
                quiet = count == "0"
                box = box.translated(0, t.px(14))
                (t.body if quiet else t.body_bold).draw(
                    painter, box, count, p.text_secondary if quiet else p.text, CENTRE
                )
            row.translate(0, t.px(32))
        for name, count, share in words.groups:
            percent = t.px(44)
            t.caption.draw(painter, row, t.caption.elided(name, wide - 2 * percent), p.text_secondary, LEFT)
            t.caption_medium.draw(painter, row.adjusted(0, 0, -percent, 0), count, p.text, RIGHT)
            t.caption.draw(painter, row, share, p.text_secondary, RIGHT)
            row.translate(0, line)
        row.translate(0, t.px(3))
        painter.fillRect(QRectF(left, row.top(), wide, 1), p.grid)
        row.translate(0, t.px(3))
        for at, (name, away) in enumerate(words.schools):
            face = t.caption_bold if at < words.own else t.caption
            room = wide - face.width(away) - t.px(8)
            face.draw(painter, row, face.elided(name, room), p.text if at < words.own else p.text_secondary, LEFT)
            face.draw(painter, row, away, p.text if at < words.own else p.text_secondary, RIGHT)
            row.translate(0, line)
            if words.crossings and at == words.own - 1:
                t.caption.draw(painter, row, t.caption.elided(words.crossings, wide), p.text_secondary, LEFT)
                row.translate(0, line)
