"""What the benchmarks share: a municipality of a size, folders of their own, percentiles, and budgets met or not.

Nothing here asserts: a busy machine is no bug. The budgets are those the project has set itself.
"""

from __future__ import annotations

import importlib.util
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from piiri.model import Dataset, Plan

PUPIL_SHARE = 0.6
"""Of the demo's children this share goes to school already; the others are the coming years."""


def pupils_of(argument: int) -> int:
    """Return how many children the demo needs so that about so many of them are pupils today.

    >>> pupils_of(60_000)
    100000
    """
    return round(argument / PUPIL_SHARE)


def town(pupils: int, schools: int, faces: int) -> tuple[Dataset, Plan]:
    """Return the demo municipality with about so many pupils of grades 1 to 9, and its plan of today."""
    from piiri.io.demo import demo_municipality

    return demo_municipality(pupils=pupils_of(pupils), schools=schools, faces=faces)


def sizes(dataset: Dataset, plan: Plan) -> dict[str, int]:
    """Return how large a municipality is, as every benchmark prints it."""
    return {
        "pupils": dataset.pupils.points.total("pupils"),
        "children": len(dataset.pupils),
        "schools": len(dataset.schools),
        "catchments": len(plan.catchments),
        "stages": len(dataset.stages),
        "faces": plan.coverage.face_count,
    }


@contextmanager
def own_folders() -> Iterator[Path]:
    """Settings, working databases and logs go to a folder that is removed afterwards, not to the person's own."""
    with tempfile.TemporaryDirectory(prefix="piiri-benchmark-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        for name in ("APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            os.environ[name] = str(home / name.lower())
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        yield home


def peak_mb() -> float:
    """Return the peak resident memory of this process in MiB.

    The module is loaded by its file: its package would bring geopandas, which the window never loads.
    """
    path = Path(__file__).parents[2] / "core" / "piiri" / "bench" / "memory.py"
    spec = importlib.util.spec_from_file_location("piiri_memory", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return round(module.peak_mb() or 0.0, 1)


def spread(values: Sequence[float]) -> dict[str, float | int]:
    """Return how many values there are, their median, 95th percentile and maximum."""
    p50, p95, most = np.percentile(np.asarray(values, dtype=float), [50, 95, 100])
    return {"n": len(values), "p50": round(float(p50), 2), "p95": round(float(p95), 2), "max": round(float(most), 2)}


def budget(what: str, measured: float, limit: float, *, at_least: bool = False) -> dict[str, Any]:
    """Return one line of the budgets: what, how much it was, how much it may be, and whether that is met."""
    met = measured >= limit if at_least else measured <= limit
    return {"what": what, "measured": round(measured, 2), "budget": limit, "met": met}


def report(benchmark: str, figures: dict[str, Any], budgets: list[dict[str, Any]]) -> None:
    """Print the result of a benchmark as one line of JSON."""
    met = all(line["met"] for line in budgets)
    print(json.dumps({"benchmark": benchmark, **figures, "budgets": budgets, "met": met}), flush=True)
