"""What the tools for blocks share: the target, picking it, and a block that is moved from block to block by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from piiri.edits import Edit
from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.model.plan import UNASSIGNED, Plan
from piiri.session import State

from ...bridge import UNCHOSEN
from ..moves import stroke_tip
from ..scene import committed_plan, leading_school
from ..tip import Tip
from .base import Modifier, Tool
from .giving import Giving

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Directions of the arrow keys, east and north."""


class BlockTool(Tool):
    """A tool that acts on blocks and a target: a school, or *Unassigned*."""

    @property
    def base_plan(self) -> Plan:
        """The plan without what is being previewed."""
        return committed_plan(self.canvas.state)

    @property
    def target_name(self) -> str:
        """Name of the target for people."""
        target, plan = self.canvas.content.target, self.base_plan
        if target >= 0:
            return plan.catchments.names[target]
        school = self.canvas.attention.target
        return plan.schools.names[school] if 0 <= school < len(plan.schools) else tr("Unassigned")

    def receiver_name(self, *, removing: bool) -> str:
        """Name of who gets the blocks, for people."""
        return tr("Unassigned") if removing else self.target_name

    def stroke_tip(self, state: State, blocks: int, *, removing: bool) -> Tip:
        """Say at the pointer what a stroke moves: pupils, and use and mix of those who give and take."""
        stage = -1 if self.canvas.attention.all_stages else self.canvas.content.stage
        return stroke_tip(state, stage, blocks, self.receiver_name(removing=removing))

    def giving(self, *, removing: bool = False) -> Giving:
        """Return what giving blocks to the target means now, or taking the target's own away."""
        attention, stage = self.canvas.attention, self.canvas.content.stage
        return Giving.to(self.base_plan, attention.target, stage, everywhere=attention.all_stages, removing=removing)

    def edit_of(self, faces: list[int], *, removing: bool = False) -> Edit | None:
        """Return the edit that gives blocks to the target, or to no school; None where nothing changes."""
        return self.giving(removing=removing).edit(np.array(faces, dtype=np.int32))

    def that_change(self, found: Array, *, removing: bool) -> Array:
        """Return those of some blocks that the edit would change; only the target's blocks are removed."""
        return self.giving(removing=removing).changing(found)

    def free_of_locks(self, found: Array, *, removing: bool) -> tuple[Array, str]:
        """Return those of some blocks that no lock holds, and why the others stay, empty where all are free."""
        return self.giving(removing=removing).free(found)

    def problem(self, *, removing: bool = False) -> str:
        """Say why no block can be given away now; empty where it can."""
        canvas, target = self.canvas, self.canvas.attention.target
        if canvas.content.stage < 0 and not canvas.attention.all_stages:
            return tr("Choose the grades first, or let a stroke hold for all stages (Shift+A).")
        if target == UNCHOSEN:
            return tr("Choose a target first: press T, or right-click the area of a school.")
        if target == UNASSIGNED and removing:
            return tr("Unassigned has nothing to give away. Choose a school as the target.")
        if not self.giving().takers:
            name, stages = self.base_plan.schools.names[target], self.base_plan.stages
            if canvas.attention.all_stages:
                return tr("{school} has no catchment. Pick another target.", school=name)
            stage = tr(stages[canvas.content.stage].name)
            return tr("{school} has no catchment for {stage}. Pick another target.", school=name, stage=stage)
        return ""

    def pick(self, at: QPointF) -> bool:
        """Make the school under the pointer the target, or whose catchment is under it, or *Unassigned*."""
        return self._target(self.meant_at(at))

    def pick_block(self, face: int) -> bool:
        """Make the school of a block the target, *Unassigned* where it has none; False outside all blocks."""
        return self._target(self.meant_by_block(face))

    def _target(self, school: int | None) -> bool:
        if school is not None:
            self.canvas.attention.set_target(school)
        return school is not None

    def meant_at(self, at: QPointF) -> int | None:
        """Return the school under the pointer, or whose catchment is, or *Unassigned*; None outside all blocks."""
        school = self.canvas.marks.school_at(at.x(), at.y())
        if school >= 0:
            return school
        if self.canvas.badges.kind_at(at) == "unassigned":
            return UNASSIGNED
        return self.meant_by_block(self.canvas.frame.face_at(at.x(), at.y()))

    def meant_by_block(self, face: int) -> int | None:
        """Return the school of a block, *Unassigned* where it has none; None for no block."""
        if face < 0:
            return None
        plan, stage = self.base_plan, self.canvas.content.stage
        rows = plan.catchment_of_face[:, face] if stage < 0 else plan.catchment_of_face[stage : stage + 1, face]
        held = rows[rows >= 0]  # of all stages together, the first that has the block counts
        return leading_school(plan, int(held[0])) if len(held) else UNASSIGNED

    def give(self, faces: list[int], *, to_nobody: bool = False) -> bool:
        """Give blocks to the target, or the target's to no school, as one step; where it cannot be, say why."""
        problem = self.problem(removing=to_nobody)
        if problem:
            self.canvas.say(problem)
            return False
        giving = self.giving(removing=to_nobody)
        found = giving.changing(np.array(faces, dtype=np.int32))
        free, reason = giving.free(found)
        edit = giving.edit(free)
        if edit is None:
            self.canvas.say(reason or self._nothing_changes(to_nobody=to_nobody))
            return False
        kept = self.canvas.bridge.commit(edit)
        if reason:
            self.canvas.say(reason)
        return kept

    def _nothing_changes(self, *, to_nobody: bool) -> str:
        if to_nobody:
            return tr("Only blocks of {target} are taken away; nothing changes here.", target=self.target_name)
        return tr("This belongs to {target} already.", target=self.target_name)

    def key(self, event: QKeyEvent) -> bool:
        focus, modifiers = self.canvas.focus_block, event.modifiers()
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and modifiers & Modifier.ShiftModifier and focus.face >= 0:
            self.stretch(arrow)
            return True
        if arrow is not None and not modifiers & Modifier.ControlModifier:
            focus.step(arrow)
            return True
        if focus.face < 0:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(modifiers)
            return True
        if event.key() == Qt.Key.Key_Escape:
            focus.leave()
            return True
        return False

    def stretch(self, direction: tuple[int, int]) -> None:
        """An arrow with Shift, from a block: go on to the next one, and take it along where the tool can."""
        self.canvas.focus_block.step(direction)

    def keys_at(self) -> QPointF:
        """Return where the block of the arrow keys is, logical pixels."""
        middle = self.canvas.content.middles[self.canvas.focus_block.face]
        return QPointF(*self.canvas.view.to_screen(middle).tolist())

    def enter(self, modifiers: Modifier) -> None:
        """Enter on the block the keys have reached: it goes to the target, with Ctrl to no school."""
        self.give([self.canvas.focus_block.face], to_nobody=bool(modifiers & Modifier.ControlModifier))

    def region(self) -> QRegion:
        return self.canvas.focus_block.region()

    def paint(self, painter: QPainter) -> None:
        self.canvas.focus_block.paint(painter)
