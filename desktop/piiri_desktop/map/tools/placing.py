"""What moving and placing a school share: a place asked for by hand or by keys, shown live, kept or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QRegion

from piiri.edits import MoveSchool, OpenSchool
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.session import State

from ..snapping import Place
from ..tip import Tip
from .base import Modifier
from .keyed import ARROWS, BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView

_RING, _ROOM = 14.0, 20


class Placing(BlockTool):
    """Asks for a place of a school. A tool of this kind says in :meth:`edit_at` what is asked for, and in
    :meth:`words` what it does."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._down = False
        self._at: QPointF | None = None
        self._unanswered = False
        self._keeping = False
        self._wanted: Place = (0.0, 0.0)
        self._refused: tuple[Tip, Place] | None = None
        self._tip: Tip | None = None

    @property
    def asked(self) -> MoveSchool | OpenSchool | None:
        """The edit of this tool that is shown, None without."""
        raise NotImplementedError

    def edit_at(self, x: float, y: float) -> MoveSchool | OpenSchool:
        """Return the edit that puts the school there."""
        raise NotImplementedError

    def words(self, state: State) -> Tip:
        """Say at the pointer what is previewed."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        return self._down

    @property
    def waiting(self) -> bool:
        return self._unanswered

    # ------------------------------------------------------------------------------------------------ asking
    def ask(self, x: float, y: float) -> None:
        """Show the school at a place, metres; where it would stand outside the municipality, say so."""
        self._wanted = x, y
        west, south, east, north = self.base_plan.coverage.extent
        if not (west <= x <= east and south <= y <= north):
            self._refused = Tip(tr("A school cannot stand outside the map."), problem=True), (x, y)
            self.canvas.read_out(self._refused[0].title)
            self.canvas.refresh_overlay()
            return
        self._unanswered, self._refused = True, None
        self.canvas.bridge.preview(self.edit_at(x, y))

    def ask_by_key(self, event: QKeyEvent, here: Place) -> None:
        """An arrow key moves the school by 1 m, with Shift by 10, with Ctrl by 100."""
        step = 100.0 if event.modifiers() & Modifier.ControlModifier else 1.0
        step = 10.0 if event.modifiers() & Modifier.ShiftModifier else step
        across, up = ARROWS[Qt.Key(event.key())]
        self._at = None
        self.ask(here[0] + across * step, here[1] + up * step)
        x, y = self.canvas.view.to_screen(np.array(here)).tolist()
        if not (40 <= x <= self.canvas.width() - 40 and 40 <= y <= self.canvas.height() - 40):
            self.canvas.look_at(self.canvas.view.centred(*here))

    def state_shown(self, state: State) -> None:
        self._unanswered = False
        if self._keeping:
            return
        asked = self.asked
        if state.provisional and asked is not None and state.edit == asked:
            self._tip, self._refused = self.words(state), None
            if not self._down:
                self.canvas.read_out(self._tip.spoken)
        elif not state.provisional:
            self._tip = self._refused = None

    def rejected(self, rejection: EditRejected) -> None:
        self._unanswered = False
        self._refused = Tip(rejection.sentence, problem=True), self._wanted
        self.canvas.read_out(rejection.sentence)

    def outside(self, x: float, y: float) -> str:
        """Say that a place lies in no block; empty where it does."""
        at = self.canvas.view.to_screen(np.array((x, y))).tolist()
        inside = 0 <= at[0] < self.canvas.width() and 0 <= at[1] < self.canvas.height()
        return tr("Outside all blocks") if inside and self.canvas.frame.face_at(*at) < 0 else ""

    # ------------------------------------------------------------------------------------------------ paint
    def place(self) -> Place | None:
        """Return where the school stands now, metres; None without one."""
        raise NotImplementedError

    def spot(self) -> QPointF | None:
        """Return the same, logical pixels."""
        place = self._refused[1] if self._refused is not None else self.place()
        return None if place is None else QPointF(*self.canvas.view.to_screen(np.array(place)).tolist())

    def _tip_at(self) -> QPointF | None:
        return self._at if self._at is not None else self.spot()

    def _label(self) -> Tip | None:
        return self._refused[0] if self._refused is not None else self._tip

    def region(self) -> QRegion:
        region, spot, tip = super().region(), self.spot(), self._label()
        if spot is not None:
            room = _ROOM * self.canvas.text_scale
            region += QRegion(QRectF(spot.x() - room, spot.y() - room, 2 * room, 2 * room).toAlignedRect())
        at = self._tip_at()
        if tip is not None and at is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(tip, at).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        spot, tip, p, s = self.spot(), self._label(), self.canvas.palette_, self.canvas.text_scale
        if spot is not None:
            bad = self._refused is not None
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((p.plate, 5.0), (p.bad if bad else p.accent, 2.0)):
                painter.setPen(QPen(colour, width * s))
                painter.drawEllipse(spot, _RING * s, _RING * s)
                if bad:  # crossed, as the handle of a corner that may not stand there
                    arm = 7 * s
                    for down in (-arm, arm):
                        painter.drawLine(spot + QPointF(-arm, -down), spot + QPointF(arm, down))
        at = self._tip_at()
        if tip is not None and at is not None:
            self.canvas.furniture.paint_tip(painter, tip, at)
