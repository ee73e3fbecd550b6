"""What an import found: problems with their place and mend, and a ledger that always adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

from ..errors import InputError
from ..i18n import number, tr, trn

Severity = Literal["blocking", "listed"]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be.

    Attributes
    ----------
    code
        Stable key in kebab-case: ``"column-missing"``.
    severity
        ``"blocking"``: nothing is imported before it is mended. ``"listed"``: imported as the sentence says.
    file
        The file as the mapping names it, without its folders.
    template, mend
        English sentences with placeholders for ``file``, ``layer``, ``row``, ``column``, ``value`` and the facts.
    layer
        Layer or sheet inside the file.
    row
        As a person counts it: the row of the spreadsheet for CSV and Excel, the number of the feature from 1 for maps;
        None where the whole file is meant.
    column, value
        Where in the row, and what stands there; the value of a protected pupil is masked.
    facts
        Further values, kept as numbers.

    Examples
    --------
    >>> Problem("gap", "listed", "zones.gpkg", "{file}: {n} gaps.", "Look at them.", facts={"n": 12000}).sentence
    'zones.gpkg: 12\\u202f000 gaps. Look at them.'
    """

    code: str
    severity: Severity
    file: str
    template: str
    mend: str
    layer: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def _written(self) -> dict[str, Any]:
        place = {"file": self.file, "layer": self.layer, "row": self.row, "column": self.column, "value": self.value}
        return place | {key: _written(value) for key, value in self.facts.items()}

    @property
    def what(self) -> str:
        """What is wrong and where, in the current language."""
        return tr(self.template, **self._written())

    @property
    def how(self) -> str:
        """How to mend it, in the current language."""
        return tr(self.mend, **self._written()) if self.mend else ""

    @property
    def sentence(self) -> str:
        """Both sentences, as shown to a person."""
        return f"{self.what} {self.how}".strip()

    def to_json(self) -> dict[str, Any]:
        """Return place, sentence and facts for machine-readable output."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "layer": self.layer,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.sentence,
            "facts": dict(self.facts),
        }


def _written(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    small = abs(value)
    return number(value, 0 if isinstance(value, int) or small >= 100 else 1 if small >= 1 else 3)


def some_of(names: Sequence[str], most: int = 5) -> str:
    """Return names for a sentence: the first few and how many more there are.

    >>> some_of(["A", "B"]), some_of(list("ABCDEFGH"))
    ('A, B', 'A, B, C, D, E (+3)')
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" (+{number(more)})" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the rows of one file: ``rows = accepted + repaired + rejected + excluded``.

    Attributes
    ----------
    file, layer, kind
        The file, the layer or sheet in it, and what it was imported as.
    rows
        Rows counted in the file before any was looked at.
    accepted, repaired, rejected, excluded
        As they were; mended with consent; not usable, each listed as a problem; left out on purpose by the mapping.

    Raises
    ------
    ValueError
        It does not add up.
    """

    file: str
    layer: str
    kind: str
    rows: int
    accepted: int
    repaired: int
    rejected: int
    excluded: int

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.repaired + self.rejected + self.excluded:
            raise ValueError(f"the ledger of {self.file} does not add up: {self}")

    @property
    def sentence(self) -> str:
        """What became of the rows, in the language in force."""
        return tr(
            "{file} ({kind}): {rows} rows = {accepted} as they were + {repaired} repaired + {rejected} rejected"
            " + {excluded} left out",
            file=self.file,
            kind=self.kind,
            rows=number(self.rows),
            accepted=number(self.accepted),
            repaired=number(self.repaired),
            rejected=number(self.rejected),
            excluded=number(self.excluded),
        )


@dataclass(frozen=True)
class ImportReport:
    """Everything an import has to say.

    Attributes
    ----------
    problems
        In the order in which they were found.
    ledgers
        One for each layer of the mapping that has a file.
    """

    problems: tuple[Problem, ...] = ()
    ledgers: tuple[Ledger, ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """The problems that stop the import."""
        return tuple(problem for problem in self.problems if problem.severity == "blocking")

    def of(self, code: str) -> tuple[Problem, ...]:
        """Return the problems of one code."""
        return tuple(problem for problem in self.problems if problem.code == code)

    def counts(self) -> dict[tuple[str, str, str], int]:
        """Return how many problems there are for each code, file and column, to be shown before the single rows."""
        found: dict[tuple[str, str, str], int] = {}
        for problem in self.problems:
            key = (problem.code, problem.file, problem.column)
            found[key] = found.get(key, 0) + 1
        return found


class ImportBlocked(InputError):
    """The import stopped and wrote nothing: the first blocking problem, with the whole report in ``report``."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        self.problem = report.blocking[0]
        super().__init__(
            self.problem.code,
            self.problem.template,
            self.problem.mend,
            **self.problem._written() | dict(self.problem.facts),
        )

    @property
    def what(self) -> str:
        """What happened and where, in the current language."""
        return self.problem.what

    @property
    def how(self) -> str:
        """How to mend it, and how many problems more there are."""
        more = len(self.report.blocking) - 1
        if not more:
            return self.problem.how
        rest = trn("{n} more problem stops the import.", "{n} more problems stop the import.", more)
        return f"{self.problem.how} {rest}"

    def to_json(self) -> dict[str, Any]:
        """Return the error with all problems for machine-readable output."""
        return super().to_json() | {"problems": [problem.to_json() for problem in self.report.problems]}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.report,)


class Findings:
    """Collects problems and ledgers while an import runs."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.ledgers: list[Ledger] = []

    def block(self, code: str, file: str, template: str, mend: str, **place: Any) -> None:
        """Note a problem that stops the import; ``place`` holds fields of :class:`Problem`, the rest become facts."""
        self.problems.append(_problem(code, "blocking", file, template, mend, place))

    def list(self, code: str, file: str, template: str, mend: str, **place: Any) -> None:
        """Note a problem that does not stop the import."""
        self.problems.append(_problem(code, "listed", file, template, mend, place))

    def stop(self, code: str, file: str, template: str, mend: str, **place: Any) -> NoReturn:
        """Note a problem after which nothing more can be read, and stop."""
        self.block(code, file, template, mend, **place)
        raise ImportBlocked(self.report())

    def check(self) -> None:
        """Stop here where anything blocks."""
        if any(problem.severity == "blocking" for problem in self.problems):
            raise ImportBlocked(self.report())

    def report(self) -> ImportReport:
        """Return what has been found so far."""
        return ImportReport(tuple(self.problems), tuple(self.ledgers))


def _problem(code: str, severity: Severity, file: str, template: str, mend: str, place: dict[str, Any]) -> Problem:
    named = {key: place.pop(key) for key in ("layer", "row", "column", "value") if key in place}
    return Problem(code, severity, file, template, mend, **named, facts=place)
