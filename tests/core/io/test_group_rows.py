"""Pupils by unit and group from files as they come: what is left out is said, what cannot be read is refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from piiri.errors import InputError
from piiri.io.group_rows import read_group_rows

GOOD = "school;language;pupils;area\nAsema;fi;12;north\nAsema;sv;3;north\nLehto;fi;1 200;south\n"


def written(folder: Path, text: str, name: str = "pupils.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read(tmp_path: Path) -> None:
    rows = read_group_rows(
        written(tmp_path, GOOD), unit="school", group="language", count="pupils", within=["area"], home="area"
    )
    assert rows.unit.tolist() == ["Asema", "Asema", "Lehto"] and rows.group.tolist() == ["fi", "sv", "fi"]
    assert rows.count.tolist() == [12, 3, 1200] and rows.within[0].tolist() == ["north", "north", "south"]
    assert rows.home is not None and rows.home.tolist() == rows.within[0].tolist()
    (ledger,) = rows.report.ledgers
    assert (ledger.rows, ledger.accepted, ledger.rejected) == (3, 3, 0) and not rows.report.problems


def test_without_a_count_each_row_is_a_pupil(tmp_path: Path) -> None:
    rows = read_group_rows(written(tmp_path, GOOD), unit="school", group="language")
    assert rows.count.tolist() == [1, 1, 1] and rows.home is None and rows.within == ()


def test_excel_is_read_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2025"
    for row in (("school", "language", "pupils"), ("Asema", "fi", 12), ("Asema", "sv", 3.0), (101, "fi", "..")):
        sheet.append(row)
    book.create_sheet("notes").append(("nothing",))
    path = tmp_path / "pupils.xlsx"
    book.save(path)
    for name in ("", "2025"):
        rows = read_group_rows(path, unit="school", group="language", count="pupils", sheet=name)
        assert rows.count.tolist() == [12, 3] and rows.unit.tolist() == ["Asema", "Asema"]
        (problem,) = rows.report.problems
        assert problem.code == "count-hidden" and problem.row == 4
    with pytest.raises(InputError) as caught:
        read_group_rows(path, unit="school", group="language", sheet="2024")
    assert caught.value.code == "layer-missing" and "2025" in caught.value.sentence


def test_rows_left_out_are_listed_with_their_place(tmp_path: Path) -> None:
    text = "school,language,pupils\nA,fi,10\n,fi,3\nB,,4\nB,sv,..\nB,sv,many\nB,sv,-2\nB,sv,1.5\nB,sv,6\n"
    rows = read_group_rows(written(tmp_path, text), unit="school", group="language", count="pupils")
    assert rows.count.tolist() == [10, 6]
    listed = [(problem.code, problem.row, problem.column) for problem in rows.report.problems]
    assert sorted(listed, key=lambda each: each[1]) == [
        ("cell-empty", 3, "school"),
        ("cell-empty", 4, "language"),
        ("count-hidden", 5, "pupils"),
        ("not-a-number", 6, "pupils"),
        ("too-small", 7, "pupils"),
        ("not-whole", 8, "pupils"),
    ]
    assert all(problem.how and "{" not in problem.sentence for problem in rows.report.problems)
    (ledger,) = rows.report.ledgers
    assert (ledger.rows, ledger.accepted, ledger.rejected) == (8, 2, 6)


@pytest.mark.parametrize(
    ("text", "columns", "code", "said"),
    [
        (GOOD, {"unit": "School", "group": "language"}, "column-missing", "“school”"),
        (GOOD, {"unit": "school", "group": "language", "count": "area"}, "all-not-a-number", "row 2"),
        (GOOD, {"unit": "school", "group": "language", "within": ["district"]}, "column-missing", "district"),
        ("school,language\n", {"unit": "school", "group": "language"}, "layer-empty", "pupils.csv"),
        ("", {"unit": "school", "group": "language"}, "file-empty", "pupils.csv"),
        ("a,b,n\nA,x,0\n", {"unit": "a", "group": "b", "count": "n"}, "nothing-usable", "pupils.csv"),
        ("a,b,n\n,x,3\n", {"unit": "a", "group": "b", "count": "n"}, "nothing-usable", "pupils.csv"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, columns: dict, code: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_group_rows(path, **columns)
    error = caught.value
    assert error.code == code and said in error.sentence and error.how and "{" not in error.sentence
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_group_rows(tmp_path / "none.csv", unit="a", group="b")
    assert caught.value.code == "file-missing" and "none.csv" in caught.value.sentence
