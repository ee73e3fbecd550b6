"""The layers that people see in QGIS: blocks, schools, pupils, residents, and the catchments of each stage.

Pupils and residents are the dataset's. Blocks, schools and catchments are those of the plan in force, so that what
lies over one another on a map fits. They are made anew at each save and are never read back: the truth is in
``piiri_array``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from ..i18n import tr
from ..model import Catchments, Coverage, Dataset, Plan, PointLayer, Pupils, Schools, Stage
from ..model.arrays import Array, FloatArray, IntArray
from .geopackage import index_layer, many_parted, point_blobs, polygon_blobs, quoted, register
from .hashes import CHUNK, TableHash


@dataclass(frozen=True, eq=False)
class Layer:
    """One table for people.

    Attributes
    ----------
    name, description
        Name of the table, and what it is.
    places
        (N, 2) float64 for points, else (N,) multipolygons or None.
    columns
        Name and SQL type of each column but ``fid`` and ``geom``.
    values
        N values a column, a list or an array.
    """

    name: str
    description: str
    places: Array
    columns: tuple[tuple[str, str], ...]
    values: tuple[Sequence[Any] | Array, ...] = field(repr=False)

    @property
    def geometry_type(self) -> str:
        """``"POINT"`` or ``"MULTIPOLYGON"``."""
        return "POINT" if self.places.ndim == 2 else "MULTIPOLYGON"

    @property
    def boxes(self) -> FloatArray:
        """(N, 4) x and y of the lower left, then of the upper right corner of each row; NaN without a place."""
        return np.hstack((self.places, self.places)) if self.places.ndim == 2 else shapely.bounds(self.places)


def layers_of(dataset: Dataset, plan: Plan) -> Iterator[Layer]:
    """Make the layers of a project one after another.

    Parameters
    ----------
    dataset
        Gives pupils and residents.
    plan
        Gives blocks, schools and catchments: the plan in force.
    """
    taken: set[str] = set()
    polygons = plan.coverage.polygons()
    yield _blocks(plan, polygons, taken)
    yield _schools(plan.schools, taken)
    yield _pupils(dataset.pupils, dataset.stages, dataset.schools, taken)
    for index in range(len(plan.stages)):
        yield _catchments(plan, index, polygons, taken)
    for layer in dataset.residents:
        columns, values = _counts(layer, {"fid", "geom"})
        yield Layer(_free(layer.name, taken), tr("Residents"), layer.xy, columns, values)


def write_layer(connection: sqlite3.Connection, layer: Layer, srs_id: int, changed: str) -> tuple[int, str]:
    """Write a layer with its registration and its R-tree.

    Parameters
    ----------
    connection
        The snapshot.
    layer
        What to write.
    srs_id
        The project's coordinate system, see :func:`~piiri.storage.geopackage.create_geopackage`.
    changed
        When it was written, see :func:`~piiri.storage.geopackage.register`.

    Returns
    -------
    rows, sha256
        As :func:`~piiri.storage.hashes.hash_table` must find them.
    """
    table = quoted(layer.name)
    columns = "".join(f", {quoted(name)} {sql_type}" for name, sql_type in layer.columns)
    connection.execute(
        f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {layer.geometry_type}{columns})"
    )
    insert = f"INSERT INTO {table} VALUES ({', '.join('?' * (len(layer.columns) + 2))})"
    counted = TableHash()
    for part in _rows(layer, srs_id):
        connection.executemany(insert, part)
        counted.add(part)
    boxes = layer.boxes
    placed = boxes[np.isfinite(boxes).all(axis=1)]
    extent = (*placed[:, :2].min(axis=0).tolist(), *placed[:, 2:].max(axis=0).tolist()) if len(placed) else None
    register(
        connection,
        layer.name,
        layer.description,
        changed,
        srs_id=srs_id,
        geometry_type=layer.geometry_type,
        extent=extent,
    )
    index_layer(connection, layer.name, boxes)
    return counted.rows, counted.sha256


def _rows(layer: Layer, srs_id: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a layer, some at a time: a million of them would need hundreds of megabytes as Python's objects."""
    blobs = point_blobs if layer.geometry_type == "POINT" else polygon_blobs
    for begin in range(0, len(layer.places), CHUNK):
        part = slice(begin, begin + CHUNK)
        geometry = blobs(layer.places[part], srs_id)
        columns = [v[part].tolist() if isinstance(v, np.ndarray) else v[part] for v in layer.values]
        yield list(zip(range(begin + 1, begin + len(geometry) + 1), geometry, *columns, strict=True))


def _blocks(plan: Plan, polygons: Array, taken: set[str]) -> Layer:
    coverage: Coverage = plan.coverage
    names = {"fid", "geom"}
    columns = [(_free("id", names), "TEXT"), (_free("area_m2", names), "REAL")]
    values: list[Sequence[Any] | Array] = [coverage.face_ids, coverage.areas_m2]
    for stage, row in zip(plan.stages, plan.catchment_of_face, strict=True):
        columns.append((_free(f"catchment_{stage.id}", names), "TEXT"))
        values.append(_named(plan.catchments.ids, row))
    name = _free("blocks", taken)
    description = tr("Blocks with the catchment of each stage")
    return Layer(name, description, many_parted(polygons), tuple(columns), tuple(values))


def _schools(schools: Schools, taken: set[str]) -> Layer:
    places = [count if count >= 0 else None for count in schools.places.tolist()]
    columns = (("id", "TEXT"), ("name", "TEXT"), ("places", "INTEGER"))
    return Layer(_free("schools", taken), tr("Schools"), schools.xy, columns, (schools.ids, schools.names, places))


def _pupils(pupils: Pupils, stages: tuple[Stage, ...], schools: Schools, taken: set[str]) -> Layer:
    names = {"fid", "geom"}
    own = tuple((_free(name, names), kind) for name, kind in (("stage", "TEXT"), ("grade", "INTEGER")))
    own += ((_free("attends", names), "TEXT"),)
    columns, values = _counts(pupils.points, names)
    stage_ids = tuple(stage.id for stage in stages)
    known = (_named(stage_ids, pupils.stage), pupils.grade, _named(schools.ids, pupils.attends))
    description = tr("Pupils and children; without a place where the address is protected")
    return Layer(_free("pupils", taken), description, pupils.points.xy, own + columns, known + values)


def _catchments(plan: Plan, stage: int, polygons: Array, taken: set[str]) -> Layer:
    catchments: Catchments = plan.catchments
    mine = np.flatnonzero(catchments.stage == stage)
    row, areas = plan.catchment_of_face[stage], plan.coverage.areas_m2
    shapes = np.empty(len(mine), dtype=object)
    sizes, blocks = [], []
    for position, catchment in enumerate(mine):
        faces = np.flatnonzero(row == catchment)
        sizes.append(float(areas[faces].sum()))
        blocks.append(len(faces))
        if len(faces):
            shapes[position] = shapely.coverage_union_all(polygons[faces])
    served = [", ".join(plan.schools.ids[school] for school in catchments.schools_of(int(c))) for c in mine]
    ids, names = [catchments.ids[c] for c in mine], [catchments.names[c] for c in mine]
    columns = (("id", "TEXT"), ("name", "TEXT"), ("schools", "TEXT"), ("blocks", "INTEGER"), ("area_m2", "REAL"))
    description = tr("{stage}: catchments of the plan {plan}", stage=plan.stages[stage].name, plan=plan.name)
    name = _free(f"catchments_{plan.stages[stage].id}", taken)
    return Layer(name, description, many_parted(shapes), columns, (ids, names, served, blocks, sizes))


def _counts(layer: PointLayer, names: set[str]) -> tuple[tuple[tuple[str, str], ...], tuple[Array, ...]]:
    columns, values = [], []
    for position, column in enumerate(layer.columns):
        count = layer.values[:, position]
        columns.append((_free(column.key, names), "REAL" if column.decimals else "INTEGER"))
        values.append(count / 10**column.decimals if column.decimals else count)
    return tuple(columns), tuple(values)


def _named(names: Sequence[str], index: IntArray) -> list[str | None]:
    """Return the name at each index; None for −1."""
    with_none = [*names, None]
    return [with_none[position] for position in index.tolist()]


def _free(name: str, taken: set[str]) -> str:
    """Return a name that SQLite, to which upper and lower case are the same, does not take for one it has."""
    free, number = name or "layer", 2
    while free.lower() in taken or free.lower().startswith(("gpkg_", "piiri_", "rtree_", "sqlite_")):
        free, number = (f"{name}_{number}", number + 1) if free.lower() in taken else (f"layer_{free}", number)
    taken.add(free.lower())
    return free
