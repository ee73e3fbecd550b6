"""The schools: where they stand, how many places they have, and in which school years they are open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray, digest, frozen, on_grid

NO_LIMIT = -1
"""Places of a school whose capacity is not known."""

ALWAYS = 0
"""No year: a school that was open before, or is never closed."""


@dataclass(frozen=True, eq=False)
class Schools:
    """H schools.

    Attributes
    ----------
    ids
        Stable keys, kept as text ("091" stays "091").
    names
        Short names, as on the map and in tables.
    xy
        (H, 2) float64, metres.
    places
        (H,) int32, pupils it has room for in all its stages together; −1 where not known.
    open_from, closed_from
        (H,) int16: the calendar year in which the first school year with it, and the first without it, begins; 0 where
        it was open before, and where it is not closed.

    Raises
    ------
    ValueError
        Shapes disagree or an id is empty or doubled.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: FloatArray
    places: IntArray
    open_from: IntArray = ()  # type: ignore[assignment]
    closed_from: IntArray = ()  # type: ignore[assignment]

    def __post_init__(self) -> None:
        n = len(self.ids)
        xy = np.asarray(self.xy, dtype=np.float64).reshape(-1, 2)
        places = np.asarray(self.places)
        if len(self.names) != n or len(xy) != n or places.shape != (n,):
            raise ValueError("ids, names, xy and places must be of one length")
        if len(set(self.ids)) != n or not all(self.ids):
            raise ValueError("a school id is empty or used twice")
        object.__setattr__(self, "xy", frozen(on_grid(xy), np.float64))
        object.__setattr__(self, "places", frozen(places, np.int32))
        for name in ("open_from", "closed_from"):
            years = np.asarray(getattr(self, name), dtype=np.int16)
            if not len(years):
                years = np.zeros(n, dtype=np.int16)
            if years.shape != (n,):
                raise ValueError(f"{name} must have one year a school")
            object.__setattr__(self, name, frozen(years, np.int16))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {key: position for position, key in enumerate(self.ids)}

    def index(self, school: str) -> int:
        """Return the position of a school; ``KeyError`` where its id is not known."""
        return self._index[school]

    def __contains__(self, school: object) -> bool:
        return school in self._index

    def positions_in(self, other: Schools) -> IntArray:
        """Return (H,) int32: the position of each of these schools among others, −1 where they do not have it.

        >>> one = Schools(("a", "b"), ("A", "B"), np.zeros((2, 2)), np.zeros(2))
        >>> Schools(("b", "c"), ("B", "C"), np.zeros((2, 2)), np.zeros(2)).positions_in(one).tolist()
        [1, -1]
        """
        if self.ids == other.ids:
            return np.arange(len(self), dtype=np.int32)
        return np.array([other._index.get(key, -1) for key in self.ids], dtype=np.int32)

    def with_places(self, school: str, places: int) -> Schools:
        """Return the same schools, one of them with another number of places."""
        changed = np.array(self.places)
        changed[self.index(school)] = places
        return replace(self, places=changed)

    @cached_property
    def closed(self) -> BoolArray:
        """(H,) True for schools that are closed from some year on."""
        return frozen(self.closed_from != ALWAYS, np.bool_)

    def with_school(
        self, school: str, name: str, xy: tuple[float, float], places: int, open_from: int = ALWAYS
    ) -> Schools:
        """Return the same schools and one more at the end."""
        return Schools(
            (*self.ids, school),
            (*self.names, name),
            np.vstack((self.xy, xy)),
            np.append(self.places, places),
            np.append(self.open_from, open_from),
            np.append(self.closed_from, ALWAYS),
        )

    def with_place(self, school: str, x_m: float, y_m: float) -> Schools:
        """Return the same schools, one of them elsewhere."""
        moved = np.array(self.xy)
        moved[self.index(school)] = x_m, y_m
        return replace(self, xy=moved)

    def closing(self, school: str, closed_from: int) -> Schools:
        """Return the same schools, one of them closed from a year on; open again where the year is 0."""
        years = np.array(self.closed_from)
        years[self.index(school)] = closed_from
        return replace(self, closed_from=years)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the schools' content."""
        parts = (self.ids, self.names, self.xy, self.places)
        if (self.open_from == ALWAYS).all() and (self.closed_from == ALWAYS).all():
            return digest(parts)
        return digest((*parts, self.open_from, self.closed_from))
