"""The schools: where they stand and how many places they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .arrays import FloatArray, IntArray, digest, frozen, on_grid

NO_LIMIT = -1
"""Places of a school whose capacity is not known."""


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

    Raises
    ------
    ValueError
        Shapes disagree or an id is empty or doubled.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: FloatArray
    places: IntArray

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

    def with_places(self, school: str, places: int) -> Schools:
        """Return the same schools, one of them with another number of places."""
        changed = np.array(self.places)
        changed[self.index(school)] = places
        return replace(self, places=changed)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the schools' content."""
        return digest((self.ids, self.names, self.xy, self.places))
