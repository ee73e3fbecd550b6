"""Which column of a table of observations is which: by name, by what stands in it, and when neither tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiri.io.observation_columns import ObservationColumns, look_at, read_as, read_recognised, recognised_columns
from piiri.io.report import ImportBlocked
from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, SeriesBreak

SCHOOLS = {"S1": "Asema", "S2": "Itäharju"}
FULL = """lukuvuosi;koulu;S2-osuus;Oppilaita;n;katkos
2023-24;Asema;0,21;230;230;
2024-25;Asema;..;240;8;uusi laki
2024-25;Itäharju;;100;100;uusi laki
"""


def table(folder: Path, text: str) -> Path:
    path = folder / "vuodet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_are_told_by_their_names(tmp_path: Path) -> None:
    found, report, columns = read_recognised(table(tmp_path, FULL), SCHOOLS)
    assert (columns.year, columns.school, columns.base, columns.series_break) == ("lukuvuosi", "koulu", "n", "katkos")
    assert columns.values == ("S2-osuus", "Oppilaita")
    assert not report.problems
    rows = {
        (key, school, year): state
        for key, school, year, state in zip(
            found.indicator, found.school, found.year.tolist(), found.state.tolist(), strict=True
        )
    }
    assert rows["S2-osuus", "S1", 2023] == NUMBER
    assert rows["S2-osuus", "S1", 2024] == SUPPRESSED
    assert rows["S2-osuus", "S2", 2024] == ABSENT
    assert rows["Oppilaita", "S2", 2024] == NUMBER
    assert found.breaks == (SeriesBreak("S2-osuus", 2024, "uusi laki"), SeriesBreak("Oppilaita", 2024, "uusi laki"))


def test_columns_are_told_by_what_stands_in_them(tmp_path: Path) -> None:
    path = table(tmp_path, "When,Where,Share\n2023,s1,0.2\n2024/2025,itäharju,0.3\n")
    columns, breaks = recognised_columns(path, SCHOOLS)
    assert (columns.year, columns.school, columns.values, columns.base) == ("When", "Where", ("Share",), "")
    assert breaks == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("koulu;osuus\nAsema;0,2\nItäharju;0,3\n", "no column with years"),
        ("vuosi;koulu;osuus\n2024;Hukkala;0,2\n2025;Hukkala;0,3\n", "no column with the project’s schools"),
        ("vuosi;koulu;huomio\n2024;Asema;hyvä\n2025;Asema;parempi\n", "no column with numbers"),
    ],
)
def test_what_is_not_recognised_is_said(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ImportBlocked, match=words):
        recognised_columns(table(tmp_path, text), SCHOOLS)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportBlocked, match="There is no file"):
        recognised_columns(tmp_path / "ei.csv", SCHOOLS)


def test_a_person_corrects_what_was_recognised(tmp_path: Path) -> None:
    path = table(tmp_path, FULL)
    file = look_at(path, SCHOOLS)
    assert file.columns == recognised_columns(path, SCHOOLS)[0]
    assert file.rows.columns == ("lukuvuosi", "koulu", "S2-osuus", "Oppilaita", "n", "katkos")
    assert file.rows.rows[1].cells == ("2024-25", "Asema", "..", "240", "8", "uusi laki") and file.rows.of == 3
    assert file.rows.numeric == {"S2-osuus", "Oppilaita", "n"}
    chosen = ObservationColumns("lukuvuosi", "koulu", ("n",), "Oppilaita")
    found, _, columns = read_as(path, SCHOOLS, chosen)
    assert columns == chosen and found.indicators == ("n",) and found.breaks == ()
    assert sorted(found.base.tolist()) == [100, 230, 240]


def test_a_file_in_which_nothing_is_recognised_is_shown_all_the_same(tmp_path: Path) -> None:
    path = table(tmp_path, "a;b\nx;y\n")
    assert look_at(path, SCHOOLS).columns == ObservationColumns("", "", ())
    with pytest.raises(ImportBlocked, match="no column with years"):
        read_as(path, SCHOOLS, ObservationColumns("", "b", ("a",)))
