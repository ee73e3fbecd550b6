"""Last year's project of four blocks with some work in it, and this year's files beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from shared import four_blocks as four

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, apply
from piiri.history import Entry, History
from piiri.io.checking import import_files
from piiri.storage import Project, create_project

CRS = '"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:3067"}}'


@dataclass
class Year:
    """A folder with a year's files."""

    folder: Path

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def blocks(self, features: list[dict], name: str = "blocks.geojson") -> Path:
        return self.write(name, four.collection(features).replace('"type": "FeatureCollection"', CRS))


@dataclass
class Town:
    project: Project
    last: Year
    this: Year
    names: dict[str, str]


def steps(history: History, *edits: Edit) -> History:
    for edit in edits:
        history = history.push(Entry(edit, apply(history.plan, edit)[0], "2025-11-24T10:00:00+02:00"))
    return history


def town_in(folder: Path) -> Town:
    """A project with three steps in today's plan and one in a branch of it; the caller closes it."""
    last, this = Year(folder / "2025"), Year(folder / "2026")
    for year in (last, this):
        year.folder.mkdir()
        year.blocks(four.BLOCKS)
        year.write("schools.csv", four.SCHOOLS)
        year.write("pupils.csv", four.PUPILS)
    imported, _ = import_files(last.files)
    project = create_project(imported.dataset, list(imported.plans), workdir=folder / "work")
    today, option = project.plans
    stage = imported.dataset.stages[0].id
    names = {"today": today, "option": option, "stage": stage}
    plan = project.history(today).start
    to = {plan.schools.ids[plan.catchments.schools_of(k)[0]]: key for k, key in enumerate(plan.catchments.ids)}
    names |= {"west": to["091"], "east": to["092"]}
    work = steps(
        project.history(today),
        AssignFaces(stage, ("nw", "ne"), to["091"]),
        SetCapacity("092", 250),
        MoveVertex(_middle(plan), four.X + 1040.0, four.Y + 1060.0),
    )
    project.append_all(today, 1, work.entries)
    project.branch(today, "South", "what the board saw")
    branch = steps(project.history("South"), AssignFaces(stage, ("sw",), to["092"]))
    project.append_all("South", 1, branch.entries)
    return Town(project, last, this, names)


def _middle(plan) -> int:
    at = plan.coverage.vertices == [four.X + 1000, four.Y + 1000]
    return int(at.all(axis=1).nonzero()[0][0])


def blocks_moved() -> list[dict]:
    """The four blocks, their common corner seven metres further north."""
    blocks = json.loads(json.dumps(four.BLOCKS))
    for each in blocks:
        for corner in each["geometry"]["coordinates"][0]:
            if corner == [four.X + 1000, four.Y + 1000]:
                corner[1] += 7
    return blocks
