"""How long one step of a drag takes, beside the same edit done with geopandas.

The *tally* is: find the pupils who move, count them over by catchment, grade and group, and compute D and H of every
stage. The *step* is all that a person sees change: apply, tally, distances, residents, every figure
(:meth:`piiri.session.Session.preview`) and who attends where: of every school, at a stage, in all and of a
group, the share held, going out, coming in, and net attraction. Edits alternate between painting a few blocks at a
catchment's border and moving a corner of a border."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from ..countable import Countable
from ..edits import AssignFaces, Edit, MoveVertex, apply
from ..errors import EditRejected
from ..flows import flows_of, whereabouts
from ..i18n import tr
from ..indicators.live_proximity import PlanProximity
from ..io.demo import demo_municipality
from ..model.arrays import Array, FloatArray
from ..model.plan import Plan
from ..progress import Part, Progress, silent
from ..segregation import LIVE, dissimilarity_by_parts, information_by_parts
from ..session import Session, State
from ..shading import OF_FLOWS
from ..tally import Tally, count_pupils, move_pupils, tally_everything
from .geopandas_way import ALL, GeopandasWay
from .memory import peak_mb

_GEOPANDAS_EDITS = 5


def bench_live(
    *, pupils: int, schools: int, faces: int, steps: int = 300, seed: int = 1, progress: Progress = silent
) -> dict[str, Any]:
    """Measure and return one JSON value.

    Parameters
    ----------
    pupils, schools, faces
        Size of the synthetic municipality; its pupils are aged 0 to 15, see
        :func:`piiri.io.demo.demo_municipality`.
    steps
        How many drag steps are timed.
    seed
        Of municipality and edits.
    progress
        Called between the parts.

    Returns
    -------
    dict
        ``pupils, schools, faces, catchments, stages`` as generated; ``step_ms`` and ``tally_ms`` with ``p50`` and
        ``p95``; ``shares_ms`` likewise, that part of the step which who attends where takes; ``undo_ms``;
        ``geopandas_ms`` (the tally's figures) and ``geopandas_step_ms`` (the step's), medians; ``ratio_tally,
        ratio_step``; ``peak_mb`` of this process before geopandas was used; ``equal`` is True where both ways gave the
        same counts, and who attends where is as with everybody counted anew; ``indices`` how many indices of
        segregation both ways compute of each stage and group, and ``indices_furthest`` by how much any of them differs
        at most; ``pysal`` where those of the other way came from PySAL.
    """
    dataset, plan = demo_municipality(
        pupils=pupils, schools=schools, faces=faces, seed=seed, progress=Part(progress, 0.0, 0.4)
    )
    progress(0.4, tr("Counting"))
    session = Session(dataset, plan)
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    progress(0.5, tr("Timing drag steps"))
    edits = list(_edits(plan, steps, np.random.default_rng(seed)))
    step, undo = [], []
    shares = []
    _shares(session.state)
    for edit in edits:
        started = time.perf_counter()
        state = session.preview(edit)
        between = time.perf_counter()
        _shares(state)
        ended = time.perf_counter()
        step.append(ended - started)
        shares.append(ended - between)
        session.cancel()
    for edit in edits[:40]:
        session.do(edit)
        started = time.perf_counter()
        session.undo()
        undo.append(time.perf_counter() - started)
    live = [_tally_step(countable, tally, plan, edit) for edit in edits]
    peak = peak_mb()
    progress(0.7, tr("Timing geopandas"))
    way = GeopandasWay(dataset)
    counted, everything, equal, furthest = [], [], True, 0.0
    for edit in edits[:_GEOPANDAS_EDITS]:
        after, _ = apply(plan, edit)
        zones = way.zones(after)
        counts, frames, took = way.tally(zones)
        counted.append(took)
        everything.append(took + way.rest_of_step(zones, frames, after))
        state = session.preview(edit)
        furthest = max(furthest, _furthest(way, state.evaluation.segregation))
        equal = equal and _attended_alike(state)
        session.cancel()
        _, table = _tally_step(countable, tally, plan, edit)
        equal = equal and bool(np.array_equal(counts, table[: len(plan.catchments), : counts.shape[1]]))
    tally_ms = _percentiles([took for took, _ in live])
    step_ms = _percentiles(step)
    geopandas_ms, geopandas_step_ms = (float(np.median(t) * 1000) for t in (counted, everything))
    progress(1.0, tr("Done"))
    return {
        "pupils": len(dataset.pupils),
        "pupils_at_school": dataset.pupils.points.total("pupils"),
        "schools": len(dataset.schools),
        "faces": dataset.coverage.face_count,
        "catchments": len(plan.catchments),
        "stages": len(dataset.stages),
        "steps": len(edits),
        "step_ms": step_ms,
        "shares_ms": _percentiles(shares),
        "tally_ms": tally_ms,
        "undo_ms": _percentiles(undo),
        "geopandas_ms": geopandas_ms,
        "geopandas_step_ms": geopandas_step_ms,
        "ratio_tally": geopandas_ms / tally_ms["p50"],
        "ratio_step": geopandas_step_ms / step_ms["p50"],
        "peak_mb": peak,
        "equal": equal,
        "indices": len(ALL),
        "indices_furthest": furthest,
        "pysal": way.pysal is not None,
    }


def _asked(state: State) -> tuple[tuple[int | None, str], ...]:
    """Whose flows are asked for at each step: of the first stage, of all, and of a group."""
    return (0, ""), (None, ""), (0, state.dataset.groups[0].key)


def _shares(state: State) -> None:
    for stage, group in _asked(state):
        flows = state.flows(stage, group)
        assert flows is not None
        for share in OF_FLOWS.values():
            share(flows)
    assert state.proximity is not None
    for stage in (0, -1):
        state.proximity.mean_m("school", stage)


def _attended_alike(state: State) -> bool:
    """Tell whether who attends where, and relative proximity, equal those of everybody counted anew."""
    assert state.basis is not None
    where = whereabouts(state.basis.countable, state.plan, state.tally.pupils)
    alike = True
    for stage, group in _asked(state):
        found = state.flows(stage, group)
        anew = flows_of(where, stage, state.dataset.pupils.points.column(group) if group else None)
        alike = alike and found is not None and np.array_equal(found.table, anew.table)
    near = PlanProximity(state.basis.countable, state.plan, state.tally)
    assert state.proximity is not None
    return alike and np.array_equal(state.proximity.sums("school", 0), near.sums("school", 0))


def _furthest(way: GeopandasWay, ours: FloatArray) -> float:
    """The largest difference of any index of any stage and group; infinite where one way has a figure and one not.

    Where a stage has nobody of a group there is nothing to measure: we say so (NaN), PySAL says 0.
    """
    at = {index.key: i for i, index in enumerate(LIVE)}
    found = 0.0
    for (stage, group), indices in way.indices.items():
        for key, theirs in indices.items():
            mine = float(ours[stage, group, at[key]])
            theirs = np.nan if theirs == 0.0 and np.isnan(mine) else theirs
            if np.isfinite(mine) != np.isfinite(theirs):
                return float("inf")
            found = max(found, abs(mine - theirs)) if np.isfinite(mine) else found
    return found


def _edits(plan: Plan, count: int, rng: np.random.Generator) -> list[Edit]:
    """Edits a person would make: small ones at the borders of catchments, all of them possible."""
    t, coverage = plan.coverage.topology, plan.coverage
    found: list[Edit] = []
    while len(found) < count:
        stage = int(rng.integers(len(plan.stages)))
        row = plan.catchment_of_face[stage]
        inner = np.flatnonzero(
            coverage.border(row) & (t.left >= 0) & (t.right >= 0) & (row[t.left] >= 0) & (row[t.right] >= 0)
        )
        if not len(inner):
            continue
        edge = int(rng.choice(inner))
        if len(found) % 2:
            vertex = int(t.edges[edge, 0])
            length = float(np.hypot(*(coverage.vertices[t.edges[edge, 1]] - coverage.vertices[vertex])))
            x, y = coverage.vertices[vertex] + rng.normal(0, length / 2, 2)
            edit: Edit = MoveVertex(vertex, float(x), float(y))
        else:
            giver, taker = int(t.left[edge]), int(t.right[edge])
            blocks = [giver, *(f for f in t.neighbours(giver) if row[f] == row[giver])][:4]
            edit = AssignFaces(
                plan.stages[stage].id,
                tuple(coverage.face_ids[f] for f in blocks),
                plan.catchments.ids[row[taker]],
            )
        try:
            apply(plan, edit)
        except EditRejected:
            continue
        found.append(edit)
    return found


def _tally_step(countable: Countable, tally: Tally, plan: Plan, edit: Edit) -> tuple[float, Array]:
    """Seconds for the tally's figures, and the table they were computed from."""
    after, change = apply(plan, edit)
    dataset, columns = countable.dataset, tally.columns
    order = np.argsort(plan.catchments.stage, kind="stable")
    start = np.unique(plan.catchments.stage[order], return_index=True)[1]
    started = time.perf_counter()
    counts = np.array(tally.counts[:, : columns["changed"] + 1])
    _, moves = move_pupils(countable, tally.pupils, plan, after, change)
    count_pupils(counts, countable, after, after, moves)
    _indices(order, start, counts, columns["pupils"], columns[dataset.groups[0].key])
    return time.perf_counter() - started, counts


def _indices(order: Array, start: Array, counts: Array, pupils: int, group: int) -> tuple[Array, Array]:
    """D and H of one group over the catchments of every stage, from a table of counts."""
    pair = counts[order[:, None], [group, pupils]]
    pair[:, 1] -= pair[:, 0]
    return dissimilarity_by_parts(pair[:, :1], pair[:, 1:], start), information_by_parts(pair, start)


def _percentiles(seconds: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50": float(p50), "p95": float(p95)}
