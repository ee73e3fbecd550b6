"""What a workbook hides is listed with the row or the cell where it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from piiri.io.mapping import LayerMapping
from piiri.io.report import Findings
from piiri.io.workbooks import Sheet, read_sheet, sheet_names


def saved(book: openpyxl.Workbook, folder: Path) -> tuple[Sheet, Findings]:
    path, findings = folder / "a.xlsx", Findings()
    book.save(path)
    return read_sheet(path, LayerMapping("pupils", path, path.name), findings), findings


@pytest.fixture
def book() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in (["a", "b", "c"], [1, 2.0, 2.5], [None, True, "x"]):
        made.active.append(row)
    return made


def test_values_as_texts(book, tmp_path: Path) -> None:
    sheet, findings = saved(book, tmp_path)
    assert sheet.records == [["a", "b", "c"], ["1", "2", "2.5"], ["", "1", "x"]]
    assert not findings.problems and sheet.merged == {}


def test_hidden_rows_and_errors_and_formulas(book, tmp_path: Path) -> None:
    book.active.row_dimensions[2].hidden = True
    book.active["C3"] = "#DIV/0!"
    book.active["A3"] = "=1+1"
    sheet, findings = saved(book, tmp_path)
    found = {problem.code: problem for problem in findings.problems}
    assert found["rows-hidden"].facts["rows"] == [2] and "row 2" in found["rows-hidden"].sentence
    assert (found["cells-in-error"].row, found["cells-in-error"].value) == (3, "#DIV/0!")
    assert found["formulas-not-computed"].value == "A3"
    assert sheet.records[2] == ["", "1", ""]


def test_joined_cells_say_their_columns(book, tmp_path: Path) -> None:
    book.active.merge_cells("B1:C1")
    book.active.merge_cells("A2:A3")
    sheet, _ = saved(book, tmp_path)
    assert sheet.merged == {1: ((1, 2),)}


def test_names_of_sheets(book, tmp_path: Path) -> None:
    book.create_sheet("old").sheet_state = "hidden"
    saved(book, tmp_path)
    assert sheet_names(tmp_path / "a.xlsx", "a.xlsx", Findings()) == (["Sheet", "old"], ["old"])
