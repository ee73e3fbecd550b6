"""`piiri check` and `piiri import FILES`: what a person reads, and what a program reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from piiri.cli import main
from piiri.storage import open_project

ZONES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"koulu": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 60.0], [x + 0.1, 60.0], [x + 0.1, 60.1], [x, 60.1], [x, 60.0]]],
            },
        }
        for name, x in (("Länsikoulu", 25.0), ("Itäkoulu", 25.1))
    ],
}
PUPILS = "luokka;lon;lat;turvakielto\n1;25.05;60.05;0\n4;25.15;60.05;0\n6;25.15;60.06;1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alueet.geojson").write_text(json.dumps(ZONES), encoding="utf-8")
    (tmp_path / "oppilaat.csv").write_text(PUPILS, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_check_says_what_files_are(folder: Path) -> None:
    result = run("check", folder / "oppilaat.csv", folder / "alueet.geojson", "--language", "en")
    assert result.exit_code == 0, result.output
    for words in (
        "oppilaat.csv: Pupils (",
        "% sure)",
        "protected ← turvakielto",
        "Taken for granted",
        "Ready: 2 blocks, 2 schools, 3",
    ):
        assert words in result.output, result.output


def test_check_as_json(folder: Path) -> None:
    told = json.loads(run("check", folder, "--json").stdout)
    assert told["ready"] and told["stopped"] is None and told["lacking"] == ""
    assert {layer["kind"] for layer in told["layers"]} == {"catchments", "pupils"}
    assert told["counts"] == {
        "name": folder.name, "stages": ["grades-1-6"], "plans": ["Today"], "faces": 2, "schools": 2, "pupils": 3,
    }  # fmt: skip
    assert all(each["rows"] == each["accepted"] for each in told["ledgers"])


def test_an_open_question_is_told_and_ends_with_1(folder: Path) -> None:
    (folder / "oppilaat.csv").write_text(PUPILS.replace(";turvakielto", ";kerho"), encoding="utf-8")
    result = run("check", folder, "--language", "en")
    assert result.exit_code == 1 and "protected:oppilaat.csv" in result.output
    assert run("check", folder, "--answer", "protected:oppilaat.csv=none").exit_code == 0
    stopped = run("import", folder, "-o", folder / "p.gpkg")
    assert (
        stopped.exit_code == 1
        and "--answer protected:oppilaat.csv" in stopped.stderr
        and not (folder / "p.gpkg").exists()
    )


def test_import_of_files(folder: Path) -> None:
    result = run("import", folder / "alueet.geojson", folder / "oppilaat.csv", "-o", folder / "p.gpkg", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["pupils"] == 3 and told["questions"] and told["not_imported"] == []
    project = open_project(folder / "p.gpkg")
    assert set(project.dataset.schools.names) == {"Itäkoulu", "Länsikoulu"}
    project.close(discard=True)


def test_what_was_taken_for_granted_is_said_on_import(folder: Path) -> None:
    result = run("import", folder, "-o", folder / "p.gpkg", "--language", "en")
    assert result.exit_code == 0 and "Taken for granted" in result.stderr and "crs:oppilaat.csv" in result.stderr


def test_the_mapping_is_kept_and_gives_the_same(folder: Path) -> None:
    kept = folder / "mapping.toml"
    assert run("check", folder / "alueet.geojson", folder / "oppilaat.csv", "--write", kept).exit_code == 0
    assert run("import", kept, "-o", folder / "q.gpkg", "--json").exit_code == 0
    assert run("import", folder / "alueet.geojson", folder / "oppilaat.csv", "-o", folder / "p.gpkg").exit_code == 0
    ours, theirs = open_project(folder / "p.gpkg"), open_project(folder / "q.gpkg")
    assert ours.dataset.fingerprint == theirs.dataset.fingerprint
    ours.close(discard=True)
    theirs.close(discard=True)
    again = run("check", folder / "alueet.geojson", "--write", kept, "--language", "en")
    assert again.exit_code == 1 and "already a file" in again.stderr


def test_no_mapping_is_written_while_a_question_is_open(folder: Path) -> None:
    (folder / "oppilaat.csv").write_text(PUPILS.replace(";turvakielto", ";kerho"), encoding="utf-8")
    result = run("check", folder, "--write", folder / "m.toml", "--language", "en")
    assert "No mapping is written" in result.stderr and not (folder / "m.toml").exists()


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_check_in_other_languages(folder: Path, language: str) -> None:
    result = run("check", folder, "--language", language)
    assert result.exit_code == 0 and "Taken for granted" not in result.output
    assert {"fi": "Oletettu", "sv": "Antaget"}[language] in result.output


def test_an_answer_without_a_sign_is_refused(folder: Path) -> None:
    result = run("check", folder, "--answer", "name", "--language", "en")
    assert result.exit_code == 1 and "KEY=VALUE" in result.stderr


def test_a_project_made_before_is_not_taken_for_data(folder: Path) -> None:
    assert run("import", folder, "-o", folder / "p.gpkg").exit_code == 0
    told = json.loads(run("check", folder, "--json").stdout)
    assert told["ready"] and {layer["file"] for layer in told["layers"]} == {"alueet.geojson", "oppilaat.csv"}
    assert [each["file"] for each in told["not_imported"]] == ["p.gpkg"]


def test_services_alone_lack_areas_and_are_said_to_be_left_out(tmp_path: Path) -> None:
    place = {"type": "Point", "coordinates": [385500, 6675000]}
    crs = {"type": "name", "properties": {"name": "EPSG:3067"}}
    one = {"type": "Feature", "properties": {"nimi": "Pasilan kirjasto"}, "geometry": place}
    (tmp_path / "kirjastot.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": [one]}), encoding="utf-8"
    )
    checked = run("check", tmp_path)
    assert checked.exit_code == 1
    said = checked.stdout + checked.stderr
    assert "Libraries, day care and stops are not imported" in said
    assert said.count("  Its name says “kirjasto”.\n") == 1, "once, though the layer is called so too"
    assert "None of the files holds areas: a project needs" in said and "imported together" not in said
    refused = run("import", tmp_path, "-o", tmp_path / "x.gpkg").stderr
    assert "needs blocks or catchments as polygons" in refused and not (tmp_path / "x.gpkg").exists()
