"""The picture of the map at one view, kept so that only what comes into view or changes is drawn.

Order: sea and land of others, blocks by colour, block lines, lakes and roads, pupils, catchment borders, border before,
selection and target. All of it is in device pixels.

A picture is drawn in pieces, so that whoever draws it can stop in between: :meth:`Frame.work` draws for as long as it
may, :meth:`Frame.finish` all that can be seen. It is drawn on :class:`~.paper.Paper` somewhat larger than the view.
Where the view moves, only the strips of paper that are unrolled ahead of it are drawn (:meth:`Frame.scroll`). An edit
draws again only the rectangle it touches (:meth:`Frame.show`)."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from piiri.edits import Reshaped
from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray

from ..palette import Palette
from .dots import draw_dots, tint_dots
from .edges import PAD, Edges, draw_block_lines, draw_borders, padded
from .fill import PLANES, hatch_planes
from .lines import thinned
from .look import Look, pupils_in
from .paper import Layer, Paper, rectangles_of
from .raster import face_raster
from .scene import Scene, coloured
from .sheet import Sheet
from .view import View

_PIECE_S = 0.004
"""So long drawing one piece should take; pieces are cut to it."""

_SMALLEST_PIECE, _FIRST_PIECE = 12_000, 40_000
"""Pixels. A piece costs a millisecond and a half whatever its size."""

DrawGround = Callable[[QPainter, QRect, View, Palette], None]


class Frame:
    """A view, drawn in pieces.

    Parameters
    ----------
    view
        Where.
    scene
        What.
    sheet
        The scene's blocks, ready to be drawn in parts.
    """

    def __init__(self, view: View, scene: Scene, sheet: Sheet) -> None:
        self.scene = scene
        self._sheet = sheet
        sheet.follow(scene.state.plan.coverage)
        self._paper = Paper(view)
        self._under, self._over = self._paper.layer(), self._paper.layer()
        self._streets = self._paper.layer() if sheet.ground.has_streets(view) else None
        self._origin = self._paper.origin
        self._look = Look.of(view, scene, sheet)
        self._reshaped = False  # with other blocks even a line slightly lighter is to be drawn anew
        self._colours = coloured(scene)
        self._pace = _FIRST_PIECE / _PIECE_S
        self._missing = QRegion(self._paper.whole)

    # ------------------------------------------------------------------------------------------------ drawing
    @property
    def view(self) -> View:
        """Where."""
        return self._paper.seen

    @property
    def is_whole(self) -> bool:
        """True where nothing is missing in view."""
        return self._seen_missing.isEmpty()

    @property
    def is_done(self) -> bool:
        """True where nothing is missing, around the view neither."""
        return self._missing.isEmpty()

    @property
    def bare_share(self) -> float:
        """The part of the view that is missing, 0 to 1."""
        width, height = self.view.device_size
        return sum(part.width() * part.height() for part in rectangles_of(self._seen_missing)) / (width * height)

    @property
    def is_worn(self) -> bool:
        """True where the picture has moved so far that one drawn anew would look otherwise: blocks are so much smaller
        or larger here that their lines are to be lighter or darker, pupils so many more that they need smaller dots."""
        was, now = self._look, Look.of(self.view, self.scene, self._sheet)
        lighter = abs(now.strength - was.strength) > 0.15 * (not self._reshaped)
        return lighter or (now.thin, now.crowded) != (was.thin, was.crowded)

    @property
    def _seen_missing(self) -> QRegion:
        return self._missing & QRegion(self._paper.window)

    def work(self, seconds: float, *, only_seen: bool = False) -> QRegion:
        """Draw what is missing, what is in view first, for about so long, at least one piece.

        Returns
        -------
        QRegion
            What has been drawn, device pixels of the view.
        """
        until = time.perf_counter() + seconds
        drawn = QRegion()
        while not (self.is_whole if only_seen else self.is_done):
            started = time.perf_counter()
            piece = self._next_piece()
            self._fill_faces(piece)
            self._draw_ground(piece)
            self._render(piece)
            self._missing -= QRegion(piece)
            drawn += QRegion(piece)
            now = time.perf_counter()
            self._pace = (self._pace + piece.width() * piece.height() / (now - started)) / 2
            if now + _PIECE_S / 2 >= until:
                break
        return drawn.translated(-self._paper.window.topLeft())

    def finish(self) -> None:
        """Draw all that is missing in view."""
        while not self.is_whole:
            self.work(1.0, only_seen=True)

    def _next_piece(self) -> QRect:
        """Cut from what is missing a rectangle that can be drawn in the time of a piece: as little as can be of what is
        around it has to be looked at if it is no longer than it must be."""
        first = rectangles_of(self._missing if self.is_whole else self._seen_missing)[0]
        pixels = max(_SMALLEST_PIECE, self._pace * _PIECE_S)
        width = min(first.width(), round(max(pixels**0.5, pixels / first.height())))
        height = min(first.height(), round(max(1.0, pixels / width)))
        return self._paper.within_seams(QRect(first.left(), first.top(), width, height))

    def scroll(self, view: View) -> bool:
        """Move the picture to another view, where it has something to keep of it; False where it has not."""
        strips = self._paper.roll(view)
        if strips is None:
            return False
        if not strips.isEmpty():
            self._missing = (self._missing & QRegion(self._paper.whole)) + strips
            self._paper.clear(strips, self._sheet.ground.colour(self.scene.palette))
        return True

    # ------------------------------------------------------------------------------------------------ reading
    @property
    def image(self) -> QImage:
        """A copy of what is in view."""
        return self._paper.image()

    @property
    def faces(self) -> IntArray:
        """(H, W) int32: the block under every device pixel of the view, −1 outside."""
        width, height = self.view.device_size
        return self._paper.faces_at(np.arange(width), np.arange(height)[:, None])

    def face_at(self, x: float, y: float) -> int:
        """Return the block under a logical pixel, −1 outside."""
        place = np.floor(np.array([x, y]) * self.view.ratio).astype(np.int64)
        return int(self._paper.faces_at(place[0], place[1]))

    def faces_along(self, x0: float, y0: float, x1: float, y1: float) -> IntArray:
        """Return the blocks under a straight stroke between two logical pixels, each once, without the outside."""
        ratio = self.view.ratio
        steps = int(max(abs(x1 - x0), abs(y1 - y0)) * ratio) + 2
        column = np.floor(np.linspace(x0, x1, steps) * ratio).astype(np.int64)
        row = np.floor(np.linspace(y0, y1, steps) * ratio).astype(np.int64)
        found = np.unique(self._paper.faces_at(column, row))
        return np.asarray(found[found >= 0])

    def outline(self, mine: Array) -> tuple[FloatArray, BoolArray]:
        """Return the rim of some blocks where it is in view, as points in logical pixels and the segments between them.

        Parameters
        ----------
        mine
            (F,) bool.
        """
        edges = Edges.around(self._sheet, self.view, QRect(0, 0, *self.view.device_size), mine)
        xy, rim = edges.points(edges.between(mine))
        kept = thinned(xy, rim)
        return xy[kept] / self.view.ratio, rim[kept]

    def corners_near(self, x: float, y: float, reach: float) -> tuple[IntArray, FloatArray]:
        """Return the corners in a square around a logical pixel, and their places, (N, 2) logical pixels."""
        west, north = self.view.to_map(x - reach, y - reach)
        east, south = self.view.to_map(x + reach, y + reach)
        found = self._sheet.corners_in((west, south, east, north))
        return found, self.view.to_screen(self._sheet.coverage.vertices[found])

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
        if view != self.view:
            painter.fillRect(area, self._sheet.ground.colour(self.scene.palette))
        self._paper.blit(painter, view)

    # ------------------------------------------------------------------------------------------------ drawing again
    def show(self, scene: Scene, faces: Array, vertices: Array) -> QRect:
        """Draw what differs and return its rectangle in device pixels of the view, empty where nothing is in view.

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
            self._sheet.follow(scene.state.plan.coverage, vertices)
            touched = touched.united(self._box(moved))
        if touched.isNull():
            return touched
        self._colours = coloured(scene, self._colours, faces)
        paper = self._paper
        touched = touched.adjusted(-PAD, -PAD, PAD, PAD) & paper.whole
        seen = touched & paper.window
        self._missing += QRegion(touched) - QRegion(seen)
        for part in paper.parts(seen):
            if len(vertices):
                self._fill_faces(part)
                self._draw_under(part)
            self._render(part)
        return seen.translated(-paper.window.topLeft())

    def show_reshaped(self, scene: Scene, faces: Array, reshaped: Reshaped, sheet: Sheet) -> QRect:
        """Draw a scene with other blocks and return the rectangle that differs in device pixels of the view, empty
        where nothing is in view.

        Parameters
        ----------
        scene
            What is to be shown now.
        faces
            Its blocks whose catchment or selection differs from the scene shown last.
        reshaped
            How its blocks differ from those of the scene shown last.
        sheet
            Its blocks.
        """
        touched = self._box(reshaped.gone)
        self._renumber(reshaped.before)
        self.scene, self._sheet, self._reshaped = scene, sheet, True
        sheet.follow(scene.state.plan.coverage)
        # a block of another number has its lines drawn in another order, which may show in the last bit of a colour
        renumbered = np.flatnonzero((reshaped.before >= 0) & (reshaped.before != np.arange(len(reshaped.before))))
        touched = touched.united(self._box(np.union1d(np.union1d(faces, reshaped.made), renumbered)))
        self._colours = coloured(scene)
        paper = self._paper
        touched = touched.adjusted(-PAD, -PAD, PAD, PAD) & paper.whole
        seen = touched & paper.window
        self._missing += QRegion(touched) - QRegion(seen)
        for part in paper.parts(touched):
            paper.faces[paper.slices(part)] = -1  # no pixel may name a block that is no more
        for part in paper.parts(seen):
            self._fill_faces(part)
            self._draw_under(part)
            self._render(part)
        return seen.translated(-paper.window.topLeft())

    def _renumber(self, before: Array) -> None:
        """Let pixels name blocks by the index they have now; those that are no more lie in what is drawn again."""
        count = self._sheet.coverage.face_count
        known = np.flatnonzero(before >= 0)
        now = np.full(count + 1, -1, dtype=np.int32)
        now[before[known]] = known
        kept = now[:-1] >= 0
        if not np.array_equal(now[:-1][kept], np.flatnonzero(kept)):
            np.take(now, self._paper.faces, out=self._paper.faces, mode="wrap")

    def show_everything(self, scene: Scene) -> None:
        """Draw everything of another scene at the same view and the same corners."""
        self.scene = scene
        self._colours = coloured(scene)
        self._missing += QRegion(self._paper.whole) - QRegion(self._paper.window)
        for part in self._paper.parts(self._paper.window):
            self._render(part)

    def repaint_ground(self, scene: Scene) -> None:
        """Draw everything again after a change of theme."""
        self.scene = scene
        for part in self._paper.parts(self._paper.window):
            self._draw_ground(part)
        self.show_everything(scene)

    # ------------------------------------------------------------------------------------------------ one part
    def _draw_ground(self, part: QRect) -> None:
        self._draw_under(part)
        self._draw_backdrop(self._sheet.ground.draw_over, self._over, part)
        if self._streets is not None:
            self._draw_backdrop(self._sheet.ground.draw_streets, self._streets, part)

    def _draw_under(self, part: QRect) -> None:
        """Draw what lies under the blocks, where a part has a place without one."""
        if (self._paper.faces[self._paper.slices(part)] < 0).any():
            colour = self._sheet.ground.colour(self.scene.palette).rgba()
            self._draw_backdrop(self._sheet.ground.draw_under, self._under, part, colour)

    def _draw_backdrop(self, draw: DrawGround, layer: Layer, part: QRect, colour: int = 0) -> None:
        layer.pixels[self._paper.slices(part)] = colour
        painter = self._paper.painter(layer, part)
        draw(painter, part, self._paper.view, self.scene.palette)
        painter.end()

    def _fill_faces(self, part: QRect) -> None:
        """Find the block under every pixel of a part."""
        sheet, view = self._sheet, self._paper.view
        extent = padded(view, part)
        here = sheet.faces_in(extent)
        shown = np.zeros(sheet.coverage.face_count + 1, dtype=bool)
        shown[here] = True
        ends, left, right = sheet.edges_of(here, extent[1], extent[3], view.device_row)
        window = part.left(), part.top(), part.right() + 1, part.bottom() + 1
        self._paper.faces[self._paper.slices(part)] = face_raster(view.to_device(ends), left, right, shown, window)

    def _render(self, part: QRect) -> None:
        paper, view = self._paper, self._paper.view
        here, there = paper.slices(part), paper.in_picture(part)
        faces = paper.faces[here]
        origin = self._origin[0] + part.left(), self._origin[1] + part.top()
        planes = hatch_planes(part.width(), part.height(), origin, view.ratio)
        # face −1 gives −16..−1: the last row of the table, which is empty
        filled = np.take(self._colours.reshape(-1), faces * PLANES + planes, mode="wrap")
        np.copyto(filled, self._under.pixels[here], where=faces < 0)
        paper.picture.pixels[here] = filled
        look = self._look
        edges = Edges.near(self._sheet, view, part, thin=look.thin)
        painter = paper.painter(paper.picture, part)
        if self._streets is not None:
            painter.drawImage(part, self._streets.image, there)
        draw_block_lines(painter, edges, self.scene, look.strength)
        painter.drawImage(part, self._over.image, there)
        if self.scene.pupils_shown:
            points = view.to_device(pupils_in(padded(view, part), self.scene, self._sheet))
            if look.crowded:
                painter.end()  # what it has drawn must be there before pixels are mixed with it
                tint_dots(paper.picture.pixels[here], points, part, self.scene.palette)
                painter = paper.painter(paper.picture, part)
            else:
                draw_dots(painter, points, part, view.ratio, self.scene.palette)
        draw_borders(painter, edges, self.scene)
        painter.end()

    def _box(self, faces: Array) -> QRect:
        """Return the rectangle that holds some blocks, device pixels."""
        if not len(faces):
            return QRect()
        west, south, east, north = self._sheet.extent_of(faces)
        limit = 2.0**20
        corners = np.clip(self._paper.view.to_device(np.array([[west, north], [east, south]])), -limit, limit)
        (left, top), (right, bottom) = np.floor(corners[0]).astype(int), np.ceil(corners[1]).astype(int)
        return QRect(int(left), int(top), int(right - left) + 1, int(bottom - top) + 1)
