"""Attendance year by year against plain Python that follows one pupil after another."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.assignment import assign
from piiri.countable import Countable
from piiri.edits import AssignFaces, apply
from piiri.evaluate import evaluate
from piiri.expected import LONGEST, Attendance, StayRules, attendance
from piiri.io.demo import demo_municipality
from piiri.model import Catchments, Column, Dataset, Plan, PointLayer, Pupils, Schools, Stage
from piiri.model.dataset import pupil_columns
from piiri.model.overlay import coverage_of
from piiri.tally import tally_everything

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


def given_away(plan: Plan, school: str, to: str, stages: tuple[str, ...] = ("fi-1-6", "fi-7-9")) -> Plan:
    """All blocks that a school serves alone to another, stage by stage."""
    for stage in stages:
        s = plan.stage_index(stage)
        mine, target = (plan.catchments.of_school(plan.schools.index(x), s) for x in (school, to))
        if mine < 0 or target < 0:
            continue
        faces = tuple(plan.coverage.face_ids[f] for f in np.flatnonzero(plan.catchment_of_face[s] == mine))
        plan, _ = apply(plan, AssignFaces(stage, faces, plan.catchments.ids[target]))
    return plan


def with_attends(dataset: Dataset, plan: Plan, seed: int) -> Dataset:
    """Pupils of whom some attend their own school, some another one, and of some it is not known."""
    rng = np.random.default_rng(seed)
    n = len(dataset.pupils)
    face = assign(plan.coverage, dataset.pupils.points.xy)
    attends = np.full(n, -1)
    for i in np.flatnonzero(dataset.pupils.points.column("pupils")):
        mine = plan.catchments.schools_of(at(plan, int(dataset.pupils.stage[i]), int(face[i])))
        if len(mine):
            attends[i] = rng.choice([mine[0], mine[-1], rng.integers(len(plan.schools)), -1], p=[0.4, 0.3, 0.15, 0.15])
    # so many live in so few homes that there are siblings
    xy = np.array(dataset.pupils.points.xy)
    some = rng.integers(0, n, n // 2)
    xy[rng.integers(0, n, n // 2)] = xy[some]
    points = PointLayer("pupils", xy, dataset.pupils.points.columns, dataset.pupils.points.values)
    return replace(dataset, pupils=Pupils(points, dataset.pupils.stage, dataset.pupils.grade, attends))


@pytest.fixture(scope="module")
def demo() -> Town:
    return demo_municipality(pupils=3000)


@pytest.mark.parametrize("grade", [0, 2, 5, 10])
@pytest.mark.parametrize("siblings", [True, False])
def test_the_demo_equals_one_by_one(demo: Town, grade: int, siblings: bool) -> None:
    dataset, today = demo
    plan = given_away(given_away(today, "007", "008"), "021", "022", ("sv-1-6",))
    rules = StayRules(grade, siblings, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST)
    found = attendance(dataset, today, plan, rules, years=LONGEST)
    agree(found, slow, complete, plan)
    assert (grade == 10) == (not found.staying.any())


def test_the_sibling_rule_matters_in_the_demo(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    assert attendance(dataset, today, plan, StayRules(0, True, 2027)).following.any()
    assert not attendance(dataset, today, plan, StayRules(0, False, 2027)).following.any()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 10), st.booleans())
def test_random_towns_equal_one_by_one(town_of, seed: int, grade: int, siblings: bool) -> None:
    """Joint zones, unassigned blocks, people off the map and without a place are all in these towns."""
    dataset, today = town_of(pupils=150, blocks=40, seed=seed % 50)
    dataset = with_attends(dataset, today, seed)
    rng = np.random.default_rng(seed)
    table = np.array(today.catchment_of_face)
    for s in range(len(today.stages)):
        mine = np.append(np.flatnonzero(today.catchments.stage == s), -1)
        some = rng.integers(0, table.shape[1], 25)
        table[s, some] = rng.choice(mine, 25)
    plan = replace(today, catchment_of_face=table)
    rules = StayRules(grade, siblings, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST)
    agree(attendance(dataset, today, plan, rules, years=LONGEST), slow, complete, plan)


class _Dated(Schools):
    """Schools with the years in which they open and close."""


def dated(plan: Plan, closed: dict[str, int], opened: dict[str, int]) -> Plan:
    schools = _Dated(plan.schools.ids, plan.schools.names, plan.schools.xy, plan.schools.places)
    for name, years in (("closed_from", closed), ("open_from", opened)):
        values = np.array([years.get(school, 0) for school in schools.ids], dtype=np.int16)
        object.__setattr__(schools, name, values)
    return replace(plan, schools=schools)


@pytest.mark.parametrize("seed", range(6))
def test_schools_that_close_and_open(town_of, seed: int) -> None:
    dataset, today = town_of(pupils=250, blocks=40, seed=seed)
    dataset = with_attends(dataset, today, seed)
    closed, opened = {"S2": 2029, "S5": 2027, "S0": 2031}, {"S3": 2030, "S6": 2028}
    plan = dated(given_away(given_away(today, "S2", "S3"), "S5", "S4"), closed, opened)
    rules = StayRules(0, True, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST, closed, opened)
    found = attendance(dataset, today, plan, rules, years=LONGEST)
    agree(found, slow, complete, plan)
    two = plan.schools.index("S2")
    assert found.expected[:2, two].sum(axis=1).all() and not found.expected[2:, two].any()


def test_a_change_is_complete_when_it_is_as_without_a_transition(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    slow = attendance(dataset, today, plan, StayRules(0, True, 2027), years=LONGEST)
    quick = attendance(dataset, today, plan, StayRules(10, False, 2027), years=LONGEST)
    at_last = slow.complete - 2027
    np.testing.assert_array_equal(slow.expected[at_last:], quick.expected[at_last:])
    assert (slow.expected[at_last - 1] != quick.expected[at_last - 1]).any()
    assert quick.complete == 2027
    assert len(attendance(dataset, today, plan, StayRules(0, True, 2027)).years) == at_last + 1


def test_the_first_year_is_what_the_window_shows(demo: Town) -> None:
    """Assigned in the start year are the figures of the plan; expected there, if all may stay, who attends today."""
    dataset, today = demo
    plan = given_away(today, "007", "008")
    found = attendance(dataset, today, plan, StayRules(0, False, 2027), years=1)
    figures = evaluate(dataset, plan, tally_everything(Countable(dataset, today), plan))
    np.testing.assert_allclose(found.assigned[0].sum(axis=1), figures.school_pupils)
    attends = dataset.pupils.attends[dataset.pupils.attends >= 0]
    np.testing.assert_array_equal(found.expected[0].sum(axis=1), np.bincount(attends, minlength=len(plan.schools)))
    assert not found.staying[0][plan.schools.index("008")].any()


def test_nobody_is_lost_or_born(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    found = attendance(dataset, today, plan, StayRules(3, True, 2027), years=12)
    people = dataset.pupils
    ages = np.array([people.points.total(f"age_{a}") for a in range(7)])
    grades = np.array([people.points.total(f"grade_{g}") for g in range(1, 10)])
    for t in range(12):
        alive = grades[: max(9 - t, 0)].sum() + ages[max(7 - t, 0) : max(16 - t, 0)].sum()
        assert found.expected[t].sum() + found.nowhere[t] == pytest.approx(alive)
    assert found.known_until == 2034


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


def test_one_point_may_stand_for_many() -> None:
    counts = np.array([10, 20, 30, 40, 50, 60, 0, 0, 0])
    dataset, today = weighted_square(counts, 0, -1)
    plan, _ = apply(today, AssignFaces("1-6", ("w",), "1-6/B"))
    found = attendance(dataset, today, plan, StayRules(3, False, 2027), years=5)
    a, b, c = range(3)
    # 7 of an unknown grade go at once and never move up; those from grade 3 stay
    assert found.expected[0, b].tolist() == [7, 10, 20, 0, 0, 0, 0, 0, 0, 0]
    assert found.expected[0, a].tolist() == [0, 0, 0, 30, 40, 50, 60, 0, 0, 0]
    assert found.staying[1, a].tolist() == [0, 0, 0, 0, 30, 40, 50, 0, 0, 0]
    assert found.expected[1, b].tolist() == [7, 20, 10, 20, 0, 0, 0, 0, 0, 0]
    assert found.expected[1, c].tolist() == [0, 0, 0, 0, 0, 0, 0, 60, 0, 0]
    assert found.assigned[1, b].tolist() == [7, 20, 10, 20, 30, 40, 50, 0, 0, 0]
    assert (found.complete, found.known_until) == (2031, 2034)
    np.testing.assert_allclose(*(x.sum(axis=1) for x in (found.expected[4], found.assigned[4])))


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


def test_choosers_keep_their_school_until_the_stage_ends() -> None:
    counts = np.array([0, 0, 0, 0, 5, 6, 0, 0, 0])
    dataset, today = weighted_square(counts, 0, 1)
    found = attendance(dataset, today, today, StayRules(10, False, 2027), years=3)
    assert found.choosing[:, 1].sum(axis=1).tolist() == [18, 12, 7]
    assert found.expected[1:, 2].sum(axis=1).tolist() == [6, 11]
    assert found.complete == 2027


def test_grades_may_be_known_by_the_point_only(town_of) -> None:
    dataset, today = town_of(pupils=120, blocks=40)
    everybody = dataset.pupils
    plain = PointLayer(
        "pupils", everybody.points.xy, (Column("pupils", "Pupils", "pupils"),), everybody.points.values[:, :1]
    )
    dataset = replace(dataset, pupils=replace(everybody, points=plain), groups=())
    plan = given_away(today, "S2", "S3")
    slow, complete = slow_attendance(dataset, today, plan, StayRules(0, True, 2027), LONGEST)
    found = attendance(dataset, today, plan, StayRules(0, True, 2027), years=LONGEST)
    agree(found, slow, complete, plan)
    assert found.known_until == 2027


def test_a_grade_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="stay_from_grade"):
        StayRules(11, True, 2027)
