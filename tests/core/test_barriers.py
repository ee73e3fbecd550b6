"""Barriers against plain Python: distances segment by segment, and a walk from block to block."""

from __future__ import annotations

from collections import deque
from itertools import pairwise

import numpy as np
import pytest
import shapely

from piiri.barriers import BARRIERS, TOLERANCE_M, barrier_edges, reachable
from piiri.io.demo import demo_municipality
from piiri.model import Backdrop, Coverage, Dataset, Plan
from piiri.model.overlay import coverage_of


def backdrop(kind: str, *lines: list[tuple[float, float]]) -> Backdrop:
    xy = np.array([point for line in lines for point in line], dtype=np.float64)
    return Backdrop(kind, xy, np.cumsum([0, *map(len, lines)]))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def chequer() -> Coverage:
    """Four by four blocks of 100 m; block r,c has the id "rc", row 0 in the south."""
    boxes = {f"{r}{c}": shapely.box(100 * c, 100 * r, 100 * c + 100, 100 * r + 100) for r in range(4) for c in range(4)}
    return coverage_of(list(boxes.values()), list(boxes))


@pytest.fixture(scope="module")
def town() -> tuple[Dataset, Plan]:
    return demo_municipality(pupils=300, schools=8, faces=120)


def pairs(coverage: Coverage, closed: np.ndarray) -> set[frozenset[str]]:
    """The neighbours that closed edges part."""
    t, ids = coverage.topology, coverage.face_ids
    inland = closed & (t.left >= 0) & (t.right >= 0)
    return {frozenset((ids[a], ids[b])) for a, b in zip(t.left[inland], t.right[inland], strict=True)}


def slow_reachable(coverage: Coverage, start: int, allowed: np.ndarray, closed: np.ndarray) -> list[int]:
    t, seen, queue = coverage.topology, {start}, deque([start])
    while queue:
        here = queue.popleft()
        for edge in range(len(t.edges)):
            sides = {int(t.left[edge]), int(t.right[edge])}
            if here not in sides or closed[edge]:
                continue
            (other,) = sides - {here}
            if other >= 0 and allowed[other] and other not in seen:
                seen.add(other)
                queue.append(other)
    return sorted(seen)


def slow_barriers(coverage: Coverage, layers: tuple[Backdrop, ...], kinds: tuple[str, ...], tolerance: float) -> list:
    """One edge and one segment after another, distances by hand."""

    def away(p: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        way = b - a
        length = np.maximum((way**2).sum(axis=1), 1e-12)
        along = np.clip(((p - a) * way).sum(axis=1) / length, 0, 1)
        return np.hypot(*(p - a - along[:, None] * way).T)

    def winds(p: np.ndarray, ring: np.ndarray) -> bool:
        inside = False
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > p[1]) != (y1 > p[1]) and p[0] < x0 + (p[1] - y0) * (x1 - x0) / (y1 - y0):
                inside = not inside
        return inside

    t, answer = coverage.topology, []
    for edge, (one, two) in enumerate(t.edges.tolist()):
        a, b = coverage.vertices[one], coverage.vertices[two]
        shut = t.left[edge] < 0 or t.right[edge] < 0
        for item in layers:
            if item.kind not in kinds:
                continue
            parts = [item.xy[s:e] for s, e in zip(item.start[:-1], item.start[1:], strict=True)]
            start, stop = (np.concatenate([part[cut] for part in parts]) for cut in (slice(0, -1), slice(1, None)))
            shut |= all(away(p, start, stop).min() <= tolerance for p in (a, b, (a + b) / 2))
            if item.kind == "water":
                shut |= sum(winds((a + b) / 2, part) for part in parts) % 2 == 1
        answer.append(bool(shut))
    return answer


def test_a_river_beside_the_border_parts_and_one_across_does_not(chequer: Coverage) -> None:
    river = backdrop("river", [(-50, 204), (450, 196)])  # up to 4 m from the border between rows 1 and 2
    closed = barrier_edges(chequer, (river,))
    assert pairs(chequer, closed) == {frozenset((f"1{c}", f"2{c}")) for c in range(4)}
    # it crosses the borders between columns, whose ends it touches, without closing them
    assert not pairs(chequer, barrier_edges(chequer, (backdrop("river", [(-50, 150), (450, 150)]),)))
    assert not pairs(chequer, barrier_edges(chequer, (backdrop("river", [(-50, 204), (450, 196)]),), tolerance_m=1.0))


def test_roads_only_where_chosen_and_streets_never(chequer: Coverage) -> None:
    layers = (backdrop("road", [(100, 0), (100, 400)]), backdrop("street", [(200, 0), (200, 400)]))
    assert not pairs(chequer, barrier_edges(chequer, layers))
    wanted = {frozenset((f"{r}0", f"{r}1")) for r in range(4)}
    assert pairs(chequer, barrier_edges(chequer, layers, (*BARRIERS, "road"))) == wanted


def test_the_outside_is_closed(chequer: Coverage) -> None:
    t = chequer.topology
    assert barrier_edges(chequer, ()).tolist() == ((t.left < 0) | (t.right < 0)).tolist()


def test_a_border_in_a_lake_is_closed_and_one_on_its_island_is_not(chequer: Coverage) -> None:
    lake = [(20.0, 20.0), (380.0, 20.0), (380.0, 380.0), (20.0, 380.0), (20.0, 20.0)]
    island = [(130.0, 130.0), (270.0, 130.0), (270.0, 270.0), (130.0, 270.0), (130.0, 130.0)]
    found = pairs(chequer, barrier_edges(chequer, (backdrop("water", lake, island),)))
    assert frozenset(("00", "01")) in found
    assert frozenset(("11", "12")) not in found


def test_the_same_edges_as_one_by_one(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    for kinds, tolerance in ((BARRIERS, TOLERANCE_M), (("rail",), 3.0), ((*BARRIERS, "road"), 25.0)):
        fast = barrier_edges(plan.coverage, dataset.backdrop, kinds, tolerance)
        assert fast.tolist() == slow_barriers(plan.coverage, dataset.backdrop, kinds, tolerance)
        inland = (plan.coverage.topology.left >= 0) & (plan.coverage.topology.right >= 0)
        assert (fast & inland).any() and (~fast & inland).any()


def test_what_is_no_street_of_the_demo_is_a_barrier(town: tuple[Dataset, Plan]) -> None:
    """The demo draws a street along each border that no road, river or railway takes: so all others are barriers."""
    dataset, plan = town
    coverage, t = plan.coverage, plan.coverage.topology
    inland = (t.left >= 0) & (t.right >= 0)
    closed = barrier_edges(coverage, dataset.backdrop, (*BARRIERS, "road"))
    street = barrier_edges(coverage, dataset.backdrop, ("street",), 0.05) & inland
    main = inland & ~street
    assert main.sum() > 50
    assert closed[main].all()
    # hardly any street runs so close beside a main road that it is taken for it
    assert (closed & street).sum() < 0.02 * street.sum()


def test_the_same_blocks_as_a_walk(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    coverage, rng = plan.coverage, np.random.default_rng(7)
    closed = barrier_edges(coverage, dataset.backdrop, (*BARRIERS, "road"))
    sizes = set()
    for start in rng.choice(coverage.face_count, 12, replace=False).tolist():
        for shut in (closed, rng.random(len(closed)) < 0.4):
            row = plan.catchment_of_face[0]
            for allowed in (row == row[start], np.ones(coverage.face_count, dtype=bool)):
                found = reachable(coverage, start, allowed, shut)
                assert found.tolist() == slow_reachable(coverage, start, allowed, shut)
                sizes.add(len(found))
    assert len(sizes) > 5


def test_the_start_is_reached_where_it_is_not_allowed(chequer: Coverage) -> None:
    nowhere = np.zeros(16, dtype=bool)
    assert reachable(chequer, 5, nowhere, barrier_edges(chequer, ())).tolist() == [5]
