"""A city's own indicators: named formulas over the columns of the tally, in TOML, kept with the project.

[[indicator]]
key = "need"
name = "Foreign-language pupils and pupils with support"
formula = "(foreign_language + support) / pupils"
unit = "share"                # pupils, share, m, index or eur
better = ""                   # lower, higher or empty
base = "pupils"               # the column that the minimum base is asked of
minimum_base = 10
source = "pupil register, 20 September"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..countable import Columns
from ..errors import InputError
from ..funding.places import line_of, line_of_fault, lines_of
from ..i18n import N_
from ..model.arrays import BoolArray, FloatArray
from .expression import Node, parse
from .registry import INDICATORS

UNITS = ("pupils", "share", "m", "index", "eur")
BETTER = ("lower", "higher", "")
_KEYS = {
    "key": str,
    "name": str,
    "formula": str,
    "unit": str,
    "better": str,
    "base": str,
    "minimum_base": int,
    "source": str,
}
_NEEDED = ("key", "name", "formula")


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """One indicator of a city.

    Attributes
    ----------
    key, name, unit, better, formula, source, minimum_base
        As in :class:`.registry.Indicator`; the name as the city wrote it.
    base
        The column that the minimum base is asked of; empty for none.
    tree
        The formula, read.
    """

    key: str
    name: str
    unit: str
    better: str
    formula: str
    source: str
    base: str
    minimum_base: int
    tree: Node

    def compute(self, column: Callable[[str], FloatArray]) -> tuple[FloatArray, BoolArray]:
        """Return the values of some rows, and where their base is too small to be shown.

        Parameters
        ----------
        column
            Gives a column of the tally by key, as ``IntakeTable.column``; all of one shape.
        """
        values = self.tree.compute(column)
        if not self.base:
            return values, np.zeros(values.shape, dtype=np.bool_)
        base = np.asarray(column(self.base))
        return np.broadcast_to(values, base.shape), np.asarray((base > 0) & (base < self.minimum_base))


def usable_columns(columns: Columns) -> frozenset[str]:
    """Names of the tally's columns that a formula may use."""
    return frozenset(key for key in columns.keys if not key.startswith(("bin_", "nearest_")))


def read_own_indicators(text: str, columns: Set[str], file: str = "TOML") -> tuple[OwnIndicator, ...]:
    """Read a city's indicators.

    Parameters
    ----------
    text
        TOML.
    columns
        Names that formulas may use, see :func:`usable_columns`.
    file
        Its name, for what is said of mistakes.

    Raises
    ------
    InputError
        ``indicators-syntax``, ``indicator-key-unknown``, ``indicator-key-missing``, ``indicator-value``,
        ``indicator-twice``, or as :func:`.expression.parse`: the sentence names the line.

    Examples
    --------
    >>> own = read_own_indicators('[[indicator]]\\nkey = "half"\\nname = "Half"\\nformula = "pupils / 2"', {"pupils"})
    >>> own[0].compute({"pupils": np.array([4.0])}.__getitem__)[0].tolist()
    [2.0]
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            "indicators-syntax",
            N_("{file}, line {line}: this is not TOML ({reason})."),
            N_("Compare the line with the example in the help."),
            file=file,
            line=line_of_fault(text, fault),
            reason=str(fault),
        ) from None
    lines = lines_of(text)

    def wrong(code: str, template: str, mend: str, *path: str | int, **facts: Any) -> InputError:
        return InputError(code, template, mend, file=file, line=line_of(lines, path), **facts)

    unknown = next((key for key in document if key != "indicator"), "")
    rows = document.get("indicator", [])
    if unknown or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise wrong(
            "indicator-key-unknown",
            N_("{file}, line {line}: there is no key “{key}” here."),
            N_("Begin each indicator with [[indicator]]."),
            unknown or "indicator",
            key=unknown or "indicator",
        )
    found: list[OwnIndicator] = []
    for position, row in enumerate(rows):
        for key, value in row.items():
            if key not in _KEYS:
                raise wrong(
                    "indicator-key-unknown",
                    N_("{file}, line {line}: there is no key “{key}” here."),
                    N_("The keys are: {known}."),
                    *("indicator", position, key),
                    key=key,
                    known=", ".join(_KEYS),
                )
            fits = isinstance(value, _KEYS[key]) and not isinstance(value, bool)
            allowed = {"unit": UNITS, "better": BETTER, "base": ("", *sorted(columns))}.get(key)
            if not fits or (allowed is not None and value not in allowed) or (key == "minimum_base" and value < 0):
                raise wrong(
                    "indicator-value",
                    N_("{file}, line {line}: “{key}” cannot be {value}."),
                    N_("It may be: {known}.") if allowed else N_("Write a text in quotes, or a whole number from 0."),
                    *("indicator", position, key),
                    key=key,
                    value=repr(value),
                    known=", ".join(each or '""' for each in allowed or ()),
                )
        for key in _NEEDED:
            if not row.get(key):
                raise wrong(
                    "indicator-key-missing",
                    N_("{file}, line {line}: the key “{key}” is missing."),
                    N_("Every indicator needs: {known}."),
                    *("indicator", position),
                    key=key,
                    known=", ".join(_NEEDED),
                )
        if row["key"] in {own.key for own in found} | {each.key for each in INDICATORS}:
            raise wrong(
                "indicator-twice",
                N_("{file}, line {line}: there is an indicator “{key}” already."),
                N_("Choose another key."),
                *("indicator", position, "key"),
                key=row["key"],
            )
        line = line_of(lines, ("indicator", position, "formula"))
        found.append(
            OwnIndicator(
                row["key"],
                row["name"],
                row.get("unit", "index"),
                row.get("better", ""),
                row["formula"],
                row.get("source", ""),
                row.get("base", ""),
                row.get("minimum_base", 10),
                parse(row["formula"], columns, file=file, line=line),
            )
        )
    return tuple(found)
