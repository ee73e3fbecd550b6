"""The city's address points, to be found by street and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...model.arrays import Array, BoolArray, FloatArray
from ..columns import texts
from ..folding import fold
from ..table import Table
from .streets import StreetNames, plain
from .wording import Address, address_of

SAME_PLACE_M = 100.0
"""Points of one address that lie closer together than this are one place: entrances of a house."""

Key = tuple[int, int, str]


def addresses_said(table: Table, keep: BoolArray, language: str = "") -> tuple[list[Address], Array]:
    """Return the different addresses of a table, and which of them each row says, (N,), −1 for none.

    Parameters
    ----------
    table
        With columns ``address``, or ``street`` with ``number`` and ``letter``; ``postcode`` and ``place`` besides.
    keep
        (N,) False for rows whose address must not be read, such as those of protected pupils.
    language
        ``"other"``: the street as ``other_street`` says it.
    """
    columns = table.spec.columns
    street = "other_street" if language else "street"

    def said(role: str) -> Array:
        if role not in columns:
            return np.full(len(table), "", dtype=object)
        return np.where(keep, texts(table.columns[columns[role]]), "")

    if "address" in columns and not language:
        whole = said("address")
    else:
        whole = said(street) + _spaced(said("number")) + _spaced(said("letter"))
    rows = whole + "\n" + said("postcode") + "\n" + said("place")
    index: dict[str, int] = {}
    found = np.array([index.setdefault(row, len(index)) for row in rows], dtype=np.int64)
    addresses = [address_of(*each.split("\n")) if each.count("\n") == 2 else Address("") for each in index]
    empty = np.array([not address.street for address in addresses], dtype=bool)
    return addresses, np.where(empty[found] if len(found) else False, -1, found)


def _spaced(said: Array) -> Array:
    return np.array([f" {each}" if each else "" for each in said], dtype=object)


@dataclass(frozen=True, eq=False)
class AddressPoints:
    """The points, and where each address is among them.

    Attributes
    ----------
    xy
        (N, 2) metres of the project, or whatever the file has.
    postcodes, places
        (N,) as far as the file says them, folded.
    streets
        Names.
    """

    xy: FloatArray
    postcodes: list[str]
    places: list[str]
    streets: StreetNames
    points: dict[Key, list[int]]

    def at(self, street: int, address: Address) -> tuple[list[int], bool]:
        """Return the points of a number in a street, and whether they are those of just this number and letter."""
        exact = self.points.get((street, address.number, address.letter), [])
        if exact and not address.to:
            return exact, True
        for number in (address.number, address.to):
            for letter in dict.fromkeys((address.letter, "")):
                if number and (found := self.points.get((street, number, letter))):
                    return found, False
        if address.letter or not address.number:
            return [], False
        return self.points.get((street, address.number, "*"), []), False

    def choose(self, found: Sequence[int], address: Address) -> tuple[int, str]:
        """Return the one point of those found that an address means, or −1 and why not: ``postcode``, ``several``."""
        kept = list(found)
        for said, told in ((address.postcode, self.postcodes), (fold(address.place), self.places)):
            if said and any(told[each] for each in kept):
                kept = [each for each in kept if told[each] in (said, "")]
                if not kept:
                    return -1, "postcode"
                break
        xy = self.xy[kept]
        if len(kept) > 1 and float(np.hypot(*(xy.max(axis=0) - xy.min(axis=0)))) > SAME_PLACE_M:
            return -1, "several"
        return kept[0], ""


def register_of(tables: Sequence[tuple[Table, FloatArray]]) -> AddressPoints:
    """Return the address points of tables, given with their places, (N, 2) in metres; rows without one do not count."""
    names: dict[str, int] = {}
    other: list[tuple[str, int]] = []
    points: dict[Key, list[int]] = {}
    at: list[FloatArray] = []
    postcodes: list[str] = []
    places: list[str] = []
    for table, xy in tables:
        here = table.usable & np.isfinite(xy).all(axis=1)
        addresses, said = addresses_said(table, here)
        second: list[Address] = []
        if "other_street" in table.spec.columns:
            second, said_other = addresses_said(table, here, "other")
        for row in map(int, np.flatnonzero(here & (said >= 0))):
            address = addresses[said[row]]
            street = names.setdefault(address.street, len(names))
            if second and said_other[row] >= 0:
                other.append((second[said_other[row]].street, street))
            if not address.number:
                continue
            point = len(at)
            at.append(xy[row])
            postcodes.append(address.postcode)
            places.append(fold(address.place))
            last = max(address.to, address.number) if address.to - address.number <= 40 else address.number
            for number in range(address.number, last + 1, 2):
                points.setdefault((street, number, address.letter), []).append(point)
                if address.letter:
                    points.setdefault((street, number, "*"), []).append(point)
    _one_street(names, points)
    pairs = [*names.items(), *dict.fromkeys(other)]
    streets = StreetNames([name for name, _ in pairs], [number for _, number in pairs])
    return AddressPoints(np.array(at).reshape(-1, 2), postcodes, places, streets, points)


def _one_street(names: dict[str, int], points: dict[Key, list[int]]) -> None:
    """Make one street of names that differ in case and points only."""
    first: dict[str, int] = {}
    same = {number: first.setdefault(plain(name), number) for name, number in names.items()}
    if all(number == kept for number, kept in same.items()):
        return
    names.update({name: same[number] for name, number in names.items()})
    for (street, number, letter), found in list(points.items()):
        if same[street] != street:
            points.setdefault((same[street], number, letter), []).extend(found)
            del points[street, number, letter]
