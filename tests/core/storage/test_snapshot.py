"""A save is all or nothing: whatever fails, the old file survives, a sentence says why, and work goes on."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from piiri.edits import AssignFaces, SetCapacity
from piiri.errors import StorageError
from piiri.session import Session
from piiri.storage import Project, check_project, open_project, project_summary, recoverable
from piiri.storage import project as project_module
from piiri.storage import snapshot as snapshot_module

On = Callable[..., Session]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


def refused(code: str, call: Callable[[], object]) -> StorageError:
    with pytest.raises(StorageError) as error:
        call()
    assert error.value.code == code, error.value.sentence
    assert error.value.how
    return error.value


def _saved(project: Project, path: Path | None) -> StorageError | None:
    try:
        project.save_as(path) if path else project.save()
    except StorageError as error:
        return error
    return None


@pytest.fixture
def worked(project: Project, target: Path, session_on: On) -> Project:
    """A saved project with an edit that the file does not have."""
    project.save_as(target)
    session_on(project).do(PAINT)
    return project


@pytest.mark.parametrize("mode", ["save", "save-as"])
def test_disk_full_at_any_page(
    worked: Project, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """SQLite's own limit of pages says what a full disk says; raised until the save goes through."""
    old, elsewhere = target.read_bytes(), tmp_path / "other.gpkg"
    pages = 1
    original = project_module.open_snapshot
    refusals = 0
    while True:

        def narrow(path: Path, pages: int = pages) -> sqlite3.Connection:
            connection = original(path)
            connection.execute(f"PRAGMA max_page_count={pages}")
            return connection

        monkeypatch.setattr(project_module, "open_snapshot", narrow)
        error = _saved(worked, None if mode == "save" else elsewhere)
        if error is None:
            break
        assert error.code == "disk-full" and "Nothing has been lost" in error.how
        refusals += 1
        assert target.read_bytes() == old and not elsewhere.exists()
        assert os.listdir(target.parent) == [target.name]
        assert worked.unsaved and worked.path == target
        worked.move("Today", refusals % 2)  # work goes on
        pages = pages + 1 + pages // 7
    assert refusals > 15
    assert not worked.unsaved and check_project(worked.path or target) == ()
    if mode == "save-as":
        assert target.read_bytes() == old


@pytest.mark.parametrize("call", ["os.fsync", "os.replace", "shutil.copymode"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "not-writable"),
        (errno.EACCES, "not-writable"),
        (errno.EBUSY, "in-use"),
        (errno.EIO, "write-failed"),
        (errno.ENOENT, "folder-missing"),
    ],
)
def test_the_system_refuses(
    worked: Project, target: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    old = target.read_bytes()

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(f"piiri.storage.snapshot.{call}", fail)
        patch.setattr(snapshot_module, "_PATIENCE_S", (0.0, 0.0))
        error = refused(code, worked.save)
    assert target.name in error.what or str(target.parent) in error.what
    assert target.read_bytes() == old and os.listdir(target.parent) == [target.name]
    worked.save()
    assert check_project(target) == () and not worked.unsaved


def test_a_scanner_lets_go_after_a_moment(worked: Project, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original, times = os.replace, []

    def held(source: Path, wanted: Path) -> None:
        times.append(source)
        if len(times) < 5:
            raise PermissionError(errno.EACCES, "sharing violation")
        original(source, wanted)

    monkeypatch.setattr("piiri.storage.snapshot.os.replace", held)
    monkeypatch.setattr("piiri.storage.snapshot.time.sleep", lambda seconds: None)
    worked.save()
    assert len(times) == 5 and not worked.unsaved


def test_a_disk_that_lies_is_noticed(worked: Project, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, original = target.read_bytes(), project_module.check_snapshot

    def bend(temporary: Path, wanted: Path) -> None:
        content = bytearray(temporary.read_bytes())
        # in a step of the journal: a byte between the cells of a page would be nobody's
        content[content.index(b"assign_faces") + 3] ^= 0xFF
        temporary.write_bytes(content)
        original(temporary, wanted)

    monkeypatch.setattr(project_module, "check_snapshot", bend)
    error = refused("not-as-written", worked.save)
    assert target.name in error.what
    assert target.read_bytes() == old and os.listdir(target.parent) == [target.name]


def test_somebody_else_saved(worked: Project, target: Path, workdir: Path, tmp_path: Path, session_on: On) -> None:
    with open_project(target, workdir=workdir, recover=False) as other:
        session_on(other).do(SetCapacity("S1", 7))
        other.save()
    theirs = target.read_bytes()
    refused("saved-elsewhere", worked.save)
    refused("saved-elsewhere", lambda: worked.save_as(target))  # the same file by another door
    assert target.read_bytes() == theirs and worked.unsaved
    worked.save_as(tmp_path / "mine.gpkg")
    worked.save()
    assert target.read_bytes() == theirs and project_summary(target).generation == 2


def test_somebody_else_saves_while_we_write(worked: Project, target: Path, workdir: Path, session_on: On) -> None:
    def progress(fraction: float, text: str) -> None:
        if fraction == 0.95:
            with open_project(target, workdir=workdir, recover=False) as other:
                session_on(other).do(SetCapacity("S1", 7))
                other.save()

    refused("saved-elsewhere", lambda: worked.save(progress))
    with open_project(target, workdir=workdir, recover=False) as now:
        assert [e.edit for e in now.history("Today").entries] == [SetCapacity("S1", 7)]


@pytest.mark.parametrize("content", [b"", b"something else", None])
def test_the_file_became_something_else(worked: Project, target: Path, content: bytes | None) -> None:
    if content is None:
        target.write_bytes(target.read_bytes()[:5000])
    else:
        target.write_bytes(content)
    now = target.read_bytes()
    refused("saved-elsewhere", worked.save)
    assert target.read_bytes() == now


@pytest.mark.parametrize("door", ["save", "save-as"])
def test_a_file_that_another_program_is_writing(
    worked: Project, target: Path, workdir: Path, tmp_path: Path, door: str
) -> None:
    """Its journal would be played into our new file: so QGIS edits a layer meanwhile, and we wait."""
    elsewhere = Path(shutil.copy(target, tmp_path / "other.gpkg"))
    path = target if door == "save" else elsewhere

    def save() -> None:
        worked.save() if door == "save" else worked.save_as(elsewhere)

    with closing(sqlite3.connect(path)) as qgis:
        qgis.execute("PRAGMA journal_mode=WAL")
        qgis.execute("CREATE TABLE gpkg_something (id INTEGER)")
        qgis.commit()
        now = path.read_bytes()
        error = refused("in-use", save)
        assert path.name in error.what
        assert path.read_bytes() == now
        with open_project(path, workdir=workdir, recover=False) as looking:
            assert looking.plans == worked.plans
    save()
    assert check_project(path) == ()


def test_a_file_marked_read_only(worked: Project, target: Path, tmp_path: Path) -> None:
    old = target.read_bytes()
    target.chmod(0o444)
    refused("not-writable", worked.save)
    assert target.read_bytes() == old and os.listdir(target.parent) == [target.name]
    worked.save_as(tmp_path / "other.gpkg")
    target.chmod(0o644)


def test_an_older_copy_put_back_is_not_overwritten(worked: Project, target: Path, tmp_path: Path) -> None:
    shutil.copy(target, tmp_path / "old.gpkg")
    worked.save()
    shutil.copy(tmp_path / "old.gpkg", target)
    refused("saved-elsewhere", worked.save)


def test_a_folder_that_is_gone(worked: Project, target: Path, tmp_path: Path) -> None:
    refused("folder-missing", lambda: worked.save_as(tmp_path / "no" / "such" / "x.gpkg"))
    shutil.rmtree(target.parent)
    refused("folder-missing", worked.save)
    worked.save_as(tmp_path / "again.gpkg")
    assert not worked.unsaved


def test_the_local_disk_is_full_during_an_edit(worked: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(worked)
    before = session.state.history
    (pages,) = worked._connection.execute("PRAGMA page_count").fetchone()
    worked._connection.execute(f"PRAGMA max_page_count={pages}")
    done, full = 0, None
    while full is None and done < 500:
        try:
            session.do(SetCapacity("S1", done), note="x" * 1000)
            done += 1
        except StorageError as error:
            full = error
    assert full is not None and full.code == "disk-full" and full.how
    assert done > 0
    assert len(worked.history("Today").entries) == len(before.entries) + done
    session.cancel()
    refused("disk-full", lambda: worked.add_plan(worked.history("Today").start.renamed("y"), "y" * 20_000))
    assert worked.plans == ("Today", "Vaihtoehto Ö")
    worked._connection.execute("PRAGMA max_page_count=1000000")
    session.do(SetCapacity("S1", 1000))
    worked.save()
    with open_project(target, workdir=workdir) as again:
        assert len(again.history("Today").entries) == len(before.entries) + done + 1


SCRIPT = """
    import os
    import sys
    from pathlib import Path

    from piiri.edits import SetCapacity
    from piiri.errors import StorageError
    from piiri.session import Session
    from piiri.storage import open_project

    target, workdir, other = map(Path, sys.argv[1:4])
    old = target.read_bytes()
    with open_project(target, workdir=workdir) as project:
        Session(project.dataset, project.history("Today"), journal=project).do(SetCapacity("S1", 3))
        for path in (None, target.with_name("new.gpkg")):
            try:
                project.save_as(path) if path else project.save()
            except StorageError as error:
                print(error.code)
        print("kept" if target.read_bytes() == old and os.listdir(target.parent) == [target.name] else "harmed")
        project.save_as(other)
        print("saved")
"""


def _in_a_place(prepare: str, target: Path, place: Path, workdir: Path, other: Path) -> list[str]:
    """Save in a folder that is mounted as ``prepare`` says, in a name space of its own where that is allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("needs a Linux system with unshare")
    code = textwrap.dedent(SCRIPT)
    command = f'{prepare} && exec "$0" -P -c "$1" "$2" "$3" "$4"'
    arguments = [sys.executable, code, str(place / target.name), str(workdir), str(other)]
    for flags in ("-m", "-rm"):
        done = subprocess.run(
            ["unshare", flags, "sh", "-c", command, *arguments], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout.split()
        if "unshare" not in done.stderr and "mount" not in done.stderr:
            pytest.fail(done.stderr)
    pytest.skip(f"this system does not let us mount: {done.stderr.strip()}")


def test_a_really_full_disk(worked: Project, target: Path, workdir: Path, tmp_path: Path) -> None:
    worked.close(discard=True)
    place, old = tmp_path / "small", target.read_bytes()
    place.mkdir()
    size = len(old) * 3 // 2 // 4096 * 4096
    prepare = f'mount -t tmpfs -o size={size} tmpfs "{place}" && cp "{target}" "{place}"'
    said = _in_a_place(prepare, target, place, workdir, tmp_path / "other.gpkg")
    assert said == ["disk-full", "disk-full", "kept", "saved"]
    assert check_project(tmp_path / "other.gpkg") == () and recoverable(workdir) == ()


def test_a_really_read_only_folder(worked: Project, target: Path, workdir: Path, tmp_path: Path) -> None:
    worked.close(discard=True)
    old, folder = target.read_bytes(), target.parent
    prepare = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}"'
    said = _in_a_place(prepare, target, folder, workdir, tmp_path / "other.gpkg")
    assert said == ["not-writable", "not-writable", "kept", "saved"]
    assert target.read_bytes() == old and os.listdir(folder) == [target.name]
    assert project_summary(tmp_path / "other.gpkg").generation == 2 and recoverable(workdir) == ()
