"""A dry run over files, and the import of the same files: one engine, the same outcome."""

from __future__ import annotations

import json

import pytest

from piiri.errors import InputError
from piiri.io.checking import check_files, import_files

CRS = '"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:3067"}}'


@pytest.fixture
def files(municipality):
    (municipality.folder / "import.toml").unlink()
    municipality.replace("blocks.geojson", '"type": "FeatureCollection"', CRS)
    return municipality


def test_a_dry_run_and_the_import_agree(files) -> None:
    checked = check_files([files.folder])
    imported, proposal = import_files([files.folder])
    assert checked.ready and checked.imported is not None
    assert checked.imported.dataset.fingerprint == imported.dataset.fingerprint
    assert [plan.fingerprint for plan in checked.imported.plans] == [plan.fingerprint for plan in imported.plans]
    assert proposal.questions == checked.proposal.questions


def test_what_was_guessed_is_said(files) -> None:
    assumed = {question.key: question.default for question in check_files([files.folder]).proposal.assumed}
    assert assumed["crs:pupils.csv"] == "EPSG:3067" and assumed["protected:pupils.csv"] == "ban"
    assert assumed["kind:blocks.geojson"] == "blocks" and assumed["today:grades-1-9"] == "now"


def test_an_answer_changes_the_outcome(files) -> None:
    checked = check_files([files.folder], {"kind:pupils.csv": "leave-out", "name": "Four"})
    assert checked.imported is not None
    assert len(checked.imported.dataset.pupils) == 0 and checked.imported.dataset.name == "Four"


@pytest.mark.parametrize(
    ("answers", "code", "word"),
    [
        ({"kind:pupil.csv": "pupils"}, "answer-unknown", "kind:pupils.csv"),
        ({"kind:pupils.csv": "horses"}, "answer-wrong", "leave-out"),
    ],
)
def test_answers_nobody_asked_for(files, answers: dict[str, str], code: str, word: str) -> None:
    with pytest.raises(InputError) as caught:
        check_files([files.folder], answers)
    assert caught.value.code == code and word in caught.value.sentence


def test_an_open_question_stops_the_import_but_not_the_check(files) -> None:
    files.replace("pupils.csv", "school;ban;s2", "school;x;s2")
    with pytest.raises(InputError) as caught:
        import_files([files.folder])
    assert caught.value.code == "question-open" and "protected:pupils.csv" in caught.value.sentence
    checked = check_files([files.folder])
    assert not checked.ready and checked.report.ledgers
    import_files([files.folder], {"protected:pupils.csv": "x"})


def test_files_without_areas_cannot_make_a_project(files) -> None:
    with pytest.raises(InputError) as caught:
        import_files([files.folder / "schools.csv", files.folder / "pupils.csv"])
    assert caught.value.code == "files-lack"


def test_consent_to_mending_is_a_question(files, four_blocks) -> None:
    for corner in four_blocks[0]["geometry"]["coordinates"][0]:
        corner[0] += 20 if corner[0] > 385_500 else 0
    files.blocks(four_blocks)
    files.replace("blocks.geojson", '"type": "FeatureCollection"', CRS)
    checked = check_files([files.folder])
    assert [question.key for question in checked.proposal.open] == ["repair"]
    with pytest.raises(InputError) as caught:
        import_files([files.folder])
    assert caught.value.code == "question-open"
    refused = check_files([files.folder], {"repair": "no"})
    assert refused.stopped is not None and refused.stopped.code == "overlap"
    imported, _ = import_files([files.folder], {"repair": "yes"})
    assert imported.dataset.coverage.problems() == []


def test_ledgers_add_up_also_where_the_import_stops(files) -> None:
    features = json.loads((files.folder / "blocks.geojson").read_text())
    features["features"][1]["properties"]["block"] = "sw"
    features["features"][1]["properties"]["n"] = 11
    (files.folder / "blocks.geojson").write_text(json.dumps(features))
    checked = check_files([files.folder], {"kind:blocks.geojson": "blocks"})
    assert not checked.ready
    for ledger in checked.report.ledgers:
        assert ledger.rows == ledger.accepted + ledger.repaired + ledger.rejected + ledger.excluded
