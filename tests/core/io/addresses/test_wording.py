"""Addresses as Finns, Swedes and Norwegians write them, in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.io.addresses import Address, address_of


@pytest.mark.parametrize(
    ("text", "street", "number", "to", "letter", "postcode", "place"),
    [
        ("Mannerheimintie 5 A 12, 00100 Helsinki", "Mannerheimintie", 5, 0, "a", "00100", "Helsinki"),
        ("Mannerheimintie 5 A12", "Mannerheimintie", 5, 0, "a", "", ""),
        ("Kirkkotie 12 as. 3", "Kirkkotie", 12, 0, "", "", ""),
        ("1. linja 5", "1. linja", 5, 0, "", "", ""),
        ("Runebergink.5 b", "Runebergink.", 5, 0, "b", "", ""),
        ("Storg. 1–3", "Storg.", 1, 3, "", "", ""),
        ("Storgatan 5 lgh 1102", "Storgatan", 5, 0, "", "", ""),
        ("Storgatan 5, lgh 1102, 123 45 Täby", "Storgatan", 5, 0, "", "12345", "Täby"),
        ("Storgatan 5 123 45 Täby", "Storgatan", 5, 0, "", "12345", "Täby"),
        ("Gata 5A, S-123 45 Täby", "Gata", 5, 0, "a", "12345", "Täby"),
        ("Karl Johans gt. 12b bost. 4", "Karl Johans gt.", 12, 0, "b", "", ""),
        ("Bygdøy allé 4 H0201, 0257 Oslo", "Bygdøy allé", 4, 0, "", "0257", "Oslo"),
        ("c/o Virtanen, Koulukatu 4", "Koulukatu", 4, 0, "", "", ""),
        ("Skolgatan\u00a012 B, Täby", "Skolgatan", 12, 0, "b", "", "Täby"),
        ("Kyläkeskus", "Kyläkeskus", 0, 0, "", "", ""),
        ("", "", 0, 0, "", "", ""),
    ],
)
def test_parts(text: str, street: str, number: int, to: int, letter: str, postcode: str, place: str) -> None:
    found = address_of(text)
    assert (found.street, found.number, found.to, found.letter) == (street, number, to, letter)
    assert (found.postcode, found.place) == (postcode, place)


def test_other_columns_count_more_than_the_text() -> None:
    assert address_of("Storgatan 5, 123 45 Täby", "543 21", "Nacka") == Address(
        "Storgatan", 5, postcode="54321", place="Nacka"
    )


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = address_of(text)
    assert 0 <= found.number <= 9999
    assert found == address_of(text)


@given(st.sampled_from(["Storgatan", "Itäpuiston tie", "Karl Johans gate", "1. linja"]), st.integers(1, 999))
def test_what_is_plain_comes_back(street: str, number: int) -> None:
    assert address_of(f"{street} {number}") == Address(street, number)
