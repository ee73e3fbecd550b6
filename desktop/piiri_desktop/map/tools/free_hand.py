"""The part of a line that is drawn by a free hand: it runs along what the hand holds on to, unless Ctrl or Alt is
held. What is followed is drawn stronger, and named at the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from piiri.model.plan import Plan
from piiri.reshaping.following import DrawnLine, Run

from ..snapping import LINE_PX, Place, lines_near
from .base import Modifier

if TYPE_CHECKING:
    from ..canvas import MapView

_STEP_PX, _TOLERANCE_PX = 4.0, 1.5
"""Logical pixels: between places of the hand; what is drawn freely may be simplified by."""


def freely(modifiers: Modifier) -> bool:
    """Tell whether nothing shall be snapped to."""
    return bool(modifiers & (Modifier.ControlModifier | Modifier.AltModifier))


class FreeHand:
    """A line under the hand.

    Parameters
    ----------
    canvas
        The map.
    plan
        Whose lines are followed: the one that was kept last.
    start
        Where the hand set out, metres.
    """

    def __init__(self, canvas: MapView, plan: Plan, start: Place) -> None:
        self._canvas, stage = canvas, canvas.content.stage
        label, sheet, metres = plan.catchment_of_face[stage] if stage >= 0 else None, canvas.kept_sheet, self._metres
        self._drawn = DrawnLine(
            start, LINE_PX * metres, lambda box: lines_near(sheet, label, box), _TOLERANCE_PX * metres
        )
        self._known: tuple[object, tuple[Run, ...]] = (None, ())

    @property
    def _metres(self) -> float:
        return self._canvas.view.metres

    def move(self, at: QPointF, modifiers: Modifier) -> None:
        """The hand draws on."""
        here, last = self._canvas.place_of(at), self._drawn.places[-1]
        if np.hypot(here[0] - last[0], here[1] - last[1]) >= _STEP_PX * self._metres:
            self._drawn.add(here, freely=freely(modifiers))

    def runs(self, end: Place | None) -> tuple[Run, ...]:
        """Return what is drawn: parts along lines, and parts of its own. ``end`` is where the pointer is drawn to."""
        key = len(self._drawn.places), end
        if self._known[0] != key:
            self._known = key, self._drawn.led(end)
        return self._known[1]

    def places(self, end: Place | None) -> list[Place]:
        """Return the whole line, metres."""
        return [place for run in self.runs(end) for place in run.places]

    def follows(self, end: Place | None) -> str:
        """Return the kind of line that is followed now; empty for none."""
        runs = self.runs(end)
        if len(runs) > 1 and not runs[-1].kind and len(runs[-1].places) == 1:
            return runs[-2].kind  # the end alone lies beside it
        return runs[-1].kind

    def followed(self, end: Place | None) -> QPainterPath:
        """Return the parts that follow lines, logical pixels."""
        path = QPainterPath()
        for run in self.runs(end):
            if run.kind:
                places = self._canvas.view.to_screen(np.array(run.places)).tolist()
                path.moveTo(*places[0])
                for x, y in places[1:]:
                    path.lineTo(x, y)
        return path
