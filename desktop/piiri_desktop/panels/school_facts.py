"""The first section of a school's page: name, places, id, from when to when it is open, and its lock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from piiri.edits import Edit, RenameSchool, ReopenSchool, SetCapacity, SetLock
from piiri.i18n import tr
from piiri.indicators import at_least
from piiri.session import State

from ..typeset import text_label, typeset
from .page_parts import SHORT, Section, caption, field, fields, label_for, number_field, places_of


class Facts(Section):
    """What a school is.

    Signals
    -------
    asked(object)
        An edit to be kept.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._school, self._places, self._name, self._locked = "", -1, "", False
        self.name = field(tr("Name of the school"))
        self.places = number_field(tr("Places of the school; empty where not known"), 5, tr("not known"))
        self.places.setFixedWidth(SHORT)
        self.pupils = text_label("", tone="secondary")
        self.locked = QCheckBox(tr("Locked"))
        self.locked.setToolTip(tr("While it is locked, no edit changes the school or its areas."))
        typeset(self.locked)
        self.years = caption("")
        self.reopen = QPushButton(tr("Keep it open"))
        self.reopen.setAutoDefault(False)
        typeset(self.reopen)
        grid = fields()
        grid.addWidget(label_for(tr("Name"), self.name), 0, 0)
        grid.addWidget(self.name, 0, 1, 1, 3)
        grid.addWidget(label_for(tr("Places"), self.places), 1, 0)
        grid.addWidget(self.places, 1, 1)
        grid.addWidget(self.pupils, 1, 2)
        self.column.addLayout(grid)
        third = QHBoxLayout()
        third.setSpacing(8)
        third.addWidget(self.years, 1)
        third.addWidget(self.reopen)
        third.addWidget(self.locked)
        self.column.addLayout(third)
        self.name.editingFinished.connect(self._rename)
        self.places.editingFinished.connect(self._set_places)
        self.locked.clicked.connect(self._lock)
        self.reopen.clicked.connect(self._reopen)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self.name, self.places, self.reopen, self.locked]

    def show_school(self, state: State, school: int) -> None:
        """Show a school of a state; a field that a person writes in stays as it is."""
        plan = state.plan
        key, name, places = plan.schools.ids[school], plan.schools.names[school], int(plan.schools.places[school])
        other = key != self._school
        for written, text, before in (
            (self.name, name, self._name),
            (self.places, str(places) if places >= 0 else "", str(self._places) if self._places >= 0 else ""),
        ):
            if other or text != before or not written.hasFocus():
                written.setText(text)
        self._school, self._places, self._name, self._locked = key, places, name, key in plan.locked
        pupils = round(float(state.evaluation.school_pupils[school]))
        hidden = hidden_of(state, school)
        self.pupils.setText(at_least.pupils(pupils, hidden))
        self.pupils.setToolTip(at_least.why(hidden))
        self.pupils.setVisible(not plan.schools.closed[school])
        self.locked.setChecked(self._locked)
        self.years.setText(f"{tr('Id {id}', id=key)}. {years_of(state, school)}")
        closed = bool(plan.schools.closed[school])
        self.reopen.setVisible(closed)
        for written in (self.name, self.places):
            written.setEnabled(not self._locked)
            written.setToolTip(tr("The school is locked.") if self._locked else "")

    def show_again(self) -> None:
        """Write into the fields what is in force: what was written has been refused."""
        self.name.setText(self._name)
        self.places.setText(str(self._places) if self._places >= 0 else "")
        self.locked.setChecked(self._locked)

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        self.places.setFixedWidth(round(SHORT * scale))

    def _ask(self, edit: Edit) -> None:
        if self._school:
            self.asked.emit(edit)

    def _rename(self) -> None:
        if self.name.text().strip() != self._name:
            self._ask(RenameSchool(self._school, self.name.text().strip()))

    def _set_places(self) -> None:
        places = places_of(self.places.text())
        if places != self._places:
            self._ask(SetCapacity(self._school, places))

    def _lock(self, locked: bool) -> None:
        self._ask(SetLock(locked, schools=(self._school,)))

    def _reopen(self) -> None:
        self._ask(ReopenSchool(self._school))


def hidden_of(state: State, school: int) -> float:
    """Return in how many cells the number of a school's pupils is hidden or was not given."""
    evaluation = state.evaluation
    return float(at_least.of_schools(evaluation.table, len(evaluation.school_pupils))[school])


def years_of(state: State, school: int) -> str:
    """Say from when to when a school is open, and what is not yet decided about it."""
    schools = state.plan.schools
    opens, closes = int(schools.open_from[school]), int(schools.closed_from[school])
    said = []
    if opens:
        said.append(tr("Open from autumn {year}.", year=str(opens)))
    if closes:
        said.append(tr("Closed from autumn {year}.", year=str(closes)))
    return " ".join(said) or tr("Open, with no year of closing.")


def blocks_of(state: State, school: int, stage: int) -> int:
    """Return how many blocks of a stage belong to catchments that a school serves alone."""
    c, row = state.plan.catchments, state.plan.catchment_of_face[stage]
    found = 0
    for catchment in c.server_catchment[c.server_school == school].tolist():
        if c.stage[catchment] == stage and len(c.schools_of(catchment)) == 1:
            found += int((row == catchment).sum())
    return found
