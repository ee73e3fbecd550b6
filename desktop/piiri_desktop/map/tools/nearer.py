"""Nearer blocks: all that lies nearer to the target than to its own school, within a radius, goes to the target.

It is shown as soon as the tool is chosen, and again for another target or radius; nothing changes before it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainterPath

from piiri.i18n import distance, tr
from piiri.model.arrays import Array
from piiri.model.plan import Plan

from ..tip import Tip
from .base import Button, Modifier
from .gather import Gather
from .giving import NO_BLOCKS

if TYPE_CHECKING:
    from ..canvas import MapView


class Nearer(Gather):
    """Offers the blocks nearest to the target."""

    name = "nearer"
    icon = "nearer"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        canvas.attention.target_changed.connect(self._target_changed)

    @property
    def title(self) -> str:
        return tr("Nearer blocks")

    def hint(self) -> str:
        if self._open:
            return tr(
                "Enter keeps, Esc drops it. Comma and full stop change the distance, a click picks another target."
            )
        return tr("Enter shows the blocks that are nearer to the target than to their own school. A click picks it.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor

    @property
    def busy(self) -> bool:
        return False

    def chosen(self) -> None:
        """Show it at once; the map takes the keys, since Enter and Esc decide."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show()

    def option_changed(self) -> None:
        if self._open:
            self._faces = NO_BLOCKS  # for other stages the same blocks are another offer
            self.show()

    def _target_changed(self) -> None:
        if self.canvas.chosen_tool is self:
            self.show()

    def show(self) -> None:
        """Offer what lies nearer to the target now."""
        problem = self.problem() or self._without_a_place()
        if problem:
            self.cancel()
            self._tip = Tip(problem, problem=True)
            self.canvas.say(problem)
            return
        if not self._open:
            self.open(removing=False)
        content, radius = self.canvas.content, self.canvas.furniture.tool.reach_m
        school = self.canvas.attention.target
        self.offer(nearer_blocks(self.base_plan, content.stage, school, content.middles, radius))
        if not len(self._faces) and self._tip is None:
            none = tr(
                "Within {distance} no block is nearer to {school} than to its own school.",
                distance=distance(radius),
                school=self.target_name,
            )
            self._tip = Tip(none)
            self.canvas.say(none)
        self.canvas.furniture.tool.keep.setEnabled(bool(len(self._faces)))
        self.canvas.refresh_overlay()

    def _without_a_place(self) -> str:
        """Say why nothing can be nearer; empty where something can."""
        if self.canvas.content.stage < 0:
            return tr("Choose the grades first: which blocks are nearer differs from stage to stage.")
        if self.canvas.attention.no_school_is_target:
            return tr("Unassigned has no place that blocks could be nearer to. Choose a school as the target.")
        return ""

    # ------------------------------------------------------------------------------------------------ hand and keys
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        before = self.canvas.attention.target
        picked = button in (Button.LeftButton, Button.RightButton) and self.pick(at)
        if picked and self.canvas.attention.target == before:  # another one is shown because the target changes
            self.show()

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        """Nothing: what is offered does not hang on the pointer."""

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        """Nothing: Enter keeps."""

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep() if self._open else self.show()
            return True
        if event.key() in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            self.canvas.furniture.tool.change_reach(1 if event.key() == Qt.Key.Key_Period else -1)
            return True
        return super().key(event)

    def stretch(self, direction: tuple[int, int]) -> None:
        """Nothing more than a step: what is offered does not hang on the block of the arrow keys."""
        self.canvas.focus_block.step(direction)

    def leave(self) -> None:
        self._tip = None

    def forget(self) -> None:
        self.canvas.furniture.tool.keep.setEnabled(False)

    # ------------------------------------------------------------------------------------------------ paint
    def _school(self) -> QPointF | None:
        """Return where the target stands, logical pixels."""
        school, schools = self.canvas.attention.target, self.canvas.state.plan.schools
        if not 0 <= school < len(schools):
            return None
        return QPointF(*self.canvas.view.to_screen(schools.xy[school]).tolist())

    def pointer(self) -> QPointF | None:
        return self._school() or QPointF(self.canvas.width() / 2, self.canvas.height() / 2)

    def outline(self) -> QPainterPath:
        path, at = QPainterPath(), self._school()
        if self._open and at is not None:
            radius = self.canvas.furniture.tool.reach_m / self.canvas.view.metres
            path.addEllipse(at, radius, radius)
        return path


def nearer_blocks(plan: Plan, stage: int, school: int, middles: Array, radius_m: float) -> Array:
    """Return the blocks within a radius that are nearer to a school than to the school of their catchment.

    Parameters
    ----------
    plan
        Says which catchment each block belongs to. Of the schools of a joint zone the nearest counts; a block that
        belongs to none has no school that could be nearer.
    stage, school
        Indices.
    middles
        (F, 2) the inner points of the blocks, metres; distances are straight lines to them.
    radius_m
        The farthest block taken, metres.
    """
    away = np.hypot(*(middles - plan.schools.xy[school]).T)
    row = plan.catchment_of_face[stage]
    own = np.full(len(row), np.inf)
    for servers in plan.catchments.servers.T:
        serving = np.where(row >= 0, servers[row], -1)
        there = np.hypot(*(middles - plan.schools.xy[serving]).T)
        own = np.where(serving >= 0, np.minimum(own, there), own)
    return np.flatnonzero((away <= radius_m) & (away < own))
