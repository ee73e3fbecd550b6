"""Colour of every pixel from the block under it: one table look-up, hatches included.

The picture of block ids is kept together with two hatch planes (45° and −45°, fixed to the map). The table has one
colour a block and plane value, so that recolouring all blocks, or hatching some, is one look-up.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from piiri.model.arrays import Array, IntArray

from ..palette import Palette
from .classes import HIDDEN, PLAIN, Classes

LEVELS = 4
"""Ink of a hatch line in a pixel: none, a third, two thirds, full."""

PLANES = LEVELS * LEVELS
PERIOD = 8
"""Logical pixels from one hatch line to the next, along a row: 6 across the lines."""

SWEPT_PAPER = 0.45
LOCKED_INK = 0.32
"""How strong the lines over locked blocks are."""

LIMIT_INK = 0.4
"""So much of the ink shows in the hatch over a limit."""


def hatch_planes(width: int, height: int, origin: tuple[int, int], ratio: float) -> IntArray:
    """Return (height, width) int32 in 0..15: ink of the 45° hatch times four plus ink of the −45° hatch.

    Parameters
    ----------
    width, height
        Device pixels.
    origin
        The window's upper left corner in device pixels of the map, so that the hatch moves with the paper.
    ratio
        Device pixels a logical pixel.
    """
    period = max(4, round(PERIOD * ratio))
    step = np.arange(period)
    # distance of a pixel's middle from the line, across it
    away = np.minimum(step, period - step) / np.sqrt(2.0)
    ink = np.rint(np.clip(ratio / 2 + 0.5 - away, 0.0, 1.0) * (LEVELS - 1)).astype(np.int32)
    x, y = np.arange(width) + origin[0], np.arange(period)[:, None]
    rows = ink[(x + y) % period] * LEVELS + ink[(x - y) % period]
    return np.asarray(rows[(np.arange(height) + origin[1]) % period], dtype=np.int32)


def colour_table(classes: Classes, palette: Palette) -> IntArray:
    """Return (F + 1, 16) uint32: premultiplied ARGB of each block by plane value; the last row, outside, is empty."""
    faces = len(classes.class_of_face)
    base = np.empty((faces, 3))
    base[:] = _rgb(palette.no_data)
    colours = np.array([_rgb(colour) for colour in ramp(scale_of(classes, palette), classes)])
    coloured = classes.class_of_face >= 0
    base[coloured] = colours[np.minimum(classes.class_of_face[coloured], len(colours) - 1)]
    ink = np.zeros((faces, PLANES))
    hatched = classes.hatch != PLAIN
    rising, falling = _ink_of_planes()
    ink[hatched] = rising
    line = np.empty((faces, 3))
    line[:] = _rgb(palette.hatch)
    if classes.of_catchments:
        sixth = classes.hatch == HIDDEN
        ink[sixth] = falling
        line[sixth] = _rgb(palette.surface)
    return np.vstack((_packed(base, line, ink), np.zeros((1, PLANES), dtype=np.uint32)))


def swept_table(table: Array, palette: Palette) -> IntArray:
    """Return rows of a colour table as swept blocks show: paler, with the accent's hatch."""
    rgb = _unpacked(table[:, 0])
    pale = _mixed(rgb, _rgb(palette.surface), SWEPT_PAPER)
    line = np.broadcast_to(np.array(_rgb(palette.accent)), pale.shape)
    rising, _ = _ink_of_planes()
    return _packed(pale, line, np.broadcast_to(rising, (len(pale), PLANES)))


def locked_table(table: Array, palette: Palette) -> IntArray:
    """Return rows of a colour table as locked blocks show: their own colours under a quiet fence of lines both ways."""
    rgb = _unpacked(table.reshape(-1)).reshape(*table.shape, 3)
    ink = np.maximum(*_ink_of_planes())[None, :, None] * LOCKED_INK
    mixed = np.rint(rgb + (np.array(_rgb(palette.text)) - rgb) * ink).astype(np.uint32)
    return np.asarray((255 << 24) | (mixed[..., 0] << 16) | (mixed[..., 1] << 8) | mixed[..., 2], dtype=np.uint32)


def with_limit_hatch(table: Array, faces: Array, palette: Palette) -> IntArray:
    """Return a colour table with the −45° hatch of what is over a limit on some blocks, so that they show in grey."""
    hatched = np.array(table)
    if len(faces):
        rgb = _unpacked(table[faces, 0])
        line = _mixed(rgb, _rgb(palette.surface if palette.is_dark else palette.text), LIMIT_INK)
        _, falling = _ink_of_planes()
        hatched[faces] = _packed(rgb, line, np.broadcast_to(falling, (len(rgb), PLANES)))
    return hatched


def scale_of(classes: Classes, palette: Palette) -> tuple[QColor, ...]:
    """Return the palette of classes: of catchments, of a change, of any other figure."""
    if classes.of_catchments:
        return palette.categories
    return palette.diverging if classes.diverging else palette.sequential


def ramp(scale: tuple[QColor, ...], classes: Classes) -> tuple[QColor, ...]:
    """Return the colours of the classes: all five of a palette, or fewer spread over it."""
    count = len(classes.breaks) + 1
    if classes.of_catchments or count == len(scale):
        return scale
    if count == 1:
        return (scale[len(scale) // 2],)
    positions = np.linspace(0, len(scale) - 1, count)
    return tuple(_between(scale, float(position)) for position in positions)


def _between(scale: tuple[QColor, ...], position: float) -> QColor:
    low = min(int(position), len(scale) - 2)
    part = position - low
    one, two = np.array(_rgb(scale[low])), np.array(_rgb(scale[low + 1]))
    return QColor(*(int(value) for value in np.rint(one + (two - one) * part)))


def _ink_of_planes() -> tuple[Array, Array]:
    plane = np.arange(PLANES)
    return (plane // LEVELS) / (LEVELS - 1), (plane % LEVELS) / (LEVELS - 1)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _mixed(rgb: Array, other: tuple[int, int, int], part: float) -> Array:
    return rgb * (1 - part) + np.array(other) * part


def _packed(base: Array, line: Array, ink: Array) -> IntArray:
    mixed = base[:, None, :] + (line - base)[:, None, :] * ink[:, :, None]
    rgb = np.rint(mixed).astype(np.uint32)
    return np.asarray((255 << 24) | (rgb[..., 0] << 16) | (rgb[..., 1] << 8) | rgb[..., 2], dtype=np.uint32)


def _unpacked(argb: Array) -> Array:
    return np.column_stack(((argb >> 16) & 255, (argb >> 8) & 255, argb & 255)).astype(np.float64)
