"""The saved file keeps the rules of GeoPackage 1.3, compared with a file that GDAL made."""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from piiri.storage import Project
from piiri.storage.geopackage import create_geopackage, point_blobs, polygon_blobs, quoted


@pytest.fixture
def saved(project: Project, target: Path) -> Iterator[sqlite3.Connection]:
    project.save_as(target)
    with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture
def of_gdal(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(1, 2)], crs=3067)
    frame.to_file(tmp_path / "gdal.gpkg", layer="schools", driver="GPKG", VERSION="1.3", GEOMETRY_NAME="geom")
    with closing(sqlite3.connect(tmp_path / "gdal.gpkg")) as connection:
        yield connection


def schema(connection: sqlite3.Connection, name: str) -> str:
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return re.sub(r"\s+", "", sql).replace('"', "").lower()


def test_header(saved: sqlite3.Connection, of_gdal: sqlite3.Connection, target: Path) -> None:
    for pragma in ("application_id", "user_version", "encoding"):
        assert saved.execute(f"PRAGMA {pragma}").fetchone() == of_gdal.execute(f"PRAGMA {pragma}").fetchone()
    assert saved.execute("PRAGMA user_version").fetchone() == (10300,)
    header = target.read_bytes()[:100]
    assert header[68:72] == b"GPKG" and header[18:20] == b"\1\1"  # not in WAL mode


def test_sound(saved: sqlite3.Connection) -> None:
    assert saved.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert saved.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    "table", ["gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "rtree_schools_geom"]
)
def test_tables_are_those_gdal_makes(saved: sqlite3.Connection, of_gdal: sqlite3.Connection, table: str) -> None:
    assert schema(saved, table) == schema(of_gdal, table)


def test_triggers_are_those_gdal_makes(saved: sqlite3.Connection, of_gdal: sqlite3.Connection) -> None:
    select = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'schools' AND name LIKE 'rtree_%'"
    names = sorted(name for (name,) in of_gdal.execute(select))
    assert sorted(name for (name,) in saved.execute(select)) == names and len(names) == 6
    for name in names:
        assert schema(saved, name) == schema(of_gdal, name)


def test_coordinate_systems(saved: sqlite3.Connection, of_gdal: sqlite3.Connection) -> None:
    columns = "srs_id, organization, organization_coordsys_id"
    systems = saved.execute(f"SELECT {columns} FROM gpkg_spatial_ref_sys ORDER BY srs_id").fetchall()
    assert systems == of_gdal.execute(f"SELECT {columns} FROM gpkg_spatial_ref_sys ORDER BY srs_id").fetchall()
    assert [row[0] for row in systems] == [-1, 0, 3067, 4326]
    definition = "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    for srs_id in (-1, 0):
        assert saved.execute(definition, (srs_id,)).fetchone() == of_gdal.execute(definition, (srs_id,)).fetchone()
    for srs_id in (3067, 4326):
        assert re.match(r"(PROJCS|GEOGCS)\[", saved.execute(definition, (srs_id,)).fetchone()[0])


def test_registrations(saved: sqlite3.Connection, of_gdal: sqlite3.Connection) -> None:
    tables = {
        name
        for (name,) in saved.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("gpkg_", "rtree_", "sqlite_"))
    }
    contents = saved.execute(
        "SELECT table_name, data_type, srs_id, last_change, min_x, max_y FROM gpkg_contents"
    ).fetchall()
    assert {row[0] for row in contents} == tables
    layers = {row[0] for row in contents if row[1] == "features"}
    assert {row[0] for row in contents if row[1] == "attributes"} == {t for t in tables if t.startswith("piiri_")}
    assert {row[0] for row in saved.execute("SELECT table_name FROM gpkg_geometry_columns")} == layers
    assert all(row[2] == 3067 for row in contents if row[0] in layers)
    assert len({row[3] for row in contents}) == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", contents[0][3])
    extensions = (
        "SELECT column_name, extension_name, definition, scope FROM gpkg_extensions WHERE table_name = 'schools'"
    )
    assert saved.execute(extensions).fetchall() == of_gdal.execute(extensions).fetchall()
    assert {row[0] for row in saved.execute("SELECT table_name FROM gpkg_extensions")} == layers


def test_every_table_has_an_integer_key(saved: sqlite3.Connection) -> None:
    for (table,) in saved.execute("SELECT table_name FROM gpkg_contents").fetchall():
        keys = [row for row in saved.execute(f"PRAGMA table_info({quoted(table)})") if row[5]]
        assert len(keys) == 1 and keys[0][2] == "INTEGER"


def test_geometry_blobs_and_extents(saved: sqlite3.Connection) -> None:
    layers = saved.execute(
        "SELECT c.*, g.geometry_type_name FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name)"
    )
    seen = 0
    for row in layers.fetchall():
        table, extent, kind = row[0], row[5:9], row[-1]
        corners = []
        for (blob,) in saved.execute(f"SELECT geom FROM {quoted(table)} WHERE geom IS NOT NULL"):
            magic, version, flags, srs_id = struct.unpack_from("<2sBBi", blob)
            assert (magic, version, srs_id) == (b"GP", 0, 3067)
            envelope = flags >> 1 & 7
            assert flags & 1 and flags >> 4 == 0 and envelope == (0 if kind == "POINT" else 1)
            shape = shapely.from_wkb(blob[8 + 32 * envelope :])
            assert shape.geom_type.upper() == kind and shape.is_valid
            left, low, right, high = shape.bounds
            if envelope:
                assert struct.unpack_from("<4d", blob, 8) == (left, right, low, high)
            corners.append((left, low, right, high))
            seen += 1
        boxes = np.array(corners)
        assert extent == (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
        assert saved.execute(f"SELECT count(*) FROM {quoted(f'rtree_{table}_geom')}").fetchone() == (len(corners),)
    assert seen > 2000


def test_blobs_of_nothing() -> None:
    assert point_blobs(np.array([[np.nan, np.nan], [1.0, 2.0]]), 3067)[0] is None
    shapes = np.array([None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], dtype=object)
    blobs = polygon_blobs(shapes, 3067)
    assert blobs[:2] == [None, None] and blobs[2] is not None
    assert polygon_blobs(np.empty(0, dtype=object), 3067) == []


def test_a_name_with_quotes() -> None:
    assert quoted('a "b"') == '"a ""b"""'


def test_geographic_system_is_listed_once() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert create_geopackage(connection, "EPSG:4326") == 4326
        assert connection.execute("SELECT count(*) FROM gpkg_spatial_ref_sys").fetchone() == (3,)
