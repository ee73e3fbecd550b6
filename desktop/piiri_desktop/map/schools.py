"""The schools on the map: which ones, their symbols, their labels, and which of them is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QRegion

from piiri.i18n import number, share
from piiri.session import State

from ..palette import Palette
from .labels import LabelPictures, Look, Side, Wanted, place, rectangle
from .symbols import RADIUS, Kind, draw_symbol
from .view import View


def schools_of_stage(state: State, stage: int) -> list[int]:
    """Return the schools that serve a catchment of the stage, or of any for −1, ascending."""
    c = state.plan.catchments
    mine = np.ones(len(c.server_school), dtype=bool) if stage < 0 else c.stage[c.server_catchment] == stage
    return [int(school) for school in np.unique(c.server_school[mine])]


def is_over(state: State, school: int) -> bool:
    """Tell whether a school has more pupils than places."""
    places = int(state.evaluation.school_places[school])
    return places >= 0 and state.evaluation.school_pupils[school] > places


def value_of(state: State, school: int) -> str:
    """Write a school's use, or its pupils where its places are not known."""
    use = float(state.evaluation.school_use[school])
    if np.isfinite(use):
        return share(use)
    return number(round(float(state.evaluation.school_pupils[school])))


@dataclass
class _Mark:
    school: int
    kind: Kind
    look: Look
    side: Side | None


class SchoolMarks:
    """Symbols and labels of all schools of the stage.

    Labels are given their sides when the view settles and keep them while something is dragged.
    """

    def __init__(self, palette: Palette, scale: float, ratio: float) -> None:
        self._pictures = LabelPictures(palette, scale, ratio)
        self._marks: dict[int, _Mark] = {}
        self._at: dict[int, QPointF] = {}
        self.target = -1
        self.hovered = -1

    def set_look(self, palette: Palette, scale: float, ratio: float) -> None:
        """Draw in the colours of a theme, at a text scale and a device pixel ratio."""
        self._pictures = LabelPictures(palette, scale, ratio)

    @property
    def schools(self) -> list[int]:
        """The schools shown, ascending."""
        return sorted(self._marks)

    def move_to(self, view: View, state: State) -> None:
        """Find the symbols' places in a view."""
        xy = view.to_screen(state.plan.schools.xy)
        self._at = {school: QPointF(*xy[school]) for school in self._marks}

    def show(self, state: State, stage: int) -> QRegion:
        """Take over figures and return what must be painted again."""
        dirty = QRegion()
        marks: dict[int, _Mark] = {}
        for school in schools_of_stage(state, stage):
            over = is_over(state, school)
            look = Look(
                state.plan.schools.names[school],
                value_of(state, school),
                over,
                state.plan.schools.ids[school] in state.plan.locked,
                school == self.target,
                school == self.hovered,
            )
            old = self._marks.get(school)
            marks[school] = mark = _Mark(school, "over" if over else "school", look, old.side if old else None)
            if (old is None or old.look != look) and school in self._at:
                dirty += self._region(mark)
                if old is not None:
                    dirty += self._region(old)
        for school, old in self._marks.items():
            if school not in marks:
                dirty += self._region(old)
        self._marks = marks
        return dirty

    def arrange(self, view: View, state: State, obstacles: list[QRectF]) -> None:
        """Choose the labels' sides anew: the target first, then large schools before small ones."""
        self.move_to(view, state)
        pupils = state.evaluation.school_pupils
        order = sorted(
            self._marks.values(),
            key=lambda mark: (mark.school not in (self.target, self.hovered), -pupils[mark.school], mark.school),
        )
        wanted = [self._wanted(mark) for mark in order]
        bounds = QRectF(0, 0, view.width, view.height)
        for mark, side in zip(order, place(wanted, obstacles, bounds), strict=True):
            mark.side = side

    def school_at(self, x: float, y: float) -> int:
        """Return the school whose symbol or label is under a logical pixel, −1 for none."""
        point = QPointF(x, y)
        for mark in self._marks.values():
            if mark.school not in self._at:
                continue
            away = point - self._at[mark.school]
            reach = max(12.0, RADIUS[mark.kind] * self._pictures.scale)
            if away.x() ** 2 + away.y() ** 2 <= reach**2:
                return mark.school
            if mark.side is not None and rectangle(self._wanted(mark), mark.side).contains(point):
                return mark.school
        return -1

    def rectangle_of(self, school: int) -> QRect:
        """Return what symbol and label of a school cover, in logical pixels; empty where it is not shown."""
        mark = self._marks.get(school)
        return self._region(mark).boundingRect() if mark is not None and school in self._at else QRect()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint symbols and labels that meet a region; the painter is antialiased and in logical pixels."""
        look = self._pictures
        for mark in sorted(self._marks.values(), key=lambda m: (m.school == self.target, m.school == self.hovered)):
            if mark.school not in self._at or not region.intersects(self._region(mark).boundingRect()):
                continue
            at = self._at[mark.school]
            draw_symbol(
                painter, at, mark.kind, look.palette, look.scale, target=mark.look.target, hovered=mark.look.hovered
            )
            if mark.side is not None:
                painter.drawPixmap(rectangle(self._wanted(mark), mark.side).topLeft(), look.picture(mark.look))

    def _wanted(self, mark: _Mark) -> Wanted:
        scale = self._pictures.scale
        return Wanted(self._at[mark.school], self._pictures.size(mark.look), RADIUS[mark.kind] * scale)

    def _region(self, mark: _Mark) -> QRegion:
        at = self._at.get(mark.school)
        if at is None:
            return QRegion()
        reach = 14 * self._pictures.scale
        region = QRegion(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect())
        if mark.side is not None:
            region += QRegion(rectangle(self._wanted(mark), mark.side).toAlignedRect().adjusted(-1, -1, 1, 1))
        return region
