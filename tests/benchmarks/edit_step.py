"""One step of every tool without the window: the edit it previews, carried out, counted and evaluated, and who attends
where.

    python tests/benchmarks/edit_step.py [--sizes small large]

Each tool's edits are what a hand makes of it: a stroke of the brush grows block by block, a lasso holds more and more,
a corner wanders, a new border bulges out further at each step. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from drag_step import SIZES, STEP_MS
from measuring import budget, report, sizes, spread, town

from piiri.edits import (
    AssignFaces,
    Edit,
    InsertCorner,
    MoveCornerInStage,
    MoveSchool,
    MoveVertex,
    RedrawBorder,
    SplitFaces,
    Together,
)
from piiri.errors import EditRejected
from piiri.flows import net_attraction
from piiri.model import Plan
from piiri.session import Session, State

Edits = Callable[[Plan, np.random.Generator], Iterator[Edit]]
STEPS = 12


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=["small", "large"], default=["small", "large"])
    parser.add_argument("--gestures", type=int, default=25)
    args = parser.parse_args()
    figures: dict[str, Any] = {}
    budgets = []
    for name in args.sizes:
        dataset, plan = town(*SIZES[name])
        session = Session(dataset, plan)
        attended(session.state)
        found: dict[str, Any] = {**sizes(dataset, plan)}
        for tool, edits in TOOLS.items():
            took, refused = measured(session, edits, args.gestures)
            if took:
                found[tool] = {**spread(took), "refused": refused}
                budgets.append(budget(f"{tool} step p95 ms, {name}", found[tool]["p95"], STEP_MS[name]))
        undo = spread(undone(session))
        found["undo_ms"] = undo
        budgets.append(budget(f"undo p95 ms, {name}", float(undo["p95"]), 20.0))
        figures[name] = found
    report("edit_step", figures, budgets)


def measured(session: Session, edits: Edits, gestures: int) -> tuple[list[float], int]:
    """Milliseconds of each step of some gestures, each dropped at its end; and how many steps were refused."""
    rng = np.random.default_rng(7)
    took: list[float] = []
    refused = 0
    for _ in range(gestures):
        for edit in edits(session.committed.plan, rng):
            started = time.perf_counter()
            try:
                attended(session.preview(edit))
            except EditRejected:
                refused += 1
                continue
            took.append((time.perf_counter() - started) * 1000)
        session.cancel()
    return took, refused


def attended(state: State) -> None:
    """Ask who attends where, as a map and a panel that show it do: of a stage, of all, and of a group."""
    for stage, group in ((0, ""), (None, ""), (0, state.dataset.groups[0].key)):
        flows = state.flows(stage, group)
        assert flows is not None
        net_attraction(flows)


def undone(session: Session) -> list[float]:
    """Milliseconds of taking back one step of every tool that was kept."""
    rng = np.random.default_rng(11)
    kept = 0
    for edits in TOOLS.values():
        for edit in edits(session.committed.plan, rng):
            try:
                session.do(edit)
            except EditRejected:
                continue
            kept += 1
            break
    took = []
    for _ in range(kept):
        started = time.perf_counter()
        session.undo()
        took.append((time.perf_counter() - started) * 1000)
    return took


# -------------------------------------------------------------------------------------------------- what a hand does


def _border(plan: Plan, rng: np.random.Generator, stage: int = 0) -> tuple[int, int, int]:
    """A border's edge inside the land: the edge, and the blocks on its two sides."""
    t, row = plan.coverage.topology, plan.catchment_of_face[stage]
    edges = np.flatnonzero(
        plan.coverage.border(row) & (t.left >= 0) & (t.right >= 0) & (row[t.left] >= 0) & (row[t.right] >= 0)
    )
    edge = int(rng.choice(edges))
    return edge, int(t.left[edge]), int(t.right[edge])


def _spread_from(plan: Plan, face: int, count: int) -> list[int]:
    """Blocks around a block, nearest first."""
    t, found, front = plan.coverage.topology, [face], [face]
    seen = {face}
    while front and len(found) < count:
        for other in t.neighbours(front.pop(0)).tolist():
            if other not in seen:
                seen.add(other)
                found.append(other)
                front.append(other)
    return found[:count]


def brush(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    _, giver, taker = _border(plan, rng)
    target = plan.catchments.ids[plan.catchment_of_face[0, taker]]
    faces = [plan.coverage.face_ids[face] for face in _spread_from(plan, giver, 2 * STEPS)]
    for step in range(1, STEPS + 1):
        yield AssignFaces(plan.stages[0].id, tuple(faces[: 2 * step]), target)


def brush_all_stages(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    _, giver, taker = _border(plan, rng)
    faces = [plan.coverage.face_ids[face] for face in _spread_from(plan, giver, 2 * STEPS)]
    targets = [(s.id, int(row[taker])) for s, row in zip(plan.stages, plan.catchment_of_face, strict=True)]
    for step in range(1, STEPS + 1):
        given = tuple(faces[: 2 * step])
        yield Together(tuple(AssignFaces(s, given, plan.catchments.ids[k]) for s, k in targets if k >= 0))


def lasso(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    _, giver, taker = _border(plan, rng)
    target = plan.catchments.ids[plan.catchment_of_face[0, taker]]
    faces = [plan.coverage.face_ids[face] for face in _spread_from(plan, giver, 10 * STEPS)]
    for step in range(1, STEPS + 1):
        yield AssignFaces(plan.stages[0].id, tuple(faces[: 10 * step]), target)


def corner(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    vertex, place, length = _corner(plan, rng)
    for _ in range(STEPS):
        place = place + rng.normal(0, 0.04 * length, 2)
        yield MoveVertex(vertex, float(place[0]), float(place[1]))


def corner_one_stage(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    vertex, place, length = _corner(plan, rng)
    for _ in range(STEPS):
        place = place + rng.normal(0, 0.04 * length, 2)
        yield MoveCornerInStage(plan.stages[0].id, vertex, float(place[0]), float(place[1]))


def insert_corner(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    edge, _, _ = _border(plan, rng)
    a, b = plan.coverage.topology.edges[edge].tolist()
    ends = plan.coverage.vertices[[a, b]]
    length = float(np.hypot(*(ends[1] - ends[0])))
    place = ends.mean(axis=0)
    for _ in range(STEPS):
        place = place + rng.normal(0, 0.03 * length, 2)
        yield InsertCorner(a, b, float(place[0]), float(place[1]))


def _corner(plan: Plan, rng: np.random.Generator) -> tuple[int, np.ndarray, float]:
    edge, _, _ = _border(plan, rng)
    a, b = plan.coverage.topology.edges[edge].tolist()
    ends = plan.coverage.vertices[[a, b]]
    return a, ends[0], float(np.hypot(*(ends[1] - ends[0])))


def redraw(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    stage = plan.stages[0].id
    for catchment, line in _bulges(plan, rng):
        yield RedrawBorder(stage, catchment, line)


def split(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    """A cut right across one block, turning."""
    face = int(rng.integers(plan.coverage.face_count))
    x0, y0, x1, y1 = plan.coverage.bounds[face]
    middle, reach = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), max(x1 - x0, y1 - y0)
    for angle in np.linspace(0.1, 3.0, STEPS):
        way = reach * np.array([np.cos(angle), np.sin(angle)])
        ends = (middle - way, middle + way)
        yield SplitFaces(tuple((float(x), float(y)) for x, y in ends), (plan.coverage.face_ids[face],))


def _bulges(plan: Plan, rng: np.random.Generator) -> Iterator[tuple[str, tuple[tuple[float, float], ...]]]:
    """A border of a catchment pushed outwards further and further, some five blocks wide, as 11 points between corners
    of that border."""
    _edge, left, right = _border(plan, rng)
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    mine, beyond = int(row[left]), int(row[right])
    shared = (row[t.left] == mine) & (row[t.right] == beyond) | (row[t.left] == beyond) & (row[t.right] == mine)
    corners = np.unique(t.edges[shared & (t.left >= 0) & (t.right >= 0)])
    size = float(np.sqrt(np.median(plan.coverage.areas_m2[[left, right]])))
    places = plan.coverage.vertices[corners]
    a = places[int(rng.integers(len(places)))]
    b = places[int(np.argmin(np.abs(np.hypot(*(places - a).T) - 5 * size)))]
    length = float(np.hypot(*(b - a)))
    if length < size:
        return
    along = (b - a) / length
    school = plan.schools.xy[plan.catchments.servers[mine, 0]]
    outwards = np.array([along[1], -along[0]])
    outwards = outwards if (school - a) @ outwards < 0 else -outwards
    for step in range(1, STEPS + 1):
        depth = 1.5 * size * step / STEPS
        points = [a + along * (length * x) + outwards * (depth * 4 * x * (1 - x)) for x in np.linspace(0.0, 1.0, 11)]
        yield plan.catchments.ids[mine], tuple((float(x), float(y)) for x, y in points)


def move_school(plan: Plan, rng: np.random.Generator) -> Iterator[Edit]:
    school = int(rng.integers(len(plan.schools)))
    place = plan.schools.xy[school]
    for _ in range(STEPS):
        place = place + rng.normal(0, 40.0, 2)
        yield MoveSchool(plan.schools.ids[school], float(place[0]), float(place[1]))


TOOLS: dict[str, Edits] = {
    "brush": brush,
    "brush_all_stages": brush_all_stages,
    "lasso": lasso,
    "corner": corner,
    "corner_one_stage": corner_one_stage,
    "insert_corner": insert_corner,
    "redraw": redraw,
    "split": split,
    "move_school": move_school,
}

if __name__ == "__main__":
    main()
