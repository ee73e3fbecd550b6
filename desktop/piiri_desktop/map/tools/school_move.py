"""Move school: drag a school's symbol, or choose it and move it by keys; what it does to ways to school follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen, QRegion

from piiri.edits import MoveSchool
from piiri.i18n import distance, number, tr
from piiri.indicators.table import IntakeTable
from piiri.model.arrays import on_grid
from piiri.session import State

from ...collation import by_name
from ..moves import position_before
from ..snapping import Place
from ..strokes import draw_cased
from ..tip import Tip, TipRow
from .base import Button, Modifier
from .keyed import ARROWS
from .placing import Placing

if TYPE_CHECKING:
    from ..canvas import MapView


class MoveSchoolTool(Placing):
    """Moves one school; ``school`` is its id, empty while none is in hand."""

    name = "move_school"
    icon = "move_school"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.school = ""
        self._asked: MoveSchool | None = None
        self._grip = QPointF()

    @property
    def title(self) -> str:
        return tr("Move school")

    def hint(self) -> str:
        if self._down:
            return tr("Let go to keep, Esc puts the school back.")
        if self._index() >= 0:
            words = tr("Arrows move the school by 1 m, Shift 10, Ctrl 100. Enter keeps, Tab takes the next one.")
            return words if self._asked else f"{words} {tr('F4 opens its page.')}"
        return tr("Drag a school's symbol. By keys: Tab from school to school, arrows move it, Enter keeps.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor

    @property
    def asked(self) -> MoveSchool | None:
        return self._asked

    def _index(self) -> int:
        schools = self.base_plan.schools
        return schools.index(self.school) if self.school in schools else -1

    def edit_at(self, x: float, y: float) -> MoveSchool:
        self._asked = MoveSchool(self.school, x, y)
        return self._asked

    def words(self, state: State) -> Tip:
        assert self._asked is not None
        place = self._asked.x_m, self._asked.y_m
        return moved_tip(state, self._index(), *place, self.outside(*place))

    def place(self) -> Place | None:
        if self._asked is not None:
            return self._asked.x_m, self._asked.y_m
        index = self._index()
        return None if index < 0 else self._stood(index)

    def _stood(self, index: int) -> Place:
        x, y = self.base_plan.schools.xy[index].tolist()
        return float(x), float(y)

    # ------------------------------------------------------------------------------------------------ the hand
    def chosen(self) -> None:
        """The target is in hand at once; the map takes the keys."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        target = self.canvas.attention.target
        if target >= 0 and self._asked is None:
            self.take(target)

    def take(self, school: int) -> None:
        """Take a school in hand, by its index."""
        self.school = self.base_plan.schools.ids[school]
        self._at = None
        self.canvas.say(f"{self.base_plan.schools.names[school]}. {self.hint()}")
        self.canvas.refresh_overlay()

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button != Button.LeftButton or self._down:
            return
        self.cancel()
        school = self.canvas.marks.school_at(at.x(), at.y())
        self.school = self.base_plan.schools.ids[school] if school >= 0 else ""
        self._at = at
        if school >= 0:
            self.canvas.hover.clear()
            self._down = True
            x, y = self.canvas.view.to_screen(self.base_plan.schools.xy[school]).tolist()
            self._grip = at - QPointF(x, y)
        self.canvas.status.emit(self.hint())

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        if self._down:
            self._at = at
            self.ask(*self.canvas.place_of(at - self._grip))
        elif self._asked is None:
            self._at = self._refused = None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._down and button == Button.LeftButton:
            self._down = False
            self.keep()
            self._at = None

    def keep(self) -> None:
        """Keep the school where it is shown; a place that is refused is dropped."""
        asked, refused = self._asked, self._refused
        self._asked, self._tip, self._refused = None, None, None
        if asked is not None and refused is None:
            self._keeping = True
            self.canvas.bridge.commit(asked)
            self._keeping = False
        elif asked is not None:
            self.canvas.bridge.cancel()
        self.canvas.status.emit(self.hint())
        self.canvas.refresh_overlay()

    def cancel(self) -> None:
        asked, self._asked = self._asked, None
        self._down, self._unanswered, self._tip, self._refused, self._at = False, False, None, None, None
        if asked is not None:
            self.canvas.bridge.cancel()
        self.canvas.status.emit(self.hint())

    def leave(self) -> None:
        self.school = ""

    def state_shown(self, state: State) -> None:
        if not state.provisional and not self._keeping and self._asked is not None:
            self._asked, self._down = None, False  # undone, or dropped, from elsewhere
        super().state_shown(state)
        if not state.provisional and self._index() < 0:
            self.school = ""

    # ------------------------------------------------------------------------------------------------ keys
    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._next(-1 if key == Qt.Key.Key_Backtab else 1)
        if key == Qt.Key.Key_Escape:
            held = bool(self.school or self._asked)
            if self._asked is None:
                self.school = ""
            self.cancel()
            return held
        if key in ARROWS and not self._down:
            place = self.place()
            if place is None:
                return self._next(1)
            self.ask_by_key(event, place)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.school:
            if self._asked is not None:
                self.keep()
            else:
                self.canvas.attention.ask_page("school", self._index())
            return True
        return False

    def _next(self, step: int) -> bool:
        """Go on to the next school by name; False behind the last one, so that Tab leaves the map."""
        shown, names = self.canvas.marks.schools, self.base_plan.schools.names
        order = [shown[at] for at in by_name([names[school] for school in shown])]
        index = self._index()
        at = order.index(index) + step if index in order else (0 if step > 0 else len(order) - 1)
        self.cancel()
        if not 0 <= at < len(order):
            self.school = ""
            return False
        self.take(order[at])
        told = tr("{school}, {n} of {count}", school=names[order[at]], n=number(at + 1), count=number(len(order)))
        self.canvas.say(f"{told}. {self.hint()}")
        return True

    # ------------------------------------------------------------------------------------------------ paint
    def _way(self) -> QPainterPath:
        """The line from where the school stood to where it is shown."""
        path, index, spot = QPainterPath(), self._index(), self.spot()
        if self._asked is not None and index >= 0 and spot is not None:
            path.moveTo(QPointF(*self.canvas.view.to_screen(np.array(self._stood(index))).tolist()))
            path.lineTo(spot)
        return path

    def region(self) -> QRegion:
        way = self._way()
        if way.isEmpty():
            return super().region()
        return super().region() + QRegion(way.boundingRect().toAlignedRect().adjusted(-10, -10, 10, 10))

    def paint(self, painter: QPainter) -> None:
        way, p = self._way(), self.canvas.palette_
        if not way.isEmpty():
            draw_cased(painter, way, p.text, 1.5, p.catchment_casing, 3.0, (4.0, 3.0))
            painter.setPen(QPen(p.text, 2))
            painter.setBrush(p.plate)
            start = way.elementAt(0)
            painter.drawEllipse(QPointF(start.x, start.y), 4.0, 4.0)
        super().paint(painter)


def moved_tip(state: State, school: int, x: float, y: float, outside: str) -> Tip:
    """Say what moving a school does to the ways of its pupils, before and now, over all its stages.

    Parameters
    ----------
    state
        The preview.
    school
        Index of the school.
    x, y
        Where it stands now, metres.
    outside
        Said behind the title; empty for nothing.
    """
    before = position_before(state, school)
    metres = float(np.hypot(*(on_grid((x, y)) - state.history.plan.schools.xy[before])))
    title = tr("{school} moved {distance}", school=state.plan.schools.names[school], distance=distance(metres))
    was, now = ways(state.committed.table, before), ways(state.evaluation.table, school)
    cells = ((distance(was[0]), distance(now[0])), (number(was[1]), number(now[1])))
    row = TipRow(tr("Its pupils"), cells)
    return Tip(f"{title}. {outside}" if outside else title, (row,), (tr("Mean distance"), tr("Beyond limit")))


def ways(table: IntakeTable, school: int) -> tuple[float, int]:
    """Return the mean distance, metres, of a school's pupils of all stages, NaN without, and how many are beyond."""
    mine = table.school == school
    pupils = float(table.column("pupils")[mine].sum())
    mean = float(table.column("distance_cm")[mine].sum()) / pupils / 100 if pupils else float("nan")
    return mean, round(float(table.column("beyond")[mine].sum()))
