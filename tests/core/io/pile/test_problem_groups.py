"""Problems together, filtered, row by row, and as a table that Excel opens."""

from __future__ import annotations

import csv
import io

from shared.city_files import CATCHMENTS, OUTSIDE, PUPILS, WRONG

from piiri.io.pile import Outcome, grouped, problems_csv
from piiri.io.report import Problem


def problem(code: str, severity: str = "listed", file: str = "a.csv", **place: object) -> Problem:
    return Problem(code, severity, file, "{file}: x.", "Mend.", **place)  # type: ignore[arg-type]


def test_what_stops_the_import_comes_first_then_the_largest() -> None:
    problems = [problem("a", row=1), problem("b", row=1), problem("b", row=2), problem("c", "blocking")]
    groups = grouped(problems)
    assert [(group.code, len(group.problems)) for group in groups] == [("c", 1), ("b", 2), ("a", 1)]
    assert groups[0].blocking and not groups[1].blocking


def test_every_problem_is_in_one_group_and_filters_only_leave_out(outcome: Outcome) -> None:
    problems = outcome.report.problems
    assert sorted(map(id, problems)) == sorted(id(each) for group in grouped(problems) for each in group.problems)
    only = [each for group in grouped(problems, file=PUPILS) for each in group.problems]
    assert only == [each for group in grouped(problems) for each in group.problems if each.file == PUPILS]
    worded = [each for group in grouped(problems, "EI TIEDOSSA") for each in group.problems]
    assert len(worded) == WRONG and all(each.value == "ei tiedossa" for each in worded)
    assert grouped(problems, "no such words") == ()


def test_a_problem_that_names_several_rows_counts_and_shows_each(outcome: Outcome) -> None:
    outside = next(group for group in grouped(outcome.report.problems, file=PUPILS) if group.code == "points-outside")
    assert outside.rows == OUTSIDE == len(outside.by_row)
    assert len({each.row for each in outside.by_row}) == OUTSIDE


def test_each_group_has_a_title_and_advice(outcome: Outcome) -> None:
    for group in grouped(outcome.report.problems):
        assert group.title and group.mend and "mapping" not in group.title


def test_the_table_says_file_sheet_row_column_value_rule_and_mend(outcome: Outcome) -> None:
    text = problems_csv(outcome.report.problems)
    assert text.startswith("\ufeffFile;Sheet;Row;Column;Value;Rule;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == sum(len(group.by_row) for group in grouped(outcome.report.problems))
    wrong = [row for row in rows if row["Rule"] == "not-a-number"]
    assert [(row["File"], row["Column"], row["Value"]) for row in wrong] == [(PUPILS, "itä", "ei tiedossa")] * WRONG
    assert [row["Row"] for row in wrong] == ["62", "63"]
    assert any(row["File"] == CATCHMENTS and row["Rule"] == "overlap" for row in rows)


def test_a_cell_is_never_a_formula() -> None:
    text = problems_csv(
        [problem("a", value="=HYPERLINK(1)", row=1), problem("b", value="@x"), problem("c", value="-1")]
    )
    cells = [row[4] for row in csv.reader(io.StringIO(text), delimiter=";")]
    assert cells[1:] == ["'=HYPERLINK(1)", "'@x", "'-1"]
