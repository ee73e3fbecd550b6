"""What became of every row, as one bar and its parts; it adds up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from piiri.i18n import N_, number, tr
from piiri.io.report import Ledger

from ..palette import BODY, Palette
from ..typeset import apply_text_scale, text_label
from .controls import clear_layout, file_label

PARTS = (
    ("accepted", N_("as they were")),
    ("repaired", N_("repaired")),
    ("rejected", N_("rejected")),
    ("excluded", N_("left out on purpose")),
)


def paint_part(painter: QPainter, room: QRectF, part: str, p: Palette) -> None:
    """Paint one part of the bar: each has a pattern of its own besides its colour."""
    fill: QColor | QBrush = p.bar
    if part == "repaired":
        painter.fillRect(room, p.surface)
        fill = QBrush(p.bar, Qt.BrushStyle.BDiagPattern)
    elif part == "rejected":
        fill = p.bad
    elif part == "excluded":
        fill = p.bar_track
    painter.fillRect(room, fill)
    painter.setPen(QPen(p.control, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))


class _Bar(QWidget):
    def __init__(self, palette: Palette, scale: float) -> None:
        super().__init__()
        self._colours, self._scale = palette, scale
        self.parts: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, round(14 * self._scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = [(part, n) for part, n in self.parts if n]
        least = 6.0
        whole, left = sum(n for _, n in shown), 0.0
        room = self.width() - least * len(shown)
        for part, n in shown:
            wide = least + room * n / max(1, whole)
            paint_part(painter, QRectF(left, 0, wide, self.height()), part, self._colours)
            left += wide


class _Swatch(QLabel):
    def __init__(self, part: str, palette: Palette, scale: float) -> None:
        super().__init__()
        self._part, self._colours = part, palette
        self.setFixedSize(round(11 * scale), round(11 * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_part(QPainter(self), QRectF(self.rect()), self._part, self._colours)


class LedgerView(QFrame):
    """Rows in the files = as they were + repaired + rejected + left out."""

    def __init__(self, palette: Palette, scale: float) -> None:
        super().__init__()
        self._colours, self._scale = palette, scale
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QGridLayout()
        head.setColumnStretch(0, 1)
        head.addWidget(text_label(tr("Every row is accounted for"), BODY, QFont.Weight.DemiBold, wrap=True), 0, 0)
        self._whole = text_label("", BODY, QFont.Weight.DemiBold)
        head.addWidget(self._whole, 0, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._bar = _Bar(palette, scale)
        column.addWidget(self._bar)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        apply_text_scale(self, scale)

    def show_ledgers(self, ledgers: Sequence[Ledger], *, files: bool = True) -> None:
        """Show the sum of ledgers, and with ``files`` each of them."""
        clear_layout(self._grid)
        sums = [(part, sum(int(getattr(each, part)) for each in ledgers)) for part, _ in PARTS]
        rows = sum(each.rows for each in ledgers)
        self._bar.parts = tuple(sums)
        self._bar.update()
        self._whole.setText(number(rows))
        for n, ((part, words), (_, count)) in enumerate(zip(PARTS, sums, strict=True)):
            self._grid.addWidget(_Swatch(part, self._colours, self._scale), n, 0)
            self._grid.addWidget(text_label(tr(words), BODY, tone="secondary"), n, 1)
            self._grid.addWidget(text_label(number(count), BODY), n, 2, Qt.AlignmentFlag.AlignRight)
        if files:
            at = len(PARTS)
            title = text_label(tr("Rows in each file"), BODY, QFont.Weight.DemiBold)
            title.setContentsMargins(0, round(10 * self._scale), 0, 0)
            self._grid.addWidget(title, at, 0, 1, 3)
            for n, each in enumerate(ledgers):
                name = f"{each.file} {each.layer}".strip()
                label = file_label(name)
                label.setAccessibleName(each.sentence)
                self._grid.addWidget(label, at + 1 + n, 0, 1, 2)
                rows_of = text_label(number(each.rows), BODY)
                rows_of.setToolTip(each.sentence)
                self._grid.addWidget(rows_of, at + 1 + n, 2, Qt.AlignmentFlag.AlignRight)
        said = " + ".join(f"{number(count)} {tr(words)}" for (_, words), (_, count) in zip(PARTS, sums, strict=True))
        self.setAccessibleName(f"{number(rows)} = {said}")
        apply_text_scale(self, self._scale)
