"""A text file is read as a person says: another encoding, another delimiter; a declared system is overridden."""

from __future__ import annotations

import pytest

from piiri.errors import InputError
from piiri.io.checking import check_files
from piiri.io.pile import Decisions, dry_run, open_pile, stand
from piiri.io.recognise import propose


def test_the_encoding_can_be_said(make_pile) -> None:
    pile = make_pile("fi")
    pile.write_pupils(pile.text().encode("cp850"))
    file = pile.locale.pupils_file
    # nothing in the bytes tells cp850 from cp1252, which is far more frequent: the names come out wrong
    plain = propose(pile.paths())
    (layer,) = [each for each in plain.layers if each.file == file]
    assert layer.encoding == "cp1252"
    (question,) = [each for each in plain.questions if each.key == f"encoding:{file}"]
    assert (question.value, question.open) == ("cp1252", False)
    checked = check_files(pile.paths(), {f"encoding:{file}": "cp850"})
    assert checked.imported is not None
    pupils = checked.imported.dataset.pupils
    assert (pupils.attends >= 0).all()
    (layer,) = [each for each in checked.proposal.layers if each.file == file]
    assert layer.encoding == "cp850"


def test_the_delimiter_can_be_said(make_pile) -> None:
    pile = make_pile("sv")
    file = pile.locale.pupils_file
    wrong = propose(pile.paths(), {f"delimiter:{file}": "bar"})
    (layer,) = [each for each in wrong.layers if each.file == file]
    assert len(layer.left_out) + len(layer.columns) == 1
    right = propose(pile.paths(), {f"delimiter:{file}": "semicolon"})
    (layer,) = [each for each in right.layers if each.file == file]
    assert layer.kind == "pupils"


def test_a_reading_that_fails_can_be_taken_back(make_pile) -> None:
    pile = make_pile("fi")
    file = pile.locale.pupils_file
    pile.write_pupils(pile.text().encode("cp1252"))
    before = open_pile(pile.paths())
    wrong = Decisions().answered(f"encoding:{file}", "utf-8-sig")
    opened = open_pile(pile.paths(), before, answers=wrong.answers)
    standing = stand(opened, wrong)
    assert [each.file for each in standing.proposal.unread] == [file]
    assert [each.key for each in standing.questions("files") if each.key == f"encoding:{file}"]
    again = open_pile(pile.paths(), opened, answers={})
    assert not again.unread
    assert len(again.seen) == len(before.seen)
    # files whose reading did not change were not read again
    kept = {id(each) for each in before.seen} & {id(each) for each in again.seen}
    assert len(kept) == len(before.seen) - 1


def test_what_is_no_encoding_is_refused(make_pile) -> None:
    pile = make_pile("fi")
    with pytest.raises(InputError, match="no answer"):
        propose(pile.paths(), {f"encoding:{pile.locale.pupils_file}": "rot13"})


def test_a_declared_system_can_be_overridden(make_pile) -> None:
    pile = make_pile("fi")
    zones = pile.locale.zones_file
    (question,) = [each for each in propose(pile.paths()).questions if each.key == f"crs:{zones}"]
    assert (question.value, question.open) == ("EPSG:4326", False)
    proposal = propose(pile.paths(), {f"crs:{zones}": "EPSG:4258"})
    (layer,) = [each for each in proposal.layers if each.file == zones]
    assert layer.crs == "EPSG:4258"
    standing = stand(open_pile(pile.paths()), Decisions().answered(f"crs:{zones}", "EPSG:3067"))
    outcome = dry_run(standing)
    assert not outcome.ready  # degrees are no metres, and nothing else lies where they would be
