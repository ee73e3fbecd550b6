"""What the values of a column look like, whatever it is called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...model.arrays import Array, FloatArray
from ..columns import NO, YES, class_grade, grades_of, numbers_of, texts

_SAMPLE = 20_000
"""Of different values, where a share of them is asked."""
_NOT_KNOWN = ("", "..", ".", "-", "–", "n/a", "na", "null", "none", "nan")


@dataclass(frozen=True, eq=False)
class Values:
    """The values of one column.

    Attributes
    ----------
    name
        Of the column.
    said
        (N,) texts, as in the file.
    """

    name: str
    said: Array

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """The different texts in the order in which they come, without the empty one and a repeated header."""
        return tuple(str(value) for value in self._factors[1] if value and value != self.name)

    @cached_property
    def _factors(self) -> tuple[Array, Array]:
        """(N,) which of the different texts each row says, and these."""
        codes, distinct = pd.factorize(self.said)
        return codes, distinct

    @cached_property
    def filled(self) -> int:
        """How many rows say anything."""
        return int(((self.said != "") & (self.said != self.name)).sum())

    @cached_property
    def numbers(self) -> FloatArray:
        """(N,) float64 the numbers they say, NaN for others, with a comma or a point as decimal sign."""
        codes, distinct = self._factors
        return np.asarray(numbers_of(distinct)[codes] if len(codes) else np.zeros(0))

    @cached_property
    def numeric(self) -> float:
        """The share of the rows that say anything, and something else than "not known", in which it is a number."""
        codes, distinct = self._factors
        said = np.array([str(each).casefold() not in _NOT_KNOWN and each != self.name for each in distinct], dtype=bool)
        told = said[codes] if len(codes) else np.zeros(0, dtype=bool)
        return float(np.isfinite(self.numbers[told]).mean()) if told.any() else 0.0

    @cached_property
    def whole(self) -> bool:
        """True where nearly all are numbers, and all numbers are whole."""
        found = self.numbers[np.isfinite(self.numbers)]
        return bool(len(found)) and self.numeric >= 0.95 and bool((np.rint(found) == found).all())

    @cached_property
    def low(self) -> float:
        """The least number, NaN where there is none."""
        return float(np.nanmin(self.numbers)) if np.isfinite(self.numbers).any() else float("nan")

    @cached_property
    def high(self) -> float:
        """The greatest number, NaN where there is none."""
        return float(np.nanmax(self.numbers)) if np.isfinite(self.numbers).any() else float("nan")

    @property
    def unique(self) -> bool:
        """True where every row says something of its own."""
        return self.filled == len(self.said) == len(self.distinct)

    @cached_property
    def yes_or_no(self) -> bool:
        """True where all values are customary words for yes and no."""
        if len(self.distinct) > 2 * len((*YES, *NO)):
            return False
        folded = {value.casefold() for value in self.distinct}
        return 0 < len(folded) <= 4 and all(value in YES or value in NO for value in folded)

    @cached_property
    def grade_numbers(self) -> float:
        """The share of the filled rows that say one grade from 0 to 10."""
        if not self.filled:
            return 0.0
        good = (self.numbers >= 0) & (self.numbers <= 10) & (np.rint(self.numbers) == self.numbers)
        return float(good.sum() / self.filled)

    @cached_property
    def classes(self) -> float:
        """The share of the different values that are classes such as 3B or "5. lk A"."""
        if not self.distinct:
            return 0.0
        sample = self.distinct[:_SAMPLE]
        return sum(class_grade(value) >= 0 for value in sample) / len(sample)

    @cached_property
    def grade_spans(self) -> float:
        """The share of the different values that name grades, such as 1–6."""
        if not self.distinct:
            return 0.0
        sample = self.distinct[:_SAMPLE]
        return sum(bool(grades_of(value)) for value in sample) / len(sample)


def values_of(name: str, raw: Array) -> Values:
    """Return a column of a table as values."""
    return Values(name, texts(raw))
