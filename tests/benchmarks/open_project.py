"""How long a saved project takes to open, and the window with it from a cold start. Prints one line of JSON.

    python tests/benchmarks/open_project.py [--pupils 60000] [--schools 120] [--faces 4000] [--times 5]

``open_ms``: the file is checked and read into a working copy. ``window_ms``: from starting the process until the window
has painted the map, the table and the charts of the project, in a process of its own each time; ``imported`` and
``shown`` say when the program was loaded and when the empty window stood.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from measuring import budget, own_folders, report, sizes, spread, town

OPEN_MS, WINDOW_MS = 1000.0, 3000.0
_STARTED, _CHILD = "PIIRI_BENCHMARK_STARTED", "--child"


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == [_CHILD]:
        _window(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=60_000)
    parser.add_argument("--schools", type=int, default=120)
    parser.add_argument("--faces", type=int, default=4_000)
    parser.add_argument("--times", type=int, default=5)
    args = parser.parse_args()
    with own_folders() as home:
        from piiri.storage import create_project, open_project

        dataset, plan = town(args.pupils, args.schools, args.faces)
        path = home / "town.gpkg"
        started = time.perf_counter()
        project = create_project(dataset, [plan])
        created = time.perf_counter()
        project.save_as(path)
        saved = time.perf_counter()
        project.close(discard=True)
        opened, busy = [], []
        for _ in range(args.times):
            started_at, cpu = time.perf_counter(), time.thread_time()
            again = open_project(path)
            opened.append((time.perf_counter() - started_at) * 1000)
            busy.append((time.thread_time() - cpu) * 1000)
            again.close(discard=True)
        windows = [_started_window(path) for _ in range(args.times)]
        figures = {
            **sizes(dataset, plan),
            "file_mb": round(path.stat().st_size / 2**20, 1),
            "create_ms": round((created - started) * 1000, 1),
            "save_ms": round((saved - created) * 1000, 1),
            "open_ms": spread(opened),
            "open_cpu_ms": spread(busy),
            **{f"window_{key}_ms": spread([each[key] for each in windows]) for key in windows[0]},
        }
    painted = float(np.median([each["painted"] for each in windows]))
    budgets = [
        budget("open a saved project, median ms", float(np.median(opened)), OPEN_MS),
        budget("cold start of the window with it, median ms", painted, WINDOW_MS),
    ]
    report("open_project", figures, budgets)


def _started_window(path: Path) -> dict[str, float]:
    env = {**os.environ, _STARTED: repr(time.time())}
    done = subprocess.run(
        [sys.executable, __file__, _CHILD, str(path)], env=env, capture_output=True, text=True, check=True
    )
    return {key: float(value) for key, value in json.loads(done.stdout.splitlines()[-1]).items()}


def _window(path: Path) -> None:
    """The real program on a project; ends as soon as the map has been painted with everything around it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from piiri_desktop import app
    from piiri_desktop.main_window import MainWindow
    from piiri_desktop.map import MapView

    began = float(os.environ[_STARTED])
    at = {"imported": (time.time() - began) * 1000}
    paint_map, show = MapView.paintEvent, MainWindow.show

    def painted() -> None:
        at.setdefault("painted", (time.time() - began) * 1000)
        at.setdefault("cpu", time.process_time() * 1000)
        app.application().quit()

    def note_paint(self: MapView, event: QPaintEvent) -> None:
        paint_map(self, event)
        QTimer.singleShot(0, painted)  # comes when the rest of the window has been painted too

    def note_show(self: MainWindow) -> None:
        show(self)
        at["shown"] = (time.time() - began) * 1000

    MapView.paintEvent, MainWindow.show = note_paint, note_show
    app.main([str(path), "--language", "en", "--theme", "light"])
    print(json.dumps(at), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
