"""The legend, bottom left: its title chooses what the blocks are coloured by; classes, limits, hidden key, how many,
and what the schools' symbols mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QVBoxLayout

from piiri.i18n import tr, trn

from ..icons import INLINE, picture
from ..palette import BODY, font
from .classes import CATCHMENTS, Classes, title_of
from .legend_key import LegendKey
from .plates import Plate
from .symbol_key import SymbolKey

if TYPE_CHECKING:
    from .canvas import MapView

WIDTH = 256


class Selector(QAbstractButton):
    """The title: a button that opens the list of figures. Its text may run over two lines."""

    def __init__(self, plate: Plate) -> None:
        super().__init__(plate)
        self._plate = plate
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _flags(self) -> int:
        return int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)

    def sizeHint(self) -> QSize:
        px = self._plate.px
        self.setFont(font(BODY, QFont.Weight.DemiBold, self._plate.text_scale))
        room = px(WIDTH) - px(16) - px(INLINE + 12)
        height = self.fontMetrics().boundingRect(0, 0, room, 1_000, self._flags(), self.text()).height()
        return QSize(px(WIDTH) - px(8), max(px(24), height + px(6)))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        p, px = self._plate.colours, self._plate.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.tint if self.isDown() else p.hover)
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setPen(p.text)
        painter.setFont(font(BODY, QFont.Weight.DemiBold, self._plate.text_scale))
        room = self.rect().adjusted(px(6), 0, -px(INLINE + 12), 0)
        painter.drawText(room, self._flags(), self.text())
        size = px(INLINE)
        drawn = picture("fold", p.text_secondary, size, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - size - px(6), px(6), drawn)


def _counted(classes: Classes) -> str:
    """Say of how many places the figure is known."""
    if classes.place == "school":
        return trn("{n} school", "{n} schools", classes.blocks)
    if classes.place == "catchment":
        return trn("{n} catchment", "{n} catchments", classes.blocks)
    return trn("{n} block", "{n} blocks", classes.blocks)


class LegendPlate(Plate):
    """The legend of a map."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, canvas.palette_)
        self._canvas = canvas
        self.setAccessibleName(tr("Legend"))
        column = QVBoxLayout(self)
        column.setSpacing(2)
        self.selector = Selector(self)
        self.selector.clicked.connect(self.open_menu)
        self.key = LegendKey(self)
        column.addWidget(self.selector)
        column.addWidget(self.key)
        self.symbols = SymbolKey(self)
        column.addWidget(self.symbols)
        self.menu = QMenu(self)
        self.menu.setAccessibleName(tr("Colour by"))
        self.menu.aboutToShow.connect(self._fill_menu)

    def set_look(self) -> None:
        """Take over theme and text scale from the map."""
        self.colours, self.text_scale = self._canvas.palette_, self._canvas.text_scale
        px = self.px
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(px(4), px(4), px(4), px(7))
        self.show_classes()

    def show_classes(self) -> None:
        """Show the classes the map is coloured by now."""
        content = self._canvas.content
        classes = content.classes
        self.selector.setText(classes.title)
        self.selector.setAccessibleName(tr("Colour by: {name}", name=classes.title))
        self.selector.setToolTip(tr("Choose what the blocks are coloured by"))
        count = _counted(classes)
        year = content.state.dataset.notes.get("year", "")
        self.key.show_classes(classes, f"{count}, {year}" if year and not classes.of_catchments else count)
        self.symbols.show_state(content.state, self._canvas.marks.schools)
        self.selector.updateGeometry()
        self.setFixedWidth(self.px(WIDTH))
        self.adjustSize()
        self.update()

    def open_menu(self) -> None:
        """List what the blocks can be coloured by."""
        self._fill_menu()
        height = self.menu.sizeHint().height()
        self.menu.popup(self.selector.mapToGlobal(QPoint(0, -height - 2)))

    def _fill_menu(self) -> None:
        self.menu.clear()
        content = self._canvas.content
        chosen = content.classes.key
        group = QActionGroup(self.menu)
        places = content.shaded.offered(content.state)
        of_blocks = [*((found.key, title_of(found)) for found in content.indicators), *places[0][1]]
        self._offer(self.menu, group, chosen, of_blocks)
        self.menu.addSeparator()
        for name, figures in places[1:]:
            menu = self.menu.addMenu(tr("{place} by", place=name))
            self._offer(menu, group, chosen, figures)
            if chosen in (key for key, _ in figures):
                self.menu.setActiveAction(menu.menuAction())
        self._offer(self.menu, group, chosen, [(CATCHMENTS, tr("Catchments in colours of their own"))])
        group.triggered.connect(self._choose)
        self.menu.addSeparator()
        dots = self.menu.addAction(tr("A dot for each pupil"))
        dots.setCheckable(True)
        dots.setChecked(content.pupils_shown)
        dots.toggled.connect(self._canvas.show_pupils)

    @staticmethod
    def _offer(menu: QMenu, group: QActionGroup, chosen: str, figures: list[tuple[str, str]]) -> None:
        for key, text in figures:
            action = QAction(text.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.setData(key)
            group.addAction(action)
            menu.addAction(action)

    def _choose(self, action: QAction) -> None:
        self._canvas.attention.set_indicator(str(action.data()))
