"""Which coordinate reference system coordinates are in: by what is declared, by their size, by where they fall.

A declaration is believed as long as the coordinates can be in that system. Otherwise every system in use in the north
is tried, with east first and with north first; those whose coordinates fall among the other files' remain. Where more
than one remains, a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from ...i18n import N_
from ...model.arrays import FloatArray
from ..reference import Bounds, outside_use, transformer
from .questions import Said, say

LONLAT = "EPSG:4326"
CANDIDATES: tuple[str, ...] = (
    LONLAT,
    "EPSG:3067",
    "EPSG:3006",
    "EPSG:25832",
    "EPSG:25833",
    *(f"EPSG:{code}" for code in range(3873, 3886)),  # ETRS89 / GK19FIN to GK31FIN, the zone before the easting
    *(f"EPSG:{code}" for code in range(3007, 3015)),  # SWEREF 99 local zones
    "EPSG:2393",
    "EPSG:3021",
    "EPSG:3857",
    "EPSG:27700",
)
COUNTRY_SYSTEM = {"fi": "EPSG:3067", "sv": "EPSG:3006"}
"""Language of a file's words -> the system its country uses most."""

_NORTH = (-25.0, 52.0, 45.0, 82.0)
_SAMPLE = 400
_BOXED = 50_000
"""Of so many coordinates at least, the box that holds nearly all is found by every n-th."""


@dataclass(frozen=True)
class System:
    """A system that coordinates may be in.

    Attributes
    ----------
    crs
        As the mapping writes it.
    swapped
        True where north comes first.
    """

    crs: str
    swapped: bool = False

    @property
    def key(self) -> str:
        """Key of the choice: ``"EPSG:3067"``, with ``" north first"`` behind it where that is so."""
        return f"{self.crs} north first" if self.swapped else self.crs


@dataclass(frozen=True)
class Verdict:
    """What is said about one layer's coordinates.

    Attributes
    ----------
    systems
        Those that remain, the likeliest first.
    settled
        True where the first is certain enough not to ask.
    why
        In words.
    """

    systems: tuple[System, ...]
    settled: bool
    why: Said


def declared(crs: str, xy: FloatArray) -> System | None:
    """Return the system a file declares, None where it declares none or its coordinates cannot be in it."""
    try:
        system = CRS.from_user_input(crs) if crs else None
    except CRSError:
        return None
    if system is None or not possible(system, xy):
        return None
    # a definition without a code is often a national system all the same
    code = system.to_epsg(25)
    return System(f"EPSG:{code}" if code else crs)


def possible(crs: CRS, xy: FloatArray) -> bool:
    """Tell whether coordinates can be in a system: degrees or not, and within its area of use."""
    if not len(xy):
        return True
    box = _box(xy)
    small = max(abs(box.west), abs(box.east)) <= 180 and max(abs(box.south), abs(box.north)) <= 90
    return bool(crs.is_geographic) == small and not outside_use(crs, box)


def judge(xy: FloatArray, others: FloatArray, extra: Sequence[str], language: str) -> Verdict:
    """Return the systems that coordinates of an unknown system may be in.

    Parameters
    ----------
    xy
        (N, 2) as they stand in the file.
    others
        (M, 2) longitude and latitude of what other files hold, whose systems are known.
    extra
        Systems that other files declare.
    language
        Of the words in the file: ``"fi"``, ``"sv"``, ``"no"`` or empty.
    """
    possible_ones = _by_size(xy, extra)
    if len(others) and possible_ones:
        inside = [(_share_inside(system, xy, others), system) for system in possible_ones]
        good = _apart([system for share, system in inside if share >= 0.8], xy)
        if len(good) == 1:
            return Verdict(
                tuple(good),
                True,
                say(N_("In {crs} its places fall where those of the other files do."), crs=good[0].key),
            )
        if good:
            return Verdict(
                tuple(good), False, say(N_("Its places fall where those of the other files do in several systems."))
            )
    possible_ones = _apart(possible_ones, xy)
    if len(possible_ones) == 1:
        only = possible_ones[0]
        return Verdict(
            tuple(possible_ones), not len(others), say(N_("Only {crs} has coordinates of this size."), crs=only.key)
        )
    if not possible_ones:
        return Verdict((), False, say(N_("No system that is known here has coordinates of this size.")))
    home = COUNTRY_SYSTEM.get(language)
    first = [system for system in possible_ones if system.crs == home]
    if first and not len(others):
        rest = [system for system in possible_ones if system not in first]
        why = say(
            N_("Several systems have coordinates of this size; the words in the file speak for {crs}."),
            crs=first[0].key,
        )
        return Verdict((*first, *rest), False, why)
    return Verdict(tuple(possible_ones), False, say(N_("Several systems have coordinates of this size.")))


def lonlat(system: System, xy: FloatArray, most: int | None = _SAMPLE) -> FloatArray:
    """Return longitude and latitude of coordinates, (M, 2): of about ``most`` of them, or of all."""
    sample = xy[:: max(1, len(xy) // most)] if most else xy
    if system.swapped:
        sample = sample[:, ::-1]
    moved = np.column_stack(transformer(system.crs, LONLAT).transform(sample[:, 0], sample[:, 1]))
    return np.asarray(moved[np.isfinite(moved).all(axis=1)])


def _box(xy: FloatArray) -> Bounds:
    some = xy[:: max(1, len(xy) // _BOXED)]  # a register of a million rows would keep everybody waiting for each system
    finite = some[np.isfinite(some).all(axis=1)]
    if not len(finite):
        return Bounds(0.0, 0.0, 0.0, 0.0)
    return Bounds(*np.percentile(finite, 1, axis=0), *np.percentile(finite, 99, axis=0))


@lru_cache(maxsize=64)
def _use(crs: str) -> Bounds:
    area = CRS.from_user_input(crs).area_of_use
    assert area is not None
    to = transformer(LONLAT, crs)
    return Bounds(*to.transform_bounds(area.west, area.south, area.east, area.north))


def _by_size(xy: FloatArray, extra: Sequence[str]) -> list[System]:
    """Return the systems, and orders of axes, in whose area of use all of the coordinates lie."""
    found = []
    boxes = {False: _box(xy), True: _box(xy[:, ::-1])}
    for crs in dict.fromkeys((*extra, *CANDIDATES)):
        for swapped in (False, True):
            box = boxes[swapped]
            small = max(map(abs, (box.west, box.south, box.east, box.north))) <= 180
            if small != (crs == LONLAT):
                continue  # a system in metres reaches down to 0, but no town lies there
            if crs == LONLAT:
                fits = max(abs(box.west), abs(box.east)) <= 180 and max(abs(box.south), abs(box.north)) <= 90
                north = (
                    _NORTH[0] <= box.west
                    and box.east <= _NORTH[2]
                    and _NORTH[1] <= box.south
                    and box.north <= _NORTH[3]
                )
                fits = fits and (north or not swapped)
            else:
                use = _use(crs)
                fits = (
                    use.west <= box.west and box.east <= use.east and use.south <= box.south and box.north <= use.north
                )
            if fits:
                found.append(System(crs, swapped))
    swapped_degrees = System(LONLAT, True)
    if swapped_degrees in found and System(LONLAT) in found:
        box = _box(xy)
        if not (_NORTH[0] <= box.west and _NORTH[1] <= box.south):
            found.remove(System(LONLAT))  # the north read the other way round: (60, 25) instead of (25, 60)
    return found


def _share_inside(system: System, xy: FloatArray, others: FloatArray) -> float:
    low, high = np.percentile(others, 1, axis=0), np.percentile(others, 99, axis=0)
    margin = np.maximum((high - low) * 0.5, 0.05)
    points = lonlat(system, xy)
    return float(((points >= low - margin) & (points <= high + margin)).all(axis=1).mean()) if len(points) else 0.0


def _apart(systems: list[System], xy: FloatArray) -> list[System]:
    """Return the systems that put the coordinates at different places: of two that agree, the first."""
    kept: list[System] = []
    places: list[FloatArray] = []
    for system in systems:
        points = lonlat(system, xy)
        if not len(points):
            continue
        middle = np.median(points, axis=0)
        if not any(np.abs(middle - other).max() < 1e-5 for other in places):
            kept.append(system)
            places.append(middle)
    return kept
