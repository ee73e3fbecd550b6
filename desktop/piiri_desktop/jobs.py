"""Long work beside the window: a pure function runs in a thread of its own and reports back to the GUI thread.

The one module that names threads. ``f(*inputs, progress) -> result``; a cancel is a flag that the next call of
``progress`` turns into :class:`~piiri.progress.Cancelled`. What a piece of work has to say crosses the threads through
one signal of :class:`Jobs`, which hands it on in the GUI thread.

The thread is Python's, not one of Qt's pool: Python forgets its own state of a foreign thread after each piece of work,
while the thread lives on, and pyproj then uses a context that has been freed.

Python's cyclic garbage collector runs in whatever thread allocates, and would there delete widgets that the GUI
thread has let go of, which Qt does not survive. So it rests while work runs, and goes on afterwards. Only the GUI
thread sends it to rest and wakes it: woken by the worker it would run there at once, for all that has piled up."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from piiri.progress import Cancelled

REPORT_EVERY_S = 0.05
_at_work = 0

_Work = tuple["Job", Callable[..., Any], tuple[Any, ...]]


def _count_work(more: int) -> None:
    """In the GUI thread: let the garbage collector rest as long as there is any work."""
    global _at_work
    _at_work += more
    if _at_work:
        gc.disable()
    else:
        gc.enable()


class Job(QObject):
    """One piece of work under way; its signals are sent in the GUI thread.

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
        self._cancel = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancel.set()

    @property
    def is_cancelled(self) -> bool:
        """True once the work has been asked to stop."""
        return self._cancel.is_set()


class Jobs(QObject):
    """Starts work, one piece after another, so that two pieces never meet on one project.

    Signals
    -------
    started(Job)
        A piece of work has been begun.
    """

    started = Signal(object)
    _said = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._running: list[Job] = []
        self._said.connect(self._hear)

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
    ) -> Job:
        """Run ``function(*inputs, progress)`` in the background.

        Parameters
        ----------
        name
            What is being done, for the progress strip, in the user's language.
        done, failed
            Called in the GUI thread with the result, or with what was raised; after a cancel neither is.
        """
        job = Job(name, self)
        self._running.append(job)
        job.done.connect(done)
        job.failed.connect(failed)
        self.started.emit(job)
        _count_work(1)
        self._waiting.put((job, function, inputs))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work_all, name="piiri-jobs", daemon=True)
            self._thread.start()
        return job

    def _work_all(self) -> None:
        """In the worker thread: one piece after another, until there is nothing more to come."""
        while (work := self._waiting.get()) is not None:
            self._work(*work)

    def _work(self, job: Job, function: Callable[..., Any], inputs: tuple[Any, ...]) -> None:
        """In the worker thread: run it and say how it went."""
        reported_s = 0.0

        def report(fraction: float, text: str) -> None:
            nonlocal reported_s
            if job.is_cancelled:
                raise Cancelled
            now = time.monotonic()
            if now - reported_s >= REPORT_EVERY_S or fraction >= 1.0:
                reported_s = now
                self._said.emit(job, "progressed", (fraction, text))

        try:
            result = function(*inputs, report)
        except Cancelled:
            self._said.emit(job, "stopped", None)
        except Exception as error:
            self._said.emit(job, "failed", error)
        else:
            self._said.emit(job, "done", result)

    def _hear(self, job: Job, what: str, value: Any) -> None:
        """In the GUI thread: hand on what a piece of work said."""
        if what == "progressed":
            job.progressed.emit(*value)
            return
        self._running.remove(job)
        _count_work(-1)
        if what == "stopped":
            job.stopped.emit()
        elif what == "failed":
            job.failed.emit(value)
        else:
            job.done.emit(value)
        job.deleteLater()

    def finish(self) -> None:
        """Cancel what runs and wait for it; before the window goes. What it still had to say is said."""
        for job in self._running:
            job.cancel()
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
