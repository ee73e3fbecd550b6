"""Does a stroke of the brush cost more where there are more pupils, or more schools? Prints one line of JSON.

    python tests/benchmarks/stroke_growth.py [--gestures 40] [--faces 10000]

The strokes are those of ``edit_step.py``. ``pupils``: in one town, with the same strokes over the same blocks and the
pupils in them, only those elsewhere become more: 12 000, 100 000 and 1 000 000 at school in all. ``schools``: towns
of 60 000 pupils and as many blocks with 24, 120 and 500 schools. ``ratio`` is the median of the most to that of the
fewest, in processor time, so that a busy machine does not blur it; ``under_a_stroke`` how many children live under one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from edit_step import brush
from measuring import PUPIL_SHARE, budget, report, sizes, spread, town

from piiri.edits import AssignFaces
from piiri.model import Dataset, Plan
from piiri.model.dataset import Pupils
from piiri.session import Session

PUPILS, SCHOOLS = (12_000, 100_000, 1_000_000), (24, 120, 500)
GROWS_BY = 1.25
"""More than that is growth; what lies below, another run may show the other way round."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gestures", type=int, default=40)
    parser.add_argument("--faces", type=int, default=10_000)
    args = parser.parse_args()
    figures: dict[str, Any] = {"pupils": {}, "schools": {}}
    dataset, plan = town(60_000, 120, args.faces)
    strokes = _strokes(plan, args.gestures)
    hand = _points_in(Session(dataset, plan), (face for stroke in strokes for face in stroke[-1].faces))
    for wanted in PUPILS:
        grown = replace(dataset, pupils=_with(dataset.pupils, hand, round(wanted / PUPIL_SHARE)))
        figures["pupils"][str(wanted)] = {**sizes(grown, plan), **measured(grown, plan, strokes)}
    for wanted in SCHOOLS:
        dataset, plan = town(60_000, wanted, args.faces)
        strokes = _strokes(plan, args.gestures)
        figures["schools"][str(wanted)] = {**sizes(dataset, plan), **measured(dataset, plan, strokes)}
    budgets = []
    for what, found in figures.items():
        least, *_, most = found.values()
        found["ratio"] = round(most["step_cpu_ms"]["p50"] / least["step_cpu_ms"]["p50"], 3)
        few, *_, many = PUPILS if what == "pupils" else SCHOOLS
        budgets.append(budget(f"brush step with {many} {what} to one with {few}", found["ratio"], GROWS_BY))
    report("stroke_growth", figures, budgets)


def measured(dataset: Dataset, plan: Plan, strokes: list[list[AssignFaces]]) -> dict[str, Any]:
    """Return what the steps of the strokes took, each stroke dropped at its end."""
    session = Session(dataset, plan)
    took, busy, moved = [], [], []
    for stroke in [*strokes[:2], *strokes]:  # the first two warm up
        for edit in stroke:
            started, cpu = time.perf_counter(), time.thread_time()
            session.preview(edit)
            busy.append((time.thread_time() - cpu) * 1000)
            took.append((time.perf_counter() - started) * 1000)
        session.cancel()
        moved.append(len(_points_in(session, stroke[-1].faces)))
    warm = 2 * len(strokes[0])
    return {"step_ms": spread(took[warm:]), "step_cpu_ms": spread(busy[warm:]), "under_a_stroke": spread(moved[2:])}


def _strokes(plan: Plan, count: int) -> list[list[AssignFaces]]:
    rng = np.random.default_rng(7)
    return [[edit for edit in brush(plan, rng) if isinstance(edit, AssignFaces)] for _ in range(count)]


def _points_in(session: Session, faces: Iterable[str]) -> np.ndarray:
    """Points of pupils in some blocks, by id."""
    ids = set(faces)
    place = [face for face, name in enumerate(session.committed.plan.coverage.face_ids) if name in ids]
    return session.committed.tally.pupils.points_in(np.array(place))


def _with(pupils: Pupils, hand: np.ndarray, count: int) -> Pupils:
    """The pupils of some points and so many others that there are ``count`` in all: fewer of them than there are, or
    the same ones several times."""
    rng = np.random.default_rng(3)
    others = np.setdiff1d(np.arange(len(pupils)), hand)
    wanted = count - len(hand)
    times, rest = divmod(wanted, len(others))
    point = np.sort(np.concatenate((hand, np.tile(others, times), rng.permutation(others)[:rest])))
    points = replace(pupils.points, xy=pupils.points.xy[point], values=pupils.points.values[point])
    return Pupils(points, pupils.stage[point], pupils.grade[point], pupils.attends[point])


if __name__ == "__main__":
    main()
