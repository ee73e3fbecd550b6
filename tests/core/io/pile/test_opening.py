"""Files are opened once: adding one does not read the others again, a changed one is read anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from shared.city_files import PUPILS, SCHOOLS

from piiri.errors import InputError
from piiri.io.guarded import reading, worker
from piiri.io.pile import Decisions, dry_run, open_pile, stand
from piiri.io.recognise.looking import look
from piiri.progress import Cancelled


def test_the_same_layers_as_looking_finds(city: list[Path]) -> None:
    seen, unread = look(city)
    opened = open_pile(city)
    assert [each.key for each in opened.seen] == [each.key for each in seen]
    assert [each.file for each in opened.unread] == [each.file for each in unread]


def test_a_file_more_reads_only_that_file(city: list[Path]) -> None:
    first = open_pile(city[:2])
    second = open_pile(city[:3], first)
    assert second.seen[: len(first.seen)] == first.seen
    assert all(one is other for one, other in zip(first.seen, second.seen, strict=False))
    assert len(second.seen) == len(first.seen) + 1


def test_a_changed_file_is_read_again(city: list[Path], tmp_path: Path) -> None:
    own = Path(shutil.copy(next(path for path in city if path.name == PUPILS), tmp_path / PUPILS))
    before = open_pile([own])
    own.write_bytes(own.read_bytes().rpartition(b"\r\n10")[0] + b"\r\n")
    os.utime(own, ns=(1, 1))
    after = open_pile([own], before)
    assert after.of(PUPILS) is not before.of(PUPILS)
    assert len(after.seen[0].table) == len(before.seen[0].table) - 1


def test_two_files_of_one_name_are_told_apart(city: list[Path], tmp_path: Path) -> None:
    schools = next(path for path in city if path.name == SCHOOLS)
    other = Path(shutil.copy(schools, tmp_path / SCHOOLS))
    assert [each.key for each in open_pile([schools, other]).seen] == [SCHOOLS, f"{SCHOOLS}#2"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "kuva.bmp").write_bytes(b"BM\0\0\0")
    (tmp_path / "tyhja.csv").write_bytes(b"")
    opened = open_pile([tmp_path])
    assert not opened.seen and {each.file for each in opened.unread} == {"kuva.bmp", "tyhja.csv"}
    assert all(each.why.text and each.problem is not None for each in opened.unread)


def test_nothing_and_addresses_are_refused(tmp_path: Path) -> None:
    for paths in ([tmp_path], [Path("/vsicurl/http:/x")]):
        with pytest.raises(InputError):
            open_pile(paths)


def test_it_can_be_cancelled(city: list[Path]) -> None:
    def stop(fraction: float, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        open_pile(city, None, stop)


def test_each_column_is_told_and_it_never_goes_back(city: list[Path]) -> None:
    told: list[tuple[float, str]] = []
    opened = open_pile(city, None, lambda fraction, text: told.append((fraction, text)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and fractions[0] >= 0.0 and fractions[-1] <= 1.0
    said = {text for _, text in told}
    for each in opened.seen:
        for column in each.columns:
            assert f"Looking at column {column} of {each.key}" in said


def test_what_was_read_is_kept_for_the_import(city: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_pile(city)
    standing = stand(opened, Decisions({f"personal:{PUPILS}": "leave-out"}))
    asked: list[str] = []
    real = worker.ask
    monkeypatch.setattr(reading.worker, "ask", lambda *words: asked.append(words[0]) or real(*words))
    outcome = dry_run(standing)
    assert outcome.report.ledgers and "table" not in asked, "nothing is read a second time"
    fewer = open_pile(city[:2], opened)
    assert {key[0] for key in fewer.readings} == {str(path) for path in city[:2]}
