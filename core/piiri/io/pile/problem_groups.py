"""Problems of an import as a person goes through them: those of one kind together, and all of them as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...i18n import N_, tr
from ..report import Problem

_TITLES = {
    "address-empty": N_("Neither place nor address"),
    "address-near": N_("Streets that are alike"),
    "address-number": N_("House number not known"),
    "address-postcode": N_("Another postal code"),
    "address-several": N_("Address of several places"),
    "address-street": N_("Street not known"),
    "addresses-matched": N_("Placed by address"),
    "all-outside": N_("All points outside the areas"),
    "area-doubled": N_("Area covered by others"),
    "attends-unknown": N_("Unknown school attended"),
    "block-doubled": N_("Block twice"),
    "blocks-made": N_("Blocks made"),
    "borders-snapped": N_("Borders made one"),
    "block-tiny": N_("Tiny block"),
    "cell-empty": N_("Empty cell"),
    "cells-hidden": N_("Hidden columns"),
    "cells-in-error": N_("Excel errors"),
    "class-without-grade": N_("Class without a grade"),
    "columns-left-out": N_("Columns not imported"),
    "counts-hidden": N_("Counts not told"),
    "count-hidden": N_("Count not told"),
    "encoding-guessed": N_("Encoding guessed"),
    "formulas-not-computed": N_("Formulas without a value"),
    "gap": N_("Gap between areas"),
    "hole": N_("Hole that stays"),
    "id-missing": N_("Id missing"),
    "limits-not-said": N_("Distance limits assumed"),
    "no-school-known": N_("No school known"),
    "not-a-number": N_("Not a number"),
    "not-an-area": N_("Not an area"),
    "not-whole": N_("Not a whole number"),
    "not-yes-or-no": N_("Neither yes nor no"),
    "number-ambiguous": N_("Number with two readings"),
    "overlap": N_("Overlap of areas"),
    "person-doubled": N_("Person twice"),
    "person-unknown": N_("No identity number"),
    "places-not-known": N_("Places not known"),
    "points-outside": N_("Points outside the areas"),
    "polygon-invalid": N_("Border crosses itself"),
    "pupil-placeless": N_("Pupil without a place"),
    "reader-warns": N_("Warning of the reader"),
    "rounding-closed": N_("Rounding closed"),
    "row-ragged": N_("Row of another length"),
    "rows-hidden": N_("Hidden rows"),
    "rows-without": N_("Rows left out as totals"),
    "places-unused": N_("Places of unknown schools"),
    "residents-spread": N_("Figures spread"),
    "row-refused": N_("Area left out"),
    "rings-closed": N_("Open rings closed"),
    "teaches-unknown": N_("Unknown kind of school"),
    "shape-not-text": N_("No shape in the row"),
    "area-lost": N_("Area outside the system"),
    "pupils-made-up": N_("Pupils made up"),
    "school-ambiguous": N_("Several schools fit"),
    "school-doubled": N_("School twice"),
    "school-empty": N_("No school named"),
    "school-unknown": N_("School not known"),
    "shape-broken": N_("Shape broken"),
    "shape-missing": N_("Shape missing"),
    "sheets-hidden": N_("Hidden sheets"),
    "slivers-merged": N_("Slivers merged"),
    "text-garbled": N_("Letters garbled"),
    "too-large": N_("Number too large"),
    "too-small": N_("Number too small"),
    "values-hidden": N_("Values not told"),
    "zeros-restored": N_("Leading zeros restored"),
}


_ADVICE = {
    "columns-left-out": N_("Give them a meaning on the step Columns if they are needed."),
    "encoding-guessed": N_("Look at the sample rows for å, ä and ö; if they are wrong, save the file as UTF-8."),
    "rows-without": N_("They are sums of the other rows; they are counted in the ledger as left out."),
    "limits-not-said": N_("They are those that Helsinki publishes; a mapping file can say the municipality's own."),
    "number-ambiguous": N_("Save the column with another decimal sign, or without separators of thousands."),
}
"""What helps where there is no mapping file to be changed."""

_HEADS = (
    *(N_("File"), N_("Sheet"), N_("Row"), N_("Column"), N_("Value"), N_("Rule")),
    *(N_("Stops the import"), N_("Problem"), N_("How to mend it")),
)


def advice(problem: Problem) -> str:
    """Return how a problem is mended by somebody who writes no mapping."""
    return tr(_ADVICE[problem.code]) if problem.code in _ADVICE else problem.how


@dataclass(frozen=True)
class ProblemGroup:
    """Problems of one code, file and column.

    Attributes
    ----------
    code, file, layer, column
        What they share.
    problems
        In the order in which they were found.
    """

    code: str
    file: str
    layer: str
    column: str
    problems: tuple[Problem, ...]

    @property
    def blocking(self) -> bool:
        """True where the import waits for them."""
        return any(problem.severity == "blocking" for problem in self.problems)

    @property
    def title(self) -> str:
        """What they are, in a few words."""
        return tr(_TITLES[self.code]) if self.code in _TITLES else self.problems[0].what

    @property
    def mend(self) -> str:
        """What was or is to be done."""
        return advice(self.problems[0])

    @property
    def by_row(self) -> tuple[Problem, ...]:
        """The problems, those that name several rows once for each."""
        return tuple(each for problem in self.problems for each in by_row(problem))

    @property
    def rows(self) -> int:
        """How many rows it is about: a problem that names several counts each."""
        return sum(int(each.facts.get("n", 1)) if each.row is not None else 1 for each in self.problems)


def by_row(problem: Problem) -> tuple[Problem, ...]:
    """Return a problem once for each row it names.

    >>> [each.row for each in by_row(Problem("far", "listed", "a.csv", "Far.", "", row=2, facts={"rows": [2, 7]}))]
    [2, 7]
    """
    rows = problem.facts.get("rows")
    if problem.row is None or not isinstance(rows, list) or len(rows) < 2:
        return (problem,)
    return tuple(replace(problem, row=int(row), facts={**problem.facts, "rows": [row]}) for row in rows)


def grouped(problems: Sequence[Problem], text: str = "", file: str = "") -> tuple[ProblemGroup, ...]:
    """Return problems in groups: those that stop the import first, then the largest.

    Parameters
    ----------
    problems
        All of them.
    text
        Only those whose sentence, file, column or value holds this; case does not count.
    file
        Only those of this file.
    """
    found: dict[tuple[str, str, str, str], list[Problem]] = {}
    wanted = text.casefold().strip()
    for problem in problems:
        if file and problem.file != file:
            continue
        if wanted and wanted not in f"{problem.sentence} {problem.file} {problem.column} {problem.value}".casefold():
            continue
        found.setdefault((problem.code, problem.file, problem.layer, problem.column), []).append(problem)
    groups = [ProblemGroup(*key, tuple(each)) for key, each in found.items()]
    return tuple(sorted(groups, key=lambda group: (not group.blocking, -len(group.problems))))


def problems_csv(problems: Sequence[Problem]) -> str:
    """Return problems as a table that Excel opens as it is in the Nordic countries: semicolons, UTF-8 with its mark.

    A cell that a spreadsheet would take for a formula is written as a text.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(tr, _HEADS))
    for each in (one for problem in problems for one in by_row(problem)):
        stops = tr("Yes") if each.severity == "blocking" else tr("No")
        row = "" if each.row is None else str(each.row)
        cells = (each.file, each.layer, row, each.column, each.value, each.code, stops, each.what, advice(each))
        writer.writerow([_plain(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
