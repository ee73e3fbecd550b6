"""Pupils and children one by one: which school each keeps, and why; then put together by their way through school."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..model.arrays import Array, FloatArray, IntArray, LongArray, ranges, to_cm
from ..model.dataset import Dataset
from ..model.plan import UNASSIGNED
from .ways import GRADES, Ways

SCHOOL_AGE = 7
UNKNOWN = 10
"""Level of a pupil whose grade is not known. The level is else the grade in the start year: −6 for a child aged 0."""

GOES, STAYS, FOLLOWS, CHOSE, OWN = range(5)
"""Why somebody attends a school: the plan says so; a stay; a sibling; a choice; it is known, and the plan says so."""


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """Pupils and children, one row a point and level; of joint zones one a school where the school is not known.

    Attributes
    ----------
    point
        (U,) the point.
    level
        (U,) grade in the start year, 0 and below for children, :data:`UNKNOWN`.
    stage
        (U,) the stage they are in, or will enter.
    weight
        (U,) float64: how many; whole unless a joint zone's shares part them.
    face_before, face_after
        (U,) block of their home in today's plan and in the plan, −1 for none.
    school
        (U,) the school they attend or follow to, −1 for none.
    why
        (U,) the reason: :data:`GOES`, :data:`STAYS`, :data:`FOLLOWS`, :data:`CHOSE` or :data:`OWN`.
    """

    point: IntArray
    level: IntArray
    stage: IntArray
    weight: FloatArray
    face_before: IntArray
    face_after: IntArray
    school: IntArray
    why: IntArray

    def take(self, rows: Array) -> People:
        """Return some rows, in the order asked for."""
        return People(*(getattr(self, name)[rows] for name in self.__slots__))


def people_of(dataset: Dataset, ways: Ways, stay_from_grade: int, face_before: Array, face_after: Array) -> People:
    """Return everybody whom a stage places, each with the school that he or she keeps in the start year and why.

    Parameters
    ----------
    dataset, ways
        Who there is, and where one goes.
    stay_from_grade
        Who is in this grade or above may stay.
    face_before, face_after
        (N,) block of each point in today's plan and in the plan.
    """
    point, level, weight = _levels(dataset)
    stage = dataset.pupils.stage[point].astype(np.int64)
    placed = stage >= 0
    point, level, weight, stage = point[placed], level[placed], weight[placed], stage[placed]
    child = level < 1
    stage[child] = ways.stage_at[stage[child], 1]
    there = stage >= 0
    point, level, weight, stage, child = point[there], level[there], weight[there], stage[there], child[there]
    fb, fa = np.asarray(face_before)[point], np.asarray(face_after)[point]
    school = np.where(child, UNASSIGNED, dataset.pupils.attends[point]).astype(np.int64)
    today = ways.before_at[stage, fb]
    chose = (school >= 0) & ~(ways.shares[today, school] > 0)
    people = People(point, level, stage, weight, fb, fa, school, np.where(chose, CHOSE, GOES))
    people = _schools_assumed(people, ways, np.flatnonzero((school < 0) & ~child))
    known = (people.school >= 0) & (people.why == GOES)
    own = known & (ways.shares[ways.after_at[people.stage, people.face_after], people.school] > 0)
    stays = known & ~own & (people.level >= stay_from_grade) & (people.level != UNKNOWN)
    return replace(people, why=np.where(own, OWN, np.where(stays, STAYS, people.why)))


def _levels(dataset: Dataset) -> tuple[IntArray, IntArray, FloatArray]:
    """Point, level and weight of all pupils and children, one row a point and level."""
    points = dataset.pupils.points
    keys = [column.key for column in points.columns]
    levels = {key: int(key.removeprefix("grade_")) for key in keys if key.startswith("grade_")}
    graded = [keys.index(key) for key in levels]
    levels |= {key: int(key.removeprefix("age_")) + 1 - SCHOOL_AGE for key in keys if key.startswith("age_")}
    table = points.values[:, [keys.index(key) for key in levels]]
    point, column = np.nonzero(table)
    level, weight = np.array([*levels.values(), 0])[column], table[point, column].astype(np.float64)
    rest = points.column("pupils").astype(np.int64) - points.values[:, graded].sum(axis=1, dtype=np.int64)
    unknown = np.flatnonzero(rest > 0)
    # without columns of grades the grade of the point is what is known
    said = dataset.pupils.grade[unknown].astype(np.int64)
    said = np.where((said > 0) & (not graded), said, UNKNOWN)
    return (
        np.concatenate((point, unknown)),
        np.concatenate((level, said)),
        np.concatenate((weight, rest[unknown].astype(np.float64))),
    )


def _schools_assumed(people: People, ways: Ways, unknown: IntArray) -> People:
    """Give those whose school is not known that of today's plan; in a joint zone, a part of each to every school."""
    today = ways.before_at[people.stage[unknown], people.face_before[unknown]]
    catchment, school = np.nonzero(ways.shares)
    start, stop = (np.searchsorted(catchment, today, side) for side in ("left", "right"))
    unknown, start, stop = unknown[stop > start], start[stop > start], stop[stop > start]
    if not len(unknown):
        return people
    who, server = np.repeat(unknown, stop - start), ranges(start, stop)
    rest = np.ones(len(people.point), dtype=bool)
    rest[unknown] = False
    rest_rows = np.flatnonzero(rest)
    split = people.take(np.concatenate((rest_rows, who)))
    schools, weight = np.array(split.school), np.array(split.weight)
    schools[len(rest_rows) :] = school[server]
    weight[len(rest_rows) :] *= ways.shares[catchment[server], school[server]]
    return replace(split, school=schools, weight=weight)


def with_followers(people: People, ways: Ways, start_year: int, xy: FloatArray) -> People:
    """Let those who enter grade 1 follow the sibling next in age who stays in an old school, year after year."""
    address = _addresses(people, xy)
    rows = np.flatnonzero(address >= 0)
    near, group = people.take(rows), address[rows] * len(ways.plan.stages) + people.stage[rows]
    school, why = np.array(near.school), np.array(near.why)
    for t in range(SCHOOL_AGE + 1):
        is_open, grade = ways.open_in(start_year + t), near.level + t
        enters = np.flatnonzero((grade == 1) & (why == GOES))
        elder = np.flatnonzero(np.isin(why, (STAYS, FOLLOWS)) & (grade > 1) & (grade < GRADES))
        still = ways.stage_at[near.stage[elder], grade[elder]] == near.stage[elder]
        elder = elder[np.asarray(still & is_open[school[elder]])]
        if not len(enters) or not len(elder):
            continue
        elder = elder[np.lexsort((school[elder], near.level[elder], group[elder]))]
        groups, first = np.unique(group[elder], return_index=True)
        at = np.minimum(np.searchsorted(groups, group[enters]), len(groups) - 1)
        found = groups[at] == group[enters]
        school[enters[found]] = school[elder[first[at[found]]]]
        why[enters[found]] = FOLLOWS
    schools, whys = np.array(people.school), np.array(people.why)
    schools[rows], whys[rows] = school, why
    return replace(people, school=schools, why=whys)


def _addresses(people: People, xy: FloatArray) -> LongArray:
    """Number the places at which somebody stays: equal for equal coordinates, −1 for all other places."""
    address = np.full(len(people.point), -1, dtype=np.int64)
    located = np.asarray(np.isfinite(xy[people.point]).all(axis=1))
    cm = to_cm(np.where(located[:, None], xy[people.point], 0.0))
    # both halves of 64 bits: whole centimetres of any metric grid stay below 2**31
    place = cm[:, 0] * 2**32 + cm[:, 1]
    homes = np.unique(place[located & (people.why == STAYS)])
    if len(homes):
        at = np.minimum(np.searchsorted(homes, place), len(homes) - 1)
        address = np.where(located & (homes[at] == place), at, -1)
    return address


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """People who share their whole way through school: (G,) each but the catchments, which are (S, G)."""

    level: IntArray
    stage: IntArray
    school: IntArray
    why: IntArray
    weight: FloatArray
    before: IntArray
    after: IntArray


def grouped(people: People, ways: Ways) -> Groups:
    """Put people together, so that a year costs the number of groups, not of people."""
    key = np.zeros(len(people.point), dtype=np.int64)
    homes = [
        _alike(table)[face]
        for table, face in ((ways.before_at, people.face_before), (ways.after_at, people.face_after))
    ]
    for value in (people.level + SCHOOL_AGE, people.stage, people.school + 1, people.why, *homes):
        key = key * (int(value.max(initial=0)) + 1) + value
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    one = people.take(order[first])
    weight = np.add.reduceat(people.weight[order], first) if len(first) else one.weight
    return Groups(
        one.level,
        one.stage,
        one.school,
        one.why,
        weight,
        ways.before_at[:, one.face_before],
        ways.after_at[:, one.face_after],
    )


def _alike(table: IntArray) -> LongArray:
    """Number the columns of (S, F): equal numbers for equal columns."""
    same = np.zeros(table.shape[1], dtype=np.int64)
    for row in table:
        same = np.unique(same * (int(table.max()) + 1) + row, return_inverse=True)[1].reshape(-1)
    return same
