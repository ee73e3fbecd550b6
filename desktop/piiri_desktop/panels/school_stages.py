"""The stages that a school teaches: one tick box each, and what must come first where one cannot be taken away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from piiri.edits import SetStages
from piiri.i18n import tr, trn
from piiri.model.plan import UNASSIGNED
from piiri.model.stages import Stage
from piiri.session import State

from ..typeset import keep_fonts, typeset
from .page_parts import Section
from .school_facts import blocks_of


class Stages(Section):
    """Which stages a school teaches.

    Signals
    -------
    asked(object)
        An edit to be kept.
    refused(str)
        Why a stage cannot be taken away as it is, and what to do first.
    """

    asked = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stages it teaches"), parent)
        self.column.setSpacing(4)
        self._stages: tuple[Stage, ...] = ()
        self._school, self._scale = "", 1.0
        self._blocks: list[int] = []
        self.boxes: dict[str, QCheckBox] = {}

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [*self.boxes.values()]

    def show_school(self, state: State, school: int) -> None:
        """Show a school of a state."""
        plan = state.plan
        if self._stages != plan.stages:
            self._list(plan.stages)
        self._school = plan.schools.ids[school]
        self._blocks = [blocks_of(state, school, stage) for stage in range(len(plan.stages))]
        closed, locked = bool(plan.schools.closed[school]), self._school in plan.locked
        for stage, box in enumerate(self.boxes.values()):
            box.setChecked(plan.catchments.of_school(school, stage) != UNASSIGNED)
            name = tr(plan.stages[stage].name)
            blocks = trn("{n} block", "{n} blocks", self._blocks[stage])
            zone = plan.catchments.of_school(school, stage)
            if not self._blocks[stage] and zone != UNASSIGNED and len(plan.catchments.schools_of(zone)) > 1:
                blocks = tr("joint zone")
            box.setText(f"{name} – {blocks}" if box.isChecked() else name)
            box.setEnabled(not closed and not locked)
            reason = tr("The school is closed.") if closed else tr("The school is locked.") if locked else ""
            box.setToolTip(reason)

    def _list(self, stages: tuple[Stage, ...]) -> None:
        for box in self.boxes.values():
            self.column.removeWidget(box)
            box.deleteLater()
        self._stages, self.boxes = stages, {}
        for stage in stages:
            box = QCheckBox(tr(stage.name))
            typeset(box, scale=self._scale)
            box.clicked.connect(self._set)
            self.boxes[stage.id] = box
            self.column.addWidget(box)
        keep_fonts(self)

    def set_text_scale(self, scale: float) -> None:
        """Remember the text scale for boxes made later."""
        self._scale = scale

    def _set(self) -> None:
        for stage, box in zip(range(len(self._stages)), self.boxes.values(), strict=True):
            if not box.isChecked() and self._blocks[stage]:
                box.setChecked(True)
                self.refused.emit(
                    trn(
                        "{n} block of {stage} belongs to the school.",
                        "{n} blocks of {stage} belong to the school.",
                        self._blocks[stage],
                        stage=tr(self._stages[stage].name),
                    )
                    + " "
                    + tr("Give them to other schools first, with the brush; then take the stage away.")
                )
                return
        chosen = tuple(key for key, box in self.boxes.items() if box.isChecked())
        self.asked.emit(SetStages(self._school, chosen))
