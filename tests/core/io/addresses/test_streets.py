"""Names of streets: what is the same, what is too little to tell, and what is merely alike."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.io.addresses import StreetNames
from piiri.io.addresses.streets import slips_between

NAMES = [
    "Runeberginkatu",
    "Koulutie",
    "Storgatan",
    "Västra vägen",
    "Karl Johans gate",
    "Järvitie",
    "Jarvitie",
    "Sökatu",
]
STREETS = StreetNames(NAMES, range(len(NAMES)))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("RUNEBERGINKATU", {0}),
        ("Runebergink.", {0}),
        ("runebergink", {0}),
        ("koulut.", {1}),
        ("Storg.", {2}),
        ("Västra v.", {3}),
        ("Vastra vagen", {3}),
        ("karl johans gt.", {4}),
        ("Karl-Johans gate", {4}),
        ("järvitie", {5}),
        ("Sokatu", {7}),
        ("Sok.", {7}),
        ("Kauppakatu", set()),
    ],
)
def test_other_spellings(said: str, meant: set[int]) -> None:
    assert STREETS.other_spelling(said) == meant


def test_marks_are_dropped_only_where_one_street_is_left() -> None:
    """Two streets that differ in their marks only are told apart by them; with other marks the name says too little."""
    assert STREETS.other_spelling("jarvitie") == {6}
    assert STREETS.other_spelling("Jårvitie") == {5, 6}


def test_a_city_may_abbreviate_what_people_write_out() -> None:
    assert StreetNames(["Karl Johans gt"], [0]).other_spelling("Karl Johans gate") == {0}


def test_two_languages_are_one_street() -> None:
    both = StreetNames(["Kauppakatu", "Handelsgatan"], [0, 0])
    assert both.other_spelling("handelsg.") == both.other_spelling("kauppak.") == {0}


def test_near_is_one_or_two_slips() -> None:
    assert STREETS.near("Runebreginkatu") == [0]
    assert STREETS.near("Storgtan") == [2]
    assert STREETS.near("Kauppakatu") == []


@given(st.text("abcå ", max_size=5), st.text("abcå ", max_size=5))
def test_slips_agree_with_a_slow_count(one: str, other: str) -> None:
    found = slips_between(one, other, 20)
    assert found == _slow(one, other) == slips_between(other, one, 20)
    assert slips_between(one, other, 2) == min(found, 3)
    assert (found == 0) == (difflib.SequenceMatcher(None, one, other).ratio() == 1.0)


def _slow(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    best = min(
        _slow(one[1:], other) + 1,
        _slow(one, other[1:]) + 1,
        _slow(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        best = min(best, _slow(one[2:], other[2:]) + 1)
    return best
