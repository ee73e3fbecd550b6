"""What the tools for blocks share: the target, picking it, and a block that is moved from block to block by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from piiri.edits import AssignFaces, apply
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.model.plan import Plan

from ..scene import committed_plan
from .base import Modifier, Tool

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Directions of the arrow keys, east and north."""


class BlockTool(Tool):
    """A tool that acts on blocks and a target school."""

    @property
    def base_plan(self) -> Plan:
        """The plan without what is being previewed."""
        return committed_plan(self.canvas.state)

    @property
    def target_id(self) -> str:
        """Id of the target's catchment, empty for none."""
        target = self.canvas.content.target
        return self.base_plan.catchments.ids[target] if target >= 0 else ""

    @property
    def target_name(self) -> str:
        """Name of the target for people."""
        target = self.canvas.content.target
        return self.base_plan.catchments.names[target] if target >= 0 else tr("Unassigned")

    def receiver_name(self, *, removing: bool) -> str:
        """Name of who gets the blocks, for people."""
        return tr("Unassigned") if removing else self.target_name

    def edit_of(self, faces: list[int], *, removing: bool = False) -> AssignFaces:
        """Return the edit that gives blocks to the target, or to no school."""
        plan = self.base_plan
        ids = tuple(plan.coverage.face_ids[face] for face in faces)
        return AssignFaces(plan.stages[self.canvas.content.stage].id, ids, "" if removing else self.target_id)

    def that_change(self, found: Array, *, removing: bool) -> Array:
        """Return those of some blocks that the edit would change; only the target's blocks are removed."""
        row, target = self.base_plan.catchment_of_face[self.canvas.content.stage, found], self.canvas.content.target
        return np.asarray(found[(row == target) if removing else (row != target)])

    def free_of_locks(self, found: Array, *, removing: bool) -> tuple[Array, str]:
        """Return those of some blocks that no locked school holds, and why the others stay, empty where all are free.

        The plan itself says so, asked once for each catchment with one of its blocks.
        """
        plan, reason = self.base_plan, ""
        if not plan.locked:
            return found, reason
        row = plan.catchment_of_face[self.canvas.content.stage, found]
        free = np.ones(len(found), dtype=bool)
        for catchment in np.unique(row).tolist():
            mine = row == catchment
            try:
                apply(plan, self.edit_of([int(found[mine][0])], removing=removing))
            except EditRejected as rejection:
                free[mine], reason = False, rejection.sentence
        return np.asarray(found[free]), reason

    def problem(self) -> str:
        """Say why no block can be given away now; empty where it can."""
        canvas = self.canvas
        if canvas.content.stage < 0:
            return tr("Choose the grades first: all stages together cannot be painted.")
        if canvas.attention.target < 0:
            return tr("Pick a target first: right-click the area of a school, or press I.")
        if canvas.content.target < 0:
            name = self.base_plan.schools.names[canvas.attention.target]
            stage = tr(self.base_plan.stages[canvas.content.stage].name)
            return tr("{school} has no catchment for {stage}. Pick another target.", school=name, stage=stage)
        return ""

    def pick(self, at: QPointF) -> bool:
        """Make the school under the pointer, or whose catchment is under it, the target."""
        school = self.canvas.marks.school_at(at.x(), at.y())
        if school < 0:
            school = self.canvas.content.school_of_face(self.canvas.frame.face_at(at.x(), at.y()))
        if school < 0:
            return False
        self.canvas.attention.set_target(school)
        return True

    def give(self, faces: list[int], *, to_nobody: bool = False) -> bool:
        """Give blocks to the target, or to no school, as one step."""
        problem = self.problem()
        if problem:
            self.canvas.say(problem)
            return False
        return self.canvas.bridge.commit(self.edit_of(faces, removing=to_nobody))

    def key(self, event: QKeyEvent) -> bool:
        focus, modifiers = self.canvas.focus_block, event.modifiers()
        arrow = ARROWS.get(Qt.Key(event.key()))
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

    def enter(self, modifiers: Modifier) -> None:
        """Enter on the block the keys have reached: it goes to the target, with Ctrl to no school."""
        self.give([self.canvas.focus_block.face], to_nobody=bool(modifiers & Modifier.ControlModifier))

    def region(self) -> QRegion:
        return self.canvas.focus_block.region()

    def paint(self, painter: QPainter) -> None:
        self.canvas.focus_block.paint(painter)
