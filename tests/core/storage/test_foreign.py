"""A colleague's plan: whole on the same data, step by step on other data, and their file as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock
from piiri.errors import StorageError
from piiri.model import Coverage, Dataset, Plan, Schools
from piiri.progress import Cancelled
from piiri.session import Session
from piiri.storage import Project, brought_in, create_project, open_project, read_foreign

Town = tuple[Dataset, Plan]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


def colleague(dataset: Dataset, plan: Plan, path: Path, workdir: Path) -> None:
    """A project with a branch of a branch: painted, places set, a step taken back, notes."""
    with create_project(dataset, (plan, plan.renamed("Ö")), workdir=workdir) as project:
        session = Session(dataset, project.history(plan.name), journal=project)
        session.do(PAINT, note="agreed")
        project.branch(plan.name, "South", "for the board")
        session = Session(dataset, project.history("South"), journal=project)
        x, y = map(float, plan.coverage.vertices[40])
        session.do(MoveVertex(40, x + 0.5, y))
        session.do(SetCapacity("S1", 1))
        session.do(SetCapacity("S1", 2))
        session.undo()
        project.delete("Ö")
        project.save_as(path)


@pytest.fixture
def theirs(rich: Town, tmp_path: Path) -> Path:
    path = tmp_path / "colleague.gpkg"
    colleague(*rich, path, tmp_path / "theirs")
    return path


@pytest.fixture
def other_data(rich: Town, tmp_path: Path) -> Path:
    """The same blocks and schools with another year's pupils."""
    dataset, plan = rich
    pupils = replace(dataset.pupils, grade=np.roll(dataset.pupils.grade, 1))
    path = tmp_path / "other.gpkg"
    colleague(replace(dataset, pupils=pupils), plan, path, tmp_path / "theirs")
    return path


@pytest.fixture
def ours(rich: Town, workdir: Path) -> Iterator[Project]:
    made = create_project(rich[0], (rich[1],), workdir=workdir)
    yield made
    made.close(discard=True)


def test_on_the_same_data_it_comes_in_whole(ours: Project, theirs: Path, tmp_path: Path, workdir: Path) -> None:
    before = hashlib.sha256(theirs.read_bytes()).hexdigest(), theirs.stat().st_mtime_ns
    found = read_foreign(theirs, ours.dataset)
    assert found.same_data and [plan.node.name for plan in found.plans] == ["Today", "South"]
    plan = found.plan("South")
    history, refused = brought_in(found, plan, ours.history("Today").start)
    assert refused == ()
    ours.add_history(history.renamed("South, Åsa"), plan.node.note)
    assert (hashlib.sha256(theirs.read_bytes()).hexdigest(), theirs.stat().st_mtime_ns) == before
    ours.save_as(tmp_path / "ours.gpkg")
    with (
        open_project(theirs, workdir=tmp_path / "b") as there,
        open_project(tmp_path / "ours.gpkg", workdir=workdir) as o,
    ):
        mine, original = o.history("South, Åsa"), there.history("South")
        assert [(e.edit, e.at, e.note) for e in mine.entries] == [(e.edit, e.at, e.note) for e in original.entries]
        assert mine.cursor == original.cursor == 2
        for position in range(4):
            assert mine.plan_at(position).fingerprint == original.plan_at(position).fingerprint
        node = o.node("South, Åsa")
        assert (node.note, node.parent, node.steps, node.taken_back) == ("for the board", None, 2, 1)
        session = Session(o.dataset, mine, journal=o)
        session.jump(0)
        session.jump(3)
        assert session.state.plan.schools.places[1] == 2
        o.close(discard=True)


def test_what_is_equal_is_shared(ours: Project, theirs: Path) -> None:
    plan = read_foreign(theirs, ours.dataset).plan("South").history.plan
    assert plan.coverage.topology is ours.dataset.coverage.topology
    assert plan.stages is ours.dataset.stages


def test_on_other_data_its_steps_are_carried_out_on_ours(ours: Project, other_data: Path, workdir: Path) -> None:
    found = read_foreign(other_data, ours.dataset)
    assert [difference.part for difference in found.differences] == ["pupils"]
    plan = found.plan("South")
    start = ours.history("Today").start
    history, refused = brought_in(found, plan, start)
    assert refused == ()
    assert [type(entry.edit) for entry in history.entries] == [AssignFaces, MoveVertex, SetCapacity]
    assert [entry.note for entry in history.entries] == ["agreed", "", ""]
    assert all(entry.at for entry in history.entries)
    assert history.plan.fingerprint == plan.history.plan.fingerprint  # the same decision, on our pupils
    ours.add_history(history.renamed("South"))
    assert ours.history("South").start.fingerprint == start.fingerprint


def test_what_does_not_fit_is_listed(rich: Town, ours: Project, other_data: Path) -> None:
    session = Session(ours.dataset, ours.history("Today"), journal=ours)
    session.do(SetLock(True, schools=("S2",)))
    found = read_foreign(other_data, ours.dataset)
    history, refused = brought_in(found, found.plan("South"), session.state.plan)
    assert [type(entry.edit) for entry in history.entries] == [MoveVertex, SetCapacity]
    assert [(r.step, r.reason) for r in refused] == [(0, "School 2 is locked. Unlock it or choose another target.")]
    asked: list[Edit] = []
    brought_in(found, found.plan("South"), session.state.plan, lambda edit, *_: asked.append(edit))
    assert [type(edit) for edit in asked] == [AssignFaces], "what does not fit may be worked out anew"


def changed(rich: Town, how: str) -> Town:
    dataset, plan = rich
    if how == "school":
        s = dataset.schools
        schools = Schools(("X0", *s.ids[1:]), s.names, s.xy, s.places)
        return replace(dataset, schools=schools), replace(plan, schools=schools)
    t = dataset.coverage.topology
    coverage = Coverage(replace(t, face_ids=(*t.face_ids[:-1], "new block")), dataset.coverage.vertices)
    return replace(dataset, coverage=coverage), replace(plan, coverage=coverage)


@pytest.mark.parametrize(("how", "named"), [("school", "X0"), ("block", "new block")])
def test_blocks_and_schools_must_be_here(rich: Town, ours: Project, tmp_path: Path, how: str, named: str) -> None:
    path = tmp_path / "other.gpkg"
    dataset, changed_plan = changed(rich, how)
    with create_project(dataset, (changed_plan,), workdir=tmp_path / "w") as project:
        project.save_as(path)
    found = read_foreign(path, ours.dataset)
    plan = found.plans[0]
    assert named in plan.missing and not found.same_data
    with pytest.raises(StorageError) as error:
        brought_in(found, plan, ours.history("Today").start)
    assert error.value.code == "other-blocks" and named in error.value.sentence
    assert ours.plans == ("Today",)


def test_a_plan_of_the_data_with_a_start_of_its_own(
    rich: Town, ours: Project, other_plan: Plan, tmp_path: Path
) -> None:
    dataset, plan = rich
    path = tmp_path / "other.gpkg"
    fewer = replace(dataset, residents=())
    with create_project(fewer, (plan, other_plan), workdir=tmp_path / "w") as project:
        Session(fewer, project.history(other_plan.name), journal=project).do(SetCapacity("S4", 44))
        project.save_as(path)
    found = read_foreign(path, ours.dataset)
    history, refused = brought_in(found, found.plan(other_plan.name), ours.history("Today").start)
    assert refused == ()
    assert history.plan.fingerprint == found.plan(other_plan.name).history.plan.fingerprint


@pytest.mark.parametrize(("content", "code"), [(b"", "not-a-project"), (None, "file-missing")])
def test_files_that_are_none(ours: Project, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "none.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StorageError) as error:
        read_foreign(path, ours.dataset)
    assert error.value.code == code


def test_a_plan_that_is_not_in_it(ours: Project, theirs: Path) -> None:
    with pytest.raises(StorageError) as error:
        read_foreign(theirs, ours.dataset).plan("Ö")
    assert error.value.sentence == "There is no plan Ö in colleague.gpkg. Choose one of: Today, South."


def test_reading_can_be_stopped(ours: Project, theirs: Path) -> None:
    def stop(fraction: float, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_foreign(theirs, ours.dataset, stop)
