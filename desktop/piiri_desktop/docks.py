"""Panels that can be moved, put beside each other or hidden, and the charts that fold to a strip in a low window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QVBoxLayout, QWidget

from piiri.i18n import tr

from .icons import icon
from .palette import BODY, Palette
from .typeset import ElidedLabel, typeset

GRIP, HEAD = 12, 28


class _Title(QWidget):
    """The title of a panel that stands alone: name, float, close."""

    def __init__(self, dock: QDockWidget, p: Palette) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(ElidedLabel(dock.windowTitle(), BODY, QFont.Weight.DemiBold), 1)
        self._buttons = []
        for meaning, text, slot in (
            ("float", tr("Take {panel} out of the window or put it back", panel=dock.windowTitle()), self._toggle),
            ("close", tr("Hide {panel}", panel=dock.windowTitle()), dock.close),
        ):
            button = QToolButton()
            button.setFixedSize(24, 24)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(slot)
            row.addWidget(button)
            self._buttons.append((button, meaning))
        self._dock = dock
        self.set_palette(p)

    def _toggle(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def set_palette(self, p: Palette) -> None:
        for button, meaning in self._buttons:
            button.setIcon(icon(meaning, p.text_secondary))


class _Grip(QWidget):
    """A narrow handle at the left edge of a panel, so that its height is kept for what it shows."""

    def __init__(self, p: Palette) -> None:
        super().__init__()
        self.setFixedWidth(GRIP)
        self.setToolTip(tr("Drag to move this panel"))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        # Qt stretches it over the whole height of the panel, on top of what stands there; only the top is the handle
        self.setMask(QRegion(0, 0, GRIP, HEAD))
        self.set_palette(p)

    def set_palette(self, p: Palette) -> None:
        self._colours = p
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._colours.surface)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours.control)
        for across in (-2, 2):
            for down in (-4, 0, 4):
                painter.drawEllipse(QRectF(self.width() / 2 + across - 0.75, HEAD / 2 + down - 0.75, 1.5, 1.5))


class Dock(QDockWidget):
    """One panel.

    Parameters
    ----------
    name
        Stable name, under which the layout is kept.
    title
        In the user's language.
    grip
        True for a narrow handle on the left instead of a title above.

    Signals
    -------
    moved()
        It stands elsewhere, or is shown or hidden: this and its neighbours may need a title now, or none.
    """

    moved = Signal()

    def __init__(self, name: str, title: str, widget: QWidget, p: Palette, window: QMainWindow, grip: bool) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.setWidget(widget)
        self._window = window
        features = (
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        if grip:
            features |= QDockWidget.DockWidgetFeature.DockWidgetVerticalTitleBar
        self.setFeatures(features)
        self._title: _Title | _Grip = _Grip(p) if grip else _Title(self, p)
        self._none = QWidget(self)
        self._none.hide()
        self.setTitleBarWidget(self._title)
        # Qt leaves a panel behind a tab "visible", beyond the window's edge, where it would follow every step unseen.
        # So what it holds is hidden there; it keeps its room, lest the panel in front of it jump.
        policy = widget.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        widget.setSizePolicy(policy)
        self.visibilityChanged.connect(widget.setVisible)
        for signal in (self.dockLocationChanged, self.topLevelChanged, self.visibilityChanged):
            signal.connect(self.moved)

    def retitle(self) -> None:
        """A panel in a row of tabs has its name on the tab already."""
        tabbed = not self.isFloating() and bool(self._window.tabifiedDockWidgets(self))
        wanted = self._none if tabbed else self._title
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)

    def set_palette(self, p: Palette) -> None:
        """Draw in the colours of a theme."""
        self._title.set_palette(p)

    def bring_up(self) -> None:
        """Show the panel, in front of those it shares its place with, and give it the focus."""
        self.show()
        self.raise_()
        inside = self.widget()
        inside.show()
        first = inside.focusProxy() or next((w for w in inside.findChildren(QWidget) if _takes_focus(w)), inside)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()


class ChartsArea(QWidget):
    """Charts beside each other, or a strip with their names.

    Signals
    -------
    folded(bool)
        The person folded or unfolded them.
    """

    folded = Signal(bool)

    def __init__(self, charts: dict[str, QWidget], p: Palette) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for chart in charts.values():
            row.addWidget(chart, 1)
        self.strip = QToolButton()
        self.strip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.strip.setProperty("kind", "strip")
        self._charts = charts
        self.strip.setAccessibleName(tr("Show the charts"))
        self.strip.setToolTip(tr("Show the charts"))
        self.strip.clicked.connect(self._unfold)
        typeset(self.strip)
        column.addWidget(self._row, 1)
        column.addWidget(self.strip, 0, Qt.AlignmentFlag.AlignLeft)
        self.is_folded = False
        self.set_palette(p, 1.0)
        self.fold(False)

    def set_palette(self, p: Palette, scale: float) -> None:
        """Draw in the colours of a theme, at a text scale."""
        self._colours, self._scale = p, scale
        self.strip.setIcon(icon("unfold", p.text_secondary))
        self.strip.setFixedHeight(round(28 * scale))
        self.update()

    def fold(self, folded: bool) -> None:
        """Show the strip with the names only, or the charts."""
        self.is_folded = folded
        self.strip.setText("     ".join(name for name, chart in self._charts.items() if not chart.isHidden()))
        self._row.setVisible(not folded)
        self.strip.setVisible(folded)
        self.setMaximumHeight(round(28 * self._scale) if folded else 16777215)
        self.setMinimumHeight(round(28 * self._scale) if folded else round(110 * self._scale))

    def _unfold(self) -> None:
        self.fold(False)
        self.folded.emit(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._colours.line if not self.is_folded else self._colours.window)
