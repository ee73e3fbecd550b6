"""The sample shows the first rows and the letters, and nothing private."""

from __future__ import annotations

from pathlib import Path

from shared.city_files import PUPILS, SCHOOLS, SURNAMES

from piiri.io.columns import MASKED
from piiri.io.pile import Opened, open_pile, sample_of
from piiri.io.pile.samples import FIRST


def test_names_identity_numbers_and_protected_places_are_masked(opened: Opened) -> None:
    seen = opened.of(PUPILS)
    assert seen is not None
    sample = sample_of(seen, "turvakielto")
    assert sample.private == {"henkilötunnus": "identity", "sukunimi": "name"}
    said = {cell for row in sample.rows for cell in row.cells}
    assert not said & set(SURNAMES) and not any("131052" in cell for cell in said)
    banned = [row for row in sample.rows if row.protected]
    east = sample.columns.index("itä")
    assert banned and all(row.cells[east] == MASKED for row in banned)
    assert all(row.cells[east] != MASKED for row in sample.rows if not row.protected)


def test_the_rows_are_those_a_spreadsheet_shows(opened: Opened) -> None:
    sample = sample_of(opened.of(SCHOOLS))  # type: ignore[arg-type]
    assert [row.number for row in sample.rows] == list(range(2, len(sample.rows) + 2))
    assert sample.of == len(sample.rows) and "oppilaspaikat" in sample.numeric


def test_rows_with_letters_come_along_where_the_first_have_none(tmp_path: Path) -> None:
    lines = [f"{n};Asema;1" for n in range(60)] + ["60;Äijälä;2", "61;Asema;3", "62;Åsen;4"]
    (tmp_path / "koulut.csv").write_bytes(("tunnus;nimi;paikat\n" + "\n".join(lines) + "\n").encode("cp1252"))
    sample = sample_of(open_pile([tmp_path]).seen[0])
    assert len(sample.rows) == FIRST + 2
    assert [row.number for row in sample.rows if row.for_letters] == [62, 64]
    assert set(sample.letters) == {"Äijälä", "Åsen"}
