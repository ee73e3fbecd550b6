"""A project of one year with work in it, and the files of the next: a school renamed, blocks joined, other pupils."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import openpyxl
import shapely

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, apply
from piiri.history import Entry, History
from piiri.io.checking import import_files
from piiri.model import Coverage, Dataset, Plan
from piiri.storage import create_project

YEARS = (2026, 2027)
BLOCKS, SCHOOLS, PUPILS = "korttelit_{}.gpkg", "koulut_{}.xlsx", "oppilaat_{}.csv"
JOINED = "uusi-1"
PLACES, PLACES_NOW = "oppilaspaikat", "kapasiteetti"


def write_two_years(folder: Path, town: tuple[Dataset, Plan]) -> Path:
    """Write files of two years and the project of the first; returns the project's file.

    In the second year a school has another name and more places, the column of places is called otherwise, two blocks
    have become one, and every ninth pupil has left.
    """
    dataset, plan = town
    joined = _joined(plan.coverage)
    for year in YEARS:
        inside = folder / str(year)
        inside.mkdir(parents=True, exist_ok=True)
        later = year != YEARS[0]
        _write_blocks(inside / BLOCKS.format(year), dataset, plan, joined if later else ())
        _write_schools(inside / SCHOOLS.format(year), dataset, plan, later)
        _write_pupils(inside / PUPILS.format(year), dataset, later)
    imported, _ = import_files(sorted((folder / str(YEARS[0])).iterdir()))
    project = create_project(imported.dataset, list(imported.plans), workdir=folder / "work")
    history = _worked_on(project.history(project.active))
    project.append_all(project.active, 1, history.entries)
    project.branch(project.active, "Lautakunta")
    path = folder / f"{YEARS[0]}.gpkg"
    project.save_as(path)
    project.close(discard=True)
    return path


def _joined(coverage: Coverage) -> tuple[int, int, int]:
    """Two blocks that lie side by side, and a corner inside their common border."""
    topology = coverage.topology
    pairs = np.sort(np.column_stack([topology.left, topology.right]), axis=1)
    for pair in np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0):
        edges = topology.edges[(pairs == pair).all(axis=1)]
        corners, counts = np.unique(edges, return_counts=True)
        if (counts == 2).any():
            return int(pair[0]), int(pair[1]), int(corners[counts == 2][0])
    raise AssertionError("no two blocks share a border with a corner in it")


def _worked_on(history: History) -> History:
    plan = history.plan
    one, _, corner = _joined(plan.coverage)
    stage, table, ids = plan.stages[0].id, plan.catchment_of_face[0], plan.coverage.face_ids
    for at in (one, 9, 20, 30):
        other = next(k for k in np.unique(table[table >= 0]) if k != table[at])
        history = _step(history, AssignFaces(stage, (ids[at],), plan.catchments.ids[other]))
    history = _step(history, SetCapacity(plan.schools.ids[1], 777))
    x, y = history.plan.coverage.vertices[corner]
    return _step(history, MoveVertex(corner, float(x) + 0.5, float(y) + 0.5))


def _step(history: History, edit: Edit) -> History:
    return history.push(Entry(edit, apply(history.plan, edit)[0], "2026-10-01T10:00:00+03:00"))


def _used(plan: Plan) -> list[int]:
    return sorted({int(plan.catchments.schools_of(int(k))[0]) for k in np.unique(plan.catchment_of_face[0]) if k >= 0})


def _write_blocks(path: Path, dataset: Dataset, plan: Plan, joined: tuple[int, ...]) -> None:
    shapes, ids = list(dataset.coverage.polygons()), list(dataset.coverage.face_ids)
    schools = [
        plan.schools.ids[int(plan.catchments.schools_of(int(k))[0])] if k >= 0 else None
        for k in plan.catchment_of_face[0]
    ]
    if joined:
        one, other, _ = joined
        shapes[one], ids[one] = shapely.union_all([shapes[one], shapes[other]], grid_size=0.01), JOINED
        for each in (shapes, ids, schools):
            del each[other]
    frame = geopandas.GeoDataFrame({"kortteli": ids, "koulu": schools}, geometry=shapes, crs=dataset.crs)
    frame.to_file(path, driver="GPKG", layer="korttelit")


def _write_schools(path: Path, dataset: Dataset, plan: Plan, later: bool) -> None:
    schools = dataset.schools
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Koulut"
    sheet.append(["tunnus", "nimi", PLACES_NOW if later else PLACES, "E", "N"])
    for n, school in enumerate(_used(plan)):
        x, y = schools.xy[school]
        name = f"{schools.names[school]}n koulu" if later and n == 2 else schools.names[school]
        sheet.append([schools.ids[school], name, int(schools.places[school]) + 40 * (later and n == 0), x, y])
    book.save(path)


def _write_pupils(path: Path, dataset: Dataset, later: bool) -> None:
    pupils = dataset.pupils
    rows = np.flatnonzero((pupils.stage == 0) & (pupils.grade > 0) & np.isfinite(pupils.points.xy).all(axis=1))
    lines = ["oppilasnumero;luokka;turvakielto;itä;pohjoinen"]
    for n, row in enumerate(rows):
        if later and n % 9 == 0:
            continue
        x, y = pupils.points.xy[row]
        banned = "kyllä" if n % 97 == 5 else "ei"
        lines.append(f"{10_000 + n};{pupils.grade[row]};{banned};{x:.1f};{y:.1f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
