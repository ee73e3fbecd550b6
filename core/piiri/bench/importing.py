"""How long it takes to import a large register of pupils, beside a plain ``pandas.read_csv`` of the same file."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ..i18n import tr
from ..io.checking import check_files
from ..io.demo import demo_municipality
from ..io.guarded.worker import running
from ..model.arrays import Array
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..progress import Part, Progress, silent

_SPREAD_M = 15.0
"""How far a made-up pupil lives from the one of the demo municipality whose data it repeats."""


def bench_import(*, rows: int, seed: int = 1, progress: Progress = silent) -> dict[str, Any]:
    """Measure and return one JSON value.

    Parameters
    ----------
    rows
        Pupils in the register; the demo municipality's catchments and schools come with it.
    seed
        Of municipality and register.
    progress
        Told how far it is.

    Returns
    -------
    dict
        ``rows``, ``file_mb``; ``seconds`` from the first byte read to the imported dataset, with recognition and all
        checks; ``first_progress_s``; ``progress_calls`` and ``longest_silence_s`` between two of them; ``peak_mb`` of
        this process, ``reader_peak_mb`` of those that read the files, ``both_peak_mb`` the most at one
        moment; ``ready``, ``accepted``, ``problems`` as
        the check found them; ``read_csv_s`` what ``pandas.read_csv`` alone takes for the register; ``ratio``.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        dataset, plan = demo_municipality(pupils=12_000, seed=seed, progress=Part(progress, 0.0, 0.1))
        register = write_files(folder, dataset, plan, rows, seed)
        progress(0.2, tr("Timing the import"))
        watch = _Watch(Part(progress, 0.2, 0.9))
        memory = _Memory()
        answers = {"protected:pupils.csv": "ban"}
        started = time.perf_counter()
        checked = check_files([folder], answers, watch)
        seconds = time.perf_counter() - started
        watch(1.0, "")
        memory.stop()
        progress(0.9, tr("Timing pandas"))
        started = time.perf_counter()
        frame = pd.read_csv(register, sep=";")
        read_csv_s = time.perf_counter() - started
        assert len(frame) == rows
        ledger = next((each for each in checked.report.ledgers if each.kind == "pupils"), None)
        progress(1.0, tr("Done"))
        return {
            "rows": rows,
            "file_mb": register.stat().st_size / 1e6,
            "seconds": seconds,
            "first_progress_s": watch.first,
            "progress_calls": watch.calls,
            "longest_silence_s": watch.longest,
            "peak_mb": memory.own_mb,
            "reader_peak_mb": memory.reader_mb,
            "both_peak_mb": memory.both_mb,
            "ready": checked.ready,
            "accepted": ledger.accepted if ledger else None,
            "problems": len(checked.report.problems),
            "read_csv_s": read_csv_s,
            "ratio": seconds / read_csv_s,
        }


class _Watch:
    """Notes when progress is told."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._last = progress, time.perf_counter()
        self.first: float | None = None
        self.calls, self.longest = 0, 0.0
        self._lock = threading.Lock()

    def __call__(self, fraction: float, text: str) -> None:
        now = time.perf_counter()
        since, self._last = now - self._last, now
        self.first = since if self.first is None else self.first
        self.calls, self.longest = self.calls + 1, max(self.longest, since)
        self._progress(fraction, text)


class _Memory(threading.Thread):
    """Looks thirty times a second how much memory this process and the reading ones hold; only Linux tells."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own_mb = self.reader_mb = self.both_mb = 0.0
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._ended.wait(0.03):
            own, reader = _resident_mb("self"), sum(map(_resident_mb, running()))
            self.own_mb, self.reader_mb = max(self.own_mb, own), max(self.reader_mb, reader)
            self.both_mb = max(self.both_mb, own + reader)

    def stop(self) -> None:
        """Stop looking."""
        self._ended.set()
        self.join()


def _resident_mb(process: int | str) -> float:
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


def write_files(folder: Path, dataset: Dataset, plan: Plan, rows: int, seed: int) -> Path:
    """Write catchments, schools and a register of pupils as a city would give them; returns the register."""
    random = np.random.default_rng(seed)
    faces = plan.coverage.polygons()
    for stage, row in zip(plan.stages, plan.catchment_of_face, strict=True):
        features = []
        for k in np.unique(row[row >= 0]):
            shape = shapely.union_all(faces[row == k])
            school = dataset.schools.names[plan.catchments.servers[k].max()]
            features.append(
                {"type": "Feature", "properties": {"koulu": school}, "geometry": json.loads(shapely.to_geojson(shape))}
            )
        crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{dataset.crs.split(':')[1]}"}}
        whole = {"type": "FeatureCollection", "crs": crs, "features": features}
        name = f"catchments_{stage.language}_{min(stage.grades)}-{max(stage.grades)}.geojson"
        (folder / name).write_text(json.dumps(whole), encoding="utf-8")
    schools = dataset.schools
    pd.DataFrame({"id": schools.ids, "name": schools.names, "E": schools.xy[:, 0], "N": schools.xy[:, 1]}).to_csv(
        folder / "schools.csv", sep=";", index=False
    )
    pupils = dataset.pupils
    at_school = np.flatnonzero((pupils.grade > 0) & pupils.points.located & (pupils.stage >= 0))
    chosen: Array = random.choice(at_school, rows)
    xy = pupils.points.xy[chosen] + random.uniform(-_SPREAD_M, _SPREAD_M, (rows, 2))
    languages = np.array([stage.language for stage in dataset.stages])
    names = np.array([*schools.names, ""], dtype=object)
    frame = pd.DataFrame(
        {
            "pupil": np.arange(rows) + 1,
            "E": np.round(xy[:, 0], 2),
            "N": np.round(xy[:, 1], 2),
            "grade": pupils.grade[chosen],
            "language": languages[pupils.stage[chosen]],
            "school": names[pupils.attends[chosen]],
            "ban": (random.random(rows) < 0.002).astype(int),
            "s2": (random.random(rows) < 0.2).astype(int),
        }
    )
    frame.to_csv(folder / "pupils.csv", sep=";", index=False)
    return folder / "pupils.csv"
