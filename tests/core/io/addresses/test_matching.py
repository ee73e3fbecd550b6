"""Addresses looked up in address points: how each was found, why others were not, and which streets are proposed."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.io.addresses import CONFIRMED, EXACT, NORMALISED, AddressPoints, match_addresses, register_of

POINTS = (
    ("Koulukatu", "Skolgatan", "1", "", "00100"),
    ("Koulukatu", "Skolgatan", "2", "A", "00100"),
    ("Koulukatu", "Skolgatan", "2", "B", "00100"),
    ("Koulukatu", "Skolgatan", "3-7", "", "00100"),
    ("Rantatie", "Strandvägen", "1", "", "00100"),
    ("Rantatie", "Strandvägen", "1", "", "00200"),
    ("Mäkitie", "Backvägen", "4", "", "00200"),
)
XY = np.array([[0, 0], [10, 0], [20, 0], [30, 0], [1000, 0], [9000, 0], [500, 500]], dtype=float)
EMPTY, STREET, NUMBER, SEVERAL, POSTCODE = -1, -2, -3, -4, -5


@pytest.fixture
def points(make_table) -> AddressPoints:
    return register_of(
        [(make_table("addresses", ("street", "other_street", "number", "letter", "postcode"), POINTS), XY)]
    )


@pytest.mark.parametrize(
    ("said", "way", "at"),
    [
        ("Koulukatu 1", EXACT, 0),
        ("Koulukatu 2 B", EXACT, 2),
        ("koulukatu 2b", NORMALISED, 2),
        ("Skolgatan 1", EXACT, 0),
        ("skolg. 1 bost. 3", NORMALISED, 0),
        ("Koulukatu 1 C 14", NORMALISED, 0),
        ("Koulukatu 5", EXACT, 3),
        ("Koulukatu 1-3", NORMALISED, 0),
        ("Koulukatu 2", NORMALISED, 1),  # its entrances lie together
        ("Koulukatu 2 C", NUMBER, -1),
        ("Koulukatu 4", NUMBER, -1),
        ("Makitie 4", NORMALISED, 6),
        ("Mäkitie 4, 00200 Kaupunki", EXACT, 6),
        ("Mäkitie 4, 00100 Kaupunki", POSTCODE, -1),
        ("Rantatie 1", SEVERAL, -1),
        ("Rantatie 1, 00200", EXACT, 5),
        ("Rantatei 1, 00200", STREET, -1),
        ("Kauppakatu 1", STREET, -1),
        ("", EMPTY, -1),
    ],
)
def test_how_an_address_is_found(said: str, way: int, at: int, points: AddressPoints, make_table) -> None:
    matched = match_addresses(make_table("pupils", ("address",), [(said,)]), np.array([True]), points)
    assert matched.way.tolist() == [way]
    assert np.isnan(matched.xy).all() if at < 0 else matched.xy.tolist() == [XY[at].tolist()]


def test_what_is_alike_is_proposed_and_taken_only_when_confirmed(points: AddressPoints, make_table) -> None:
    pupils = make_table("pupils", ("address",), [("Koulukattu 1",), ("koulukattu 5",), ("Koulukattu 77",)])
    everyone = np.ones(3, dtype=bool)
    before = match_addresses(pupils, everyone, points)
    assert before.way.tolist() == [STREET] * 3
    assert np.isnan(before.xy).all()
    (near,) = before.near
    assert (near.said, near.rows, near.near) == ("Koulukattu 1"[:-2], 2, ("Koulukatu",))
    after = match_addresses(pupils, everyone, points, {near.said: near.near[0]})
    assert after.way.tolist() == [CONFIRMED, CONFIRMED, NUMBER]
    assert after.near == ()


def test_protected_pupils_are_never_looked_up(points: AddressPoints, make_table) -> None:
    pupils = make_table("pupils", ("address",), [("Koulukatu 1",), ("Koulukattu 1",)])
    matched = match_addresses(pupils, np.zeros(2, dtype=bool), points)
    assert matched.way.tolist() == [0, 0]
    assert np.isnan(matched.xy).all()
    assert matched.near == ()


def test_street_and_number_in_columns_of_their_own(points: AddressPoints, make_table) -> None:
    rows = [("Koulukatu", "2 A 12", "", ""), ("Rantatie", "1", "00 200", ""), ("Koulukatu", "1", "", "B")]
    pupils = make_table("pupils", ("street", "number", "postcode", "letter"), rows)
    matched = match_addresses(pupils, np.ones(3, dtype=bool), points)
    assert matched.xy.tolist() == [XY[1].tolist(), XY[5].tolist(), XY[0].tolist()]
