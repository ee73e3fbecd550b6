"""The lines of the blocks inside a rectangle, and how they are drawn: block lines, borders, what is swept or picked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPainterPath

from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray

from .lines import in_rectangle, path_of, thinned
from .scene import NOWHERE, Scene
from .sheet import Sheet
from .strokes import accent_passes, border_passes, draw_cased, draw_passes, hairline
from .view import View

PAD = 8
"""Device pixels around what changes, so that wide borders are drawn again whole."""

_FAINT = 0.5
"""Block lines are so much fainter where colours stand for catchments."""


@dataclass(frozen=True, eq=False)
class Edges:
    """The lines that may meet a rectangle: vertices, and the blocks on both sides of the segment to the next one."""

    sheet: Sheet
    view: View
    area: QRect
    thin: bool
    vertex: IntArray
    left: IntArray
    right: IntArray

    @classmethod
    def near(cls, sheet: Sheet, view: View, area: QRect, *, thin: bool) -> Edges:
        """Return the lines near a rectangle.

        Parameters
        ----------
        sheet
            The blocks.
        view, area
            Where: a rectangle of the view, device pixels.
        thin
            True to leave out corners that fall on the pixel of the one before.
        """
        faces, lines = sheet.faces_in(padded(view, area)), sheet.lines
        if len(faces) == sheet.coverage.face_count:
            return cls(sheet, view, area, thin, lines.vertex, lines.left, lines.right)
        at = lines.of_faces(faces)
        return cls(sheet, view, area, thin, lines.vertex[at], lines.left[at], lines.right[at])

    @classmethod
    def around(cls, sheet: Sheet, view: View, area: QRect, mine: Array) -> Edges:
        """Return lines among which are all near a rectangle that have blocks of ``mine``, (F,) bool, on one side."""
        t = sheet.coverage.topology
        faces = sheet.faces_in(padded(view, area))
        rim = t.edges_of_faces(faces[mine[faces]])
        beside = np.unique(np.concatenate((t.left[rim], t.right[rim])))
        lines = sheet.lines
        at = lines.of_faces(beside[beside >= 0])
        return cls(sheet, view, area, False, lines.vertex[at], lines.left[at], lines.right[at])

    def between(self, label: Array) -> BoolArray:
        """Tell which segments part blocks of different label; the outside is −1, or False."""
        outside = np.append(label, False if label.dtype == np.bool_ else -1)
        return np.asarray(outside[self.left] != outside[self.right])

    @property
    def inland(self) -> BoolArray:
        """Tell which segments have a block on either side."""
        return np.asarray(self.right >= 0)

    @property
    def all(self) -> BoolArray:
        """Tell which positions are segments at all."""
        return np.asarray(self.left >= 0)

    def points(self, segment: BoolArray, *, cut: bool = True) -> tuple[FloatArray, BoolArray]:
        """Return points in device pixels and the segments between them, of some segments near the rectangle; without
        the cut, of all of every line that may meet it."""
        keep = segment.copy()
        keep[1:] |= segment[:-1]
        at = np.flatnonzero(keep)
        xy = self.view.to_device(self.sheet.coverage.vertices[self.vertex[at]])
        chosen = segment[at]
        if self.thin:
            needed = thinned(xy, chosen)
            xy, chosen = xy[needed], chosen[needed]
        if not cut:
            return xy, chosen
        a = self.area
        box = (a.left() - PAD, a.top() - PAD, a.right() + PAD, a.bottom() + PAD)
        return xy, in_rectangle(xy, chosen, box)

    def path(self, segment: BoolArray, *, cut: bool = True) -> QPainterPath:
        """Return the path, in device pixels, of some segments near the rectangle; see :meth:`points`."""
        return path_of(*self.points(segment, cut=cut)) if segment.any() else QPainterPath()


def padded(view: View, area: QRect) -> tuple[float, float, float, float]:
    """Return the extent of a rectangle of device pixels with what is around it."""
    left, top = area.left() - PAD, area.top() - PAD
    return view.extent_of(left, top, left + area.width() + 2 * PAD, top + area.height() + 2 * PAD)


def draw_block_lines(painter: QPainter, edges: Edges, scene: Scene, strength: float) -> None:
    """Draw the lines between blocks of one catchment, and around all blocks."""
    opacity = scene.palette.block_line_opacity * strength
    if scene.of_catchments:
        opacity *= _FAINT
    if opacity > 0.02:
        path = edges.path(edges.all & ~(edges.between(scene.label) & edges.inland))
        draw_passes(painter, path, ((0, 0),), hairline(scene.palette.block_line, opacity))


def draw_borders(painter: QPainter, edges: Edges, scene: Scene) -> None:
    """Draw catchment borders, where they were before, and the rims of what is swept, targeted or picked."""
    palette, ratio = scene.palette, edges.view.ratio
    border = edges.between(scene.label) & edges.inland
    before = np.zeros_like(border)
    if scene.state.provisional:
        before = edges.between(scene.label_before) & edges.inland & ~border
    accent = np.zeros_like(border)
    if scene.swept.any():
        accent |= edges.between(scene.swept) & ~before
    if scene.target != NOWHERE:
        accent |= edges.between(scene.label == scene.target)
    if scene.selected.any():
        accent |= edges.between(scene.selected)
    path = edges.path(border & ~accent)
    casing, core = border_passes(ratio)
    draw_passes(painter, path, casing, hairline(palette.catchment_casing, 0.8))
    draw_passes(painter, path, core, hairline(palette.catchment_border))
    if before.any():
        pens = (palette.catchment_border, 1.5 * ratio, palette.catchment_casing, 3 * ratio)
        # uncut, so that dashes fall on the same places whatever rectangle is drawn
        draw_cased(painter, edges.path(before, cut=False), *pens, dashes=(4 * ratio, 3 * ratio))
    if accent.any():
        path = edges.path(accent)
        casing, core = accent_passes(ratio)
        draw_passes(painter, path, casing, hairline(palette.catchment_casing))
        draw_passes(painter, path, core, hairline(palette.accent))
