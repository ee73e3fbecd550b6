"""What was observed by year and school: numbers from files, and what is hidden or missing kept apart.

They are part of the dataset and no edit: what was observed is a fact, as pupils and statistics are; undo must not take
it back, and all plans are followed up against the same. They change no figure of a plan, so that the dataset's
fingerprint leaves them out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .arrays import Array, FloatArray, IntArray, frozen

NUMBER, SUPPRESSED, ABSENT = range(3)
"""A value is told; it exists but is hidden, since too few stand behind it; there is none."""


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From ``year`` on an indicator means something else: earlier years must not be compared with it.

    Attributes
    ----------
    indicator, year
        Of what, and the first year of the new meaning.
    why
        As shown, in the language of the municipality.
    """

    indicator: str
    year: int
    why: str


@dataclass(frozen=True, eq=False)
class Observations:
    """Values by indicator, school and year; one a row, each combination once.

    Attributes
    ----------
    indicator, school
        (N,) texts: the indicator's key and the school's id.
    year
        (N,) int16 calendar years in which the school year begins.
    value
        (N,) float64; NaN where ``state`` is not :data:`NUMBER`.
    state
        (N,) int8: :data:`NUMBER`, :data:`SUPPRESSED` or :data:`ABSENT`.
    base
        (N,) int32: how many pupils, staff ... the value rests on; −1 where not known.
    breaks
        Where series break.

    Raises
    ------
    ValueError
        Lengths differ, a combination is there twice, or a value and its state do not fit.
    """

    indicator: tuple[str, ...] = ()
    school: tuple[str, ...] = ()
    year: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    value: FloatArray = field(default_factory=lambda: np.zeros(0))
    state: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    base: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    breaks: tuple[SeriesBreak, ...] = ()

    def __post_init__(self) -> None:
        for name, dtype in (("year", np.int16), ("value", np.float64), ("state", np.int8), ("base", np.int32)):
            object.__setattr__(self, name, frozen(getattr(self, name), dtype))
            if getattr(self, name).shape != (len(self.indicator),):
                raise ValueError(f"{name} must have one value a row")
        if len(self.school) != len(self.indicator):
            raise ValueError("each row needs a school")
        if len(set(zip(self.indicator, self.school, self.year.tolist(), strict=True))) < len(self):
            raise ValueError("a school has an indicator twice in one year")
        if not np.array_equal(np.isfinite(self.value), self.state == NUMBER):
            raise ValueError("values are told exactly where the state says so")

    def __len__(self) -> int:
        return len(self.indicator)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Keys in the order in which they first appear."""
        return tuple(dict.fromkeys(self.indicator))

    def with_more(self, other: Observations) -> Observations:
        """Return these and others; where both tell of the same, the others stand.

        >>> one = Observations(("s2",), ("A",), np.array([2024]), np.array([0.2]), np.array([0]), np.array([50]))
        >>> len(one.with_more(one))
        1
        """
        rows = [*self._rows(), *other._rows()]
        kept = {row[:3]: row for row in rows}.values()
        breaks = {(each.indicator, each.year): each for each in (*self.breaks, *other.breaks)}
        indicator, school, year, value, state, base = zip(*kept, strict=True) if kept else ((),) * 6
        return Observations(
            tuple(indicator),
            tuple(school),
            np.array(year),
            np.array(value, dtype=np.float64),
            np.array(state),
            np.array(base),
            tuple(sorted(breaks.values(), key=lambda each: (each.indicator, each.year))),
        )

    def _rows(self) -> list[tuple[str, str, int, float, int, int]]:
        numbers = (self.year.tolist(), self.value.tolist(), self.state.tolist(), self.base.tolist())
        return list(zip(self.indicator, self.school, *numbers, strict=True))
