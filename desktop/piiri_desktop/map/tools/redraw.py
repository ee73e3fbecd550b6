"""Redraw border: draw where the border of a catchment shall run. Blocks are split along the line, and what lies on the
other side of it goes over. Where strokes hold for all stages, the borders of the same school that run there at other
stages follow the line too, as one step; which ones is said at the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QRegion

from piiri.edits import Edit, RedrawBorder, Together
from piiri.i18n import tr
from piiri.session import State

from ...palette import BODY, font
from ..moves import border_tip
from ..scene import NOWHERE, leading_school, target_catchment
from ..snapping import BORDER_PX, Place, border_near
from ..tip import Tip
from .line import LineTool

if TYPE_CHECKING:
    from ..canvas import MapView

_MOST_NAMES, _TRIED = 6, 8


class Redraw(LineTool):
    """Draws the border of a catchment anew."""

    name = "redraw"
    icon = "redraw"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._sides: tuple[int, int] | None = None
        self._stages: tuple[int, ...] = ()
        self._takers: list[tuple[str, list[Place]]] = []

    @property
    def title(self) -> str:
        return tr("Redraw border")

    def idle_hint(self) -> str:
        return tr("Draw from border to border: drag freely, or click corners. By keys: arrows, Tab to a corner, Enter.")

    def waiting_words(self) -> str:
        return tr("Draw on to a border")

    def problem_now(self) -> str:
        if self.canvas.content.stage < 0:
            return tr("Choose the grades first: a border belongs to one stage.")
        return ""

    # ------------------------------------------------------------------------------------------------ whose border
    def begun(self, place: Place) -> None:
        self._sides = self._border_at(place)

    def _border_at(self, place: Place, stage: int | None = None) -> tuple[int, int] | None:
        label = self.base_plan.catchment_of_face[self.canvas.content.stage if stage is None else stage]
        return border_near(self.canvas.kept_sheet, label, place, BORDER_PX * self.canvas.view.metres)

    def catchment_along(self, line: tuple[Place, ...]) -> int:
        """Return whose border a line draws anew: the catchment whose border it begins and ends on; of two, the target,
        else the one that the line takes land for: it lies on the other side of the border than the line's beginning."""
        target = self.canvas.content.target
        if self._sides is None:
            return target if target != NOWHERE else self._holder(line[0])
        ends = self._border_at(line[-1])
        both = [side for side in self._sides if ends is None or side in ends]
        if len(both) == 1:
            return both[0]
        if target in self._sides:
            return target
        (ax, ay), (bx, by) = line[:2]
        entered = self._holder(((ax + bx) / 2, (ay + by) / 2))
        others = [side for side in self._sides if side != entered]
        held = [side for side in others if side >= 0]
        return (held or others)[0]

    def _holder(self, place: Place) -> int:
        """The catchment under a place."""
        x, y = self.canvas.view.to_screen(np.array(place)).tolist()
        face = self.canvas.frame.face_at(x, y)
        content = self.canvas.content
        return int(content.scene().label_before[face]) if face >= 0 else -1

    def edit_along(self, line: tuple[Place, ...]) -> Edit:
        catchment = self.catchment_along(line)
        mine = {self.canvas.content.stage: catchment, **self._sisters(catchment, line)}
        plan = self.base_plan
        self._stages = tuple(sorted(mine))
        edits = tuple(
            RedrawBorder(plan.stages[stage].id, plan.catchments.ids[each] if each >= 0 else "", line)
            for stage, each in mine.items()
        )
        return edits[0] if len(edits) == 1 else Together(edits)

    def _sisters(self, catchment: int, line: tuple[Place, ...]) -> dict[int, int]:
        """The catchments of the same school at the other stages, where strokes hold for all stages and the line begins
        and ends on their border too."""
        canvas, plan = self.canvas, self.base_plan
        if not canvas.attention.all_stages:
            return {}
        school, found = leading_school(plan, catchment), {}
        for stage in range(len(plan.stages)):
            mine = target_catchment(plan, school, stage)
            if stage != canvas.content.stage and mine != NOWHERE:
                ends = [self._border_at(line[end], stage) for end in (0, -1)]
                if all(sides is not None and mine in sides for sides in ends):
                    found[stage] = mine
        return found

    # ------------------------------------------------------------------------------------------------ what is shown
    def shown(self, state: State) -> Tip:
        self._takers = self._who_takes()
        return border_tip(state, self.canvas.content.stage, self._stages)

    def _who_takes(self) -> list[tuple[str, list[Place]]]:
        """Name those who get land, each with a place in each of the largest pieces it gets."""
        scene = self.canvas.content.scene()
        swept = np.flatnonzero(scene.swept)
        coverage, names = scene.state.plan.coverage, scene.state.plan.catchments.names
        found = []
        for taker in np.unique(scene.label[swept]).tolist()[:_MOST_NAMES]:
            mine = swept[scene.label[swept] == taker]
            largest = mine[np.argsort(-coverage.areas_m2[mine])[:_TRIED]]
            points = shapely.get_coordinates(shapely.point_on_surface(coverage.polygons(largest)))
            found.append((names[taker] if taker >= 0 else tr("Unassigned"), [(x, y) for x, y in points.tolist()]))
        return found

    def _plates(self) -> list[tuple[str, QRectF]]:
        canvas, at = self.canvas, self._pointer()
        if not self._points or self._tip is None or not canvas.state.provisional:
            return []
        metrics = QFontMetricsF(self._font())
        taken = [*canvas.furniture.obstacles(), *canvas.marks.covers]
        taken += [QRectF(dot.x() - 5, dot.y() - 5, 10, 10) for dot in self._dots()]
        if at is not None:
            taken.append(canvas.furniture.tip_rectangle(self._tip, at))
        plates = []
        for name, places in self._takers:
            words = tr("→ {name}", name=name)
            width, height = metrics.horizontalAdvance(words) + 12, metrics.height() + 4
            for x, y in canvas.view.to_screen(np.array(places)).tolist():
                box = QRectF(round(x - width / 2), round(y - height / 2), round(width), round(height))
                if QRectF(canvas.rect()).contains(box) and not any(box.intersects(other) for other in taken):
                    plates.append((words, box))
                    taken.append(box)
                    break  # where there is no room anywhere, the label at the pointer names it
        return plates

    def _font(self) -> QFont:
        return font(BODY, QFont.Weight.DemiBold, self.canvas.text_scale)

    def region(self) -> QRegion:
        region = super().region()
        for _, box in self._plates():
            region += QRegion(box.toAlignedRect().adjusted(-1, -1, 2, 2))
        return region

    def paint(self, painter: QPainter) -> None:
        p = self.canvas.palette_
        for words, box in self._plates():
            painter.setPen(QPen(p.accent, 1.5))
            painter.setBrush(p.plate)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setFont(self._font())
            painter.setPen(p.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        super().paint(painter)
