"""Files taken in, and one piece of work about them at a time: what an import and a renewal have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from piiri.errors import InputError
from piiri.i18n import N_
from piiri.io.recognise.looking import files_of

from ..jobs import Job, Jobs


class UnderWay(QObject):
    """What has been dropped so far, and what is being done with it; it outlives the page that shows it.

    A newer piece of work takes the place of the one before; what that one still says is not listened to.

    Signals
    -------
    changed()
        Files, what follows from them, or what is being done are others.
    failed(Exception)
        Something could not be done; everything is as it was before.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._over = False
        self.paths: tuple[Path, ...] = ()
        self.stopped = False

    # ------------------------------------------------------------------------------------------------ for both of them
    def read(self) -> None:
        """Read the files, or again what was stopped."""
        raise NotImplementedError("the import reads otherwise than the renewal")

    def _was_stopped(self) -> None:
        """The work was stopped; :meth:`_mine` tells whether it is still the one that counts."""
        raise NotImplementedError("what stays differs")

    def _fail(self, error: Exception) -> None:
        """The work failed."""
        raise NotImplementedError("what stays differs")

    # ------------------------------------------------------------------------------------------------ files
    def add(self, paths: Sequence[Path]) -> None:
        """Take files in, and those of folders."""
        try:
            found = files_of(paths)
        except (InputError, OSError) as error:
            self.failed.emit(_said(error, paths))
            return
        new = [path for path in found if path not in self.paths]
        if new:
            self.paths = (*self.paths, *new)
            self.read()

    # ------------------------------------------------------------------------------------------------ work
    @property
    def busy(self) -> bool:
        """True while something is being done."""
        return self._job is not None

    def _start(self, name: str, function: Callable[..., object], *inputs: object, done: Callable[[Any], None]) -> None:
        if self._over:
            return
        job = self._jobs.start(name, function, *inputs, done=done, failed=self._fail)
        job.stopped.connect(self._was_stopped)
        self._job = job
        self.changed.emit()

    def _mine(self) -> bool:
        """Tell whether the signal that is heard comes from the work that counts."""
        return self.sender() is None or self.sender() is self._job

    def stop(self, *, over: bool = True) -> None:
        """Stop what is under way; with ``over`` nothing more is begun: the window goes."""
        self._over = self._over or over
        job, self._job = self._job, None
        if job is not None:
            job.cancel()


def _said(error: Exception, paths: Sequence[Path]) -> Exception:
    if isinstance(error, OSError):
        return InputError(
            "file-not-read",
            N_("The file {file} cannot be read: {reason}."),
            N_("Check that it is there and that you may read it."),
            file=", ".join(path.name for path in paths),
            reason=error.strerror or "?",
        )
    return error
