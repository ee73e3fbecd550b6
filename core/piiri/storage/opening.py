"""How a project comes to be open: made from a dataset, read from its file, or brought back after a crash."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ..errors import StorageError
from ..model import Dataset, Plan
from .contents import Contents, copy_truth, read_contents, write_contents
from .faults import file_missing, told
from .journal import read_rows
from .project import Project
from .saved import edited_layers, reading
from .schema import open_working
from .working import Bond, Recovered, alone, commit_first, new_working, prepared, remove, tidy

T = TypeVar("T")


def create_project(dataset: Dataset, plans: Sequence[Plan], *, workdir: Path | None = None) -> Project:
    """Make a project that has no file yet.

    Parameters
    ----------
    dataset
        What was loaded.
    plans
        Its plans, at least one; the first is active. Names must differ, stages must be the dataset's.
    workdir
        Folder of working databases; the person's own local one where None.

    Raises
    ------
    StorageError
        The working database could not be written.
    ValueError
        There is no plan, two have one name, or one has other stages.
    """
    if not plans or len({plan.name for plan in plans}) != len(plans):
        raise ValueError("a project needs plans with names of their own")
    for plan in plans:
        if plan.stages != dataset.stages:
            raise ValueError("a plan must have the stages of the dataset")
        plan.validate()
    folder = prepared(workdir)
    bond = Bond()

    def fill(connection: sqlite3.Connection) -> Contents:
        identity = {"id": secrets.token_hex(16)}
        write_contents(connection, dataset, plans, identity["id"])
        return Contents(identity, dataset, dict(enumerate(plans, 1)), tuple(read_rows(connection)), {}, {})

    with alone(folder):
        tidy(folder)
        working, connection, contents = _begin(folder, bond, fill)
    return Project(connection, working, bond, contents)


def open_project(path: Path, *, workdir: Path | None = None, recover: bool = True) -> Project:
    """Open a saved project: a checked copy of it. The file itself is not changed, not even its times.

    Parameters
    ----------
    path
        The file.
    workdir
        Folder of working databases; the person's own local one where None.
    recover
        True to bring back what a crash left of this project, where the file is still the one that work rests on;
        :attr:`Project.recovered` says what. What is not brought back stays in :func:`recoverable`.

    Raises
    ------
    StorageError
        ``file-missing``, ``not-readable``, ``not-a-project``, ``cut-short``, ``damaged`` (with the table),
        ``newer-project``, ``journal-refused``, or the working database could not be written.
    """
    target = Path(path).resolve()
    folder = prepared(workdir)
    with alone(folder):
        left = [found for found in tidy(folder) if found.path == target and not found.behind]
        project = _adopt(left[-1]) if recover and left else None
    if project is None:
        with reading(target) as source:
            contents = read_contents(source, target)
            edited = edited_layers(source, target)
            bond = Bond(target, contents.identity.get("save", ""), len(contents.rows))
            with alone(folder):
                working, connection, _ = _begin(folder, bond, lambda made: copy_truth(source, made))
        project = Project(connection, working, bond, contents, edited_elsewhere=edited)
    try:
        project.history(project.active)
    except BaseException:
        project.close()
        raise
    return project


def recoverable(workdir: Path | None = None) -> tuple[Recovered, ...]:
    """Return what crashes have left that no file has, oldest first; cleans up what they left that every file has."""
    folder = prepared(workdir)
    with alone(folder):
        return tuple(tidy(folder))


def open_recovered(found: Recovered) -> Project:
    """Open what a crash left, also where its file was saved by someone else since, is gone, or never was.

    Raises
    ------
    StorageError
        ``file-missing`` where it has been opened or removed meanwhile, ``damaged``, or it could not be read.
    """
    with alone(found.working.parent):
        if not found.working.exists():
            raise file_missing(found.working)
        project = _adopt(found, strict=True)
    assert project is not None
    return project


def discard_recovered(found: Recovered) -> None:
    """Remove what a crash left. It cannot be brought back after that."""
    with alone(found.working.parent), told(found.working, writing=True):
        if found.working.exists():
            open_working(found.working).close()  # refuses where somebody has opened it meanwhile
            remove(found.working)


def _adopt(found: Recovered, *, strict: bool = False) -> Project | None:
    """Open a working database that a crash left; None where it is damaged, unless ``strict``."""
    with told(found.working, writing=False):
        connection = open_working(found.working)
        try:
            bond = Bond.read(connection)
            contents = read_contents(connection, found.working)
        except BaseException as problem:
            connection.close()
            if strict or not isinstance(problem, StorageError):
                raise
            return None
    return Project(connection, found.working, bond, contents, recovered=found)


def _begin(folder: Path, bond: Bond, fill: Callable[[sqlite3.Connection], T]) -> tuple[Path, sqlite3.Connection, T]:
    """Make a working database and fill it in one transaction. Call within :func:`alone`."""
    with told(folder, writing=True):
        working, connection = new_working(folder)
        try:
            connection.execute("BEGIN EXCLUSIVE")
            filled = fill(connection)
            commit_first(connection, bond)
        except BaseException:
            connection.close()
            remove(working)
            raise
    return working, connection, filled
