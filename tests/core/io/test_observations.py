"""Observations from files: numbers, hidden values and empty cells kept apart; every row left out is named."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from piiri.io.observations import read_observations
from piiri.io.report import ImportBlocked
from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED

SCHOOLS = {"S1": "Asema", "S2": "Itäharju"}
ROWS = [
    ["vuosi", "koulu", "S2-osuus", "oppilaita"],
    ["2023-24", "Asema", "0,21", "230"],
    ["2024/2025", "S1", "..", "8"],
    ["2024", "itäharju", "", ""],
    ["2025", "Hukkala", "0,3", "100"],
    ["viime vuonna", "S2", "0,3", "100"],
    ["2023", "S1", "0,9", "3"],
]


def read(path: Path) -> tuple[list[tuple[str, int, int, int]], list[tuple[str, int]]]:
    found, report = read_observations(
        path, SCHOOLS, year="vuosi", school="koulu", values={"s2": "S2-osuus"}, base="oppilaita"
    )
    rows = zip(found.school, found.year.tolist(), found.state.tolist(), found.base.tolist(), strict=True)
    return list(rows), [(problem.code, problem.row) for problem in report.problems if problem.row]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_three_kinds_of_cells_and_rows_left_out(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"vuodet.{kind}"
    if kind == "csv":
        path.write_text("\n".join(";".join(row) for row in ROWS), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append([cell or None for cell in row])
        book.save(path)
    rows, problems = read(path)
    assert rows == [("S1", 2023, NUMBER, 230), ("S1", 2024, SUPPRESSED, 8), ("S2", 2024, ABSENT, -1)]
    assert problems == [("no-year", 6), ("school-unknown", 5), ("told-twice", 7)]


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vuodet.csv"
    path.write_text("vuosi;koulu;S2\n2024;S1;0,2\n", encoding="utf-8")
    with pytest.raises(ImportBlocked, match="no column “oppilaita”"):
        read(path)
    path.write_text("vuosi;koulu;S2-osuus;oppilaita\n2024;Hukkala;0,2;10\n", encoding="utf-8")
    with pytest.raises(ImportBlocked, match="no row can be used"):
        read(path)
    with pytest.raises(ImportBlocked, match="There is no file"):
        read(tmp_path / "ei.csv")
