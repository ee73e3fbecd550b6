"""What the dock of the schools shows: the table, or in its place a page on one school, until the person goes back.

Nothing is modal: while a page is open the map, the tiles and the charts follow it and can be used as ever. A page that
previews an edit drops it when it is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..bridge import Attention
from ..palette import BODY, Palette
from ..typeset import ElidedLabel
from .controls import IconButton


class PageHead(QWidget):
    """The first line of a page: the way back, and what the page is on.

    Signals
    -------
    back()
        The person wants to go back.
    """

    back = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self.button = IconButton("back", tr("Back to the schools"), palette, "Esc", self)
        self.button.clicked.connect(self.back)
        self.title = ElidedLabel("", BODY, QFont.Weight.DemiBold)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(self.button)
        row.addWidget(self.title, 1)

    def set_title(self, title: str) -> None:
        """Say what the page is on."""
        self.title.setText(title)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self.button.set_palette(palette)
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        self.button.set_text_scale(scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, self._palette.line)


class Page(QWidget):
    """A page of the dock; what is on it stands under its head.

    Parameters
    ----------
    palette
        The theme.
    """

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = PageHead(palette, self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.head)

    def open_for(self, school: int) -> None:
        """Show a school, by its index in the plan; −1 where the page is on all of them."""
        raise NotImplementedError

    def leave(self) -> None:
        """Drop what was only previewed: another page comes."""

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self.head.set_palette(palette)

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self.head.set_text_scale(scale)


class Pages(QStackedWidget):
    """The table of the schools and the pages that can take its place.

    Parameters
    ----------
    first
        What is shown without a page.
    pages
        By the name that :attr:`~piiri_desktop.bridge.Attention.page_asked` gives them.
    attention
        Asks for pages.

    Signals
    -------
    turned(str)
        Another page is shown: its name, empty for the first.
    """

    turned = Signal(str)

    def __init__(self, first: QWidget, pages: Mapping[str, Page], attention: Attention) -> None:
        super().__init__()
        self.first, self.pages = first, dict(pages)
        self.shown = ""
        self.addWidget(first)
        for page in self.pages.values():
            self.addWidget(page)
            page.head.back.connect(self.go_back)
        attention.page_asked.connect(self.turn_to)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.go_back)

    def turn_to(self, name: str, school: int) -> None:
        """Show a page on a school."""
        self._leave()
        page = self.pages[name]
        self.shown = name
        page.open_for(school)
        self.setCurrentWidget(page)
        self.setFocusProxy(page)  # whoever brings the panel up means what is shown
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.turned.emit(name)

    def go_back(self) -> None:
        """Show the table again."""
        if not self.shown:
            return
        self._leave()
        self.shown = ""
        self.setCurrentWidget(self.first)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none, its stubs do not
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.turned.emit("")

    def _leave(self) -> None:
        if self.shown:
            self.pages[self.shown].leave()
