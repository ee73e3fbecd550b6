"""The command funding as a city would use it: tables that add up, JSON, exit codes, a project that carries a model."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from piiri.cli import main
from piiri.funding import preset_names
from piiri.resources import resource
from piiri.storage import open_project


def run(*arguments: object, code: int = 0) -> Result:
    words = ["funding", *(str(argument) for argument in arguments)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, (words, result.output, result.exception)
    assert "Traceback" not in result.output
    return result


def said(*arguments: object, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


def plain(result: Result) -> str:
    return result.stdout.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    words = ["demo", str(folder), "--pupils", "1500", "--schools", "8", "--faces", "120", "--seed", "3", "--json"]
    return Path(json.loads(CliRunner().invoke(main, words).stdout)["project"])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "schools.csv"
    path.write_text(
        "id;name;pupils;adults_no_degree_share;income_per_resident;foreign_language_share;net_attraction\n"
        "A;Asema;300;40;22000;50;−12\nB;Björkhagen;500;30;26000;35;−4\nC;Tori;400;20;32000;15;2\n"
        "D;Dal;600;15;40000;5;10\nE;Eira;200;25;30000;20;4\n",
        encoding="utf-8",
    )
    return path


def cents(value: float) -> Fraction:
    return Fraction(round(value * 100), 100)


def test_a_table_without_a_map_gives_the_published_example(table: Path) -> None:
    data = said("--table", table, "--model", "helsinki_pd_like")
    amounts = {school["id"]: cents(school["amount"]) for school in data["schools"]}
    assert sum(amounts.values()) == cents(data["pot"]) == cents(data["total"]) == 2_500_000
    assert amounts["C"] == amounts["D"] == amounts["E"] == 0
    assert float(amounts["A"]) == pytest.approx(25 * 61618.36, abs=0.3)  # the example has a pot of 100 000
    assert data["over_pot"] == data["short"] == data["left"] == 0


def test_json_has_stable_keys_and_adds_up(project: Path) -> None:
    data = said(project, "--model", "helsinki_pd_like")
    assert {"project", "plan", "against", "count", "model", "currency", "total", "pot", "schools"} <= set(data)
    assert data["model"]["status"] == "described by third parties" and data["model"]["official"] is False
    assert sum(cents(school["amount"]) for school in data["schools"]) == cents(data["total"])
    school = data["schools"][0]
    assert set(school["indicators"]) == {
        "adults_no_degree",
        "income_per_resident",
        "foreign_language_share",
        "net_attraction",
    }
    assert sum(cents(each["difference_from_flat"]) for each in data["schools"]) == 0


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_table_is_straight_and_says_what_it_sums_to(project: Path, language: str) -> None:
    text = plain(run(project, "--model", "helsinki_pd_like", "--language", language))
    lines = text.splitlines()
    rules = [at for at, line in enumerate(lines) if set(line) == {"─"}]
    assert len(rules) == 2 and len(lines[rules[0]]) == len(lines[rules[1]])
    assert {len(line) for line in lines[rules[0] + 1 : rules[1]]} == {len(lines[rules[0]])}
    assert "2 500 000,00" in lines[rules[1] + 1] and "2 500 000,00 €" in lines[-1]
    wanted = {"en": "All schools", "fi": "Kaikki koulut", "sv": "Alla skolor"}
    assert lines[rules[1] + 1].startswith(wanted[language])


def test_columns_that_say_nothing_are_left_out(project: Path) -> None:
    text = plain(run(project))
    assert "Need index" not in text and "Against flat" not in text and "Against last year" not in text
    assert "illustrative, no official figures" in text


def test_a_school_is_explained_to_the_cent(project: Path) -> None:
    name = said(project)["schools"][0]["name"]
    data = said(project, "--model", "helsinki_pd_like", "--explain", name)
    assert sum(cents(row["amount"]) for row in data["rows"]) == cents(data["total"])
    text = run(project, "--model", "helsinki_pd_like", "--explain", data["school"]).stdout
    assert max(map(len, text.splitlines())) <= 100 and name in text


def test_sensitivity(project: Path, table: Path) -> None:
    data = said("--table", table, "--model", "helsinki_pd_like", "--sensitivity", "--draws", 5)
    assert data["weights"][0]["indicator"] == "adults_no_degree"
    assert data["ranks"]["draws"] == 5
    assert "changes hands" in run("--table", table, "--model", "helsinki_pd_like", "--sensitivity").stdout
    assert "no weights to change" in run(project, "--sensitivity").stdout


def test_a_project_carries_model_and_figures(project: Path, tmp_path: Path) -> None:
    before = project.read_bytes()
    beside, out, again = tmp_path / "last.csv", tmp_path / "out.gpkg", tmp_path / "again.gpkg"
    ids = [school["id"] for school in said(project)["schools"]]
    beside.write_text("id;last_amount\n" + "\n".join(f"{key};1000" for key in ids), encoding="utf-8")
    first = said(project, "--model", "helsinki_pd_like", "--table", beside, "-o", out)
    assert project.read_bytes() == before
    data = said(out)
    assert data["schools"] == first["schools"] and data["model"]["id"] == "helsinki_pd_like"
    assert {school["last_year"] for school in data["schools"]} == {1000}
    assert said(out, "--model", "flat")["model"]["id"] == "flat"
    with open_project(out) as opened:
        assert opened.history(opened.active).cursor == 1
        opened.save_as(again)
    assert said(again)["schools"] == first["schools"]


def test_borders_against_another_plan(project: Path, tmp_path: Path) -> None:
    out, later = tmp_path / "two.gpkg", tmp_path / "later.gpkg"
    edits = tmp_path / "edits.jsonl"
    runner = CliRunner()
    assert runner.invoke(main, ["plans", "branch", str(project), "Later", "-o", str(out)]).exit_code == 0
    with open_project(out) as opened:
        plan = opened.history("Later").plan
    first, second = plan.catchments.ids[:2]
    row = plan.catchment_of_face[0].tolist()
    faces = [plan.coverage.face_ids[face] for face, k in enumerate(row) if k == 0][:5]
    stage = plan.stages[0].id
    edits.write_text(json.dumps({"edit": "assign_faces", "stage": stage, "faces": faces, "catchment": second}))
    done = runner.invoke(main, ["apply", str(out), str(edits), "--plan", "Later", "-o", str(later)])
    assert done.exit_code == 0, done.output
    data = said(later, "--plan", "Later", "--against", 1, "--model", "helsinki_pd_like")
    assert data["plan"] == "Later" and first != second
    differences = [cents(school["difference"]) for school in data["borders"]["schools"]]
    assert sum(differences) == 0 and sum(d for d in differences if d > 0) == cents(data["borders"]["moved"]) > 0
    assert "The borders move" in run(later, "--plan", "Later", "--against", 1, "--model", "helsinki_pd_like").stdout


@pytest.mark.parametrize("name", preset_names())
def test_every_shipped_model_checks(name: str) -> None:
    path = resource("funding", f"{name}.toml")
    assert said("--check", path)["id"] == name
    assert f"{name}.toml is a model" in run("--check", path).stdout


def test_what_is_wrong_is_one_sentence_and_exit_code_1(project: Path, table: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(
        '[model]\nid = "a"\nyear = 26\n[[component]]\nid = "b"\ndriver = "pupils"\nmode = "unit_rate"\nrate = "1"\n'
    )
    cases: list[tuple[str, tuple[object, ...]]] = [
        ("bad.toml, line 3", ("--check", bad)),
        ("no model of that name", (project, "--model", "atlantis")),
        ("no school Atlantis", (project, "--explain", "Atlantis")),
        ("no plan Atlantis", (project, "--plan", "Atlantis")),
        ("no column “scb_index”", ("--table", table, "--model", "stockholm_grades")),
        ("cannot be read", ("--table", tmp_path / "none.csv")),
    ]
    for words, arguments in cases:
        result = run(*arguments, code=1)
        assert words in result.stderr and result.stdout == "", (words, result.stderr)
        error = said(*arguments, code=1)["error"]
        assert words in error["message"] and error["code"]


def test_wrong_words_are_exit_code_2(project: Path, table: Path, tmp_path: Path) -> None:
    assert "Give a project, or a table" in run(code=2).stderr
    assert "Without a project there is none to write." in run("--table", table, "-o", tmp_path / "a", code=2).stderr
    run(project, "--reference", "yesterday", code=2)
    run(project, "--draws", 0, code=2)


def test_a_school_that_is_not_there_is_guessed(project: Path) -> None:
    name = said(project)["schools"][0]["name"]
    assert f"Did you mean one of: {name}" in run(project, "--explain", name[:-1] + "x", code=1).stderr


def test_years_as_text_and_json(table: Path) -> None:
    text = plain(run("--table", table, "--model", "helsinki_pd_like", "--years", 3))
    assert "nothing is phased in" in text and "2 500 000,00" in text
    data = said("--table", table, "--model", "helsinki_pd_like", "--years", 2, "--pots", "1000,2000.50")
    assert [year["total"] for year in data["years"]] == [1000, 2000.5] and not data["knows_last_year"]
    assert len(data["schools"]) == 5 and all(len(school["amounts"]) == 2 for school in data["schools"])
    run("--table", table, "--years", 2, "--pots", "many", code=2)
    run("--table", table, "--pots", "5", code=2)


def test_what_schools_do_with_the_money_is_told_and_kept(project: Path, tmp_path: Path) -> None:
    first = said(project, "--model", "helsinki_pd_like")["schools"][0]
    assert first["use"] is None
    beside, output = tmp_path / "use.csv", tmp_path / "with.gpkg"
    beside.write_text(
        f"id;use_guidance;use_note;used_other;used_report\n{first['id']};10,50;Ohjausta;5;Hyvin meni\n",
        encoding="utf-8",
    )
    run(project, "--model", "helsinki_pd_like", "--table", beside, "-o", output)
    use = next(school for school in said(output)["schools"] if school["id"] == first["id"])["use"]
    assert use["planned"] == {"guidance": 10.5} and use["note"] == "Ohjausta" and use["used_last_year_total"] == 5
    assert cents(use["planned_total"] + use["not_planned"]) == cents(first["amount"])
    text = plain(run(output))
    assert "What the schools do with the money" in text and "Guidance: 10,50 €" in text and "Hyvin meni" in text


def test_another_model_stands_beside(project: Path, table: Path) -> None:
    data = said("--table", table, "--model", "helsinki_pd_like", "--other-model", "flat")
    alone = {school["id"]: school["amount"] for school in said("--table", table, "--model", "flat")["schools"]}
    assert data["other_model"]["id"] == "flat" and cents(data["other_model"]["total"]) == 1_000_000
    for school in data["schools"]:
        assert school["other_model"] == alone[school["id"]]
        assert cents(school["amount"]) - cents(school["other_model"]) == cents(school["difference_from_other_model"])
    gained = [cents(school["difference_from_other_model"]) for school in data["schools"]]
    assert sum(gain for gain in gained if gain > 0) == cents(data["other_model"]["gained"])
    text = plain(run(project, "--other-model", "helsinki_pd_like"))
    other = {
        school["id"]: cents(school["amount"]) for school in said(project, "--model", "helsinki_pd_like")["schools"]
    }
    beside = said(project, "--other-model", "helsinki_pd_like")["schools"]
    assert {school["id"]: cents(school["other_model"]) for school in beside} == other
    assert "Against the other model" in text and "2 500 000,00 € in all" in text
    assert "leave out --years" in run("--table", table, "--other-model", "flat", "--years", 2, code=2).stderr
    assert said("--table", table)["other_model"] is None
