"""``piiri plans``: the tree, what changes it, copying and importing; nothing is written where a thing does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shared.command import run, said

from piiri.edits import SetCapacity
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import check_project, create_project


@pytest.fixture
def project(town: tuple[Dataset, Plan], tmp_path: Path) -> Path:
    """A plan with two steps, a branch with a note, and a plan that came with the data."""
    dataset, plan = town
    path = tmp_path / "town.gpkg"
    with create_project(dataset, (plan, plan.renamed("Option")), workdir=tmp_path / "made") as made:
        session = Session(dataset, made.history("Today"), journal=made)
        session.do(SetCapacity("S1", 140), note="agreed")
        session.do(SetCapacity("S2", 9))
        made.branch("Today", "South", "for the board\non 3.12.")
        session.undo()
        made.save_as(path)
    return path


def test_the_tree_for_people(project: Path) -> None:
    assert run("plans", project).stdout == (
        "* Today (1 step, 1 taken back)\n    South (0 steps)\n      for the board\n      on 3.12.\n  Option (0 steps)\n"
    )
    assert run("plans", "list", project).stdout == run("plans", project).stdout


def test_the_tree_for_programs(project: Path) -> None:
    data = said("plans", project)
    assert list(data) == ["project", "active", "plans"] and data["active"] == "Today"
    south = data["plans"][1]
    assert list(south) == [
        *("number", "name", "parent", "parent_name", "branched_at", "depth"),
        *("note", "deleted", "steps", "taken_back", "started_at"),
    ]
    assert (south["name"], south["parent_name"], south["branched_at"], south["depth"]) == ("South", "Today", 2, 1)


def test_everything_that_changes_the_tree(project: Path, tmp_path: Path) -> None:
    original, new = project.read_bytes(), tmp_path / "new.gpkg"
    done = said("plans", "branch", project, "Etelä", "--plan", "South", "--note", "what if", "-o", new)
    assert done == {"project": str(new), "plan": "Etelä", "parent": "South"}
    said("plans", "rename", new, "Etelä", "Eteläinen", "-o", new)
    said("plans", "note", new, "Eteläinen", "", "-o", new)
    said("plans", "note", new, "Today", "agreed again", "--step", 2, "-o", new)
    gone = said("plans", "delete", new, "South", "-o", new)
    assert gone["active"] == "Today"
    said("plans", "branch", new, "South", "-o", new)
    out = run("plans", new).stdout
    assert out.endswith("\nDeleted:\n  South (0 steps)\n    for the board\n    on 3.12.\n")
    back = said("plans", "restore", new, "South", "-o", new)
    assert back["plan"] == "South 2" and back["number"] == gone["number"]
    names = {node["name"]: node for node in said("plans", new)["plans"]}
    assert names["Eteläinen"]["parent_name"] == "South 2" and names["Eteläinen"]["note"] == ""
    said("plans", "delete", new, "South 2", "-o", new)
    said("plans", "discard", new, str(gone["number"]), "-o", new)
    assert [node["deleted"] for node in said("plans", new)["plans"]] == [False] * 4
    assert project.read_bytes() == original and check_project(new) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("branch", "Option"), "plan-exists"),
        (("branch", " "), "plan-unnamed"),
        (("branch", "New", "--plan", "Nobody"), "unknown-plan"),
        (("rename", "Today", "South"), "plan-exists"),
        (("note", "Today", "x", "--step", "3"), "unknown-step"),
        (("delete", "Nobody"), "unknown-plan"),
        (("restore", "Today"), "not-deleted"),
        (("discard", "South"), "not-deleted"),
        (("copy", "Today", "Option", "--steps", "1-3"), "steps-not-read"),
        (("copy", "Today", "Option", "--steps", "two"), "steps-not-read"),
    ],
)
def test_what_is_refused_leaves_nothing(project: Path, tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    target = tmp_path / "new.gpkg"
    command, *rest = words
    error = said("plans", command, project, *rest, "-o", target, code=1)["error"]
    assert error["code"] == code and len(error["message"]) > 20
    assert not target.exists()


def test_steps_are_copied_with_their_notes(project: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.gpkg"
    done = said("plans", "copy", project, "Today", "Option", "-o", new)
    assert [step["step"] for step in done["copied"]] == [1] and done["refused"] == []
    assert "140" in done["copied"][0]["text"]
    done = said("plans", "copy", project, "Today", "Option", "--steps", "1-2", "-o", new)
    assert [step["step"] for step in done["copied"]] == [1, 2]
    assert {node["name"]: node["steps"] for node in said("plans", new)["plans"]}["Option"] == 2
    again = tmp_path / "again.gpkg"
    error = said("plans", "copy", new, "Today", "Option", "--steps", "1", "-o", again, code=1)["error"]
    assert error["code"] == "steps-do-not-fit" and not again.exists()
    assert error["facts"]["refused"][0]["reason"].startswith("It changes nothing")
    done = said("plans", "copy", new, "Today", "Option", "--steps", "1,2", "--those-that-fit", "-o", again)
    assert done["copied"] == [] and len(done["refused"]) == 2


def test_a_plan_of_another_project(project: Path, tmp_path: Path, town: tuple[Dataset, Plan]) -> None:
    mine, new = tmp_path / "mine.gpkg", tmp_path / "new.gpkg"
    with create_project(town[0], (town[1],), workdir=tmp_path / "made") as made:
        made.save_as(mine)
    assert said("plans", "import", mine, project, "-o", new, code=1)["error"]["code"] == "which-plan"
    done = said("plans", "import", mine, project, "--theirs", "Today", "-o", new)
    assert (done["plan"], done["steps"], done["same_data"], done["differences"]) == ("Today 2", 2, True, [])
    found = {node["name"]: node for node in said("plans", new)["plans"]}["Today 2"]
    assert (found["steps"], found["taken_back"]) == (1, 1)


def test_a_plan_of_a_project_on_other_data(
    project: Path, tmp_path: Path, town: tuple[Dataset, Plan], town_of: Any
) -> None:
    mine, new = tmp_path / "mine.gpkg", tmp_path / "new.gpkg"
    dataset, plan = town_of(pupils=1000)
    with create_project(dataset, (plan,), workdir=tmp_path / "made") as made:
        made.save_as(mine)
    result = run("plans", "import", mine, project, "--theirs", "South", "--name", "Etelä", "-o", new)
    assert "Pupils: " in result.stderr and "Schools: " in result.stderr
    assert "Etelä imported with 2 steps." in result.stderr
    done = said("plans", "import", new, project, "--theirs", "South", "--name", "Again", "-o", new)
    assert not done["same_data"] and {each["part"] for each in done["differences"]} >= {"pupils", "schools"}
