"""From files to a dataset and plans, on a municipality of four blocks."""

import pickle
import re

import numpy as np
import pytest

from piiri.edits import edits_between
from piiri.errors import InputError
from piiri.io import ImportBlocked, import_mapping
from piiri.progress import Cancelled
from piiri.session import Session


def test_whole_municipality(municipality) -> None:
    imported = municipality.imports()
    dataset, (today, option) = imported.dataset, imported.plans
    assert dataset.crs == "EPSG:3067"
    assert dataset.schools.ids == ("091", "092")
    assert dataset.schools.places.tolist() == [100, 200]
    assert dataset.coverage.face_count == 4 and dataset.coverage.problems() == []
    assert [plan.name for plan in imported.plans] == ["Today", "Option A"]
    catchment = dict(zip(dataset.coverage.face_ids, today.catchment_of_face[0], strict=True))
    assert {block: today.catchments.names[c] for block, c in catchment.items()} == {
        "sw": "Länsi",
        "se": "Itä",
        "nw": "Länsi",
        "ne": "Itä",
    }
    changed = np.flatnonzero(today.catchment_of_face[0] != option.catchment_of_face[0])
    assert [dataset.coverage.face_ids[face] for face in changed] == ["nw"]
    # the option says nothing about grades 7-9, so they stay as they are
    assert np.array_equal(today.catchment_of_face[1], option.catchment_of_face[1])
    assert (today.catchment_of_face[1] >= 0).all()


def test_pupils_are_what_the_file_says(municipality) -> None:
    pupils = municipality.imports().dataset.pupils
    assert pupils.grade.tolist() == [1, 3, 8, 6]
    assert pupils.stage.tolist() == [0, 0, 1, 0]
    assert pupils.attends.tolist() == [0, 1, 0, -1]
    assert pupils.points.column("foreign_language").tolist() == [1, 0, 0, 0]
    assert pupils.points.column("grade_3").tolist() == [0, 1, 0, 0]
    assert pupils.points.total("pupils") == 4


def test_protected_pupil_has_no_place_and_is_counted(municipality) -> None:
    imported = municipality.imports()
    assert imported.dataset.pupils.points.located.tolist() == [True, True, True, False]
    figures = Session(imported.dataset, imported.plans[0]).state.evaluation.total
    assert (figures.pupils, figures.unlocated) == (4, 1)


def test_ledger_adds_up(municipality) -> None:
    ledgers = {ledger.kind: ledger for ledger in municipality.imports().report.ledgers}
    assert {kind: (each.rows, each.accepted) for kind, each in ledgers.items()} == {
        "schools": (2, 2),
        "blocks": (4, 4),
        "pupils": (4, 4),
    }


def test_edits_lead_from_today_to_the_option(municipality) -> None:
    imported = municipality.imports()
    today, option = imported.plans
    session = Session(imported.dataset, today)
    for edit in edits_between(today, option):
        session.do(edit)
    assert session.state.plan.fingerprint == option.fingerprint


def test_columns_that_are_not_mapped_are_not_imported(municipality) -> None:
    problems = municipality.imports().report.of("columns-left-out")
    assert {problem.file: problem.facts["columns"] for problem in problems} == {"blocks.geojson": "n"}


def test_counts_by_block(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")].replace('{ id = "block" }', '{ id = "block", pupils = "n" }')
    municipality.write("import.toml", text)
    with pytest.raises(ImportBlocked) as caught:
        municipality.imports()
    assert caught.value.code == "stage-not-said" and "blocks.geojson" in caught.value.sentence
    municipality.replace("import.toml", 'kind = "blocks"', 'kind = "blocks"\nstage = "fi-7-9"')
    pupils = municipality.imports().dataset.pupils
    assert pupils.points.total("pupils") == 40 and set(pupils.stage.tolist()) == {1}


def test_counts_by_block_and_grade(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")].replace('{ id = "block" }', '{ id = "block", grades = { 2 = "n" } }')
    municipality.write("import.toml", text.replace('language = "fi"', 'language = ""'))
    pupils = municipality.imports().dataset.pupils
    assert set(pupils.grade.tolist()) == {2} and set(pupils.stage.tolist()) == {0}
    assert pupils.points.total("grade_2") == pupils.points.total("pupils") == 40


def test_joint_catchment(municipality) -> None:
    municipality.replace("blocks.geojson", '"now": "It\\u00e4"', '"now": "Centre"')
    municipality.replace("import.toml", "[groups]", '[joint]\n"Centre" = { "Länsi" = 1, "092" = 3 }\n\n[groups]')
    imported = municipality.imports()
    catchments = imported.plans[0].catchments
    joint = catchments.names.index("Centre")
    mine = catchments.server_catchment == joint
    assert catchments.server_school[mine].tolist() == [0, 1]
    assert catchments.server_share[mine].tolist() == [0.25, 0.75]


def test_schools_nobody_uses_are_left_out_on_purpose(municipality) -> None:
    municipality.replace("schools.csv", "091;", "090;Turha;5;385100;6672100\n091;")
    assert len(municipality.imports().dataset.schools) == 3
    municipality.replace("import.toml", 'file = "schools.csv"', 'file = "schools.csv"\nonly_used = true')
    imported = municipality.imports()
    assert imported.dataset.schools.ids == ("091", "092")
    assert imported.dataset.pupils.attends.tolist() == [0, 1, 0, -1]
    ledger = next(each for each in imported.report.ledgers if each.kind == "schools")
    assert (ledger.rows, ledger.accepted, ledger.excluded) == (3, 2, 1)
    catchments = imported.plans[0].catchments
    assert catchments.ids == ("fi-1-6/091", "fi-1-6/092", "fi-7-9/091")


def test_same_files_give_the_same_dataset(municipality) -> None:
    one, other = municipality.imports(), municipality.imports()
    assert one.dataset.fingerprint == other.dataset.fingerprint
    assert [plan.fingerprint for plan in one.plans] == [plan.fingerprint for plan in other.plans]


def test_source_files_are_noted_without_their_folder(municipality) -> None:
    notes = municipality.imports().dataset.notes
    assert notes["source schools.csv"].startswith("sha256 ")
    assert re.fullmatch(r"sha256 [0-9a-f]{64}, \d+ bytes, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", notes["source schools.csv"])
    assert 'file = "schools.csv"' in notes["mapping"] and str(municipality.folder) not in notes["mapping"]
    assert str(municipality.folder) not in str(notes)


def test_import_can_be_cancelled(municipality) -> None:
    def cancel(fraction: float, text: str) -> None:
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_mapping(municipality.folder / "import.toml", cancel)


def test_progress_rises_to_one(municipality) -> None:
    seen: list[float] = []
    import_mapping(municipality.folder / "import.toml", lambda fraction, text: seen.append(fraction))
    assert seen == sorted(seen) and seen[-1] == 1.0


def test_blocked_import_crosses_a_process_border(municipality) -> None:
    municipality.replace("schools.csv", "092;", "091;")
    with pytest.raises(InputError) as caught:
        municipality.imports()
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.sentence == caught.value.sentence and again.code == "school-doubled"
    assert again.to_json()["problems"][-1]["facts"]["other_row"] == "2"


def test_any_error_crosses_a_process_border(municipality) -> None:
    municipality.replace("import.toml", "[groups]", "[group]")
    with pytest.raises(InputError) as caught:
        municipality.imports()
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is InputError and again.to_json() == caught.value.to_json()
