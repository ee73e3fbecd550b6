"""Last step: what will be made; nothing has been kept so far."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from piiri.i18n import number, tr, trn
from piiri.io.importing import Imported

from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .controls import clear_layout
from .ledger import LedgerView
from .place_step import drawn_of
from .small_map import SmallMap
from .step import StepPage, panel, rule
from .systems import system_name
from .work import ImportWork


def facts_of(imported: Imported) -> list[tuple[str, str]]:
    """Return what an import makes, (what, how many) each."""
    dataset = imported.dataset
    plan = imported.plans[0]
    pupils = dataset.pupils
    found = [
        (tr("Blocks"), number(dataset.coverage.face_count)),
        (tr("Schools"), number(len(dataset.schools))),
        (tr("Pupils"), number(pupils.points.total("pupils") if len(pupils) else 0)),
    ]
    if len(pupils):
        placeless = int((~pupils.points.located).sum())
        found.append((tr("of them without a place, protected addresses too"), number(placeless)))
    for matched in imported.report.of("addresses-matched"):
        ways = [number(matched.facts[way]) for way in ("exact", "normalised", "confirmed")]
        found.append((tr("by address: written just so, in another spelling, in a confirmed street"), ", ".join(ways)))
    for n, stage in enumerate(dataset.stages):
        inside = np.unique(plan.catchment_of_face[n])
        count = int((inside >= 0).sum())
        found.append((tr("Catchments, {stage}", stage=stage.name), number(count)))
    if len(imported.plans) > 1:
        found.append((tr("Plans"), ", ".join(tr(each.name) for each in imported.plans)))
    found += [(tr("Statistics"), layer.name) for layer in dataset.residents]
    if dataset.groups:
        found.append((tr("Groups"), ", ".join(group.name for group in dataset.groups)))
    found.append((tr("Coordinate system"), system_name(dataset.crs)))
    return found


class SummaryStep(StepPage):
    """Name and counts at the left, ledger and map at the right."""

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel(16)
        row.addWidget(left, 5)
        row.addWidget(rule())
        right, side = panel(16)
        row.addWidget(right, 4)
        column.addWidget(text_label(tr("What will be made"), HEADING, QFont.Weight.DemiBold))
        words = tr(
            "The files have been tried in memory. Nothing is kept before you say so; the files stay as they are."
        )
        column.addWidget(text_label(words, BODY, tone="secondary", wrap=True))
        naming = QHBoxLayout()
        naming.setSpacing(8)
        label = text_label(tr("Name of the municipality"), BODY)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the municipality"))
        self.name.editingFinished.connect(self._rename)
        label.setBuddy(self.name)
        typeset(self.name)
        naming.addWidget(label)
        naming.addWidget(self.name, 1)
        column.addSpacing(6)
        column.addLayout(naming)
        column.addSpacing(6)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        column.addLayout(self._grid)
        self.state = text_label("", BODY, QFont.Weight.DemiBold, wrap=True)
        column.addWidget(self.state)
        column.addStretch(1)
        kept = tr("Kept with the project: each file's name, size and checksum, the time, the mapping and the repairs.")
        column.addWidget(text_label(kept, CAPTION, tone="secondary", wrap=True))
        self.ledger = LedgerView(palette, scale)
        side.addWidget(self.ledger)
        self.map = SmallMap(tr("What will be made"), palette, scale)
        side.addWidget(self.map, 1)
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.name

    def waiting(self) -> str:
        outcome = self.work.outcome
        if outcome is None:
            return tr("The import is being tried.") if self.work.busy else tr("The import has not been tried yet.")
        if outcome.ready:
            return ""
        if outcome.checked.stopped is not None:
            return outcome.checked.stopped.what
        n = len([each for each in outcome.standing.proposal.questions if each.open])
        if n:
            return trn("{n} question waits for an answer.", "{n} questions wait for an answer.", n)
        return tr("Decide on the repairs first.")

    def refresh(self, layer: str) -> None:
        standing, outcome = self.work.standing, self.work.outcome
        question = (
            next((each for each in standing.proposal.questions if each.key == "name"), None) if standing else None
        )
        if question is not None and not self.name.hasFocus():
            self.name.setText(self.work.decisions.answers.get("name", question.value or ""))
        clear_layout(self._grid)
        imported = outcome.checked.imported if outcome is not None else None
        if imported is not None:
            for n, (what, count) in enumerate(facts_of(imported)):
                self._grid.addWidget(text_label(what, BODY, tone="secondary", wrap=True), n, 0)
                self._grid.addWidget(text_label(count, BODY, QFont.Weight.DemiBold, wrap=True), n, 1)
        why = self.waiting()
        self.state.setText(why or tr("Ready: nothing waits for you."))
        self.state.setProperty("tone", "bad" if why else "good")
        self.state.style().polish(self.state)
        self.ledger.setVisible(outcome is not None and bool(outcome.report.ledgers))
        if outcome is not None:
            self.ledger.show_ledgers(outcome.report.ledgers, files=False)
        drawn = drawn_of(standing.places) if standing is not None else []
        if drawn:
            self.map.show_layers(drawn, tr("Where the files fall"))
        else:
            self.map.show_nothing(tr("Nothing has a place yet."))
        apply_text_scale(self, self.scale)

    def _rename(self) -> None:
        standing, name = self.work.standing, self.name.text().strip()
        held = [each.value for each in standing.proposal.questions if each.key == "name"] if standing else []
        if name and name not in held:
            self.work.answer("name", name)
