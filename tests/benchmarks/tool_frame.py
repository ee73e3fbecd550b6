"""The whole way of a step of every tool of the map, from the hand to pixels, through the whole window.

    python tests/benchmarks/tool_frame.py [--pupils 60000] [--schools 120] [--faces 10000] [--gestures 8] [--tools ...]

Timed is every mouse move of a gesture that changes the plan, from the event until nothing is left to paint: ``frame``
all of it, ``frame_cpu`` the processor alone, its cost on an idle machine, ``logic`` the
figures (apply, count, evaluate), ``rest`` what the window adds: map, table, tiles and charts. ``keep`` is the mouse
button up, with the journal on the disk; ``undo`` and ``redo`` go to pixels too; ``calm`` is the longest turn of the
event loop in the second after a step was kept, in which colours settle and the problems of the plan are looked for.
``nothing`` counts moves that change nothing or that the plan refuses.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from measuring import budget, own_folders, report, sizes, spread, town

if TYPE_CHECKING:
    from hand import Hand, Step

WIDTH, HEIGHT = 1400, 900
BUDGET_MS, UNDO_MS, CALM_MS = 16.0, 20.0, 50.0
Way = tuple[np.ndarray, list[np.ndarray]]
"""Where the button goes down, and the places the pointer then goes to."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=60_000)
    parser.add_argument("--schools", type=int, default=120)
    parser.add_argument("--faces", type=int, default=10_000)
    parser.add_argument("--gestures", type=int, default=8)
    parser.add_argument("--zoom", type=float, default=4.0)
    parser.add_argument("--tools", nargs="+", default=list(TOOLS))
    parser.add_argument("--profile", default="", help="a tool: say on standard error which functions take its time")
    args = parser.parse_args()
    with own_folders():
        _measure(args)


def _measure(args: argparse.Namespace) -> None:
    from hand import Hand

    from piiri.storage import create_project

    dataset, plan = town(args.pupils, args.schools, args.faces)
    hand = Hand(create_project(dataset, [plan]), (WIDTH, HEIGHT))
    whole = hand.map.view
    hand.look_at(whole.zoomed(args.zoom, whole.width / 2, whole.height / 2))
    figures: dict[str, Any] = {**sizes(dataset, plan), "width": WIDTH, "height": HEIGHT}
    budgets = []
    for tool in args.tools:
        profile = cProfile.Profile() if tool == args.profile else None
        figures[tool] = found = _of_tool(hand, tool, TOOLS[tool], args.gestures, profile)
        if profile is not None:
            pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
        for key, limit in (("frame_ms", BUDGET_MS), ("undo_ms", UNDO_MS), ("redo_ms", UNDO_MS), ("calm_ms", CALM_MS)):
            if key in found:
                budgets.append(budget(f"{tool}, {key.removesuffix('_ms')}, p95 ms", found[key]["p95"], limit))
    hand.close()
    report("tool_frame", figures, budgets)


def _of_tool(
    hand: Hand, tool: str, ways: Callable[[Hand, np.random.Generator], Iterator[Way]], count: int, profile: Any
) -> dict[str, Any]:
    """Return what the moves of some gestures with a tool took, and keeping, undoing and redoing them."""
    rng = np.random.default_rng(5)
    times: dict[str, list[float]] = {}
    nothing = 0
    for number, (start, places) in enumerate(ways(hand, rng)):
        if number == count:
            break
        hand.press(start)
        for place in places:
            found = _timed(hand.moved(place), profile)
            if found is None:
                nothing += 1
                continue
            for key, took in found.items():
                times.setdefault(key, []).append(took)
        revision = hand.bridge.state.revision
        kept = _timed(hand.watched(lambda at=places[-1]: hand.release(at)))
        if hand.bridge.state.revision == revision or kept is None:
            hand.escape()
            hand.escape()
            continue
        _note(times, "keep", kept)
        _note(times, "calm", _longest_turn(hand))
        for key, action in (("undo", hand.bridge.undo), ("redo", hand.bridge.redo), ("back", hand.bridge.undo)):
            step = _timed(hand.watched(action))
            if step is not None and key != "back":
                _note(times, key, step)
        hand.settle()
    return {**{key: spread(values) for key, values in times.items()}, "nothing": nothing}


def _note(times: dict[str, list[float]], key: str, found: dict[str, float]) -> None:
    times.setdefault(f"{key}_ms", []).append(found["frame_ms"])
    times.setdefault(f"{key}_cpu_ms", []).append(found["frame_cpu_ms"])


def _timed(step: Step, profile: cProfile.Profile | None = None) -> dict[str, float] | None:
    """Do a step; None where it was refused or changed nothing."""
    if profile is not None:
        profile.enable()
    started, cpu = time.perf_counter(), time.thread_time()
    result = step()
    took, worked = (time.perf_counter() - started) * 1000, (time.thread_time() - cpu) * 1000
    if profile is not None:
        profile.disable()
    if result is None or result[1]:
        return None
    return {"frame_ms": took, "frame_cpu_ms": worked, "logic_ms": result[0], "rest_ms": took - result[0]}


def _longest_turn(hand: Hand) -> dict[str, float]:
    """What the longest turn of the event loop in the next second takes."""
    longest = {"frame_ms": 0.0, "frame_cpu_ms": 0.0}
    until = time.perf_counter() + 1.0
    while (started := time.perf_counter()) < until:
        cpu = time.thread_time()
        hand.app.processEvents()
        longest["frame_ms"] = max(longest["frame_ms"], (time.perf_counter() - started) * 1000)
        longest["frame_cpu_ms"] = max(longest["frame_cpu_ms"], (time.thread_time() - cpu) * 1000)
        time.sleep(0.001)
    return longest


# ------------------------------------------------------------------------------------------------- what a hand does


def _from_borders(hand: Hand, rng: np.random.Generator, tool: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places on borders with the way across, the school on this side being the target and the tool in hand."""
    for at, way in hand.borders(rng, 60):
        if tool in ("paint", "lasso", "rectangle") and not hand.pick_target(at - way * 10):
            continue
        hand.map.set_tool(tool)
        hand.paint_all()
        yield at, way


def paint(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    for at, way in _from_borders(hand, rng, "paint"):
        yield at - way * 4, [at + way * (3.0 + 5.0 * step) for step in range(12)]


def lasso(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    for at, way in _from_borders(hand, rng, "lasso"):
        along = np.array([-way[1], way[0]])
        turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        yield at, [at + way * 60 * (1 - np.cos(turn)) + along * 60 * np.sin(turn) for turn in turns[1:]]


def rectangle(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    for at, way in _from_borders(hand, rng, "rectangle"):
        along = np.array([-way[1], way[0]])
        yield at, [at + way * 9 * step + along * 7 * step for step in range(1, 16)]


def corner(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    for at, _ in _from_borders(hand, rng, "corner"):
        hand.hover(at)
        yield at, list(at + np.cumsum(rng.normal(0, 2.0, (12, 2)), axis=0))


def redraw(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    """From a border out in an arc and on to another place of it, and to and fro there."""
    borders = list(hand.borders(rng, 400))
    ends = np.array([at for at, _ in borders])
    for at, way in borders:
        away = np.hypot(*(ends - at).T)
        near = np.flatnonzero((away > 60) & (away < 160))
        if not len(near):
            continue
        end = ends[near[0]]
        hand.map.set_tool("redraw")
        arc = [at + (end - at) * x + way * 50 * np.sin(np.pi * x) for x in np.linspace(0, 1, 12)[1:]]
        yield at, [*arc, *(end + rng.normal(0, 1.5, (6, 2)))]


def split(hand: Hand, rng: np.random.Generator) -> Iterator[Way]:
    for at, way in _from_borders(hand, rng, "split"):
        yield at - way * 30, [at + way * (8.0 * step - 22) for step in range(1, 14)]


TOOLS: dict[str, Callable[[Hand, np.random.Generator], Iterator[Way]]] = {
    "paint": paint,
    "lasso": lasso,
    "rectangle": rectangle,
    "corner": corner,
    "redraw": redraw,
    "split": split,
}

if __name__ == "__main__":
    main()
