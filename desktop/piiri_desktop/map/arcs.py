"""Flows of pupils over the map: arcs between the school that pupils are assigned to and the one they attend.

Shown while the panel of the indicators shows who attends where, for the school pointed at, else the target: who comes
(solid, in the accent) and who goes elsewhere (dashed). An arc is as wide as there are pupils, its head says the
direction, and the number stands on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QRegion

from piiri.i18n import number

from ..panels.controls import letters
from ..panels.lettering import CENTRE
from .strokes import draw_cased

if TYPE_CHECKING:
    from .canvas import MapView

WIDEST, NARROWEST, BEND = 10.0, 1.5, 0.22
MOST_NUMBERS = 12
"""So many arcs, the widest, have their number written on them."""


@dataclass(frozen=True)
class Arc:
    """Pupils on their way from one school to another."""

    start: int
    end: int
    pupils: int


class FlowArcs:
    """The arcs of one map.

    Parameters
    ----------
    canvas
        The map; its attention says whether flows are shown, and of which school.
    """

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._shown = False
        attention = canvas.attention
        for signal in (attention.flows_changed, attention.school_hovered, attention.target_changed):
            signal.connect(self._look_again)

    @property
    def school(self) -> int:
        """The school whose flows are shown, −1 for none."""
        attention = self._canvas.attention
        if not attention.flows_shown:
            return -1
        return attention.hovered_school if attention.hovered_school >= 0 else max(attention.target, -1)

    def arcs(self) -> list[Arc]:
        """Return the arcs of the school, those of most pupils last."""
        canvas, school = self._canvas, self.school
        state = canvas.bridge.session.committed
        if school < 0 or school >= len(state.plan.schools):
            return []
        stage = canvas.content.stage
        flows = state.flows(None if stage < 0 else stage, self._canvas.attention.flow_group)
        if flows is None:
            return []
        out = [Arc(school, h, int(n)) for h, n in enumerate(flows.between[school]) if n and h != school]
        come = [Arc(h, school, int(n)) for h, n in enumerate(flows.between[:, school]) if n and h != school]
        return sorted((*out, *come), key=lambda arc: arc.pupils)

    def _look_again(self, *_: object) -> None:
        if self._canvas.attention.flows_shown or self._shown:
            self._canvas.update()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint the arcs, unless something is being dragged or the paper moves."""
        canvas = self._canvas
        self._shown = False
        if not canvas.attention.flows_shown or canvas.tool.busy or not canvas.frame_is_current:
            return
        found = self.arcs()
        if not found:
            return
        self._shown = True
        p, plan = canvas.palette_, canvas.bridge.session.committed.plan
        most = found[-1].pupils
        numbers = []
        for position, arc in enumerate(found):
            one, other = (QPointF(*xy) for xy in canvas.view.to_screen(plan.schools.xy[[arc.start, arc.end]]).tolist())
            path, middle, tip, back = _curve(one, other)
            if path is None:
                continue
            comes = arc.end == self.school
            width = max(NARROWEST, WIDEST * arc.pupils / most)
            colour = p.accent if comes else p.text
            draw_cased(painter, path, colour, width, p.catchment_casing, width + 2, () if comes else (3 * 2.0, 2 * 2.0))
            _head(painter, tip, back, width, colour, p.catchment_casing)
            if position >= len(found) - MOST_NUMBERS:
                numbers.append((middle, number(arc.pupils)))
        face = letters(canvas.text_scale).caption_bold
        for middle, text in numbers:
            wide = face.width(text) + 6
            box = QRectF(middle.x() - wide / 2, middle.y() - face.line / 2, wide, face.line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.plate)
            painter.drawRoundedRect(box, 3, 3)
            face.draw(painter, box, text, p.text, CENTRE)


def _curve(one: QPointF, other: QPointF) -> tuple[QPainterPath | None, QPointF, QPointF, QPointF]:
    """A bent line between two places, its middle, its tip, and a point behind the tip; None where they are one."""
    dx, dy = other.x() - one.x(), other.y() - one.y()
    length = math.hypot(dx, dy)
    if length < 24:
        return None, one, one, one
    # bent to the left of the way, so that there and back do not lie on each other
    control = QPointF((one.x() + other.x()) / 2 + dy * BEND, (one.y() + other.y()) / 2 - dx * BEND)
    path = QPainterPath(_at(one, control, other, 8 / length))
    path.quadTo(control, _at(one, control, other, 1 - 16 / length))
    return path, _at(one, control, other, 0.5), _at(one, control, other, 1 - 9 / length), path.currentPosition()


def _at(one: QPointF, control: QPointF, other: QPointF, t: float) -> QPointF:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return QPointF(a * one.x() + b * control.x() + c * other.x(), a * one.y() + b * control.y() + c * other.y())


def _head(painter: QPainter, tip: QPointF, back: QPointF, width: float, colour: QColor, casing: QColor) -> None:
    dx, dy = tip.x() - back.x(), tip.y() - back.y()
    length = math.hypot(dx, dy) or 1.0
    half = width / 2 + 3
    across = QPointF(-dy / length * half, dx / length * half)
    painter.setPen(QPen(casing, 1))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([tip, back + across, back - across]))
