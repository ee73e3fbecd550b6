"""Who follows whom: siblings of one home, year after year, against one pupil after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from shared.one_by_one import agree, dated, slow_attendance, weighted_square

from piiri.edits import AssignFaces, apply
from piiri.expected import LONGEST, StayRules, attendance
from piiri.model import Catchments, Dataset, Plan, PointLayer, Pupils

Town = tuple[Dataset, Plan]


def family(*members: tuple[str, int]) -> Town:
    """One home in a zone of schools A and B: (column, school attended or −1) of each member; C stands in the east."""
    dataset, today = weighted_square(np.zeros(9, dtype=np.int64), 0, -1)
    zones = Catchments(
        ("1-6/A+B", "1-6/C", "7-9/C"),
        ("A + B", "C", "C"),
        np.array([0, 0, 1]),
        np.array([0, 0, 1, 2]),
        np.array([0, 1, 2, 2]),
        np.array([0.5, 0.5, 1.0, 1.0]),
    )
    columns = dataset.pupils.points.columns
    keys = [column.key for column in columns]
    values = np.zeros((len(members), len(columns)), dtype=np.int64)
    grade = np.zeros(len(members), dtype=np.int64)
    for i, (key, _) in enumerate(members):
        values[i, keys.index(key)] = 1
        if key.startswith("grade_"):
            values[i, 0], grade[i] = 1, int(key[6:])
    home = PointLayer("pupils", np.full((len(members), 2), 50.0), columns, values)
    people = Pupils(home, np.zeros(len(members)), grade, np.array([school for _, school in members]))
    plan = replace(today, catchments=zones, catchment_of_face=np.array([[0, 1], [2, 2]]))
    return replace(dataset, pupils=people), plan


def follows_to(town: Town, rules: StayRules, closed: dict[str, int] | None = None, years: int = 12) -> list[str]:
    """The schools with followers in each year, as "" or "A" or "AB"."""
    dataset, today = town
    plan, _ = apply(today, AssignFaces("1-6", ("w",), "1-6/C"))
    plan = dated(plan, closed or {}, {})
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST, closed)
    found = attendance(dataset, today, plan, rules, years=years)
    agree(found, slow, complete, plan)
    return ["".join(plan.schools.ids[h] for h in np.flatnonzero(year.any(axis=1))) for year in found.following]


def test_the_sibling_next_in_age_is_followed() -> None:
    rules = StayRules(0, True, 2027)
    both = family(("grade_5", 0), ("grade_3", 1), ("age_6", -1))
    assert follows_to(both, rules) == ["", *["B"] * 6, *[""] * 5]
    assert follows_to(family(("grade_5", 1), ("grade_3", 0), ("age_6", -1)), rules)[1] == "A"
    # where the nearest sibling's school has closed the next one is followed
    assert follows_to(both, rules, {"B": 2028}) == ["", *["A"] * 6, *[""] * 5]
    # a school that closes later sends the follower where the plan says
    assert follows_to(both, rules, {"B": 2029}, 4) == ["", "B", "", ""]


def test_who_can_be_followed() -> None:
    rules = StayRules(0, True, 2027)
    # the sibling leaves in the year in which the child enters
    assert not any(follows_to(family(("grade_6", 0), ("age_6", -1)), rules))
    # a chain: the youngest follows the child that followed the eldest, who has left by then
    assert follows_to(family(("grade_4", 0), ("age_5", -1), ("age_1", -1)), rules) == ["", "", *["A"] * 10]
    # who chose a school is not followed there; nor is a child that enters in the same year
    assert not any(follows_to(family(("grade_3", 2), ("age_6", -1), ("age_6", -1)), rules))


def test_who_enters_in_the_start_year_may_follow() -> None:
    eldest = family(("grade_1", 0), ("grade_4", 1))
    assert follows_to(eldest, StayRules(2, True, 2027), years=7) == [*["B"] * 6, ""]
    # who may stay does not follow; nor does one who must leave attract a twin
    assert not any(follows_to(eldest, StayRules(0, True, 2027)))
    assert not any(follows_to(family(("grade_1", 0), ("grade_1", 1)), StayRules(2, True, 2027)))
    assert follows_to(family(("grade_1", 0), ("grade_1", -1), ("grade_2", 0)), StayRules(2, True, 2027))[0] == "A"
