"""The bars of the funding table: an amount by its parts between floor and ceiling, and a gain or a loss.

Parts are told apart by their pattern, floor and ceiling by brackets that open towards what is allowed, and all of it is
said in words in the cell's tooltip: no colour is needed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ..palette import Palette
from .funding_rows import FundingRows

HEIGHT = 8
"""Of a bar, logical pixels; the brackets stand out above and below."""
_STEP = 4


def paint_pattern(painter: QPainter, box: QRect, kind: int, p: Palette) -> None:
    """Paint a segment in the pattern of a kind: full, strokes that rise, upright, fall, lie."""
    if box.width() <= 0:
        return
    painter.fillRect(box, p.bar if kind == 0 else p.bar_track)
    if kind == 0:
        return
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, kind in (1, 3))
    painter.setPen(QPen(p.bar, 1.5 if kind in (1, 3) else 1))
    top, bottom, tall = box.top(), box.bottom() + 1, box.height()
    if kind == 4:
        for y in range(top + 1, bottom, 3):
            painter.drawLine(box.left(), y, box.right() + 1, y)
    else:
        x = box.left() - box.left() % _STEP - tall
        while x < box.right() + tall + _STEP:
            lean = {1: tall, 2: 0, 3: -tall}[kind]
            painter.drawLine(QPointF(x, bottom), QPointF(x + lean, top))
            x += _STEP
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(p.bar, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0, 0, -1, -1))
    painter.restore()


def paint_bracket(painter: QPainter, x: int, middle: int, floor: bool, colour: QColor, ground: QColor) -> None:
    """Paint ``[`` for a floor, ``]`` for a ceiling, at the amount it stands for."""
    top, tall, reach = middle - HEIGHT // 2 - 2, HEIGHT + 4, 4
    left = x if floor else x - reach
    painter.fillRect(QRect(left - 1, top - 1, reach + 2, 3), ground)
    painter.fillRect(QRect(left - 1, top + tall - 2, reach + 2, 3), ground)
    for y in (top, top + tall - 1):
        painter.fillRect(QRect(left, y, reach, 1), colour)
    painter.fillRect(QRect(x if floor else x - 1, top, 2, tall), colour)


def paint_amount(painter: QPainter, box: QRectF, rows: FundingRows, at: int, scale: float, p: Palette) -> None:
    """Paint an amount by its parts; what was taken off stands hollow behind it, what was added has a dark edge."""
    parts, middle = rows.parts, round(box.center().y())
    left, wide = round(box.left()), int(box.width())
    top = middle - HEIGHT // 2

    def reach(steps: int) -> int:
        return left + round(min(1.0, max(0.0, steps / scale)) * wide)

    paid, reached = rows.allocation.amounts[at], 0
    painter.fillRect(QRect(left, top + HEIGHT - 1, wide, 1), p.bar_track)
    for kind, amount in enumerate(parts.amounts[:, at].tolist()):
        start, end = reach(min(reached, paid)), reach(min(reached + amount, paid))
        if amount and not reached:
            end = max(end, start + 2)  # not nothing
        paint_pattern(painter, QRect(start, top, end - start, HEIGHT), kind, p)
        reached += amount
    painter.setPen(QPen(p.control, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    start, end = reach(paid), reach(reached)
    if abs(end - start) > 1:
        first, last = min(start, end), max(start, end)
        if reached < paid:
            painter.fillRect(QRect(first, top, last - first, HEIGHT), p.surface)
            painter.setPen(QPen(p.text, 1))
        painter.drawRect(QRect(first, top, last - first - 1, HEIGHT - 1))
    if parts.has_floor[at]:
        held = rows.held(at) == "floor"
        paint_bracket(painter, reach(int(parts.low[at])), middle, True, p.text if held else p.control, p.surface)
    if parts.has_cap[at]:
        held = rows.held(at) == "cap"
        paint_bracket(painter, reach(int(parts.high[at])), middle, False, p.text if held else p.control, p.surface)


def paint_change(painter: QPainter, box: QRectF, rows: FundingRows, at: int, scale: float, p: Palette) -> None:
    """Gain to the right, loss to the left of a line in the middle; the tick is before what is under way, the brackets
    are how much the school may lose and gain."""
    half = int(box.width()) // 2
    line, middle = round(box.left()) + half, round(box.center().y())
    top, change = middle - HEIGHT // 2, int(rows.change[at])

    def reach(steps: int) -> int:
        return line + round(min(1.0, max(-1.0, steps / scale)) * half)

    now = reach(change)
    painter.fillRect(QRect(min(line, now), top, abs(now - line), HEIGHT), p.diverging[-1 if change > 0 else 0])
    painter.fillRect(QRect(line, top - 3, 1, HEIGHT + 6), p.control)
    paid, parts, held = rows.allocation.amounts[at], rows.parts, rows.held(at)
    for floor, there, bound in ((True, parts.has_floor, parts.low), (False, parts.has_cap, parts.high)):
        allowed = change + int(bound[at]) - paid
        if there[at] and abs(allowed) <= scale:
            strong = held == ("floor" if floor else "cap")
            paint_bracket(painter, reach(allowed), middle, floor, p.text if strong else p.control, p.surface)
    if rows.stroke[at]:
        tick = reach(change - int(rows.stroke[at]))
        painter.fillRect(QRect(tick - 2, top - 3, 4, HEIGHT + 6), p.surface)
        painter.fillRect(QRect(tick - 1, top - 3, 2, HEIGHT + 6), p.text)
