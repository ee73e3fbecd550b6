"""A brush stroke and a weight on the move with the money in them: what the funding adds to a step.

    python tests/benchmarks/funding_step.py [--sizes small large] [--steps 300]

Timed are ``logic`` (apply, count, evaluate), ``money`` (the figures of all schools from the tally, the whole model,
every cent) and ``step``, both together; ``weight`` is a weight of the model set as an undoable edit, with the money.
Each also as ``_cpu``, the processor alone: its cost on an idle machine. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from drag_step import SIZES
from drag_step import STEP_MS as BUDGETS
from measuring import budget, report, sizes, spread, town

from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.model import Plan
from piiri.plan_funding import FundingBasis
from piiri.session import Session

MONEY_MS = 3.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=sorted(BUDGETS), default=list(BUDGETS))
    parser.add_argument("--steps", type=int, default=300)
    args = parser.parse_args()
    figures, budgets = {}, []
    for name in args.sizes:
        figures[name], found = measured(name, args.steps)
        budgets += found
    report("funding_step", figures, budgets)


def measured(size: str, steps: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Measure at one size; return the figures, and what they are held against."""
    dataset, plan = town(*SIZES[size])
    session = Session(dataset, plan)
    started = time.perf_counter()
    state = session.do(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    assert state.funding is not None and state.funding.allocation is not None
    figures: dict[str, Any] = {**sizes(dataset, plan), "first_ms": round((time.perf_counter() - started) * 1000, 1)}
    times: dict[str, list[float]] = {}
    wrong = 0
    for turn in range(steps):
        edit = stroke(session.committed.plan, turn)
        logic, cpu = timed(lambda edit=edit: session.preview(edit))
        money, more = timed(lambda: session.state.funding)
        add(times, logic=logic, logic_cpu=cpu, money=money, money_cpu=more, step=logic + money, step_cpu=cpu + more)
        if turn % 50 == 0:
            wrong += not as_counted_anew(session)
        session.commit() if turn % 10 == 9 else None
    session.cancel()
    for turn in range(steps):
        edit = SetFundingNumber(("index", "weights", "net_attraction"), f"{turn / 100}")
        wall, cpu = timed(lambda edit=edit: session.preview(edit).funding)
        add(times, weight=wall, weight_cpu=cpu)
    figures |= {f"{key}_ms": spread(values) for key, values in times.items()}
    figures["wrong"] = wrong
    return figures, [
        budget(f"step with money p95 ms, processor, {size}", float(figures["step_cpu_ms"]["p95"]), BUDGETS[size]),
        budget(f"money p95 ms, processor, {size}", float(figures["money_cpu_ms"]["p95"]), MONEY_MS),
        budget(f"as counted anew, {size}", float(wrong == 0), 1.0, at_least=True),
    ]


def stroke(plan: Plan, turn: int) -> AssignFaces:
    """Some blocks at a border given to the neighbour."""
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    rng = np.random.default_rng(turn)
    edges = np.flatnonzero((t.left >= 0) & (t.right >= 0) & (row[t.left] != row[t.right]) & (row[t.left] >= 0))
    edge = int(rng.choice(edges))
    faces = (plan.coverage.face_ids[int(t.right[edge])],)
    return AssignFaces(plan.stages[0].id, faces, plan.catchments.ids[int(row[t.left[edge]])])


def as_counted_anew(session: Session) -> bool:
    """The money equals that of everything counted again."""
    state = session.state
    basis = FundingBasis(state.dataset, session.state.history.start)
    again = basis.of(state.plan, basis.tally_of(state.plan))
    now = state.funding
    assert again is not None and again.allocation is not None and now is not None and now.allocation is not None
    return again.allocation.amounts == now.allocation.amounts


def timed(what: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.thread_time()
    what()
    return (time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000


def add(times: dict[str, list[float]], **found: float) -> None:
    """Keep what was measured."""
    for key, value in found.items():
        times.setdefault(key, []).append(value)


if __name__ == "__main__":
    main()
