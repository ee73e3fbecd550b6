"""The schools on the map: which ones, their symbols, their labels, and which of them is under the pointer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from piiri.i18n import number, share, tr
from piiri.indicators import at_least
from piiri.model.arrays import FloatArray
from piiri.session import State

from ..palette import Palette
from ..panels.school_rows import closed_at
from .labels import LabelPictures, Look, Side, Wanted, place, rectangle
from .shaded import SchoolFill
from .symbols import RADIUS, Kind, draw_number, draw_symbol
from .view import View


def schools_of_stage(state: State, stage: int) -> list[int]:
    """Return the schools that serve a catchment of the stage, or of any for −1, ascending."""
    c = state.plan.catchments
    mine = ~c.closed[c.server_catchment]
    if stage >= 0:
        mine &= c.stage[c.server_catchment] == stage
    return [int(school) for school in np.unique(c.server_school[mine])]


def is_over(state: State, school: int) -> bool:
    """Tell whether a school has more pupils than places."""
    places = int(state.evaluation.school_places[school])
    return places >= 0 and state.evaluation.school_pupils[school] > places


def is_locked(state: State, school: int, stage: int) -> bool:
    """Tell whether a school is locked, or its catchment of the stage."""
    plan = state.plan
    if plan.schools.ids[school] in plan.locked:
        return True
    catchment = plan.catchments.of_school(school, stage) if stage >= 0 else -1
    return catchment >= 0 and plan.catchments.ids[catchment] in plan.locked_catchments


def kind_of(state: State, school: int) -> Kind:
    """Return what symbol a school has: a warning goes before what is new, what is closed before everything."""
    if state.plan.schools.closed[school]:
        return "closed"
    if is_over(state, school):
        return "over"
    return "school" if state.plan.schools.ids[school] in state.dataset.schools else "new"


def closes(year: int) -> str:
    """Say from when on a school is closed."""
    return tr("closes {year}", year=str(year))


def value_of(state: State, school: int, cells: float) -> str:
    """Write a school's use, or its pupils where its places are not known; of a closed one, the year.

    ``cells``: behind its pupils, whose numbers are not told; with any it is a lower limit.
    """
    if state.plan.schools.closed[school]:
        return closes(int(state.plan.schools.closed_from[school]))
    use = float(state.evaluation.school_use[school])
    if np.isfinite(use):
        return at_least.sign(share(use), cells)
    return at_least.sign(number(round(float(state.evaluation.school_pupils[school]))), cells)


@dataclass
class _Mark:
    """A school on the map: how it looks, where its label goes, and what it covers there."""

    school: int
    kind: Kind
    look: Look
    side: Side | None = None
    at: QPointF | None = None
    label: QRectF | None = None
    fill: SchoolFill | None = None
    cover: QRect = field(default_factory=QRect)


class SchoolMarks:
    """Symbols and labels of all schools of the stage.

    Labels are given their sides when the view settles and keep them while something is dragged. Where only the paper
    moves, all of them move along as they are.
    """

    def __init__(self, palette: Palette, scale: float, ratio: float) -> None:
        self._pictures = LabelPictures(palette, scale, ratio)
        self._symbols: dict[tuple[Kind, bool, bool, bool, str], QPixmap] = {}
        self._marks: dict[int, _Mark] = {}
        self._shown: tuple[State, int] | None = None
        self._untold: FloatArray = np.zeros(0)
        self._located: tuple[View, FloatArray] | None = None
        self._moved = QPointF()
        self.target = -1
        self.hovered = -1
        self._numbers: dict[int, int] = {}
        self._fills: dict[int, SchoolFill] = {}

    def show_numbers(self, numbers: dict[int, int]) -> QRegion:
        """Write a digit into the symbols of some schools, none into the others; return what must be painted again."""
        touched = self._numbers.keys() | numbers.keys()
        self._numbers = numbers
        dirty = QRegion()
        for school in touched & self._marks.keys():
            dirty += self._marks[school].cover
        return dirty

    def set_look(self, palette: Palette, scale: float, ratio: float) -> None:
        """Draw in the colours of a theme, at a text scale and a device pixel ratio."""
        self._pictures = LabelPictures(palette, scale, ratio)
        self._symbols.clear()
        for mark in self._marks.values():
            self._locate(mark)

    @property
    def schools(self) -> list[int]:
        """The schools shown, ascending."""
        return sorted(self._marks)

    def look_of(self, school: int) -> Look:
        """Return how a school's label looks."""
        return self._marks[school].look

    def place_of(self, school: int) -> QPointF | None:
        """Return where a school's symbol stands, logical pixels; None before the first view."""
        at = self._marks[school].at
        return at if at is None else at + self._moved

    def side_of(self, school: int) -> Side | None:
        """Return the side of the symbol that the label is on, None where there is no room for it."""
        return self._marks[school].side

    def move_to(self, view: View, state: State) -> None:
        """Find the symbols' places in a view."""
        if self._located is not None and self._located[1] is state.plan.schools.xy:
            shift = self._located[0].device_shift(view)
            if shift is not None:
                self._moved = QPointF(shift[0] / view.ratio, shift[1] / view.ratio)
                return
        self._locate_all(view, state)

    def _locate_all(self, view: View, state: State) -> None:
        self._located, self._moved = (view, state.plan.schools.xy), QPointF()
        xy = view.to_screen(state.plan.schools.xy)
        for mark in self._marks.values():
            mark.at = QPointF(*xy[mark.school])
            self._locate(mark)

    def show(self, state: State, stage: int, fills: dict[int, SchoolFill] | None = None) -> QRegion:
        """Take over figures and return what must be painted again; ``fills`` where colours stand for schools."""
        dirty = QRegion()
        old = self._marks
        fills = fills or {}
        refilled = _otherwise(self._fills, fills)
        self._fills = fills
        untold = at_least.of_schools(state.evaluation.table, len(state.plan.schools))
        changed = self._changed(state, stage, untold)
        for school in sorted({*changed, *(refilled & self._marks.keys())}):
            mark, fill = old.get(school), fills.get(school)
            kind = kind_of(state, school)
            look = Look(
                state.plan.schools.names[school],
                value_of(state, school, float(untold[school])) if fill is None or kind == "closed" else fill.words,
                kind == "over" and fill is None,
                is_locked(state, school, stage),
                school == self.target,
                school == self.hovered,
                kind == "closed",
            )
            if mark is None:
                mark = self._marks[school] = _Mark(school, kind, look, fill=fill)
                if self._located is not None:
                    mark.at = QPointF(*self._located[0].to_screen(state.plan.schools.xy[school]))
                    self._locate(mark)
            elif mark.look != look or mark.kind != kind or mark.fill != fill:
                dirty += mark.cover
                mark.look, mark.kind, mark.fill = look, kind, fill
                self._locate(mark)
                dirty += mark.cover
        self._shown, self._untold = (state, stage), untold
        if self._located is not None and self._located[1] is not state.plan.schools.xy:
            dirty += self._follow_schools(state)
        return dirty.translated(self._moved.toPoint())

    def _follow_schools(self, state: State) -> QRegion:
        """Schools stand elsewhere in this plan: find their places again and return what must be painted."""
        assert self._located is not None
        dirty, view, moved = QRegion(), self._located[0], self._moved
        before = {mark.school: mark.cover for mark in self._marks.values()}
        self._locate_all(view, state)
        self._moved = moved
        for mark in self._marks.values():
            if mark.cover != before[mark.school]:
                dirty += QRegion(mark.cover) + QRegion(before[mark.school])
        return dirty

    def _changed(self, state: State, stage: int, untold: FloatArray) -> list[int]:
        """Schools whose label may differ from the one shown: only the writing of numbers is dear."""
        shown = self._shown
        plan = state.plan
        if (
            shown is None
            or shown[1] != stage
            or shown[0].plan.catchments is not plan.catchments
            or shown[0].plan.schools is not plan.schools
            or shown[0].plan.locked != plan.locked
            or shown[0].plan.locked_catchments != plan.locked_catchments
        ):
            mine = sorted({*schools_of_stage(state, stage), *closed_at(plan, stage)})
            self._marks = {school: mark for school, mark in self._marks.items() if school in mine}
            return mine
        before, now = shown[0].evaluation, state.evaluation
        differ = (before.school_pupils != now.school_pupils) | (before.school_places != now.school_places)
        differ |= self._untold != untold
        looked_at = {m.school for m in self._marks.values() if m.look.target or m.look.hovered}
        found = {*np.flatnonzero(differ).tolist(), self.target, self.hovered, *looked_at}
        return sorted(found & self._marks.keys())

    def arrange(self, view: View, state: State, obstacles: list[QRectF]) -> None:
        """Choose the labels' sides anew: the target first, then large schools before small ones."""
        self._locate_all(view, state)
        pupils = state.evaluation.school_pupils
        order = sorted(
            self._marks.values(),
            key=lambda mark: (
                mark.school not in (self.target, self.hovered),
                mark.kind == "closed",
                -pupils[mark.school],
                mark.school,
            ),
        )
        wanted = [wanted for mark in order if (wanted := self._wanted(mark)) is not None]
        bounds = QRectF(0, 0, view.width, view.height)
        for mark, side in zip(order, place(wanted, obstacles, bounds), strict=True):
            mark.side = side
            self._locate(mark)

    def school_at(self, x: float, y: float) -> int:
        """Return the school whose symbol or label is under a logical pixel, −1 for none; a symbol goes before a label,
        and where symbols overlap the nearest one counts."""
        point, found = QPointF(x, y) - self._moved, []
        for mark in self._marks.values():
            if mark.at is None or not mark.cover.contains(point.toPoint()):
                continue
            away = point - mark.at
            reach = max(12.0, RADIUS[mark.kind] * self._pictures.scale)
            squared = away.x() ** 2 + away.y() ** 2
            if squared <= reach**2:
                found.append((squared, mark.school != self.target, mark.school))
            elif mark.label is not None and mark.label.contains(point):
                found.append((float("inf"), mark.school != self.target, mark.school))
        return min(found)[2] if found else -1

    def rectangle_of(self, school: int) -> QRect:
        """Return what symbol and label of a school cover, in logical pixels; empty where it is not shown."""
        mark = self._marks.get(school)
        return mark.cover.translated(self._moved.toPoint()) if mark is not None else QRect()

    @property
    def covers(self) -> list[QRectF]:
        """What symbols and labels cover, logical pixels."""
        return [QRectF(mark.cover) for mark in self._marks.values() if mark.at is not None]

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint symbols and labels that meet a region; the painter is antialiased and in logical pixels."""
        here = region.translated(-self._moved.toPoint())
        seen = [mark for mark in self._marks.values() if here.intersects(mark.cover)]
        look = self._pictures
        painter.translate(self._moved)
        for mark in sorted(seen, key=lambda m: (m.school in self._numbers, m.look.target, m.look.hovered)):
            if mark.at is not None and mark.school in self._numbers:
                draw_number(painter, mark.at, self._numbers[mark.school], mark.look, look.palette, look.scale)
            elif mark.at is not None:
                painter.drawPixmap(*self._symbol(mark))
            if mark.label is not None:
                painter.drawPixmap(mark.label.topLeft(), look.picture(mark.look))
        painter.translate(-self._moved)

    def _symbol(self, mark: _Mark) -> tuple[QPointF, QPixmap]:
        """Return the picture of a mark's symbol, drawn once for all that look alike, and where it goes: on whole device
        pixels, so that it stays sharp."""
        look, small = self._pictures, mark.label is None
        key = mark.kind, mark.look.target, mark.look.hovered, small, mark.fill.key if mark.fill else ""
        made = self._symbols.get(key)
        side = 2 * round(15 * look.scale)
        if made is None:
            made = QPixmap(round(side * look.ratio), round(side * look.ratio))
            made.setDevicePixelRatio(look.ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QPointF(side / 2, side / 2)
            draw_symbol(painter, middle, mark.kind, mark.look, look.palette, look.scale, small=small, fill=mark.fill)
            painter.end()
            self._symbols[key] = made
        assert mark.at is not None
        corner = (mark.at - QPointF(side / 2, side / 2)) * look.ratio
        return QPointF(round(corner.x()), round(corner.y())) / look.ratio, made

    def _wanted(self, mark: _Mark) -> Wanted | None:
        if mark.at is None:
            return None
        return Wanted(mark.at, self._pictures.size(mark.look), RADIUS[mark.kind] * self._pictures.scale)

    def _locate(self, mark: _Mark) -> None:
        """Find what a mark covers."""
        wanted = self._wanted(mark)
        if wanted is None:
            return
        reach = 15 * self._pictures.scale
        at = wanted.anchor
        mark.label = rectangle(wanted, mark.side) if mark.side is not None else None
        cover = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        if mark.label is not None:
            cover = cover.united(mark.label)
        mark.cover = cover.toAlignedRect().adjusted(-1, -1, 1, 1)


def _otherwise(before: dict[int, SchoolFill], now: dict[int, SchoolFill]) -> set[int]:
    """The schools that are filled otherwise; most keep the very fill they had."""
    gone = before.keys() - now.keys()
    return {s for s, fill in now.items() if (was := before.get(s)) is not fill and was != fill} | gone
