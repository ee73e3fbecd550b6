"""Second step: which column becomes what, and what is not imported at all."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from piiri.i18n import number, tr, trn
from piiri.io.pile.roles import role_name, roles_of
from piiri.io.pile.standing import protected_column
from piiri.io.recognise import KINDS, Question

from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label
from .controls import file_label
from .files_step import reading_of
from .layer_list import LayerList
from .questions import Questions
from .sample_table import SampleTable
from .step import StepPage, panel, rule, scrolling
from .work import ImportWork


class ColumnsStep(StepPage):
    """Layers at the left; questions, meanings and rows of the current one at the right."""

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel(0)
        left.setFixedWidth(self.side(220))
        self.layers = LayerList(palette, scale)
        self.layers.chosen.connect(self.layer_chosen)
        column.addWidget(self.layers)
        row.addWidget(left)
        row.addWidget(rule())
        right, column = panel()
        row.addWidget(scrolling(right), 1)
        self.name = file_label("", HEADING, QFont.Weight.DemiBold)
        self.facts = file_label("", CAPTION, tone="secondary")
        self.wrong = text_label("", BODY, QFont.Weight.DemiBold, tone="bad", wrap=True)
        self.questions = Questions(palette, scale)
        self.questions.answered.connect(work.answer)
        self.sample = SampleTable(palette, scale, fields=True)
        self.sample.chosen.connect(self._choose)
        self.left_out = text_label("", BODY, tone="secondary", wrap=True)
        for widget in (self.name, self.facts, self.wrong, self.questions):
            column.addWidget(widget)
        column.addWidget(self.sample, 1)
        column.addWidget(self.left_out)
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.questions.first or self.layers

    def waiting(self) -> str:
        standing = self.work.standing
        if standing is None:
            return ""
        if standing.wrong is not None:
            return standing.wrong.what
        if n := standing.open("columns"):
            return trn("Answer {n} question about the columns.", "Answer {n} questions about the columns.", n)
        return ""

    def _mine(self, key: str) -> list[Question]:
        """The questions about a layer, and with them those about no single one."""
        standing = self.work.standing
        assert standing is not None
        known = {layer.key for layer in standing.proposal.layers}
        found = []
        for question in standing.questions("columns"):
            about = question.key.partition(":")[2]
            if about == key or about not in known:
                found.append(question)
        return found

    def refresh(self, layer: str) -> None:
        standing = self.work.standing
        if standing is None:
            return
        self.layers.show_layers(standing, "columns", layer)
        key = self.layers.current
        found = next((each for each in standing.proposal.layers if each.key == key), None)
        self.wrong.setText(standing.wrong.sentence if standing.wrong is not None else "")
        self.wrong.setVisible(standing.wrong is not None)
        mine = self._mine(key) if found is not None and found.kind != "leave-out" else []
        self.questions.show_questions(mine)
        self.questions.limit(10_000 if self.is_large else self.px(200))
        self.name.setText(key)
        seen = standing.opened.of(key)
        self.sample.setVisible(found is not None and seen is not None)
        if found is None or seen is None:
            self.facts.setText(tr("Cannot be read"))
            self.left_out.setText("")
            return
        kind = tr(KINDS[found.kind])
        self.facts.setText(" · ".join(filter(None, (kind, trn("{n} row", "{n} rows", found.rows), reading_of(found)))))
        mapping = standing.proposal.mapping
        groups = mapping.groups if mapping is not None else ()
        roles = dict(found.columns)
        possible = roles_of(found, shapes=seen.table.shapes is not None or bool(seen.shape_column))
        if (found.file, found.layer) in {(each.file, each.layer) for each in standing.proposal.unread}:
            possible = ()  # nothing of it is imported, whatever its columns are
        choices = [(role, role_name(role)) for role in possible]
        choices += [(role, role_name(role, groups)) for role in roles.values() if role not in possible]
        fixed = {column: role_name(role) for column, role in roles.items() if role == "protected"}
        if seen.shape_column:
            fixed[seen.shape_column] = role_name("shape")
        sample = standing.opened.sample(key, protected_column(found))
        if sample is not None:
            self.sample.show_sample(sample, roles, list(dict(choices).items()), fixed)
        left = found.left_out
        if found.kind == "leave-out":
            said = tr("Nothing of this file is imported.")
        elif left:
            said = tr("Not imported, and never stored ({n}): {columns}", n=number(len(left)), columns=", ".join(left))
        else:
            said = tr("Every column is imported.")
        self.left_out.setText(said if len(said) < 260 else said[:250] + "…")
        self.left_out.setToolTip(said)

    def _choose(self, column: str, role: str) -> None:
        key = self.layers.current
        standing = self.work.standing
        if standing is None:
            return
        seen = standing.opened.of(key)
        if seen is not None and role == "protected":
            self.work.answer(f"protected:{key}", column)
        else:
            self.work.decide(self.work.decisions.with_column(key, column, role))
