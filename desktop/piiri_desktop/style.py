"""How Qt's own widgets look: Fusion with one proxy style, palette roles, and a style sheet for flat boxes only."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFocusFrame,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QWidget,
)

from .icons import INLINE, picture
from .palette import Palette, font, palette, qt_palette
from .style_sheet import style_sheet

Metric, Hint, Control, Primitive = QStyle.PixelMetric, QStyle.StyleHint, QStyle.ControlElement, QStyle.PrimitiveElement
Complex, Sub, StateFlag = QStyle.ComplexControl, QStyle.SubControl, QStyle.StateFlag

RING, GAP, RADIUS = 2, 1, 4
_HINTS = {
    Hint.SH_FocusFrame_AboveWidget: 1,
    Hint.SH_Widget_Animation_Duration: 0,
    Hint.SH_ToolTip_WakeUpDelay: 500,
    Hint.SH_DockWidget_ButtonsHaveFrame: 0,
    Hint.SH_ComboBox_Popup: 0,
}
_METRICS = {
    Metric.PM_SmallIconSize: 16,
    Metric.PM_ButtonIconSize: 16,
    Metric.PM_IndicatorWidth: 14,
    Metric.PM_IndicatorHeight: 14,
    Metric.PM_DockWidgetSeparatorExtent: 5,
    Metric.PM_SplitterWidth: 5,
    Metric.PM_FocusFrameHMargin: RING + GAP,
    Metric.PM_FocusFrameVMargin: RING + GAP,
    Metric.PM_ToolBarFrameWidth: 0,
    Metric.PM_ToolBarItemMargin: 0,
    Metric.PM_ToolBarItemSpacing: 0,
    Metric.PM_DockWidgetFrameWidth: 0,
}
_SCALED = {
    *(Metric.PM_SmallIconSize, Metric.PM_ButtonIconSize),
    *(Metric.PM_IndicatorWidth, Metric.PM_IndicatorHeight),
}


class PiiriStyle(QProxyStyle):
    """Fusion without gradients: flat fields, thin sliders, one-pixel dividers, the focus ring of the design."""

    def __init__(self, colours: Palette, scale: float) -> None:
        super().__init__("Fusion")
        self.colours = colours
        self.scale = scale

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        value = _METRICS.get(metric)
        if value is None:
            return super().pixelMetric(metric, option, widget)
        return round(value * self.scale) if metric in _SCALED else value

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == Hint.SH_UnderlineShortcut and isinstance(widget, QMenuBar):
            return int(widget.hasFocus())  # the letters for Alt show once Alt has been pressed
        value = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if value is None else value

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == Control.CE_FocusFrame:
            ring(painter, QRectF(option.rect), self.colours.accent)
            return
        super().drawControl(element, option, painter, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element == Primitive.PE_FrameFocusRect:
            if isinstance(widget, QAbstractItemView):  # a cell; everything else has the focus frame around it
                painter.save()
                painter.setPen(QPen(self.colours.accent, RING))
                painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
                painter.restore()
            return
        if element == Primitive.PE_IndicatorCheckBox:
            _tick_box(painter, option, self.colours)
            return
        if element == Primitive.PE_IndicatorDockWidgetResizeHandle:
            _divider(painter, option.rect, self.colours.line, self.colours.surface)
            return
        super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == Complex.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._draw_combo_box(option, painter, widget)
        elif control == Complex.CC_Slider and isinstance(option, QStyleOptionSlider):
            self._draw_slider(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _draw_combo_box(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        p = self.colours
        state = option.state
        enabled = bool(state & StateFlag.State_Enabled)
        hovered = enabled and bool(state & StateFlag.State_MouseOver)
        frame = not (isinstance(widget, QComboBox) and not widget.hasFrame())
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen((p.control if enabled else p.line) if frame else Qt.GlobalColor.transparent, 1))
        painter.setBrush(p.hover if hovered else p.surface if frame else Qt.GlobalColor.transparent)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        size = round(INLINE * self.scale)
        caret = picture(
            "fold", p.text_secondary if enabled else p.text_disabled, size, painter.device().devicePixelRatioF()
        )
        arrow = self.subControlRect(Complex.CC_ComboBox, option, Sub.SC_ComboBoxArrow, widget)  # type: ignore[arg-type]  # may be None
        painter.drawPixmap(arrow.center() - QPoint(size // 2, size // 2 - 1), caret)
        painter.restore()

    def _draw_slider(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        p = self.colours
        if option.orientation != Qt.Orientation.Horizontal:
            super().drawComplexControl(Complex.CC_Slider, option, painter, widget)
            return
        state = option.state
        enabled = bool(state & StateFlag.State_Enabled)
        rect: QRect = option.rect
        # Qt takes no widget here, its stubs do not
        at = QRectF(self.subControlRect(Complex.CC_Slider, option, Sub.SC_SliderHandle, widget)).center()  # type: ignore[arg-type]
        at.setY(QRectF(rect).center().y())
        accent = p.accent if enabled else p.control
        radius = 6.5 * self.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 2))
        painter.drawLine(QPointF(rect.left() + 1, at.y()), at)
        painter.setPen(QPen(p.control, 2))
        painter.drawLine(at, QPointF(rect.right() - 1, at.y()))
        painter.setPen(QPen(accent, 2))
        painter.setBrush(accent if state & StateFlag.State_Sunken else p.surface)
        painter.drawEllipse(at, radius, radius)
        painter.restore()


def ring(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """Draw the focus ring just inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = RING / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS + 1, RADIUS + 1)
    painter.restore()


def _tick_box(painter: QPainter, option: QStyleOption, p: Palette) -> None:
    """A box to tick with an edge that is seen in both themes; Fusion's own is lost on dark paper."""
    usable = bool(option.state & QStyle.StateFlag.State_Enabled)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(p.control if usable else p.line, 1))
    painter.setBrush(p.surface if usable else p.window)
    box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, 2, 2)
    if option.state & QStyle.StateFlag.State_On:
        side = box.width()
        painter.setPen(QPen(p.text if usable else p.text_disabled, max(1.75, side / 8)))
        points = ((0.22, 0.52), (0.42, 0.72), (0.78, 0.3))
        painter.drawPolyline([QPointF(box.left() + x * side, box.top() + y * side) for x, y in points])
    painter.restore()


def _divider(painter: QPainter, rect: QRect, colour: QColor, panel: QColor) -> None:
    """One pixel at the near edge of what can be grabbed; the rest looks like the panel beside it."""
    painter.fillRect(rect, panel)
    if rect.width() < rect.height():
        painter.fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), colour)
    else:
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), colour)


class FocusRing(QObject):
    """Moves one focus frame a window to whatever has the focus, by mouse or by keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._frame = QFocusFrame(window)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._move)

    def _move(self, _: QWidget | None, now: QWidget | None) -> None:
        mine = now is not None and now.window() is self._window and not now.property("own_focus")
        self._frame.setWidget(now if mine else None)  # type: ignore[arg-type]  # None takes the frame away


def theme_name(wanted: str) -> str:
    """Return ``"light"`` or ``"dark"``: as wanted, or as the system has it for ``"system"``."""
    if wanted != "system":
        return wanted
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def apply_style(theme: str, scale: float) -> Palette:
    """Give the application its look.

    Parameters
    ----------
    theme
        ``"light"`` or ``"dark"``.
    scale
        Text scale, 1.0 to 2.0.

    Returns
    -------
    Palette
        The colours in force.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    colours = palette(theme)
    app.setStyleSheet("")
    app.setStyle(PiiriStyle(colours, scale))
    app.setPalette(qt_palette(colours))
    app.setFont(font(scale=scale))
    app.setStyleSheet(style_sheet(colours, scale))
    return colours
