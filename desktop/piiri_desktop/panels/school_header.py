"""The first and the last line of the schools table: titles with the arrow of the sorted column, and the totals."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QWidget

from piiri.i18n import number, tr, trn

from ..palette import Palette
from .lettering import LEFT, RIGHT, Lettering, lettering
from .school_columns import NAME, USE
from .school_delegate import SIDE, gutter
from .school_model import SchoolModel


class SchoolHeader(QHeaderView):
    """Titles in the caption face; the sorted one has an arrow."""

    def __init__(self, model: SchoolModel, palette: Palette, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setAccessibleName(tr("Columns of the schools table"))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.letters.px(28))

    def arrow(self, key: str) -> str:
        """Return the arrow of a column, empty where it is not the sorted one."""
        if key != self._model.sort_key:
            return ""
        return "↓" if self._model.descending else "↑"

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        p, t, key = self.palette_, self.letters.caption_medium, self._model.keys[section]
        painter.fillRect(rect, p.window)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        title = str(self._model.headerData(section, Qt.Orientation.Horizontal))
        left = gutter(self.letters) + 4 if key == NAME else 10 if key == USE else SIDE
        room = QRectF(rect).adjusted(left, 0, -SIDE, 0)
        arrow = self.arrow(key)
        wide = t.width(f" {arrow}") if arrow else 0.0
        text = t.elided(title, room.width() - wide)
        if key in (NAME, USE):
            t.draw(painter, room, f"{text} {arrow}" if arrow else text, p.text_secondary, LEFT)
        else:
            t.draw(painter, room, f"{arrow} {text}" if arrow else text, p.text_secondary, RIGHT)


class TotalsRow(QLabel):
    """The last line of the table, always in sight. As a label, its text says all totals in words."""

    def __init__(self, model: SchoolModel, header: QHeaderView, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._header = model, header
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self._cells: list[str] = []
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def cells(self) -> list[str]:
        """The cells as written, the name first."""
        return self._cells

    def show_totals(self) -> None:
        """Add up the rows that are shown."""
        model = self._model
        shown, rows = model.shown, model.rows
        n, of = len(model.schools), len(rows.schools)
        name = tr("Total {n}", n=number(n)) if n == of else tr("{n} of {all}", n=number(n), all=number(of))
        cells = [name, *(model.columns[key].sum(rows, shown) for key in model.keys[1:])]
        if cells != self._cells:
            self._cells = cells
            titles = [model.columns[key].title for key in model.keys[1:]]
            said = ", ".join(f"{title} {cell}" for title, cell in zip(titles, cells[1:], strict=True))
            self.setText(f"{trn('{n} school', '{n} schools', n)}: {said}")
            self.setAccessibleName(self.text())
            self.setToolTip(self.text())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.letters.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.letters.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self.palette_, self.letters.body_bold
        painter.fillRect(self.rect(), p.window)
        painter.fillRect(QRect(0, 0, self.width(), 1), p.control)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), p.line)
        header = self._header
        for section, text in enumerate(self._cells):
            x = header.sectionViewportPosition(section)
            wide = header.sectionSize(section)
            if section == 0:
                room = QRectF(x + 12, 0, wide - 12 - SIDE, self.height())
                t.draw(painter, room, t.elided(text, room.width()), p.text)
            else:
                t.draw(painter, QRectF(x, 0, wide - SIDE, self.height()), text, p.text, RIGHT)
