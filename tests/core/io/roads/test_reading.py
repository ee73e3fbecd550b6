"""Road files of several kinds, as ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from pyproj import CRS

from piiri.io.mapping import LayerMapping
from piiri.io.report import Findings, ImportBlocked
from piiri.io.roads import read_ways

HELSINKI = CRS.from_epsg(3879)


def spec(path: Path, **more: object) -> LayerMapping:
    return LayerMapping("ways", path, path.name, **more)  # type: ignore[arg-type]


def test_openstreetmap_pbf(real_data: Callable[[str], Path]) -> None:
    findings = Findings()
    ways = read_ways(spec(real_data("roads") / "Helsinki.osm.pbf"), HELSINKI, findings)
    assert len(ways) == 3_818
    assert ways.walkable.sum() == 2_439
    assert len(ways.safe) == 755
    assert "Mannerheimintie" in ways.names
    assert not findings.report().problems


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_digiroad_in_any_format(tmp_path: Path, suffix: str) -> None:
    lines = [shapely.LineString([(25_496_000, 6_672_000), (25_496_100, 6_672_000)])]
    lines.append(shapely.LineString([(25_496_050, 6_672_000.3), (25_496_050, 6_672_090)]))
    columns = {"LINKKITYYP": [3, 8], "TOIMINN_LK": [2, 6], "TIENIMI_SU": ["Päätie", None]}
    path = tmp_path / f"digiroad{suffix}"
    frame = geopandas.GeoDataFrame(columns, geometry=lines, crs=3879)
    (frame.to_crs(4326) if suffix == ".geojson" else frame).to_file(path, encoding="utf-8")
    findings = Findings()
    ways = read_ways(spec(path), HELSINKI, findings)
    assert (ways.busy.tolist(), ways.names, ways.name.tolist()) == ([True, False], ("Päätie",), [0, -1])
    assert [p.code for p in findings.report().problems] == ["ends-joined"]
    assert len(ways.xy) == 5  # the path's end is a place of the road now


def test_a_file_that_says_nothing_of_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.gpkg"
    line = shapely.MultiLineString([[(0, 0), (100, 0)], [(100, 0), (100, 50)]])
    geopandas.GeoDataFrame(
        {"a": [1]}, geometry=[shapely.transform(line, lambda xy: xy + np.array([25_496_000, 6_672_000]))], crs=3879
    ).to_file(path)
    findings = Findings()
    ways = read_ways(spec(path), HELSINKI, findings)
    assert len(ways) == 2
    assert [p.code for p in findings.report().problems] == ["way-classes-unknown"]


def test_a_file_of_areas_holds_no_ways(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    area = shapely.box(25_496_000, 6_672_000, 25_496_100, 6_672_100)
    geopandas.GeoDataFrame({"a": [1]}, geometry=[area], crs=3879).to_file(path)
    with pytest.raises(ImportBlocked) as blocked:
        read_ways(spec(path), HELSINKI, Findings())
    assert [p.code for p in blocked.value.report.blocking] == ["no-lines"]
    assert np.all([p.sentence for p in blocked.value.report.blocking])
