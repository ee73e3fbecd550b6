"""Opening files without a mapping: where the column names stand, and what is no data."""

from __future__ import annotations

import pytest

from piiri.errors import InputError
from piiri.io.heading import find_header
from piiri.io.recognise.looking import look

BODY = [["1", "A", "5"], ["2", "B", "6"], ["3", "C", "7"]]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ([["id", "name", "n"]], (0, 1)),
        ([["Register 2026"], [], ["id", "name", "n"]], (2, 1)),
        ([["Printed", "1.9.2026"], ["id", "name", "n"]], (1, 1)),
        ([["", "Pupils", ""], ["id", "name", "n"]], (1, 1)),
        ([["", "Place", "Pupils"], ["id", "name", "n"]], (0, 2)),
        ([], (-1, 1)),
    ],
)
def test_header_is_found(above: list[list[str]], expected: tuple[int, int]) -> None:
    assert find_header([*above, *BODY]) == expected


def test_header_over_joined_cells() -> None:
    records = [["", "Place", "", ""], ["id", "east", "north", "name"], ["1", "5", "6", "A"]]
    assert find_header(records, {1: ((1, 2),)}) == (0, 2)


def test_a_title_over_all_columns_is_no_header() -> None:
    records = [["Register", "", "", ""], ["id", "east", "north", "name"], ["1", "5", "6", "A"]]
    assert find_header(records, {1: ((0, 3),)}) == (1, 1)


def test_totals_and_repeated_headers(make_pile) -> None:
    pile = make_pile("fi")
    pile.rows += [list(pile.header), ["Yhteensä", "", "", "", "", ""]]
    pile.write_pupils()
    (seen,), unread = look([pile.pupils_path])
    assert not unread
    assert seen.totals == {"oppilasnumero": ("Yhteensä", "oppilasnumero")}


def test_a_school_called_all_saints_is_no_total(make_pile) -> None:
    pile = make_pile("fi")
    pile.schools.append(["093", "Kaikkien Pyhien koulu", "10", "385700", "6672700"])
    pile.write_schools()
    (seen,), _ = look([pile.schools_path])
    assert seen.totals == {}


def test_an_empty_folder_is_refused(tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        look([tmp_path])
    assert caught.value.code == "no-files"


def test_two_files_of_one_name_keep_names_of_their_own(make_pile) -> None:
    one, other = make_pile("sv"), make_pile("no")
    seen, _ = look([one.pupils_path, other.pupils_path])
    assert [each.key for each in seen] == ["elever.csv", "elever.csv#2"]
