"""Assigned and expected as figures for people and programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from piiri import i18n
from piiri.edits import AssignFaces, apply
from piiri.expected import Attendance, StayRules, attendance
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.publish.attendance import (
    attendance_json,
    attendance_table,
    attendance_text,
    complete_words,
    known_words,
    knows_attendance,
    unknown_words,
)

RULES = StayRules(0, True, 2027)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.fixture(scope="module")
def moved() -> tuple[Dataset, Plan, Plan, Attendance]:
    """Half of a school's blocks belong to its neighbour."""
    dataset, today = demo_municipality(pupils=1500, schools=8, faces=120)
    row, stage = today.catchment_of_face[0], today.stages[0]
    first, other = np.unique(row[row >= 0])[:2]
    faces = tuple(today.coverage.face_ids[f] for f in np.flatnonzero(row == first)[::2])
    plan, _ = apply(today, AssignFaces(stage.id, faces, today.catchments.ids[other]))
    return dataset, today, plan, attendance(dataset, today, plan, RULES)


def test_grades_are_added_up(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    _, _, plan, found = moved
    table = attendance_table(found, plan)
    assert table.years[0] == 2027 and table.years[-1] == table.complete > 2027
    for position in range(len(table.years)):
        for h in range(len(plan.schools)):
            assert table.expected[h, position] == pytest.approx(found.expected[position, h].sum())
            assert table.assigned[h, position] == pytest.approx(found.assigned[position, h].sum())
    silent = set(range(len(plan.schools))) - set(table.schools)
    assert all(not table.expected[h].any() and not table.assigned[h].any() for h in silent)
    assert not table.is_even


def test_json_and_text_say_the_same(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    dataset, _, plan, found = moved
    table = attendance_table(found, plan)
    data = attendance_json(table, plan, RULES, knows_attendance(dataset))
    assert data["years"] == list(table.years) and len(data["schools"]) == len(table.schools)
    assert data["totals"]["expected_pupils"][0] == pytest.approx(
        sum(school["expected_pupils"][0] for school in data["schools"])
    )
    text = attendance_text(table, "Heading", True)
    assert text.splitlines()[0] == "Heading" and complete_words(table) in text
    assert "2027–28" in text and all(school["name"] in text for school in data["schools"])
    assert unknown_words() not in text and unknown_words() in attendance_text(table, "Heading", False)


def test_an_unchanged_plan_is_complete_at_once(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    dataset, today, _, _ = moved
    table = attendance_table(attendance(dataset, today, today, RULES), today)
    assert complete_words(table) == "Complete at once, in school year 2027–28."


def test_the_end_of_what_is_known_is_said(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    table = attendance_table(moved[3], moved[2])
    assert "2028–29" in known_words(replace(table, known_until=2028, years=(2027, 2028, 2029)))
    assert known_words(replace(table, known_until=2029, years=(2027, 2028, 2029))) == ""


def test_the_language_is_followed(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    i18n.set_language("fi")
    table = attendance_table(moved[3], moved[2])
    assert complete_words(table).startswith("Valmis lukuvuonna ")
    assert "attends" in unknown_words()


def test_data_without_attendance_are_known(moved: tuple[Dataset, Plan, Plan, Attendance]) -> None:
    dataset = moved[0]
    nobody = replace(dataset.pupils, attends=np.full(len(dataset.pupils.attends), -1))
    assert not knows_attendance(replace(dataset, pupils=nobody))
    first = np.full(len(dataset.pupils.attends), -1)
    first[0] = 0
    assert knows_attendance(replace(dataset, pupils=replace(dataset.pupils, attends=first)))
