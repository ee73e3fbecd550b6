"""While a plan has no funding model: the models that Piiri ships, each with its source and what it lacks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QMenu, QPushButton, QStyleOptionViewItem, QVBoxLayout, QWidget

from piiri.errors import InputError
from piiri.funding import FundingModel, preset, preset_names
from piiri.funding.terms import STATUS_WORDS
from piiri.funding.texts import text_of
from piiri.i18n import tr
from piiri.session import State

from ..palette import BODY, Palette
from ..typeset import Weight, text_label, typeset
from .controls import draw_icon, letters
from .funding_files import FundingFiles
from .lettering import Lettering, lettering
from .page_parts import Problem, caption
from .row_list import RowDelegate, RowList

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
SIDE, ROW = 12, 52


class ModelList(QAbstractListModel):
    """The models shipped: those first that can be used with what the project knows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.models: tuple[FundingModel, ...] = ()
        self._lacking: dict[str, str] = {}

    def show_state(self, state: State) -> None:
        """Find out which models a plan's figures suffice for."""
        found, lacking = [], {}
        for name in preset_names():
            model, text = preset(name), _preset_text(name)
            funding = state.basis.of(state.plan, state.tally, text) if state.basis is not None else None
            if funding is not None and funding.problem is not None:
                lacking[model.model.id] = _lacking_words(funding.problem)
            found.append(model)
        found.sort(key=lambda model: (model.model.id in lacking, model.title))
        if (tuple(found), lacking) == (self.models, self._lacking):
            return  # after nearly every step it is so: nothing is laid out anew
        self._lacking = lacking
        self.beginResetModel()
        self.models = tuple(found)
        self.endResetModel()

    def lacking(self, row: int) -> str:
        """Return why a model cannot be used with what the project knows; empty where it can."""
        return self._lacking.get(self.models[row].model.id, "")

    def texts(self, row: int) -> tuple[str, str, str]:
        """Return name and year, status, and source or what is lacking."""
        head = self.models[row].model
        name = dated_title(self.models[row])
        return name, tr(STATUS_WORDS[head.status]), self.lacking(row) or str(head.source)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.models)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(index.row())[0]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            name, status, _ = self.texts(index.row())
            source, lacks = str(self.models[index.row()].model.source), self.lacking(index.row())
            return "\n".join(part for part in (f"{name}: {status}", source, lacks) if part)
        return None


@lru_cache(maxsize=64)
def _preset_text(name: str) -> str:
    return text_of(preset(name))


def dated_title(model: FundingModel) -> str:
    """Return a model's name with its year."""
    year = str(model.model.year)
    return model.title if year in model.title else f"{model.title}, {year}"


def _lacking_words(problem: InputError) -> str:
    if problem.facts.get("column"):
        return tr("Needs figures that the project does not have: {column}", column=problem.facts["column"])
    return problem.what


class _Rows(RowDelegate):
    def __init__(self, model: ModelList, palette: Palette, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.letters.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, t, rect = self.palette, self.letters, QRectF(option.rect)
        name, status, source = self._model.texts(index.row())
        lacks = bool(self._model.lacking(index.row()))
        painter.fillRect(rect, p.hover if index.row() == self.hovered else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        room = rect.adjusted(SIDE, 0, -SIDE, 0)
        y = rect.top() + (rect.height() - t.body.line - 2 * t.caption.line) / 2
        for face, text, colour, sign in (
            (t.body_bold, name, p.text, False),
            (t.caption, status, p.text_secondary, False),
            (t.caption, source, p.text_secondary, lacks),
        ):
            left, size = room.left(), t.px(12)
            if sign:
                draw_icon(painter, "question", p.bad, left, y + (face.line - size) / 2, size)
                left += size + 4
            wide = room.right() - left
            face.draw(painter, QRectF(left, y, wide, face.line), face.elided(text, wide + 1), colour)
            y += face.line
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(p.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


class FundingChoice(QWidget):
    """What the panel shows while there is no model.

    Signals
    -------
    chosen(str)
        A model, as the text that a plan carries.
    """

    chosen = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = ModelList(self)
        self.list: RowList[ModelList, _Rows] = RowList(
            self.models,
            _Rows,
            tr("Choose a model"),
            tr("Enter or a click chooses a model. Undo takes it back."),
            palette,
            self,
        )
        head = QWidget()
        words = QVBoxLayout(head)
        words.setContentsMargins(SIDE, SIDE, SIDE, 8)
        words.setSpacing(4)
        words.addWidget(text_label(tr("Choose a model"), BODY, Weight.DemiBold))
        words.addWidget(
            caption(
                tr(
                    "The plan has no funding model yet. A model shares out money by need; every number of it can be "
                    "changed, and undo takes it back. None of these is official."
                )
            )
        )
        self.problem = Problem(palette)
        words.addWidget(self.problem)
        self.from_file = QPushButton(tr("From a file"))
        self.from_file.setProperty("kind", "link")
        typeset(self.from_file)
        words.addWidget(self.from_file, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.chosen.connect(self._choose)

    def offer(self, files: FundingFiles) -> None:
        """Offer a model, or figures that the models shipped lack, from a file."""
        menu = QMenu(self.from_file)
        files.fill(menu, figures=False)
        self.from_file.setMenu(menu)

    def show_state(self, state: State) -> None:
        """Show which models can be used with a plan."""
        at = max(0, self.list.currentIndex().row())
        self.models.show_state(state)
        self.list.setCurrentIndex(self.models.index(at))

    def _choose(self, row: int) -> None:
        self.chosen.emit(text_of(self.models.models[row]))

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self.list.rows.palette, self.list.rows.letters = palette, letters(scale)
        self.problem.set_palette(palette, scale)
        self.list.doItemsLayout()
        self.list.viewport().update()
