"""How long the map takes to follow an edit while blocks, catchments or schools are coloured by a live figure.

    python tests/benchmarks/colour_frame.py [--pupils 1000000] [--schools 500] [--faces 50000] [--figures KEY ...]

Of each figure, for strokes of the brush and drags of a corner, with the whole town in view and closer: ``colour_ms``,
the figure of every place, its classes and colours; ``logic_ms``, the same with the edit and all that it counts;
``pixels_ms``, from the pointer to painted pixels. Some also as ``_cpu``, what they cost on a machine with nothing else
to do: the budgets are asked of that. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

import numpy as np
from map_frame import HEIGHT, WIDTH, Stopwatch
from measuring import budget, report, sizes, spread
from PySide6.QtWidgets import QApplication

from piiri.shading import shadeable
from piiri_desktop.map.content import Content
from piiri_desktop.map.view import View

COLOUR_MS, PIXELS_MS = 8.0, 16.0
FIGURES = (
    "block/mean_distance_m",
    "block/share_beyond",
    "block/own.need",
    "catchment/pupils",
    "catchment/p90_distance_m",
    "catchment/group_share.foreign_language",
    "school/use",
    "school/p90_distance_m",
    "school/coming_in",
    "school/net_attraction",
)
OWN = """
[[indicator]]
key = "need"
name = "Need"
formula = "(foreign_language + support_need) / pupils"
unit = "share"
base = "pupils"
"""


class Colours:
    """How long the colours of a map take; put in place of its way to colour again."""

    def __init__(self) -> None:
        self.ms = self.cpu = 0.0
        again = Content._reshade

        def timed(content: Content, change: object) -> object:
            wall, cpu = time.perf_counter(), time.thread_time()
            found = again(content, change)
            self.ms, self.cpu = (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000
            return found

        Content._reshade = timed


def measured(watch: Stopwatch, colours: Colours, figure: str, whole: View) -> dict[str, dict[str, float]]:
    """All times of one figure, over both views and both tools."""
    taken: dict[str, list[float]] = {}
    for zoom in (1.0, 4.0):
        watch.map.look_at(whole.zoomed(zoom, WIDTH / 2, HEIGHT / 2))
        watch.attention.set_indicator(figure)
        watch.map.settle()
        watch.paint()
        for steps in (watch.strokes(12, 8), watch.corners(12, 8)):
            for wall, cpu in processed(steps):
                logic = watch.session.state.took_ms + colours.ms
                one = {"colour": colours.ms, "colour_cpu": colours.cpu, "logic": logic, "pixels": wall}
                for key, value in {**one, "pixels_cpu": cpu}.items():
                    taken.setdefault(f"{key}_ms", []).append(value)
    return {key: spread(values) for key, values in taken.items()}


def processed(steps: Iterator[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Milliseconds of each step on the clock, and of the processor between one step and the next; refused ones left
    out."""
    cpu = time.process_time()
    for wall, _ in steps:
        now = time.process_time()
        if np.isfinite(wall):
            yield wall, min((now - cpu) * 1000, wall)
        cpu = time.process_time()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=1_000_000)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--faces", type=int, default=50_000)
    parser.add_argument("--figures", nargs="+", default=list(FIGURES))
    args = parser.parse_args()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    colours = Colours()
    watch = Stopwatch(args.pupils, args.schools, args.faces, own=OWN)
    known = {each.key for each in shadeable(watch.session.state)}
    whole = watch.map.view
    figures = {key: measured(watch, colours, key, whole) for key in args.figures if key in known}
    budgets = []
    for key, found in figures.items():
        budgets.append(budget(f"{key} colour p95 ms, processor", found["colour_cpu_ms"]["p95"], COLOUR_MS))
        budgets.append(budget(f"{key} pixels p95 ms, processor", found["pixels_cpu_ms"]["p95"], PIXELS_MS))
    plan = watch.session.state.plan
    named = {**sizes(watch.dataset, plan), "width": WIDTH, "height": HEIGHT, "unknown": sorted({*args.figures} - known)}
    report("colour_frame", {**named, "figures": figures}, budgets)
    watch.map.close()
    del application


if __name__ == "__main__":
    main()
