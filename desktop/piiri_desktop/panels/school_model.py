"""The schools of a stage as a table: order, filter, texts, and which cells a new state changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from piiri.i18n import number, tr
from piiri.indicators import at_least

from ..collation import by_name
from .school_columns import CHANGE, NAME, PLACES, USE, SchoolColumn
from .school_rows import SchoolRows

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()


class SchoolModel(QAbstractTableModel):
    """Rows are schools, column 0 is the name, the others are those of the chosen set.

    Parameters
    ----------
    columns
        The columns that can be shown.
    rows
        What to show first.
    set_places
        Called with a school and its new places when a person has typed them.
    """

    def __init__(
        self,
        columns: dict[str, SchoolColumn],
        rows: SchoolRows,
        set_places: Callable[[int, int], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows = rows
        self.keys: tuple[str, ...] = (NAME,)
        self.sort_key, self.descending = USE, True
        self.wanted = ""
        self._set_places = set_places
        self._values = {key: column.values(rows) for key, column in columns.items()}
        self._untold = {key: column.cells(rows) for key, column in columns.items()}
        self._texts: dict[tuple[str, int], str] = {}
        self._names: tuple[str, ...] = ()
        self._rank = np.zeros(0, dtype=np.intp)
        self.schools: list[int] = []
        self._row_of: dict[int, int] = {}
        self._reorder()

    # ------------------------------------------------------------------------------------------------ new figures
    def show_rows(self, rows: SchoolRows, *, settle: bool) -> list[int]:
        """Take new figures and name the cells that differ.

        Parameters
        ----------
        rows
            The figures.
        settle
            True where the order may follow the new values; False while the mouse is down.

        Returns
        -------
        list of int
            The table rows that were changed, before any new order.
        """
        old, before, untold = self.rows, self._values, self._untold
        same_list = (
            np.array_equal(old.schools, rows.schools)
            and old.names == rows.names
            and np.array_equal(old.closed_from, rows.closed_from)
            and np.array_equal(old.opens, rows.opens)
        )
        self.rows = rows
        self._values = {key: column.values(rows) for key, column in self.columns.items()}
        self._untold = {key: column.cells(rows) for key, column in self.columns.items()}
        if not same_list:
            self._texts.clear()
            if settle:
                self._reorder()
            if self.schools:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.schools) - 1, len(self.keys) - 1))
            if settle:
                return list(range(len(self.schools)))
        changed = self._announce(old, before, untold) if same_list else list(range(len(self.schools)))
        if settle:
            self._reorder()
        return changed

    def _announce(self, old: SchoolRows, before: dict[str, Any], untold: dict[str, Any]) -> list[int]:
        """Emit ``dataChanged`` for the smallest span of cells in each row that differs."""
        shown = np.array(self.schools, dtype=np.intp)
        if not len(shown):
            return []
        differ = np.zeros((len(shown), len(self.keys)), dtype=bool)
        flags = (old.locked != self.rows.locked) | (old.now.over != self.rows.now.over)
        differ[:, 0] = flags[shown]
        for key, values in self._values.items():
            cells = ~_equal(before[key], values) | (untold[key] != self._untold[key])
            if key == USE:
                cells |= ~_equal(old.before.use, self.rows.before.use)
            for school in np.flatnonzero(cells):
                self._texts.pop((key, int(school)), None)
            if key in self.keys:
                differ[:, self.keys.index(key)] = cells[shown]
        differ |= (old.locked != self.rows.locked)[shown, None]
        changed = np.flatnonzero(differ.any(axis=1)).tolist()
        for row in changed:
            cells = np.flatnonzero(differ[row])
            self.dataChanged.emit(self.index(row, int(cells[0])), self.index(row, int(cells[-1])))
        return changed

    # ------------------------------------------------------------------------------------------------ order and filter
    def set_columns(self, keys: tuple[str, ...]) -> None:
        """Show these columns after the name."""
        if (NAME, *keys) != self.keys:
            self.beginResetModel()
            self.keys = (NAME, *keys)
            self.endResetModel()

    def sort_by(self, key: str) -> None:
        """Sort by a column: numbers from the largest, names from A; a second time the other way round."""
        self.descending = not self.descending if key == self.sort_key else key != NAME
        self.sort_key = key
        self._reorder()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.keys) - 1)

    def filter_by(self, wanted: str) -> None:
        """Show only schools whose name holds these letters."""
        self.wanted = wanted.strip().casefold()
        self._reorder()

    def _reorder(self) -> None:
        rows = self.rows
        schools = [int(h) for h in rows.schools if self.wanted in rows.names[h].casefold()]
        rank = self._name_rank()
        if self.sort_key == NAME:
            schools.sort(key=lambda h: rank[h], reverse=self.descending)
        else:
            values, sign = self._values[self.sort_key], -1.0 if self.descending else 1.0
            schools.sort(key=lambda h: (bool(np.isnan(values[h])), sign * values[h], rank[h]))
        schools.sort(key=lambda h: bool(rows.closed[h]))  # those that are closed come last, whatever is sorted by
        if schools == self.schools:
            return
        if set(schools) != set(self.schools):
            self.beginResetModel()
            self._take(schools)
            self.endResetModel()
            return
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.schools[index.row()]) for index in self.persistentIndexList()]
        self._take(schools)
        for index, school in kept:
            self.changePersistentIndex(index, self.index(self._row_of[school], index.column()))
        self.layoutChanged.emit()

    def _take(self, schools: list[int]) -> None:
        self.schools = schools
        self._row_of = {school: row for row, school in enumerate(schools)}

    def _name_rank(self) -> Any:
        """Place of every school in the alphabet of the language in force."""
        if self._names != self.rows.names:
            self._names = self.rows.names
            self._rank = np.argsort(by_name(self._names))
        return self._rank

    def row_of(self, school: int) -> int:
        """Return the table row of a school, −1 where it is not shown."""
        return self._row_of.get(school, -1)

    @property
    def shown(self) -> np.ndarray:
        """(H,) True for the schools that are shown."""
        mask = np.zeros(len(self.rows.names), dtype=bool)
        mask[self.schools] = True
        return mask

    # ------------------------------------------------------------------------------------------------ what Qt asks for
    def text(self, key: str, school: int) -> str:
        """Return a cell as written."""
        if key == NAME:
            return self.rows.names[school]
        found = self._texts.get((key, school))
        if found is None:
            written = self.columns[key].text(float(self._values[key][school]))
            found = self._texts[key, school] = at_least.sign(written, self.cells(key, school))
        return found

    def cells(self, key: str, school: int) -> float:
        """Return in how many cells behind a value the number is not told."""
        return float(self._untold[key][school]) if key in self._untold else 0.0

    def said(self, key: str, school: int) -> str:
        """Return a cell in words, for those who hear it."""
        if not (cells := self.cells(key, school)):
            return self.text(key, school)
        return at_least.words(self.columns[key].text(float(self._values[key][school])), cells)

    def shown_text(self, key: str, school: int) -> str:
        """Return a cell as it looks: the use of a closed school gives way to the year in which it closes."""
        return self.fate(school) if key == USE and self.rows.closed[school] else self.text(key, school)

    def is_zero(self, key: str, school: int) -> bool:
        """Tell whether a cell is a change of nothing, which is written in a quieter colour."""
        return key == CHANGE and self.text(key, school) == "0"

    def marks(self, school: int) -> str:
        """Say in words what the signs before a name mean."""
        said = [self.fate(school)] if self.fate(school) else []
        if self.rows.now.over[school]:
            said.append(tr("over capacity"))
        return ", ".join([*said, tr("locked")] if self.rows.locked[school] else said)

    def fate(self, school: int) -> str:
        """Say when a school closes, or when a new one opens; empty for the others."""
        if self.rows.closed[school]:
            return tr("closes {year}", year=str(int(self.rows.closed_from[school])))
        opens = int(self.rows.opens[school])
        return tr("opens {year}", year=str(opens)) if opens else ""

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.schools)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        key, school = self.keys[index.column()], self.schools[index.row()]
        if role == Role.DisplayRole:
            return self.shown_text(key, school)
        if role == Role.EditRole:
            places = int(self.rows.now.places[school])
            return (str(places) if places >= 0 else "") if key == PLACES else self.text(key, school)
        if role == Role.AccessibleTextRole:
            marks = self.marks(school) if key == NAME else ""
            return f"{self.said(key, school)}, {marks}" if marks else self.said(key, school)
        if role == Role.ToolTipRole:
            return f"{self._tip(key, school)}\n{at_least.why(self.cells(key, school))}".strip()
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if key == NAME else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _tip(self, key: str, school: int) -> str:
        if key == NAME:
            marks = self.marks(school)
            return f"{self.rows.names[school]}: {marks}" if marks else self.rows.names[school]
        if key == USE:
            places = self.text(PLACES, school)
            pupils = number(self.rows.now.school_pupils[school])
            if self.rows.now.places[school] < 0:
                return tr("The number of places is not known.")
            others = float(self.rows.now.elsewhere[school])
            if others > 0:
                return tr(
                    "{pupils} pupils, {others} of them in other grades (paler), {places} places",
                    pupils=pupils,
                    others=number(others),
                    places=places,
                )
            return tr("{pupils} pupils, {places} places", pupils=pupils, places=places)
        return f"{self.columns[key].title}: {self.text(key, school)}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.keys):
            return None
        key = self.keys[section]
        title = tr("School") if key == NAME else self.columns[key].title
        if role == Role.DisplayRole:
            return title
        if role == Role.AccessibleTextRole and key == self.sort_key:
            return f"{title}, {tr('sorted downwards') if self.descending else tr('sorted upwards')}"
        if role == Role.ToolTipRole:
            return title if key == NAME else f"{title}. {self.columns[key].tip}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if self.keys[index.column()] == PLACES:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Take places as typed; an empty field means that they are not known."""
        written = str(value).strip()
        if role != Role.EditRole or not index.isValid() or not (written.isdecimal() or not written):
            return False
        self._set_places(self.schools[index.row()], int(written) if written else -1)
        return True

    def as_text(self, total: list[str]) -> str:
        """Return the table as it looks, tab-separated: header, rows, totals."""
        header = [str(self.headerData(section, Qt.Orientation.Horizontal)) for section in range(len(self.keys))]
        body = [[self.shown_text(key, school) for key in self.keys] for school in self.schools]
        return "\n".join("\t".join(line) for line in [header, *body, total]) + "\n"


def _equal(a: Any, b: Any) -> Any:
    """Tell where two arrays agree, NaN with NaN."""
    return (a == b) | (np.isnan(a) & np.isnan(b))
