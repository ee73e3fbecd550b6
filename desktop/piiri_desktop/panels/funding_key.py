"""Over the funding table: what the segments of a bar and its brackets mean, and what the rows are sorted by."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from piiri.i18n import tr

from ..palette import Palette
from .controls import PickButton
from .funding_bars import HEIGHT, paint_bracket, paint_pattern
from .funding_model import COLUMNS, NEED, STROKE
from .funding_table import FundingTable
from .lettering import Lettering, lettering

SWATCH, GAP = 14, 10


class FundingKey(QWidget):
    """Swatches with their words; words that find no room are cut and stand whole in the tooltip."""

    def __init__(self, table: FundingTable, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._palette = table, palette
        self._letters: Lettering = lettering()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def entries(self) -> list[tuple[str, int]]:
        """Words and pattern of each; −1 is a floor, −2 a ceiling."""
        rows = self._table.money.rows
        if rows is None:
            return []
        found = [(title, kind) for kind, title in enumerate(rows.parts.titles)]
        if rows.parts.has_floor.any():
            found.append((tr("guarantee"), -1))
        if rows.parts.has_cap.any():
            found.append((tr("ceiling"), -2))
        return found

    def refresh(self) -> None:
        """Say what there is."""
        said = ", ".join(words for words, _ in self.entries())
        self.setAccessibleName(tr("The bars show: {parts}", parts=said))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self._letters.px(20))

    minimumSizeHint = sizeHint

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self._palette, self._letters = palette, letters
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p, t = self._palette, self._letters
        painter = QPainter(self)
        found = self.entries()
        if not found:
            return
        middle, swatch, gap = self.height() // 2, t.px(SWATCH), t.px(GAP)
        fixed = [(t.px(8) if kind < 0 else swatch) + 4 for _, kind in found]
        words = [t.caption.width(text) for text, _ in found]
        room = self.width() - t.px(26) - sum(fixed) - gap * (len(found) - 1)
        fair = max(0.0, room / len(found))
        slack = room - sum(min(wide, fair) for wide in words)
        x = float(t.px(12))
        for (text, kind), before, wide in zip(found, fixed, words, strict=True):
            here = min(wide, fair + max(0.0, slack) if wide > fair else wide)
            slack -= max(0.0, here - min(wide, fair))
            if kind >= 0:
                paint_pattern(painter, QRect(round(x), middle - HEIGHT // 2, swatch, HEIGHT), kind, p)
            else:
                at = round(x) + (2 if kind == -1 else 6)
                paint_bracket(painter, at, middle, kind == -1, p.text, p.surface)
            place = QRectF(x + before, 0, here + 1, self.height())
            t.caption.draw(painter, place, t.caption.elided(text, here + 1), p.text_secondary)
            x += before + here + gap


class OrderPick(PickButton):
    """What the rows are sorted by, also by figures that have no column where there is no room."""

    def __init__(self, table: FundingTable, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", palette, parent)
        self._table = table
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMenu(QMenu(self))
        table.ordered.connect(self.refresh)

    def refresh(self) -> None:
        """Take over the order of the table; not while something is being dragged."""
        model, menu = self._table.money, self.menu()
        indexed = model.rows is not None and model.rows.allocation.index is not None
        menu.clear()
        group = QActionGroup(menu)
        for key in COLUMNS:
            if key == STROKE or (key == NEED and not indexed):
                continue
            action = menu.addAction(model.title(key))
            action.setCheckable(True)
            action.setChecked(key == model.sort_key)
            action.triggered.connect(partial(self._table.sort_by, key))
            group.addAction(action)
        self.set_value(f"{model.title(model.sort_key)} {'↓' if model.descending else '↑'}")
        self.setAccessibleName(tr("Order: {figure}", figure=model.title(model.sort_key)))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
