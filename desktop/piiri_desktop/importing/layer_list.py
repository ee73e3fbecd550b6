"""The files and their layers at the left: what each is and whether something waits there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from piiri.i18n import number, tr, trn
from piiri.io.pile import Standing, Step
from piiri.io.recognise import KINDS

from ..icons import picture
from ..palette import BODY, CAPTION, Palette, font
from .text_table import Index

_KEY, _NAME, _FACTS, _TONE, _SIGN = (int(Qt.ItemDataRole.UserRole) + n for n in range(5))
ICON_OF = {
    "catchments": "rectangle",
    "blocks": "whole",
    "schools": "school",
    "pupils": "pupils",
    "residents": "statistics",
    "backdrop": "redraw",
    "addresses": "place_school",
    "services": "missing",
    "leave-out": "missing",
}


class _Delegate(QStyledItemDelegate):
    def __init__(self, palette: Palette, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._colours, self._scale = palette, scale

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(62 * self._scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, s = self._colours, self._scale
        room: QRect = option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(room, p.tint if chosen else p.surface)
        if chosen:
            painter.fillRect(QRect(room.left(), room.top(), 3, room.height()), p.accent)
        painter.setPen(p.line)
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        left, line = room.left() + round(12 * s), round(17 * s)
        size = round(16 * s)
        sign = picture(str(index.data(_SIGN)), p.text, size, painter.device().devicePixelRatioF())
        painter.drawPixmap(left, room.top() + round(7 * s), sign)
        words = QRect(left + size + round(8 * s), room.top() + round(6 * s), 0, line)
        words.setRight(room.right() - round(8 * s))
        for n, (text, face, colour) in enumerate(
            (
                (index.data(Qt.ItemDataRole.DisplayRole), font(BODY, QFont.Weight.DemiBold, s), p.text),
                (index.data(_NAME), font(CAPTION, scale=s), p.text_secondary),
                (index.data(_FACTS), font(CAPTION, scale=s), getattr(p, str(index.data(_TONE)))),
            )
        ):
            painter.setFont(face)
            painter.setPen(colour)
            cut = Qt.TextElideMode.ElideMiddle if n == 1 else Qt.TextElideMode.ElideRight
            shown = painter.fontMetrics().elidedText(str(text), cut, words.width())
            painter.drawText(words.translated(0, n * line), int(Qt.AlignmentFlag.AlignVCenter), shown)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(p.accent)
            painter.drawRect(room.adjusted(1, 1, -2, -2))
            painter.drawRect(room.adjusted(2, 2, -3, -3))
        painter.restore()


class LayerList(QListWidget):
    """One entry a layer.

    Signals
    -------
    chosen(str)
        The key of the layer that the person looks at.
    """

    chosen = Signal(str)

    def __init__(self, palette: Palette, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.setAccessibleName(tr("Files"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Delegate(palette, scale, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("own_focus", True)
        self.currentItemChanged.connect(self._say)

    def show_layers(self, standing: Standing, step: Step, current: str) -> None:
        """Fill it; ``step`` says which questions count, ``current`` which layer is looked at."""
        self._filling = True
        self.clear()
        waiting: dict[str, int] = {}
        for question in standing.questions(step):
            if question.open:
                about = question.key.partition(":")[2]
                waiting[about] = waiting.get(about, 0) + 1
        left = {(each.file, each.layer): each.why.text for each in standing.proposal.unread}
        for layer in standing.proposal.layers:
            kind = tr(KINDS[layer.kind])
            facts, tone = trn("{n} row", "{n} rows", layer.rows), "text_secondary"
            if layer.kind != "leave-out" and step == "files":
                facts += " · " + tr("{share} % sure", share=number(100 * layer.sure))
            if n := waiting.get(layer.key, 0):
                facts, tone = trn("{n} question", "{n} questions", n), "bad"
            elif (layer.file, layer.layer) in left and layer.kind != "leave-out":
                facts, tone = tr("Not imported"), "bad"
            self._add(layer.key, kind, layer.key, facts, tone, ICON_OF[layer.kind])
        known = {layer.file for layer in standing.proposal.layers}
        for each in standing.proposal.unread:
            if each.file not in known:
                self._add(each.file, tr("Cannot be read"), each.file, tr("Not imported"), "bad", "error")
        keys = [str(self.item(n).data(_KEY)) for n in range(self.count())]
        if keys:
            self.setCurrentRow(keys.index(current) if current in keys else 0)
        self._filling = False

    def _add(self, key: str, kind: str, name: str, facts: str, tone: str, sign: str) -> None:
        item = QListWidgetItem(kind)
        item.setToolTip(name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {kind}, {facts}")
        for role, value in ((_KEY, key), (_NAME, name), (_FACTS, facts), (_TONE, tone), (_SIGN, sign)):
            item.setData(role, value)
        self.addItem(item)

    def choose(self, key: str) -> None:
        """Go to a layer."""
        for n in range(self.count()):
            if self.item(n).data(_KEY) == key:
                self.setCurrentRow(n)

    @property
    def current(self) -> str:
        """The key of the layer the person looks at; empty for none."""
        return str(self.item(self.currentRow()).data(_KEY)) if self.currentRow() >= 0 else ""

    def _say(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.chosen.emit(str(item.data(_KEY)))
