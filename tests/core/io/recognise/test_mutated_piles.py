"""Piles of files with bytes cut, doubled or changed: a check says what it finds, and never falls over."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from shared.spoiling import mutated

from piiri.errors import InputError
from piiri.io.checking import check_files


def spoil_and_check(pile, folder: Path, dice: random.Random) -> None:
    shutil.copytree(pile.folder, folder)
    paths = sorted(folder.iterdir())
    for path in dice.sample(paths, dice.choice((1, 1, 2))):
        path.write_bytes(mutated(path.read_bytes(), dice))
    before = {path: path.read_bytes() for path in paths}
    said = "-"
    try:
        checked = check_files(paths)
    except InputError as error:
        said = error.sentence
    else:
        for each in checked.report.ledgers:
            assert each.rows == each.accepted + each.repaired + each.rejected + each.excluded
        if checked.imported is not None:
            assert checked.imported.dataset.coverage.problems() == []
    assert said and "{" not in said
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    shutil.rmtree(folder)


def test_some_mutations(pile, tmp_path: Path) -> None:
    dice = random.Random(5)
    pile.save(pile.book())
    for n in range(12):
        spoil_and_check(pile, tmp_path / str(n), dice)


@pytest.mark.soak
def test_many_mutations(pile, tmp_path: Path) -> None:
    dice = random.Random(7)
    for n in range(1500):
        spoil_and_check(pile, tmp_path / str(n), dice)


def test_an_archive_of_a_version_nobody_reads(pile) -> None:
    pile.save(pile.book())
    path = pile.pupils_path.with_suffix(".xlsx")
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02")
    raw[at + 6] = 186
    path.write_bytes(bytes(raw))
    checked = check_files(pile.paths())
    assert any(each.problem is not None and each.problem.code == "file-damaged" for each in checked.proposal.unread)
