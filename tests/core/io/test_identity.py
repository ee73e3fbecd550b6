"""Identity numbers by their check digits, and what is kept of them: a keyed pseudonym and nothing else."""

from __future__ import annotations

import stat
import sys

import numpy as np
import pytest
from shared.four_blocks import PUPILS, Municipality

from piiri.again import renew
from piiri.errors import InputError
from piiri.io import import_mapping
from piiri.io.identity import canonical, key_path, pseudonym_key, pseudonyms
from piiri.storage import create_project, open_project

SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def hetu(start: str, century: str, order: int) -> str:
    return f"{start}{century}{order:03d}{SIGNS[int(f'{start}{order:03d}') % 31]}"


@pytest.mark.parametrize("century", list("+-YXWVUABCDEF"))
def test_every_century_sign_of_finland(century: str) -> None:
    number = hetu("010115", century, 902)
    assert canonical(number.lower()) == f"FI{number}"
    wrong = number[:-1] + SIGNS[(SIGNS.index(number[-1]) + 1) % 31]
    assert not canonical(wrong)
    assert not canonical(number.replace(century, "G", 1))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("811228-9874", "SE"),
        ("198112289874", "SE"),
        ("701063-2391", "SE"),  # samordningsnummer: day 63
        ("01010750160", "NO"),
        ("010107 50160", "NO"),
    ],
)
def test_the_neighbours(text: str, country: str) -> None:
    assert canonical(text).startswith(country)
    digits = [n for n, sign in enumerate(text) if sign.isdigit()]
    for n in digits[-6:]:  # one digit wrong is never taken
        other = text[:n] + str((int(text[n]) + 1) % 10) + text[n + 1 :]
        assert not canonical(other)


def d_number(day: int) -> str:
    """A Norwegian number of the first January 2015 with the day as given, with its check digits."""
    for order in range(500, 900):
        nine = [int(each) for each in f"{day:02d}0115{order:03d}"]
        first = -sum(w * d for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), nine, strict=True)) % 11
        second = -sum(w * d for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*nine, first], strict=True)) % 11
        if first < 10 and second < 10:
            return "".join(map(str, (*nine, first, second)))
    raise AssertionError(day)


def test_a_d_number_and_a_day_that_is_none() -> None:
    assert canonical(d_number(41)).startswith("NO") and canonical(d_number(1)).startswith("NO")
    assert not canonical(d_number(35)) and not canonical(d_number(72))


def test_another_key_gives_other_pseudonyms() -> None:
    said = np.array([hetu("010115", "A", n) for n in range(2, 60)], dtype=object)
    one, other = pseudonyms(said, b"a" * 32), pseudonyms(said, b"b" * 32)
    assert one.shape == (58, 16) and len(np.unique(one, axis=0)) == 58
    assert not (one == other).all(axis=1).any()
    assert np.array_equal(one, pseudonyms(said, b"a" * 32))


def test_the_key_is_made_once_and_kept_for_its_owner(tmp_path) -> None:
    path = tmp_path / "deep" / "pseudonym.key"
    key = pseudonym_key(path)
    assert len(key) == 32 and pseudonym_key(path) == key
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"cut")
    with pytest.raises(InputError) as caught:
        pseudonym_key(path)
    assert caught.value.code == "key-unusable" and path.read_bytes() == b"cut"


NUMBERS = [hetu("010115", "A", n) for n in range(2, 6)]


@pytest.fixture
def register(tmp_path):
    """Four pupils with identity numbers, the last one protected."""
    town = Municipality(tmp_path)
    town.replace("import.toml", 'protected = "ban"', 'protected = "ban"\nperson = "hetu"')
    write(town, PUPILS, NUMBERS)
    return town


def write(town: Municipality, text: str, numbers: list[str]) -> None:
    lines = text.splitlines()
    town.write("pupils.csv", "\n".join([lines[0] + ";hetu", *map(";".join, zip(lines[1:], numbers, strict=True))]))


def test_only_the_pseudonym_is_kept_and_none_of_who_is_protected(register, tmp_path) -> None:
    imported = register.imports()
    ids = imported.dataset.pupils.ids
    assert ids is not None and ids.any(axis=1).tolist() == [True, True, True, False]
    with create_project(imported.dataset, list(imported.plans), workdir=tmp_path / "w") as project:
        project.save_as(tmp_path / "p.gpkg")
    raw = (tmp_path / "p.gpkg").read_bytes()
    assert not any(number.encode() in raw or number.lower().encode() in raw for number in NUMBERS)
    assert pseudonym_key() not in raw and key_path().name.encode() not in raw
    with open_project(tmp_path / "p.gpkg", workdir=tmp_path / "w") as again:
        assert np.array_equal(again.dataset.pupils.ids, ids)
        assert again.dataset.fingerprint == imported.dataset.fingerprint
    register.replace("import.toml", '\nperson = "hetu"', "")
    without = register.imports().dataset
    assert without.pupils.ids is None and without.fingerprint != imported.dataset.fingerprint


def test_what_is_no_number_is_counted_and_never_repeated(register) -> None:
    write(register, PUPILS, [NUMBERS[0], NUMBERS[0], "secret text", NUMBERS[3]])
    report = register.imports().report
    assert report.of("person-unknown")[0].facts["n"] == 1 and report.of("person-doubled")[0].facts["n"] == 1
    assert "secret text" not in "".join(problem.sentence for problem in report.problems)


def test_next_year_pupils_are_known_again(register, tmp_path) -> None:
    imported = import_mapping(register.folder / "import.toml")
    with create_project(imported.dataset, list(imported.plans), workdir=tmp_path / "w") as project:
        lines = PUPILS.splitlines()
        moved = lines[1].replace(";385100;", ";385300;")  # another home
        other = lines[2].replace(";itä;", ";Länsi;")  # another school
        write(
            register,
            "\n".join([lines[0], moved, other, lines[1].replace("1;", "9;", 1)]),
            [NUMBERS[0], NUMBERS[1], hetu("020216", "A", 7)],
        )
        followed = renew(project, [register.folder / "pupils.csv"]).differences.followed
    assert followed is not None
    assert (followed.both, followed.came, followed.left, followed.moved, followed.other_school) == (2, 1, 1, 1, 1)
