"""Work beside the window: results arrive in the GUI thread, one after another, and a cancel stops it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyproj import CRS
from pytestqt.qtbot import QtBot

from piiri.progress import Progress
from piiri_desktop.jobs import Job, Jobs

Heard = list[tuple[str, Any, bool]]


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.finish()


@pytest.fixture
def heard() -> Heard:
    return []


def hear(heard: Heard, what: str) -> Callable[[Any], None]:
    def slot(value: Any = None) -> None:
        heard.append((what, value, threading.current_thread() is threading.main_thread()))

    return slot


def start(jobs: Jobs, heard: Heard, function: Callable[..., Any], *inputs: Any) -> Job:
    job = jobs.start("Work", function, *inputs, done=hear(heard, "done"), failed=hear(heard, "failed"))
    job.stopped.connect(hear(heard, "stopped"))
    return job


def test_the_result_comes_back_in_the_gui_thread(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    where = []

    def work(a: int, b: int, progress: Progress) -> int:
        where.append(threading.current_thread())
        return a + b

    start(jobs, heard, work, 2, 3)
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == [("done", 5, True)]
    assert where[0] is not threading.main_thread()


def test_none_is_lost_however_short_the_work(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    for number in range(200):
        start(jobs, heard, lambda n, progress: n, number)
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == [("done", number, True) for number in range(200)]


def test_libraries_that_keep_something_a_thread_work_every_time(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    """pyproj keeps a context for each thread and frees it with Python's state of that thread."""

    def work(code: int, progress: Progress) -> str:
        return CRS.from_epsg(code).name

    for code in (3067, 3879, 3006, 3067):
        start(jobs, heard, work, code)
        qtbot.waitUntil(lambda: not jobs.running)
    assert [what for what, _, _ in heard] == ["done"] * 4
    assert heard[0][1] == "ETRS89 / TM35FIN(E,N)"


def test_two_pieces_never_run_at_once(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    inside, most, gate = [0], [0], threading.Event()

    def work(progress: Progress) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        gate.wait(0.02)
        inside[0] -= 1

    for _ in range(4):
        start(jobs, heard, work)
    qtbot.waitUntil(lambda: not jobs.running)
    assert most == [1]


def test_a_failure_is_handed_over(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    error = ValueError("no")

    def work(progress: Progress) -> None:
        raise error

    start(jobs, heard, work)
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == [("failed", error, True)]


def test_a_cancel_stops_it_and_nothing_else_is_said(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    begun = threading.Event()
    reported = []

    def work(progress: Progress) -> str:
        for step in range(1_000_000):
            progress(step / 1_000_000, "on it")
            begun.set()
        return "finished"

    job = start(jobs, heard, work)
    job.progressed.connect(lambda fraction, text: reported.append((fraction, text)))
    assert begun.wait(10)
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.running)
    assert heard == [("stopped", None, True)]
    assert reported
    assert reported[0] == (0.0, "on it")


def test_finish_waits_and_says_what_was_still_to_say(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    start(jobs, heard, lambda progress: "kept")
    jobs.finish()
    assert heard == [("done", "kept", True)]
    assert jobs.running == ()


def test_no_garbage_is_collected_in_the_worker(qtbot: QtBot) -> None:
    """A collection there would delete widgets in the wrong thread."""
    import gc

    jobs = Jobs()
    seen: list[bool] = []
    jobs.start("", lambda progress: gc.isenabled(), done=seen.append, failed=lambda error: seen.append(True))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]
    qtbot.waitUntil(gc.isenabled)
    jobs.finish()


def test_what_piled_up_meanwhile_is_collected_in_the_gui_thread(qtbot: QtBot, jobs: Jobs, heard: Heard) -> None:
    """A widget that the GUI thread let go of, in a circle of its own, would else be deleted by the worker."""
    seen: list[int] = []

    class Circle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            seen.append(threading.get_ident())

    def pile_up(progress: Progress) -> int:
        for _ in range(3000):
            Circle()
        return 1

    done: list[int] = []
    for _ in range(5):
        jobs.start("", pile_up, done=done.append, failed=done.append)  # type: ignore[arg-type]
        for _ in range(200):
            Circle()
        qtbot.waitUntil(lambda: not jobs.running)
    gc.collect()
    assert len(seen) == 5 * 3200 and set(seen) == {threading.get_ident()}
    assert done == [1] * 5
