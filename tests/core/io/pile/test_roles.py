"""A person gives a column another meaning: the import does as told, or says what is missing."""

from __future__ import annotations

import pytest
from shared.city_files import CATCHMENTS, PUPILS, RESIDENTS, SCHOOLS

from piiri.io.pile import Decisions, Opened, Standing, dry_run, stand
from piiri.io.pile.roles import role_name, roles_of


def layer(standing: Standing, key: str):
    return next(each for each in standing.proposal.layers if each.key == key)


def test_a_column_that_is_not_wanted_is_not_imported(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(SCHOOLS, "oppilaspaikat", ""))
    assert "oppilaspaikat" in layer(told, SCHOOLS).left_out
    imported = dry_run(told).checked.imported
    assert imported is not None and (imported.dataset.schools.places == -1).all()


def test_another_column_takes_the_role(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(CATCHMENTS, "tunnus", "school"))
    assert dict(layer(told, CATCHMENTS).columns) == {"tunnus": "school"}
    assert layer(told, CATCHMENTS).left_out == ("koulu",)


def test_a_group_can_be_left_out(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(PUPILS, "äidinkieli", ""))
    assert told.proposal.mapping is not None and not told.proposal.mapping.groups
    imported = dry_run(told).checked.imported
    assert imported is not None and not imported.dataset.groups


def test_age_instead_of_grade(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(PUPILS, "luokka", "age"))
    assert dict(layer(told, PUPILS).columns)["luokka"] == "age"


@pytest.mark.parametrize(
    ("key", "column", "role"),
    [(CATCHMENTS, "koulu", ""), (PUPILS, "luokka", ""), (PUPILS, "itä", ""), (SCHOOLS, "nimi", "places")],
)
def test_what_is_missing_then_is_said_and_nothing_changes(opened: Opened, key: str, column: str, role: str) -> None:
    decisions = Decisions().with_column(key, column, role)
    if key == SCHOOLS:
        decisions = decisions.with_column(key, "tunnus", "")
    told = stand(opened, decisions)
    assert told.wrong is not None and told.wrong.code == "role-missing" and key in told.wrong.sentence


def test_statistics_without_residents(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(RESIDENTS, "asukkaita", "").with_column(RESIDENTS, "ika0_9", ""))
    assert told.wrong is not None and RESIDENTS in told.wrong.sentence


def test_the_protected_column_cannot_be_taken_away(opened: Opened) -> None:
    told = stand(opened, Decisions().with_column(PUPILS, "turvakielto", ""))
    assert dict(layer(told, PUPILS).columns)["turvakielto"] == "protected"


def test_columns_that_are_not_there_are_passed_over(opened: Opened, standing: Standing) -> None:
    told = stand(opened, Decisions().with_column(PUPILS, "no such column", "grade"))
    assert told.wrong is None and told.proposal.layers == standing.proposal.layers


def test_roles_are_those_of_the_kind(standing: Standing) -> None:
    assert roles_of(layer(standing, CATCHMENTS), shapes=True) == ("school",)
    assert "x" in roles_of(layer(standing, PUPILS), shapes=False)
    assert "x" not in roles_of(layer(standing, PUPILS), shapes=True)
    assert role_name("grade") == "Grade" and role_name("Option A") == "Option A"
