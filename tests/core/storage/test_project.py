"""A project from the outside: commit, undo, save, reopen; undo works across save and reopen; the file is left alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from piiri.edits import AssignFaces, SetCapacity
from piiri.errors import StorageError
from piiri.history import Entry
from piiri.model import Dataset, Plan
from piiri.progress import Cancelled
from piiri.session import Session
from piiri.storage import Project, check_project, create_project, open_project, project_summary, recoverable

Town = tuple[Dataset, Plan]
On = Callable[..., Session]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


def state_of(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return hashlib.sha256(path.read_bytes()).hexdigest(), found.st_mtime_ns, found.st_ino


def test_save_and_reopen_keep_everything(project: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(project)
    session.do(PAINT, note="tried with the principal")
    session.do(SetCapacity("S1", 123))
    session.do(SetCapacity("S1", 124))
    session.undo()
    assert project.unsaved
    project.save_as(target)
    assert not project.unsaved and project.path == target.resolve()
    with open_project(target, workdir=workdir) as again:
        assert again.plans == project.plans and again.active == project.active
        assert again.recovered is None and not again.unsaved
        history, before = again.history("Today"), session.state.history
        assert history.cursor == before.cursor == 2
        assert [(e.edit, e.at, e.note) for e in history.entries] == [(e.edit, e.at, e.note) for e in before.entries]
        for position in range(4):
            assert history.plan_at(position).fingerprint == before.plan_at(position).fingerprint
        other = session_on(again)
        assert other.redo().plan.schools.places[1] == 124
        for _ in range(3):
            other.undo()
        assert other.state.plan.fingerprint == before.start.fingerprint
        assert again.unsaved
    assert len(recoverable(workdir)) == 1  # closed without discarding: kept


def test_a_step_after_undo_drops_what_was_taken_back(project: Project, target: Path, session_on: On) -> None:
    session = session_on(project)
    for places in (1, 2, 3):
        session.do(SetCapacity("S1", places))
    session.jump(1)
    session.do(SetCapacity("S1", 9))
    project.save_as(target)
    with open_project(target, workdir=project._working.parent) as again:
        assert [e.edit for e in again.history("Today").entries] == [SetCapacity("S1", 1), SetCapacity("S1", 9)]


def test_plans_are_added_and_chosen(project: Project, target: Path, workdir: Path, session_on: On) -> None:
    start = project.history("Today").start
    project.save_as(target)
    project.active = "Vaihtoehto Ö"
    assert not project.unsaved  # looking at another plan is no work to lose
    project.add_plan(start.renamed("Third"))
    assert project.unsaved and project.plans == ("Today", "Vaihtoehto Ö", "Third")
    session_on(project, "Third").do(PAINT)
    assert project.history("Today").entries == ()
    project.save()
    with open_project(target, workdir=workdir) as again:
        assert again.plans == project.plans and again.active == "Vaihtoehto Ö"
        assert again.history("Third").plan.fingerprint == project.history("Third").plan.fingerprint
        assert again.history("Vaihtoehto Ö").start.locked == {"S3"}


def test_names_and_plans_that_do_not_fit(project: Project, rich: Town, workdir: Path) -> None:
    for code, call in (
        ("plan-exists", lambda: project.add_plan(rich[1])),
        ("unknown-plan", lambda: project.history("nobody's")),
        ("unknown-plan", lambda: setattr(project, "active", "nobody's")),
        ("unknown-plan", lambda: project.move("nobody's", 0)),
        ("no-file-yet", project.save),
    ):
        with pytest.raises(StorageError) as error:
            call()
        assert error.value.code == code and error.value.how
    with pytest.raises(IndexError):
        project.move("Today", 1)
    with pytest.raises(ValueError):
        project.append("Today", 2, Entry(PAINT, rich[1]))
    with pytest.raises(ValueError):
        create_project(rich[0], (), workdir=workdir)
    with pytest.raises(ValueError):
        create_project(rich[0], (rich[1], rich[1]), workdir=workdir)
    assert project.history("Today").entries == () and len(project._rows) == 2


def test_a_session_cannot_run_ahead_of_its_journal(project: Project, session_on: On) -> None:
    session = session_on(project)
    session.do(PAINT)
    assert project.history("Today").entries[0] is session.state.history.entries[0]
    session.undo()
    assert project.history("Today").cursor == 0


def test_opening_and_looking_changes_nothing(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    os.chmod(target, 0o444)
    before, beside = state_of(target), sorted(os.listdir(target.parent))
    for _ in range(5):
        project_summary(target)
        assert check_project(target) == ()
        with open_project(target, workdir=workdir) as again:
            again.history("Today")
    assert state_of(target) == before and sorted(os.listdir(target.parent)) == beside
    os.chmod(target, 0o644)


def test_permissions_of_the_file_survive_a_save(project: Project, target: Path) -> None:
    project.save_as(target)
    os.chmod(target, 0o640)
    project.save()
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    link = target.with_name("link.gpkg")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this system does not let us make a symbolic link")
    with open_project(link, workdir=workdir) as again:
        again.add_plan(again.history("Today").start.renamed("Linked"))
        again.save()
    assert link.is_symlink() and project_summary(target).plans[-1] == "Linked"


def test_summary_says_what_is_inside(project: Project, target: Path) -> None:
    project.save_as(target)
    project.save()
    found = project_summary(target)
    dataset = project.dataset
    assert found.name == dataset.name and found.plans == project.plans
    assert found.pupils == dataset.pupils.points.total("pupils") != len(dataset.pupils)
    assert (found.schools, found.blocks) == (len(dataset.schools), dataset.coverage.face_count)
    assert found.generation == 2 and found.size_bytes == target.stat().st_size
    assert found.saved_at.endswith("Z")


def test_clean_close_leaves_nothing(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    project.close()
    project.close()  # once more is harmless
    assert [path.name for path in workdir.iterdir()] == ["lock"]
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_discarding_really_discards(project: Project, workdir: Path, session_on: On) -> None:
    session_on(project).do(PAINT)
    project.close(discard=True)
    assert [path.name for path in workdir.iterdir()] == ["lock"] and recoverable(workdir) == ()


def test_cancelling_a_save_leaves_everything_as_it_was(project: Project, target: Path, session_on: On) -> None:
    project.save_as(target)
    before = state_of(target)
    session_on(project).do(PAINT)
    told: list[float] = []

    def stop_at(limit: int) -> Callable[[float, str], None]:
        told.clear()

        def progress(fraction: float, text: str) -> None:
            told.append(fraction)
            if len(told) == limit:
                raise Cancelled

        return progress

    limit = 1
    while True:
        try:
            project.save(stop_at(limit))
        except Cancelled:
            limit += 1
            if told[-1] < 1.0:
                assert state_of(target) == before and project.unsaved
            assert os.listdir(target.parent) == [target.name]
        else:
            break
    assert limit > 8 and told == sorted(told) and told[-1] == 1.0
    assert not project.unsaved and check_project(target) == ()


def test_an_edit_made_during_a_save_is_not_lost(project: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(project)
    session.do(PAINT)

    def progress(fraction: float, text: str) -> None:
        if 0.2 < fraction < 0.3:
            session.do(SetCapacity("S1", round(fraction * 1000)))

    project.save_as(target, progress)
    steps = len(session.state.history.entries)
    assert steps > 1 and project.unsaved
    with open_project(target, workdir=workdir) as again:
        assert [e.edit for e in again.history("Today").entries] == [PAINT]
    project.save()
    with open_project(target, workdir=workdir) as again:
        assert len(again.history("Today").entries) == steps


def test_the_saved_file_holds_no_path(project: Project, target: Path) -> None:
    project.save_as(target)
    project.save()
    content = target.read_bytes()
    assert str(target.parent).encode() not in content and b"piiri_working" not in content
