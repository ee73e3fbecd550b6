"""Indicators of a plan from the command line, against the package on the same tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shared.command import run, said

from piiri.segregation import LIVE, dissimilarity


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    return Path(said("demo", folder, "--pupils", 1500, "--schools", 9, "--faces", 120, "--seed", 3)["project"])


def test_json_hangs_together_with_evaluate(project: Path) -> None:
    data, figures = said("indicators", project), said("evaluate", project)
    assert list(data) == [
        "project",
        "plan",
        "stage",
        "segregation",
        "choice",
        "flows",
        "flows_of_groups",
        "access",
        "own",
    ]
    for row in data["segregation"]:
        assert list(row["indices"]) == [index.key for index in LIVE]
        d = row["indices"]["dissimilarity"]
        assert d["value"] == pytest.approx(figures["totals"]["dissimilarity"][row["group"]], abs=2e-3)  # whole pupils
        assert 0 < d["by_chance"] < d["by_chance_95"] and d["low"] <= d["corrected"] <= d["high"]
    flows = data["flows"]
    assert sum(cell["pupils"] for cell in flows["cells"]) == flows["pupils"]
    assert sum(row["attending_pupils"] for row in flows["schools"]) == flows["pupils"]
    for row in flows["schools"]:
        assert row["left_pupils"] == row["assigned_pupils"] - row["staying_pupils"]
        own = sum(c["pupils"] for c in flows["cells"] if c["school"] == row["id"] and c["own"])
        assert own >= row["staying_pupils"]


def test_attended_segregation_is_that_of_the_schools_attended(project: Path) -> None:
    from piiri.storage import open_project

    data = said("indicators", project)
    with open_project(project, recover=False) as opened:
        pupils = opened.dataset.pupils
    points, key = pupils.points, data["choice"][0]["group"]
    there = (pupils.attends >= 0) & points.located & (points.column("pupils") > 0)
    table = np.zeros((pupils.attends.max() + 1, 2))
    np.add.at(table, (pupils.attends[there], 0), points.column(key)[there])
    np.add.at(table, (pupils.attends[there], 1), points.column("pupils")[there] - points.column(key)[there])
    assert data["choice"][0]["pupils"] <= there.sum()
    assert data["choice"][0]["attended"]["dissimilarity"]["value"] == pytest.approx(
        dissimilarity(table[:, 0], table[:, 1]), abs=0.01
    )


def test_the_text_is_for_people_and_one_stage_can_be_asked(project: Path) -> None:
    result = run("indicators", project, "--stage", "fi-1-6", "--language", "fi")
    assert "Oman koulun käyminen" in result.stdout and "95 %:n luottamusväli" in result.stdout
    assert "Koulunvalinnan vaikutus" in result.stdout
    assert said("indicators", project, "--stage", "fi-1-6")["stage"] == "fi-1-6"


def test_transport_cost_and_relative_proximity_are_named(project: Path) -> None:
    access, figures = said("indicators", project)["access"], said("evaluate", project)
    assert access["transport_cost_eur"] == figures["totals"]["beyond_limit_pupils"] * 1600
    assert sum(school["transport_cost_eur"] for school in access["schools"]) == access["transport_cost_eur"]
    told = [
        school["relative_proximity_m"] for school in access["schools"] if school["relative_proximity_m"] is not None
    ]
    assert min(told) <= access["relative_proximity_m"] <= max(told)
    assert "Relative proximity" in run("indicators", project).stdout


def test_own_indicators_are_read_kept_and_shown(project: Path, tmp_path: Path) -> None:
    own, output = tmp_path / "own.toml", tmp_path / "kept.gpkg"
    own.write_text('[[indicator]]\nkey = "half"\nname = "Puolet"\nformula = "pupils / 2"\n', encoding="utf-8")
    first = said("indicators", project, "--own", own, "-o", output)["own"]
    kept = said("indicators", output)["own"]
    assert first == kept and kept[0]["name"] == "Puolet"
    assert said("indicators", project)["own"] == []
    schools = {row["id"]: row["pupils"] for row in said("evaluate", project)["schools"]}
    assert kept[0]["total"] == pytest.approx(sum(schools.values()) / 2)
    assert all(kept[0]["schools"][key] == pytest.approx(n / 2) for key, n in schools.items())
    assert "Puolet" in run("indicators", output).stdout
    own.write_text('[[indicator]]\nkey = "x"\nname = "X"\nformula = "pupls / 2"\n', encoding="utf-8")
    refused = run("indicators", project, "--own", own, "-o", tmp_path / "no.gpkg", code=1)
    assert "own.toml, line 4" in refused.stderr and "Did you mean “pupils”?" in refused.stderr
    assert not (tmp_path / "no.gpkg").exists()
