"""The command line as a script would use it: output, exit codes, and what is left on the disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shared.command import run, said


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    facts = said("demo", folder, "--pupils", 1500, "--schools", 8, "--faces", 120, "--seed", 3)
    assert facts["faces"] == 120
    return Path(facts["project"])


def test_evaluate_has_stable_keys(project: Path) -> None:
    data = said("evaluate", project)
    assert list(data) == ["project", "plan", "compared_with", "stage", "totals", "stages", "schools"]
    assert data["stage"] == "all"
    assert data["totals"]["pupils"] == sum(stage["pupils"] for stage in data["stages"])
    assert set(data["totals"]) == {
        "pupils",
        "unassigned_pupils",
        "unlocated_pupils",
        "changed_pupils",
        "schools_over_capacity",
        "mean_distance_m",
        "p90_distance_m",
        "beyond_limit_pupils",
        "beyond_limit_share",
        "hidden_cells",
        "absent_cells",
        "unassigned_untold_cells",
        "unlocated_untold_cells",
        "dissimilarity",
    }
    school = data["schools"][0]
    assert set(school) == {"id", "name", "places", "pupils", "untold_cells", "use_share", "locked", "stages"}
    assert school["pupils"] == pytest.approx(sum(part["pupils"] for part in school["stages"]))


def test_one_stage_is_a_part_of_all(project: Path) -> None:
    everything = said("evaluate", project)
    stage = everything["stages"][0]["id"]
    part = said("evaluate", project, "--stage", stage, "--plan", "1")
    assert part["totals"] == {key: value for key, value in everything["stages"][0].items() if key not in ("id", "name")}
    assert [s["id"] for s in part["stages"]] == [stage]


def test_looking_never_changes_the_file(project: Path) -> None:
    before = (project.read_bytes(), project.stat().st_mtime_ns, sorted(p.name for p in project.parent.iterdir()))
    said("evaluate", project)
    run("compare", project, 1, 1)
    assert before == (
        project.read_bytes(),
        project.stat().st_mtime_ns,
        sorted(p.name for p in project.parent.iterdir()),
    )


def edits_for(project: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    data = said("evaluate", project)
    school = data["schools"][0]
    stage = school["stages"][0]["stage"]
    from piiri.storage import open_project

    with open_project(project, recover=False) as opened:
        plan = opened.history(opened.active).plan
        target = f"{stage}/{school['id']}"
        row = plan.catchment_of_face[plan.stage_index(stage)]
        own = plan.catchments.index(target)
        blocks = [plan.coverage.face_ids[f] for f in range(len(row)) if row[f] != own][:5]
        opened.close(discard=True)
    path = tmp_path / "edits.jsonl"
    lines = [
        {"edit": "assign_faces", "stage": stage, "faces": blocks, "catchment": target},
        {"edit": "set_capacity", "school": school["id"], "places": 7},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    return path, {"stage": stage, "school": school["id"], "blocks": blocks}


def test_apply_then_evaluate(project: Path, tmp_path: Path) -> None:
    edits, facts = edits_for(project, tmp_path)
    target = tmp_path / "new.gpkg"
    original = project.read_bytes()
    done = said("apply", project, edits, "-o", target)
    assert done["edits"] == 2
    assert len(done["described"]) == 2
    assert project.read_bytes() == original
    after = said("evaluate", target)
    assert after["totals"]["changed_pupils"] > 0
    school = next(s for s in after["schools"] if s["id"] == facts["school"])
    assert school["places"] == 7
    assert [p.name for p in tmp_path.iterdir() if "new" in p.name] == ["new.gpkg"]


def test_apply_all_or_nothing(project: Path, tmp_path: Path) -> None:
    edits, _ = edits_for(project, tmp_path)
    edits.write_text(edits.read_text(encoding="utf-8") + '{"edit": "set_capacity", "school": "nobody", "places": 1}\n')
    target = tmp_path / "new.gpkg"
    result = run("apply", project, edits, "-o", target, code=1)
    assert "edits.jsonl, line 4" in result.stderr
    assert "nobody" in result.stderr
    assert "Nothing was written." in result.stderr
    assert not target.exists()


@pytest.mark.parametrize("line", ["not json", "[1]", '{"edit": "explode"}'])
def test_apply_names_the_line_that_is_no_edit(project: Path, tmp_path: Path, line: str) -> None:
    edits = tmp_path / "edits.jsonl"
    edits.write_text("\n" + line, encoding="utf-8")
    error = said("apply", project, edits, "-o", tmp_path / "new.gpkg", code=1)["error"]
    assert error["code"] == "edit-not-read"
    assert error["facts"]["line"] == 2


def test_compare_a_plan_with_itself(project: Path) -> None:
    data = said("compare", project, "Today", "1")
    assert list(data) == ["project", "stage", "groups", "plans", "differences"]
    assert data["plans"][0] == data["plans"][1]
    (difference,) = data["differences"]
    assert list(difference) == [
        *("plan", "compared_with", "totals", "stages", "schools", "blocks", "reshaped", "moves", "stays"),
    ]
    assert difference["blocks"] == difference["reshaped"] == difference["moves"] == []
    assert sum(row["pupils"] for row in difference["stays"]) == data["plans"][0]["totals"]["pupils"]
    flat = [v for v in difference["totals"].values() if not isinstance(v, dict)] + list(
        difference["totals"]["dissimilarity"].values()
    )
    assert not any(flat)


def test_compare_three_plans(project: Path, tmp_path: Path) -> None:
    from piiri.storage import open_project

    edits, facts = edits_for(project, tmp_path)
    later = tmp_path / "later.gpkg"
    run("apply", project, edits, "-o", later)
    with open_project(later, recover=False) as opened:
        today = opened.history(opened.active)
        opened.add_plan(today.start.renamed("Yesterday"))
        opened.add_plan(today.plan.renamed("Tomorrow"))
        opened.save_as(later)
        opened.close(discard=True)
    data = said("compare", later, "Yesterday", "1", "Tomorrow")
    assert [plan["plan"] for plan in data["plans"]] == ["Yesterday", "Today", "Tomorrow"]
    one, other = data["differences"]
    assert [block["block"] for block in one["blocks"]] == facts["blocks"]
    assert one["moves"] == other["moves"] and one["blocks"] == other["blocks"]
    moved = sum(row["pupils"] for row in one["moves"])
    assert moved == data["plans"][1]["totals"]["changed_pupils"] == one["totals"]["changed_pupils"]
    assert all(sum(row["pupils_by_grade"].values()) == row["pupils"] for row in one["moves"])
    text = run("compare", later, "Yesterday", "1", "Tomorrow", "--language", "en").stdout
    assert "A  Yesterday" in text and "C − A" in text
    assert f"{moved} pupils change school," in text.replace("\u202f", " ")
    only = said("compare", later, "Yesterday", "1", "--stage", facts["stage"])
    assert only["differences"][0]["blocks"] == one["blocks"]
    assert only["stage"] == facts["stage"]
    assert "Tomorrow" in run("compare", later, "Yesterday", "nobody's", code=1).stderr


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["evaluate", "nowhere.gpkg"], 1, "nowhere.gpkg"),
        (["evaluate"], 2, "Missing argument"),
        (["explode"], 2, "No such command"),
        (["import", "nowhere.toml", "-o", "x.gpkg"], 1, "nowhere.toml"),
        (["bench", "live", "--pupils", "0"], 2, "--pupils"),
    ],
)
def test_exit_codes(words: list[str], code: int, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert part in run(*words, code=code).stderr
    assert list(tmp_path.iterdir()) == []


def test_unknown_plan_and_stage_name_the_choices(project: Path) -> None:
    assert "1 Today" in run("evaluate", project, "--plan", "Tomorrow", code=1).stderr
    assert "fi-1-6" in run("evaluate", project, "--stage", "xx", code=1).stderr


def test_demo_does_not_overwrite(project: Path) -> None:
    before = project.read_bytes()
    assert "already" in run("demo", project.parent, code=1).stderr
    assert project.read_bytes() == before


def test_tables_for_people_in_three_languages(project: Path) -> None:
    english = run("evaluate", project, "--language", "en").stdout
    finnish = run("evaluate", project, "--language", "fi").stdout
    swedish = run("evaluate", project, "--language", "sv").stdout
    assert "Schools over capacity" in english
    assert len({english, finnish, swedish}) == 3
    rule = next(line for line in english.splitlines() if line.startswith("─"))
    table = english.splitlines()[english.splitlines().index(rule) + 1 :]
    assert {len(line) for line in table} == {len(rule)}


def test_bench_live_has_the_promised_keys() -> None:
    data = said("bench", "live", "--pupils", 1500, "--schools", 8, "--faces", 120, "--steps", 20)
    assert {"pupils", "schools", "faces", "geopandas_ms", "ratio_tally", "ratio_step", "peak_mb"} <= set(data)
    assert set(data["step_ms"]) == set(data["tally_ms"]) == {"p50", "p95"}
    assert data["equal"] is True
    assert data["indices"] == 6 and data["indices_furthest"] < 1e-9
    assert data["ratio_tally"] > 1


def test_open_starts_the_window_on_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from piiri.cli import projects

    started: list[list[str]] = []

    class Ended:
        returncode = 0

    def start(arguments: list[str], **_: object) -> Ended:
        started.append(arguments)
        return Ended()

    monkeypatch.setattr(projects.subprocess, "run", start)
    monkeypatch.setattr(projects, "find_spec", lambda name: object())
    run("open", project, "--language", "sv")
    run("open")
    assert [words[1:] for words in started] == [
        ["-m", "piiri_desktop.app", str(project), "--language", "sv"],
        ["-m", "piiri_desktop.app"],
    ]


def test_open_says_when_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    from piiri.cli import projects

    monkeypatch.setattr(projects, "find_spec", lambda name: None)
    assert "not installed" in run("open", code=1).stderr
