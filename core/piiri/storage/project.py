"""An open project: its dataset, its plans with their histories, and the journal that a session writes to."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from ..errors import StorageError
from ..history import Entry, History
from ..i18n import tr
from ..model import Dataset, Plan
from ..progress import Progress, silent
from .contents import Contents, write_plan
from .faults import no_file_yet, no_longer_fits, no_plan, plan_exists, told
from .journal import MOVE, SHOW, STEP, Row, StepRefused, active_plan, add_row, rebuild
from .schema import open_snapshot
from .snapshot import add_layers, check_free, check_snapshot, check_target, copy_to_snapshot, put_in_place, put_on_disk
from .working import TEMPORARY, Bond, Recovered, alone, matters, remove

T = TypeVar("T")


class Project:
    """An open project. Made by :func:`create_project`, :func:`open_project` or :func:`open_recovered`.

    It is the ``Journal`` of :class:`piiri.session.Session`: what :meth:`append` and :meth:`move` have returned from is
    on the disk. One thread may edit while another saves.

    Attributes
    ----------
    dataset
        What was loaded.
    recovered
        What a crash had left and is in force again; None after an ordinary start.
    edited_elsewhere
        Layers of the file that another program changed after Piiri saved it. Piiri does not read them, and does not
        overwrite them: such a project is saved under another name.

    Examples
    --------
    >>> # with open_project(path) as project:
    >>> #     session = Session(project.dataset, project.history(project.active), journal=project)
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        working: Path,
        bond: Bond,
        contents: Contents,
        *,
        recovered: Recovered | None = None,
        edited_elsewhere: tuple[str, ...] = (),
    ) -> None:
        self.dataset: Dataset = contents.dataset
        self.recovered = recovered
        self.edited_elsewhere = edited_elsewhere
        self._connection = connection
        self._working = working
        self._bond = bond
        self._identity: Mapping[str, str] = contents.identity
        self._starts = dict(contents.plans)
        self._rows = list(contents.rows)
        self._active = active_plan(self._rows)
        self._histories: dict[int, History] = {}
        self._lock = threading.RLock()
        self._one_save = threading.Lock()
        self._open = True

    @property
    def path(self) -> Path | None:
        """The saved file; None before the first save."""
        return self._bond.path

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the plans, in the order in which they were added."""
        return tuple(start.name for start in self._starts.values())

    @property
    def active(self) -> str:
        """Name of the plan being worked on, whose catchments the saved file shows.

        Setting it is kept in the journal, but is no change that has to be saved. Raises ``StorageError``
        (``unknown-plan``) where there is no such plan.
        """
        return self._starts[self._active].name

    @active.setter
    def active(self, plan: str) -> None:
        number = self._number(plan)
        if number != self._active:
            self._commit(lambda: add_row(self._connection, SHOW, number, at=_now()))
            self._active = number

    @property
    def unsaved(self) -> bool:
        """True where something was done that no file has."""
        return self._bond.path is None or bool(matters(self._rows, self._bond))

    def history(self, plan: str) -> History:
        """Return the history of a plan, with the steps that were taken back.

        Raises
        ------
        StorageError
            ``unknown-plan``, or ``journal-refused`` where a kept step no longer fits.
        """
        number = self._number(plan)
        with self._lock:
            if number not in self._histories:
                try:
                    self._histories[number] = rebuild(self._starts[number], self._rows, number)
                except StepRefused as problem:
                    raise no_longer_fits(self.path or self._working, problem.step, plan, problem.reason) from problem
            return self._histories[number]

    def recovered_texts(self) -> tuple[str, ...]:
        """Say in the current language, one text a step, what a crash had left; empty after an ordinary start."""
        texts = []
        for step in self.recovered.steps if self.recovered else ():
            history = self.history(step.plan)
            if step.action == STEP:
                entry = history.entries[step.cursor - 1] if step.cursor <= len(history.entries) else None
                stands = entry is not None and entry.edit == step.edit
                texts.append(history.describe(step.cursor) if stands else tr("A change that was taken back later"))
            elif step.action == MOVE:
                texts.append(tr("Undo or redo to step {step}", step=step.cursor))
            else:
                texts.append(tr("Plan {plan} added", plan=step.plan))
        return tuple(texts)

    def add_plan(self, plan: Plan) -> None:
        """Add a plan, as it is, as the start of a history of its own.

        Raises
        ------
        StorageError
            ``plan-exists``, or the working copy could not be written.
        ValueError
            The plan's stages are not those of the dataset.
        """
        if plan.name in self.plans:
            raise plan_exists(plan.name)
        if plan.stages != self.dataset.stages:
            raise ValueError("a plan must have the stages of the dataset")
        plan.validate()
        row = self._commit(lambda: write_plan(self._connection, plan))
        self._starts[row.plan] = plan

    def append(self, plan: str, cursor: int, entry: Entry) -> None:
        """Keep step ``cursor`` (from 1) of a plan; when this returns it is on the disk.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the step is not kept, the project is as it was.
        ValueError
            There is no step before this one.
        """
        number = self._number(plan)
        with self._lock:
            history = self.history(plan)
            if not 1 <= cursor <= len(history.entries) + 1:
                raise ValueError(f"step {cursor} does not follow {len(history.entries)} steps")
            pushed = history.moved(cursor - 1).push(entry)
            self._commit(
                lambda: add_row(
                    self._connection, STEP, number, cursor, edit=entry.edit, at=entry.at or _now(), note=entry.note
                )
            )
            self._histories[number] = pushed

    def move(self, plan: str, cursor: int) -> None:
        """Keep that ``cursor`` steps of a plan are in force; when this returns it is on the disk.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the project is as it was.
        IndexError
            There are not that many steps.
        """
        number = self._number(plan)
        with self._lock:
            moved = self.history(plan).moved(cursor)
            self._commit(lambda: add_row(self._connection, MOVE, number, cursor, at=_now()))
            self._histories[number] = moved

    def save(self, progress: Progress = silent) -> None:
        """Save to :attr:`path`.

        Parameters
        ----------
        progress
            Hears of the steps, and may cancel; then everything is as before.

        Raises
        ------
        StorageError
            ``no-file-yet``, ``saved-elsewhere``, ``edited-elsewhere``, ``disk-full``, ``not-writable``, ``in-use``,
            ``folder-missing``, ``not-as-written`` or ``write-failed``. The file is as it was, no edit is lost, and
            saving under another name is possible.
        """
        if self.path is None:
            raise no_file_yet()
        self._save(self.path, progress, ours=True)

    def save_as(self, path: Path, progress: Progress = silent) -> None:
        """Save to a file, which is then :attr:`path`. What was there is replaced, unless it is the project's own file.

        Raises
        ------
        StorageError
            As :meth:`save`.
        """
        target = Path(path).resolve()
        self._save(target, progress, ours=target == self.path)

    def close(self, discard: bool = False) -> None:
        """End work on the project. What was not saved is kept for :func:`recoverable`, unless ``discard``."""
        with self._one_save, self._lock:
            if not self._open:
                return
            self._open = False
            done = discard or not self.unsaved
            self._connection.close()
            if done:
                remove(self._working)

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _number(self, plan: str) -> int:
        for number, start in self._starts.items():
            if start.name == plan:
                return number
        raise no_plan(plan)

    def _commit(self, write: Callable[[], Row]) -> Row:
        """One transaction; its journal row joins the rows in memory when it is on the disk."""
        with self._lock, told(self._working, writing=True):
            row = _transaction(self._connection, write)
            self._rows.append(row)
            return row

    def _keep_bond(self, bond: Bond) -> None:
        with self._lock, told(self._working, writing=True):
            _transaction(self._connection, lambda: bond.write(self._connection))

    def _save(self, target: Path, progress: Progress, *, ours: bool) -> None:
        with self._one_save:
            progress(0.0, tr("Saving {file}", file=target.name))
            check_free(target)
            if ours:
                check_target(target, self._bond.save)
            temporary = target.with_name(f".piiri-{secrets.token_hex(8)}{TEMPORARY}")
            before, identity = self._bond, self._next_identity()
            try:
                seq = self._write(temporary, target, identity, progress)
                with alone(self._working.parent):
                    check_free(target)
                    if ours:
                        check_target(target, before.save)
                    put_in_place(temporary, target)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                with suppress(StorageError):
                    self._keep_bond(before)
                raise
            self._bond, self._identity = Bond(target, identity["save"], seq), identity
            self.edited_elsewhere = ()
            # the save stands; should the local disk refuse this note, the next start finds it out by the file
            with suppress(StorageError):
                self._keep_bond(self._bond)
            progress(1.0, tr("{file} is saved", file=target.name))

    def _write(self, temporary: Path, target: Path, identity: Mapping[str, str], progress: Progress) -> int:
        """Write and check the temporary file; returns the last journal row in it."""
        with self._lock:
            seq, plan = len(self._rows), self.history(self.active).plan
            saving = {"path": str(target), "temporary": str(temporary), "save": identity["save"], "seq": seq}
            self._keep_bond(Bond(self._bond.path, self._bond.save, self._bond.seq, saving))
            with told(target, writing=True):
                snapshot = open_snapshot(temporary)
                try:
                    copy_to_snapshot(self._connection, snapshot, identity)
                except BaseException:
                    snapshot.close()
                    raise
        with told(target, writing=True), closing(snapshot):
            add_layers(snapshot, self.dataset, plan, identity["saved_at"], target, progress)
        progress(0.65, tr("Checking {file}", file=target.name))
        check_snapshot(temporary, target)
        progress(0.95, tr("Putting {file} in place", file=target.name))
        put_on_disk(temporary, target)
        return seq

    def _next_identity(self) -> dict[str, str]:
        points = self.dataset.pupils.points
        counted = any(column.key == "pupils" for column in points.columns)
        return {
            "id": self._identity["id"],
            "save": secrets.token_hex(16),
            "generation": str(int(self._identity.get("generation", "0")) + 1),
            "saved_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "pupils": str(points.total("pupils") if counted else len(points)),
            "schools": str(len(self.dataset.schools)),
            "blocks": str(self.dataset.coverage.face_count),
        }


def _transaction(connection: sqlite3.Connection, write: Callable[[], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = write()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return result


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
