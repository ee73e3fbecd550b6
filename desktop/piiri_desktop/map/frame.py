"""The picture of the map at one view, kept so that an edit draws again only the rectangle it touches.

Order: sea and land of others, blocks by colour, block lines, lakes and roads, pupils, catchment borders, border before,
selection and target. All of it is in device pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray

from .dots import draw_dots
from .fill import PLANES, hatch_planes, shown_faces, swept_table
from .ground import background, draw_over, draw_streets, draw_under, has_streets
from .lines import Lines, in_rectangle, path_of, thinned
from .raster import face_raster
from .scene import NOWHERE, Scene
from .strokes import accent_passes, border_passes, draw_cased, draw_passes, hairline
from .view import View

_PAD = 8
"""Device pixels around what changes, so that wide borders are drawn again whole."""

_FAINT = 0.5
"""Block lines are so much fainter where colours stand for catchments."""

_THIN_FROM = 20_000
"""So many segments in view, and corners that share a pixel are left out."""


class Frame:
    """A rendered view.

    Parameters
    ----------
    view
        Where.
    scene
        What.
    lines
        The edges of the scene's coverage as polylines.
    """

    def __init__(self, view: View, scene: Scene, lines: Lines) -> None:
        self.view = view
        self.scene = scene
        self._lines = lines
        coverage = scene.state.plan.coverage
        self._coverage = coverage
        width, height = view.device_size
        self.image, self._pixels_of_image = _image(width, height)
        self._under, self._pixels_under = _image(width, height)
        self._over, _ = _image(width, height)
        streets = has_streets(view, scene.state.dataset.backdrop)
        self._streets = _image(width, height)[0] if streets else None
        self._draw_ground()
        self._vertex = view.to_device(coverage.vertices)
        # column by column, since each rectangle drawn again looks through all of them
        self._line = np.asfortranarray(self._vertex[lines.vertex])
        self._seen = in_rectangle(self._line, lines.drawn, (-_PAD, -_PAD, width + _PAD, height + _PAD))
        t = coverage.topology
        shown = shown_faces(coverage.bounds, view.extent)
        self._shown = shown
        near = np.flatnonzero(shown[t.left] | shown[t.right])
        self.faces = face_raster(self._vertex, t.edges[near], t.left[near], t.right[near], shown, (0, 0, width, height))
        west, _, _, north = view.extent
        origin = round(west / view.metres * view.ratio), round(-north / view.metres * view.ratio)
        self._planes = hatch_planes(width, height, origin, view.ratio)
        self._points = self._points_in_view()
        self._colours = self._coloured(scene)
        self._render(QRect(0, 0, width, height))

    # ------------------------------------------------------------------------------------------------ reading
    def face_at(self, x: float, y: float) -> int:
        """Return the block under a logical pixel, −1 outside."""
        column, row = int(x * self.view.ratio), int(y * self.view.ratio)
        height, width = self.faces.shape
        return int(self.faces[row, column]) if 0 <= row < height and 0 <= column < width else -1

    def faces_along(self, x0: float, y0: float, x1: float, y1: float) -> IntArray:
        """Return the blocks under a straight stroke between two logical pixels, each once, without the outside."""
        ratio = self.view.ratio
        steps = int(max(abs(x1 - x0), abs(y1 - y0)) * ratio) + 2
        column = (np.linspace(x0, x1, steps) * ratio).astype(np.int64)
        row = (np.linspace(y0, y1, steps) * ratio).astype(np.int64)
        height, width = self.faces.shape
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        found = np.unique(self.faces[row[inside], column[inside]])
        return np.asarray(found[found >= 0])

    def outline(self, mine: BoolArray) -> tuple[FloatArray, BoolArray]:
        """Return the rim of some blocks where it is in view, as points in logical pixels and the segments between them.

        Parameters
        ----------
        mine
            (F,) bool.
        """
        here = self._segments_in(self.image.rect())
        rim = here.between(mine)
        near = rim.copy()
        near[1:] |= rim[:-1]
        xy, rim = here.xy[near], rim[near]
        kept = thinned(xy, rim)
        return xy[kept] / self.view.ratio, rim[kept]

    @property
    def vertices(self) -> FloatArray:
        """(V, 2) float64: the corners in device pixels."""
        return self._vertex

    def blit(self, painter: QPainter, view: View, area: QRect) -> None:
        """Paint the picture as it looks from a view: as it is, moved, or scaled.

        Parameters
        ----------
        painter
            On the widget, in logical pixels.
        view
            Where the map stands now.
        area
            What is to be painted, logical pixels.
        """
        if view == self.view:
            self.image.setDevicePixelRatio(view.ratio)
            painter.drawImage(0, 0, self.image)
            self.image.setDevicePixelRatio(1.0)
            return
        painter.fillRect(area, background(self.scene.state.dataset.backdrop, self.scene.palette))
        factor, ratio = self.view.metres / view.metres, view.ratio
        x, y = view.to_screen(np.array(self.view.to_map(0, 0))).tolist()
        if factor == 1.0:
            x, y = round(x * ratio) / ratio, round(y * ratio) / ratio
        painter.drawImage(QRectF(x, y, self.view.width * factor, self.view.height * factor), self.image)

    # ------------------------------------------------------------------------------------------------ drawing again
    def show(self, scene: Scene, faces: Array, vertices: Array) -> QRect:
        """Draw what differs and return its rectangle in device pixels, empty where nothing is in view.

        Parameters
        ----------
        scene
            What is to be shown now.
        faces
            Blocks whose catchment, colour or selection differs from the scene shown last.
        vertices
            Corners that stand elsewhere.
        """
        t = scene.state.plan.coverage.topology
        around = [t.faces_of_vertex(int(vertex)) for vertex in vertices]
        moved = np.unique(np.concatenate(around)) if around else np.zeros(0, dtype=np.int32)
        moved = moved[moved >= 0]
        touched = self._box(np.union1d(faces, moved))
        self.scene = scene
        if len(vertices):
            self._coverage = scene.state.plan.coverage
            self._vertex[vertices] = self.view.to_device(self._coverage.vertices[vertices])
            at = np.flatnonzero(np.isin(self._lines.vertex, vertices))
            self._line[at] = self._vertex[self._lines.vertex[at]]
            touched = touched.united(self._box(moved))
            self._seen = self._lines.drawn  # the corner may have come into view
        if touched.isNull():
            return touched
        touched = touched.adjusted(-_PAD, -_PAD, _PAD, _PAD).intersected(self.image.rect())
        if touched.isEmpty():
            return touched
        if len(vertices):
            self._fill_faces(touched, moved)
        self._colours = self._coloured(scene, self._colours, faces)
        self._render(touched)
        return touched

    def show_everything(self, scene: Scene) -> None:
        """Draw everything of another scene at the same view and the same corners."""
        self.scene = scene
        self._colours = self._coloured(scene)
        self._render(self.image.rect())

    def repaint_ground(self, scene: Scene) -> None:
        """Draw everything again after a change of theme."""
        self.scene = scene
        self._draw_ground()
        self.show_everything(scene)

    def _draw_ground(self) -> None:
        backdrop, palette = self.scene.state.dataset.backdrop, self.scene.palette
        for image, draw in ((self._under, draw_under), (self._streets, draw_streets), (self._over, draw_over)):
            if image is None:
                continue
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            draw(painter, self.view, backdrop, palette)
            painter.end()

    def _box(self, faces: Array) -> QRect:
        if not len(faces):
            return QRect()
        topology = self._coverage.topology
        edges = topology.edges_of_faces(np.asarray(faces, dtype=np.int64))
        corners = self._vertex[topology.edges[edges]].reshape(-1, 2)
        limit = 2.0**20
        low = np.floor(np.clip(corners.min(axis=0), -limit, limit)).astype(int)
        high = np.ceil(np.clip(corners.max(axis=0), -limit, limit)).astype(int)
        return QRect(int(low[0]), int(low[1]), int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1)

    def _fill_faces(self, area: QRect, moved: Array) -> None:
        x0, y0, x1, y1 = area.left(), area.top(), area.right() + 1, area.bottom() + 1
        t = self._coverage.topology
        here = np.union1d(np.unique(self.faces[y0:y1, x0:x1]), moved)
        here = here[here >= 0]
        shown = np.zeros(self._coverage.face_count + 1, dtype=bool)
        shown[here] = True
        near = t.edges_of_faces(here)
        self.faces[y0:y1, x0:x1] = face_raster(
            self._vertex, t.edges[near], t.left[near], t.right[near], shown, (x0, y0, x1, y1)
        )

    def _coloured(self, scene: Scene, before: Array | None = None, faces: Array | None = None) -> Array:
        if before is None or faces is None:
            table = np.array(scene.table)
            swept = np.flatnonzero(scene.swept)
        else:
            table = before
            table[faces] = scene.table[faces]
            swept = np.asarray(faces)[scene.swept[faces]]
        if len(swept):
            table[swept] = swept_table(scene.table[swept], scene.palette)
        return table

    def _points_in_view(self) -> FloatArray:
        pupils = self.scene.state.dataset.pupils
        if not len(pupils):
            return np.zeros((0, 2))
        xy = pupils.points.xy
        mine = pupils.points.located & (pupils.stage >= 0)
        if self.scene.stage >= 0:
            mine &= pupils.stage == self.scene.stage
        west, south, east, north = self.view.extent
        mine &= (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
        return self.view.to_device(xy[mine]) if self.scene.pupils_shown else np.zeros((0, 2))

    def _render(self, area: QRect) -> None:
        x0, y0, x1, y1 = area.left(), area.top(), area.right() + 1, area.bottom() + 1
        faces = self.faces[y0:y1, x0:x1]
        # face −1 gives −16..−1: the last row of the table, which is empty
        filled = np.take(self._colours.reshape(-1), faces * PLANES + self._planes[y0:y1, x0:x1], mode="wrap")
        np.copyto(filled, self._pixels_under[y0:y1, x0:x1], where=faces < 0)
        self._pixels_of_image[y0:y1, x0:x1] = filled
        here = self._segments_in(area)
        painter = self._painter(area)
        if self._streets is not None:
            painter.drawImage(area, self._streets, area)
        opacity = self.scene.palette.block_line_opacity * self._line_strength
        if self.scene.of_catchments:
            opacity *= _FAINT
        if opacity > 0.02:
            path = path_of(here.xy, here.segment & ~(here.between(self.scene.label) & here.inland))
            draw_passes(painter, path, ((0, 0),), hairline(self.scene.palette.block_line, opacity))
        painter.drawImage(area, self._over, area)
        painter.end()
        if self.scene.pupils_shown:
            draw_dots(self.image, self._pixels_of_image, self._points, area, self.view.ratio, self.scene.palette)
        painter = self._painter(area)
        self._draw_borders(painter, here)
        painter.end()

    def _painter(self, area: QRect) -> QPainter:
        painter = QPainter(self.image)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def _segments_in(self, area: QRect) -> _Segments:
        lines, xy = self._lines, self._line
        whole = area == self.image.rect()
        box = (area.left() - _PAD, area.top() - _PAD, area.right() + _PAD, area.bottom() + _PAD)
        segment = self._seen if whole else in_rectangle(xy, self._seen, box)
        chosen = np.flatnonzero(segment)
        kept = np.zeros(len(xy), dtype=bool)
        kept[chosen] = True
        kept[chosen + 1] = True
        index = np.flatnonzero(kept)
        if whole and len(chosen) > _THIN_FROM:
            index = index[thinned(xy[index], segment[index])]
        return _Segments(xy[index], segment[index], lines.left[index], lines.right[index])

    def _draw_borders(self, painter: QPainter, here: _Segments) -> None:
        scene, palette, ratio = self.scene, self.scene.palette, self.view.ratio
        border = here.between(scene.label) & here.inland
        before = np.zeros_like(border)
        if scene.state.provisional:
            before = here.between(scene.label_before) & here.inland & ~border
        accent = here.between(scene.swept) & ~before
        if scene.target != NOWHERE:
            accent |= here.between(scene.label == scene.target)
        accent |= here.between(scene.selected)
        path = path_of(here.xy, border & ~accent)
        casing, core = border_passes(ratio)
        draw_passes(painter, path, casing, hairline(palette.catchment_casing, 0.8))
        draw_passes(painter, path, core, hairline(palette.catchment_border))
        if before.any():
            path = path_of(here.xy, before)
            pens = (palette.catchment_border, 1.5 * ratio, palette.catchment_casing, 3 * ratio)
            draw_cased(painter, path, *pens, dashes=(4 * ratio, 3 * ratio))
        if accent.any():
            path = path_of(here.xy, accent)
            casing, core = accent_passes(ratio)
            draw_passes(painter, path, casing, hairline(palette.catchment_casing))
            draw_passes(painter, path, core, hairline(palette.accent))

    @cached_property
    def _line_strength(self) -> float:
        """Block lines fade where blocks get too small to be told apart: 1 from 14 pixels across, 0 under 4."""
        areas = self._coverage.areas_m2[self._shown[:-1]]
        across = float(np.sqrt(np.median(areas))) / self.view.metres if len(areas) else 0.0
        return min(1.0, max(0.0, (across - 4.0) / 10.0))


@dataclass(frozen=True, eq=False)
class _Segments:
    """The lines of an area: points, whether a segment leads from each to the next, and the blocks on its sides."""

    xy: FloatArray
    segment: BoolArray
    left: IntArray
    right: IntArray

    @property
    def inland(self) -> BoolArray:
        """Tell which segments have a block on either side."""
        return np.asarray(self.right >= 0)

    def between(self, label: Array) -> BoolArray:
        """Tell which segments part blocks of different label; the outside is −1, or False."""
        padded = np.append(label, False if label.dtype == np.bool_ else -1)
        return np.asarray(self.segment & (padded[self.left] != padded[self.right]))


def _image(width: int, height: int) -> tuple[QImage, Array]:
    """Return a picture and its pixels as an array that shares its memory."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(height, image.bytesPerLine() // 4)[:, :width]
    return image, pixels
