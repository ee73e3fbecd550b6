"""Attendance in plain Python that follows one pupil after another: the slow oracle, and towns to ask it about."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from piiri.assignment import assign
from piiri.expected import LONGEST, Attendance, StayRules
from piiri.model import Catchments, Dataset, Plan, PointLayer, Pupils, Schools, Stage
from piiri.model.dataset import pupil_columns
from piiri.model.overlay import coverage_of

Town = tuple[Dataset, Plan]
NOWHERE = ""


@dataclass
class OneByOne:
    """One pupil's or child's way, as parts by school: a joint zone sends a part to each of its schools."""

    level: int | None
    stage: int
    weight: float
    face_before: int
    face_after: int
    place: tuple[float, float] | None
    school: int | None = None
    why: str = "goes"


def servers(plan: Plan, catchment: int) -> dict[str, float]:
    c = plan.catchments
    rows = np.flatnonzero(c.server_catchment == catchment)
    return {plan.schools.ids[c.server_school[j]]: float(c.server_share[j]) for j in rows} if catchment >= 0 else {}


def at(plan: Plan, stage: int, face: int) -> int:
    return int(plan.catchment_of_face[stage, face]) if face >= 0 else -1


def slow_attendance(
    dataset: Dataset,
    before: Plan,
    plan: Plan,
    rules: StayRules,
    years: int,
    closed: dict[str, int] | None = None,
    opened: dict[str, int] | None = None,
) -> tuple[dict[tuple[int, str, int, str], float], int]:
    """Pupils by (year, school, grade, kind) and the year in which the change is complete."""
    stages, ids = dataset.stages, plan.schools.ids
    closed, opened = closed or {}, opened or {}

    def is_open(school: str, year: int) -> bool:
        return year < closed.get(school, 9999) and year >= opened.get(school, 0)

    def stage_in(stage: int, grade: int) -> int | None:
        if grade in stages[stage].grades:
            return stage
        same = [n for n, s in enumerate(stages) if s.language == stages[stage].language and grade in s.grades]
        return same[0] if same else None

    people: list[OneByOne] = []
    points, pupils = dataset.pupils.points, dataset.pupils
    face_before, face_after = (assign(p.coverage, points.xy) for p in (before, plan))
    for i in range(len(points)):
        if pupils.stage[i] < 0:
            continue
        row = {column.key: int(n) for column, n in zip(points.columns, points.values[i], strict=True)}
        place = None if np.isnan(points.xy[i]).any() else (float(points.xy[i, 0]), float(points.xy[i, 1]))
        levels: list[tuple[int | None, float]] = []
        for key, n in row.items():
            if n and key.startswith("grade_"):
                levels.append((int(key[6:]), n))
            if n and key.startswith("age_"):
                levels.append((int(key[4:]) - 6, n))
        rest = row["pupils"] - sum(n for key, n in row.items() if key.startswith("grade_"))
        if rest > 0:
            said = int(pupils.grade[i]) if "grade_1" not in row else 0
            levels.append((said or None, rest))
        for level, n in levels:
            stage = int(pupils.stage[i])
            if level is not None and level < 1:
                first = stage_in(stage, 1)
                if first is None:
                    continue
                people.append(OneByOne(level, first, n, int(face_before[i]), int(face_after[i]), place))
                continue
            today = servers(before, at(before, stage, int(face_before[i])))
            attended = int(pupils.attends[i])
            if attended >= 0:
                known = {ids[attended]: 1.0}
            else:
                known = {school: share for school, share in today.items() if school in ids} or {NOWHERE: 1.0}
            for school, share in known.items():
                one = OneByOne(level, stage, n * share, int(face_before[i]), int(face_after[i]), place)
                people.append(one)
                if school == NOWHERE:
                    continue
                one.school = ids.index(school)
                if attended >= 0 and school not in today:
                    one.why = "chose"
                elif school in servers(plan, at(plan, stage, one.face_after)):
                    one.why = "own"
                elif level is not None and level >= rules.stay_from_grade:
                    one.why = "stays"
    result: dict[tuple[int, str, int, str], float] = {}

    def count(year: int, school: str, grade: int, kind: str, n: float) -> None:
        result[year, school, grade, kind] = result.get((year, school, grade, kind), 0.0) + n

    complete = rules.start_year
    for t in range(max(years, LONGEST)):
        year = rules.start_year + t
        if rules.siblings_follow:
            follow = []
            for child in people:
                if child.level != 1 - t or child.why != "goes" or child.place is None:
                    continue
                elder = [
                    (one.level, one.school)
                    for one in people
                    if one.why in ("stays", "follows")
                    and one.place == child.place
                    and one.stage == child.stage
                    and one.level is not None
                    and 1 < one.level + t <= 9
                    and stage_in(one.stage, one.level + t) == one.stage
                    and is_open(ids[one.school], year)  # type: ignore[index]
                ]
                if elder:
                    follow.append((child, min(elder)[1]))
            for child, school in follow:
                child.school, child.why = school, "follows"
        for one in people:
            grade = 0 if one.level is None else one.level + t
            if one.level is not None and not 1 <= grade <= 9:
                continue
            stage = one.stage if one.level is None else stage_in(one.stage, grade)
            if stage is None:
                continue
            mine = servers(plan, at(plan, stage, one.face_after))
            for school, share in mine.items():
                count(year, school, grade, "assigned", one.weight * share)
            if one.school is not None and one.why != "goes" and stage == one.stage and is_open(ids[one.school], year):
                count(year, ids[one.school], grade, "expected", one.weight)
                count(year, ids[one.school], grade, one.why, one.weight)
                if one.why in ("stays", "follows"):
                    complete = year + 1
                continue
            going = {school: share for school, share in mine.items() if is_open(school, year)}
            if mine and not going:
                old = servers(before, at(before, stage, one.face_before))
                going = {school: share for school, share in old.items() if school in ids and is_open(school, year)}
            if not going:
                count(year, NOWHERE, 0, "expected", one.weight)
            for school, share in going.items():
                count(year, school, grade, "expected", one.weight * share / sum(going.values()))
    return result, complete


def agree(found: Attendance, slow: dict[tuple[int, str, int, str], float], complete: int, plan: Plan) -> None:
    tables = {
        "assigned": found.assigned,
        "expected": found.expected,
        "stays": found.staying,
        "follows": found.following,
        "chose": found.choosing,
    }
    for kind, table in tables.items():
        wanted = np.zeros_like(table)
        for (year, school, grade, what), n in slow.items():
            if what == kind and school and year <= found.years[-1]:
                wanted[year - found.years[0], plan.schools.index(school), grade] = n
        np.testing.assert_allclose(table, wanted, atol=1e-9, err_msg=kind)
    nowhere = [slow.get((int(year), NOWHERE, 0, "expected"), 0.0) for year in found.years]
    np.testing.assert_allclose(found.nowhere, nowhere, atol=1e-9)
    assert found.complete == complete


class _Dated(Schools):
    """Schools with the years in which they open and close."""


def dated(plan: Plan, closed: dict[str, int], opened: dict[str, int]) -> Plan:
    schools = _Dated(plan.schools.ids, plan.schools.names, plan.schools.xy, plan.schools.places)
    for name, years in (("closed_from", closed), ("open_from", opened)):
        values = np.array([years.get(school, 0) for school in schools.ids], dtype=np.int16)
        object.__setattr__(schools, name, values)
    return replace(plan, schools=schools)


def weighted_square(counts: np.ndarray, stage: int, attends: int) -> Town:
    """Two blocks, three schools; one point in the west with these pupils by grade, and 20 aged 6."""
    from shapely import box

    stages = (Stage("1-6", "1-6", "", (1, 2, 3, 4, 5, 6)), Stage("7-9", "7-9", "", (7, 8, 9)))
    coverage = coverage_of([box(0, 0, 100, 100), box(100, 0, 200, 100)], ["w", "e"])
    schools = Schools(("A", "B", "C"), ("A", "B", "C"), np.array([[50, 50], [150, 50], [100, 20]]), np.full(3, 500))
    catchments = Catchments.one_school_each(stages, schools, [(0, 0), (0, 1), (1, 2)])
    columns = pupil_columns()
    values = np.zeros((1, len(columns)), dtype=np.int64)
    values[0, 0], values[0, 1:10], values[0, 16] = counts.sum() + 7, counts, 20
    people = Pupils(PointLayer("pupils", [[50.0, 50.0]], columns, values), [stage], [0], [attends])
    dataset = Dataset("Square", "EPSG:3067", stages, schools, coverage, people)
    return dataset, Plan("Today", stages, coverage, catchments, np.array([[0, 1], [2, 2]]), schools)
