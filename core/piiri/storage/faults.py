"""What the disk, the folder or SQLite refuses, said as a sentence with its place and its mend."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StorageError
from ..i18n import N_
from .schema import BUSY

LONGEST_NAME = 120

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_MISSING = {errno.ENOENT, errno.ENOTDIR}
_SQLITE_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_TOOBIG}
_SQLITE_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_SQLITE_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


@contextmanager
def told(path: Path, *, writing: bool) -> Iterator[None]:
    """Turn what goes wrong with a file into a :class:`~piiri.errors.StorageError` that names it.

    Parameters
    ----------
    path
        The file that a person knows, or the folder of working copies.
    writing
        True where the work inside writes to it: then what cannot be told apart is a failed write.
    """
    try:
        yield
    except OSError as problem:
        raise _of_number(problem.errno or 0, path, writing, str(problem.strerror or problem)) from problem
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE_FULL:
            raise disk_full(path) from problem
        if code == sqlite3.SQLITE_CANTOPEN and writing and not path.parent.is_dir():
            raise folder_missing(path) from problem
        if code in _SQLITE_FORBIDDEN or (code == sqlite3.SQLITE_CANTOPEN and writing):
            raise not_allowed(path) from problem
        if code in _SQLITE_DAMAGED and not writing:
            raise damaged(path, "sqlite_master") from problem
        if code in BUSY:
            raise in_use(path) from problem
        raise failed(path, writing, str(problem)) from problem
    except UnicodeDecodeError as problem:
        # names and texts of a database are UTF-8; what is not has been damaged
        raise damaged(path, "sqlite_master") from problem


def _of_number(number: int, path: Path, writing: bool, reason: str) -> StorageError:
    if number in _FULL:
        return disk_full(path)
    if number in _FORBIDDEN:
        return not_allowed(path) if writing else unreadable(path)
    if number in _MISSING:
        return folder_missing(path) if writing else file_missing(path)
    if number in (errno.EBUSY, errno.ETXTBSY):
        return in_use(path)
    return failed(path, writing, reason)


def disk_full(path: Path) -> StorageError:
    """No room left."""
    return StorageError(
        "disk-full",
        N_("The disk with {folder} is full."),
        N_("Make room and try again, or save to another disk. Nothing has been lost."),
        folder=str(path.parent),
        file=str(path),
    )


def not_allowed(path: Path) -> StorageError:
    """Writing is forbidden."""
    return StorageError(
        "not-writable",
        N_("Piiri may not write to {file}: the file or its folder is read-only."),
        N_("Save under another name or in another folder. Nothing has been lost."),
        file=str(path),
    )


def unreadable(path: Path) -> StorageError:
    """Reading is forbidden."""
    return StorageError(
        "not-readable",
        N_("Piiri may not read {file}."),
        N_("Ask whoever looks after the folder for permission."),
        file=str(path),
    )


def file_missing(path: Path) -> StorageError:
    """There is no such file."""
    return StorageError(
        "file-missing",
        N_("There is no file {file}."),
        N_("Check the path, or whether the drive is connected."),
        file=str(path),
    )


def folder_missing(path: Path) -> StorageError:
    """There is no such folder to write to."""
    return StorageError(
        "folder-missing",
        N_("There is no folder {folder}."),
        N_("Check whether the drive is connected, or save in another folder. Nothing has been lost."),
        folder=str(path.parent),
        file=str(path),
    )


def in_use(path: Path) -> StorageError:
    """Another program holds it."""
    return StorageError(
        "in-use",
        N_("Another program keeps {file} open, so it cannot be replaced."),
        N_("Open it there, close it and try again, or save under another name. Nothing has been lost."),
        file=str(path),
    )


def failed(path: Path, writing: bool, reason: str) -> StorageError:
    """Anything else that the system says."""
    said = reason.rstrip(".")  # the sentence ends with a full stop of its own
    if writing:
        return StorageError(
            "write-failed",
            N_("{file} could not be written: {reason}."),
            N_("Try again, or save under another name. Nothing has been lost."),
            file=str(path),
            reason=said,
        )
    return StorageError(
        "read-failed",
        N_("{file} could not be read: {reason}."),
        N_("Try again, or open another copy of the project."),
        file=str(path),
        reason=said,
    )


def not_a_project(path: Path) -> StorageError:
    """It is something else."""
    return StorageError(
        "not-a-project",
        N_("{file} is not a Piiri project."),
        N_("Choose a project that Piiri saved; other map files are imported."),
        file=str(path),
    )


def damaged(path: Path, table: str) -> StorageError:
    """Its content is not what was saved."""
    return StorageError(
        "damaged",
        N_("{file} is damaged: the table {table} is not what was saved."),
        N_("Open another copy of the project. Nothing has been changed."),
        file=str(path),
        table=table,
    )


def newer(path: Path, found: int, known: int) -> StorageError:
    """It was written by a later Piiri."""
    return StorageError(
        "newer-project",
        N_("{file} was saved by a newer Piiri: its form is number {found}, this Piiri knows {known}."),
        N_("Update Piiri to open it. Nothing has been changed."),
        file=str(path),
        found=found,
        known=known,
    )


def saved_elsewhere(path: Path) -> StorageError:
    """Somebody else saved it since it was opened here."""
    return StorageError(
        "saved-elsewhere",
        N_("{file} has been changed by someone else since you opened it."),
        N_("Save under another name, so that nobody's work is overwritten."),
        file=str(path),
    )


def edited_elsewhere(path: Path, layers: tuple[str, ...]) -> StorageError:
    """Its layers were changed in another program, and a save would undo that."""
    return StorageError(
        "edited-elsewhere",
        N_("{file} has been changed in another program ({layers}); saving would undo that."),
        N_("Save under another name; to use the changes, import the layers."),
        file=str(path),
        layers=", ".join(layers),
    )


def not_as_written(path: Path, table: str) -> StorageError:
    """Reading back what was written shows something else: a failing disk."""
    return StorageError(
        "not-as-written",
        N_("{file} was not saved: reading back the table {table} shows something else than was written."),
        N_("Save to another disk; this one may be failing. Nothing has been lost."),
        file=str(path),
        table=table,
    )


def no_file_yet() -> StorageError:
    """It has never been saved."""
    return StorageError(
        "no-file-yet",
        N_("This project has no file yet."),
        N_("Choose a name and a folder for it."),
    )


def no_plan(name: str) -> StorageError:
    """There is no plan of that name."""
    return StorageError(
        "unknown-plan",
        N_("There is no plan {plan} in this project."),
        N_("Check the plan's name."),
        plan=name,
    )


def plan_exists(name: str) -> StorageError:
    """There is a plan of that name already."""
    return StorageError(
        "plan-exists",
        N_("There is a plan {plan} in this project already."),
        N_("Give the new plan another name."),
        plan=name,
    )


def plan_unnamed() -> StorageError:
    """A plan needs a name."""
    return StorageError(
        "plan-unnamed",
        N_("A plan needs a name of one line and at most {most} characters."),
        N_("Give it a name."),
        most=LONGEST_NAME,
    )


def last_plan(name: str) -> StorageError:
    """The last plan that lives cannot be deleted."""
    return StorageError(
        "last-plan",
        N_("{plan} is the only plan of this project, so it cannot be deleted."),
        N_("Add another plan first."),
        plan=name,
    )


def not_deleted(number: int) -> StorageError:
    """There is no deleted plan of that number."""
    return StorageError(
        "not-deleted",
        N_("No deleted plan has the number {number}."),
        N_("Look at the list of the project's plans."),
        number=number,
    )


def no_step(name: str, step: int) -> StorageError:
    """The plan has no such step."""
    return StorageError(
        "unknown-step",
        N_("The plan {plan} has no step {step}."),
        N_("Look at the plan's history."),
        plan=name,
        step=step,
    )


def no_longer_fits(path: Path, step: int, plan: str, reason: str) -> StorageError:
    """A kept step is refused by the plan it was made on."""
    return StorageError(
        "journal-refused",
        N_("Step {step} of the plan {plan} in {file} can no longer be carried out: {reason}"),
        N_("Open it with the Piiri that saved it, or open another copy of the project."),
        file=str(path),
        step=step,
        plan=plan,
        reason=reason,
    )
