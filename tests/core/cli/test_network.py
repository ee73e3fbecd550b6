"""Closing, merging and expected attendance from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shared.command import run, said

from piiri.edits import CloseSchool, MergeSchools, Together
from piiri.storage import open_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return Path(said("demo", folder, "--pupils", 1500, "--schools", 9, "--faces", 120, "--seed", 3)["project"])


@pytest.fixture(scope="module")
def schools(project: Path) -> list[dict[str, Any]]:
    """Those with the most pupils of the first stage first, which others teach as well."""
    data = said("evaluate", project)["schools"]
    first = data[0]["stages"][0]["stage"]
    mine = [each for each in data if [part["stage"] for part in each["stages"]] == [first]]
    return sorted(mine, key=lambda each: -each["pupils"])


def last_edit(path: Path) -> object:
    with open_project(path, recover=False) as opened:
        return opened.history(opened.active).entries[-1].edit


@pytest.mark.parametrize("rule", ["nearest", "places"])
def test_close_writes_the_plan_and_says_what_it_does(
    project: Path, schools: list[dict[str, Any]], rule: str, tmp_path: Path
) -> None:
    output, school = tmp_path / "out.gpkg", schools[0]
    data = said("close", project, school["id"], "--rule", rule, "--from", 2029, "-o", output)
    assert list(data) == ["project", "plan", "from", "rule", "closed", "unplaced"]
    closed = data["closed"]
    assert closed["pupils"] == pytest.approx(school["pupils"]) and closed["name"] == school["name"]
    after = {each["id"]: each for each in said("evaluate", output)["schools"]}
    for each in closed["receivers"]:
        assert each["pupils"]["after"] == pytest.approx(after[each["id"]]["pupils"])
        assert each["taken_in_pupils"] == pytest.approx(each["pupils"]["after"] - each["pupils"]["before"])
    assert sum(each["taken_in_pupils"] for each in closed["receivers"]) == pytest.approx(closed["pupils"])
    edit = last_edit(output)
    assert isinstance(edit, CloseSchool) and edit.closed_from == 2029


def test_the_table_is_for_people(project: Path, schools: list[dict[str, Any]], tmp_path: Path) -> None:
    result = run("close", project, schools[0]["name"], "--from", 2029, "-o", tmp_path / "out.gpkg", "--language", "fi")
    assert f"{schools[0]['name']} lakkaa lukuvuonna 2029–30" in result.stdout
    assert "→" in result.stdout and "Vapaat paikat" in result.stdout
    assert "Kirjoitettu tiedostoon" in result.stderr


def test_named_schools_alone_receive(project: Path, schools: list[dict[str, Any]], tmp_path: Path) -> None:
    other = schools[1]
    data = said(
        *("close", project, schools[0]["id"], "--rule", "named", "--to", other["name"]),
        *("--raise-places", "-o", tmp_path / "out.gpkg"),
    )
    assert [each["id"] for each in data["closed"]["receivers"]] == [other["id"]]
    assert data["closed"]["missing_places"] == 0
    if other["places"] is not None and other["places"] < other["pupils"] + schools[0]["pupils"]:
        assert isinstance(last_edit(tmp_path / "out.gpkg"), Together)


def test_what_cannot_be_is_said_and_nothing_is_written(
    project: Path, schools: list[dict[str, Any]], tmp_path: Path
) -> None:
    output = tmp_path / "out.gpkg"
    ids = [each["id"] for each in schools]
    for arguments, code in (
        (("close", project, "nowhere", "-o", output), "unknown-school"),
        (("close", project, ids[0], "--rule", "named", "-o", output), "nobody-named"),
        (("close", project, ids[0], "--rule", "named", "--to", ids[0], "-o", output), "same-school"),
        (("close", project, ids[0], "--from", 20, "-o", output), "not-a-year"),
        (("merge", project, ids[0], ids[0], "-o", output), "merge-with-itself"),
    ):
        error = said(*arguments, code=1)["error"]
        assert error["code"] == code and error["message"].count(".") >= 2
    assert not output.exists()


def test_a_closed_school_is_not_closed_again(project: Path, schools: list[dict[str, Any]], tmp_path: Path) -> None:
    closed = tmp_path / "closed.gpkg"
    run("close", project, schools[0]["id"], "--from", 2029, "-o", closed)
    assert said("close", closed, schools[0]["id"], "-o", tmp_path / "x.gpkg", code=1)["error"]["code"] == "closed"


def test_merge(project: Path, schools: list[dict[str, Any]], tmp_path: Path) -> None:
    output = tmp_path / "out.gpkg"
    giver, heir = schools[0], schools[1]
    data = said("merge", project, giver["id"], heir["name"], "--places", 999, "--from", 2030, "-o", output)
    assert list(data) == ["project", "plan", "from", "into", "merged"]
    (one,) = data["merged"]["receivers"]
    assert one["id"] == heir["id"] and one["places"]["after"] == 999
    assert one["pupils"]["after"] == pytest.approx(giver["pupils"] + heir["pupils"])
    assert last_edit(output) == MergeSchools(giver["id"], heir["id"], 2030, 999)
    text = run("merge", project, giver["id"], heir["id"], "--from", 2030, "-o", output).stdout
    assert f"{giver['name']} merges into {heir['name']} in school year 2030–31" in text


def test_expected_follows_the_rules(project: Path, schools: list[dict[str, Any]], tmp_path: Path) -> None:
    output = tmp_path / "out.gpkg"
    run("merge", project, schools[0]["id"], schools[1]["id"], "--from", 2031, "-o", output)
    data = said("expected", output, "--from", 2027)
    assert data["compared_with"] == said("evaluate", project)["compared_with"]
    assert data["years"][0] == 2027 and data["years"][-1] == data["complete"] >= 2031
    names = {each["id"]: each for each in data["schools"]}
    still = names[schools[0]["id"]]["expected_pupils"]
    assert still[0] > 0 and still[-1] == 0, "it is attended until it closes"
    strict = said("expected", project, "--stay-from-grade", 10, "--no-siblings", "--from", 2027)
    assert (strict["stay_from_grade"], strict["siblings_follow"], strict["complete"]) == (10, False, 2027)
    text = run("expected", output, "--from", 2027, "--language", "sv").stdout
    assert "Klart läsåret" in text and "väntade" in text
