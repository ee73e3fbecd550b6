"""From files to a project by the same engine as the command, with everything a person decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shared.city_files import CATCHMENTS, PROTECTED_EVERY, PUPILS, SCHOOLS, WRONG

from piiri.io.checking import check_files
from piiri.io.mapping_file import read_mapping
from piiri.io.pile import STEPS, Decisions, Opened, Outcome, Standing, dry_run, stand, step_of
from piiri.io.pile.standing import MAPPING_NOTE, REPAIRS_NOTE, TIME_NOTE
from piiri.progress import Cancelled


@pytest.fixture(scope="module")
def agreed(opened: Opened, outcome: Outcome) -> Outcome:
    decisions = Decisions().with_repairs([each.key for each in outcome.repairs], True)
    return dry_run(stand(opened, decisions.answered(f"personal:{PUPILS}", "leave-out").answered("name", "Kaislalahti")))


def test_the_same_outcome_as_the_command(city: list[Path], agreed: Outcome) -> None:
    answers = {"repair": "yes", f"personal:{PUPILS}": "leave-out", "name": "Kaislalahti"}
    checked = check_files(city, answers)
    assert checked.imported is not None and agreed.checked.imported is not None
    assert checked.imported.dataset.fingerprint == agreed.checked.imported.dataset.fingerprint
    assert checked.report.ledgers == agreed.report.ledgers
    assert [each.sentence for each in checked.report.problems] == [each.sentence for each in agreed.report.problems]


def test_every_question_stands_on_one_step(standing: Standing) -> None:
    shown = [question.key for step in STEPS for question in standing.questions(step)]
    assert sorted(shown) == sorted(question.key for question in standing.proposal.questions)
    assert standing.open("columns") == 1 and standing.open("place") == 0
    assert step_of("alias:Asema") == "columns"


def test_an_answer_stays_while_its_question_is_away(opened: Opened, standing: Standing) -> None:
    first = Decisions().answered(f"crs:{PUPILS}", "EPSG:3067").answered(f"personal:{PUPILS}", "leave-out")
    away = stand(opened, first.answered(f"kind:{PUPILS}", "leave-out"))
    assert not any(each.key == f"personal:{PUPILS}" for each in away.proposal.questions)
    back = stand(opened, away.decisions.answered(f"kind:{PUPILS}", None))
    assert back.decisions == first
    assert next(each for each in back.proposal.questions if each.key == f"personal:{PUPILS}").answer == "leave-out"
    assert [each.key for each in back.proposal.questions] == [each.key for each in standing.proposal.questions]


def test_opened_layers_stay_as_they_are(opened: Opened, standing: Standing) -> None:
    again = stand(opened, Decisions())
    assert again.proposal.layers == standing.proposal.layers and again.proposal.unread == standing.proposal.unread
    assert again.proposal.mapping == standing.proposal.mapping


def test_what_is_made_says_how_it_was_made(agreed: Outcome, tmp_path: Path) -> None:
    dataset, plans = agreed.made()
    assert dataset.name == "Kaislalahti" and len(plans) == 1
    notes = dataset.notes
    assert notes[TIME_NOTE].endswith("+00:00") and len(notes[REPAIRS_NOTE].splitlines()) == 2
    assert any(key.startswith("source ") and "sha256" in value for key, value in notes.items())
    path = tmp_path / "again.toml"
    path.write_text(notes[MAPPING_NOTE], encoding="utf-8")
    kept = read_mapping(path)
    asked = agreed.checked.proposal.mapping
    assert asked is not None and [each.columns for each in kept.layers] == [each.columns for each in asked.layers]
    assert "/" not in "".join(line for line in notes[MAPPING_NOTE].splitlines() if line.startswith("file"))


def test_nothing_private_is_in_what_is_made(agreed: Outcome) -> None:
    dataset, _ = agreed.made()
    said = repr(dict(dataset.notes))
    assert "131052" not in said and "Mäkelä" not in said
    located = dataset.pupils.points.located
    pupils = agreed.report.ledgers[2]
    assert pupils.file == PUPILS and pupils.rejected == WRONG
    assert (~located).sum() >= pupils.accepted // PROTECTED_EVERY - 1


def test_what_is_not_ready_cannot_be_made(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="open"):
        outcome.made()


def test_a_wrong_column_keeps_it_from_being_ready(opened: Opened, agreed: Outcome) -> None:
    wrong = stand(opened, agreed.standing.decisions.with_column(CATCHMENTS, "koulu", ""))
    assert wrong.wrong is not None and not replace(agreed, standing=wrong).ready


def test_files_without_areas_say_what_is_lacking(opened: Opened) -> None:
    left = replace(opened, seen=tuple(each for each in opened.seen if each.key in (SCHOOLS, PUPILS)))
    standing = stand(left, Decisions())
    assert standing.proposal.lacking is not None and standing.proposal.mapping is None
    found = dry_run(standing)
    assert not found.ready and found.repairs == ()


def test_a_dry_run_can_be_cancelled_at_any_time(standing: Standing) -> None:
    told: list[float] = []
    dry_run(standing, lambda fraction, text: told.append(fraction))
    assert told == sorted(told) and told[0] >= 0 and told[-1] <= 1.0 + 1e-9

    def stop_at(far: float):
        """How often a reading process is asked for news depends on the machine: stopped by how far it is instead."""

        def progress(fraction: float, text: str) -> None:
            if fraction >= far:
                raise Cancelled

        return progress

    for far in np.linspace(0.0, 0.9 * told[-1], 6):
        with pytest.raises(Cancelled):
            dry_run(standing, stop_at(far))
