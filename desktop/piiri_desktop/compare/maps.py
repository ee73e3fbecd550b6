"""The maps of the compared plans: side by side, or one over the other with a divider to swipe; they move together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from piiri.i18n import tr
from piiri.model.arrays import Array

from ..map.ground import Ground
from ..map.sheet import Sheet
from ..map.view import View
from ..palette import Palette
from .colouring import Picture
from .divider import Divider
from .pane import ComparePane

CLOSEST_LOOK_M = 5.0
"""A block is shown at about 1 : 19 000 at most, so that the schools around it are seen too."""
AROUND_PX = 72
LETTERS = "ABC"
LEAST_STRIP = 0.04
"""No strip of a swiped map gets narrower than this part of the width."""


class CompareMaps(QWidget):
    """Two or three maps of one place.

    Signals
    -------
    next_asked(int)
        D or Shift+D on a map: the next difference, or the one before.
    scale(float)
        The denominator of the maps' scale.
    """

    next_asked = Signal(int)
    scale = Signal(float)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._scale = palette, 1.0
        self.panes: list[ComparePane] = []
        self.dividers: list[Divider] = []
        self._clips: list[QWidget] = []
        self._sheets: dict[int, Sheet] = {}
        self.swipe = False
        self._whole = True
        self._view: View | None = None
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        return QSize(900, 320)

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_pictures(self, pictures: Sequence[Picture], names: Sequence[str], said: Sequence[str]) -> None:
        """Draw plans.

        Parameters
        ----------
        pictures
            One a plan.
        names, said
            What each is called, and what differs on it in words.
        """
        others = len(pictures) != len(self.panes)
        if others:
            self._make_panes(len(pictures))
        coverages = {id(coverage): coverage for each in pictures for coverage in (each.counted.plan.coverage,)}
        ground = Ground(pictures[0].scene.state.dataset.backdrop)
        self._sheets = {
            key: self._sheets[key] if key in self._sheets else Sheet(coverage, ground)
            for key, coverage in coverages.items()
        }
        if self._view is None:
            self._view = self._everything(pictures)
        for pane, picture, name, words in zip(self.panes, pictures, names, said, strict=True):
            pane.name_plan(name)
            pane.view = self._view.resized(max(1, pane.width()), max(1, pane.height()), pane.devicePixelRatioF())
            pane.show_picture(picture, self._sheets[id(picture.counted.plan.coverage)], words)
        self.scale.emit(self._view.scale)
        if others and self.swipe:
            self._share_out()

    def _make_panes(self, count: int) -> None:
        for widget in (*self._clips, *self.dividers):
            widget.hide()
            widget.deleteLater()
        self.panes, self._clips, self.dividers = [], [], []
        for letter in LETTERS[:count]:
            clip = QWidget(self)
            pane = ComparePane(letter, self._colours, clip)
            pane.set_look(self._colours, self._scale)
            pane.view_asked.connect(self.look_at)
            pane.whole_asked.connect(self.zoom_to_all)
            pane.pointed.connect(self._point)
            pane.next_asked.connect(self.next_asked)
            clip.show()
            self._clips.append(clip)
            self.panes.append(pane)
        for position in range(count - 1):
            name = tr("Divider between {a} and {b}", a=LETTERS[position], b=LETTERS[position + 1])
            divider = Divider(name, (position + 1) / count, self._colours, self)
            divider.moved.connect(self._divider_moved)
            self.dividers.append(divider)
        self.panes[-1].with_scale_bar = True
        self.arrange()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Take over theme and text scale; pictures in the new colours follow."""
        self._colours, self._scale = palette, scale
        for pane in self.panes:
            pane.set_look(palette, scale)
        for divider in self.dividers:
            divider.set_palette(palette)

    def pin(self, faces: Sequence[Array]) -> None:
        """Outline some blocks on each map."""
        for pane, mine in zip(self.panes, faces, strict=True):
            pane.pin(mine)

    # ------------------------------------------------------------------------------------------------ where
    @property
    def view(self) -> View | None:
        """Where the maps stand."""
        return self._view

    def look_at(self, view: View) -> None:
        """Show another view on all maps."""
        self._whole = False
        self._move(view)

    def _move(self, view: View) -> None:
        self._view = view
        for pane in self.panes:
            pane.look_at(view)
        self.scale.emit(view.scale)

    def zoom_to_all(self) -> None:
        """Show everything."""
        pictures = [pane.picture for pane in self.panes if pane.picture is not None]
        if pictures:
            self._whole = True
            self._move(self._everything(pictures))

    def zoom_to(self, box: tuple[float, float, float, float]) -> None:
        """Show a place (west, south, east, north; metres) on all maps."""
        self._point(math.nan, math.nan)
        pane = self.panes[0]
        fitted = View.fitting(box, pane.width(), pane.height(), pane.devicePixelRatioF(), AROUND_PX)
        self.look_at(fitted.centred(fitted.x, fitted.y, max(fitted.metres, CLOSEST_LOOK_M)))

    def _everything(self, pictures: Sequence[Picture]) -> View:
        extents = np.array([each.counted.plan.coverage.extent for each in pictures])
        low, high = extents[:, :2].min(axis=0), extents[:, 2:].max(axis=0)
        pane = self.panes[0]
        extent = float(low[0]), float(low[1]), float(high[0]), float(high[1])
        return View.fitting(extent, max(1, pane.width()), max(1, pane.height()), pane.devicePixelRatioF(), 16)

    def _point(self, x_m: float, y_m: float) -> None:
        sender = self.sender()
        for pane in self.panes:
            pane.point_at(x_m, y_m, own=pane is sender or math.isnan(x_m))

    # ---------------------------------------------------------------------------------------- beside or over each other
    def set_swipe(self, swipe: bool) -> None:
        """Lay the maps one over the other, or beside each other."""
        if swipe != self.swipe:
            self.swipe = swipe
            self.arrange()
            if swipe and not any(divider.was_moved for divider in self.dividers):
                self._share_out()

    def _share_out(self) -> None:
        """Put the dividers where each map shows as much of the municipality; beside it is only paper."""
        view, picture = self._view, self.panes[0].picture if self.panes else None
        if view is None or picture is None or not self.width():
            return
        west, _, east, _ = picture.counted.plan.coverage.extent
        edges = view.to_screen(np.array([[west, view.y], [east, view.y]]))[:, 0] / self.width()
        low, high = float(np.clip(edges[0], 0, 1)), float(np.clip(edges[1], 0, 1))
        for position, divider in enumerate(self.dividers):
            divider.at = low + (high - low) * (position + 1) / len(self.panes)
        self.arrange()

    def _divider_moved(self) -> None:
        moved = self.dividers.index(self.sender())  # type: ignore[arg-type]  # only dividers are connected
        low = self.dividers[moved - 1].at if moved else 0.0
        high = self.dividers[moved + 1].at if moved + 1 < len(self.dividers) else 1.0
        divider = self.dividers[moved]
        divider.at = min(max(divider.at, low + LEAST_STRIP), high - LEAST_STRIP)
        self.arrange()

    def arrange(self) -> None:
        """Give maps and dividers their places."""
        width, height, count = self.width(), self.height(), len(self.panes)
        cuts = [round(width * divider.at) for divider in self.dividers]
        edges = (
            [0, *cuts, width] if self.swipe else [round(width * i / count) for i in range(count + 1)] if count else []
        )
        for position, (clip, pane) in enumerate(zip(self._clips, self.panes, strict=True)):
            left, right = edges[position], edges[position + 1]
            gap = 1 if position + 1 < count and not self.swipe else 0
            clip.setGeometry(QRect(left, 0, max(1, right - left - gap), height))
            pane.setGeometry(QRect(-left, 0, width, height) if self.swipe else clip.rect())
            pane.show_strip(QRectF(left if self.swipe else 0, 0, clip.width(), height))
        for divider, x in zip(self.dividers, cuts, strict=True):
            divider.setVisible(self.swipe)
            divider.place(x, height)
        if self._whole and self._view is not None:
            self.zoom_to_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._colours.control)
