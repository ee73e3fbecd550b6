"""The frame of a chart: its name, its menu, the plot, and the same figures as a table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction, QFont, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr

from ..palette import BODY, CAPTION, Palette
from ..panels.controls import IconButton, letters
from ..panels.lettering import Lettering, lettering
from ..typeset import ElidedLabel
from .plot import Plot

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole


class FiguresModel(QAbstractTableModel):
    """Rows of written figures under a header; the first column is text, the others are numbers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[list[str]] = [[]]

    def show_rows(self, rows: list[list[str]]) -> None:
        """Show other rows; the first is the header."""
        if rows == self._rows:
            return
        if len(rows) != len(self._rows) or len(rows[0]) != len(self._rows[0]):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 2, len(rows[0]) - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) - 1

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows[0])

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and index.isValid():
            return self._rows[index.row() + 1][index.column()]
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return self._rows[0][section]
        if orientation == Qt.Orientation.Horizontal and role == Role.TextAlignmentRole:
            return int(
                (Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
            )
        return None


class ChartPanel(QWidget):
    """A chart with its name and menu.

    Parameters
    ----------
    title, legend
        Its name, and what its marks mean in words.
    plot
        What draws it.
    """

    def __init__(self, title: str, legend: str, plot: Plot, palette: Palette, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._letters: Lettering = lettering()
        self.plot = plot
        self.setAccessibleName(title)
        plot.setAccessibleName(title)
        self._title = ElidedLabel(title, BODY, QFont.Weight.DemiBold)
        self._legend = ElidedLabel(legend, CAPTION, tone="secondary")
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.menu_button = IconButton("fold", tr("{chart}: table and copies", chart=title), palette, "", self, size=14)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self._menu())
        self._figures = FiguresModel(self)
        self.table = self._table_view(title)
        plot.setParent(self)  # without a parent the layout would show it as a window of its own for a moment
        self._pages = QStackedLayout()
        self._pages.addWidget(plot)
        self._pages.addWidget(self.table)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 2, 4, 0)
        bar.setSpacing(8)
        bar.addWidget(self._title)
        bar.addWidget(self._legend, 1)
        bar.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(self._pages, 1)
        self.set_palette(palette)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self.as_table = QAction(tr("As table"), self, checkable=True)
        self.as_table.toggled.connect(self._show_page)
        menu.addAction(self.as_table)
        for text, slot in ((tr("Copy the picture"), self.copy_picture), (tr("Copy the figures"), self.copy_figures)):
            menu.addAction(text).triggered.connect(slot)
        return menu

    def _table_view(self, title: str) -> QTableView:
        table = QTableView(self)
        table.setModel(self._figures)
        table.setAccessibleName(tr("{chart}, as table", chart=title))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setProperty("own_focus", True)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        return table

    def explain(self, legend: str) -> None:
        """Say in other words what the marks mean."""
        if legend != self._legend.text():
            self._legend.setText(legend)

    def figures(self) -> list[list[str]]:
        """Return what the chart shows as written rows, the header first."""
        raise NotImplementedError

    def summary(self) -> str:
        """Say in a sentence what the chart shows."""
        raise NotImplementedError

    def drawn(self, *, settled: bool) -> None:
        """Bring plot, table and words up to date; the words only when nothing is being dragged."""
        if settled:
            self.plot.update_all()
        else:
            self.plot.marks.update()  # names and axes stay as they are
        if self.as_table.isChecked():
            self._figures.show_rows(self.figures())
        if settled:
            self.plot.setAccessibleDescription(self.summary())

    def _show_page(self, as_table: bool) -> None:
        self._figures.show_rows(self.figures())
        self._pages.setCurrentWidget(self.table if as_table else self.plot)

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture."""
        QGuiApplication.clipboard().setPixmap(self.grab())

    def copy_figures(self) -> None:
        """Put the chart's figures on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self.figures()) + "\n")

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self.menu_button.set_palette(palette)
        self.plot.set_palette(palette)
        colours = self.palette()
        colours.setColor(self.backgroundRole(), palette.surface)
        self.setPalette(colours)
        self.setAutoFillBackground(True)

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._letters = letters(scale)
        self._title.setFont(self._letters.body_bold.font)
        self._legend.setFont(self._letters.caption.font)
        self.menu_button.set_text_scale(self._letters.scale)
        self.table.setFont(self._letters.body.font)
        self.table.horizontalHeader().setFont(self._letters.caption_medium.font)
        self.table.verticalHeader().setDefaultSectionSize(self._letters.px(24))
