"""What stands in a register and a list of schools: places, privacy, schools.

Each trap in three locales, see :mod:`shared.traps`."""

from __future__ import annotations

import pytest
from pyproj import Transformer
from shared.traps import Traps

trap = Traps()


# ------------------------------------------------------------------------------------------------------------- places
@trap()
def columns_of_coordinates_exchanged(pile) -> None:
    pile.header[1], pile.header[2] = pile.header[2], pile.header[1]
    pile.write_pupils()


@trap()
def degrees(pile) -> None:
    _degrees(pile, swapped=False)


@trap()
def degrees_north_first(pile) -> None:
    _degrees(pile, swapped=True)


@trap()
def web_mercator(pile) -> None:
    _project(pile, "EPSG:3857")


@trap()
def a_neighbouring_zone(pile) -> None:
    _project(pile, {"fi": "EPSG:3879", "sv": "EPSG:3011", "no": "EPSG:25833"}[pile.locale.code])


def _degrees(pile, *, swapped: bool) -> None:
    _project(pile, "EPSG:4326", swapped=swapped, places=6)


def _project(pile, crs: str, *, swapped: bool = False, places: int = 2) -> None:
    to = Transformer.from_crs(pile.locale.crs, crs, always_xy=True)
    for row in pile.rows:
        x, y = to.transform(float(row[1]), float(row[2]))
        row[1:3] = (f"{y:.{places}f}", f"{x:.{places}f}") if swapped else (f"{x:.{places}f}", f"{y:.{places}f}")
    pile.write_pupils()


# ------------------------------------------------------------------------------------------------------------ privacy
@trap(questions=("protected:",), placed=4)
def no_column_of_protection(pile) -> None:
    pile.header.pop()
    for row in pile.rows:
        row.pop()
    pile.write_pupils()


@trap(questions=("personal:",))
def identity_numbers(pile) -> None:
    pile.header.append(pile.locale.identity[0])
    for row, number in zip(pile.rows, pile.locale.identity[1], strict=True):
        row.append(number)
    pile.write_pupils()


@trap(questions=("personal:",))
def identity_numbers_under_another_name(pile) -> None:
    pile.header.append("asia")
    for row, number in zip(pile.rows, pile.locale.identity[1], strict=True):
        row.append(number)
    pile.write_pupils()


@trap(questions=("personal:",))
def names_of_people(pile) -> None:
    pile.header += pile.locale.person
    for row in pile.rows:
        row += ["Aino", "Salminen"]
    pile.write_pupils()


@trap()
def protection_said_in_words(pile) -> None:
    for row in pile.rows:
        row[5] = {"0": "", "1": {"fi": "Turvakielto", "sv": "Sekretessmarkering", "no": "Fortrolig"}[pile.locale.code]}[
            row[5]
        ]
    pile.write_pupils()


@trap("not-yes-or-no", ledger=(3, 0, 1, 0), placed=2)
def protection_that_is_unclear(pile) -> None:
    pile.rows[0][5] = "?"
    pile.write_pupils()


# ------------------------------------------------------------------------------------------------------------ schools
@trap()
def spans_of_grades_with_long_dashes(pile) -> None:
    for row, span in zip(pile.schools, ("1–6", "1—6"), strict=True):
        row.append(span)
    pile.write_schools([*pile.locale.schools, {"fi": "luokat", "sv": "årskurser", "no": "trinn"}[pile.locale.code]])


@trap()
def places_with_hard_spaces(pile) -> None:
    pile.schools[0][2] = "1\u00a0024"
    pile.write_schools()


@trap("not-a-number", "attends-unknown")
def places_in_words(pile) -> None:
    x, y = pile.locale.corner
    pile.schools += [[f"1{n}", f"{n}. {pile.locale.names[0]}", "50", f"{x + n}", f"{y + n}"] for n in range(30)]
    pile.schools[0][2] = "?"
    pile.write_schools()


# ------------------------------------------------------------------------------------------------------------ the test
@pytest.mark.parametrize("name", trap)
def test_trap(pile, name: str) -> None:
    trap.spring(pile, name)


def test_there_are_as_many_as_were_found() -> None:
    assert len(trap) >= 14
