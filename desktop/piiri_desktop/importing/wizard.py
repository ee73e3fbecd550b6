"""A page of several screens: steps above, one screen, the way back and on below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..banner import Notices, announce
from ..palette import HEADING, Palette
from ..typeset import ElidedLabel, apply_text_scale
from .foot import Foot
from .step import Screen
from .stepper import Stepper
from .under_way import UnderWay


class Wizard(QWidget):
    """What the import and next year's files share; each builds its screens and says where it stands.

    Parameters
    ----------
    work
        Files and what is being done with them; it outlives the page.
    palette, scale
        Theme and text scale.
    names
        Step -> its name for people, in their order.

    Signals
    -------
    left()
        Back to where the person came from; nothing of the work is lost.
    files_asked()
        Files are to be chosen.
    """

    left = Signal()
    files_asked = Signal()

    def __init__(self, work: UnderWay, palette: Palette, scale: float, names: Mapping[Any, str]) -> None:
        super().__init__()
        self._under_way = work
        self._colours, self._scale, self._names = palette, scale, names
        self._order: list[str] = list(names)
        self._at = self._order[0]

    # ------------------------------------------------------------------------------------------------ for both of them
    def page_of(self, step: str) -> Screen:
        """Return the screen of a step."""
        raise NotImplementedError

    def has_files(self) -> bool:
        """Tell whether there is anything to go on with."""
        raise NotImplementedError

    def arrived(self) -> None:
        """A step was gone to."""

    def finish(self) -> None:
        """Go on from the last step."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show where the work stands."""
        raise NotImplementedError

    # ---------------------------------------------------------------------------------------------- what it is made of
    def _build(self, menu: QWidget, title: str, empty: QWidget, screens: list[Screen], foot: Foot) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(menu)
        column.addWidget(self._head(title))
        self.notices = Notices()
        column.addWidget(self.notices)
        self._body = QStackedWidget()
        for widget in (empty, *screens):
            self._body.addWidget(widget)
        column.addWidget(self._body, 1)
        column.addWidget(foot)
        self.back, self.leave, self.anew, self.on = foot.back, foot.leave, foot.anew, foot.on
        self.reason, self._sign = foot.reason, foot.sign
        self.back.clicked.connect(self.go_back)
        self.leave.clicked.connect(self.left)
        self.on.clicked.connect(self.go_on)
        apply_text_scale(self, self._scale)
        for keys, slot in (("Alt+Right", self.go_on), ("Alt+Left", self.go_back)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _head(self, title: str) -> QFrame:
        head = QFrame()
        head.setProperty("box", "head")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 9, 16, 9)
        row.addWidget(ElidedLabel(title, HEADING, QFont.Weight.DemiBold), 1)
        self.stepper = Stepper(self._colours, self._scale, self._names)
        self.stepper.asked.connect(self.go)
        row.addWidget(self.stepper)
        return head

    # ------------------------------------------------------------------------------------------------ going
    @property
    def last(self) -> bool:
        """True at the last step."""
        return self._at == self._order[-1]

    @property
    def _stopped(self) -> bool:
        """True where reading was stopped, so that going on means reading again."""
        return self._under_way.stopped and not self._under_way.busy

    def why_not(self, step: str) -> str:
        """Return why a step cannot be gone to; empty where it can."""
        if not self.has_files() and step != self._order[0]:
            return tr("Choose files first.")
        for each in self._order[: self._order.index(step)]:
            if why := self.page_of(each).waiting():
                return why
        return ""

    def go(self, step: str) -> None:
        """Go to a step, if it can be gone to."""
        if step != self._at and self.why_not(step):
            return
        self._at = step
        self.arrived()
        self.refresh()
        self.page_of(step).first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, tr("Step {n}: {step}", n=self._order.index(step) + 1, step=tr(self._names[step])))

    def go_on(self) -> None:
        """Go to the next step (Alt+Right), or read again what was stopped; from the last one, finish."""
        if not self.on.isEnabled():
            return
        if self._stopped:
            self._under_way.read()
        elif self.last:
            self.finish()
        else:
            self.go(self._order[self._order.index(self._at) + 1])

    def go_back(self) -> None:
        """Go to the step before (Alt+Left)."""
        at = self._order.index(self._at)
        if at:
            self.go(self._order[at - 1])

    # ------------------------------------------------------------------------------------------------ showing
    def _show_ways(self, waiting: Mapping[str, int], why: str, *, at_work: bool, usable: bool) -> None:
        """Show the steps, why it does not go on, and what can be pressed.

        Parameters
        ----------
        waiting
            Step -> how many things wait for the person there.
        why
            Why it does not go on from here; empty where it does.
        at_work
            True while it will go on by itself.
        usable
            True where the button that goes on can be pressed.
        """
        self.stepper.show_steps(self._at, waiting, {step: self.why_not(step) for step in self._order})
        self.reason.setProperty("tone", "secondary" if at_work else "bad")
        self.reason.style().polish(self.reason)
        self.on.setEnabled(usable)
        self.on.setToolTip(why or tr("{action} ({key})", action=self.on.text(), key=tr("Alt+Right arrow")))
        self.back.setEnabled(self._at != self._order[0])
        way_back = tr("{action} ({key})", action=self.back.text(), key=tr("Alt+Left arrow"))
        self.back.setToolTip(way_back if self.back.isEnabled() else tr("This is the first step."))
