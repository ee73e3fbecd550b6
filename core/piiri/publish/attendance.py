"""Assigned and expected attendance as JSON with stable keys, as a table of text, and the sentences about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..expected import Attendance, StayRules
from ..i18n import number, tr
from ..model.arrays import FloatArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..school_years import school_year
from .figures import Json, aligned

_EVEN = 1e-6


@dataclass(frozen=True, eq=False)
class AttendanceTable:
    """Attendance by school and year, all grades together.

    Attributes
    ----------
    years
        The school years, the start year first.
    schools
        Indices of the schools that anybody is assigned to or expected at, in the plan's order.
    names, places
        Of all schools of the plan; places −1 where not known.
    assigned, expected
        (H, Y) float64.
    nowhere
        (Y,) float64: expected at no school.
    complete, known_until
        As :class:`~piiri.expected.Attendance`.
    """

    years: tuple[int, ...]
    schools: tuple[int, ...]
    names: tuple[str, ...]
    places: tuple[int, ...]
    assigned: FloatArray
    expected: FloatArray
    nowhere: FloatArray
    complete: int
    known_until: int

    @property
    def is_even(self) -> bool:
        """True where expected and assigned are the same every year: nothing has to be waited for."""
        return bool(np.abs(self.assigned - self.expected).max(initial=0.0) < _EVEN)


def attendance_table(attendance: Attendance, plan: Plan) -> AttendanceTable:
    """Add up the grades.

    Parameters
    ----------
    attendance
        What was counted.
    plan
        The plan that it was counted for.
    """
    assigned, expected = (each.sum(axis=2).T for each in (attendance.assigned, attendance.expected))
    some = np.flatnonzero((assigned > 0).any(axis=1) | (expected > 0).any(axis=1))
    return AttendanceTable(
        tuple(attendance.years.tolist()),
        tuple(some.tolist()),
        plan.schools.names,
        tuple(plan.schools.places.tolist()),
        assigned,
        expected,
        attendance.nowhere,
        attendance.complete,
        attendance.known_until,
    )


def knows_attendance(dataset: Dataset) -> bool:
    """Tell whether the data say of anybody which school is attended today."""
    return bool((dataset.pupils.attends >= 0).any())


def complete_words(table: AttendanceTable) -> str:
    """Say when everybody is where the plan says."""
    if table.complete <= table.years[0]:
        return tr("Complete at once, in school year {year}.", year=school_year(table.complete))
    return tr("Complete in school year {year}.", year=school_year(table.complete))


def known_words(table: AttendanceTable) -> str:
    """Say from when on first grades are missing in the data; empty where none is."""
    if table.known_until >= table.years[-1]:
        return ""
    year = school_year(table.known_until)
    return tr("After {year} the first grades are not in the data yet: later figures are too low.", year=year)


def unknown_words() -> str:
    """Say what a file without attendance lacks."""
    return tr(
        "The data do not say which school a pupil attends today: import the column “attends”. Until then it is the "
        "assigned school."
    )


def attendance_json(table: AttendanceTable, plan: Plan, rules: StayRules, known: bool) -> Json:
    """Return attendance as JSON values."""
    return {
        "stay_from_grade": rules.stay_from_grade,
        "siblings_follow": rules.siblings_follow,
        "years": list(table.years),
        "complete": table.complete,
        "known_until": table.known_until,
        "attendance_known": known,
        "schools": [
            {
                "id": plan.schools.ids[h],
                "name": table.names[h],
                "places": table.places[h] if table.places[h] >= 0 else None,
                "assigned_pupils": _row(table.assigned[h]),
                "expected_pupils": _row(table.expected[h]),
            }
            for h in table.schools
        ],
        "totals": {
            "assigned_pupils": _row(table.assigned.sum(axis=0)),
            "expected_pupils": _row(table.expected.sum(axis=0)),
            "nowhere_pupils": _row(table.nowhere),
        },
    }


def attendance_text(table: AttendanceTable, heading: str, known: bool) -> str:
    """Return attendance as text in the language in force: of each school two rows, assigned and expected."""
    rows = [[tr("School"), "", tr("Places"), *(school_year(year) for year in table.years)]]
    for h in table.schools:
        places = number(table.places[h]) if table.places[h] >= 0 else "."
        rows.append([table.names[h], tr("assigned"), places, *(number(n) for n in table.assigned[h])])
        rows.append(["", tr("expected"), "", *(number(n) for n in table.expected[h])])
    rows.append([tr("Together"), tr("assigned"), "", *(number(n) for n in table.assigned.sum(axis=0))])
    rows.append(["", tr("expected"), "", *(number(n) for n in table.expected.sum(axis=0))])
    lines = [heading, "", *aligned(rows, left=2), "", complete_words(table)]
    lines += [words for words in (known_words(table), "" if known else unknown_words()) if words]
    return "\n".join(lines) + "\n"


def _row(values: FloatArray) -> list[float]:
    """Whole numbers where they are whole; parts of a pupil come from joint zones."""
    return [round(n) if abs(n - round(n)) < _EVEN else round(n, 6) for n in values.tolist()]
