"""Opening a school: what is asked for first, an id that no other plan has, and what is in hand once it is there."""

from __future__ import annotations

import secrets

from piiri.edits import OpenSchool
from piiri.i18n import tr
from piiri.model.plan import Plan
from piiri.model.schools import NO_LIMIT
from piiri.school_years import next_school_year

from .bridge import Attention, Bridge


def new_school_id(plan: Plan) -> str:
    """Return an id for a school to be opened, as ``"new-3f9a01c7"``.

    It comes from a random source, not from a count: two schools opened in two plans, or by two colleagues, are two
    schools wherever their plans meet. Once drawn it stands in the edit and stays.
    """
    while True:
        key = f"new-{secrets.token_hex(4)}"
        if key not in plan.schools:
            return key


def draft_school(plan: Plan, stage: int, x_m: float, y_m: float, year: int = 0) -> OpenSchool:
    """Return what a new school is before a person says otherwise: it teaches the stage shown, all for −1, from the
    next school year on, and has a name that no other one has.

    Parameters
    ----------
    plan
        The plan it is opened in.
    stage
        Index of the stage shown.
    x_m, y_m
        Where it stands.
    year
        Calendar year of the first school year; the next one for 0.
    """
    name, n = tr("New school"), 2
    while name in plan.schools.names:
        name, n = f"{tr('New school')} {n}", n + 1
    stages = tuple(each.id for each in (plan.stages if stage < 0 else plan.stages[stage : stage + 1]))
    return OpenSchool(new_school_id(plan), name, x_m, y_m, NO_LIMIT, stages, year or next_school_year())


def open_school(bridge: Bridge, attention: Attention, edit: OpenSchool) -> bool:
    """Open a school as one step; it is the target then, its page is open and the brush in hand for its area."""
    if not bridge.commit(edit):
        return False
    school = bridge.state.plan.schools.index(edit.school)
    attention.set_target(school)
    attention.ask_page("school", school)
    attention.ask_tool("paint")
    return True
