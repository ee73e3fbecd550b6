"""Statistics of large areas in an import: spread over address points and pupils, with sums and bases as they were."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from piiri.io import import_mapping
from piiri.io.report import ImportBlocked

X, Y = 385_000, 6_672_000


def layer(path: Path, rows: list[tuple[shapely.Geometry, dict[str, object]]]) -> None:
    features = [
        {"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, said in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def test_postal_areas_are_spread_over_where_people_live(tmp_path: Path) -> None:
    west, east = shapely.box(X, Y, X + 1000, Y + 2000), shapely.box(X + 1000, Y, X + 2000, Y + 2000)
    layer(tmp_path / "zones.geojson", [(west, {"school": "A"}), (east, {"school": "B"})])
    both = shapely.box(X, Y, X + 2000, Y + 2000)
    far = shapely.box(X + 50_000, Y, X + 52_000, Y + 2000)
    layer(
        tmp_path / "paavo.geojson",
        [(both, {"n": 1000, "young": 101, "poor": -1}), (far, {"n": 5, "young": 1, "poor": 1})],
    )
    points = [f"Katu;{n};{X + 100 * n};{Y + 50}" for n in range(1, 16)]
    (tmp_path / "addresses.csv").write_text("street;number;x;y\n" + "\n".join(points) + "\n", encoding="utf-8")
    (tmp_path / "pupils.csv").write_text("address;grade;ban\nKatu 1;1;0\nkatu 12 A 3;2;0\nKatu 3;3;1\nTie 4;3;0\n")
    (tmp_path / "mapping.toml").write_text(
        """
name = "X"
[[stages]]
id = "a"
name = "A"
grades = [1, 2, 3]
[[layers]]
kind = "catchments"
file = "zones.geojson"
crs = "EPSG:3067"
stage = "a"
columns = { school = "school" }
[[layers]]
kind = "addresses"
file = "addresses.csv"
crs = "EPSG:3067"
columns = { street = "street", number = "number", x = "x", y = "y" }
[[layers]]
kind = "pupils"
file = "pupils.csv"
columns = { address = "address", grade = "grade", protected = "ban" }
[[layers]]
kind = "residents"
id = "paavo"
file = "paavo.geojson"
crs = "EPSG:3067"
missing = ["-1"]
[layers.values]
residents = { column = "n", name = "Residents" }
young = { column = "young", name = "Young", of = "residents" }
poor = { column = "poor", name = "Poor", of = "residents" }
""",
        encoding="utf-8",
    )
    imported = import_mapping(tmp_path / "mapping.toml")
    (figures,) = imported.dataset.residents
    assert {key: figures.total(key) for key in ("residents", "young", "poor", "residents_known")} == {
        "residents": 1005,
        "young": 102,
        "poor": 1,
        "residents_known": 5,
    }
    here = figures.xy[:, 0] < X + 5000
    assert here.sum() == 15
    assert np.ptp(figures.column("residents")[here].astype(int)) <= 1
    # the postal area lies half in each catchment: 9 of its 15 addresses, too
    in_west = here & (figures.xy[:, 0] < X + 1000)
    assert figures.column("residents")[in_west].sum() in (600, 601)
    (problem,) = imported.report.of("residents-spread")
    assert (problem.facts["n"], problem.facts["addresses"], problem.facts["points"]) == (1, 1, 16)
    pupils = imported.dataset.pupils.points
    np.testing.assert_array_equal(pupils.xy, [[X + 100, Y + 50], [X + 1200, Y + 50], [np.nan] * 2, [np.nan] * 2])
    assert [ledger.rows for ledger in imported.report.ledgers if ledger.kind == "pupils"] == [4]


def test_addresses_without_address_points_stop_the_import(tmp_path: Path) -> None:

    layer(tmp_path / "zones.geojson", [(shapely.box(X, Y, X + 1000, Y + 2000), {"school": "A"})])
    (tmp_path / "pupils.csv").write_text("address;grade\nKatu 1;1\n", encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(
        """
name = "X"
stages = [{ id = "a", name = "A", grades = [1] }]
[[layers]]
kind = "catchments"
file = "zones.geojson"
crs = "EPSG:3067"
stage = "a"
columns = { school = "school" }
[[layers]]
kind = "pupils"
file = "pupils.csv"
columns = { address = "address", grade = "grade" }
""",
        encoding="utf-8",
    )
    with pytest.raises(ImportBlocked) as stopped:
        import_mapping(tmp_path / "mapping.toml")
    assert stopped.value.problem.code == "addresses-missing"
    assert "address points" in stopped.value.sentence
