"""Schools from files, and the names that other files call them by."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, FloatArray
from ..model.schools import NO_LIMIT, Schools
from .columns import numbers, texts
from .mapping import ImportMapping
from .report import Findings, some_of
from .table import Fate, Table

_SUFFIX = re.compile(r"\s+(skole|skola|skolan|koulu|school)$")
_YEAR = re.compile(r"\s+20\d\d\s*[-\u2013/]\s*(20)?\d\d$")


def plain_name(name: str) -> str:
    """Return a name as it is compared: case, spaces, a closing school year and a closing "school" do not matter.

    >>> plain_name("GRÜNERLØKKA"), plain_name(" Grünerløkka  skole")
    ('grünerløkka', 'grünerløkka')
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _SUFFIX.sub("", _YEAR.sub("", folded))


@dataclass
class School:
    """One school while an import runs.

    Attributes
    ----------
    id, name, x_m, y_m, places
        As in :class:`piiri.model.schools.Schools`; the place is NaN until it is known.
    teaches
        Ids of the stages it teaches; None where no file says so.
    table, row
        Where it comes from; None for a school known only by the name of its catchment.
    """

    id: str
    name: str
    x_m: float = float("nan")
    y_m: float = float("nan")
    places: int = NO_LIMIT
    teaches: tuple[str, ...] | None = None
    table: Table | None = None
    row: int = -1


@dataclass
class SchoolBook:
    """All schools met so far, and how to find one by what another file calls it.

    Attributes
    ----------
    mapping
        Gives aliases and places.
    open
        True where no file of schools was given: then any name met becomes a school.
    """

    mapping: ImportMapping
    open: bool
    schools: list[School] = field(default_factory=list)

    def read(self, table: Table, xy: FloatArray, findings: Findings) -> None:
        """Take over the schools of a file.

        Blocking: ``school-doubled``. Listed and rejected: ``id-missing``, ``place-missing`` and what
        :func:`piiri.io.columns.numbers` lists.
        """
        columns, aliases = table.spec.columns, self.mapping.aliases
        names = texts(table.columns[columns.get("name") or columns["id"]])
        names = np.array([aliases.get(name, name) for name in names], dtype=object)
        ids = texts(table.columns[columns["id"]]) if "id" in columns else names
        ids = np.array([aliases.get(key, key) for key in ids], dtype=object)
        places = np.full(len(table), NO_LIMIT)
        if "places" in columns:
            read = numbers(table, columns["places"], findings, whole=True, low=0, high=100_000)
            places = np.where(np.isnan(read.values), NO_LIMIT, read.values).astype(np.int64)
        teaches = self._teaches(table, findings)
        for row in map(int, np.flatnonzero(table.usable)):
            if not ids[row]:
                _reject(table, row, "id-missing", N_("{file}, row {row}: the school has no id."), findings)
            elif not np.isfinite(xy[row]).all():
                _reject(table, row, "place-missing", N_("{file}, row {row}: the school has no place."), findings)
            else:
                here = places[row]
                for key in (ids[row], names[row]):
                    here = self.mapping.places.get(key, here)
                x_m, y_m = map(float, xy[row])
                self.schools.append(School(ids[row], names[row], x_m, y_m, int(here), teaches[row], table, row))
        self._refuse_doubled(table, findings)

    def _teaches(self, table: Table, findings: Findings) -> list[tuple[str, ...] | None]:
        column = table.spec.columns.get("teaches")
        if column is None:
            return [None] * len(table)
        known, found = table.spec.teaches, []
        for row, value in enumerate(texts(table.columns[column])):
            if value not in known and table.usable[row]:
                findings.list(
                    "teaches-unknown",
                    table.file,
                    N_("{file}, row {row}: the mapping does not say what a school of “{value}” teaches."),
                    N_("Add it under “teaches”; until then it teaches nothing."),
                    **table.place(row, column),
                    value=value,
                )
            found.append(known.get(value, ()))
        return list(found)

    def _refuse_doubled(self, table: Table, findings: Findings) -> None:
        first: dict[str, School] = {}
        for school in self.schools:
            other = first.setdefault(school.id, school)
            if other is not school and school.table is table and other.table is not None:
                findings.block(
                    "school-doubled",
                    table.file,
                    N_("{file}, row {row}: the school id “{value}” is already in row {other_row} of {other_file}."),
                    N_("Give each school an id of its own, or remove one of the rows."),
                    **table.place(school.row, table.spec.columns.get("id") or table.spec.columns["name"]),
                    value=school.id,
                    other_row=str(int(other.table.row[other.row])),
                    other_file=other.table.file,
                )

    def find(self, name: str, stage: str) -> list[int]:
        """Return the schools a name may mean at a stage: one is found, none is unknown, several are ambiguous.

        An id comes before a name as it is written, that before one that differs in case or in a closing "school". Where
        several have the name, those that teach the stage count.
        """
        name = self.mapping.aliases.get(name, name)
        for tell in (
            lambda school: school.id == name,
            lambda school: school.name == name,
            lambda school: plain_name(school.name) == plain_name(name),
        ):
            found = [position for position, school in enumerate(self.schools) if tell(school)]
            if len(found) > 1:
                fitting = [each for each in found if stage in (self.schools[each].teaches or ())]
                found = fitting or found
            if found:
                return found
        if self.open:
            self.schools.append(School(name, name, places=self.mapping.places.get(name, NO_LIMIT)))
            return [len(self.schools) - 1]
        return []

    def nearest_names(self, name: str) -> list[str]:
        """Return up to three names that look like one."""
        plain = {plain_name(school.name): school.name for school in self.schools}
        return [plain[each] for each in difflib.get_close_matches(plain_name(name), plain, 3, 0.5)]

    def note_places(self, findings: Findings) -> None:
        """Note schools whose places are not known, and names under [places] that belong to no school."""
        unknown = [school.name for school in self.schools if school.places == NO_LIMIT]
        if unknown:
            findings.list(
                "places-not-known",
                self.mapping.file,
                N_("{file}: the number of places is not known for {schools}."),
                N_("Their use of places stays empty; add the numbers to the schools' file or under [places]."),
                schools=some_of(unknown),
                n=len(unknown),
            )
        known = {each for school in self.schools for each in (school.id, school.name)}
        for name in self.mapping.places:
            if name not in known:
                findings.list(
                    "places-unused",
                    self.mapping.file,
                    N_("{file}: no school is called “{value}”, which [places] gives {n} places."),
                    N_("Did you mean {nearest}?"),
                    value=name,
                    n=self.mapping.places[name],
                    nearest=", ".join(self.nearest_names(name)) or "…",
                )

    def leave_out_unused(self, used: Iterable[int]) -> dict[int, int]:
        """Drop schools nobody uses, where the mapping says so, and return old position -> new position."""
        used = set(used)
        keep = [
            position
            for position, school in enumerate(self.schools)
            if position in used or school.table is None or not school.table.spec.only_used
        ]
        for position, school in enumerate(self.schools):
            if position not in keep and school.table is not None:
                school.table.fate[school.row] = Fate.EXCLUDED
        kept = {old: new for new, old in enumerate(keep)}
        self.schools = [self.schools[old] for old in keep]
        return kept

    def frozen(self) -> Schools:
        """Return the schools as the model keeps them."""
        return Schools(
            tuple(school.id for school in self.schools),
            tuple(school.name for school in self.schools),
            np.array([(school.x_m, school.y_m) for school in self.schools]).reshape(-1, 2),
            np.array([school.places for school in self.schools], dtype=np.int64),
        )


def _reject(table: Table, row: int, code: str, template: str, findings: Findings) -> None:
    table.reject(row)
    mend = N_("The row is left out; complete it in the file.")
    findings.list(code, table.file, template, mend, **table.place(row))


def distinct(values: Array) -> list[str]:
    """Return the different texts of a column in the order in which they come, without the empty one."""
    return [value for value in dict.fromkeys(map(str, values)) if value]
