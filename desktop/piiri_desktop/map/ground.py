"""Water, land, roads, rivers and railways: what helps a person to know the place. Drawn once a view."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from piiri.model.arrays import BoolArray, FloatArray, LongArray, ranges
from piiri.model.dataset import Backdrop

from ..palette import Palette
from .lines import dashed, in_rectangle, path_of
from .strokes import hairline
from .view import Extent, View

_STREETS_CLOSER_THAN_M = 8.0
"""Streets are left out where a pixel is wider than this."""

_AROUND = 8
"""Device pixels around a rectangle within which lines are drawn as well, since they are wide."""


class Ground:
    """The backdrop of a dataset, with a box around each part of it, so that a rectangle draws only what is in it."""

    def __init__(self, backdrop: tuple[Backdrop, ...]) -> None:
        self._layers = tuple(_Layer(item) for item in backdrop if len(item.xy))

    def colour(self, palette: Palette) -> QColor:
        """Return the colour of the paper: water where the land is given as areas, else the land of others."""
        return palette.water if any(layer.kind == "land" for layer in self._layers) else palette.land_outside

    def has_streets(self, view: View) -> bool:
        """Tell whether streets are shown at a view's scale."""
        return view.metres <= _STREETS_CLOSER_THAN_M and any(layer.kind == "street" for layer in self._layers)

    def roads_in(self, extent: Extent) -> FloatArray:
        """Return the pieces of roads and streets whose box meets an extent, (N, 2, 2) metres."""
        found = [layer.segments_in(extent) for layer in self._layers if layer.kind in ("road", "street")]
        return np.concatenate(found) if found else np.zeros((0, 2, 2))

    def draw_under(self, painter: QPainter, area: QRect, view: View, palette: Palette) -> None:
        """Draw what lies under the blocks on paper of :meth:`colour`: the sea and the land of others."""
        hand = _Hand(painter, area, view, self._layers)
        hand.fill("land", palette.land_outside)
        hand.fill("water", palette.water)

    def draw_streets(self, painter: QPainter, area: QRect, view: View, palette: Palette) -> None:
        """Draw streets, which most block lines follow: under those, so that they stay light."""
        hand = _Hand(painter, area, view, self._layers)
        hand.stroke("street", palette.road, palette.road_opacity * 0.6, ((0, 0),))

    def draw_over(self, painter: QPainter, area: QRect, view: View, palette: Palette) -> None:
        """Draw what lies on the blocks: lakes, rivers, roads and railways."""
        hand = _Hand(painter, area, view, self._layers)
        hand.fill("water", palette.water)
        hand.stroke("river", palette.river, 1.0, ((0, 0), (1, 0)))
        hand.stroke("road", palette.road, palette.road_opacity, ((0, 0),))
        rail = palette.road.lighter(160) if not palette.is_dark else palette.road
        hand.stroke("rail", rail, min(1.0, palette.road_opacity * 2), ((0, 0),), (6.0, 3.0))


def boxes_meet(ends: FloatArray, extent: Extent) -> BoolArray:
    """Tell which segments, (N, 2, 2), have a box that meets an extent."""
    west, south, east, north = extent
    low, high = ends.min(axis=1), ends.max(axis=1)
    return np.asarray((low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south))


class _Layer:
    """One backdrop, of which parts can be found by where they are."""

    def __init__(self, item: Backdrop) -> None:
        self.kind = item.kind
        self._xy, self._start = item.xy, item.start.astype(np.int64)

    @cached_property
    def _boxes(self) -> FloatArray:
        first = self._start[:-1][np.diff(self._start) > 0]
        boxes = np.full((4, len(self._start) - 1), np.nan)
        boxes[:, np.diff(self._start) > 0] = np.hstack(
            (np.minimum.reduceat(self._xy, first), np.maximum.reduceat(self._xy, first))
        ).T
        return boxes

    def _parts_in(self, extent: Extent) -> LongArray:
        west, south, east, north = extent
        low_x, low_y, high_x, high_y = self._boxes
        return np.flatnonzero((low_x <= east) & (high_x >= west) & (low_y <= north) & (high_y >= south))

    def segments_in(self, extent: Extent) -> FloatArray:
        """Return the pieces of lines whose box meets an extent, (N, 2, 2) metres."""
        parts = self._parts_in(extent)
        start, stop = self._start[parts], self._start[parts + 1]
        first = ranges(start, np.maximum(start, stop - 1))
        ends = self._xy[np.stack((first, first + 1), axis=1)]
        return np.asarray(ends[boxes_meet(ends, extent)])

    @cached_property
    def _along_m(self) -> FloatArray:
        """(N,) metres from the beginning of its part to each place."""
        step = np.hypot(*np.diff(self._xy, axis=0, prepend=self._xy[:1]).T)
        from_first = np.cumsum(step)
        begins = self._start[:-1][np.diff(self._start) > 0]
        return np.asarray(from_first - np.repeat(from_first[begins], np.diff(self._start)[np.diff(self._start) > 0]))

    def path(self, view: View, extent: Extent, near: QRect, dashes: tuple[float, float] | None = None) -> QPainterPath:
        """Return the parts whose box meets an extent, in device pixels; of lines only the segments near a rectangle,
        as dashes and gaps of so many pixels where they are given, of areas as few corners as fill it in the same way.
        """
        parts = self._parts_in(extent)
        if not len(parts):
            return QPainterPath()
        start, stop = self._start[parts], self._start[parts + 1]
        place = ranges(start, stop)
        xy = view.to_device(self._xy[place])
        segment = np.ones(len(xy), dtype=bool)
        segment[np.cumsum(stop - start) - 1] = False
        box = near.left(), near.top(), near.right(), near.bottom()
        if self.kind in ("land", "water"):
            kept = _that_fill(xy, segment, box)
            xy, segment = xy[kept], segment[kept]
        else:
            segment = in_rectangle(xy, segment, box)
        if dashes is not None:
            at = np.flatnonzero(segment)
            along = self._along_m[place[at]] / view.metres * view.ratio
            xy = dashed(np.stack((xy[at], xy[at + 1]), axis=1), along, *dashes).reshape(-1, 2)
            segment = np.arange(len(xy)) % 2 == 0
        return path_of(xy, segment)


def _that_fill(xy: FloatArray, segment: BoolArray, box: tuple[float, float, float, float]) -> BoolArray:
    """Tell which corners of closed rings are needed to fill a rectangle: of a stretch that stays on the far side of one
    of the rectangle's edges, only the ends, since what lies between them and the line that joins them is there too."""
    left, top, right, bottom = box
    x, y = xy[:, 0], xy[:, 1]
    side = np.where(x < left, 1, np.where(x > right, 2, np.where(y < top, 3, np.where(y > bottom, 4, 0))))
    needed = np.ones(len(xy), dtype=bool)
    inner = segment[:-2] & segment[1:-1]
    needed[1:-1] = ~(inner & (side[1:-1] > 0) & (side[1:-1] == side[:-2]) & (side[1:-1] == side[2:]))
    return needed


class _Hand:
    """Draws layers inside a rectangle of a picture; all in device pixels."""

    def __init__(self, painter: QPainter, area: QRect, view: View, layers: tuple[_Layer, ...]) -> None:
        self._painter, self._view, self._layers = painter, view, layers
        self._near = area.adjusted(-_AROUND, -_AROUND, _AROUND + 1, _AROUND + 1)
        near = self._near
        self._extent = view.extent_of(near.left(), near.top(), near.right(), near.bottom())

    def fill(self, kind: str, colour: QColor) -> None:
        """Fill areas."""
        for layer in self._layers:
            if layer.kind == kind:
                path = layer.path(self._view, self._extent, self._near)
                if not path.isEmpty():
                    path.setFillRule(Qt.FillRule.OddEvenFill)
                    self._painter.fillPath(path, colour)

    def stroke(
        self,
        kind: str,
        colour: QColor,
        opacity: float,
        passes: tuple[tuple[int, int], ...],
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw lines one device pixel wide, once at each offset. Dashes begin where a part of the line begins, so that
        they fall on the same places whatever rectangle is drawn."""
        ratio = self._view.ratio
        pattern = (dashes[0] * ratio, dashes[1] * ratio) if dashes is not None else None
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(hairline(colour, opacity))
        for layer in self._layers:
            if layer.kind == kind:
                path = layer.path(self._view, self._extent, self._near, pattern)
                for dx, dy in passes if not path.isEmpty() else ():
                    self._painter.drawPath(path.translated(QPointF(dx, dy)))
