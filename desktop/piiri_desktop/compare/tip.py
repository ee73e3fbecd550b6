"""What the label at the pointer says of a block on each map, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from piiri.i18n import distance, share, tr, trn
from piiri.indicators import at_least

from ..palette import Palette
from ..panels.controls import letters
from .colouring import Picture

_PAD, _AWAY = 10, 16


@dataclass(frozen=True, slots=True)
class TipText:
    """A bold line and plain ones."""

    title: str
    lines: tuple[str, ...]


def tip_of(picture: Picture, face: int) -> TipText:
    """Return what is said of a block: whose it is, how full that school is, who lives in the block."""
    plan, evaluation = picture.counted.plan, picture.counted.evaluation
    stage = picture.scene.stage
    key = plan.coverage.face_ids[face]
    lives = at_least.pupils(int(picture.pupils_of_face[face]), int(picture.untold_of_face[face]))
    block = tr("Block {block}: {pupils}", block=key, pupils=lives)
    if stage < 0:
        return TipText(block, tuple(_of_stages(picture, face)))
    catchment = int(plan.catchment_of_face[stage, face])
    if catchment < 0:
        return TipText(tr("No catchment"), (block,))
    lines = []
    schools = plan.catchments.schools_of(catchment).tolist()
    untold = at_least.of_schools(evaluation.table, len(plan.schools))
    for school in schools:
        pupils, places = float(evaluation.school_pupils[school]), int(evaluation.school_places[school])
        cells = float(untold[school])
        parts = [at_least.pupils(round(pupils), cells)]
        if places >= 0:
            parts.append(trn("{n} place", "{n} places", places))
            parts.append(at_least.sign(share(float(evaluation.school_use[school])), cells))
        rows = np.flatnonzero((evaluation.table.stage == stage) & (evaluation.table.school == school))
        if len(rows) and np.isfinite(evaluation.mean_distance_m[rows[0]]):
            parts.append(tr("mean distance {distance}", distance=distance(float(evaluation.mean_distance_m[rows[0]]))))
        said = ", ".join(parts)
        lines.append(said if len(schools) == 1 else f"{plan.schools.names[school]}: {said}")
    return TipText(plan.catchments.names[catchment], (*lines, block))


def _of_stages(picture: Picture, face: int) -> list[str]:
    plan = picture.counted.plan
    found = []
    for stage, row in zip(plan.stages, plan.catchment_of_face[:, face].tolist(), strict=True):
        name = plan.catchments.names[row] if row >= 0 else tr("No catchment")
        found.append(f"{tr(stage.name)}: {name}")
    return found


def paint_tip(painter: QPainter, tip: TipText, at: QPointF, bounds: QRectF, p: Palette, scale: float) -> None:
    """Paint a label beside a place, inside ``bounds``, in the inverse of the theme."""
    type_ = letters(scale)
    width = max(type_.body_bold.width(tip.title), *(type_.caption.width(line) for line in tip.lines)) + 2 * _PAD * scale
    height = type_.body_bold.line + len(tip.lines) * (type_.caption.line + 2) + 12 * scale
    away = _AWAY * scale
    left = at.x() + away if at.x() + away + width <= bounds.right() - 4 else at.x() - away - width
    top = at.y() + away if at.y() + away + height <= bounds.bottom() - 4 else at.y() - away - height
    left = max(bounds.left() + 4, min(left, bounds.right() - 4 - width))
    top = max(bounds.top() + 4, min(top, bounds.bottom() - 4 - height))
    box = QRectF(round(left), round(top), round(width), round(height))
    painter.setPen(QPen(p.tip_text, 1))
    painter.setBrush(p.tip)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    x, y = box.left() + _PAD * scale, box.top() + 6 * scale
    type_.body_bold.draw(painter, QRectF(x, y, width, type_.body_bold.line), tip.title, p.tip_text)
    y += type_.body_bold.line
    quiet = QColor(p.tip_text)
    quiet.setAlphaF(0.86)
    for line in tip.lines:
        type_.caption.draw(painter, QRectF(x, y, width, type_.caption.line + 2), line, quiet)
        y += type_.caption.line + 2
