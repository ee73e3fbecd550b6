"""The steps in a row: done, here, still to come; any that can be gone to is a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from piiri.i18n import number, tr
from piiri.io.pile import STEPS

from ..icons import picture
from ..palette import BODY, CAPTION, Palette, font

_DISC = 20


class _StepButton(QAbstractButton):
    def __init__(self, number_: int, text: str, palette: Palette, scale: float) -> None:
        super().__init__()
        self.number, self._colours, self._scale = number_, palette, scale
        self.state = ""
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str, waiting: int, usable: bool, reason: str) -> None:
        self.state = state
        self.setEnabled(usable)
        said = {"here": tr("you are here"), "done": tr("done"), "waiting": tr("waits for you")}.get(state, "")
        name = tr("Step {n}: {step}", n=number(self.number), step=self.text())
        self.setAccessibleName(f"{name}, {said}" if said else name)
        self.setToolTip("" if usable else reason)
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        return font(BODY, QFont.Weight.DemiBold if self.state == "here" else QFont.Weight.Normal, self._scale)

    def sizeHint(self) -> QSize:
        from PySide6.QtGui import QFontMetrics

        wide = QFontMetrics(font(BODY, QFont.Weight.DemiBold, self._scale)).horizontalAdvance(self.text())
        return QSize(wide + round((_DISC + 10) * self._scale), round(28 * self._scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        p, side = self._colours, round(_DISC * self._scale)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(1, (self.height() - side) / 2, side, side)
        here = self.state == "here"
        edge = {"here": p.accent, "done": p.good, "waiting": p.bad}.get(self.state, p.control)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(p.accent if here else p.surface)
        painter.drawEllipse(disc.adjusted(0.75, 0.75, -0.75, -0.75))
        if self.state in ("done", "waiting"):
            size = round(12 * self._scale)
            sign = picture("saved" if self.state == "done" else "question", edge, size, self.devicePixelRatioF())
            painter.drawPixmap(round(disc.center().x() - size / 2), round(disc.center().y() - size / 2), sign)
        else:
            painter.setPen(p.on_accent if here else p.text_secondary)
            painter.setFont(font(CAPTION, QFont.Weight.DemiBold, self._scale))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, number(self.number))
        painter.setFont(self._font())
        tone = p.text if here or (self.underMouse() and self.isEnabled()) else p.text_secondary
        painter.setPen(tone if self.isEnabled() else p.text_disabled)
        left = disc.right() + 6 * self._scale
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.text(),
        )


class Stepper(QWidget):
    """All steps of the import, or of another way.

    Parameters
    ----------
    steps
        Step -> its name for people, in their order.

    Signals
    -------
    asked(str)
        The person wants to go to a step.
    """

    asked = Signal(str)

    def __init__(self, palette: Palette, scale: float, steps: Mapping[Any, str] = STEPS) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(14 * scale))
        self.buttons: dict[str, _StepButton] = {}
        for n, (step, name) in enumerate(steps.items(), 1):
            button = _StepButton(n, tr(name), palette, scale)
            button.setObjectName(f"step-{step}")
            button.clicked.connect(self._ask)
            self.buttons[step] = button
            row.addWidget(button)

    def _ask(self) -> None:
        sender = self.sender()
        assert sender is not None
        self.asked.emit(sender.objectName().removeprefix("step-"))

    def show_steps(self, here: str, waiting: Mapping[Any, int], reached: Mapping[Any, str]) -> None:
        """Show where the person is.

        Parameters
        ----------
        here
            The step that is shown.
        waiting
            How many things wait for the person, by step.
        reached
            Why a step cannot be gone to; empty where it can.
        """
        order = list(self.buttons)
        for step, button in self.buttons.items():
            state = "here" if step == here else "waiting" if waiting.get(step) and not reached[step] else ""
            if not state and order.index(step) < order.index(here):
                state = "done"
            button.show_state(state, waiting.get(step, 0), not reached[step], reached[step])
