"""Address points: ranges, letters, two spellings of one street, points without a place."""

from __future__ import annotations

import numpy as np

from piiri.io.addresses import address_of, register_of


def test_two_spellings_are_one_street(make_table) -> None:
    rows = [("Koulukatu", "1"), ("KOULUKATU", "2"), ("Koulu-katu", "3")]
    points = register_of([(make_table("addresses", ("street", "number"), rows), np.arange(6.0).reshape(3, 2))])
    assert points.streets.other_spelling("koulukatu") == points.streets.written("KOULUKATU")
    (street,) = points.streets.written("Koulukatu")
    assert points.at(street, address_of("Koulukatu 2"))[0] == [1]


def test_ranges_hold_each_second_number(make_table) -> None:
    points = register_of([(make_table("addresses", ("address",), [("Tie 3-7",)]), np.zeros((1, 2)))])
    held = [number for number in range(1, 10) if points.at(0, address_of(f"Tie {number}"))[0]]
    assert held == [3, 5, 7]


def test_points_without_a_place_do_not_count(make_table) -> None:
    rows = [("Tie", "1"), ("Tie", "2")]
    points = register_of([(make_table("addresses", ("street", "number"), rows), np.array([[np.nan] * 2, [1.0, 2.0]]))])
    assert points.xy.tolist() == [[1.0, 2.0]]
    assert points.at(0, address_of("Tie 1"))[0] == []
