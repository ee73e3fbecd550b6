"""The pages of the funding panel besides the ledger: the money year by year, and what a school does with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout

from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from .funding_files import FundingFiles
from .funding_use import UsePage
from .funding_why import WhyPage
from .funding_years import YearsPage
from .pages import Page


class FundingPages(QObject):
    """Turns to the pages and back.

    Parameters
    ----------
    stack
        Where the panel's pages lie.
    why, files
        The ledger, from which a school's own plan is reached, and the menu that asks for the years.
    explain, go_back
        What the panel does to explain a school and to show the money of all.
    """

    def __init__(
        self,
        stack: QStackedLayout,
        bridge: Bridge,
        attention: Attention,
        palette: Palette,
        *,
        why: WhyPage,
        files: FundingFiles,
        explain: Callable[[int], None],
        go_back: Callable[[], None],
    ) -> None:
        parent = stack.parentWidget()
        super().__init__(parent)
        self._stack = stack
        self._explain, self._go_back = explain, go_back
        self.years = YearsPage(bridge, attention, palette, parent)
        self.use = UsePage(bridge, palette, parent)
        for page, back in ((self.years, self._leave_years), (self.use, self._leave_use)):
            stack.addWidget(page)
            page.head.back.connect(back)
            escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
            escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            escape.activated.connect(back)
        files.years_asked.connect(self.show_years)
        why.use_asked.connect(self.show_use)
        self.years.why_asked.connect(explain)
        self._files = files
        files.show_state(bridge.state)

    @property
    def shown(self) -> Page | None:
        """The page that is shown; None for none of these."""
        here = self._stack.currentWidget()
        return here if isinstance(here, YearsPage | UsePage) else None

    def stays(self, state: State, back: bool = False) -> bool:
        """Show a state on the page that is shown; False where none of these is, or where it has nothing to say."""
        self._files.show_state(state)
        page = self.shown
        return page is not None and not back and (self.years if page is self.years else self.use).show_state(state)

    def show_years(self) -> None:
        """Show the money year by year."""
        self._turn_to(self.years, -1)

    def show_use(self, school: int) -> None:
        """Show what a school does with its money."""
        self._turn_to(self.use, school)

    def _turn_to(self, page: Page, school: int) -> None:
        page.open_for(school)
        self._stack.setCurrentWidget(page)
        panel = self._stack.parentWidget()
        if panel is not None:
            panel.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_years(self) -> None:
        if self.shown is self.years:
            self._go_back()

    def _leave_use(self) -> None:
        if self.shown is self.use:
            self.use.leave()
            self._explain(self.use.school)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        for page in (self.years, self.use):
            page.set_palette(palette)
            page.set_text_scale(scale)
