"""Years from the command line: added from a table, shown, followed up and explained against a later year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shared.command import run, said

from piiri.storage import open_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return Path(said("demo", folder, "--pupils", 1500, "--schools", 9, "--faces", 120, "--seed", 3)["project"])


@pytest.fixture(scope="module")
def known(project: Path) -> Path:
    """The project with three years of one school, one of them hidden, and a break."""
    with open_project(project, recover=False) as opened:
        school = opened.dataset.schools.names[0]
    table, output = project.parent / "years.csv", project.parent / "known.gpkg"
    rows = ["year;school;S2;pupils", *(f"{y};{school};{v};{n}" for y, v, n in YEARS), "2024;Nowhere;0,3;20"]
    table.write_text("\n".join(rows), encoding="utf-8")
    data = said(
        *("years", "add", project, table, "--value", "s2=S2", "--value", "pupils", "--base", "pupils"),
        *("--break", "s2:2026:new law", "-o", output),
    )
    assert data["indicators"] == ["s2", "pupils"] and data["rows"] == 10
    assert [problem["code"] for problem in data["problems"]] == ["school-unknown"]
    return output


YEARS = ((2023, "0,1", 300), (2024, "0,2", 300), (2025, "0,3", 300), (2026, "..", 8), (2027, "0,4", 310))


def test_series_are_shown_with_what_is_hidden_and_what_breaks(known: Path) -> None:
    series = said("years", "show", known)["series"]
    s2 = next(each for each in series if each["indicator"] == "s2")["years"]
    assert [year["state"] for year in s2] == ["number"] * 3 + ["suppressed", "number"]
    assert s2[2]["three_year_mean"] == pytest.approx(0.2) and s2[4]["three_year_mean"] is None
    assert [year["break"] for year in s2] == [False, False, False, True, False]
    text = run("years", "show", known, "--language", "fi").stdout
    assert ".." in text and "vuodesta 2026: new law" in text and "3 v:n keskiarvo" in text


def test_the_follow_up_sets_observed_beside_expected(known: Path) -> None:
    data = said("years", "follow", known, "--from", 2027)
    assert data["years"] == [2027] and data["explained"] is None
    told = [each for each in data["schools"] if each["years"][0]["state"] == "number"]
    assert len(told) == 1 and told[0]["years"][0]["observed_pupils"] == 310
    assert data["totals"]["observed_pupils"] == [310]
    assert data["totals"]["expected_pupils"][0] == pytest.approx(told[0]["years"][0]["expected_pupils"])


def test_a_later_year_is_explained_and_the_parts_sum_up(known: Path, tmp_path: Path) -> None:
    with open_project(known, recover=False) as opened:
        plan = opened.history(opened.active).plan
        stage, row = plan.stages[0].id, plan.catchment_of_face[0]
        target = next(k for k in row.tolist() if k >= 0 and k != row[0])
        edit = {"edit": "assign_faces", "stage": stage, "faces": [plan.coverage.face_ids[0]]}
        edit["catchment"] = plan.catchments.ids[target]
    edits, later = tmp_path / "edits.jsonl", tmp_path / "later.gpkg"
    edits.write_text(json.dumps(edit), encoding="utf-8")
    said("apply", known, edits, "-o", later)
    found = said("years", "follow", known, "--from", 2027, "--later", later, "--stage", stage)["explained"]
    for group in found:
        parts = group["population"] + group["border"] + group["choice"]
        assert parts == pytest.approx(group["observed"] - group["expected"], abs=1e-9)
        for school in group["schools"]:
            parts = school["population_pupils"] + school["border_pupils"] + school["choice_pupils"]
            assert parts == pytest.approx(school["observed_pupils"] - school["expected_pupils"], abs=1e-6)
        assert all(abs(school["population_pupils"]) < 1e-6 for school in group["schools"])  # the same people
    text = run("years", "follow", known, "--from", 2027, "--later", later, "--language", "sv").stdout
    assert "Befolkning" in text and "Skolval" in text


def test_wrong_use_is_said(known: Path, tmp_path: Path) -> None:
    table = known.parent / "years.csv"
    for more, words in ((("--value", "=S2"), "names no indicator"), (("--value", "s2=S2", "--break", "x"), "no break")):
        result = run("years", "add", known, table, *more, "-o", tmp_path / "no.gpkg", code=1)
        assert words in result.stderr and not (tmp_path / "no.gpkg").exists()
