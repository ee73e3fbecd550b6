"""From the pointer to pixels through the whole window: map, table, tiles and charts. Prints one line of JSON.

    python tests/benchmarks/window_frame.py [--pupils 60000] [--schools 120] [--faces 4000] [--strokes 20] [--profile]

The real window, drawn by Qt's software rendering, gets mouse events as a hand would cause them. Timed is every step of
a drag that changes the plan: from the event until nothing is left to paint. ``paint`` sweeps blocks with the brush,
``corner`` drags a border's corner; each with everything in view and four times closer. ``keep`` (mouse button up) and
``undo`` include the journal on the disk. ``cpu`` is the time of the processor alone: on a machine that others use as
well it says what the same step costs on an idle one.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
from measuring import budget, own_folders, report, sizes, spread, town

if TYPE_CHECKING:
    from hand import Step

WIDTH, HEIGHT = 1400, 900
BUDGET_MS, UNDO_MS = 16.0, 20.0
STEPS = 12
"""Mouse moves of one drag."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=60_000)
    parser.add_argument("--schools", type=int, default=120)
    parser.add_argument("--faces", type=int, default=4_000)
    parser.add_argument("--strokes", type=int, default=20, help="drags of each kind and view")
    parser.add_argument("--profile", action="store_true", help="say on standard error which functions take the time")
    args = parser.parse_args()
    with own_folders():
        _measure(args)


def _measure(args: argparse.Namespace) -> None:
    from hand import Hand

    from piiri.storage import create_project

    dataset, plan = town(args.pupils, args.schools, args.faces)
    hand = Hand(create_project(dataset, [plan]), (WIDTH, HEIGHT))
    profile = cProfile.Profile() if args.profile else None
    rng = np.random.default_rng(1)
    figures: dict[str, object] = {**sizes(dataset, plan), "width": WIDTH, "height": HEIGHT}
    budgets = []
    whole = hand.map.view
    for view, zoom in (("whole", 1.0), ("closer", 4.0)):
        hand.look_at(whole.zoomed(zoom, whole.width / 2, whole.height / 2))
        for kind, drags in (("paint", hand.paint_drags), ("corner", hand.corner_drags)):
            times = Times(profile)
            for step in drags(rng, args.strokes, STEPS):
                times.add(step)
            figures |= times.figures(f"{kind}_{view}")
            budgets.append(budget(f"{kind}, {view} view, p95 ms", times.p95, BUDGET_MS))
    kept: dict[str, Times] = {"keep": Times(), "undo": Times()}
    for kind, step in hand.kept_strokes(rng, args.strokes):
        kept[kind].add(step)
    for kind, times in kept.items():
        figures |= times.figures(f"{kind}_{view}")
    budgets.append(budget("undo to pixels, p95 ms", kept["undo"].p95, UNDO_MS))
    hand.close()
    report("window_frame", figures, budgets)
    if profile is not None:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(60)


class Times:
    """What steps took: from start to the last pixel, of the processor alone, and of the figures alone."""

    def __init__(self, profile: cProfile.Profile | None = None) -> None:
        self._profile = profile
        self._taken: list[float] = []
        self._busy: list[float] = []
        self._logic: list[float] = []
        self._refused = 0

    def add(self, step: Step) -> None:
        """Do a step and note what it took; one that changes nothing is not counted."""
        if self._profile is not None:
            self._profile.enable()
        started, cpu = time.perf_counter(), time.thread_time()
        result = step()
        took, worked = time.perf_counter() - started, time.thread_time() - cpu
        if self._profile is not None:
            self._profile.disable()
        if result is None:
            return
        if result[1]:
            self._refused += 1
            return
        self._taken.append(took * 1000)
        self._busy.append(worked * 1000)
        self._logic.append(result[0])

    @property
    def p95(self) -> float:
        """The 95th percentile from start to the last pixel, milliseconds."""
        return float(np.percentile(self._taken, 95))

    def figures(self, key: str) -> dict[str, object]:
        """Return what is printed, under names that begin with ``key``."""
        found: dict[str, object] = {f"{key}_ms": spread(self._taken), f"{key}_cpu_ms": spread(self._busy)}
        return {**found, f"{key}_logic_ms": spread(self._logic), f"{key}_refused": self._refused}


if __name__ == "__main__":
    main()
