"""What recognising files gives: a mapping that can be run or changed, open questions, and what is left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..mapping import ImportMapping
from ..report import Problem
from .kinds import Guess
from .looking import Unread
from .questions import Question, Said


@dataclass(frozen=True)
class Recognised:
    """What one layer or sheet was taken for.

    Attributes
    ----------
    key
        What questions call it: the file, with the layer where there are several.
    file, layer, format
        Where it is, and the format of the file.
    rows
        How many there are.
    kind
        A key of :data:`~piiri.io.recognise.kinds.KINDS`, as guessed or as answered.
    sure
        0 to 1; 1 where a person said so.
    reasons
        What speaks for it.
    others
        What else it may be.
    source
        The source it is known as; empty for others.
    crs, swapped
        The system of its coordinates, and True where north comes first.
    encoding, delimiter, header_row
        How a text file was read; empty and 1 for others.
    columns
        (column, role) of the columns that are used.
    left_out
        The columns that are not imported.
    """

    key: str
    file: str
    layer: str
    format: str
    rows: int
    kind: str
    sure: float
    reasons: tuple[Said, ...]
    others: tuple[Guess, ...] = ()
    source: str = ""
    crs: str = ""
    swapped: bool = False
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    columns: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it for machine-readable output."""
        return {
            "key": self.key,
            "file": self.file,
            "layer": self.layer,
            "format": self.format,
            "rows": self.rows,
            "kind": self.kind,
            "sure": round(self.sure, 3),
            "reasons": [reason.text for reason in self.reasons],
            "others": [{"kind": other.kind, "sure": round(other.sure, 3)} for other in self.others],
            "source": self.source,
            "crs": self.crs,
            "swapped": self.swapped,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "columns": [{"column": column, "role": role} for column, role in self.columns],
            "left_out": list(self.left_out),
        }


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a pile of files.

    Attributes
    ----------
    mapping
        For :func:`piiri.io.importing.import_layers`, once no question is open; None where the files cannot make a
        project, or a question is open without whose answer no mapping can be written.
    layers
        What each layer was taken for.
    questions
        All that were asked, answered or not, in their order.
    unread
        What is not imported, and why.
    problems
        What was found on opening the files.
    lacking
        Why there is no mapping; None where there is one.
    """

    mapping: ImportMapping | None
    layers: tuple[Recognised, ...]
    questions: tuple[Question, ...]
    unread: tuple[Unread, ...]
    problems: tuple[Problem, ...]
    lacking: Said | None = None

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that wait for an answer."""
        return tuple(question for question in self.questions if question.open)

    @property
    def assumed(self) -> tuple[Question, ...]:
        """The questions whose default holds because nobody answered."""
        return tuple(question for question in self.questions if question.answer is None and not question.open)

    def to_json(self) -> dict[str, Any]:
        """Return it for machine-readable output."""
        return {
            "layers": [layer.to_json() for layer in self.layers],
            "questions": [question.to_json() for question in self.questions],
            "not_imported": [{"file": each.file, "layer": each.layer, "why": each.why.text} for each in self.unread],
            "lacking": self.lacking.text if self.lacking else "",
        }
