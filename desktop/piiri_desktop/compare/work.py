"""Comparing beside the window: one piece of work at a time, plans that were counted are kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from piiri.compare import Comparison, CountedPlan, compare
from piiri.i18n import tr
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.progress import Progress

from ..jobs import Job, Jobs

Chosen = tuple[str, ...]


class CompareWork(QObject):
    """Runs comparisons in a job; the newest one asked for wins.

    Parameters
    ----------
    dataset
        What the plans rest on.
    jobs
        Where it runs.
    today
        The plan in force today, by which money is counted; None for the first one compared.

    Signals
    -------
    done(tuple, Comparison)
        The keys given to :meth:`start`, and the result.
    failed(Exception)
        What was raised.
    """

    done = Signal(object, object)
    failed = Signal(object)

    def __init__(self, dataset: Dataset, jobs: Jobs, parent: QObject | None = None, today: Plan | None = None) -> None:
        super().__init__(parent)
        self._dataset, self._jobs, self._today = dataset, jobs, today
        self._job: Job | None = None
        self._asked = 0
        self._counted: tuple[CountedPlan, ...] = ()

    @property
    def busy(self) -> bool:
        """True while plans are being compared."""
        return self._job is not None

    def start(self, chosen: Chosen, plans: Sequence[Plan]) -> None:
        """Compare plans; what was asked for before is dropped."""
        self.stop()
        self._asked += 1
        known = {id(each.plan): each for each in self._counted}
        inputs = [known.get(id(plan), plan) for plan in plans]
        self._job = self._jobs.start(
            tr("Comparing the plans"),
            _compare,
            self._dataset,
            inputs,
            (self._asked, chosen),
            self._today,
            done=self._take,
            failed=self._fail,
        )

    def stop(self) -> None:
        """Drop what is being compared."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._asked += 1

    def _take(self, result: tuple[tuple[int, Chosen], Comparison]) -> None:
        (asked, chosen), comparison = result
        if asked == self._asked:
            self._job = None
            self._counted = comparison.plans
            self.done.emit(chosen, comparison)

    def _fail(self, error: Exception) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self.failed.emit(error)


def _compare(
    dataset: Dataset,
    plans: Sequence[Plan | CountedPlan],
    asked: tuple[int, Chosen],
    today: Plan | None,
    progress: Progress,
) -> tuple[tuple[int, Chosen], Comparison]:
    return asked, compare(dataset, plans, progress, today)
