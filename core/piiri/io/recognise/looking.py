"""Opens every layer of every file without a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from ...errors import InputError
from ...i18n import N_, tr
from ...model.arrays import FloatArray
from ...progress import Part, Progress, silent
from ..guarded import header_rows_of, opened, read_table
from ..layers import shapes_of_texts
from ..mapping import LayerMapping
from ..report import Findings, ImportBlocked, Problem
from ..sources import Format, refuse_address
from ..table import Table
from .questions import Said, say
from .values import Values, values_of
from .words import about, role_matches

_TOTAL = re.compile(
    r"(yhteensä|summa|totalt?|sum|alla|kaikki|samtliga|i alt|alle|grand total|koko (kunta|kaupunki|maa)|hela .+)\W*",
    re.IGNORECASE,
)
_OSM_LAYERS = ("lines",)
_OF_A_PROJECT = "piiri_schema"
Told = Callable[[str], tuple[str, str]]


@dataclass(eq=False)
class Seen:
    """One layer or sheet of a file, opened.

    Attributes
    ----------
    spec
        What a mapping must say to open it so: file, layer, encoding, header row.
    format
        Of the file.
    table
        Its rows.
    problems
        What was found on opening it.
    only_layer
        True where the file has no other.
    """

    spec: LayerMapping
    format: Format
    table: Table
    problems: tuple[Problem, ...]
    only_layer: bool
    _values: dict[str, Values] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What questions call it: the file, with the layer where there are several."""
        return self.spec.file if self.only_layer else f"{self.spec.file}/{self.spec.layer}"

    @cached_property
    def about(self) -> str:
        """The folded words of its file's and its layer's name."""
        return about(self.spec.file, self.spec.layer)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.table.columns)

    def values(self, column: str) -> Values:
        """Return the values of a column."""
        if column not in self._values:
            values = values_of(column, self.table.columns[column])
            rejected = ~self.table.usable
            if rejected.any():
                values = Values(column, np.where(rejected, "", values.said))
            self._values[column] = values
        return self._values[column]

    def by_role(self, role: str) -> tuple[str, ...]:
        """Return the columns that have any value and whose name speaks for a role."""
        return tuple(name for name in self.columns if role_matches(role, name) and self.values(name).filled)

    @cached_property
    def dimension(self) -> int:
        """0 for points, 1 for lines, 2 for areas: what most shapes are; −1 where there are none."""
        if self.table.shapes is None:
            column = self.shape_column
            if not column:
                return 0 if any(self.coordinates) else -1
            first = self.values(column).distinct[0].upper()
            return 2 if "POLYGON" in first else 1 if "LINE" in first else 0
        there = self.table.shapes[~shapely.is_missing(self.table.shapes)]
        if not len(there):
            return -1
        return int(np.bincount(np.maximum(shapely.get_dimensions(there), 0)).argmax())

    @cached_property
    def shape_column(self) -> str:
        """The column of a text file that holds shapes as WKT; empty where there is none."""
        if self.table.shapes is not None:
            return ""
        for name in self.by_role("shape"):
            if re.match(r"\s*(MULTI)?(POINT|LINESTRING|POLYGON)\s*Z?M?\s*\(", self.values(name).distinct[0], re.I):
                return name
        return ""

    @cached_property
    def coordinates(self) -> tuple[str, str]:
        """The columns named east and north, as their names say; two empty texts where there are none."""
        found = {
            role: [name for name in self.by_role(role) if self.values(name).numeric >= 0.9 and self._is_place(name)]
            for role in "xy"
        }
        if not found["x"] or not found["y"]:
            return ("", "")
        return found["x"][0], found["y"][0]

    def _is_place(self, name: str) -> bool:
        """Tell columns of coordinates from such that are called N and E and hold counts."""
        values = self.values(name)
        found = values.numbers[np.isfinite(values.numbers)]
        return len(name) > 2 or len(found) == 0 or bool(np.abs(np.median(found)) > 5000 or not values.whole)

    def xy(self) -> FloatArray:
        """Return one coordinate pair a row as it stands in the file, (N, 2); (0, 2) where there is none."""
        if self.table.shapes is not None or self.shape_column:
            shapes = self.table.shapes
            if shapes is None:
                shapes = shapes_of_texts(self.values(self.shape_column).said)
            there = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
            box = shapely.bounds(there)
            return np.asarray((box[:, :2] + box[:, 2:]) / 2)
        x, y = self.coordinates
        if not x:
            return np.zeros((0, 2))
        pair = np.column_stack((self.values(x).numbers, self.values(y).numbers))
        return np.asarray(pair[np.isfinite(pair).all(axis=1)])

    @cached_property
    def totals(self) -> dict[str, tuple[str, ...]]:
        """Rows at the end that are totals, and rows that repeat the header: column -> values, as ``without`` wants."""
        found: dict[str, list[str]] = {}
        if self.table.shapes is not None or not self.columns:
            return {}
        for row in range(max(0, len(self.table) - 3), len(self.table)):
            for name in self.columns:
                said = self.values(name).said[row]
                if said:
                    if _TOTAL.fullmatch(said):
                        found.setdefault(name, []).append(said)
                    break
        first = self.columns[0]
        if (self.values(first).said == first).any():
            found.setdefault(first, []).append(first)
        return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


@dataclass(frozen=True)
class Unread:
    """A file or layer that is not imported, and why."""

    file: str
    layer: str
    why: Said
    problem: Problem | None = None


def look(
    paths: Sequence[Path], progress: Progress = silent, told: Told | None = None
) -> tuple[list[Seen], list[Unread]]:
    """Open files, every layer and every visible sheet of each.

    Parameters
    ----------
    paths
        Files, and folders whose files are taken.
    progress
        Told how far it is.
    told
        Gives the name of a text file the encoding and the delimiter it is read with; empty ones are found.

    Raises
    ------
    InputError
        ``address-refused``, or ``no-files``: a folder holds none.
    """
    files = files_of(paths)
    seen: list[Seen] = []
    unread: list[Unread] = []
    names: dict[str, int] = {}
    for n, path in enumerate(files):
        text = tr("Looking at {file}", file=path.name)
        part = Part(progress, n / len(files), (n + 1) / len(files))
        part(0.0, text)
        names[path.name] = names.get(path.name, 0) + 1
        name = path.name if names[path.name] == 1 else f"{path.name}#{names[path.name]}"
        findings = Findings()
        try:
            found = opened(path, name, findings, part, text)
        except ImportBlocked as blocked:
            unread.append(_unread(name, "", blocked))
            continue
        kind, layers = found.format, found.layers
        if _OF_A_PROJECT in layers:
            unread.append(Unread(name, "", say(N_("It is a project of Piiri: open it instead."))))
            continue
        several = len(layers) > 1
        if kind == "osm":
            layers = [layer for layer in layers if layer in _OSM_LAYERS]
        for layer in layers:
            try:
                spec = LayerMapping("", path, name, layer=layer if several or kind in ("csv", "xlsx") else "")
                if kind == "csv" and told is not None:
                    encoding, delimiter = told(name)
                    spec = replace(spec, encoding=encoding, delimiter=delimiter)
                seen.append(_look_at(spec, kind, len(layers) == 1, part, text))
            except ImportBlocked as blocked:
                unread.append(_unread(name, layer, blocked))
    return seen, unread


def _unread(file: str, layer: str, blocked: ImportBlocked) -> Unread:
    problem = blocked.problem
    return Unread(file, layer, say(problem.template, **problem._written() | dict(problem.facts)), problem)


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files among paths, and those in folders; without those that only go along with another.

    Raises
    ------
    InputError
        ``address-refused``, or ``no-files``.
    """
    companions = (".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".gfs", ".xsd", ".qix", ".shp.xml")
    found: list[Path] = []
    for path in paths:
        refuse_address(str(path), path.name)
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        if path.is_dir():
            inside = [each for each in inside if each.is_file() and not each.name.startswith(".")]
        found += [each for each in inside if not each.name.lower().endswith(companions)]
    if not found:
        raise InputError("no-files", N_("There is no file to look at."), N_("Name files, or a folder that holds some."))
    return list(dict.fromkeys(found))


def _look_at(spec: LayerMapping, kind: Format, only: bool, progress: Progress, text: str) -> Seen:
    findings, heard = Findings(), Findings()
    if kind in ("csv", "xlsx"):
        spec = header_rows_of(spec, kind, heard, Part(progress, 0.0, 0.2), text)
    # how the text was read is known from here on, so that it would not be said again
    findings.problems += [problem for problem in heard.problems if problem.code == "encoding-guessed"]
    table = read_table(spec, findings, Part(progress, 0.2, 1.0), text)
    return Seen(spec, kind, table, tuple(findings.problems), only)
