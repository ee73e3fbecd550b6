"""Thousands of spoiled files of every format: never a hang, never a fault of the program, and every row accounted for.

``PIIRI_MUTATIONS=20000 pytest -m soak tests/core/io/guarded/test_mutations.py -s`` runs them all and says what came
out.
"""

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from shared.mutating import WAYS, renamed, samples

from piiri.errors import InputError
from piiri.io.checking import check_files
from piiri.io.columns import flags, leave_out, numbers
from piiri.io.guarded import header_rows_of, opened, read_table, worker
from piiri.io.guarded.worker import Limits
from piiri.io.mapping import LayerMapping
from piiri.io.report import Findings, ImportBlocked

LIMIT_S = 15.0
ENDED: Counter = Counter()
"""Why reading ended without a sentence of its own: faults of the parsers."""


def read_whole(path: Path) -> tuple[str, int]:
    """Open a file and look at every row of every layer; returns the code of what stopped it, and how many rows."""
    findings, rows = Findings(), 0
    try:
        found = opened(path, path.name, findings)
        for layer in found.layers[:3]:
            spec = LayerMapping("pupils", path, path.name, layer=layer if len(found.layers) > 1 else "")
            if found.format in ("csv", "xlsx"):
                spec = header_rows_of(LayerMapping("pupils", path, path.name, layer=layer), found.format, findings)
            table = read_table(spec, findings)
            try:
                leave_out(table, findings)
                if "luokka" in table.columns:
                    numbers(table, "luokka", findings, whole=True, low=0, high=9)
                if "turvakielto" in table.columns:
                    flags(table, "turvakielto", findings)
            finally:
                ledger = table.ledger()  # which refuses to be made where it does not add up
                assert ledger.rows == ledger.accepted + ledger.repaired + ledger.rejected + ledger.excluded
                rows += ledger.rows
    except ImportBlocked as blocked:
        _said(blocked)
        if blocked.code == "reading-ended":
            ENDED[str(blocked.problem.facts["reason"])[:90]] += 1
        return blocked.code, rows
    for problem in findings.problems:
        assert problem.sentence
    return "", rows


def _said(error: InputError) -> None:
    """An error is a whole sentence."""
    assert len(error.sentence) > 20


def check_whole(path: Path) -> str:
    """Check a file as `piiri check` does; returns the code of what stopped it."""
    try:
        checked = check_files([path])
    except InputError as error:
        _said(error)
        return error.code
    for each in checked.report.ledgers:
        assert each.rows == each.accepted + each.repaired + each.rejected + each.excluded
    return checked.stopped.code if checked.stopped else ""


def run(folder: Path, count: int, seed: int, kinds: dict[str, bytes]) -> Counter:
    """Spoil and read so many files; returns how often each outcome came."""
    outcomes: Counter = Counter()
    for n in range(count):
        dice = random.Random(seed * 1_000_003 + n)
        name = sorted(kinds)[n % len(kinds)]
        way = dice.choice(WAYS)
        path = folder / f"{n}_{renamed(name, dice)}"
        spoiled = way(kinds[name], dice)
        path.write_bytes(spoiled)
        if name == "areas.shp":  # with good companions
            for suffix in ("shx", "dbf", "prj", "cpg"):
                path.with_suffix(f".{suffix}").write_bytes((folder / f"areas.{suffix}").read_bytes())
        started = time.monotonic()
        try:
            code, rows = read_whole(path)
            if n % 20 == 0:
                outcomes[f"checked: {check_whole(path) or 'went through'}"] += 1
        except Exception as problem:
            raise AssertionError(f"file {n} of seed {seed}: {way.__name__} {path.name}") from problem
        assert path.read_bytes() == spoiled
        outcomes[code or "read"] += 1
        outcomes["rows"] += rows
        outcomes["slowest ms"] = max(outcomes["slowest ms"], round(1000 * (time.monotonic() - started)))
        for each in folder.glob(f"{n}_*"):
            each.unlink()
    return outcomes


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    return folder, samples(folder)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(worker, "LIMITS", Limits(seconds=LIMIT_S, memory_mb=1024))


def test_the_good_ones_are_read(good) -> None:
    folder, kinds = good
    for name, data in kinds.items():
        (folder / name).write_bytes(data)
        findings = Findings()
        found = opened(folder / name, name, findings)
        spec = LayerMapping("", folder / name, name, layer=found.layers[0] if len(found.layers) > 1 else "")
        assert len(read_table(spec, findings)) >= 4, name


def test_some_hundred(good) -> None:
    folder, kinds = good
    outcomes = run(folder, 320, 1, kinds)
    assert len(outcomes) > 8 and outcomes["read"] > 20  # the mutations bite, in several ways


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_all(good) -> None:
    folder, kinds = good
    roads = Path(os.environ.get("PIIRI_REAL_DATA", "none")) / "roads" / "test.osm.pbf"
    if roads.is_file():
        kinds = kinds | {"roads.osm.pbf": roads.read_bytes()}
    seed = int(os.environ.get("PIIRI_MUTATIONS_SEED", "2026"))
    outcomes = run(folder, int(os.environ.get("PIIRI_MUTATIONS", "2000")), seed, kinds)
    print("\n" + "\n".join(f"{outcome:<60} {n}" for outcome, n in [*outcomes.most_common(), *ENDED.most_common(40)]))
