"""Lock: sweep over blocks so that no edit changes them, with Shift a whole catchment; on what is locked, unlock."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from piiri.edits import Edit, SetLock
from piiri.i18n import tr, trn
from piiri.model.arrays import Array
from piiri.session import State

from ..tip import Tip
from .base import Button, Modifier
from .brush import Brush


class Lock(Brush):
    """Locks blocks and catchments. A stroke that begins on a locked block unlocks, and so does one with Ctrl."""

    name = "lock"
    icon = "lock"

    @property
    def title(self) -> str:
        return tr("Lock")

    def resting_hint(self) -> str:
        return tr("Sweep over blocks to lock them, over locked ones to unlock them. With Shift: the whole catchment.")

    def problem(self, *, removing: bool = False) -> str:
        return ""

    def takes(self, found: Array, *, removing: bool) -> tuple[Array, str]:
        return np.asarray(found[self.base_plan.locked_face[found] == removing]), ""

    def edit_of(self, faces: list[int], *, removing: bool = False) -> Edit | None:
        ids = self.base_plan.coverage.face_ids
        return SetLock(not removing, faces=tuple(ids[face] for face in faces)) if faces else None

    def words(self, state: State, blocks: int, *, removing: bool) -> Tip:
        if removing:
            return Tip(trn("Unlock {n} block", "Unlock {n} blocks", blocks))
        return Tip(trn("Lock {n} block", "Lock {n} blocks", blocks))

    def _is_locked(self, face: int) -> bool:
        return face >= 0 and bool(self.base_plan.locked_face[face])

    # ------------------------------------------------------------------------------------------------ hand and keys
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        face = self.canvas.frame.face_at(at.x(), at.y())
        if button == Button.LeftButton and modifiers & Modifier.ShiftModifier:
            self._at = at
            problem = self.toggle_catchment(face)
            self._tip = Tip(problem, problem=True) if problem else None
            return
        super().press(at, button, modifiers)

    def press_on(self, at: QPointF, *, removing: bool) -> None:
        super().press_on(at, removing=removing or self._is_locked(self.canvas.frame.face_at(at.x(), at.y())))

    def begins_by_removing(self) -> bool:
        return self._is_locked(self.canvas.focus_block.face)

    def toggle_catchment(self, face: int) -> str:
        """Lock the catchment of a block at the stage shown, or unlock it; return why it cannot be, empty where done."""
        plan, stage = self.base_plan, self.canvas.content.stage
        if face < 0:
            return ""
        if stage < 0:
            return tr("Choose the grades first: a block lies in another catchment at each stage.")
        catchment = int(plan.catchment_of_face[stage, face])
        if catchment < 0:
            return tr("This block has no catchment.")
        key = plan.catchments.ids[catchment]
        self.canvas.bridge.commit(SetLock(key not in plan.locked_catchments, catchments=(key,)))
        return ""

    def key(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self._by_keys and event.modifiers() & Modifier.ShiftModifier:
            problem = self.toggle_catchment(self.canvas.focus_block.face)
            if problem:
                self.canvas.say(problem)
            return True
        return super().key(event)

    def enter(self, modifiers: Modifier) -> None:
        """Enter locks the block the keys have reached, or unlocks it; with Shift its catchment."""
        face = self.canvas.focus_block.face
        edit = self.edit_of([face], removing=self._is_locked(face))
        if edit is not None:
            self.canvas.bridge.commit(edit)
