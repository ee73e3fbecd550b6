"""The first rows of a layer under what each column becomes; the two tables move together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from piiri.i18n import number, tr
from piiri.io.pile import Sample
from piiri.io.pile.samples import PRIVATE

from ..palette import BODY, CAPTION, Palette, font
from ..typeset import ElidedLabel, apply_text_scale
from .controls import ChoiceField, keeping_focus
from .text_table import Line, TextTable

_NUMBER, _NARROW, _WIDE = 56, 100, 230


class _Heads(QScrollArea):
    """What stands above the columns; moved by the table under it, and by the keys that go through its fields."""

    def __init__(self, scale: float) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(round(68 * scale))
        self.setWidget(QWidget())


class SampleTable(QWidget):
    """Rows as they were read; with fields, each column can be given another meaning.

    Signals
    -------
    chosen(str, str)
        Column, and the role it shall have; empty for *not imported*.
    """

    chosen = Signal(str, str)

    def __init__(self, palette: Palette, scale: float, *, fields: bool) -> None:
        super().__init__()
        self._scale, self._fields = scale, fields
        self._heads = _Heads(scale)
        self.table = TextTable(tr("First rows of the file"), palette, scale)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setVisible(not fields)
        self.note = ElidedLabel("", CAPTION, tone="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heads)
        self._heads.setHidden(not fields)  # only now: shown without a parent it would be a window of its own
        self.table.setMinimumHeight(round(110 * scale))
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        self.table.horizontalScrollBar().valueChanged.connect(self._heads.horizontalScrollBar().setValue)
        self._heads.horizontalScrollBar().valueChanged.connect(self.table.horizontalScrollBar().setValue)
        self._shown: object = None

    def show_sample(
        self,
        sample: Sample,
        roles: dict[str, str],
        choices: Sequence[tuple[str, str]] = (),
        fixed: dict[str, str] | None = None,
    ) -> None:
        """Show rows.

        Parameters
        ----------
        sample
            The rows.
        roles
            Column -> key of what it becomes.
        choices
            Roles that can be chosen, (key, words) each.
        fixed
            Column -> words: what it becomes is not chosen here.
        """
        wanted = (sample, roles, tuple(choices), fixed)
        if self._shown == wanted:
            return
        self._shown = wanted
        heads = [tr("Row"), *sample.columns]
        lines = []
        for row in sample.rows:
            cells = [number(row.number)]
            for name, cell in zip(sample.columns, row.cells, strict=True):
                cells.append(tr("not kept") if row.protected and cell == "•••" and name not in sample.private else cell)
            used = [bool(roles.get(name)) and name not in sample.private for name in sample.columns]
            tones = ["secondary", *("" if each else "secondary" for each in used)]
            lines.append(Line(tuple(cells), str(row.number), tones=tuple(tones)))
        right = [0, *(n + 1 for n, name in enumerate(sample.columns) if name in sample.numeric)]
        self.table.fill(heads, lines, right=right)
        wide = self._widths(sample, roles, dict(choices))
        for n, width in enumerate(wide):
            self.table.setColumnWidth(n, width)
        letters = "  ".join(sample.letters)
        shown = tr("{shown} rows of {all} are shown.", shown=number(len(sample.rows)), all=number(sample.of))
        self.note.setText(f"{shown}  {tr('Are these words right? {words}', words=letters)}" if letters else shown)
        if self._fields:
            keeping_focus(self, partial(self._fill_heads, sample, roles, list(choices), fixed or {}, wide))

    def _widths(self, sample: Sample, roles: dict[str, str], words: dict[str, str]) -> list[int]:
        """Wide enough for the values, and for what the column becomes beside the arrow of its field."""
        least, metrics = round((_NARROW if self._fields else 60) * self._scale), QFontMetrics(font(scale=self._scale))
        found = [round(_NUMBER * self._scale)]
        for n, name in enumerate(sample.columns):
            own = self.table.columnWidth(n + 1)
            if self._fields:
                said = max(words.get(roles.get(name, ""), tr("Not imported")), name, key=len)
                own = max(own, metrics.horizontalAdvance(said) + round(44 * self._scale))
            found.append(min(max(own, least), round(_WIDE * self._scale)))
        return found

    def _fill_heads(
        self,
        sample: Sample,
        roles: dict[str, str],
        choices: list[tuple[str, str]],
        fixed: dict[str, str],
        wide: list[int],
    ) -> None:
        inside = QFrame()
        inside.setProperty("box", "surface")
        s = self._scale
        left = wide[0]
        for name, width in zip(sample.columns, wide[1:], strict=True):
            role = roles.get(name, "")
            hint = tr("imported") if role else tr("not imported")
            if name in sample.private:
                hint = tr(PRIVATE[sample.private[name]])
            field = ChoiceField(tr("Column {column} becomes", column=name), s)
            field.setParent(inside)
            offered = [("", tr("Not imported")), *choices]
            locked = name in sample.private or name in fixed
            if name in fixed:
                offered.append((role or "fixed", fixed[name]))
                hint = tr("imported")
            elif role and role not in dict(offered):
                offered.append((role, role))
            field.offer(offered, (role or "fixed") if name in fixed else role)
            field.setEnabled(not locked)
            if locked:
                field.setToolTip(hint if name in sample.private else tr("It is decided by the question above."))
            field.setObjectName(f"role-{name}")
            field.setGeometry(left + round(3 * s), round(4 * s), width - round(6 * s), round(26 * s))
            field.picked.connect(partial(self.chosen.emit, name))
            for line, (text, tone) in enumerate(((name, ""), (hint, "secondary"))):
                label = ElidedLabel(text, BODY if not line else CAPTION, tone=tone)
                label.setParent(inside)
                label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                label.setGeometry(
                    left + round(6 * s), round((33 + 16 * line) * s), width - round(10 * s), round(16 * s)
                )
            left += width
        inside.resize(left + round(20 * s), round(68 * s))
        apply_text_scale(inside, s)
        old = self._heads.takeWidget()
        if old is not None:
            old.deleteLater()
        self._heads.setWidget(inside)
        self._heads.horizontalScrollBar().setValue(self.table.horizontalScrollBar().value())
