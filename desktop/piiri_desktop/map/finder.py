"""The finder of targets: type a part of a name, go with the arrows, Enter chooses; the same by mouse.

It lies under the plate of the tool. *Unassigned* comes first, then the schools of the stage, nearest first, each with
the digit that chooses it without the finder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QStyleOptionViewItem, QVBoxLayout

from piiri.i18n import tr

from ..icons import icon
from ..palette import Palette
from ..panels.controls import letters
from ..panels.lettering import CENTRE, LEFT, RIGHT, Lettering, lettering
from ..panels.row_list import RowDelegate, RowList
from .plates import EDGE, Plate
from .targets import Target

if TYPE_CHECKING:
    from .canvas import MapView

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
WIDTH, ROW, MOST_ROWS = 348, 26, 10
_GO = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}


def matching(targets: list[Target], wanted: str) -> list[Target]:
    """Return the targets with a text in their name, those whose name begins with it first.

    Examples
    --------
    >>> schools = [Target(n, -1, name, "", "", "") for n, name in enumerate(["Itäharju", "Harju", "Asema"])]
    >>> [found.name for found in matching(schools, "harj")]
    ['Harju', 'Itäharju']
    """
    text = " ".join(wanted.casefold().split())
    found = [target for target in targets if text in target.name.casefold()]
    return sorted(found, key=lambda target: not target.name.casefold().startswith(text)) if text else found


class TargetModel(QAbstractListModel):
    """The rows of the finder."""

    def __init__(self, parent: Plate) -> None:
        super().__init__(parent)
        self.rows: list[Target] = []
        self.target = -1

    def show_rows(self, rows: list[Target], target: int) -> None:
        """List some targets; ``target`` is the one in force."""
        self.beginResetModel()
        self.rows, self.target = rows, target
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None


class TargetRows(RowDelegate):
    """Paints a target: its digit, a dot where it is in force, name, distance, pupils and places."""

    def __init__(self, model: TargetModel, palette: Palette, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.letters.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, t, row = self.palette, self.letters, self._model.rows[index.row()]
        rect = QRectF(option.rect)
        current = self._view.currentIndex().row() == index.row()
        painter.fillRect(rect, p.tint if current else p.hover if self.hovered == index.row() else p.surface)
        if current:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), p.accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle = rect.left() + t.px(10), rect.center().y()
        if row.digit >= 0:
            side = t.px(16)
            chip = QRectF(left, middle - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(p.control, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chip, 3, 3)
            t.caption_medium.draw(painter, chip, str(row.digit), p.text_secondary, CENTRE)
        left += t.px(24)
        target = row.school == self._model.target
        if target:
            painter.setPen(QPen(p.accent, 2))
            painter.setBrush(p.accent if row.school >= 0 else p.surface)
            painter.drawEllipse(QRectF(left, middle - t.px(4), t.px(8), t.px(8)))
            left += t.px(14)
        right = rect.right() - t.px(10)
        figures = max(t.body.width(row.figures), t.px(78) if row.away else 0.0)
        t.body.draw(
            painter, QRectF(rect.left(), rect.top(), right - rect.left(), rect.height()), row.figures, p.text, RIGHT
        )
        right -= figures + t.px(10)
        if row.away:
            room = QRectF(rect.left(), rect.top(), right - rect.left(), rect.height())
            t.caption.draw(painter, room, row.away, p.text_secondary, RIGHT)
            right -= t.px(52)
        face = t.body_bold if target else t.body
        name = face.elided(row.name, right - left)
        face.draw(painter, QRectF(left, rect.top(), right - left, rect.height()), name, p.text, LEFT)


class Finder(Plate):
    """The plate with the field and the list."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, canvas.palette_)
        self._canvas = canvas
        self._all: list[Target] = []
        self.setAccessibleName(tr("Choose a target"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Part of a school's name"))
        self.field.setAccessibleName(tr("Find a target"))
        self.field.setAccessibleDescription(tr("Type a part of the name, arrows go through the list, Enter chooses."))
        self._magnifier = QAction(self)
        self.field.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self.model = TargetModel(self)
        said = tr("Enter or a click makes it the target.")
        self.list = RowList(self.model, TargetRows, tr("Targets"), said, canvas.palette_, self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.foot = QLabel(tr("pupils / places. The digits work without this list too."), self)
        column = QVBoxLayout(self)
        for part in (self.field, self.list, self.foot):
            column.addWidget(part)
        self.field.textEdited.connect(self._filter)
        self.field.installEventFilter(self)
        self.list.chosen.connect(self._choose)
        canvas.attention.target_changed.connect(self.close_up)
        canvas.attention.stage_changed.connect(self.close_up)
        self.hide()

    # ------------------------------------------------------------------------------------------------ open and shut
    def open(self) -> None:
        """Show it over the map and take the keys; open, it is shut."""
        if self.isVisible():
            self.close_up()
            return
        canvas = self._canvas
        canvas.tool.cancel()
        canvas.targets.show_numbers(True)
        self._all = canvas.targets.listed()
        self.field.clear()
        self.set_look()
        self._filter("")
        target = canvas.attention.target
        at = next((row for row, each in enumerate(self._all) if each.school == target), min(1, len(self._all) - 1))
        self.show()
        self.raise_()
        self._go_to(at)
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_up(self) -> None:
        """Take it away; the map has the keys again."""
        if self.isVisible():
            self.hide()
            self._canvas.targets.show_numbers(False)
            self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_look(self) -> None:
        """Take over theme and text scale from the map, and find room under the plate of the tool."""
        canvas = self._canvas
        p, scale = canvas.palette_, canvas.text_scale
        self.colours, self.text_scale = p, scale
        text = letters(scale)
        self.list.rows.palette, self.list.rows.letters = p, text
        self.field.setFont(text.body.font)
        self.field.setMinimumHeight(text.px(24))
        self._magnifier.setIcon(icon("search", p.text_secondary))
        column = self.layout()
        assert column is not None
        column.setContentsMargins(1, 1, 1, 4)
        column.setSpacing(0)
        self.field.setStyleSheet("margin: 5px;")
        self.foot.setFont(text.caption.font)
        self.foot.setContentsMargins(text.px(10), 2, text.px(10), 2)
        colours = self.foot.palette()
        colours.setColor(self.foot.foregroundRole(), p.text_secondary)
        self.foot.setPalette(colours)
        self.list.doItemsLayout()
        self._fit()

    def _fit(self) -> None:
        canvas, px = self._canvas, self.px
        plate = canvas.furniture.tool.geometry()
        top = plate.bottom() + 5
        room = canvas.height() - top - EDGE
        rows = min(MOST_ROWS, max(1, len(self.model.rows)))
        high = min(px(ROW) * rows + px(24 + 18) + 22, room)
        wide = min(px(WIDTH), canvas.width() - 2 * EDGE)
        left = min(max(EDGE, plate.right() + 1 - wide), canvas.width() - EDGE - wide)
        self.setGeometry(left, top, wide, high)

    # ------------------------------------------------------------------------------------------------ finding
    def _filter(self, text: str) -> None:
        self.model.show_rows(matching(self._all, text), self._canvas.attention.target)
        self._go_to(0)
        self._fit()

    def _go_to(self, row: int) -> None:
        count = self.model.rowCount()
        if count:
            index = self.model.index(min(max(row, 0), count - 1))
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
            if index.row() * self.px(ROW) < self.list.viewport().height():
                self.list.scrollToTop()  # Unassigned is the first row and always to be seen at first
            self.field.setAccessibleDescription(self.model.rows[index.row()].spoken)
            if self.isVisible():
                self._canvas.read_out(self.model.rows[index.row()].spoken)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            school = self.model.rows[row].school
            self.close_up()
            self._canvas.attention.set_target(school)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        left = event.type() == QEvent.Type.FocusOut and watched is self.field and self.isVisible()
        if left and self._canvas.window().isActiveWindow() and not self.underMouse():
            self.close_without_focus()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def close_without_focus(self) -> None:
        """Take it away because another part of the window has the keys now."""
        self.hide()
        self._canvas.targets.show_numbers(False)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex().row())
        elif key in _GO:
            self._go_to(self.list.currentIndex().row() + _GO[key])
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close_up()
        else:
            return False
        return True
