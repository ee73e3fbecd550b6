"""The most memory the desktop app takes: a saved project opened, looked at, planned on, saved. Prints one line of JSON.

    python tests/benchmarks/memory.py [--sizes small large]

The project is made by a process of its own, so that what is measured is what a planner's laptop has to bear. Each
sitting opens the file, looks at it from near and far and in every colouring, paints and drags corners, keeps and
undoes some of it, and saves.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from measuring import budget, own_folders, peak_mb, pupils_of, report

SIZES = {"small": (60_000, 120, 4_000, 400.0), "large": (1_000_000, 500, 50_000, 1536.0)}
"""Pupils, schools, blocks, and the most MiB there may be."""

_CHILD = "--child"


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == [_CHILD]:
        _sit(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=sorted(SIZES), default=list(SIZES))
    args = parser.parse_args()
    figures, budgets = {}, []
    with own_folders() as home:
        for name in args.sizes:
            pupils, schools, faces, most = SIZES[name]
            started = time.perf_counter()
            project = _make(home / name, pupils_of(pupils), schools, faces)
            made = time.perf_counter() - started
            result = _run([__file__, _CHILD, str(project)])
            figures[name] = {**result, "make_s": round(made, 1)}
            budgets.append(budget(f"peak MiB at {result['pupils']} pupils", result["peak_mb"], most))
            project.unlink()
    report("memory", figures, budgets)


def _make(folder: Path, pupils: int, schools: int, faces: int) -> Path:
    """A project file of a size, made in a process of its own."""
    program = (
        "import sys; from pathlib import Path; from piiri.io.demo import demo_municipality as demo;"
        "from piiri.storage import create_project; folder, *n = sys.argv[1:]; n = list(map(int, n));"
        "dataset, plan = demo(pupils=n[0], schools=n[1], faces=n[2]); project = create_project(dataset, [plan]);"
        "Path(folder).mkdir(); project.save_as(Path(folder) / 'town.gpkg'); project.close(discard=True)"
    )
    arguments = [str(folder), str(pupils), str(schools), str(faces)]
    subprocess.run([sys.executable, "-c", program, *arguments], check=True)
    return folder / "town.gpkg"


def _run(arguments: list[str]) -> dict[str, float]:
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _sit(path: Path) -> None:
    """One sitting with the window; prints what it took after each part."""
    from hand import Hand
    from measuring import sizes

    from piiri_desktop.map.classes import CATCHMENTS

    hand = Hand(path, (1400, 900))
    state, rng = hand.bridge.state, np.random.default_rng(1)
    found: dict[str, float] = {**sizes(state.dataset, state.plan), "opened_mb": peak_mb()}
    whole = hand.map.view
    for zoom in (1.0, 6.0):
        hand.look_at(whole.zoomed(zoom, whole.width / 2, whole.height / 2))
        for key in (CATCHMENTS, *(indicator.key for indicator in state.blocks)):
            hand.attention.set_indicator(key)
            hand.settle()
    found["looked_mb"] = peak_mb()
    for drags in (hand.paint_drags, hand.corner_drags):
        for step in drags(rng, 10, 8):
            step()
    for _, step in hand.kept_strokes(rng, 20):
        step()
    found["planned_mb"] = peak_mb()
    hand.window.projects.save()
    hand.settle()
    assert not hand.window.projects.unsaved
    found["peak_mb"] = peak_mb()
    hand.close()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
