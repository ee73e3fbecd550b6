"""Five files as a city has them, written from the demo municipality: two defects in the areas, names and identity
numbers among the pupils, Windows-1252, decimal commas, a line of totals."""

from __future__ import annotations

import json
import random
from pathlib import Path

import geopandas
import numpy as np
import openpyxl
import shapely
from pyproj import Transformer

from piiri.model import Dataset, Plan

CATCHMENTS = "oppilaaksiottoalueet_2026.gpkg"
SCHOOLS = "koulut_ja_paikat.xlsx"
PUPILS = "oppilaat_20092026.csv"
RESIDENTS = "vaestoruudukko_2026.geojson"
ROADS = "kadut_ja_tiet.geojson"

SURNAMES = ("Mäkelä", "Åkerblom", "Hämäläinen", "Östman", "Virtanen")
PROTECTED_EVERY, OUTSIDE, WRONG = 97, 3, 2
"""Every how many pupils one has a protected address; how many live far away; how many rows hold no coordinate."""
OVERLAP_M, GAP_M = 4.0, 3.0


def write_city(folder: Path, town: tuple[Dataset, Plan], *, defects: bool = True) -> list[Path]:
    """Write the files of a municipality's first stage.

    Parameters
    ----------
    folder
        Made if it is not there.
    town
        A demo municipality.
    defects
        With an overlap and a gap between catchments.
    """
    folder.mkdir(parents=True, exist_ok=True)
    dataset, plan = town
    _write_catchments(folder / CATCHMENTS, dataset, plan, defects)
    _write_schools(folder / SCHOOLS, dataset, plan)
    _write_pupils(folder / PUPILS, dataset, plan)
    _write_residents(folder / RESIDENTS, dataset)
    _write_roads(folder / ROADS, dataset)
    return [folder / name for name in (CATCHMENTS, SCHOOLS, PUPILS, RESIDENTS, ROADS)]


def _school_of(plan: Plan, catchment: int) -> int:
    return int(plan.catchments.schools_of(catchment)[0])


def _write_catchments(path: Path, dataset: Dataset, plan: Plan, defects: bool) -> None:
    mine = plan.catchment_of_face[0]
    blocks = dataset.coverage.polygons()
    numbers = [int(each) for each in np.unique(mine[mine >= 0])]
    shapes = [shapely.union_all(blocks[mine == each], grid_size=0.01) for each in numbers]
    if defects:
        one, other = _neighbours(shapes)
        reached = shapely.intersection(shapes[one].buffer(OVERLAP_M), shapes[other])
        middle = max(shapely.get_parts(reached), key=shapely.area).representative_point()
        shapes[one] = shapely.union(shapes[one], shapely.intersection(reached, middle.buffer(150)))
        pond = shapes[other].representative_point()
        ring = shapely.box(pond.x - 60, pond.y - GAP_M / 2, pond.x + 60, pond.y + GAP_M / 2)
        shapes[other] = shapely.difference(shapes[other], ring)
    names = [dataset.schools.names[_school_of(plan, each)] for each in numbers]
    frame = geopandas.GeoDataFrame(
        {"tunnus": [f"A{n + 1}" for n in range(len(names))], "koulu": names}, geometry=shapes, crs=dataset.crs
    )
    frame.to_file(path, driver="GPKG", layer="alakoulut")


def _neighbours(shapes: list[shapely.Geometry]) -> tuple[int, int]:
    """Return the two that share the longest border."""
    pairs = [(a, b) for a in range(len(shapes)) for b in range(a)]
    return max(pairs, key=lambda pair: shapely.length(shapely.intersection(shapes[pair[0]], shapes[pair[1]])))


def _write_schools(path: Path, dataset: Dataset, plan: Plan) -> None:
    schools = dataset.schools
    mine = plan.catchment_of_face[0]
    used = sorted({_school_of(plan, int(each)) for each in np.unique(mine[mine >= 0])})
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Koulut"
    sheet.append(["tunnus", "nimi", "oppilaspaikat", "E", "N"])
    for school in used:
        x, y = schools.xy[school]
        sheet.append([schools.ids[school], schools.names[school], int(schools.places[school]), x, y])
    sheet.append(["Yhteensä", None, int(schools.places[used].sum()), None, None])
    book.save(path)


def _write_pupils(path: Path, dataset: Dataset, plan: Plan) -> None:
    pupils, dice = dataset.pupils, random.Random(7)
    rows = np.flatnonzero((pupils.stage == 0) & (pupils.grade > 0))
    foreign = pupils.points.column("foreign_language") if dataset.groups else np.zeros(len(pupils))
    lines = ["oppilasnumero;sukunimi;henkilötunnus;luokka;äidinkieli;turvakielto;itä;pohjoinen;koulu"]
    for n, row in enumerate(rows):
        x, y = pupils.points.xy[row]
        banned = n % PROTECTED_EVERY == 5
        if not np.isfinite((x, y)).all():
            banned, x, y = True, *dataset.schools.xy[0]
        if 40 <= n < 40 + OUTSIDE:
            x, y = x + 90_000, y + 40_000
        tongue = dice.choice(("so", "ar", "ru", "et")) if foreign[row] else "fi"
        east = "ei tiedossa" if 60 <= n < 60 + WRONG else f"{x:.1f}".replace(".", ",")
        attends = pupils.attends[row]
        school = dataset.schools.names[attends] if attends >= 0 else ""
        north = f"{y:.1f}".replace(".", ",")
        cells = (
            *(f"{10_000 + n}", dice.choice(SURNAMES), "131052-308T", str(pupils.grade[row]), tongue),
            *("kyllä" if banned else "ei", east, north, school),
        )
        lines.append(";".join(cells))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))


def _write_residents(path: Path, dataset: Dataset) -> None:
    to = Transformer.from_crs(dataset.crs, "EPSG:4326", always_xy=True)
    west, south, east, north = dataset.coverage.extent
    features = []
    dice = random.Random(3)
    for x in np.arange(np.floor(west / 500) * 500, east, 500):
        for y in np.arange(np.floor(south / 500) * 500, north, 500):
            people = dice.randrange(20, 400)
            cell = shapely.transform(
                shapely.box(x, y, x + 500, y + 500), lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))
            )
            facts = {"index": f"{x:.0f}-{y:.0f}", "asukkaita": people, "ika0_9": people // dice.randrange(6, 12)}
            features.append({"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(cell))})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _write_roads(path: Path, dataset: Dataset) -> None:
    to = Transformer.from_crs(dataset.crs, "EPSG:4326", always_xy=True)
    features = []
    for layer in dataset.backdrop:
        if layer.kind not in ("road", "street"):
            continue
        for a, b in zip(layer.start[:-1], layer.start[1:], strict=True):
            xy = np.column_stack(to.transform(*layer.xy[a:b].T)).round(7)
            line = {"type": "LineString", "coordinates": xy.tolist()}
            features.append({"type": "Feature", "properties": {"highway": layer.kind}, "geometry": line})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
