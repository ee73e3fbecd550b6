"""Plans as a whole: branched, named, noted, deleted and brought back; nothing of a discarded one travels on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from piiri.edits import AssignFaces, SetCapacity
from piiri.errors import StorageError
from piiri.history import Entry
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import Project, check_project, open_project, open_recovered, project_summary, recoverable
from piiri.storage.hashes import hash_table, write_hash
from piiri.tree import PlanNode

Town = tuple[Dataset, Plan]
On = Callable[..., Session]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


def again(project: Project, workdir: Path) -> Project:
    """The project as a crash would leave it, opened anew."""
    project._connection.close()
    project._open = False
    return open_recovered(recoverable(workdir)[-1])


def shape(project: Project) -> list[tuple[str, int, bool]]:
    return [(node.name, node.depth, node.deleted) for node in project.tree]


def test_a_branch_starts_as_the_plan_stands(project: Project, workdir: Path, session_on: On) -> None:
    session = session_on(project, "Today")
    session.do(PAINT)
    session.do(SetCapacity("S1", 9))
    session.undo()
    assert project.branch("Today", note="what if") == "Today 2"
    assert project.branch("Today 2", " Etelä ") == "Etelä"
    before = session.state.plan.fingerprint
    session_on(project, "Today 2").do(SetCapacity("S2", 1))
    session.undo()  # the branch does not follow
    project = again(project, workdir)
    assert shape(project)[:3] == [("Today", 0, False), ("Today 2", 1, False), ("Etelä", 2, False)]
    assert shape(project)[3:] == [("Vaihtoehto Ö", 0, False)]
    node = project.node("Today 2")
    assert (node.number, node.parent, node.branched_at, node.note, node.steps) == (3, 1, 1, "what if", 1)
    assert node.started_at and not project.node("Today").started_at
    assert project.history("Etelä").start.fingerprint == before
    assert project.history("Etelä").start.name == "Etelä"
    project.close(discard=True)


def test_a_plan_gets_another_name_with_all_its_steps(project: Project, workdir: Path, session_on: On) -> None:
    session_on(project, "Today").do(PAINT, note="n")
    before = project.history("Today")
    project.rename("Today", "Nykytila 2026–27 & muuta")
    for opened in (project, again(project, workdir)):
        history = opened.history("Nykytila 2026–27 & muuta")
        assert history.start.name == history.plan.name == "Nykytila 2026–27 & muuta"
        assert history.plan.fingerprint == before.plan.fingerprint and history.entries[0].note == "n"
        assert opened.active == "Nykytila 2026–27 & muuta"
        with pytest.raises(StorageError):
            opened.history("Today")
    opened.add_plan(before.start)  # the name is free
    assert opened.plans == ("Nykytila 2026–27 & muuta", "Vaihtoehto Ö", "Today")
    opened.close(discard=True)


def test_deleting_makes_another_active_and_frees_the_name(project: Project, workdir: Path, session_on: On) -> None:
    project.branch("Vaihtoehto Ö", "Haara")
    project.active = "Haara"
    session_on(project).do(PAINT)
    number = project.delete("Haara")
    assert project.active == "Vaihtoehto Ö"  # where it was branched from
    project.branch("Today", "Haara")
    project = again(project, workdir)
    assert project.active == "Vaihtoehto Ö"
    assert shape(project)[-1] == ("Haara", 0, True)
    assert project.restore(number) == "Haara 2"
    assert project.history("Haara 2").entries[0].edit == PAINT
    assert project.active == "Vaihtoehto Ö"
    assert project.history("Haara").entries == ()
    project.close(discard=True)


def test_a_branch_outlives_what_it_came_from(project: Project) -> None:
    project.branch("Today", "Haara")
    number = project.delete("Today")
    assert shape(project) == [("Vaihtoehto Ö", 0, False), ("Haara", 0, False), ("Today", 0, True)]
    assert project.node("Haara").parent == number
    project.discard(number)
    assert project.node("Haara").parent is None
    assert shape(project) == [("Vaihtoehto Ö", 0, False), ("Haara", 0, False)]


def test_the_last_living_plan_stays(project: Project, target: Path) -> None:
    project.delete("Vaihtoehto Ö")
    with pytest.raises(StorageError) as error:
        project.delete("Today")
    assert error.value.code == "last-plan"
    project.save_as(target)
    assert project_summary(target).plans == ("Today",)


def test_what_is_discarded_does_not_travel(project: Project, target: Path, workdir: Path, session_on: On) -> None:
    project.branch("Today", "Salainen luonnos")
    session_on(project, "Salainen luonnos").do(AssignFaces("fi-1-6", ("b77", "b78"), ""), note="close S4 quietly")
    project.set_note("Salainen luonnos", "not for the board")
    project.save_as(target)
    assert b"Salainen" in target.read_bytes() and b"quietly" in target.read_bytes()
    arrays = project._connection.execute("SELECT count(*) FROM piiri_array").fetchone()
    number = project.delete("Salainen luonnos")
    project.discard(number)
    assert project.unsaved
    for call in (project.discard, project.restore):
        with pytest.raises(StorageError) as error:
            call(number)
        assert error.value.code == "not-deleted"
    project.save()
    for word in (b"Salainen", b"quietly", b"the board", b"b77\\"):
        assert word not in target.read_bytes(), word
    assert check_project(target) == ()
    with open_project(target, workdir=workdir) as opened:
        assert opened.plans == ("Today", "Vaihtoehto Ö")
        assert opened._connection.execute("SELECT count(*) FROM piiri_array").fetchone() <= arrays
        assert opened.history("Vaihtoehto Ö").start.locked == {"S3"}
        opened.branch("Today", "Salainen luonnos")
        assert opened.node("Salainen luonnos").number == number + 1  # a number is used once


def test_the_arrays_of_other_plans_stay(project: Project, workdir: Path, session_on: On, alike: Callable) -> None:
    starts = {name: project.history(name).start for name in project.plans}
    session_on(project, "Today").do(PAINT)
    project.branch("Today", "Haara")
    project.discard(project.delete("Haara"))
    project = again(project, workdir)
    for name, start in starts.items():
        assert alike(project.history(name).start, start)
    project.close(discard=True)


def test_a_note_on_a_step_long_after(project: Project, target: Path, workdir: Path, session_on: On) -> None:
    session = session_on(project)
    session.do(PAINT)
    session.do(SetCapacity("S1", 9))
    session.undo()
    project.save_as(target)
    session.annotate(2, "agreed\nwith the head teacher")
    assert project.unsaved
    plan = session.state.plan
    assert session.annotate(1, "first").plan is plan
    assert [entry.note for entry in session.state.history.entries] == ["first", "agreed\nwith the head teacher"]
    project.save()
    with open_project(target, workdir=workdir) as opened:
        history = opened.history("Today")
        assert [entry.note for entry in history.entries] == ["first", "agreed\nwith the head teacher"]
        assert history.cursor == 1
        other = session_on(opened)
        rows = len(opened._rows)
        other.annotate(1, "first")
        assert len(opened._rows) == rows, "it says so already"
        other.annotate(1, "")
        other.do(SetCapacity("S1", 10))  # drops the second step with its note
        assert [entry.note for entry in opened.history("Today").entries] == ["", ""]
        with pytest.raises(IndexError):
            other.annotate(3, "nothing there")
        with pytest.raises(StorageError) as error:
            opened.annotate("Today", 3, "nothing there")
        assert error.value.code == "unknown-step"
        opened.save()
    with open_project(target, workdir=workdir) as opened:
        assert [entry.note for entry in opened.history("Today").entries] == ["", ""]


def test_several_steps_are_kept_or_none(project: Project, workdir: Path, session_on: On, monkeypatch) -> None:
    session = session_on(project, "Today")
    session.do(PAINT)
    session.do(SetCapacity("S1", 9))
    entries = [
        Entry(entry.edit, None, "2026-09-20T14:32:00+03:00", "copied") for entry in session.state.history.entries
    ]
    from piiri.storage import histories as module

    real, calls = module.add_row, []

    def full(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise sqlite3.OperationalError("disk I/O error")
        return real(*args, **kwargs)

    monkeypatch.setattr(module, "add_row", full)
    before = project.tree
    with pytest.raises(StorageError):
        project.append_all("Vaihtoehto Ö", 1, entries)
    assert project.tree == before and project.history("Vaihtoehto Ö").entries == ()
    monkeypatch.setattr(module, "add_row", real)
    project.append_all("Vaihtoehto Ö", 1, entries)
    project = again(project, workdir)
    assert [e.note for e in project.history("Vaihtoehto Ö").entries] == ["copied", "copied"]
    project.close(discard=True)


def test_a_whole_history_is_added(project: Project, workdir: Path, session_on: On) -> None:
    session = session_on(project)
    for places in (1, 2, 3):
        session.do(SetCapacity("S1", places), note=f"n{places}")
    session.jump(1)
    history = session.state.history.renamed("Colleague's")
    project.add_history(history, "from the other office")
    project = again(project, workdir)
    found = project.history("Colleague's")
    assert found.cursor == 1 and [(e.edit, e.at, e.note) for e in found.entries] == [
        (e.edit, e.at, e.note) for e in history.entries
    ]
    assert project.node("Colleague's").note == "from the other office"
    project.close(discard=True)


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 121, " padded"])
def test_names_that_are_none(project: Project, rich: Town, name: str) -> None:
    calls = [lambda: project.add_plan(rich[1].renamed(name))]
    if name != " padded":
        calls.append(lambda: project.rename("Today", name))
    for call in calls:
        with pytest.raises(StorageError) as error:
            call()
        assert error.value.code == "plan-unnamed" and error.value.how
    assert len(project._rows) == 2


def test_a_project_of_the_first_form_opens_and_is_of_ours_after(project: Project, target: Path, workdir: Path) -> None:
    """The first form had no names in its journal and no time with a plan; its tables are the same."""
    project.save_as(target)
    with closing(sqlite3.connect(target)) as old:
        old.execute("UPDATE piiri_schema SET version = 1")
        old.execute("UPDATE piiri_journal SET note = '', at = ''")
        for table in ("piiri_schema", "piiri_journal"):
            write_hash(old, table, *hash_table(old, table))
        old.commit()
    assert check_project(target) == ()
    assert project_summary(target).plans == ("Today", "Vaihtoehto Ö")
    with open_project(target, workdir=workdir) as opened:
        assert not opened.unsaved
        assert opened.tree == (PlanNode(1, "Today"), PlanNode(2, "Vaihtoehto Ö"))
        opened.rename("Today", "Nyt")
        opened.save()
    with closing(sqlite3.connect(target)) as new:
        assert new.execute("SELECT version FROM piiri_schema").fetchone() == (2,)
    assert check_project(target) == () and project_summary(target).plans == ("Nyt", "Vaihtoehto Ö")


def test_a_working_copy_of_the_first_form_is_brought_back(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    session = Session(project.dataset, project.history("Today"), journal=project)
    session.do(PAINT)
    connection = project._connection
    connection.execute("BEGIN")
    connection.execute("UPDATE piiri_schema SET version = 1")
    connection.execute("UPDATE piiri_journal SET note = '' WHERE action = 'start'")
    for table in ("piiri_schema", "piiri_journal"):
        write_hash(connection, table, *hash_table(connection, table))
    connection.execute("COMMIT")
    connection.close()
    project._open = False
    with open_project(target, workdir=workdir) as opened:
        assert opened.history("Today").entries[0].edit == PAINT
        opened.delete("Vaihtoehto Ö")
        opened.save()
    with closing(sqlite3.connect(target)) as new:
        assert new.execute("SELECT version FROM piiri_schema").fetchone() == (2,)
    assert check_project(target) == ()


def test_what_came_back_is_said(project: Project, target: Path, workdir: Path) -> None:
    project.save_as(target)
    project.branch("Today", "Haara", "why")
    project.rename("Haara", "Etelä")
    number = project.delete("Etelä")
    project.restore(number)
    other = project.delete("Vaihtoehto Ö")
    project.discard(other)
    project._connection.close()
    project._open = False
    with open_project(target, workdir=workdir) as opened:
        assert opened.recovered_texts() == (
            "Plan Etelä added",
            "Note written in the plan Etelä",
            "Plan Etelä got its name",
            "Plan Etelä deleted",
            "Plan Etelä brought back",
            "A deleted plan thrown away",
        )
        opened.close(discard=True)
