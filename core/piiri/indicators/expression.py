"""A small formula over columns, as a city writes it in its own indicators: ``(foreign_language + support) / pupils``.

Numbers, names of columns, ``+ - * /``, brackets, and ``min max abs sqrt``: nothing else is read, and nothing is ever
handed to Python to run. A formula is read once into a tree of frozen nodes and then computed with whole columns at a
time; what is divided by 0 is NaN."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import FloatArray

FUNCTIONS: Mapping[str, tuple[int, Callable[..., FloatArray]]] = {
    "min": (2, np.minimum),
    "max": (2, np.maximum),
    "abs": (1, np.abs),
    "sqrt": (1, lambda a: np.sqrt(np.where(a < 0, np.nan, a))),
}
"""Name, number of arguments, and what it computes."""

LONGEST = 500
DEEPEST = 50
"""A formula of a person is far shorter and flatter; more is refused before it can exhaust anything."""

_TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([^\W\d][\w.]*)|([-+*/(),])|(\S))")


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a formula: a number, a column, or an operation on other nodes."""

    kind: str
    value: float = 0.0
    name: str = ""
    parts: tuple[Node, ...] = ()

    def columns(self) -> frozenset[str]:
        """Names of all columns it reads.

        >>> sorted(parse("(a + b) / c").columns())
        ['a', 'b', 'c']
        """
        mine = frozenset((self.name,)) if self.kind == "column" else frozenset()
        return mine.union(*(part.columns() for part in self.parts))

    def compute(self, column: Callable[[str], FloatArray]) -> FloatArray:
        """Return its value for whole columns.

        Parameters
        ----------
        column
            Gives a column by name; all of one shape.

        Examples
        --------
        >>> parse("2 * a / b").compute({"a": np.array([1.0, 1.0]), "b": np.array([4.0, 0.0])}.__getitem__).tolist()
        [0.5, nan]
        """
        match self.kind:
            case "number":
                return np.asarray(self.value)
            case "column":
                return np.asarray(column(self.name), dtype=np.float64)
        values = [part.compute(column) for part in self.parts]
        match self.kind:
            case "+":
                return np.asarray(values[0] + values[1])
            case "-":
                return np.asarray(values[0] - values[1])
            case "*":
                return np.asarray(values[0] * values[1])
            case "/":
                return np.asarray(values[0] / np.where(values[1] == 0, np.nan, values[1]))
            case "negative":
                return np.asarray(-values[0])
        return np.asarray(FUNCTIONS[self.name][1](*values))


def parse(text: str, columns: Set[str] | None = None, *, file: str = "", line: int = 1) -> Node:
    """Read a formula.

    Parameters
    ----------
    text
        The formula.
    columns
        Names that it may use; any where None.
    file, line
        Where it stands, for what is said of mistakes.

    Raises
    ------
    InputError
        ``formula-unreadable``, ``formula-unknown-column``, ``formula-unknown-function``, ``formula-arguments`` or
        ``formula-too-long``: the sentence names file, line and place.
    """
    return _Reader(text, columns, file or "TOML", line).read()


class _Reader:
    """Recursive descent: a sum of products of factors."""

    def __init__(self, text: str, columns: Set[str] | None, file: str, line: int) -> None:
        self.columns, self.file, self.line = columns, file, line
        if len(text) > LONGEST:
            raise self._wrong(
                "formula-too-long",
                N_("{file}, line {line}: the formula is longer than {most} signs."),
                N_("Part it into several indicators."),
                most=LONGEST,
            )
        self.tokens = [
            (match[match.lastindex or 0], match.start(match.lastindex or 0)) for match in _TOKEN.finditer(text)
        ]
        self.text, self.at, self.depth = text, 0, 0

    def read(self) -> Node:
        node = self._sum()
        if self.at < len(self.tokens):
            raise self._unreadable()
        return node

    def _sum(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong(
                "formula-too-long",
                N_("{file}, line {line}: brackets in brackets, more than {most} deep."),
                N_("Part it into several indicators."),
                most=DEEPEST,
            )
        node = self._product()
        while self._next() in ("+", "-"):
            node = Node(self._take(), parts=(node, self._product()))
        self.depth -= 1
        return node

    def _product(self) -> Node:
        node = self._factor()
        while self._next() in ("*", "/"):
            node = Node(self._take(), parts=(node, self._factor()))
        return node

    def _factor(self) -> Node:
        signs = 0
        while self._next() in ("-", "+"):
            signs += self._take() == "-"
        node = self._atom()
        return Node("negative", parts=(node,)) if signs % 2 else node

    def _atom(self) -> Node:
        token = self._next()
        if token == "(":
            self._take()
            node = self._sum()
            self._expect(")")
            return node
        if token[:1] in tuple("0123456789"):
            return Node("number", float(self._take()))
        if token[:1].isalpha() or token[:1] == "_":
            name = self._take()
            return self._call(name) if self._next() == "(" else self._column(name)
        raise self._unreadable()

    def _call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise self._wrong(
                "formula-unknown-function",
                N_("{file}, line {line}: there is no function “{name}”."),
                N_("There are: {known}."),
                name=name,
                known=", ".join(FUNCTIONS),
            )
        self._take()
        parts = [self._sum()]
        while self._next() == ",":
            self._take()
            parts.append(self._sum())
        self._expect(")")
        wanted = FUNCTIONS[name][0]
        if len(parts) != wanted:
            raise self._wrong(
                "formula-arguments",
                N_("{file}, line {line}: “{name}” takes {wanted} values, not {given}."),
                N_("Separate them with commas."),
                name=name,
                wanted=wanted,
                given=len(parts),
            )
        return Node("call", name=name, parts=tuple(parts))

    def _column(self, name: str) -> Node:
        if self.columns is not None and name not in self.columns:
            near = get_close_matches(name, self.columns, 1, 0.5)
            mend = (
                N_("Did you mean “{nearest}”? The columns are: {known}.") if near else N_("The columns are: {known}.")
            )
            raise self._wrong(
                "formula-unknown-column",
                N_("{file}, line {line}: there is no column “{name}”."),
                mend,
                name=name,
                nearest=near[0] if near else "",
                known=", ".join(sorted(self.columns)),
            )
        return Node("column", name=name)

    def _next(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][0]

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise self._unreadable()
        self._take()

    def _unreadable(self) -> InputError:
        place = self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)
        return self._wrong(
            "formula-unreadable",
            N_("{file}, line {line}: the formula cannot be read at “{rest}” (sign {place})."),
            N_("Use numbers, columns, + - * /, brackets and the functions {known}."),
            rest=self.text[place : place + 12] or "…",
            place=place + 1,
            known=", ".join(FUNCTIONS),
        )

    def _wrong(self, code: str, template: str, mend: str, **facts: object) -> InputError:
        return InputError(code, template, mend, file=self.file, line=self.line, **facts)
