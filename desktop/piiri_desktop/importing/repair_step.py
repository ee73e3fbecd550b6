"""Fifth step: each repair of areas is looked at and agreed to before anything is mended."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from piiri.i18n import HARD_SPACE, number, tr, trn
from piiri.io.pile import Repair, row_left_out
from piiri.io.pile.problem_groups import grouped

from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .small_map import Drawn, SmallMap
from .step import StepPage, panel, rule
from .text_table import Line, TextTable
from .work import ImportWork


def area_words(area_m2: float) -> str:
    """Write an area: square metres, hectares from 1."""
    if area_m2 >= 10_000:
        return f"{number(area_m2 / 10_000, 1)}{HARD_SPACE}ha"
    return f"{number(area_m2, 0 if area_m2 >= 10 else 1)}{HARD_SPACE}m²"


def areas_of(repair: Repair) -> str:
    """Return the areas a repair is about, as people call them."""
    facts = repair.problem.facts
    names = [str(facts.get(key, "")) for key in ("name", "other", "names")]
    return " – ".join(dict.fromkeys(each for each in names if each)) or repair.problem.value


class RepairStep(StepPage):
    """Repairs at the left; the current one before and after at the right."""

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel()
        left.setFixedWidth(self.side(470))
        row.addWidget(left)
        row.addWidget(rule())
        right, side = panel()
        row.addWidget(right, 1)
        self.title = text_label("", BODY, QFont.Weight.DemiBold, wrap=True)
        self.how = text_label("", CAPTION, tone="secondary", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.how)
        self.repairs = TextTable(tr("Repairs of areas"), palette, scale)
        self.repairs.chosen.connect(self._show)
        self.repairs.entered_row.connect(self._turn)
        column.addWidget(self.repairs, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.accept_all = QPushButton(tr("Accept all"))
        self.accept_all.setProperty("kind", "primary")
        self.accept = QPushButton(tr("Accept"))
        self.refuse = QPushButton(tr("Refuse"))
        for button, slot in (
            (self.accept_all, self._accept_all),
            (self.accept, self._accept),
            (self.refuse, self._refuse),
        ):
            typeset(button)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.sentence = text_label("", BODY, wrap=True)
        side.addWidget(self.sentence)
        maps = QHBoxLayout()
        maps.setSpacing(8)
        self.before = SmallMap(tr("Before the repair"), palette, scale)
        self.after = SmallMap(tr("After the repair"), palette, scale)
        for each in (self.before, self.after):
            maps.addWidget(each, 1)
        side.addLayout(maps, 1)
        key = tr("Hatched: what is wrong. Every repair is written down in the project. Wheel or + and − zoom.")
        side.addWidget(text_label(key, CAPTION, tone="secondary", wrap=True))
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.repairs if self._all() else self.before

    def _all(self) -> tuple[Repair, ...]:
        return self.work.outcome.repairs if self.work.outcome is not None else ()

    def waiting(self) -> str:
        decided = self.work.decisions.repairs
        repairs = self._all()
        if any(decided.get(each.key) is False and row_left_out(each) is None for each in repairs):
            return tr("A gap belongs to no area that could be left out: close it in the file, or accept the repair.")
        if n := sum(each.key not in decided for each in repairs):
            return trn("Decide on {n} repair.", "Decide on {n} repairs.", n)
        return ""

    def refresh(self, layer: str) -> None:
        repairs, decided = self._all(), self.work.decisions.repairs
        outcome = self.work.outcome
        if not repairs:
            waits = outcome is None
            self.title.setText(tr("The import has not been tried yet.") if waits else tr("No area needs a repair."))
            self.how.setText("")
            self.repairs.fill((), ())
            self.sentence.setText("")
            for shown in (self.before, self.after):
                shown.show_nothing(tr("Nothing to show."))
            for button in (self.accept_all, self.accept, self.refuse):
                button.setEnabled(False)
                button.setToolTip(self.title.text())
            return
        n, accepted = len(repairs), sum(decided.get(each.key) is True for each in repairs)
        said = trn("{n} repair is proposed", "{n} repairs are proposed", n)
        self.title.setText(f"{said}, {tr('{n} accepted', n=number(accepted))}")
        self.how.setText(tr("An area whose repair is refused is left out of the import. Space changes a decision."))
        mending = outcome.mending if outcome is not None else None
        lines = []
        for each in repairs:
            state = decided.get(each.key)
            refused = tr("refused") if row_left_out(each) is None else tr("left out")
            words = tr("undecided") if state is None else tr("accepted") if state else refused
            sign = "question" if state is None else "saved" if state else "close"
            tone = "bad" if state is not True else "good"
            what = grouped((each.problem,))[0].title
            area = area_words(mending.area_m2(each) if mending is not None else each.area_m2)
            cells = (words, what, area, areas_of(each))
            spoken = ", ".join((*cells, each.problem.file))
            lines.append(Line(cells, each.key, sign, (tone, "", "", "secondary"), spoken))
        heads = (tr("Decision"), tr("Repair"), tr("Area"), tr("Where"))
        self.repairs.fill(heads, lines, right=(2,), stretch=3, widest=160)
        for button in (self.accept_all, self.accept, self.refuse):
            button.setEnabled(True)
            button.setToolTip("")
        self.accept_all.setEnabled(accepted < n)
        self.accept_all.setToolTip(tr("All are accepted.") if accepted == n else "")
        self._show(self.repairs.current_row)

    def _current(self) -> Repair | None:
        key = self.repairs.current_key
        return next((each for each in self._all() if each.key == key), None)

    def _show(self, _: int = 0) -> None:
        repair, outcome = self._current(), self.work.outcome
        if repair is None or outcome is None:
            return
        self.sentence.setText(self._said(repair))
        preview = outcome.mending.preview(repair) if outcome.mending is not None else None
        if preview is None:
            for shown in (self.before, self.after):
                shown.show_nothing(tr("Its place is not known."))
            return
        wrong = Drawn("defect", preview.defect)
        tone = {row: n for n, row in enumerate(preview.involved)}
        before = [Drawn("patch", rings, tone=tone.get(row, -1)) for row, rings in preview.before.items()]
        after = [Drawn("patch", rings, tone=tone.get(row, -1)) for row, rings in preview.after.items()]
        self.before.show_layers((*before, wrong), repair.problem.what, preview.extent, tr("Before"))
        self.after.show_layers(after, repair.problem.how, preview.extent, tr("After"))

    def _said(self, repair: Repair) -> str:
        """What is wrong; of a refused repair also what follows."""
        if self.work.decisions.repairs.get(repair.key) is not False or (row := row_left_out(repair)) is None:
            return repair.problem.what
        facts = repair.problem.facts
        name = str(facts.get("name", "")) or repair.problem.value or number(row)
        follows = tr(
            "Feature {row} ({name}) is left out: no school of its layer takes pupils there.", row=number(row), name=name
        )
        return f"{repair.problem.what} {follows}"

    def _decide(self, keys: list[str], accepted: bool | None) -> None:
        self.work.decide(self.work.decisions.with_repairs(keys, accepted))

    def _accept_all(self) -> None:
        self._decide([each.key for each in self._all()], True)

    def _accept(self) -> None:
        if (repair := self._current()) is not None:
            self._decide([repair.key], True)

    def _refuse(self) -> None:
        if (repair := self._current()) is not None:
            self._decide([repair.key], False)

    def _turn(self, _: int) -> None:
        repair = self._current()
        if repair is not None:
            self._decide([repair.key], self.work.decisions.repairs.get(repair.key) is not True)
