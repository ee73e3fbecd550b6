"""Limits, death and cancelling: the process that reads may end in any way, the program goes on."""

import os
import signal
import sys
from pathlib import Path

import pytest

from piiri.io.guarded import worker as module
from piiri.io.guarded.worker import Died, Late, Limits, Worker, ask, end_all
from piiri.io.mapping import LayerMapping
from piiri.progress import Cancelled


def silent(gone: float) -> None:
    """Nobody watches."""


@pytest.fixture
def table(tmp_path: Path) -> tuple[LayerMapping]:
    path = tmp_path / "long.csv"
    path.write_text("a;b;c\n" + "".join(f"{n};{n * n};abcdef{n}\n" for n in range(150_000)), encoding="utf-8")
    return (LayerMapping("", path, path.name, delimiter=";"),)


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "small.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    return path, path.name


def test_a_warm_process_serves_again(small) -> None:
    end_all()
    assert ask("opened", small, silent)[0]["value"] == {"format": "csv", "layers": [""]}
    waiting = module._idle[-1]
    ask("opened", small, silent)
    assert module._idle[-1] is waiting and len(module._idle) == 1


def test_one_that_died_while_it_waited_is_replaced(small) -> None:
    ask("opened", small, silent)
    waiting = module._idle[-1]
    waiting.process.kill()
    waiting.process.wait()
    assert ask("opened", small, silent)[0]["value"]["format"] == "csv"


def test_past_its_time_it_is_ended(table) -> None:
    late = Worker(Limits(seconds=0.05))
    with pytest.raises(Late):
        late.ask("table", table, silent)
    assert not late.alive and not Path(late._folder.name).exists()


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps no limit of memory")
def test_past_its_memory_it_says_so(table) -> None:
    poor = Worker(Limits(memory_mb=8))
    try:
        answer, _ = poor.ask("table", table, silent)
        assert answer.get("memory")
    finally:
        poor.end()


def test_its_death_is_told(table) -> None:
    doomed = Worker(Limits())
    with pytest.raises(Died):
        doomed.ask("table", table, lambda gone: os.kill(doomed.process.pid, signal.SIGTERM))
    assert not doomed.alive


def test_cancelling_ends_it(table) -> None:
    stopped = Worker(Limits())

    def cancel(gone: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        stopped.ask("table", table, cancel)
    assert not stopped.alive


def test_a_fault_of_a_parser_is_told_and_the_process_lives(small) -> None:
    worker = Worker(Limits())
    try:
        answer, _ = worker.ask("table", (small[0],), silent)  # a path is no layer of a mapping
        assert "AttributeError" in answer["fault"]
        assert worker.ask("opened", small, silent)[0]["value"]["format"] == "csv"
    finally:
        worker.end()
