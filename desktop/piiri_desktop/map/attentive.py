"""What the map does when a person looks at something else: another target, stage or school; in other colours, larger,
in another window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent

from piiri.session import State

from ..bridge import Attention
from ..palette import Palette
from .finder import Finder
from .frame import Frame
from .scene import scope_words
from .surface import Surface
from .view import View


class Attentive(Surface):
    """Follows what a person looks at; :class:`~piiri_desktop.map.canvas.MapView` has everything named here."""

    attention: Attention
    palette_: Palette
    text_scale: float
    finder: Finder
    _frame: Frame | None
    _view: View | None
    _whole: bool
    _idle: QTimer

    @property
    def state(self) -> State:
        """The state drawn."""
        return self.content.state

    def redraw(self) -> None:
        """Draw everything again at the same view."""
        raise NotImplementedError

    def settle(self) -> None:
        """Render the present view."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, p: Palette) -> None:
        """Draw in the colours of a theme."""
        self.palette_ = self.content.palette = p
        self.marks.set_look(p, self.text_scale, self.devicePixelRatioF())
        self.content.recolour()
        self._show_marks()
        self.furniture.set_look()
        self.finder.set_look()
        self.card.set_look()
        if self._frame is not None:
            self._frame.repaint_ground(self.content.scene())
        self.update()

    def set_text_scale(self, f: float) -> None:
        """Draw words at a text scale, 1.0 to 2.0."""
        self.text_scale = f
        self.marks.set_look(self.palette_, f, self.devicePixelRatioF())
        self.furniture.set_look()
        self.finder.set_look()
        self.card.set_look()
        self._idle.start()
        self.update()

    def show_indicator(self) -> None:
        """Colour the blocks by the indicator chosen, and show pupils or not."""
        self.content.recolour()
        self.furniture.show_state()
        self._show_marks()
        self.redraw()

    def _show_marks(self) -> None:
        self.marks.target, self.marks.hovered = self.attention.target, self.attention.hovered_school
        self.update(self.marks.show(self.state, self.content.stage, self.content.fills))

    def _show_target(self) -> None:
        self._show_marks()
        self.furniture.show_tool()
        self.redraw()
        self.say(self.targets.spoken())

    def _show_scope(self, all_stages: bool) -> None:
        self.tool.cancel()
        self.furniture.show_tool()
        self.read_out(scope_words(self.state.plan, self.content.stage, all_stages))
        self._tool.option_changed()

    def _show_stage(self) -> None:
        self.tool.cancel()
        self._show_marks()
        self.show_indicator()
        self.furniture.show_tool()
        self.settle()

    def _show_hovered_school(self) -> None:
        self._show_marks()
        self.hover.show()

    def _show_hovered_face(self) -> None:
        self.hover.show()
        self.card.follow()

    # ------------------------------------------------------------------------------------------------ size
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._whole:
            self._view = None
        if self._view is not None:
            self._view = self._view.resized(self.width(), self.height(), self.devicePixelRatioF())
            self.marks.move_to(self._view, self.state)
        self.furniture.arrange()
        self._idle.start()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._view is not None:
            self._view = self._view.resized(self.width(), self.height(), self.devicePixelRatioF())
            self.marks.set_look(self.palette_, self.text_scale, self.devicePixelRatioF())
            self._idle.start()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._tab(event):
            return True
        return super().event(event)
