"""Where the map stands on the screen: a frozen transform between metres and pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from piiri.model.arrays import Array, FloatArray

CLOSEST_M, WIDEST_M = 0.05, 5_000.0
"""Metres a logical pixel, closest in and farthest out."""

_DOTS_PER_METRE = 96 / 0.0254

Extent = tuple[float, float, float, float]
"""West, south, east and north, metres."""


@dataclass(frozen=True, slots=True)
class View:
    """A window on the plane, north up.

    Attributes
    ----------
    x, y
        Metres: the place in the middle.
    metres
        Metres a logical pixel.
    width, height
        Logical pixels.
    ratio
        Device pixels a logical pixel.
    """

    x: float
    y: float
    metres: float
    width: int
    height: int
    ratio: float = 1.0

    @classmethod
    def fitting(cls, extent: Extent, width: int, height: int, ratio: float = 1.0, margin: int = 24) -> View:
        """Return the view that shows an extent (west, south, east, north; metres) whole."""
        west, south, east, north = extent
        across = max(1, width - 2 * margin), max(1, height - 2 * margin)
        metres = max((east - west) / across[0], (north - south) / across[1], CLOSEST_M)
        return cls((west + east) / 2, (south + north) / 2, min(metres, WIDEST_M), width, height, ratio)

    def to_screen(self, xy: Array) -> FloatArray:
        """Return logical pixels, (N, 2) float64, from metres."""
        xy = np.asarray(xy, dtype=np.float64)
        out = np.empty(xy.shape)
        out[..., 0] = (xy[..., 0] - self.x) / self.metres + self.width / 2
        out[..., 1] = (self.y - xy[..., 1]) / self.metres + self.height / 2
        return out

    def to_device(self, xy: Array) -> FloatArray:
        """Return device pixels, (N, 2) float64, from metres."""
        return self.to_screen(xy) * self.ratio

    def device_row(self, northing: Array, shift: float) -> FloatArray:
        """Return the first row of device pixels whose middle is not above some northings (metres), moved down by
        ``shift`` pixels."""
        return np.ceil(((self.y - northing) / self.metres + self.height / 2) * self.ratio - 0.5 + shift)

    def to_map(self, x: float, y: float) -> tuple[float, float]:
        """Return the place, metres, under a logical pixel."""
        return self.x + (x - self.width / 2) * self.metres, self.y - (y - self.height / 2) * self.metres

    @property
    def device_size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return max(1, round(self.width * self.ratio)), max(1, round(self.height * self.ratio))

    @property
    def extent(self) -> Extent:
        """West, south, east and north in metres."""
        west, north = self.to_map(0, 0)
        east, south = self.to_map(self.width, self.height)
        return west, south, east, north

    def extent_of(self, left: float, top: float, right: float, bottom: float) -> Extent:
        """Return the extent of a rectangle of device pixels."""
        west, north = self.to_map(left / self.ratio, top / self.ratio)
        east, south = self.to_map(right / self.ratio, bottom / self.ratio)
        return west, south, east, north

    @property
    def scale(self) -> float:
        """The denominator of the map's scale on a screen of 96 dots an inch: 40 000 for 1 : 40 000."""
        return self.metres * _DOTS_PER_METRE

    def panned(self, dx: float, dy: float) -> View:
        """Return the view after dragging the paper by some logical pixels, rounded to whole device pixels."""
        dx, dy = round(dx * self.ratio) / self.ratio, round(dy * self.ratio) / self.ratio
        return replace(self, x=self.x - dx * self.metres, y=self.y + dy * self.metres)

    def device_shift(self, later: View) -> tuple[int, int] | None:
        """Return how many device pixels right and down the paper has moved in a later view; None where that is not a
        whole number, or where scale or window are others."""
        if (later.metres, later.width, later.height, later.ratio) != (
            self.metres,
            self.width,
            self.height,
            self.ratio,
        ):
            return None
        dx = (self.x - later.x) / self.metres * self.ratio
        dy = (later.y - self.y) / self.metres * self.ratio
        shift = round(dx), round(dy)
        # what is left is the rounding of sums: coordinates have seven digits before the decimal sign
        return shift if abs(dx - shift[0]) < 1e-3 and abs(dy - shift[1]) < 1e-3 else None

    def zoomed(self, factor: float, at_x: float, at_y: float) -> View:
        """Return the view ``factor`` times closer; what is under the logical pixel stays there."""
        metres = min(max(self.metres / factor, CLOSEST_M), WIDEST_M)
        x, y = self.to_map(at_x, at_y)
        return replace(
            self,
            metres=metres,
            x=x - (at_x - self.width / 2) * metres,
            y=y + (at_y - self.height / 2) * metres,
        )

    def resized(self, width: int, height: int, ratio: float) -> View:
        """Return the view in a window of another size; the middle stays."""
        return replace(self, width=width, height=height, ratio=ratio)

    def centred(self, x: float, y: float, metres: float | None = None) -> View:
        """Return the view with another middle and, where given, another scale."""
        wanted = self.metres if metres is None else min(max(metres, CLOSEST_M), WIDEST_M)
        return replace(self, x=x, y=y, metres=wanted)
