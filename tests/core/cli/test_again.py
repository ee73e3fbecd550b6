"""``piiri import --again``: this year's files into last year's project."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from shared.command import run, said
from shared.years import blocks_moved, town_in


@pytest.fixture
def town(tmp_path: Path):
    made = town_in(tmp_path)
    yield made
    made.project.close(discard=True)


@pytest.fixture
def saved(town, tmp_path) -> Path:
    path = tmp_path / "2025.gpkg"
    town.project.save_as(path)
    return path


def test_a_dry_run_says_what_differs_and_writes_nothing(town, saved, tmp_path) -> None:
    town.this.blocks(blocks_moved())
    before = sorted(tmp_path.iterdir()), hashlib.sha256(saved.read_bytes()).hexdigest()
    data = said("import", "--again", saved, *town.this.files, "--dry-run")
    assert (sorted(tmp_path.iterdir()), hashlib.sha256(saved.read_bytes()).hexdigest()) == before
    assert data["project"] is None and len(data["differences"]["blocks"]["changed"]) == 4
    assert [each["gone"] for each in data["unfit"]] == ["corner"]
    assert {each["name"]: (each["steps_before"], each["steps"]) for each in data["plans"]}["Today"] == (3, 2)
    text = run("import", "--again", saved, *town.this.files, "--dry-run").stdout
    assert "1 thing no longer fits" in text and "Today: 2 of 3 steps" in text


def test_the_new_project_is_written_and_the_old_one_stays(town, saved, tmp_path) -> None:
    old, new = hashlib.sha256(saved.read_bytes()).hexdigest(), tmp_path / "2026.gpkg"
    data = said("import", "--again", saved, *town.this.files, "-o", new)
    assert data["project"] == str(new) and data["unfit"] == []
    assert hashlib.sha256(saved.read_bytes()).hexdigest() == old
    tree = {each["name"]: (each["parent_name"], each["steps"]) for each in said("plans", new)["plans"]}
    assert tree == {"Today": (None, 3), "option": (None, 0), "South": ("Today", 1)}
    # and once more the year after
    again = said("import", "--again", new, town.this.folder / "pupils.csv", "--dry-run")
    assert again["unfit"] == [] and {each["now"] for each in again["files"]} == {None, "pupils.csv"}


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--dry-run"], 2, "--again"),
        ([], 2, "-o"),
    ],
)
def test_wrong_use(town, arguments: list[str], code: int, word: str) -> None:
    assert word in run("import", town.this.folder, *arguments, code=code).stderr


def test_last_years_project_is_not_overwritten(town, saved) -> None:
    assert "year before" in run("import", "--again", saved, town.this.folder, "-o", saved, code=1).stderr


def test_the_demo_keeps_no_files(tmp_path, town) -> None:
    run("demo", tmp_path / "d", "--pupils", 300, "--schools", 6, "--faces", 60)
    said_no = run("import", "--again", tmp_path / "d" / "kaislalahti.gpkg", town.this.folder, "--dry-run", code=1)
    assert "does not say which files" in said_no.stderr
