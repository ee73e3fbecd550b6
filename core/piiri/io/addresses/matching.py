"""Which address point each row's address means, how it was found, and which streets may be meant by the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...model.arrays import Array, BoolArray, FloatArray
from ..table import Table
from .register import AddressPoints, addresses_said
from .streets import plain
from .wording import Address

EXACT, NORMALISED, CONFIRMED = 1, 2, 3
"""How an address was found: as it is written, in another spelling, in a street that a person confirmed."""

UNKNOWN: dict[int, str] = {-1: "empty", -2: "street", -3: "number", -4: "several", -5: "postcode"}
"""Why an address was not found: it is empty; no street is called so; the street lacks the number; it may be several
places; the postal code or place is another one."""

_WHY = {why: sign for sign, why in UNKNOWN.items()}


@dataclass(frozen=True)
class NearStreet:
    """A street that nobody knows, and those that are merely alike.

    Attributes
    ----------
    said
        As most rows write it.
    rows
        How many rows it would place.
    near
        Names of streets that have the numbers said, the nearest first.
    """

    said: str
    rows: int
    near: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Matched:
    """What became of the addresses of N rows.

    Attributes
    ----------
    xy
        (N, 2) places, NaN where none was found.
    way
        (N,) int8: :data:`EXACT`, :data:`NORMALISED`, :data:`CONFIRMED`; a key of :data:`UNKNOWN`; 0 for rows that were
        not looked at.
    near
        Streets to confirm, those of most rows first.
    """

    xy: FloatArray
    way: Array
    near: tuple[NearStreet, ...]

    def count(self, way: int) -> int:
        """Return how many rows were found, or not found, in one way."""
        return int((self.way == way).sum())


def match_addresses(
    table: Table, wanted: BoolArray, points: AddressPoints, confirmed: Mapping[str, str] | None = None
) -> Matched:
    """Look up the addresses of a table.

    Parameters
    ----------
    table
        With columns of addresses.
    wanted
        (N,) True for rows to look up; the others are not read at all: protected pupils are never among them.
    points
        The city's.
    confirmed
        Street as it is written -> street as the city calls it.

    Examples
    --------
    See ``tests/core/io/addresses/test_matching.py``.
    """
    agreed = {plain(said): name for said, name in (confirmed or {}).items()}
    addresses, said = addresses_said(table, wanted)
    found = [_find(address, points, agreed) for address in addresses]
    point = np.array([each[0] for each in found] or [-1], dtype=np.int64)[said]
    way = np.array([each[1] for each in found] or [0], dtype=np.int8)[said]
    way = np.where(said < 0, _WHY["empty"], way)
    way = np.where(wanted, way, 0).astype(np.int8)
    xy = np.full((len(table), 2), np.nan)
    there = way > 0
    xy[there] = points.xy[point[there]]
    return Matched(
        xy, way, _near(addresses, np.bincount(said[wanted & (said >= 0)], minlength=len(addresses)), found, points)
    )


def _find(address: Address, points: AddressPoints, agreed: Mapping[str, str]) -> tuple[int, int]:
    """Return the point of an address and how it was found; −1 and why not."""
    streets, way = points.streets.written(address.street), EXACT
    if not streets:
        streets, way = points.streets.other_spelling(address.street), NORMALISED
    if not streets and (name := agreed.get(plain(address.street))):
        streets, way = points.streets.written(name), CONFIRMED
    if not streets:
        return -1, _WHY["street"]
    if len(streets) > 1:
        return -1, _WHY["several"]
    found, just = points.at(next(iter(streets)), address)
    if not found:
        return -1, _WHY["number"]
    point, why = points.choose(found, address)
    if point < 0:
        return -1, _WHY[why]
    return point, NORMALISED if way == EXACT and not (just and address.plain) else way


def _near(
    addresses: list[Address], rows: Array, found: list[tuple[int, int]], points: AddressPoints
) -> tuple[NearStreet, ...]:
    lost: dict[str, list[int]] = {}
    for n, address in enumerate(addresses):
        if found[n][1] == _WHY["street"] and rows[n] and address.number:
            lost.setdefault(plain(address.street), []).append(n)
    made = []
    for mine in lost.values():
        most = addresses[max(mine, key=lambda n: int(rows[n]))].street
        streets = [
            street for street in points.streets.near(most) if any(_there(points, street, addresses[n]) for n in mine)
        ]
        if streets:
            n = sum(int(rows[each]) for each in mine if _there(points, streets[0], addresses[each]))
            made.append(NearStreet(most, n, tuple(points.streets.name_of[street] for street in streets)))
    return tuple(sorted(made, key=lambda each: (-each.rows, each.said)))


def _there(points: AddressPoints, street: int, address: Address) -> bool:
    found, _ = points.at(street, address)
    return bool(found) and points.choose(found, address)[0] >= 0
