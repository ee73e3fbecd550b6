"""Long work beside the window: a pure function runs in Qt's thread pool and reports back to the GUI thread.

The one module that names threads. ``f(*inputs, progress) -> result``; a cancel is a flag that the next call of
``progress`` turns into :class:`~piiri.progress.Cancelled`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from piiri.progress import Cancelled

REPORT_EVERY_S = 0.05


class Job(QObject):
    """One piece of work under way; its signals arrive in the GUI thread.

    Signals
    -------
    progressed(float, str)
        Fraction in 0..1 and what is being done.
    done(object)
        The function's result.
    failed(Exception)
        What the function raised.
    stopped()
        The function ended because of :meth:`cancel`.
    """

    progressed = Signal(float, str)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.name = name
        self.started_s = time.monotonic()
        self._cancel = threading.Event()
        self._reported_s = 0.0

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancel.set()

    def report(self, fraction: float, text: str) -> None:
        """The ``progress`` the work is given; called in its thread."""
        if self._cancel.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._reported_s >= REPORT_EVERY_S or fraction >= 1.0:
            self._reported_s = now
            self.progressed.emit(fraction, text)


class _Work(QRunnable):
    def __init__(self, job: Job, function: Callable[..., Any], inputs: tuple[Any, ...]) -> None:
        super().__init__()
        self._job, self._function, self._inputs = job, function, inputs

    def run(self) -> None:
        job = self._job
        try:
            result = self._function(*self._inputs, job.report)
        except Cancelled:
            job.stopped.emit()
        except Exception as error:
            job.failed.emit(error)
        else:
            job.done.emit(result)


class Jobs(QObject):
    """Starts work, one piece after another, so that two pieces never meet on one project."""

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """The work under way or waiting, oldest first."""
        return tuple(self._running)

    def start(
        self,
        name: str,
        function: Callable[..., Any],
        *inputs: Any,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        stopped: Callable[[], None] | None = None,
    ) -> Job:
        """Run ``function(*inputs, progress)`` in the background.

        Parameters
        ----------
        name
            What is being done, for the progress strip, in the user's language.
        done, failed, stopped
            Called in the GUI thread with the result, with what was raised, or after a cancel: methods of a ``QObject``
            of the GUI thread, so that Qt brings them there.
        """
        job = Job(name, self)
        self._running.append(job)
        job.done.connect(self._ended)
        job.failed.connect(self._ended)
        job.stopped.connect(self._ended)
        job.done.connect(done)
        job.failed.connect(failed)
        if stopped is not None:
            job.stopped.connect(stopped)
        self.started.emit(job)
        self._pool.start(_Work(job, function, inputs))
        return job

    def _ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._running:
            self._running.remove(job)
            job.deleteLater()

    def finish(self) -> None:
        """Cancel what runs and wait for it; before the window goes."""
        for job in self._running:
            job.cancel()
        self._pool.waitForDone()
