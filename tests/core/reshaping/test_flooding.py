"""What a line parts, against the parts of all blocks in the box around catchment and line, by scipy."""

from __future__ import annotations

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from piiri.assignment import holds
from piiri.errors import EditRejected
from piiri.model import Catchments, Coverage, Plan, Schools, Stage
from piiri.model.arrays import to_cm
from piiri.reshaping import split
from piiri.reshaping.flooding import cut_off, enclosed


def plan_of(coverage: Coverage, row: np.ndarray, at: list[list[float]]) -> Plan:
    stages = (Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6)),)
    names = tuple(f"S{i}" for i in range(len(at)))
    schools = Schools(names, names, np.array(at), np.full(len(at), 100))
    catchments = Catchments.one_school_each(stages, schools, [(0, h) for h in range(len(at))])
    return Plan("P", stages, coverage, catchments, row[None], schools)


def by_scipy(plan: Plan, coverage: Coverage, catchment: int, mine: np.ndarray, along: np.ndarray):
    """The parts cut off, as sets of blocks, and the blocks enclosed."""
    t = coverage.topology
    beside = np.unique(np.concatenate((t.left[along], t.right[along])))
    beside = beside[beside >= 0]
    boxes = coverage.bounds[np.union1d(np.flatnonzero(mine), beside)]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = ((coverage.bounds[:, :2] <= high) & (coverage.bounds[:, 2:] >= low)).all(axis=1)
    n = coverage.face_count
    a, b, border = [], [], set()
    for edge, (left, right) in enumerate(zip(t.left.tolist(), t.right.tolist(), strict=True)):
        if left < 0 or right < 0:
            continue
        if near[left] and near[right]:
            if mine[left] != mine[right]:
                border |= {left, right}
            elif edge not in along:
                a.append(left)
                b.append(right)
        elif near[left] or near[right]:
            face = left if near[left] else right
            if not mine[face]:
                a.append(face)
                b.append(n)
    part = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n + 1, n + 1)), directed=False)[1]
    area = {p: coverage.areas_m2[part[:-1] == p].sum() for p in set(part.tolist())}
    blocks = {p: frozenset(np.flatnonzero(part[:-1] == p).tolist()) for p in set(part.tolist())}

    whole = {p: {p} for p in set(part[beside[mine[beside]]].tolist())}
    for edge in along.tolist():
        left, right = int(t.left[edge]), int(t.right[edge])
        if left >= 0 and right >= 0 and mine[left] and mine[right]:
            together = whole[part[left]] | whole[part[right]]
            whole.update(dict.fromkeys(together, together))
    teaching = set()
    if catchment >= 0:
        school = plan.schools.xy[catchment][None]
        teaching = {part[f] for f in np.flatnonzero(mine).tolist() if holds(coverage, f, to_cm(school))[0]}
    leaving = set()
    for parts in {frozenset(parts) for parts in whole.values()}:
        stays = parts & teaching or {max(parts, key=lambda p: (round(area[p], 6), -p))}
        leaving |= {blocks[p] for p in parts - stays}

    touched = set(part[beside[~mine[beside]]].tolist())
    inner = {p for p in touched if p != part[-1] and blocks[p] & border}
    if part[-1] not in touched and len(inner) == len(touched):
        inner -= {max(inner, key=lambda p: (round(area[p], 6), -p))} if inner else set()
    return leaving, frozenset().union(*(blocks[p] for p in inner))


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_floods_find_what_scipy_finds(grid: Coverage, seed: int, bends: int) -> None:
    rng = np.random.default_rng(seed)
    low, high = np.array(grid.extent).reshape(2, 2)
    at = rng.uniform(low, high, (3, 2))
    # three catchments by distance, with blocks astray, and blocks of nobody
    away = np.hypot(*(grid.label_points[:, None] - at).transpose(2, 0, 1)) * rng.uniform(0.7, 1.3, (grid.face_count, 3))
    row = np.where(rng.random(grid.face_count) < 0.1, -1, away.argmin(axis=1)).astype(np.int32)
    line = rng.uniform(low - 10, high + 10, (bends + 1, 2))
    try:
        pieces = split(grid, [line])
    except EditRejected:
        return
    plan = plan_of(grid, row, at.tolist())
    for catchment in range(-1, 3):
        mine = pieces.carried(row) == catchment
        along = pieces.coverage.topology.edges_between(pieces.line)
        if not len(along) or not mine.any():
            continue
        found = cut_off(plan, pieces.coverage, catchment, mine, along), enclosed(pieces.coverage, mine, along)
        leaving, joining = by_scipy(plan, pieces.coverage, catchment, mine, along)
        event(f"{bool(leaving)} leaves, {bool(joining)} joins")
        assert {frozenset(part.tolist()) for part in found[0]} == leaving and len(found[0]) == len(leaving)
        assert frozenset(found[1].tolist()) == joining and len(found[1]) == len(joining)
