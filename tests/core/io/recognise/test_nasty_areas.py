"""Areas that overlap, lie or are missing, and files that mean harm.

Each trap in three locales, see :mod:`shared.traps`."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely
from pyproj import Transformer
from shared.traps import Traps

from piiri.errors import InputError
from piiri.io.checking import check_files

trap = Traps()


# -------------------------------------------------------------------------------------------------------------- areas
@trap("overlap", questions=("repair",))
def areas_overlap(pile) -> None:
    wider = shapely.box(*(pile.square(0).bounds[:2]), pile.square(0).bounds[2] + 30, pile.square(0).bounds[3])
    pile.write_zones(pile.features([wider, pile.square(1)]))


@trap("polygon-invalid", questions=("repair",))
def area_crosses_itself(pile) -> None:
    x, y = pile.locale.corner
    bow = shapely.Polygon(
        [(x, y), (x + 1000, y), (x + 1000, y + 2000), (x + 990, y + 2000), (x, y + 1990), (x + 20, y + 2010)]
    )
    pile.write_zones(pile.features([bow, pile.square(1)]))


@trap("area-doubled", stopped="overlap", ledger=(4, 0, 0, 0), placed=None)
def area_twice(pile) -> None:
    west, east = pile.locale.names
    pile.write_zones(pile.features([pile.square(0), pile.square(1), pile.square(1)], [west, east, east]))


@trap("school-empty")
def area_without_a_school(pile) -> None:
    pile.write_zones(pile.features([pile.square(0), pile.square(1), pile.square(2)], [*pile.locale.names, ""]))


@trap("shape-missing")
def feature_without_a_shape(pile) -> None:
    pile.write_zones([*pile.features(), pile.features()[0] | {"geometry": None}])


@trap()
def latitude_first_in_geojson(pile) -> None:
    features = pile.features()
    for feature in features:
        feature["geometry"]["coordinates"] = [
            [corner[::-1] for corner in ring] for ring in feature["geometry"]["coordinates"]
        ]
    pile.write_zones(features)


@trap()
def kml(pile) -> None:
    _written(pile, "KML", ".kml")


@trap()
def kmz(pile) -> None:
    _written(pile, "KML", ".kml")
    path = pile.zones_path.with_suffix(".kml")
    with zipfile.ZipFile(path.with_suffix(".kmz"), "w") as archive:
        archive.write(path, "doc.kml")
    path.unlink()


@trap()
def gml(pile) -> None:
    _written(pile, "GML", ".gml")


@trap()
def zipped_shapefile(pile) -> None:
    _shapefile(pile)
    folder = pile.folder
    with zipfile.ZipFile(folder / "zones.zip", "w") as archive:
        for path in folder.glob("zones.*"):
            if path.suffix != ".zip":
                archive.write(path, path.name)
                path.unlink()


@trap(questions=("crs:",), ledger=None, placed=None)
def shapefile_without_a_projection_and_nothing_else_to_go_by(pile) -> None:
    _shapefile(pile)
    (pile.folder / "zones.prj").unlink()
    pile.write_schools(["A", "B", "C", "p", "q"])
    for path in (pile.schools_path, pile.pupils_path):
        path.unlink()


@trap()
def shapefile_whose_projection_lies(pile) -> None:
    """Its coordinates are metres, its .prj says degrees; the schools lie where they should."""
    _shapefile(pile)
    (pile.folder / "zones.prj").write_text(geopandas.GeoSeries([], crs="EPSG:4326").crs.to_wkt("WKT1_ESRI"))
    to = Transformer.from_crs(pile.locale.crs, "EPSG:4326", always_xy=True)
    for row in pile.schools:
        row[3:5] = [f"{value:.6f}" for value in to.transform(float(row[3]), float(row[4]))]
    pile.write_schools([*pile.locale.schools[:3], "lon", "lat"])


def _frame(pile) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {pile.locale.zone: list(pile.locale.names)}, geometry=[pile.square(0), pile.square(1)], crs=pile.locale.crs
    )


def _written(pile, driver: str, suffix: str) -> None:
    pile.zones_path.unlink()
    frame = _frame(pile).to_crs("EPSG:4326")
    path = pile.zones_path.with_suffix(suffix)
    frame.to_file(path, driver=driver, engine="pyogrio", layer="zones")
    path.with_suffix(".xsd").unlink(missing_ok=True)


def _shapefile(pile) -> None:
    pile.zones_path.unlink()
    _frame(pile).to_file(pile.folder / "zones.shp", engine="pyogrio", encoding="UTF-8")


# --------------------------------------------------------------------------------------------------------------- harm
@trap(ledger=(4, 0, 0, 0), unread="harmful")
def kml_with_entities(pile) -> None:
    (pile.folder / "x.kml").write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><kml/>')


@trap(unread="harmful")
def archive_that_climbs_out(pile) -> None:
    with zipfile.ZipFile(pile.folder / "x.zip", "w") as archive:
        archive.writestr("../evil.shp", "x")


@trap(unread="harmful")
def archive_that_swells(pile) -> None:
    with zipfile.ZipFile(pile.folder / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 20_000_000)


@trap(unread="damaged")
def archive_cut_off(pile) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.shp", "x" * 1000)
    (pile.folder / "x.zip").write_bytes(kept.getvalue()[:300])


@trap(unread="format")
def a_picture(pile) -> None:
    (pile.folder / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


@trap(unread="damaged")
def json_that_is_no_map(pile) -> None:
    (pile.folder / "x.json").write_text(json.dumps({"name": "x", "dependencies": {}}))


# ------------------------------------------------------------------------------------------------------------ the test
@pytest.mark.parametrize("name", trap)
def test_trap(pile, name: str) -> None:
    trap.spring(pile, name)


def test_there_are_as_many_as_were_found() -> None:
    assert len(trap) >= 18


def test_a_path_that_is_an_address_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        check_files([Path("/vsicurl/http://example.org/a.gpkg")])
    assert caught.value.code == "address-refused"
