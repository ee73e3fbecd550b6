"""Smooth random fields over the plane: the shape of the coast, the bends of the streets, who lives where.

Only additions, products, quotients and square roots are used, which IEEE 754 rounds the same way everywhere: no sine,
no exponential, no matrix product. So a seed gives the same town on any machine."""

from __future__ import annotations

import numpy as np

from ...model.arrays import Array, FloatArray

Random = np.random.Generator

_CELLS = 64
"""A field repeats itself after so many wavelengths; no demo is so large that it could be seen."""

_AT_ONCE = 1 << 18


class Noise:
    """A random field, smooth, about −1 to 1, mean about 0.

    Random values on the corners of a square lattice, blended inside each square; finer lattices, turned so that they do
    not line up, are added with less and less weight.

    Parameters
    ----------
    random
        Where the lattice values come from.
    wavelength_m
        Side of the coarsest lattice's squares.
    octaves
        How many lattices; each is twice as fine as the one before.
    gain
        Weight of each lattice relative to the one before.

    Examples
    --------
    >>> hills = Noise(np.random.default_rng(1), 1000.0)
    >>> near, far = hills(np.array([[0.0, 0.0], [0.1, 0.0]])), hills(np.array([[0.0, 0.0], [700.0, 0.0]]))
    >>> bool(abs(near[0] - near[1]) < 0.001 < abs(far[0] - far[1]))
    True
    """

    def __init__(self, random: Random, wavelength_m: float, octaves: int = 1, gain: float = 0.5) -> None:
        self._wavelength_m = wavelength_m
        self._lattices = [random.random((_CELLS, _CELLS)) * 2.0 - 1.0 for _ in range(octaves)]
        self._shifts = [random.random(2) * _CELLS for _ in range(octaves)]
        self._gain = gain

    def __call__(self, xy: FloatArray) -> FloatArray:
        """Return the field at some points.

        Parameters
        ----------
        xy
            (N, 2) metres.

        Returns
        -------
        (N,) float64
        """
        result = np.zeros(len(xy))
        for start in range(0, len(xy), _AT_ONCE):
            result[start : start + _AT_ONCE] = self._some(xy[start : start + _AT_ONCE])
        return result

    def _some(self, xy: FloatArray) -> FloatArray:
        x, y = xy[:, 0] / self._wavelength_m, xy[:, 1] / self._wavelength_m
        total, weight, weights = np.zeros(len(xy)), 1.0, 0.0
        for lattice, shift in zip(self._lattices, self._shifts, strict=True):
            total += weight * _blend(lattice, x + shift[0], y + shift[1])
            weights += weight
            weight *= self._gain
            x, y = 2.0 * (0.8 * x - 0.6 * y), 2.0 * (0.6 * x + 0.8 * y)
        return total / weights * (1.0 if len(self._lattices) == 1 else 1.5)


class Warp:
    """A smooth bending of the plane, weak enough that no two points change sides: straight streets become natural ones.

    Parameters
    ----------
    random
        Where the bends come from.
    waves
        (wavelength in metres, largest shift in metres) of each bend.
    """

    def __init__(self, random: Random, waves: tuple[tuple[float, float], ...]) -> None:
        self._bends = [(Noise(random, wavelength), Noise(random, wavelength), shift) for wavelength, shift in waves]

    def __call__(self, xy: FloatArray) -> FloatArray:
        """Return the bent points, (N, 2) metres."""
        bent = np.array(xy, dtype=np.float64)
        for east, north, shift in self._bends:
            bent += shift * np.column_stack((east(xy), north(xy)))
        return bent


def bell(distance_m: Array, radius_m: Array | float) -> FloatArray:
    """Return a bell that is 1 in the middle, 1/4 at the radius and fades with the fourth power of the distance."""
    ratio = np.asarray(distance_m) / radius_m
    return np.asarray(1.0 / ((1.0 + ratio * ratio) * (1.0 + ratio * ratio)))


def bell_shaped(random: Random, count: int) -> FloatArray:
    """Return (count,) random values of mean 0 and deviation 1, bell-shaped, within ±3.5: the sum of four even ones."""
    return np.asarray((random.random((count, 4)).sum(axis=1) - 2.0) * 1.7320508075688772)


def drawn(random: Random, weights: Array, count: int) -> Array:
    """Return (count,) positions, ascending, drawn with the given weights."""
    steps = np.cumsum(weights)
    return np.asarray(np.searchsorted(steps, np.sort(random.random(count)) * steps[-1], side="right"))


def _blend(lattice: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    column, row = np.floor(x), np.floor(y)
    u, v = x - column, y - row
    u, v = u * u * u * (u * (u * 6.0 - 15.0) + 10.0), v * v * v * (v * (v * 6.0 - 15.0) + 10.0)
    i, j = column.astype(np.int64) % _CELLS, row.astype(np.int64) % _CELLS
    k, m = (i + 1) % _CELLS, (j + 1) % _CELLS
    low = lattice[j, i] * (1.0 - u) + lattice[j, k] * u
    high = lattice[m, i] * (1.0 - u) + lattice[m, k] * u
    return np.asarray(low * (1.0 - v) + high * v)
