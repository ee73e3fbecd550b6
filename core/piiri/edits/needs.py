"""What an edit of a school needs: a name, a place, a year, a school that is open and not locked."""

from __future__ import annotations

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.plan import Plan

FIRST_YEAR, LAST_YEAR = 1900, 2200


def need_open(plan: Plan, school: int) -> None:
    """Refuse where a school is closed; code ``closed``."""
    if plan.schools.closed[school]:
        raise EditRejected(
            "closed",
            N_("{school} is closed from {year}."),
            N_("Take its closing back first."),
            school=plan.schools.names[school],
            year=str(int(plan.schools.closed_from[school])),
        )


def need_unlocked(plan: Plan, school: int) -> None:
    """Refuse where a school is locked; code ``locked``."""
    if plan.schools.ids[school] in plan.locked:
        raise EditRejected(
            "locked",
            N_("{school} is locked."),
            N_("Unlock it or choose another target."),
            school=plan.schools.names[school],
        )


def need_name(name: str) -> None:
    """Refuse an empty name; code ``no-name``."""
    if not name.strip():
        raise EditRejected("no-name", N_("A school needs a name."), N_("Write a short name."))


def need_place(x_m: float, y_m: float) -> None:
    """Refuse what is no place; code ``not-a-place``."""
    if not np.isfinite((x_m, y_m)).all():
        raise EditRejected("not-a-place", N_("A school needs a place in metres."), N_("Give two numbers."))


def need_places(school: str, places: int) -> None:
    """Refuse a number of places that cannot be; code ``places-negative``. −1: not known."""
    if not -1 <= places < 2**31:
        raise EditRejected(
            "places-negative",
            N_("{school} cannot have {places} places."),
            N_("Give a whole number from 0 on."),
            school=school,
            places=places,
        )


def need_year(year: int) -> None:
    """Refuse what is no year; code ``not-a-year``."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise EditRejected(
            "not-a-year",
            N_("{year} is no year for a school to begin or end."),
            N_("Give a year from {first} to {last}."),
            year=str(year),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )


def not_its_blocks(plan: Plan, school: int) -> EditRejected:
    """Return the refusal, code ``not-its-blocks``, of blocks given away with a school whose they are not."""
    return EditRejected(
        "not-its-blocks",
        N_("Only blocks of {school} can be given away with it, and not to itself or to a closed school."),
        N_("Work out anew where its blocks go."),
        school=plan.schools.names[school],
    )
