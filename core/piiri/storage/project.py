"""An open project: its dataset, its plans with their histories, and the journal that a session writes to."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from ..errors import StorageError
from ..i18n import tr
from ..model import Dataset
from ..model.observations import Observations
from ..progress import Progress, silent
from . import journal
from .contents import Contents, write_observations, write_own_indicators
from .faults import no_file_yet, told
from .histories import transaction
from .plans import ProjectPlans
from .schema import open_snapshot
from .snapshot import add_layers, check_free, check_snapshot, check_target, copy_to_snapshot, put_in_place, put_on_disk
from .working import TEMPORARY, Bond, Recovered, RecoveredStep, Told, alone, matters, remove


class Project(ProjectPlans):
    """An open project. Made by :func:`create_project`, :func:`open_project` or :func:`open_recovered`.

    It is the ``Journal`` of :class:`piiri.session.Session`: what :meth:`append`, :meth:`move` and :meth:`annotate` have
    returned from is on the disk. One thread may edit while another saves. What it can do with plans as a whole is in
    :class:`~piiri.storage.plans.ProjectPlans`.

    Attributes
    ----------
    recovered
        What a crash had left and is in force again; None after an ordinary start.
    edited_elsewhere
        Layers of the file that another program changed after Piiri saved it. Piiri does not read them, and does not
        overwrite them: such a project is saved under another name.

    Examples
    --------
    >>> # with open_project(path) as project:
    >>> #     session = Session(project.dataset, project.history(project.active), journal=project, today=project.today)
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
        super().__init__(connection, working, contents)
        self.recovered = recovered
        self.edited_elsewhere = edited_elsewhere
        self._bond = bond
        self._identity: Mapping[str, str] = contents.identity
        self._one_save = threading.Lock()
        self._open = True
        self._told = Told.read(connection)
        self._told_written = self._told.saved  # by the save on its way, or the last

    @property
    def path(self) -> Path | None:
        """The saved file; None before the first save."""
        return self._bond.path

    @property
    def told_more(self) -> bool:
        """True where observations or own indicators were kept that no file has."""
        return self._told.times != self._told.saved

    @property
    def unsaved(self) -> bool:
        """True where something was done that no file has."""
        return self._bond.path is None or self.told_more or bool(matters(self._rows, self._bond))

    def recovered_texts(self) -> tuple[str, ...]:
        """Say in the current language, one text a step, what a crash had left; empty after an ordinary start."""
        return tuple(self._recovered_text(step) for step in (self.recovered.steps if self.recovered else ()))

    def _recovered_text(self, step: RecoveredStep) -> str:
        plan = step.plan
        match step.action:
            case journal.STEP:
                history = self.history_of(step.number)
                entry = history.entries[step.cursor - 1] if step.cursor <= len(history.entries) else None
                stands = entry is not None and entry.edit == step.edit
                return history.describe(step.cursor) if stands else tr("A change that was taken back later")
            case journal.MOVE:
                return tr("Undo or redo to step {step}", step=step.cursor)
            case journal.START:
                return tr("Plan {plan} added", plan=plan)
            case journal.NAME:
                return tr("Plan {plan} got its name", plan=plan)
            case journal.NOTE:
                return tr("Note written in the plan {plan}", plan=plan)
            case journal.DELETE:
                return tr("Plan {plan} deleted", plan=plan)
            case journal.RESTORE:
                return tr("Plan {plan} brought back", plan=plan)
            case journal.TOLD:
                return tr("Observations or own indicators brought in")
        return tr("A deleted plan thrown away")

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

    def keep_observations(self, observations: Observations) -> None:
        """Put what was observed in the place of what was told before; on the disk when this returns.

        It is no step of a plan and cannot be undone; the file has it after the next save. Sessions that are open go on
        with the dataset they have.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the project is as it was.
        """
        dataset = replace(self.dataset, observations=observations)
        self._tell(dataset, lambda: write_observations(self._connection, observations))

    def keep_own_indicators(self, text: str) -> None:
        """Put the municipality's own indicators (TOML) in the place of those there were, as
        :meth:`keep_observations`; an empty text takes them away.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the project is as it was.
        """
        dataset = replace(self.dataset, own_indicators=text)
        self._tell(dataset, lambda: write_own_indicators(self._connection, text))

    def _tell(self, dataset: Dataset, write: Callable[[], None]) -> None:
        """Keep something beside the plans, and that it was, in one transaction."""
        with self._lock, told(self._working, writing=True):
            beside = Told(self._told.times + 1, self._told.saved)

            def both() -> None:
                write()
                beside.write(self._connection)

            transaction(self._connection, both)
            self._told, self.dataset = beside, dataset

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

    @property
    def _known_as(self) -> Path:
        return self.path or self._working

    def _keep_bond(self, bond: Bond) -> None:
        with self._lock, told(self._working, writing=True):
            transaction(self._connection, lambda: bond.write(self._connection))

    def _keep_saved(self) -> None:
        """Keep which file has how much of this."""
        with self._lock, told(self._working, writing=True):
            self._told = beside = Told(self._told.times, self._told_written)

            def both() -> None:
                self._bond.write(self._connection)
                beside.write(self._connection)

            transaction(self._connection, both)

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
                self._keep_saved()
            progress(1.0, tr("{file} is saved", file=target.name))

    def _write(self, temporary: Path, target: Path, identity: Mapping[str, str], progress: Progress) -> int:
        """Write and check the temporary file; returns the last journal row in it."""
        with self._lock:
            seq, plan, self._told_written = len(self._rows), self.history(self.active).plan, self._told.times
            saving = {"path": str(target), "temporary": str(temporary), "save": identity["save"], "seq": seq}
            saving["told"] = self._told_written
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
