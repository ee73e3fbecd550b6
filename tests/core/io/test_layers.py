"""Every format gives the same rows; features are read one by one; nothing is written beside a file."""

import io
import json
import re
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely

from piiri.io.columns import texts
from piiri.io.layers import layer_names, read_table, with_closed_rings
from piiri.io.mapping import LayerMapping
from piiri.io.report import Findings, ImportBlocked
from piiri.io.table import Fate

FRAME = geopandas.GeoDataFrame(
    {"name": ["Äpärä", "Öster"], "n": [3, 14]},
    geometry=[shapely.box(24.0, 60.0, 24.1, 60.1), shapely.box(24.1, 60.0, 24.2, 60.1)],
    crs="EPSG:4326",
)


def read(path: Path, **spec):
    findings = Findings()
    columns = spec.pop("columns", {"school": "name"})
    return read_table(LayerMapping("catchments", path, path.name, columns=columns, **spec), findings), findings


def write(path: Path) -> Path:
    if path.suffix == ".kml":
        FRAME.rename(columns={"name": "school"}).to_file(path, driver="LIBKML")  # KML has a name of its own
    elif path.suffix == ".zip":
        FRAME.to_file(path.with_suffix(".shp"))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in path.parent.glob(f"{path.stem}.*"):
                if part != path:
                    archive.write(part, f"folder/{part.name}")
                    part.unlink()
    else:
        FRAME.to_file(path)
    return path


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.zip", "a.kml"])
def test_formats(tmp_path: Path, name: str) -> None:
    column = "school" if name == "a.kml" else "name"
    table, _ = read(write(tmp_path / name), columns={"school": column})
    assert texts(table.columns[column]).tolist() == ["Äpärä", "Öster"]
    assert shapely.area(table.shapes).round(6).tolist() == [0.01, 0.01]
    assert "4326" in table.crs or "WGS" in table.crs
    assert table.row.tolist() == [1, 2] and table.counted == 2


def test_topojson_without_crs(tmp_path: Path) -> None:
    zone = {"type": "Polygon", "arcs": [[0]], "properties": {"name": "A"}}
    topology = {
        "type": "Topology",
        "objects": {"zones": {"type": "GeometryCollection", "geometries": [zone]}},
        "arcs": [[[24, 60], [25, 60], [25, 61], [24, 60]]],
    }
    (tmp_path / "z.json").write_text(json.dumps(topology))
    table, _ = read(tmp_path / "z.json")
    assert table.crs == "" and shapely.area(table.shapes).tolist() == [0.5]


def test_geopackage_in_write_ahead_mode_is_read_without_a_trace(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode = WAL")
    database.close()
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    table, _ = read(path)
    assert len(table) == 2
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_one_shape_that_cannot_be_parsed(tmp_path: Path) -> None:
    """GDAL hands over a ring of one point, which GEOS refuses; the other feature is kept."""
    good = json.loads(shapely.to_geojson(FRAME.geometry[0]))
    bad = {"type": "Polygon", "coordinates": [[[24.0, 60.0]]]}
    features = [
        {"type": "Feature", "properties": {"name": n}, "geometry": g} for n, g in (("bad", bad), ("good", good))
    ]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table, findings = read(tmp_path / "a.geojson")
    assert table.fate.tolist() == [Fate.REJECTED, Fate.ACCEPTED]
    (problem,) = [each for each in findings.problems if each.code.startswith("shape-")]
    assert problem.row == 1 and "feature 1" in problem.sentence
    assert table.ledger().rejected == 1


def test_layer_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        FRAME.to_file(tmp_path / "a.gpkg", layer=layer)
    with pytest.raises(ImportBlocked) as caught:
        read(tmp_path / "a.gpkg")
    assert caught.value.code == "layer-not-named" and "one, two" in caught.value.sentence
    assert len(read(tmp_path / "a.gpkg", layer="two")[0]) == 2
    with pytest.raises(ImportBlocked) as caught:
        read(tmp_path / "a.gpkg", layer="three")
    assert caught.value.code == "layer-missing" and "“three”" in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "encoding", "warned"),
    [
        ("name;n\nÄpärä;3\nÖster;14\n", "utf-8", False),
        ("name;n\nÄpärä;3\nÖster;14\n", "utf-8-sig", False),
        ("name;n\r\nÄpärä;3\r\nÖster;14\r\n", "cp1252", True),
        ("name\tn\nÄpärä\t3\nÖster\t14\n", "utf-16", False),
        ('name,n\n"Äpärä",3\nÖster,14\n', "utf-8", False),
        ("name|n\nÄpärä|3\n\nÖster|14\n", "utf-8", False),
    ],
)
def test_csv_encodings_and_delimiters(tmp_path: Path, text: str, encoding: str, warned: bool) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    table, findings = read(tmp_path / "a.csv")
    assert texts(table.columns["name"]).tolist() == ["Äpärä", "Öster"]
    assert texts(table.columns["n"]).tolist() == ["3", "14"]
    assert [problem.code for problem in findings.problems] == (["encoding-guessed"] if warned else [])
    assert table.row.tolist() == ([2, 4] if "\n\n" in text else [2, 3])


def test_csv_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Statistics 2026\n\nname;n\n"two\nlines";1\nx;2\n', encoding="utf-8")
    table, _ = read(tmp_path / "a.csv", header_row=3)
    assert table.row.tolist() == [4, 5]
    assert texts(table.columns["name"]).tolist() == ["two\nlines", "x"]


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "old"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("schools")
    for row in (["name", "n", "code"], ["Äpärä", 3, "091"], ["Öster", 14.0, 92], [None, None, None], ["X", "#N/A", ""]):
        sheet.append(row)
    book.save(path)
    return path


def test_excel(tmp_path: Path) -> None:
    table, findings = read(workbook(tmp_path / "a.xlsx"))
    assert texts(table.columns["name"]).tolist() == ["Äpärä", "Öster", "X"]
    assert texts(table.columns["n"]).tolist() == ["3", "14", ""]
    assert texts(table.columns["code"]).tolist() == ["091", "92", ""]
    assert table.row.tolist() == [2, 3, 5]
    hidden, wrong = findings.problems
    assert hidden.code == "sheets-hidden" and "old" in hidden.sentence and "schools" in hidden.sentence
    assert wrong.code == "cells-in-error" and "row 5 (#N/A)" in wrong.sentence


def test_excel_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportBlocked) as caught:
        read(workbook(tmp_path / "a.xlsx"), layer="pupils")
    assert caught.value.code == "layer-missing" and "old, schools" in caught.value.sentence


@pytest.mark.parametrize("inside", ["../a.shp", "/a.shp", "b.zip"])
def test_unsafe_archives(tmp_path: Path, inside: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(inside, "x")
        archive.writestr("a.shp", "x")
    with pytest.raises(ImportBlocked) as caught:
        read(tmp_path / "a.zip")
    assert caught.value.code == "file-unsafe"
    assert not (tmp_path.parent / "a.shp").exists()


def test_zip_bomb(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 20_000_000)
    (tmp_path / "a.zip").write_bytes(held.getvalue())
    with pytest.raises(ImportBlocked) as caught:
        read(tmp_path / "a.zip")
    assert caught.value.code == "file-unsafe" and "a.zip" in caught.value.sentence


def test_archive_without_a_map(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(ImportBlocked) as caught:
        read(tmp_path / "a.zip")
    assert caught.value.code == "format-unknown"


def test_rings_without_their_last_corner_are_closed() -> None:
    square = shapely.box(0, 0, 2, 2).difference(shapely.box(0.5, 0.5, 1, 1))
    for shape in (square, shapely.MultiPolygon([square, shapely.box(5, 5, 6, 6)])):
        whole = shapely.to_wkb(shape, byte_order=1)
        assert with_closed_rings(whole) == whole  # nothing to do, nothing changed
    open_ring = shapely.to_wkb(shapely.box(0, 0, 1, 1), byte_order=1)
    cut = open_ring[:9] + struct.pack("<I", 4) + open_ring[13:-16]
    with pytest.raises(shapely.errors.GEOSException):
        shapely.from_wkb(cut)
    assert shapely.from_wkb(with_closed_rings(cut)).equals(shapely.box(0, 0, 1, 1))
    assert with_closed_rings(shapely.to_wkb(shapely.Point(1, 2), byte_order=1)) is None
    assert with_closed_rings(open_ring[:9] + struct.pack("<I", 2) + open_ring[13:45]) is None


def test_gml_is_read_without_asking_for_its_schema(tmp_path: Path) -> None:
    """The address of the schema is not even shown to GDAL, and no file is left beside the original."""
    FRAME.to_file(tmp_path / "a.gml", driver="GML")
    (tmp_path / "a.xsd").unlink()
    text = (tmp_path / "a.gml").read_text(encoding="utf-8")
    text = re.sub(
        r'xsi:schemaLocation="[^"]*"', 'xsi:schemaLocation="http://no.such.host/ http://no.such.host/a.xsd"', text
    )
    (tmp_path / "a.gml").write_text(text, encoding="utf-8")
    table, _ = read(tmp_path / "a.gml")
    assert texts(table.columns["name"]).tolist() == ["Äpärä", "Öster"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.gml"]


def test_north_before_east_is_turned_round(tmp_path: Path) -> None:
    turned = FRAME.set_geometry(shapely.transform(FRAME.geometry.array, lambda xy: xy[:, ::-1]))
    turned.set_crs("EPSG:4326", allow_override=True).to_file(tmp_path / "a.gpkg")
    table, _ = read(tmp_path / "a.gpkg", swapped=True)
    assert table.shapes[0].bounds == pytest.approx((24.0, 60.0, 24.1, 60.1))


def test_shapes_in_a_column_of_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name;geometry\nx;"POLYGON ((0 0, 1 0, 1 1, 0 0))"\ny;nothing\n', encoding="utf-8")
    table, findings = read(tmp_path / "a.csv", columns={"school": "name", "shape": "geometry"})
    assert table.shapes[0].area == 0.5 and table.fate.tolist() == [Fate.ACCEPTED, Fate.REJECTED]
    (problem,) = findings.problems
    assert problem.code == "shape-not-text" and problem.row == 3


def test_layers_of_a_file(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "a.gpkg", layer="one")
    FRAME.to_file(tmp_path / "a.gpkg", layer="two")
    assert layer_names(tmp_path / "a.gpkg", "a.gpkg", Findings()) == ["one", "two"]
    assert layer_names(workbook(tmp_path / "a.xlsx"), "a.xlsx", Findings()) == ["schools"]


def test_what_is_said_of_letters_quotes_no_cell(tmp_path: Path) -> None:
    """A cell may be a name or an address; the problem list is shown, exported and printed."""
    guessed, garbled = tmp_path / "guessed.csv", tmp_path / "garbled.csv"
    guessed.write_bytes("id;osoite\n1;Mäkeläntie 3\n2;Åvägen 4\n".encode("cp1252"))
    garbled.write_text("id;nimi\n1;MÃ¤kelÃ¤inen\n", encoding="utf-8")
    said = []
    for path in (guessed, garbled):
        findings = Findings()
        read_table(LayerMapping("pupils", path, path.name), findings)
        said += [(problem.code, problem.facts.get("value") or problem.value) for problem in findings.problems]
    assert said == [("encoding-guessed", "ä Å"), ("text-garbled", "Ã¤")]
