"""Ways cut where they meet; the sides of busy roads; against networkx on the bare points."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.model.ways import Ways, ways_of
from piiri.walking import Journeys, WalkingNetwork, anchored, network_of

STEPS = st.sampled_from([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1)])


@st.composite
def some_ways(draw: st.DrawFn) -> tuple[list[np.ndarray], np.ndarray]:
    """Walks from crossing to crossing of a crooked grid, some of them busy."""
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        walk = [draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))]
        for dx, dy in draw(st.lists(STEPS, min_size=1, max_size=6)):
            walk.append((walk[-1][0] + dx, walk[-1][1] + dy))
        lines.append(np.array([(100.0 * x + 7 * y, 90.0 * y - 3 * x) for x, y in walk]))
    return lines, np.array(draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))))


def bare(lines: list[np.ndarray]) -> networkx.Graph:
    """Every step of every way, in whole millimetres."""
    graph = networkx.Graph()
    for line in lines:
        for a, b in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
            if a != b:
                graph.add_edge(tuple(a), tuple(b), mm=round(float(np.hypot(b[0] - a[0], b[1] - a[1])) * 1000))
    return graph


def journeys(network: WalkingNetwork, xy: np.ndarray) -> Journeys:
    return Journeys(network, anchored(network, xy), xy)


@given(some_ways())
@settings(deadline=None, max_examples=150)
def test_distances_are_those_of_networkx(case: tuple[list[np.ndarray], np.ndarray]) -> None:
    """Where crossing costs nothing, sides make no difference: the plain graph of all points is the oracle."""
    lines, busy = case
    graph = bare(lines)
    if not graph:
        return
    network = network_of(ways_of(lines, busy=busy), hard_crossing_m=0.0)
    places = sorted(graph.nodes)
    xy = np.array(places)
    found = journeys(network, xy)
    usable = (found.anchors.lane >= 0) & (found.anchors.away_cm == 0)  # not led from a loose piece to another
    for i, start in enumerate(places[:3]):
        far = networkx.single_source_dijkstra_path_length(graph, start, weight="mm")
        school = xy[i : i + 1]
        everyone = np.arange(len(xy))
        distance, _ = found.nearest_server(everyone, school, np.zeros((len(xy), 1), dtype=np.int32))
        known = found.on_network(everyone, school, np.zeros(len(xy), dtype=np.int32))
        for j in np.flatnonzero(usable & usable[i]).tolist():
            assert known[j] == (places[j] in far)
            if known[j]:  # each stretch is rounded to whole centimetres once
                assert abs(int(distance[j]) - far[places[j]] / 10) <= len(network) / 2 + 1


@given(some_ways())
@settings(deadline=None, max_examples=80)
def test_a_network_is_the_same_whichever_way_its_ways_are_drawn(case: tuple[list[np.ndarray], np.ndarray]) -> None:
    lines, busy = case
    if not bare(lines):
        return
    there, back = (network_of(ways_of(drawn, busy=busy)) for drawn in (lines, [line[::-1] for line in lines]))
    xy = np.unique(np.concatenate(lines), axis=0) + 1.0
    results = []
    for network in (there, back):
        servers = np.tile(np.arange(2), (len(xy), 1)).astype(np.int32)
        results.append(journeys(network, xy).nearest_server(np.arange(len(xy)), xy[:2], servers)[0])
    # a place as near to two stretches may be led to either
    assert (np.abs(results[0] - results[1]) <= 2).mean() > 0.9
    assert there.side_count == back.side_count
    assert there.length_cm.sum() == back.length_cm.sum()


ROAD = np.array([[-950.0, 0], [50, 0], [1050, 0]])
PATH = np.array([[50.0, 40], [50, 0], [50, -40]])


def between(ways: Ways, place: tuple[float, float], school: tuple[float, float], hard_m: float = 200.0) -> int:
    xy = np.array([place])
    found = journeys(network_of(ways, hard_m), xy)
    distance, _ = found.nearest_server(np.array([0]), np.array([school]), np.zeros((1, 1), dtype=np.int32))
    return int(distance[0])


def test_a_hard_crossing_does_not_lengthen_the_way_but_counts() -> None:
    """Straight across is 80 m; round about over the bridge 280 m: 200 m more is not worth it, 199 m is."""
    round_about = np.array([[50.0, 40], [-50, 40], [-50, -40], [50, -40]])
    ways = ways_of([ROAD, PATH, round_about], busy=np.array([True, False, False]))
    assert between(ways, (50, 40), (50, -40), hard_m=199.0) == 8_000
    assert between(ways, (50, 40), (50, -40), hard_m=201.0) == 28_000


def test_lights_make_a_crossing_safe() -> None:
    round_about = np.array([[50.0, 40], [-50, 40], [-50, -40], [50, -40]])
    ways = ways_of([ROAD, PATH, round_about], busy=np.array([True, False, False]), safe=np.array([[50.0, 0.0]]))
    assert between(ways, (50, 40), (50, -40), hard_m=10_000.0) == 8_000


def test_walking_along_a_busy_road_does_not_cross_it() -> None:
    """Two paths on the same side, and one on the other: along the road from side to side is a crossing all the same."""
    paths = [np.array([[20.0, 30], [20, 0]]), np.array([[80.0, 30], [80, 0]]), np.array([[80.0, -30], [80, 0]])]
    road = np.array([[-900.0, 0], [20, 0], [80, 0], [1000, 0]])
    network = network_of(ways_of([road, *paths], busy=np.array([True, False, False, False])), 500.0)
    xy = np.array([[80.0, 30.0], [80.0, -30.0]])
    found, school = journeys(network, xy), np.array([[20.0, 30.0]])
    assert found.hard_crossings(np.arange(2), school, np.zeros(2, dtype=np.int32)).tolist() == [0, 1]
    assert found.nearest_server(np.arange(2), school, np.zeros((2, 1), dtype=np.int32))[0].tolist() == [12_000, 12_000]


def test_a_road_that_may_not_be_walked_still_parts() -> None:
    ways = ways_of([ROAD, PATH], walkable=np.array([False, True]), busy=np.array([True, False]))
    network = network_of(ways)
    assert network.hard.sum() == 2  # one crossing, seen from each of the two stretches of the road
    assert between(ways, (50, 40), (50, -40)) == 8_000
    assert (network.piece >= 0).tolist() == network.walkable.tolist()


def test_a_bridge_shares_no_point_with_what_it_passes() -> None:
    over = np.array([[50.0, 40], [50, -40]])
    ways = ways_of([ROAD[:2] / 10, over], busy=np.array([True, False]))
    assert between(ways, (50, 40), (50, -40), hard_m=10_000.0) == 8_000


def test_a_loose_path_is_no_way_to_school() -> None:
    park = np.array([[200.0, 200], [203, 200]])
    network = network_of(ways_of([ROAD, PATH, park]))
    assert network.piece_length_m.tolist() == [2080.0, 3.0]
    assert network.usable.sum() == 4


def test_whoever_lives_far_from_all_ways_is_measured_straight() -> None:
    found = journeys(network_of(ways_of([ROAD])), np.array([[50.0, 501.0], [50.0, 499.0], [np.nan, np.nan]]))
    school = np.array([[0.0, 0.0]])
    distance, _ = found.nearest_server(np.arange(2), school, np.zeros((2, 1), dtype=np.int32))
    straight = round(float(np.hypot(50, 501)) * 1.3 * 100)
    assert distance.tolist() == [straight, 49_900 + 5_000]
    assert found.on_network(np.arange(3), school, np.zeros(3, dtype=np.int32)).tolist() == [False, True, False]


def test_no_ways_at_all() -> None:
    network = network_of(ways_of([]))
    found = journeys(network, np.array([[0.0, 0.0]]))
    distance, _ = found.nearest_server(np.array([0]), np.array([[30.0, 40.0]]), np.zeros((1, 1), dtype=np.int32))
    assert distance.tolist() == [6_500]


@pytest.mark.parametrize("wrong", [[np.array([[0.0, 0.0]])], [np.array([[0.0, 0.0], [np.nan, 1.0]])]])
def test_a_way_needs_two_places(wrong: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="two places"):
        ways_of(wrong)
