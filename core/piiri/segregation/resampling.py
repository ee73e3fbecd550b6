"""How sure an index is: bootstrap intervals and bias correction.

As if the pupils of today were one draw of all that could have been: as many pupils are drawn anew, with the shares of
the table's cells (Efron 1979; as the R package *segregation* does). Drawing adds unevenness of its own, as chance had
added some to the table; taken away once, the index is corrected for the bias of small units. Where units have only a
few pupils each, drawing adds less than chance had: there :func:`.chance.beyond_chance` is the safer figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, FloatArray, LongArray
from .chance import present
from .measuring import figures, figures_of_draws


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Indices over draws; NaN where a draw had nobody of the group: so few pupils say nothing.

    Attributes
    ----------
    bias, deviation
        (F,) mean over the draws less the table's own value; standard deviation over the draws (the standard error).
    corrected
        (F,) ``value - bias``. Below 0 where there is less unevenness than small units make by chance.
    low, high
        (F,) interval round ``corrected``: the basic bootstrap interval ``2 value - quantile``, moved by nothing else.
    level
        Of the interval, 0..1.
    draws
        How many.
    """

    bias: FloatArray
    deviation: FloatArray
    corrected: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    draws: int


def bootstrap(counts: Array, groups: Sequence[int], draws: int = 1000, seed: int = 1, level: float = 0.95) -> Bootstrap:
    """Return bias, standard error and interval of every index.

    Parameters
    ----------
    counts
        (U, G) whole numbers of pupils.
    groups
        Which groups are looked at one by one.
    draws
        Tables drawn.
    seed
        Of the generator; the same seed gives the same figures.
    level
        Of the interval, between 0 and 1.

    Examples
    --------
    >>> found = bootstrap(np.array([[40, 10], [10, 40]]), [0], draws=200)
    >>> from piiri.segregation import columns
    >>> d = [index.key for index, _ in columns([0])].index("dissimilarity")
    >>> bool(found.low[d] < 0.6 < found.high[d])
    True
    """
    n = present(counts)
    value = figures(np.asarray(counts), groups)
    if not n.size or draws < 2:
        nothing = np.full(len(value), np.nan)
        return Bootstrap(nothing, nothing, nothing, nothing, nothing, level, 0)
    draw = Resampler(np.asarray(counts, dtype=np.int64), seed)
    found = figures_of_draws(draw, draws, np.size(counts), groups)
    bias = found.mean(axis=0) - value
    low, high = np.quantile(found, ((1 + level) / 2, (1 - level) / 2), axis=0)
    return Bootstrap(bias, found.std(axis=0, ddof=1), value - bias, 2 * value - low, 2 * value - high, level, draws)


class Resampler:
    """Draws tables of as many pupils, each in a cell with the cell's share: the multinomial distribution, exactly.

    Poisson numbers are drawn twice as fast as multinomial ones. Given their sum they are multinomial, so a few pupils
    too few are drawn so, and those still missing one by one; where they are too many, that table is drawn again."""

    def __init__(self, counts: LongArray, seed: int) -> None:
        by_group = counts.T
        self._shape = by_group.shape
        self._pupils = int(counts.sum())
        self._few = by_group.ravel() * (max(0.0, self._pupils - 5 * self._pupils**0.5) / max(self._pupils, 1))
        self._cell_of_pupil = np.repeat(np.arange(counts.size, dtype=np.int32), by_group.ravel())
        self._rng = np.random.default_rng(seed)

    def __call__(self, draws: int) -> LongArray:
        """Return tables (draws, G, U) int64."""
        drawn = self._poisson(draws)
        missing = self._pupils - drawn.sum(axis=1)
        while (missing < 0).any():
            again = np.flatnonzero(missing < 0)
            drawn[again] = self._poisson(len(again))
            missing[again] = self._pupils - drawn[again].sum(axis=1)
        for table, left in zip(drawn, missing, strict=True):
            pupils = self._rng.integers(self._pupils, size=left)
            table += np.bincount(self._cell_of_pupil[pupils], minlength=len(table))
        return drawn.reshape(draws, *self._shape)

    def _poisson(self, draws: int) -> LongArray:
        return self._rng.poisson(self._few, size=(draws, len(self._few)))
