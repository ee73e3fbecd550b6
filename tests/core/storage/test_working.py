"""What a crash leaves: found, described, brought back, or discarded on request; never taken from the living."""

from __future__ import annotations

import gc
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
from piiri.storage import (
    Project,
    create_project,
    discard_recovered,
    open_project,
    open_recovered,
    project_summary,
    recoverable,
)
from piiri.storage.schema import open_working

On = Callable[..., Session]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


def crash(project: Project) -> None:
    """Let go of a project as a killed process does: the lock is gone, nothing is tidied."""
    project._connection.close()
    project._open = False


@pytest.fixture
def saved(project: Project, target: Path) -> Project:
    """The customary project, saved; its own end is the test's business."""
    project.save_as(target)
    return project


def test_unsaved_edits_come_back(saved: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(saved)
    session.do(PAINT, note="n")
    session.do(SetCapacity("S1", 5))
    session.undo()
    plan = saved.history("Today").start.renamed("New")
    saved.add_plan(plan)
    crash(saved)

    (found,) = recoverable(workdir)
    assert found.path == target and found.name == saved.dataset.name and not found.behind
    assert [(step.action, step.plan, step.edit, step.cursor) for step in found.steps] == [
        ("step", "Today", PAINT, 1),
        ("step", "Today", SetCapacity("S1", 5), 2),
        ("move", "Today", None, 1),
        ("start", "New", None, 0),
    ]
    assert all(step.at for step in found.steps[:3])
    assert recoverable(workdir) == (found,)  # looking takes nothing away

    with open_project(target, workdir=workdir) as again:
        assert again.recovered == found and again.unsaved
        assert again.recovered_texts()[0].startswith("2 blocks ")
        assert again.history("Today").cursor == 1 and len(again.history("Today").entries) == 2
        assert again.plans[-1] == "New"
        assert recoverable(workdir) == ()  # it has an owner again
        again.save()
    assert recoverable(workdir) == ()
    assert [path.name for path in workdir.iterdir()] == ["lock"]


def test_texts_say_what_was_brought_back(saved: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(saved)
    session.do(SetCapacity("S1", 5))
    session.undo()
    session.do(SetCapacity("S1", 6))
    crash(saved)
    with open_project(target, workdir=workdir) as again:
        texts = again.recovered_texts()
        assert texts[0] == "A change that was taken back later"
        assert texts[1] == "Undo or redo to step 0"
        assert texts[2].startswith("Places of School 1: ") and texts[2].endswith("→ 6")
        again.close(discard=True)


def test_a_project_that_was_never_saved_comes_back(
    project: Project, workdir: Path, target: Path, session_on: On
) -> None:
    session_on(project).do(PAINT)
    crash(project)
    (found,) = recoverable(workdir)
    assert found.path is None and [step.edit for step in found.steps] == [PAINT]
    with open_recovered(found) as again:
        assert (
            again.path is None and again.history("Today").plan.fingerprint != again.history("Today").start.fingerprint
        )
        with pytest.raises(StorageError) as error:
            open_recovered(found)
        assert error.value.code == "in-use"
        again.save_as(target)
    assert recoverable(workdir) == ()


def test_not_wanted_now_is_kept_for_later(saved: Project, target: Path, workdir: Path, session_on: On) -> None:
    session_on(saved).do(PAINT)
    crash(saved)
    with open_project(target, workdir=workdir, recover=False) as again:
        assert again.recovered is None and again.history("Today").entries == ()
    (found,) = recoverable(workdir)
    assert found.steps[0].edit == PAINT
    discard_recovered(found)
    assert recoverable(workdir) == () and [path.name for path in workdir.iterdir()] == ["lock"]
    with pytest.raises(StorageError) as error:
        open_recovered(found)
    assert error.value.code == "file-missing"


def test_the_newest_of_several_comes_back(saved: Project, target: Path, workdir: Path, session_on: On) -> None:
    session_on(saved).do(SetCapacity("S1", 1))
    crash(saved)
    other = open_project(target, workdir=workdir, recover=False)
    session_on(other).do(SetCapacity("S1", 2))
    crash(other)
    with open_project(target, workdir=workdir) as again:
        assert [e.edit for e in again.history("Today").entries] == [SetCapacity("S1", 2)]
        again.save()
    (older,) = recoverable(workdir)
    assert older.behind and older.steps[0].edit == SetCapacity("S1", 1)


def test_work_on_a_file_that_went_on_is_not_mixed_in(
    saved: Project, target: Path, workdir: Path, tmp_path: Path, session_on: On
) -> None:
    session_on(saved).do(PAINT)
    with open_project(target, workdir=workdir) as elsewhere:
        session_on(elsewhere).do(SetCapacity("S1", 77))
        elsewhere.save()
    crash(saved)
    (found,) = recoverable(workdir)
    assert found.behind
    with open_project(target, workdir=workdir) as again:
        assert again.recovered is None
        assert [e.edit for e in again.history("Today").entries] == [SetCapacity("S1", 77)]
    with open_recovered(found) as mine:
        assert [e.edit for e in mine.history("Today").entries] == [PAINT]
        with pytest.raises(StorageError) as error:
            mine.save()
        assert error.value.code == "saved-elsewhere"
        mine.save_as(tmp_path / "mine.gpkg")
    assert project_summary(target).generation == 2


def test_a_file_that_is_gone(saved: Project, target: Path, workdir: Path, session_on: On) -> None:
    session_on(saved).do(PAINT)
    crash(saved)
    target.unlink()
    with pytest.raises(StorageError) as error:
        open_project(target, workdir=workdir)
    assert error.value.code == "file-missing"
    (found,) = recoverable(workdir)
    assert found.behind
    with open_recovered(found) as again:
        again.save()  # nobody's work is there to be overwritten
    assert project_summary(target).plans == saved.plans


def test_a_crash_after_a_save_leaves_nothing_to_ask(saved: Project, workdir: Path) -> None:
    crash(saved)
    assert recoverable(workdir) == ()
    assert [path.name for path in workdir.iterdir()] == ["lock"]


def test_cut_off_between_the_replacing_and_its_note(
    saved: Project, target: Path, workdir: Path, session_on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file tells that the save had succeeded."""
    session_on(saved).do(PAINT)
    monkeypatch.setattr(
        saved, "_keep_bond", lambda bond: None if bond.saving is None else type(saved)._keep_bond(saved, bond)
    )
    saved.save()
    crash(saved)
    assert recoverable(workdir) == ()
    with open_project(target, workdir=workdir) as again:
        assert again.recovered is None and [e.edit for e in again.history("Today").entries] == [PAINT]


def test_a_temporary_file_is_cleaned_up_and_nothing_else(
    saved: Project, target: Path, workdir: Path, session_on: On, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_on(saved).do(PAINT)
    before = target.read_bytes()
    stranger = target.with_name(".piiri-0000.piiri-tmp")
    stranger.write_bytes(b"of another process")

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        crash(saved)
        raise Killed

    monkeypatch.setattr("piiri.storage.project.put_in_place", die)
    monkeypatch.setattr(Path, "unlink", lambda self, **_: None)
    with pytest.raises(Killed):
        saved.save()
    monkeypatch.undo()
    assert len(list(target.parent.iterdir())) == 3
    (found,) = recoverable(workdir)
    assert sorted(path.name for path in target.parent.iterdir()) == sorted([stranger.name, target.name])
    assert target.read_bytes() == before and found.steps[0].edit == PAINT and not found.behind


def test_a_start_that_was_cut_off_leaves_nothing(workdir: Path) -> None:
    workdir.mkdir()
    path = workdir / "00000007-abcdef01.piiri-work"
    with closing(open_working(path)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE piiri_schema (id INTEGER)")
    path.with_name("00000008-abcdef01.piiri-work").touch()
    assert recoverable(workdir) == ()
    assert [each.name for each in workdir.iterdir()] == ["lock"]


def test_a_damaged_working_database_stays_where_it_is(
    saved: Project, target: Path, workdir: Path, session_on: On
) -> None:
    session_on(saved).do(PAINT)
    crash(saved)
    with closing(open_working(saved._working)) as connection:
        connection.execute("UPDATE piiri_journal SET at = '' WHERE action = 'step'")
    with open_project(target, workdir=workdir) as again:
        assert again.recovered is None and again.history("Today").entries == ()
    (found,) = recoverable(workdir)
    with pytest.raises(StorageError) as error:
        open_recovered(found)
    assert error.value.facts["table"] == "piiri_journal"
    saved._working.write_bytes(b"not a database at all" * 100)
    assert recoverable(workdir) == () and saved._working.exists()


def test_a_living_process_keeps_its_work(saved: Project, target: Path, workdir: Path) -> None:
    """Neither in this process nor seen from another one is it taken for abandoned."""
    script = """
        import sys
        from pathlib import Path
        from piiri.edits import SetCapacity
        from piiri.session import Session
        from piiri.storage import open_project, recoverable

        project = open_project(Path(sys.argv[1]), workdir=Path(sys.argv[2]))
        assert recoverable(Path(sys.argv[2])) == ()
        Session(project.dataset, project.history("Today"), journal=project).do(SetCapacity("S1", 3))
        print("ready", flush=True)
        sys.stdin.readline()
        project.close(discard=sys.argv[3] == "discard")
    """
    for end, left in (("keep", 1), ("discard", 0)):
        command = [sys.executable, "-P", "-c", textwrap.dedent(script), str(target), str(workdir), end]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None and other.stdin is not None
            assert other.stdout.readline() == "ready\n"
            assert recoverable(workdir) == ()
            with open_project(target, workdir=workdir) as mine:
                assert mine.recovered is None
            other.communicate("\n", timeout=60)
        assert other.returncode == 0
        found = recoverable(workdir)
        assert len(found) == left
        for each in found:
            discard_recovered(each)


def test_two_new_projects_have_two_working_databases(rich: Any, workdir: Path) -> None:
    with (
        create_project(rich[0], (rich[1],), workdir=workdir) as one,
        create_project(rich[0], (rich[1],), workdir=workdir) as two,
    ):
        assert one._working.name[:8] < two._working.name[:8]
        one.close(discard=True)
        two.close(discard=True)
    gc.collect()
