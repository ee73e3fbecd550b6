"""What the charts share: a still pyqtgraph plot whose marks are painted on whole pixels, and its axes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from ..palette import Palette
from ..panels.lettering import Lettering, lettering
from .accessible import say_chart

Paint = Callable[[QPainter, "Pixels"], None]


def told(paint: Callable[..., None]) -> Callable[..., None]:
    """Let a painting method of an item tell what it raises, as a slot does, and end.

    The view is painted by a method of Python's, too: what an item raises would have to go through it, and PySide does
    not survive that (it crashes in ``Shiboken::Errors::storePythonOverrideErrorOrPrint``).
    """

    @wraps(paint)
    def painted(*arguments: Any, **named: Any) -> None:
        try:
            paint(*arguments, **named)
        except Exception:
            sys.excepthook(*sys.exc_info())

    return painted


class Pixels:
    """Turns data into logical pixels of the plot.

    Attributes
    ----------
    left, right, top, bottom
        Edges of the plotted area.
    """

    def __init__(self, transform: QTransform, area: QRectF) -> None:
        self._dx, self._dy = transform.dx(), transform.dy()
        self._m11, self._m22 = transform.m11(), transform.m22()
        corners = transform.mapRect(area)
        self.left, self.right = round(corners.left()), round(corners.right())
        self.top, self.bottom = round(corners.top()), round(corners.bottom())

    def x(self, value: float) -> float:
        """Return where a value stands from the left."""
        return self._m11 * value + self._dx

    def y(self, value: float) -> float:
        """Return where a value stands from the top."""
        return self._m22 * value + self._dy


class Marks(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """All marks of a chart as one item: painted anew in place, never rebuilt."""

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF() if box is None else QRectF(box.viewRect())

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    @told
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        pixels = Pixels(painter.transform(), self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        try:
            self._paint(painter, pixels)
        finally:
            painter.restore()


class BottomAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The line under the bars and what is written below it."""

    def __init__(self, paint: Callable[[QPainter, Callable[[float], float], QRectF], None]) -> None:
        super().__init__("bottom")
        self._paint = paint

    @told
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        box = self.linkedView()
        if box is None:
            return
        room = QRectF(self.rect())
        (low, high), _ = box.viewRange()
        scale = room.width() / max(high - low, 1e-9)
        self._paint(painter, lambda value: room.left() + (value - low) * scale, room)


class LeftAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Values alone: the grid is drawn with the marks, and there is no line."""

    def __init__(self) -> None:
        super().__init__("left")

    @told
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        super().paint(painter, option, widget)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        specs = super().generateDrawSpecs(painter)
        return specs and (specs[0], [], specs[2])  # ticks of no length would still be dots


class Plot(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot that does not zoom or pan, has no menu, and tells where it is pointed at.

    Made of pyqtgraph's parts rather than its ``PlotWidget``, which brings menus and a panel of controls along.

    Signals
    -------
    pointed(float)
        The pointer's place on the x axis; NaN when it leaves.
    pressed(float)
        Where it was clicked.
    stepped(int)
        −1 or +1 by the arrow keys, ±1000 by Home and End.
    entered()
        Enter or Space.
    """

    pointed = Signal(float)
    pressed = Signal(float)
    stepped = Signal(int)
    entered = Signal()

    def __init__(self, paint: Paint, bottom: BottomAxis, tip: Callable[[float], str], palette: Palette) -> None:
        super().__init__()
        self.letters: Lettering = lettering()
        self._tip = tip
        self._bottom = bottom
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.marks = Marks(paint)
        self.box.addItem(self.marks, ignoreBounds=True)
        self.box.disableAutoRange()
        self.left_axis = LeftAxis()
        self.left_axis.setStyle(tickLength=0, tickTextOffset=4)
        layout = pg.GraphicsLayout()
        layout.setContentsMargins(4, 2, 10, 2)
        layout.setSpacing(0)
        for item, row, column in ((self.left_axis, 0, 0), (self.box, 0, 1), (bottom, 1, 1)):
            layout.addItem(item, row, column)
        for axis in (self.left_axis, bottom):
            axis.linkToView(self.box)
        self.setCentralItem(layout)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(40, 40)
        say_chart(self)
        self.ticks: list[float] = []
        self.height_pointed = 0.0  # on the y axis, where it was pointed at last
        self.set_palette(palette)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self.setBackground(palette.surface)
        self.left_axis.setPen(None)
        self.left_axis.setTextPen(palette.text_secondary)
        self.update_all()

    def set_letters(self, letters: Lettering, bottom: int) -> None:
        """Draw with other fonts; ``bottom`` is the height below the bars, logical pixels."""
        self.letters = letters
        self.left_axis.setStyle(tickFont=letters.caption.font)
        self._bottom.setHeight(bottom)
        self.update_all()

    def set_range(self, left: float, right: float, ticks: list[tuple[float, str]], top: float) -> None:
        """Choose what is seen. Not while something is being dragged."""
        self.ticks = [value for value, _ in ticks]
        wide = max((self.letters.caption.width(text) for _, text in ticks), default=0.0)
        self.left_axis.setWidth(round(wide) + 10)
        self.left_axis.setTicks([ticks])
        self.box.setRange(xRange=(left, right), yRange=(0.0, top), padding=0.0, disableAutoRange=True)

    def update_all(self) -> None:
        """Paint marks and names anew."""
        self.marks.update()
        self._bottom.update()

    def _x(self, event: QMouseEvent | QHelpEvent) -> float:
        place = event.position().toPoint() if isinstance(event, QMouseEvent) else event.pos()
        found = self.box.mapSceneToView(self.mapToScene(place))
        self.height_pointed = float(found.y())
        return float(found.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._x(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit(self._x(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(float("nan"))

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(self._x(event)), self)
            return True
        return bool(super().viewportEvent(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered.emit()
        else:
            event.ignore()


def nice_ticks(largest: float) -> list[float]:
    """Return three round values from 0 that reach to ``largest`` or a little below it, for three grid lines.

    >>> nice_ticks(469.0), nice_ticks(1.0), nice_ticks(738.0)
    ([0.0, 200.0, 400.0], [0.0, 1.0, 2.0], [0.0, 300.0, 600.0])
    """
    step = 1.0
    if largest > 2.0:
        magnitude = 1.0
        while magnitude * 10 <= largest / 2:
            magnitude *= 10
        step = max(m * magnitude for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8) if m * magnitude <= largest / 2)
        step = float(int(step)) if step >= 10 else float(max(1, int(step)))
    return [0.0, step, 2 * step]
