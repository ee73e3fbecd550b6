"""Place school: a click, or Enter on a block, shows a new school there; its page asks for the rest.

What is shown is the edit that would be kept. The page writes names and numbers into it, this tool its place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from piiri.edits import OpenSchool
from piiri.errors import EditRejected
from piiri.i18n import distance, tr
from piiri.session import State

from ...opening import draft_school, open_school
from ..labels import Look
from ..schools import schools_of_stage
from ..snapping import Place
from ..symbols import draw_symbol
from ..targets import nearest_first
from ..tip import Tip
from .base import Button, Modifier
from .keyed import ARROWS
from .placing import Placing


class PlaceSchool(Placing):
    """Places a new school."""

    name = "place_school"
    icon = "place_school"

    @property
    def title(self) -> str:
        return tr("Place school")

    def hint(self) -> str:
        if self.asked is not None:
            return tr("Enter opens the school, Esc drops it. A click or arrows (1 m, Shift 10, Ctrl 100) move it.")
        return tr("Click where the new school shall stand. By keys: arrows to a block, Enter.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def asked(self) -> OpenSchool | None:
        edit = self.canvas.bridge.asked
        return edit if isinstance(edit, OpenSchool) else None

    def edit_at(self, x: float, y: float) -> OpenSchool:
        asked = self.asked
        if asked is not None:
            return replace(asked, x_m=x, y_m=y)
        self.canvas.attention.ask_page("opening")
        return draft_school(self.base_plan, self.canvas.content.stage, x, y)

    def rejected(self, rejection: EditRejected) -> None:
        self._unanswered = False  # the page says what it is about: a place is never refused

    def words(self, state: State) -> Tip:
        asked = self.asked
        assert asked is not None
        place = asked.x_m, asked.y_m
        title, outside = near_words(state, asked, self.canvas.content.stage), self.outside(*place)
        return Tip(f"{title}. {outside}" if outside else title)

    def place(self) -> Place | None:
        asked = self.asked
        return None if asked is None else (asked.x_m, asked.y_m)

    # ------------------------------------------------------------------------------------------------ hand and keys
    def chosen(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.LeftButton:
            self._at, self._down = at, True
            self.canvas.hover.clear()
            self.ask(*self.canvas.place_of(at))

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        self._at = at
        if self._down:
            self.ask(*self.canvas.place_of(at))
        elif self._refused is not None:
            self._refused = None

    def move_away(self) -> None:
        self._at = None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.LeftButton and self._down:
            self._down = False
            self.canvas.rest()  # the label finds its place
            self.canvas.status.emit(self.hint())

    def key(self, event: QKeyEvent) -> bool:
        key, place = Qt.Key(event.key()), self.place()
        if key == Qt.Key.Key_Escape and (place is not None or self._refused is not None):
            self.cancel()
            return True
        if place is not None and key in ARROWS:
            self.ask_by_key(event, place)
            return True
        if place is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
            return True
        return super().key(event)

    def enter(self, modifiers: Modifier) -> None:
        """Enter on a block places the school in its middle."""
        self._at = None
        x, y = self.canvas.content.middles[self.canvas.focus_block.face].tolist()
        self.ask(float(x), float(y))

    def keep(self) -> None:
        """Open the school."""
        asked = self.asked
        if asked is not None and self._refused is None:
            self._keeping = True
            open_school(self.canvas.bridge, self.canvas.attention, asked)
            self._keeping = False

    def cancel(self) -> None:
        asked = self.asked
        self._down, self._unanswered, self._tip, self._refused = False, False, None, None
        if asked is not None:
            self.canvas.bridge.cancel()
        self.canvas.status.emit(self.hint())

    # ------------------------------------------------------------------------------------------------ paint
    def _ghost(self) -> QPointF | None:
        """Where the school would be placed, while none is shown."""
        return self._at if self._at is not None and self.asked is None and self._refused is None else None

    def region(self) -> QRegion:
        region, ghost = super().region(), self._ghost()
        if ghost is not None:
            region += QRegion(QRectF(ghost.x() - 20, ghost.y() - 20, 40, 40).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        ghost = self._ghost()
        if ghost is not None:
            painter.setOpacity(0.6)
            canvas = self.canvas
            draw_symbol(painter, ghost, "new", Look("", ""), canvas.palette_, canvas.text_scale, small=False)
            painter.setOpacity(1.0)


def near_words(state: State, edit: OpenSchool, stage: int) -> str:
    """Say which school stands nearest to a new one, and how far from it."""
    others = [school for school in schools_of_stage(state, stage) if state.plan.schools.ids[school] != edit.school]
    if not others:
        return edit.name
    place = np.array((edit.x_m, edit.y_m))
    nearest = nearest_first(state.plan, others, place)[0]
    away = float(np.hypot(*(state.plan.schools.xy[nearest] - place)))
    return tr(
        "{school}: {distance} from {other}",
        school=edit.name,
        distance=distance(away),
        other=state.plan.schools.names[nearest],
    )
