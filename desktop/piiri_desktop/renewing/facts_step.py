"""Second step: what is new, gone and changed, to be filtered and seen on a map."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from piiri.again import Fact, Renewal, fact_lines, facts_of
from piiri.i18n import number, tr, trn

from ..importing.controls import ChoiceField, clear_layout
from ..importing.small_map import SmallMap
from ..importing.step import panel, rule, scrolling
from ..importing.text_table import Line, TextTable
from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .picture import Picture
from .step import PART_NAMES, STATES, RenewalStep
from .work import RenewalWork


class FactsStep(RenewalStep):
    """The list at the left; counts, and the map, at the right."""

    def __init__(self, work: RenewalWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        self._renewal: Renewal | None = None
        self._picture: Picture | None = None
        self._facts: tuple[Fact, ...] = ()
        self._shown: tuple[Fact, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel()
        row.addWidget(left, 1)
        row.addWidget(rule())
        right, side = panel()
        room = scrolling(right)
        room.setFixedWidth(self.side(450 if self.is_large else 420))
        row.addWidget(room)
        self.title = text_label("", BODY, QFont.Weight.DemiBold)
        column.addWidget(self.title)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.part = ChoiceField(tr("What is shown"), scale)
        self.part.offer([("", tr("Everything")), *((key, tr(name)) for key, name in PART_NAMES.items())], "")
        self.state = ChoiceField(tr("New, gone or changed"), scale)
        self.state.offer([("", tr("New, gone and changed")), *((key, tr(each[0])) for key, each in STATES.items())], "")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Filter"))
        self.search.setAccessibleName(tr("Filter what differs"))
        typeset(self.search)
        for field in (self.part, self.state):
            field.picked.connect(self._fill)
            tools.addWidget(field, 1)
        self.search.textChanged.connect(self._fill)
        tools.addWidget(self.search, 1)
        column.addLayout(tools)
        self.table = TextTable(tr("What differs from the year before"), palette, scale)
        self.table.chosen.connect(self._go_to)
        column.addWidget(self.table, 1)
        self._counts = QGridLayout()
        self._counts.setHorizontalSpacing(14)
        self._counts.setVerticalSpacing(3)
        self._counts.setColumnStretch(0, 1)
        side.addLayout(self._counts)
        self.same = text_label("", BODY, wrap=True)
        side.addWidget(self.same)
        self.map = SmallMap(tr("What differs, on the map"), palette, scale)
        self.map.setMinimumHeight(self.px(170))
        side.addWidget(self.map, 1)
        key = tr(
            "Tinted: new blocks and blocks of another shape. Hatched: gone. Triangles: schools that are gone. "
            "Outlined or circled: the row you are on. Home shows the whole town."
        )
        side.addWidget(text_label(key, CAPTION, tone="secondary", wrap=True))
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.table if self._shown else self.part

    def refresh(self) -> None:
        renewal = self.work.renewal
        if renewal is self._renewal:
            return
        self._renewal = renewal
        self._picture = Picture(renewal) if renewal is not None else None
        self._facts = facts_of(renewal.differences) if renewal is not None else ()
        self._count()
        followed = renewal.differences.followed if renewal is not None else None
        self.same.setVisible(followed is not None)
        if followed is not None:
            words = tr(
                "The same pupils: {both}; new {came}, gone {left}, moved {moved}, at another school {other}.",
                both=number(followed.both),
                came=number(followed.came),
                left=number(followed.left),
                moved=number(followed.moved),
                other=number(followed.other_school),
            )
            self.same.setText(words)
        self._fill()

    def _count(self) -> None:
        clear_layout(self._counts)
        side = Qt.AlignmentFlag.AlignRight
        for n, (name, _, _) in enumerate(STATES.values(), 1):
            self._counts.addWidget(text_label(tr(name), CAPTION, tone="secondary"), 0, n, side)
        for row, (part, name) in enumerate(PART_NAMES.items(), 1):
            self._counts.addWidget(text_label(tr(name), BODY), row, 0)
            for n, state in enumerate(STATES, 1):
                count = len(fact_lines(self._facts, part, state))
                label = text_label(
                    number(count) if count else "–",
                    BODY,
                    QFont.Weight.DemiBold if count else QFont.Weight.Normal,
                    tone="" if count else "secondary",
                )
                self._counts.addWidget(label, row, n, side)
        apply_text_scale(self, self.scale)

    def _fill(self, _: object = None) -> None:
        part, state = (str(each.currentData() or "") for each in (self.part, self.state))
        self._shown = fact_lines(self._facts, part, state, self.search.text())
        if not self._facts:
            self.title.setText(tr("Nothing differs from the year before."))
        elif len(self._shown) == len(self._facts):
            self.title.setText(trn("{n} thing differs", "{n} things differ", len(self._facts)))
        else:
            n, all_ = number(len(self._shown)), number(len(self._facts))
            self.title.setText(tr("{n} of {all} things that differ", n=n, all=all_))
        lines = []
        for each in self._shown:
            words, sign, tone = STATES[each.state]
            name = (
                each.name
                if each.key == each.name or each.part in ("pupils", "residents")
                else f"{each.name} ({each.key})"
            )
            how = f"{each.before} → {each.now}" if each.before or each.now else each.how
            cells = (tr(words), tr(PART_NAMES[each.part]), name, how)
            lines.append(
                Line(cells, f"{each.part}/{each.state}/{each.key}", sign, (tone, "secondary", "", "secondary"))
            )
        heads = (tr("State"), tr("What"), tr("Name"), tr("Before and now"))
        self.table.fill(heads, lines, stretch=3, widest=300)
        self._look(self.table.current_row, whole=True)

    def _go_to(self, at: int) -> None:
        self._look(at, whole=False)

    def _look(self, at: int, *, whole: bool) -> None:
        """Mark the thing of a row; the map shows the whole town until the person goes to one."""
        if self._picture is None:
            self.map.show_nothing(tr("Nothing to show."))
            return
        fact = self._shown[at] if 0 <= at < len(self._shown) else None
        mark, extent = self._picture.of(fact) if fact is not None else ((), None)
        said = ", ".join(self.table.lines[at].cells) if fact is not None else tr("What differs, on the map")
        self.map.show_layers((*self._picture.layers, *mark), said, None if whole else extent)
