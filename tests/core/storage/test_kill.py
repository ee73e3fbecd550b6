"""Killed at any moment, a process loses no committed edit, and the file is the old one or the new one."""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from piiri.model import Dataset, Plan
from piiri.storage import check_project, create_project, open_project

LOOP = Path(__file__).with_name("kill_loop.py")
mark = runpy.run_path(str(LOOP))["mark"]
CALLS = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are made by fork")


@pytest.fixture
def saved(town_of: Callable[..., tuple[Dataset, Plan]], tmp_path: Path) -> Path:
    """A small project in a folder of its own."""
    dataset, plan = town_of(pupils=300, blocks=60)
    folder = tmp_path / "place"
    folder.mkdir()
    with create_project(dataset, (plan,), workdir=tmp_path / "making") as project:
        project.save_as(folder / "town.gpkg")
    return folder / "town.gpkg"


def run(*arguments: object, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    # one thread, so that a fork copies all of the process
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [*before, sys.executable, "-P", "-W", "error", str(LOOP), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    print(answer)
    return answer


def kills(saved: Path, workdir: Path, seed: int, count: int) -> None:
    tally = told(run("kills", saved, workdir, seed, count))
    assert sum(number for word, number in tally.items() if word.startswith("killed while")) == count
    assert tally["done"] > count and tally["saved"] > 0  # they did work before they were killed
    assert tally["settled"] > 0


def test_killed_at_random_moments(saved: Path, workdir: Path) -> None:
    kills(saved, workdir, 1, 40)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_killed_at_three_hundred_random_moments(saved: Path, workdir: Path) -> None:
    kills(saved, workdir, 2, 300)


def rivals(saved: Path, workdir: Path, count: int, saves: int) -> None:
    found = told(run("rivals", saved, workdir, count, saves))
    assert found["lost"] == []
    assert found["kept"] == found["saved"] == found["generation"] - 1
    assert found["saved"] + found["refusals"] == count * saves
    assert found["refused"] in ([], ["saved-elsewhere"])
    assert check_project(saved) == () and os.listdir(saved.parent) == [saved.name]


def test_rivals_never_overwrite_one_another(saved: Path, workdir: Path) -> None:
    rivals(saved, workdir, 3, 10)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_rivals_many_times(saved: Path, workdir: Path) -> None:
    rivals(saved, workdir, 5, 100)


def traced(inject: str) -> tuple[str, ...]:
    return (
        "strace",
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={inject.partition(':')[0]}",
        "-e",
        f"inject={inject}",
    )


@pytest.fixture(scope="module")
def strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    done = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")


def struck_at(call: str, how: str, saved: Path, folder: Path) -> bool:
    """Work once, struck at the n-th of some calls to the system; False where the work ended before that."""
    place, workdir = folder / "place", folder / "working"
    place.mkdir(parents=True)
    target = Path(shutil.copy(saved, place / "town.gpkg"))
    old = target.read_bytes()
    done = run("worker", target, workdir, 7, 12, before=traced(f"{call}:{how}"))
    if done.returncode not in (0, 137, -9):
        assert done.returncode == 1 and "piiri.errors.StorageError: " in done.stderr, done.stderr
    with open_project(saved, workdir=folder / "aside") as first:
        plans = {mark(first)}
    placed = set()
    for word, value in re.findall(r"^(opened|try|done|placing) (\w+)$", done.stdout, re.MULTILINE):
        if word == "placing":
            placed.add(value)
        else:
            plans = plans | {value} if word == "try" else {value}
    now = target.read_bytes()
    assert now == old or hashlib.sha256(now).hexdigest() in placed
    with open_project(target, workdir=workdir) as project:
        assert mark(project) in plans
        assert os.listdir(place) == [target.name]
        project.save()
    assert check_project(target) == () and os.listdir(workdir) == ["lock"]
    return done.returncode != 0


@pytest.mark.parametrize("number", [1, 2, 4, 7, 11, 16])
def test_killed_at_a_call(strace: None, saved: Path, tmp_path: Path, number: int) -> None:
    assert struck_at(CALLS, f"signal=SIGKILL:when={number}", saved, tmp_path / "run")


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("number", ["3", "40+"])
def test_refused_at_a_call(strace: None, saved: Path, tmp_path: Path, error: str, number: str) -> None:
    """What the system refuses is told in a sentence, and leaves things as a kill does."""
    struck = struck_at("pwrite64,fsync,fdatasync", f"error={error}:when={number}", saved, tmp_path / "run")
    assert struck or number == "3"  # a refusal while a start or a close tidies up may be no harm


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("call", "how", "stride"),
    [
        (CALLS, "signal=SIGKILL:when={}", 1),
        ("pwrite64", "signal=SIGKILL:when={}", 5),
        ("fsync,fdatasync,rename", "error=EIO:when={}+", 1),
        ("pwrite64", "error=ENOSPC:when={}+", 7),
    ],
)
def test_struck_at_every_call(strace: None, saved: Path, tmp_path: Path, call: str, how: str, stride: int) -> None:
    number = 1
    while struck_at(call, how.format(number), saved, tmp_path / f"run{number}"):
        shutil.rmtree(tmp_path / f"run{number}")
        number += stride
    print(f"{call}: struck {(number - 1) // stride} times")
    assert number > 20
