"""Assigned and expected attendance, counted year by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..assignment import assign
from ..model.arrays import Array, FloatArray, IntArray, frozen
from ..model.dataset import Dataset
from ..model.plan import Plan
from .people import CHOSE, FOLLOWS, GOES, SCHOOL_AGE, STAYS, UNKNOWN, Groups, grouped, people_of, with_followers
from .ways import GRADES, Ways

LONGEST = 16
"""A change is complete after so many years at the latest: the youngest child may follow a sibling up to grade 9."""


@dataclass(frozen=True, slots=True)
class StayRules:
    """Who keeps the old school.

    Attributes
    ----------
    stay_from_grade
        Pupils in this grade or above in the start year finish their stage where they are: 0 all, 10 nobody.
    siblings_follow
        A child that enters grade 1 goes to the school in which a sibling of the same stage stays.
    start_year
        First school year under the new plan (2027 for 2027-2028); the data's grades are those of this year.
    """

    stay_from_grade: int
    siblings_follow: bool
    start_year: int

    def __post_init__(self) -> None:
        if not 0 <= self.stay_from_grade <= GRADES:
            raise ValueError("stay_from_grade must be 0 to 10")


@dataclass(frozen=True, eq=False)
class Attendance:
    """Pupils by year, school and grade.

    Attributes
    ----------
    years
        (Y,) int32: school years, the start year first.
    assigned
        (Y, H, 10) float64 over the plan's schools and grades 0 (not known) to 9: by the plan. Whole numbers, except for
        joint zones.
    expected
        (Y, H, 10) who will attend; the sum of the next three and of those who go where the plan says.
    staying
        (Y, H, 10) who are still in their old school.
    following
        (Y, H, 10) who followed a sibling to a school that is no longer theirs.
    choosing
        (Y, H, 10) who chose the school.
    nowhere
        (Y,) float64: expected at no school: they live in no catchment, or their school is not open.
    complete
        The first year from which on nobody stays or follows: attendance is what it would be without a transition.
    known_until
        The last year whose first grade is in the data; later ones miss children.
    """

    years: IntArray
    assigned: FloatArray
    expected: FloatArray
    staying: FloatArray
    following: FloatArray
    choosing: FloatArray
    nowhere: FloatArray
    complete: int
    known_until: int


def attendance(
    dataset: Dataset,
    before: Plan,
    plan: Plan,
    rules: StayRules,
    *,
    years: int | None = None,
    face_before: Array | None = None,
    face_after: Array | None = None,
) -> Attendance:
    """Return assigned and expected attendance, year by year.

    Parameters
    ----------
    dataset
        Pupils, the schools they attend, and children not yet at school.
    before
        Today's plan: who attends another school than it assigns has chosen; where it is not known which school a pupil
        attends, it is the assigned one.
    plan
        The plan that comes into force. Its schools may close and open in a year of their own; a pupil whose school is
        not open goes where ``before`` says, if that is open.
    rules
        Who keeps the old school.
    years
        How many; until the change is complete where not given.
    face_before, face_after
        (N,) block of each point in both plans, as a tally's ``pupils.face_of_point``, where known already.

    Returns
    -------
    Attendance

    Examples
    --------
    >>> from piiri.io.demo import demo_municipality
    >>> dataset, today = demo_municipality(pupils=600, schools=6, faces=80)
    >>> same = attendance(dataset, today, today, StayRules(0, True, 2027), years=3)
    >>> same.complete, same.known_until, same.assigned.shape
    (2027, 2034, (3, 6, 10))
    """
    if face_before is None:
        face_before = assign(before.coverage, dataset.pupils.points.xy)
    if face_after is None:
        same = plan.coverage is before.coverage
        face_after = face_before if same else assign(plan.coverage, dataset.pupils.points.xy)
    ways = Ways(dataset, before, plan)
    people = people_of(dataset, ways, rules.stay_from_grade, face_before, face_after)
    if rules.siblings_follow:
        people = with_followers(people, ways, rules.start_year, dataset.pupils.points.xy)
    groups = grouped(people, ways)
    complete, counts = rules.start_year, []
    for t in range(max(years or 0, LONGEST)):
        counts.append(_count(groups, ways, rules.start_year, t))
        if counts[t][2].any() or counts[t][3].any():
            complete = rules.start_year + t + 1
    shown = complete - rules.start_year + 1 if years is None else years
    assigned, expected, staying, following, choosing, nowhere = (
        frozen(np.stack([year[part] for year in counts[:shown]]), np.float64) for part in range(6)
    )
    ages = [int(column.key.removeprefix("age_")) for column in dataset.pupils.points.columns if column.role == "age"]
    known = rules.start_year + SCHOOL_AGE - min(ages, default=SCHOOL_AGE)
    shown_years = frozen(rules.start_year + np.arange(shown), np.int32)
    return Attendance(shown_years, assigned, expected, staying, following, choosing, nowhere, complete, known)


def _count(groups: Groups, ways: Ways, start_year: int, t: int) -> tuple[FloatArray, ...]:
    """Assigned, expected, staying, following and choosing (H, 10) after ``t`` years, and how many are nowhere."""
    grade = np.where(groups.level == UNKNOWN, 0, groups.level + t)
    stage = ways.stage_at[groups.stage, np.clip(grade, 0, GRADES - 1)]
    stage = np.where(groups.level == UNKNOWN, groups.stage, stage)
    here = np.flatnonzero(((grade > 0) | (groups.level == UNKNOWN)) & (grade < GRADES) & (stage >= 0))
    grade, stage, weight = grade[here], stage[here], groups.weight[here]
    school, why = groups.school[here], groups.why[here]
    is_open, shares = ways.open_in(start_year + t), ways.shares_in(start_year + t)
    after, today = groups.after[stage, here], groups.before[stage, here]
    served = np.asarray(shares.any(axis=1))
    # a school that is not open yet: today's goes on until it is
    waits = ~served[after] & (after != ways.nowhere)
    target = np.where(waits, np.where(served[today], today, ways.nowhere), after)
    keeps = (school >= 0) & (why != GOES) & (stage == groups.stage[here]) & is_open[school]

    def table(row: Array, some: Array, rows: int) -> FloatArray:
        cells = np.bincount(row[some] * GRADES + grade[some], weights=weight[some], minlength=rows * GRADES)
        return np.asarray(cells.reshape(rows, GRADES))

    everyone = np.ones(len(here), dtype=bool)
    assigned = ways.shares.T @ table(after, everyone, ways.nowhere + 1)
    going = table(target, ~keeps, ways.nowhere + 1)
    expected = shares.T @ going + table(school, keeps, ways.h)
    kept = (table(school, keeps & (why == reason), ways.h) for reason in (STAYS, FOLLOWS, CHOSE))
    return assigned, expected, *kept, going[ways.nowhere].sum()
