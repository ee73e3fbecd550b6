"""Bad input: one clear sentence with place and mend each, an exact code, and nothing written."""

import json
import sqlite3
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import mapping as as_json

from piiri.errors import InputError


def blocked(municipality, code: str, *said: str, repair: bool = False) -> InputError:
    """The import stops with a code; its sentence names the places given and a mend; no file was touched."""
    before = {path: path.read_bytes() for path in municipality.folder.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as caught:
        municipality.imports(repair=repair)
    error = caught.value
    assert error.code == code, error.sentence
    for each in said:
        assert each in error.sentence, error.sentence
    assert error.how and error.how != error.what
    assert "{" not in error.sentence and "Traceback" not in error.sentence
    json.dumps(error.to_json())
    after = {path: path.read_bytes() for path in municipality.folder.rglob("*") if path.is_file()}
    assert before == after
    return error


def listed(municipality, code: str, *said: str, repair: bool = False):
    """The import goes through and lists a problem; returns the import."""
    imported = municipality.imports(repair=repair)
    problems = imported.report.of(code)
    assert problems, [problem.code for problem in imported.report.problems]
    for each in said:
        assert any(each in problem.sentence for problem in problems), problems[0].sentence
    assert all(problem.how and "{" not in problem.sentence for problem in problems)
    assert all(
        each.rows == each.accepted + each.repaired + each.rejected + each.excluded for each in imported.report.ledgers
    )
    return imported


def ledger_of(imported, kind: str):
    return next(each for each in imported.report.ledgers if each.kind == kind)


def test_missing_file(municipality) -> None:
    (municipality.folder / "schools.csv").unlink()
    blocked(municipality, "file-missing", "schools.csv", "path")


def test_missing_mapping(municipality) -> None:
    (municipality.folder / "import.toml").unlink()
    blocked(municipality, "mapping-missing", "import.toml")


def test_empty_file(municipality) -> None:
    municipality.write("schools.csv", "")
    blocked(municipality, "file-empty", "schools.csv")


def test_wrong_column_names_those_there_are(municipality) -> None:
    municipality.replace("import.toml", 'places = "places"', 'places = "plces"')
    blocked(municipality, "column-missing", "schools.csv", "“plces”", "Did you mean “places”", "id, name, places, E, N")


def test_wrong_column_without_a_near_one(municipality) -> None:
    municipality.replace("import.toml", 'places = "places"', 'places = "qqq"')
    error = blocked(municipality, "column-missing", "“qqq”", "id, name, places")
    assert "Did you mean" not in error.sentence


def test_text_in_a_number_column_rejects_the_row(municipality) -> None:
    municipality.replace("pupils.csv", ";3;fi", ";three;fi")
    imported = listed(municipality, "not-a-number", "pupils.csv, row 3", "“three”", "“grade”")
    assert len(imported.dataset.pupils) == 3
    assert (ledger_of(imported, "pupils").accepted, ledger_of(imported, "pupils").rejected) == (3, 1)


def test_text_in_every_row_of_a_number_column_blocks(municipality) -> None:
    municipality.replace("import.toml", 'grade = "grade"', 'grade = "lang"')
    municipality.replace("import.toml", 'language = "lang"', 'stage = "grade"')
    blocked(municipality, "all-not-a-number", "pupils.csv", "“lang”", "row 2")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [(";3;fi", ";3,5;fi", "not-whole"), (";3;fi", ";-3;fi", "too-small"), (";3;fi", ";13;fi", "too-large")],
)
def test_numbers_out_of_range(municipality, old: str, new: str, code: str) -> None:
    municipality.replace("pupils.csv", old, new)
    imported = listed(municipality, code, "pupils.csv, row 3", "“grade”")
    assert ledger_of(imported, "pupils").rejected == 1


def test_value_of_a_protected_pupil_is_not_repeated(municipality) -> None:
    municipality.replace("pupils.csv", ";6;fi", ";secret;fi")
    imported = listed(municipality, "not-a-number", "row 5", "•••")
    assert "secret" not in str([problem.to_json() for problem in imported.report.problems])


def test_metres_declared_as_degrees(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    head, tail = text.split('file = "pupils.csv"')
    municipality.write("import.toml", head + 'file = "pupils.csv"' + tail.replace("EPSG:3067", "EPSG:4326"))
    blocked(municipality, "not-degrees", "pupils.csv", "EPSG:4326", 'crs = "EPSG:3067"')


def test_degrees_declared_as_metres(municipality, four_blocks) -> None:
    frame = geopandas.GeoDataFrame.from_features(four_blocks, crs="EPSG:3067").to_crs("EPSG:4326")
    features = [
        feature | {"geometry": as_json(shape)} for feature, shape in zip(four_blocks, frame.geometry, strict=True)
    ]
    municipality.blocks(features)
    blocked(municipality, "not-metres", "blocks.geojson", "EPSG:3067", "EPSG:4326")


def test_east_and_north_swapped(municipality) -> None:
    municipality.replace("import.toml", 'x = "E"\ny = "N"', 'x = "N"\ny = "E"')
    blocked(municipality, "outside-crs", "pupils.csv", "swapped")


def test_no_crs(municipality) -> None:
    municipality.replace("import.toml", 'file = "schools.csv"\ncrs = "EPSG:3067"', 'file = "schools.csv"')
    blocked(municipality, "crs-missing", "schools.csv", "crs =")


def test_unknown_crs(municipality) -> None:
    municipality.replace(
        "import.toml", 'file = "schools.csv"\ncrs = "EPSG:3067"', 'file = "schools.csv"\ncrs = "EPSG:1"'
    )
    blocked(municipality, "crs-unknown", "schools.csv", "EPSG:1")


def test_target_must_measure_metres(municipality) -> None:
    municipality.replace(
        "import.toml", 'name = "Four blocks"\ncrs = "EPSG:3067"', 'name = "Four blocks"\ncrs = "EPSG:3857"'
    )
    blocked(municipality, "crs-not-metric", "EPSG:3857", "auto")


def test_duplicate_school_id_names_both_rows(municipality) -> None:
    municipality.replace("schools.csv", "092;", "091;")
    blocked(municipality, "school-doubled", "schools.csv, row 3", "“091”", "row 2")


def test_duplicate_block_id_names_both_rows(municipality) -> None:
    municipality.replace("blocks.geojson", '"block": "ne"', '"block": "sw"')
    blocked(municipality, "block-doubled", "blocks.geojson, feature 4", "“sw”", "feature 1")


def test_empty_layer(municipality) -> None:
    municipality.write("schools.csv", "id;name;places;E;N\n")
    blocked(municipality, "layer-empty", "schools.csv", "no rows")


def test_pupils_outside_are_kept_counted_and_listed(municipality) -> None:
    municipality.replace("pupils.csv", "2;386100;6672100", "2;380000;6672100")
    imported = listed(municipality, "points-outside", "pupils.csv", "1 of 3", "row 3")
    assert len(imported.dataset.pupils) == 4
    assert imported.report.of("points-outside")[0].facts["rows"] == [3]
    assert ledger_of(imported, "pupils").accepted == 4


def test_all_pupils_outside_block(municipality) -> None:
    text = (municipality.folder / "pupils.csv").read_text(encoding="utf-8").replace(";38", ";48")
    municipality.write("pupils.csv", text)
    blocked(municipality, "all-outside", "pupils.csv", "swapped")


def geopackage(municipality) -> Path:
    path = municipality.folder / "blocks.gpkg"
    frame = geopandas.read_file(municipality.folder / "blocks.geojson").set_crs("EPSG:3067", allow_override=True)
    frame.to_file(path, layer="blocks")
    municipality.replace("import.toml", 'file = "blocks.geojson"', 'file = "blocks.gpkg"')
    return path


def test_truncated_geopackage(municipality) -> None:
    path = geopackage(municipality)
    assert municipality.imports().dataset.coverage.face_count == 4
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    blocked(municipality, "file-damaged", "blocks.gpkg", "again")


def test_sqlite_that_is_no_geopackage(municipality) -> None:
    with sqlite3.connect(municipality.folder / "other.gpkg") as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    municipality.replace("import.toml", 'file = "blocks.geojson"', 'file = "other.gpkg"')
    blocked(municipality, "format-unknown", "other.gpkg", "GeoPackage")


def test_truncated_geojson(municipality) -> None:
    text = (municipality.folder / "blocks.geojson").read_text(encoding="utf-8")
    municipality.write("blocks.geojson", text[: len(text) // 2])
    blocked(municipality, "file-damaged", "blocks.geojson")


def test_truncated_excel(municipality) -> None:
    municipality.write("schools.xlsx", b"PK\x03\x04" + b"\0" * 200)
    municipality.replace("import.toml", "schools.csv", "schools.xlsx")
    blocked(municipality, "file-damaged", "schools.xlsx")


@pytest.mark.parametrize(
    "address", ["/vsicurl/http:/x/y.gpkg", "https://example.org/a.gpkg", "PG:dbname=x", "mysql:x", "//server/share/x"]
)
def test_addresses_are_refused(municipality, address: str) -> None:
    municipality.replace("import.toml", 'file = "blocks.geojson"', f'file = "{address}"')
    blocked(municipality, "address-refused", "import.toml", address)


def test_address_in_a_variable_is_refused(municipality, monkeypatch) -> None:
    monkeypatch.setenv("PIIRI_TEST_PLACE", "https://example.org")
    municipality.replace("import.toml", 'file = "blocks.geojson"', 'file = "${PIIRI_TEST_PLACE}/a.gpkg"')
    blocked(municipality, "address-refused", "https://example.org/a.gpkg")


def test_format_is_told_by_content(municipality) -> None:
    municipality.write("blocks.geojson", "<html><body/></html>")
    blocked(municipality, "format-unknown", "blocks.geojson", "GeoJSON")


def test_xml_entities_are_refused(municipality) -> None:
    municipality.write("b.kml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><kml/>')
    municipality.replace("import.toml", 'file = "blocks.geojson"', 'file = "b.kml"')
    blocked(municipality, "file-unsafe", "b.kml")


def test_broken_feature_does_not_lose_the_others(municipality, four_blocks, make_block) -> None:
    broken = make_block("broken", 3, 3, "Itä", "Itä") | {"geometry": None}
    municipality.blocks([*four_blocks[:2], broken, *four_blocks[2:]])
    imported = listed(municipality, "shape-missing", "blocks.geojson, feature 3")
    assert imported.dataset.coverage.face_count == 4
    assert (ledger_of(imported, "blocks").rows, ledger_of(imported, "blocks").rejected) == (5, 1)


def test_line_among_areas(municipality, four_blocks, make_block) -> None:
    line = make_block("line", 3, 3, "Itä", "Itä") | {
        "geometry": as_json(shapely.LineString([(385000, 6672000), (386000, 6672500)]))
    }
    municipality.blocks([*four_blocks, line])
    imported = listed(municipality, "not-an-area", "blocks.geojson, feature 5")
    assert ledger_of(imported, "blocks").rejected == 1


def test_overlap_needs_consent(municipality, four_blocks) -> None:
    wider = shapely.box(385000, 6672000, 386010, 6673000)
    four_blocks[0]["geometry"] = as_json(wider)
    municipality.blocks(four_blocks)
    error = blocked(municipality, "overlap", "blocks.geojson", "(sw)", "(se)", "10\u202f000 m²")
    assert error.facts["area_m2"] == pytest.approx(10_000)
    imported = listed(municipality, "overlap", "Repaired", repair=True)
    assert imported.dataset.coverage.problems() == []
    assert imported.dataset.coverage.areas_m2.sum() == pytest.approx(4e6)
    assert ledger_of(imported, "blocks").repaired >= 1


def test_narrow_gap_needs_consent(municipality, four_blocks) -> None:
    notch = shapely.Polygon(
        [
            (385000, 6672000),
            (386000, 6672000),
            (386000, 6672400),
            (385995, 6672500),
            (386000, 6672600),
            (386000, 6673000),
            (385000, 6673000),
        ]
    )
    four_blocks[0]["geometry"] = as_json(notch)
    municipality.blocks(four_blocks)
    error = blocked(municipality, "gap", "500 m²", "sw", "se")
    assert (error.facts["x_m"], error.facts["y_m"]) == (pytest.approx(385_998, abs=3), pytest.approx(6_672_500, abs=60))
    imported = listed(municipality, "gap", "Repaired", repair=True)
    assert imported.dataset.coverage.areas_m2.sum() == pytest.approx(4e6)


def test_lake_stays(municipality, four_blocks) -> None:
    lake = shapely.box(385400, 6672400, 385600, 6672600)
    four_blocks[0]["geometry"] = as_json(shapely.box(385000, 6672000, 386000, 6673000) - lake)
    municipality.blocks(four_blocks)
    imported = listed(municipality, "hole", "40\u202f000 m²", "sw")
    assert imported.dataset.coverage.areas_m2.sum() == pytest.approx(4e6 - 40_000)


def test_invalid_polygon_needs_consent(municipality, four_blocks) -> None:
    bow = shapely.Polygon(
        [
            (385000, 6672000),
            (386000, 6672000),
            (386000, 6673000),
            (385000, 6673000),
            (385000, 6672500),
            (384990, 6672490),
            (384990, 6672510),
            (385000, 6672500),
        ]
    )
    assert not bow.is_valid
    four_blocks[0]["geometry"] = as_json(bow)
    municipality.blocks(four_blocks)
    blocked(municipality, "polygon-invalid", "blocks.geojson, feature 1 (sw)", "385000 6672500", "Allow the repair")
    imported = listed(municipality, "polygon-invalid", "Repaired", repair=True)
    assert imported.dataset.coverage.problems() == []
    assert ledger_of(imported, "blocks").repaired == 1


def test_doubled_area(municipality, four_blocks, make_block) -> None:
    municipality.blocks([*four_blocks, make_block("twin", 0, 0, "Itä", "Itä")])
    error = blocked(municipality, "overlap", "(sw)", "(twin)", "1\u202f000\u202f000 m²")
    assert {problem.code for problem in error.report.blocking} >= {"overlap", "area-doubled"}
    blocked(municipality, "area-doubled", "blocks.geojson", repair=True)


def test_unknown_school_is_listed_with_a_likely_one(municipality) -> None:
    municipality.replace("blocks.geojson", '"block": "ne", "now": "It\\u00e4"', '"block": "ne", "now": "L\\u00e4nsii"')
    imported = listed(municipality, "school-unknown", "blocks.geojson", "“Länsii”", "“now”", "Did you mean Länsi?")
    today = imported.plans[0]
    assert today.catchment_of_face[0][today.coverage.topology.face_index["ne"]] == -1


def test_no_school_known_blocks(municipality) -> None:
    municipality.replace("import.toml", '"fi-1-6" = "now"', '"fi-1-6" = "block"')
    blocked(municipality, "no-school-known", "blocks.geojson", "“block”")


def test_all_problems_are_counted_in_the_sentence(municipality) -> None:
    municipality.replace("import.toml", 'places = "places"', 'places = "qqq"')
    municipality.replace("import.toml", 'grade = "grade"', 'grade = "www"')
    error = blocked(municipality, "column-missing", "1 more problem stops the import")
    assert len(error.report.blocking) == 2


def test_ragged_row(municipality) -> None:
    municipality.replace("pupils.csv", "itä;0;0", "itä;0;0;more")
    imported = listed(municipality, "row-ragged", "pupils.csv, row 3", "8 columns")
    assert ledger_of(imported, "pupils").rejected == 1


def test_header_only_spaces(municipality) -> None:
    municipality.write("schools.csv", " ; ; \n1;2;3\n")
    blocked(municipality, "header-missing", "schools.csv, row 1", "header_row")


def test_column_twice(municipality) -> None:
    municipality.replace("schools.csv", "id;name;places", "id;name;id")
    municipality.replace("import.toml", 'places = "places", ', "")
    blocked(municipality, "column-doubled", "schools.csv", "“id”", "2 times")


def test_number_that_can_be_read_in_two_ways(municipality) -> None:
    municipality.replace("schools.csv", ";100;", ";1,100;")
    blocked(municipality, "number-ambiguous", "schools.csv, row 2", "“1,100”", "decimal")
    municipality.replace("import.toml", 'kind = "schools"', 'kind = "schools"\ndecimal = "."')
    assert municipality.imports().dataset.schools.places.tolist() == [1100, 200]


def test_nothing_left_after_only(municipality) -> None:
    municipality.replace("import.toml", 'kind = "schools"', 'kind = "schools"\nonly = { name = ["X"] }')
    blocked(municipality, "nothing-left", "schools.csv", "only")


def test_pupil_of_no_stage_is_kept_and_listed(municipality) -> None:
    municipality.replace("pupils.csv", ";3;fi", ";3;sv")
    imported = listed(municipality, "no-stage", "pupils.csv", "row 3")
    assert imported.dataset.pupils.stage.tolist() == [0, -1, 1, 0]


def test_unknown_school_attended(municipality) -> None:
    municipality.replace("pupils.csv", "fi;itä;", "fi;Itäh;")
    imported = listed(municipality, "attends-unknown", "pupils.csv", "“Itäh”", "Itä")
    assert imported.dataset.pupils.attends.tolist() == [0, -1, 0, -1]


def test_flag_that_is_neither(municipality) -> None:
    municipality.replace("pupils.csv", "itä;0;0", "itä;perhaps;0")
    imported = listed(municipality, "not-yes-or-no", "pupils.csv, row 3", "“perhaps”")
    assert len(imported.dataset.pupils) == 3


def test_no_areas_named(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    start, end = text.index('[[layers]]\nkind = "blocks"'), text.index('[[layers]]\nkind = "pupils"')
    municipality.write("import.toml", text[:start] + text[end:])
    blocked(municipality, "blocks-or-catchments", "import.toml")
