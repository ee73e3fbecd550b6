"""What GeoPackage 1.3 asks for: its own tables, coordinate systems, geometry blobs, and the R-tree extension.

Written by hand because the working database must not depend on GDAL's triggers, and because a layer of a million points
is then one pass over its arrays. The tests compare tables, triggers and registrations with those GDAL makes.
"""

from __future__ import annotations

import sqlite3
import struct
from typing import Final

import numpy as np
import shapely

from ..model.arrays import Array, FloatArray
from .rtree import fill_rtree

_TABLES: Final = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, "
    "organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, "
    "description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
    "identifier TEXT UNIQUE, description TEXT DEFAULT '', "
    "last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
    "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
    "geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, "
    "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
    "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), "
    "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, "
    "definition TEXT NOT NULL, scope TEXT NOT NULL, "
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
)

# rows that every GeoPackage must have
_SYSTEMS: Final = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
)

# the triggers of the R-tree extension as GeoPackage 1.3 words them; ST_* exist in GDAL, not here, so they are made last
_RTREE_TRIGGERS: Final = {
    "insert": "AFTER INSERT ON {t} WHEN (new.{g} NOT NULL AND NOT ST_IsEmpty(NEW.{g})) BEGIN {put} END",
    "update1": "AFTER UPDATE OF {g} ON {t} WHEN OLD.{i} = NEW.{i} AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g})) "
    "BEGIN {put} END",
    "update2": "AFTER UPDATE OF {g} ON {t} WHEN OLD.{i} = NEW.{i} AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g})) "
    "BEGIN {drop} END",
    "update3": "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND (NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g})) "
    "BEGIN {drop} {put} END",
    "update4": "AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND (NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g})) "
    "BEGIN DELETE FROM {r} WHERE id IN (OLD.{i}, NEW.{i}); END",
    "delete": "AFTER DELETE ON {t} WHEN old.{g} NOT NULL BEGIN {drop} END",
}
_PUT: Final = (
    "INSERT OR REPLACE INTO {r} VALUES (NEW.{i},ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}),ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}));"
)
_DROP: Final = "DELETE FROM {r} WHERE id = OLD.{i};"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier.

    >>> quoted("fi 1-6")
    '"fi 1-6"'
    """
    return '"' + name.replace('"', '""') + '"'


def create_geopackage(connection: sqlite3.Connection, crs: str) -> int:
    """Make the GeoPackage's own tables with the required coordinate systems and the project's.

    Returns
    -------
    srs_id
        The number by which layers refer to the project's coordinate system.
    """
    from pyproj import CRS  # only a save needs it: opening a project should not wait for PROJ

    for sql in _TABLES:
        connection.execute(sql)
    ours = CRS.from_user_input(crs)
    world = CRS.from_epsg(4326).to_wkt("WKT1_GDAL")
    systems = [*_SYSTEMS, ("WGS 84 geodetic", 4326, "EPSG", 4326, world, "longitude/latitude in decimal degrees")]
    authority = ours.to_authority(min_confidence=100)
    if authority is None or authority[0] != "EPSG":
        # a system of the file's own: any number above those of EPSG
        srs_id, organization = 100000, "NONE"
    else:
        srs_id, organization = int(authority[1]), "EPSG"
    if srs_id != 4326:
        systems.append((ours.name, srs_id, organization, srs_id, ours.to_wkt("WKT1_GDAL"), ""))
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", systems)
    return srs_id


def register(
    connection: sqlite3.Connection,
    table: str,
    description: str,
    changed: str,
    *,
    srs_id: int | None = None,
    geometry_type: str = "",
    extent: tuple[float, ...] | None = None,
) -> None:
    """List a table in ``gpkg_contents``: as features where it has a geometry type, else as attributes.

    Parameters
    ----------
    connection
        The snapshot.
    table, description
        Its name, and what it is.
    changed
        When it was written: ISO 8601 in UTC, with milliseconds and ``Z``.
    srs_id, geometry_type
        For features: coordinate system and ``"POINT"`` or ``"MULTIPOLYGON"``.
    extent
        For features: x and y of the lower left, then of the upper right corner; None without any place.
    """
    kind = "features" if geometry_type else "attributes"
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (table, kind, table, description, changed, *(extent or (None,) * 4), srs_id),
    )
    if geometry_type:
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (table, geometry_type, srs_id)
        )


def point_blobs(xy: FloatArray, srs_id: int) -> list[bytes | None]:
    """Return (N, 2) points as GeoPackage geometry; None where a coordinate is NaN.

    >>> len(point_blobs(np.array([[1.0, 2.0]]), 3067)[0])
    29
    """
    form = [("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4")]
    form += [("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")]
    records = np.zeros(len(xy), dtype=form)
    records["magic"], records["flags"], records["srs"] = b"GP", 1, srs_id
    records["order"], records["type"] = 1, 1
    records["x"], records["y"] = xy[:, 0], xy[:, 1]
    size, raw = records.dtype.itemsize, records.tobytes()
    placed = np.asarray(np.isfinite(xy).all(axis=1)).tolist()
    return [raw[i * size : (i + 1) * size] if here else None for i, here in enumerate(placed)]


def polygon_blobs(shapes: Array, srs_id: int) -> list[bytes | None]:
    """Return (N,) polygons and multipolygons as GeoPackage multipolygons with envelope; None where empty or None."""
    blobs: list[bytes | None] = []
    for shape, wkb, (left, low, right, high) in zip(
        shapes, shapely.to_wkb(many_parted(shapes), byte_order=1, flavor="iso"), shapely.bounds(shapes), strict=True
    ):
        if shape is None or shape.is_empty:
            blobs.append(None)
        else:
            blobs.append(struct.pack("<2sBBi4d", b"GP", 0, 0b011, srs_id, left, right, low, high) + wkb)
    return blobs


def many_parted(shapes: Array) -> Array:
    """Return polygons as multipolygons, an object array; None stays None."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    result = np.empty(len(shapes), dtype=object)
    shapely.multipolygons(parts, indices=owner, out=result)
    return result


def index_layer(connection: sqlite3.Connection, table: str, boxes: FloatArray) -> None:
    """Give a layer its R-tree, with the triggers that keep it right when another program edits the layer.

    Parameters
    ----------
    connection
        The snapshot, with the table filled.
    table
        The layer; its key is ``fid`` from 1 on, its geometry ``geom``.
    boxes
        (N, 4) x and y of the lower left, then of the upper right corner of each row; NaN without a place.
    """
    tree = f"rtree_{table}_geom"
    names = {"t": quoted(table), "g": '"geom"', "i": '"fid"', "r": quoted(tree)}
    connection.execute(f"CREATE VIRTUAL TABLE {quoted(tree)} USING rtree(id, minx, maxx, miny, maxy)")
    rows = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    fill_rtree(connection, tree, rows + 1, boxes[rows])
    actions = {"put": _PUT.format(**names), "drop": _DROP.format(**names)}
    for name, body in _RTREE_TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER {quoted(f'{tree}_{name}')} " + body.format(**names, **actions))
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')",
        (table, "http://www.geopackage.org/spec120/#extension_rtree"),
    )
