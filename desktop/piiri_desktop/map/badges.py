"""Small plates in the middle of areas: a lock on what is locked, the word *Unassigned* on what belongs to no school.

The areas are found anew when the plan's locks or catchments differ, never while something is dragged; at each view the
plates find a place near the middle that covers no school, label or other plate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QRegion

from piiri.i18n import tr
from piiri.model.arrays import BoolArray, FloatArray
from piiri.model.plan import UNASSIGNED, Plan
from piiri.parts import components

from ..icons import picture
from ..palette import Palette
from ..panels.lettering import LEFT, Lettering
from .view import View

MOST, SMALLEST_PX, TRIED = 40, 22.0, 12
"""So many plates at most, on areas at least so wide, each tried at so many blocks."""


@dataclass(frozen=True, eq=False, slots=True)
class Area:
    """Blocks that hang together and share a plate.

    Attributes
    ----------
    kind
        ``"lock"`` or ``"unassigned"``.
    places
        (P, 2) metres: the inner points of its blocks, those nearest to the middle first.
    across_m
        Metres: the side of a square as large.
    """

    kind: str
    places: FloatArray
    across_m: float


def areas_of(kind: str, plan: Plan, mine: BoolArray, middles: FloatArray) -> list[Area]:
    """Return the parts of some blocks that hang together, the largest first.

    Parameters
    ----------
    kind
        What their plate says.
    plan
        Gives the blocks.
    mine
        (F,) True for the blocks.
    middles
        (F, 2) metres, a point inside each block.
    """
    faces = np.flatnonzero(mine)
    if not len(faces):
        return []
    part = components(plan.coverage.topology, mine.astype(np.int8))[faces]
    size = plan.coverage.areas_m2
    found = []
    for each in np.unique(part).tolist():
        own = faces[part == each]
        middle = np.average(middles[own], axis=0, weights=size[own])
        order = np.argsort(np.hypot(*(middles[own] - middle).T), kind="stable")[:TRIED]
        found.append(Area(kind, middles[own[order]], float(np.sqrt(size[own].sum()))))
    return sorted(found, key=lambda area: -area.across_m)


class Badges:
    """The plates of a map."""

    def __init__(self) -> None:
        self._areas: list[Area] = []
        self._key: tuple[object, ...] = ()
        self._placed: list[tuple[str, QRectF]] = []

    @property
    def placed(self) -> list[tuple[str, QRectF]]:
        """What each plate says and where it lies, logical pixels."""
        return self._placed

    def arrange(
        self,
        view: View,
        plan: Plan,
        stage: int,
        locked: BoolArray,
        middles: FloatArray,
        letters: Lettering,
        obstacles: list[QRectF],
    ) -> None:
        """Find the areas where they may be others now, and places for their plates."""
        key = (plan.catchment_of_face, plan.coverage, locked, stage)
        if len(key) != len(self._key) or any(one is not other for one, other in zip(key, self._key, strict=True)):
            self._key = key
            catchment = plan.catchment_of_face[stage : stage + 1] if stage >= 0 else plan.catchment_of_face
            bare: BoolArray = np.asarray((catchment < 0).all(axis=0))
            self._areas = areas_of("lock", plan, locked, middles) + areas_of("unassigned", plan, bare, middles)
        self._placed = []
        taken = list(obstacles)
        bounds = QRectF(0, 0, view.width, view.height)
        for area in self._areas:
            if area.across_m / view.metres < SMALLEST_PX * letters.scale or len(self._placed) >= MOST:
                continue
            box = self._place(area, view, letters, bounds, taken)
            if box is not None:
                self._placed.append((area.kind, box))
                taken.append(box)

    def _place(self, area: Area, view: View, letters: Lettering, bounds: QRectF, taken: list[QRectF]) -> QRectF | None:
        high = letters.px(20)
        wide = high if area.kind == "lock" else letters.body.width(tr("Unassigned")) + letters.px(30)
        for x, y in view.to_screen(area.places).tolist():
            box = QRectF(round(x - wide / 2), round(y - high / 2), round(wide), high)
            if bounds.contains(box) and not any(box.intersects(other) for other in taken):
                return box
        return None

    def clear(self) -> None:
        """Show none until the hand rests."""
        self._placed = []

    def kind_at(self, at: QPointF) -> str:
        """Return what the plate under a logical pixel says, empty for none."""
        return next((kind for kind, box in self._placed if box.contains(at)), "")

    def region(self) -> QRegion:
        """Return what they cover."""
        region = QRegion()
        for _, box in self._placed:
            region += QRegion(box.toAlignedRect())
        return region

    def paint(self, painter: QPainter, region: QRegion, p: Palette, t: Lettering, ratio: float, target: int) -> None:
        """Paint those that meet a region; *Unassigned* as the target has the accent's edge, as a school's label has."""
        for kind, box in self._placed:
            if not region.intersects(QRect(box.toAlignedRect())):
                continue
            aimed_at = kind == "unassigned" and target == UNASSIGNED
            edge = 2.0 if aimed_at else 1.0
            painter.setPen(QPen(p.accent if aimed_at else p.control, edge))
            painter.setBrush(p.plate)
            painter.drawRoundedRect(box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 3, 3)
            if kind == "lock":
                size = t.px(12)
                at = QPointF(box.center().x() - size / 2, box.center().y() - size / 2)
                painter.drawPixmap(at, picture("lock", p.text_secondary, size, ratio))
                continue
            ring = QRectF(box.left() + t.px(8), box.center().y() - t.px(4), t.px(8), t.px(8))
            painter.setPen(QPen(p.accent if aimed_at else p.text, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring)
            t.body.draw(painter, box.adjusted(t.px(22), 0, 0, 0), tr("Unassigned"), p.text, LEFT)
