"""Which column of a file of observations is which: as it was recognised, for the person to correct before anything is
added."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QWidget

from piiri.i18n import N_, tr, trn
from piiri.io.observation_columns import ROLES, ObservationColumns, ObservationFile, missing

from ..importing.sample_table import SampleTable
from ..palette import BODY, Palette
from ..typeset import text_label
from .frame import Frame

_WANTED = {
    "no-year-column": N_("Choose the column with the years."),
    "no-school-column": N_("Choose the column with the schools."),
    "no-value-column": N_("Choose at least one column as an indicator."),
}


class ObservationColumnsDialog(Frame):
    """The first rows of a file under what each column becomes; nothing has been added yet.

    Parameters
    ----------
    file
        The file, its first rows and what was recognised.
    take
        Reads the file by the columns that were chosen.
    palette, scale
        Theme and text scale.
    """

    def __init__(
        self,
        file: ObservationFile,
        take: Callable[[ObservationColumns], object],
        palette: Palette,
        scale: float,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("Which column is which?"), scale, parent)
        self._file, self._take = file, take
        self.roles = _roles_of(file.columns)
        words = tr(
            "{file}: each indicator keeps the name of its column. Nothing has been added yet.", file=file.path.name
        )
        self.column.addWidget(text_label(words, wrap=True))
        self.sample = SampleTable(palette, scale, fields=True)
        self.sample.chosen.connect(self._choose)
        self.column.addWidget(self.sample, 1)
        self.said = text_label("", BODY, QFont.Weight.DemiBold, wrap=True)
        self.column.addWidget(self.said)
        leave = QPushButton(tr("Add nothing"))
        leave.clicked.connect(self.reject)
        self.add = QPushButton(tr("Add observations"))
        self.add.setProperty("kind", "primary")
        self.add.setDefault(True)
        self.add.clicked.connect(self._add)
        self.add_buttons(leave, self.add)
        self.resize(round(min(1120, 980 * scale)), round(min(660, 460 * scale)))
        self._show()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def columns(self) -> ObservationColumns:
        """The columns as they are chosen now."""
        only = {role: name for name, role in self.roles.items()}
        values = tuple(name for name in self._file.rows.columns if self.roles.get(name) == "value")
        return ObservationColumns(
            only.get("year", ""), only.get("school", ""), values, only.get("base", ""), only.get("break", "")
        )

    def _choose(self, column: str, role: str) -> None:
        """Give a column another meaning; what only one column can be, the one before is no longer."""
        if role and role != "value":
            self.roles = {name: each for name, each in self.roles.items() if each != role}
        self.roles.pop(column, None)
        if role:
            self.roles[column] = role
        self._show()

    def _show(self) -> None:
        self.sample.show_sample(self._file.rows, dict(self.roles), [(key, tr(words)) for key, words in ROLES])
        columns = self.columns
        lacking = missing(columns)
        self.add.setEnabled(lacking is None)
        if lacking is not None:
            self.said.setText(tr(_WANTED[lacking[0]]))
        else:
            said = [tr("Indicators: {names}.", names=", ".join(columns.values))]
            if left := len(self._file.rows.columns) - len(self.roles):
                said.append(trn("{n} column is not imported.", "{n} columns are not imported.", left))
            self.said.setText(" ".join(said))

    def _add(self) -> None:
        self.accept()
        self._take(self.columns)


def _roles_of(columns: ObservationColumns) -> dict[str, str]:
    one = {columns.year: "year", columns.school: "school", columns.base: "base", columns.series_break: "break"}
    return {name: role for name, role in one.items() if name} | dict.fromkeys(columns.values, "value")
