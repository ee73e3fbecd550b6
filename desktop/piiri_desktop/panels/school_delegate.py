"""Paints the cells of the schools table: signs, names, numbers, and use as a bar with its value before."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from piiri.i18n import tr

from ..bridge import Attention
from ..palette import Palette
from .controls import draw_icon
from .lettering import RIGHT, Lettering, lettering
from .page_parts import digits
from .school_columns import NAME, USE
from .school_model import Index, SchoolModel

GUTTER = 26
SIDE = 6
TRACK_END = 1.25
"""The use, as a share of the places, at the right end of the track."""
NARROWEST_BAR, WIDEST_BAR, BAR = 52, 72, 8


class SchoolDelegate(QStyledItemDelegate):
    """Paints a cell.

    Parameters
    ----------
    model
        Gives texts and figures.
    attention
        Which school is the target, and which is pointed at.
    """

    def __init__(self, model: SchoolModel, attention: Attention, palette: Palette, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._model, self._attention = model, attention
        self.palette = palette
        self.letters: Lettering = lettering()
        self.percent_width = 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(48, self.letters.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p = self._model, self.palette
        school, key = model.schools[index.row()], model.keys[index.column()]
        rect = QRectF(option.rect)
        target = school == self._attention.target
        hovered = school == self._attention.hovered_school
        painter.fillRect(rect, p.tint if target else p.hover if hovered else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        if key == NAME:
            self._paint_name(painter, rect, school, target)
        elif key == USE:
            self._paint_use(painter, rect, school)
        else:
            quiet = model.rows.locked[school] or model.rows.closed[school] or model.is_zero(key, school)
            colour = p.text_secondary if quiet else p.text
            self.letters.body.draw(painter, rect.adjusted(0, 0, -SIDE, 0), model.text(key, school), colour, RIGHT)
        if self._view.hasFocus() and self._is_current(index):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(p.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _is_current(self, index: Index) -> bool:
        current = self._view.currentIndex()
        return bool(current.row() == index.row() and current.column() == index.column())

    def _paint_name(self, painter: QPainter, rect: QRectF, school: int, target: bool) -> None:
        p, t, rows = self.palette, self.letters, self._model.rows
        size, locked = t.px(14), bool(rows.locked[school])
        y = rect.center().y() - size / 2
        if rows.now.over[school]:
            draw_icon(painter, "problem", p.bad, 8, y, size)
        elif rows.closed[school]:
            draw_icon(painter, "closed", p.text_secondary, 8, y, size)
        elif locked:
            draw_icon(painter, "lock", p.text_secondary, 8, y, size)
        elif rows.opens[school]:
            draw_icon(painter, "new_school", p.accent if target else p.text, 8, y, size)
        elif target:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.accent)
            painter.drawEllipse(QPointF(8 + size / 2, rect.center().y()), t.px(10) / 2, t.px(10) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left = gutter(t) + 4.0
        right = rect.right() - SIDE
        both = locked and bool(rows.now.over[school] or rows.closed[school])
        face = t.body_bold if target else t.body
        fate = "" if USE in self._model.keys and rows.closed[school] else self._model.fate(school)
        fate_wide = t.caption.width(fate) + 8 if fate else 0.0
        if fate_wide and right - left - fate_wide < face.width(rows.names[school]) + (size + 4 if both else 0):
            fate, fate_wide = "", 0.0  # the name goes first: the sign and the tooltip say it as well
        text = face.elided(rows.names[school], right - left - (size + 4 if both else 0) - fate_wide)
        quiet = locked or bool(rows.closed[school])
        if fate:
            room = QRectF(right - fate_wide, rect.top(), fate_wide, rect.height())
            t.caption.draw(painter, room, fate, p.text_secondary, RIGHT)
        if both:
            draw_icon(painter, "lock", p.text_secondary, left + face.width(text) + 4, y, size)
        face.draw(
            painter, QRectF(left, rect.top(), right - left, rect.height()), text, p.text_secondary if quiet else p.text
        )

    def _paint_use(self, painter: QPainter, rect: QRectF, school: int) -> None:
        p, t, rows = self.palette, self.letters, self._model.rows
        use, before = float(self._model.rows.now.use[school]), float(rows.before.use[school])
        text, over = self._model.shown_text(USE, school), bool(rows.now.over[school])
        face = t.body_bold if over else t.body
        colour = p.bad if over else p.text_secondary if rows.locked[school] or rows.closed[school] else p.text
        face.draw(painter, rect.adjusted(0, 0, -SIDE, 0), text, colour, RIGHT)
        if np.isnan(use) or not np.isfinite(use) or rows.closed[school]:
            return
        x = round(rect.left()) + 10
        width = min(WIDEST_BAR, int(rect.right() - SIDE - self.percent_width - 6 - x))
        other = float(rows.now.elsewhere[school]) / max(int(rows.now.places[school]), 1)
        track = QRect(x, round(rect.center().y() - BAR / 2), width, BAR)
        paint_use_bar(painter, self.palette, track, use, before, other)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        school = self._model.rows.names[self._model.schools[index.row()]]
        editor.setAccessibleName(tr("Places of {school}; empty where not known", school=school))
        editor.setToolTip(editor.accessibleName())
        editor.setValidator(digits(5, editor))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFont(self.letters.body.font)
        editor.setProperty("own_focus", True)
        editor.setStyleSheet(
            f"border: 2px solid {self.palette.accent.name()}; border-radius: 0; padding: 0 3px; min-height: 0;"
            f"background: {self.palette.surface.name()}; color: {self.palette.text.name()};"
        )
        return editor


def gutter(letters: Lettering) -> int:
    """Return how much room the signs before a name take, logical pixels."""
    return GUTTER if letters.scale == 1.0 else letters.px(14) + 12


def paint_use_bar(painter: QPainter, p: Palette, track: QRect, use: float, before: float, other: float = 0.0) -> None:
    """Paint how full a school is: the bar now, what is over 100 % in ``bad``, a dashed line at 100 %, a tick before.

    The pupils of other grades come last and paler, so that the bar agrees with the pupils of the grades shown.

    Parameters
    ----------
    track
        The whole track, 0 to 125 %.
    use, before
        Pupils divided by places now and in the plan compared with; ``before`` may be NaN or infinite.
    other
        The part of ``use`` that pupils of other grades make up.
    """
    painter.fillRect(track, p.bar_track)
    unit = track.width() / TRACK_END
    now = min(use, TRACK_END) * unit
    full = min(now, unit)
    own = min(max(use - other, 0.0) * unit, full)
    painter.fillRect(QRectF(track.left(), track.top(), own, track.height()), p.bar)
    pale = QColor(p.bar)
    pale.setAlphaF(0.5)
    painter.fillRect(QRectF(track.left() + own, track.top(), full - own, track.height()), pale)
    if now > full:
        painter.fillRect(QRectF(track.left() + full, track.top(), now - full, track.height()), p.bad)
    x = track.left() + round(unit) + 0.5
    pen = QPen(p.text_secondary, 1, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([2, 1])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x, track.top() - 2), QPointF(x, track.bottom() + 3))
    if np.isfinite(before) and round(before * 1000) != round(use * 1000):
        tick = track.left() + round(min(before, TRACK_END) * unit)
        painter.fillRect(QRect(tick - 2, track.top() - 3, 4, track.height() + 6), p.surface)
        painter.fillRect(QRect(tick - 1, track.top() - 3, 2, track.height() + 6), p.text)
