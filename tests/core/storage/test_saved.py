"""Damage is told, never read: broken-off copies, flipped bits, files that are something else, a newer form."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.errors import StorageError
from piiri.storage import Project, check_project, create_project, open_project, project_summary
from piiri.storage.schema import SCHEMA_VERSION

SOUND = "sound"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, rich: Any, other_plan: Any) -> Path:
    """A saved project, never to be changed."""
    folder = tmp_path_factory.mktemp("saved")
    with create_project(rich[0], (rich[1], other_plan), workdir=folder / "working") as project:
        project.save_as(folder / "town.gpkg")
    return folder / "town.gpkg"


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(saved, tmp_path / "town.gpkg"))


def told(path: Path, workdir: Path, rich: Any, other_plan: Any) -> str:
    """Open a file; returns what was said, or SOUND where everything in it is what was saved."""
    before = path.read_bytes()
    try:
        with open_project(path, workdir=workdir) as project:
            assert project.dataset.fingerprint == rich[0].fingerprint
            assert project.dataset.name == rich[0].name and project.dataset.notes == rich[0].notes
            plans = [project.history(name).plan.fingerprint for name in project.plans]
            assert plans == [rich[1].fingerprint, other_plan.fingerprint]
            return SOUND
    except StorageError as error:
        return str(error.code) if path.name in error.sentence else error.sentence
    finally:
        assert path.read_bytes() == before
        assert [each.name for each in workdir.iterdir()] == ["lock"]


def test_broken_off_copies(saved: Path, copy: Path, workdir: Path, rich: Any, other_plan: Any) -> None:
    whole = saved.read_bytes()
    lengths = {0, 1, 15, 16, 99, 100, 101, 512, 4095, 4096, len(whole) - 1, len(whole) - 4096}
    lengths |= set(range(0, len(whole), len(whole) // 60))
    for length in sorted(lengths):
        copy.write_bytes(whole[:length])
        code = told(copy, workdir, rich, other_plan)
        assert code == ("not-a-project" if length < 100 else "cut-short"), length
        with pytest.raises(StorageError):
            check_project(copy)
        with pytest.raises(StorageError):
            project_summary(copy)


def test_a_copy_with_more_behind_it_is_sound(
    saved: Path, copy: Path, workdir: Path, rich: Any, other_plan: Any
) -> None:
    copy.write_bytes(saved.read_bytes() + b"\0" * 5000)
    assert told(copy, workdir, rich, other_plan) == SOUND


@pytest.mark.parametrize("width", [1, 64, 4096])
def test_damaged_bytes_are_never_taken_for_data(
    saved: Path, copy: Path, workdir: Path, rich: Any, other_plan: Any, width: int
) -> None:
    _damage_and_open(saved, copy, workdir, rich, other_plan, width, 60)


@pytest.mark.soak
@pytest.mark.parametrize("width", [1, 4, 64, 512, 4096])
def test_damaged_bytes_many_times(
    saved: Path, copy: Path, workdir: Path, rich: Any, other_plan: Any, width: int
) -> None:
    _damage_and_open(saved, copy, workdir, rich, other_plan, width, 2000)


def _damage_and_open(
    saved: Path, copy: Path, workdir: Path, rich: Any, other_plan: Any, width: int, times: int
) -> None:
    whole = np.frombuffer(saved.read_bytes(), dtype=np.uint8)
    rng = np.random.default_rng(width)
    codes: dict[str, int] = {}
    unseen = 0
    for _ in range(times):
        changed = whole.copy()
        at = int(rng.integers(0, len(whole) - width + 1)) // width * width
        changed[at : at + width] ^= rng.integers(1, 256, width, dtype=np.uint8)
        copy.write_bytes(changed.tobytes())
        code = told(copy, workdir, rich, other_plan)
        codes[code] = codes.get(code, 0) + 1
        with suppress(StorageError):
            unseen += code != SOUND and check_project(copy) == ()
    assert codes.get("damaged", 0) > 0, codes  # the loop did hit the truth
    assert codes.get(SOUND, 0) > 0, codes  # and, at other times, layers, which are never read
    assert unseen == 0, codes  # what opening refuses, the full check sees as well


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file-missing"),
        (b"", "not-a-project"),
        (b"Peruna\n" * 100, "not-a-project"),
        (b"SQLite format 3\0", "not-a-project"),
        (b"PK\x03\x04" + b"\0" * 500, "not-a-project"),
    ],
)
def test_something_else(tmp_path: Path, workdir: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "x.gpkg"
    if content is not None:
        path.write_bytes(content)
    for look in (
        lambda: open_project(path, workdir=workdir),
        lambda: project_summary(path),
        lambda: check_project(path),
    ):
        with pytest.raises(StorageError) as error:
            look()
        assert error.value.code == code and "x.gpkg" in error.value.what and error.value.how


def test_a_folder_is_no_project(tmp_path: Path, workdir: Path) -> None:
    with pytest.raises(StorageError) as error:
        open_project(tmp_path, workdir=workdir)
    assert error.value.code in ("read-failed", "not-readable")


def test_another_geopackage_is_no_project(tmp_path: Path, workdir: Path) -> None:
    path = tmp_path / "other.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
    with pytest.raises(StorageError) as error:
        open_project(path, workdir=workdir)
    assert error.value.code == "not-a-project"


def test_a_newer_form(copy: Path, workdir: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE piiri_schema SET version = ?", (SCHEMA_VERSION + 1,))
        connection.execute("DROP TABLE piiri_dataset")
        connection.commit()
    with pytest.raises(StorageError) as error:
        open_project(copy, workdir=workdir)
    assert error.value.code == "newer-project" and error.value.facts["found"] == SCHEMA_VERSION + 1


def test_a_changed_layer_is_found_by_the_full_check(copy: Path, workdir: Path, rich: Any, other_plan: Any) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        for name, result in (("IsEmpty", 0), ("MinX", 0.0), ("MaxX", 0.0), ("MinY", 0.0), ("MaxY", 0.0)):
            connection.create_function(f"ST_{name}", 1, lambda _, result=result: result)  # GDAL has them
        connection.execute('UPDATE "schools" SET places = 1 WHERE fid = 1')
        connection.commit()
    assert check_project(copy) == ("schools",)
    assert told(copy, workdir, rich, other_plan) == SOUND


def test_a_file_left_in_wal_mode_opens(copy: Path, workdir: Path, rich: Any, other_plan: Any) -> None:
    """QGIS leaves a GeoPackage so when it does not end well."""
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    assert told(copy, workdir, rich, other_plan) == SOUND
    assert [each.name for each in copy.parent.glob("town*")] == ["town.gpkg"]


def test_a_damaged_journal_row_names_the_journal(project: Project, target: Path, workdir: Path) -> None:
    project.move("Today", 0)
    project.save_as(target)
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("UPDATE piiri_journal SET at = 'yesterday' WHERE action = 'move'")
        connection.commit()
    with pytest.raises(StorageError) as error:
        open_project(target, workdir=workdir)
    assert error.value.facts["table"] == "piiri_journal"
