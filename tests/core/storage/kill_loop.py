"""A worker that edits and saves until it is killed, and says beforehand what it will do and afterwards what is done.

Run by ``test_kill.py``. As ``python kill_loop.py worker TARGET WORKDIR SEED [OPERATIONS]`` it works once. As
``python kill_loop.py kills TARGET WORKDIR SEED COUNT`` it makes workers by fork, kills each at a random moment, checks
what each next one finds, and prints a tally as JSON. As ``rivals`` several workers save to one file at a time.

The worker's lines: ``opened F``, ``try F`` before anything is kept, with the mark of the project after it (see
:func:`mark`), ``done F``, ``saving``, ``placing S`` with the hash of the file that is to replace the target, ``saved``.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity
from piiri.errors import EditRejected, StorageError
from piiri.history import Entry, History
from piiri.session import Session
from piiri.storage import Project, check_project, open_project
from piiri.storage import project as project_module


def say(out: int, *words: str) -> None:
    os.write(out, (" ".join(words) + "\n").encode())


def mark(project: Project, active: str | None = None, standing: str = "") -> str:
    """A hash of all that is kept: the plan in force of each plan, what they are called, noted, and which are deleted.

    ``standing`` is what the active plan's mark will be, where that is known beforehand.
    """
    parts = []
    for node in project.tree:
        shown = standing if node.name == active and not node.deleted else ""
        parts.append((node, shown or _standing(project.history_of(node.number))))
    plain = [(n.number, n.name, n.note, n.deleted, n.parent, n.branched_at, shown) for n, shown in parts]
    return hashlib.sha256(repr(sorted(plain)).encode()).hexdigest()


def _standing(history: History) -> str:
    notes = [entry.note for entry in history.entries]
    return f"{history.plan.fingerprint} {history.cursor} {notes}"


def rehearsed(project: Project, act: Callable[[Project], Any]) -> str:
    """The mark after something that is done to plans as a whole: done to a copy of what the project knows."""
    copy = object.__new__(_Rehearsal)
    copy.__dict__.update(
        {name: value.copy() if hasattr(value, "copy") else value for name, value in project.__dict__.items()}
    )
    copy._connection = sqlite3.connect(":memory:", isolation_level=None)
    project._connection.backup(copy._connection)
    act(copy)
    copy._connection.close()
    return mark(copy)


class _Rehearsal(Project):
    """A project that is not kept anywhere."""


def on_plans(project: Project, rng: np.random.Generator, number: int) -> Callable[[Project], Any]:
    """Something to do to the plans as a whole."""
    plans = list(project.plans)
    deleted = [node.number for node in project.tree if node.deleted]
    plan = plans[int(rng.integers(len(plans)))]
    active = project.active
    history = project.history(active)
    choices: list[Callable[[Project], Any]] = [
        lambda p: p.rename(plan, f"{plan[:8]} {number}"),
        lambda p: p.set_note(plan, f"note {number}"),
    ]
    if len(plans) < 4:
        choices.append(lambda p: p.branch(active, f"Plan {number}", "why"))
    if len(plans) > 1 and plan != active:
        choices.append(lambda p: p.delete(plan))
    if deleted:
        choices += [lambda p: p.restore(deleted[0]), lambda p: p.discard(deleted[-1])]
    if history.entries:
        at = int(rng.integers(len(history.entries))) + 1
        choices.append(lambda p: p.annotate(active, at, f"step {number}"))
    if history.can_undo:
        choices.append(lambda p: p.add_history(history.renamed(f"Copy {number}")) if len(plans) < 4 else None)
    return choices[int(rng.integers(len(choices)))]


def an_edit(session: Session, rng: np.random.Generator) -> Edit:
    plan = session.state.plan
    kind = rng.integers(3)
    if kind == 0:
        faces = rng.choice(len(plan.coverage.face_ids), 3, replace=False)
        target = plan.catchments.ids[int(rng.choice(np.flatnonzero(plan.catchments.stage == 0)))]
        return AssignFaces(plan.stages[0].id, tuple(plan.coverage.face_ids[f] for f in faces), target)
    if kind == 1:
        vertex = int(rng.integers(len(plan.coverage.vertices)))
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 5, 2)
        return MoveVertex(vertex, float(x), float(y))
    return SetCapacity(plan.schools.ids[0], int(rng.integers(1000)))


def step(project: Project, session: Session, rng: np.random.Generator, number: int, out: int) -> Session:
    """One commit, undo, redo or thing done to plans, announced before and confirmed after; returns the session."""
    history = session.state.history
    choice = rng.random()
    if choice < 0.3:
        act = on_plans(project, rng, number)
        say(out, "try", rehearsed(project, act))
        act(project)
        session = Session(project.dataset, project.history(project.active), journal=project)
    elif choice < 0.45 and history.can_undo:
        say(out, "try", mark(project, project.active, _standing(history.moved(history.cursor - 1))))
        session.undo()
    elif choice < 0.55 and history.can_redo:
        say(out, "try", mark(project, project.active, _standing(history.moved(history.cursor + 1))))
        session.redo()
    else:
        try:
            state = session.preview(an_edit(session, rng))
        except EditRejected:
            return session
        if state.plan is not session.committed.plan:
            after = history.push(Entry(state.edit, state.plan))
            say(out, "try", mark(project, project.active, _standing(after)))
        session.commit()
    say(out, "done", mark(project))
    return session


def worker(target: Path, workdir: Path, seed: int, out: int, operations: int | None = None) -> None:
    rng = np.random.default_rng(seed)
    original = project_module.put_in_place

    def announced(temporary: Path, wanted: Path) -> None:
        say(out, "placing", hashlib.sha256(temporary.read_bytes()).hexdigest())
        original(temporary, wanted)

    project_module.put_in_place = announced
    project = open_project(target, workdir=workdir)
    session = Session(project.dataset, project.history(project.active), journal=project)
    say(out, "opened", mark(project))
    done = 0
    while operations is None or done < operations:
        for _ in range(int(rng.integers(1, 6))):
            session = step(project, session, rng, seed * 10_000 + done, out)
            done += 1
        if rng.random() < 0.5:
            say(out, "saving")
            project.save()
            say(out, "saved")
    project.close()
    say(out, "closed")


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def settle(target: Path, workdir: Path, acceptable: set[str]) -> None:
    """Reopen as a person would, after whatever happened: nothing committed is lost, nothing is left over."""
    with open_project(target, workdir=workdir) as project:
        found = mark(project)
        assert not acceptable or found in acceptable, "a committed edit is lost"
        assert sorted(os.listdir(target.parent)) == [target.name], os.listdir(target.parent)
        project.save()
    assert check_project(target) == ()
    assert os.listdir(workdir) == ["lock"], os.listdir(workdir)


def kills(target: Path, workdir: Path, seed: int, count: int) -> dict[str, Any]:
    chance = random.Random(seed)
    tally: dict[str, int] = {}
    plans: set[str] = set()
    for number in range(count):
        files = {_sha(target)}
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                worker(target, workdir, seed * 1000 + number, write)
            except BaseException as problem:
                say(write, "failed", repr(problem))
            os._exit(3)
        os.close(write)
        # some time after a random moment of its work has begun
        trigger = chance.choice((b"", b"opened", b"opened", b"saving", b"saving", b"placing"))
        text = _listen(read, trigger, chance.random() * chance.choice((0.003, 0.03, 0.3)))
        os.kill(child, signal.SIGKILL)
        text += _rest(read)
        os.close(read)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), text.decode()[-2000:]
        phase = "opening"
        for line in text.decode().splitlines():
            word, _, value = line.partition(" ")
            if word == "opened":
                assert not plans or value in plans, f"kill {number}: a committed edit is lost"
                plans = {value}
            elif word == "try":
                plans.add(value)
            elif word == "done":
                plans = {value}
            elif word == "placing":
                files.add(value)
            elif word == "failed":
                raise AssertionError(value)
            phase = {"opened": "working", "done": "working", "saved": "working", "try": "committing"}.get(word, word)
            tally[word] = tally.get(word, 0) + 1
        tally[f"killed while {phase}"] = tally.get(f"killed while {phase}", 0) + 1
        assert _sha(target) in files, f"kill {number}: the file is neither the old one nor a new one"
        assert check_project(target) == (), f"kill {number}"
        if chance.random() < 0.3:  # else the next worker meets what this one left, and may be killed while it does
            settle(target, workdir, plans)
            tally["settled"] = tally.get("settled", 0) + 1
    settle(target, workdir, plans)
    return tally


def _listen(read: int, trigger: bytes, seconds: float) -> bytes:
    """Hear what a worker says until some time after it has said a word."""
    text = b""
    while trigger not in text and (part := os.read(read, 65536)):
        text += part
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([read], [], [], left)[0]:
            text += os.read(read, 65536)
    return text


def _rest(read: int) -> bytes:
    text = b""
    while part := os.read(read, 65536):
        text += part
    return text


def rival(target: Path, workdir: Path, seed: int, saves: int, out: int) -> None:
    """Open, edit and try to save again and again; says which edits were saved."""
    rng = np.random.default_rng(seed)
    for number in range(saves):
        project = open_project(target, workdir=workdir, recover=False)
        session = Session(project.dataset, project.history(project.active), journal=project)
        mark = f"rival {seed} save {number}"
        session.do(SetCapacity(project.dataset.schools.ids[0], 1000 + seed * 10_000 + number), note=mark)
        time.sleep(float(rng.uniform(0, 0.01)))
        try:
            project.save()
            say(out, "saved", mark)
        except StorageError as error:
            say(out, "refused", error.code)
        project.close(discard=True)


def rivals(target: Path, workdir: Path, count: int, saves: int) -> dict[str, Any]:
    read, write = os.pipe()
    children = []
    for seed in range(count):
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                rival(target, workdir, seed, saves, write)
                os._exit(0)
            except BaseException as problem:
                say(write, "failed", repr(problem))
            os._exit(3)
        children.append(child)
    os.close(write)
    lines = _rest(read).decode().splitlines()
    codes = [os.waitpid(child, 0)[1] for child in children]
    assert codes == [0] * count, lines
    said = [line.partition(" ")[2] for line in lines if line.startswith("saved")]
    refused = [line.partition(" ")[2] for line in lines if line.startswith("refused")]
    project: Project
    with open_project(target, workdir=workdir) as project:
        kept = [entry.note for entry in project.history(project.active).entries]
        generation = int(project._identity["generation"])
    return {
        "saved": len(said),
        "refused": sorted(set(refused)),
        "lost": sorted(set(said) - set(kept)),
        "refusals": len(refused),
        "kept": len(kept),
        "generation": generation,
    }


def main() -> None:
    what, target, workdir, *numbers = sys.argv[1:]
    first, second = (*map(int, numbers), 0)[:2]
    if what == "worker":
        worker(Path(target), Path(workdir), first, 1, second or None)
    elif what == "kills":
        print(json.dumps(kills(Path(target), Path(workdir), first, second)))
    elif what == "rivals":
        print(json.dumps(rivals(Path(target), Path(workdir), first, second)))


if __name__ == "__main__":
    main()
