"""Schools from a CSV file: numbers as people write them; what is not known is never zero; bad rows refuse the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiri.errors import InputError
from piiri.funding import allocate, preset
from piiri.funding.inputs import ABSENT, KNOWN, SUPPRESSED
from piiri.funding.school_table import parse_school_table, read_school_table

MODEL = preset("skolverket_proportional")


def read(text: str, model: object = MODEL):
    return parse_school_table(text, Path("schools.csv"), model)


@pytest.mark.parametrize(
    ("text", "value", "state"),
    [
        ("12,5", 12.5, KNOWN),
        ("\u22127", -7.0, KNOWN),
        ("1 234", 1234.0, KNOWN),
        ("1\u00a0234,5", 1234.5, KNOWN),
        ("1\u202f234", 1234.0, KNOWN),
        ("0", 0.0, KNOWN),
        ("", None, ABSENT),
        (".", None, ABSENT),
        ("–", None, ABSENT),
        ("NA", None, ABSENT),
        ("..", None, SUPPRESSED),
        ("*", None, SUPPRESSED),
        ("<5", None, SUPPRESSED),
        ("~100", None, SUPPRESSED),
        ("1–4", None, SUPPRESSED),
        ("1-4", None, SUPPRESSED),
    ],
)
def test_a_cell(text: str, value: float | None, state: int) -> None:
    found = read(f"id;pupils;scb_index\na;10;{text}\n")
    column = found.columns.index("scb_index")
    assert found.state[0, column] == state
    assert found.values[0, column] == value if value is not None else found.values[0, column] != 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no row of a school"),
        ("id;pupils;scb_index\n", "no row of a school"),
        ("school;pupils\na;1\n", "no column “id”"),
        ("id;scb_index\na;1\n", "no column “pupils”"),
        ("id;pupils;scb_index\na;1;x1\n", "row 2: “x1” in “scb_index” is not a number"),
        ("id;pupils;scb_index\na;1;nan\n", "row 2: “nan” in “scb_index” is not a number"),
        ("id;pupils;scb_index\na;1;inf\n", "row 2: “inf” in “scb_index” is not a number"),
        ("id;pupils;scb_index\na;1;1e3\n", "row 2: “1e3” in “scb_index” is not a number"),
        ("id;pupils;scb_index\na;1;1\na;2;2\n", "row 3: its id stands in another row"),
        ("id;pupils;scb_index\n;1;1\n", "row 2: it has no id"),
        ("id;pupils;scb_index\na;1\n", "row 2: it has another number of cells"),
        ("id;pupils;scb_index\na;1;1;9\n", "row 2: it has another number of cells"),
        ("id;pupils;pupils\na;1;1\n", "row 1: column names are empty or doubled"),
        ('id,pupils,scb_index\na,"1,234",5\n', "can be read in two ways"),
    ],
)
def test_a_bad_table_is_refused_with_its_row(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert said in caught.value.sentence
    assert caught.value.how


def test_a_thousand_pupils_between_commas_is_asked_back_but_semicolons_are_clear() -> None:
    assert read('id,pupils,scb_index\na,"12,5",5\n').pupils.tolist() == [12.5]
    assert read("id;pupils;scb_index\na;1,234;5\n").pupils.tolist() == [1.234]


def test_codes_and_names_are_kept_and_text_that_nobody_reads_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes("id;name;pupils;scb_index;head teacher\n091;Ö-skola;10;100;Åsa\n".encode("cp1252"))
    found = read_school_table(path, MODEL)
    assert (found.ids, found.names) == (("091",), ("Ö-skola",))
    assert found.source("scb_index").text == "s.csv"


def test_the_sector_is_text() -> None:
    model = preset("goteborg_like")
    columns = sorted({c for part in model.component for c in part.weights})
    text = ";".join(("id", "pupils", "scb_index", "sector", *columns)) + "\na;10;100;kommunal" + ";1" * len(columns)
    assert read(text, model).texts == {"sector": ("kommunal",)}


def test_pupils_that_are_not_known_are_asked_for() -> None:
    found = read("id;name;pupils;scb_index\na;Alppi;..;100\n")
    with pytest.raises(InputError, match=r"Alppi is not known\..*not 0"):
        allocate(MODEL, found)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_school_table(tmp_path / "none.csv", MODEL)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(InputError, match="not a table of text"):
        read_school_table(path, MODEL)
