"""The money of the schools as a table: its columns, its order, and what each cell says."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from piiri.i18n import number, tr
from piiri.indicators import at_least

from ..collation import by_name
from .funding_cells import change_total, detail, held_words, made_of, untold_words
from .funding_rows import Against, FundingRows, with_unit
from .school_columns import NOT_KNOWN

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
NAME, MONEY, CHANGE, STROKE, EACH = "name", "money", "change", "stroke", "each"
PUPILS, NEED = "pupils", "need"
COLUMNS: Final = (NAME, PUPILS, NEED, MONEY, CHANGE, STROKE, EACH)
_OF_MONEY = (MONEY, CHANGE, STROKE, EACH)


class FundingTableModel(QAbstractTableModel):
    """A row a school; while something is previewed the order stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: FundingRows | None = None
        self.keys: tuple[str, ...] = COLUMNS
        self.sort_key, self.descending = CHANGE, True
        self.against: Against = "plan"
        self.scale = self.amount_scale = 1.0
        self.compact = False
        self._order: list[int] = []
        self._row_of: dict[int, int] = {}

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_rows(self, rows: FundingRows | None) -> None:
        """Show other figures. Order and scale of the bars follow once nothing is previewed any more."""
        old, self.rows = self.rows, rows
        if rows is None or old is None or old.ids != rows.ids:
            self.beginResetModel()
            self._settle()
            self.endResetModel()
            return
        if rows.live:
            self._row_of = {int(rows.schools[at]): row for row, at in enumerate(self._order)}
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(self.keys) - 1))
        else:
            self._reorder()

    def sort_by(self, key: str) -> None:
        """Order by a column; a second time the other way round."""
        if key == self.sort_key:
            self.descending = not self.descending
        else:
            self.sort_key, self.descending = key, key != NAME
        if self.rows is not None:
            self._reorder()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.keys) - 1)

    def set_keys(self, keys: tuple[str, ...], compact: bool = False) -> None:
        """Choose the columns; ``compact`` where pupils and need stand under the name instead of in columns."""
        if (keys, compact) != (self.keys, self.compact):
            self.beginResetModel()
            self.keys, self.compact = keys, compact
            self.endResetModel()

    def _reorder(self) -> None:
        """Order anew; the current row stays with its school."""
        self.layoutAboutToBeChanged.emit()
        places = [(index, self._order[index.row()]) for index in self.persistentIndexList()]
        self._settle()
        row_of = {at: row for row, at in enumerate(self._order)}
        for index, at in places:
            self.changePersistentIndex(index, self.index(row_of[at], index.column()))
        self.layoutChanged.emit()

    def _settle(self) -> None:
        rows = self.rows
        if rows is None:
            self._order, self._row_of = [], {}
            return
        self.scale, self.amount_scale = rows.scale, rows.amount_scale
        names = by_name(rows.names)
        if self.sort_key == NAME:
            self._order = names[::-1] if self.descending else names
        else:
            values = self._values(self.sort_key)
            side = -1.0 if self.descending else 1.0
            unknown = np.isnan(values)
            self._order = sorted(names, key=lambda at: (unknown[at], side * values[at] if not unknown[at] else 0.0))
        self._row_of = {int(rows.schools[at]): row for row, at in enumerate(self._order)}

    def _values(self, key: str) -> np.ndarray:
        rows = self.rows
        assert rows is not None
        if key == MONEY:
            return np.array(rows.allocation.amounts, dtype=np.float64)
        if key == CHANGE:
            return np.where(rows.known, rows.change, np.nan)
        if key == STROKE:
            return np.asarray(rows.stroke, dtype=np.float64)
        return {PUPILS: rows.pupils, NEED: rows.need}.get(key, rows.per_pupil)

    # ------------------------------------------------------------------------------------------------ rows
    def at(self, row: int) -> int:
        """Return the position in the allocation of a table row."""
        return self._order[row]

    def school_at(self, row: int) -> int:
        """Return the school of a table row by its number in the plan; −1 where there is no such row."""
        if self.rows is None or not 0 <= row < len(self._order):
            return -1
        return int(self.rows.schools[self._order[row]])

    def row_of(self, school: int) -> int:
        """Return the table row of a school; −1 where it gets no money by the model."""
        return self._row_of.get(school, -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    # ------------------------------------------------------------------------------------------------ texts
    def text(self, key: str, at: int) -> str:
        """Return a cell as written; ``at`` is the position in the allocation."""
        rows = self.rows
        assert rows is not None
        if key == NAME:
            return tr(rows.names[at])
        if key == MONEY:
            return rows.whole(rows.allocation.amounts[at]) + ("*" if rows.untold[at] else "")
        if key == CHANGE:
            return rows.whole(int(rows.change[at]), sign=True) if rows.known[at] else NOT_KNOWN
        if key == STROKE:
            return rows.whole(int(rows.stroke[at]), sign=True) if rows.live else ""
        value = float({PUPILS: rows.pupils, NEED: rows.need}.get(key, rows.per_pupil)[at])
        written = NOT_KNOWN if math.isnan(value) else number(value, 2 if key == NEED else 0)
        return at_least.sign(written, int(rows.pupils_untold[at])) if key == PUPILS else written

    def said(self, key: str, at: int) -> str:
        """Return a cell in words, for those who hear it."""
        rows = self.rows
        assert rows is not None
        if key == NAME:
            under = detail(rows, at) if self.compact else ""
            return ". ".join(part for part in (tr(rows.names[at]), under, held_words(rows.held(at))) if part)
        text = self.text(key, at).rstrip("*")
        if key == PUPILS and rows.pupils_untold[at]:
            text = tr("at least {n}", n=number(float(rows.pupils[at])))
        if key == CHANGE and not rows.known[at]:
            text = tr("not known")
        elif text and text != NOT_KNOWN and key in _OF_MONEY:
            text = with_unit(text, rows.unit)
        if key == MONEY:
            return f"{self.title(key)}: {text}. {made_of(rows, at)} {untold_words(rows, at)}".rstrip()
        return f"{self.title(key)}: {text}" if text else f"{self.title(key)}: {tr('nothing under way')}"

    def title(self, key: str) -> str:
        """Return the title of a column."""
        return {
            NAME: tr("School"),
            MONEY: tr("Money"),
            CHANGE: tr("Change"),
            STROKE: tr("Now"),
            EACH: tr("Per pupil"),
            PUPILS: tr("Pupils"),
            NEED: tr("Need"),
        }[key]

    def tip(self, key: str) -> str:
        """Return what a column means."""
        against = {
            "plan": tr(
                "More or less than in the plan compared with, by its model or by the one chosen. The tick is before."
            ),
            "start": tr("More or less than at the start of the plan, by the model as chosen. The tick is before."),
            "last": tr("More or less than last year. The tick is before what is under way."),
            "flat": tr("More or less than if the same sum were shared out by pupils. The tick is before."),
        }[self.against]
        return {
            NAME: tr("A lock: held up by a guarantee or down by a ceiling."),
            MONEY: tr("What the model gives to the school. A star: numbers behind its figures are hidden."),
            CHANGE: against,
            STROKE: tr("What the stroke or the number under way moves."),
            EACH: tr("Money divided by the pupils of the school."),
            PUPILS: tr("Pupils who go to the school, those who chose it among them."),
            NEED: tr("The index that the money goes by; the higher, the more need."),
        }[key]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or self.rows is None:
            return None
        key, at = self.keys[index.column()], self._order[index.row()]
        if role == Role.DisplayRole:
            return self.text(key, at)
        if role in (Role.AccessibleTextRole, Role.ToolTipRole):
            return self.said(key, at)
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if key == NAME else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.keys):
            return None
        key = self.keys[section]
        if role == Role.DisplayRole:
            return self.title(key)
        return f"{self.title(key)}. {self.tip(key)}" if role == Role.ToolTipRole else None

    def total(self, key: str) -> str:
        """Return what stands in the row of sums under a column."""
        rows = self.rows
        assert rows is not None
        if key == NAME:
            return tr("Sum")
        if key == MONEY:
            return rows.whole(rows.allocation.total)
        if key == PUPILS:
            return at_least.sign(number(float(np.asarray(rows.pupils).sum())), int(rows.pupils_untold.sum()))
        if key == CHANGE:
            return rows.whole(change_total(rows), sign=True) if rows.known.any() else ""
        return ""

    def as_text(self) -> str:
        """Return the table tab-separated, to the cent: every column whatever there is room for, the parts of the
        amounts, and the sums."""
        rows = self.rows
        if rows is None:
            return ""
        keys = [key for key in COLUMNS if key != STROKE and (key != NEED or rows.allocation.index is not None)]
        parts = rows.parts
        lines = [[self.title(key) for key in keys] + list(parts.titles)]
        for at in self._order:
            said = {
                MONEY: rows.exact(rows.allocation.amounts[at]),
                CHANGE: rows.exact(int(rows.change[at]), sign=True) if rows.known[at] else NOT_KNOWN,
            }
            line = [said.get(key) or self.text(key, at) for key in keys]
            lines.append(line + [rows.exact(amount) for amount in parts.amounts[:, at].tolist()])
        sums = {MONEY: rows.exact(rows.allocation.total), CHANGE: rows.exact(change_total(rows), sign=True)}
        line = [sums[key] if key in sums and self.total(key) else self.total(key) for key in keys]
        lines.append(line + [rows.exact(int(each.sum())) for each in parts.amounts])
        return "\n".join("\t".join(line) for line in lines) + "\n"
