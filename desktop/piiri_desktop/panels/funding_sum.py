"""The row of sums under the funding table: it stays while the rows scroll, and whether it is the pot stands below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..palette import Palette
from .controls import draw_icon
from .funding_cells import pot_line
from .funding_model import NAME
from .funding_rows import FundingRows
from .funding_table import SIDE, FundingTable
from .lettering import LEFT, RIGHT, Lettering, lettering
from .school_delegate import gutter

ROW = 24


class FundingSum(QWidget):
    """The sums under their columns.

    Parameters
    ----------
    table
        Whose columns are summed.
    """

    def __init__(self, table: FundingTable, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._palette = table, palette
        self._letters: Lettering = lettering()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.arranged.connect(self.update)
        table.money.modelReset.connect(self.refresh)
        table.money.dataChanged.connect(self.refresh)
        table.money.layoutChanged.connect(self.refresh)

    def refresh(self, *_: object) -> None:
        """Take over the sums of the table."""
        model = self._table.money
        if model.rows is None:
            return
        said = [f"{model.title(key)} {model.total(key)}" for key in model.keys if key != NAME and model.total(key)]
        self.setAccessibleName(f"{model.total(NAME)}: {', '.join(said)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._letters.px(ROW))

    minimumSizeHint = sizeHint

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self._palette, self._letters = palette, letters
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p, t, model = self._palette, self._letters, self._table.money
        painter = QPainter(self)
        painter.fillRect(self.rect(), p.surface)
        painter.fillRect(QRect(0, 0, self.width(), 1), p.control)
        if model.rows is None:
            return
        header = self._table.header
        row = QRectF(0, 1, self.width(), t.px(ROW) - 1)
        for section, key in enumerate(model.keys):
            left = header.sectionViewportPosition(section)
            room = QRectF(left, row.top(), header.sectionSize(section) - SIDE, row.height())
            if key == NAME:
                room.setLeft(left + gutter(t) + 4.0)
            t.body_bold.draw(painter, room, model.total(key), p.text, LEFT if key == NAME else RIGHT)


class PotLine(QWidget):
    """Says how the sum stands to the pot; a tick where it is the whole pot."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._letters = palette, lettering()
        self.text, self._whole = "", False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_rows(self, rows: FundingRows) -> None:
        """Show the sum of an allocation."""
        whole, sentence = pot_line(rows)
        self.text, self._whole = whole or sentence, bool(whole)
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._letters.px(20))

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self._palette, self._letters = palette, letters
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p, t = self._palette, self._letters
        painter = QPainter(self)
        size, left = t.px(14), 0
        if self._whole:
            draw_icon(painter, "saved", p.good, 0, (self.height() - size) / 2, size)
            left = size + 6
        room = QRectF(left, 0, self.width() - left, self.height())
        ink = p.text_secondary if self._whole else p.text
        t.caption.draw(painter, room, t.caption.elided(self.text, room.width() + 1), ink)
