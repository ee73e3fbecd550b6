"""Rows of schools: kept, moved, restored; joint catchments; and the real networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx
import numpy as np
import pytest
from shared.roads import kumpula, kumpula_graph, osm_network

from piiri.distances import nearest_server
from piiri.model.ways import ways_of
from piiri.progress import Cancelled
from piiri.walking import Journeys, anchored, network_of


def grid(size: int = 12, step: float = 50.0) -> Journeys:
    lines = [np.array([(step * x, step * y) for x in range(size)]) for y in range(size)]
    lines += [np.array([(step * x, step * y) for y in range(size)]) for x in range(size)]
    network = network_of(ways_of(lines))
    xy = np.round(np.random.default_rng(3).uniform(0, step * (size - 1), (300, 2)), 2)
    return Journeys(network, anchored(network, xy), xy)


def test_a_joint_catchment_takes_the_nearer_school() -> None:
    found = grid()
    schools = np.array([[0.0, 0.0], [550.0, 550.0], [0.0, 550.0]])
    everyone = np.arange(300)
    apart = [found.nearest_server(everyone, schools, np.full((300, 1), s, dtype=np.int32))[0] for s in (0, 1)]
    servers = np.tile(np.array([0, 1, -1], dtype=np.int32), (300, 1))
    distance, which = found.nearest_server(everyone, schools, servers)
    assert np.array_equal(distance, np.minimum(*apart))
    assert np.array_equal(which, (apart[1] < apart[0]).astype(int))


def test_no_way_is_shorter_than_the_straight_line_or_longer_than_both_sides() -> None:
    found = grid()
    school = np.array([[125.0, 330.0]])
    servers = np.zeros((300, 1), dtype=np.int32)
    on_foot, _ = found.nearest_server(np.arange(300), school, servers)
    straight, _ = nearest_server(found.xy, school, servers)
    assert (on_foot >= straight - 2).all()
    assert (on_foot <= np.abs(found.xy - school).sum(axis=1) * 100 + 2 * 5_000).all()


def test_a_row_is_made_once_a_place() -> None:
    found = grid()
    schools = np.array([[0.0, 0.0], [100.0, 0.0]])
    servers = np.zeros((300, 1), dtype=np.int32)
    found.prepare(schools)
    assert len(found.kept()) == 2
    before, _ = found.nearest_server(np.arange(300), schools, servers)
    moved = np.array([[200.0, 200.0], [100.0, 0.0]])
    found.nearest_server(np.arange(300), moved, servers)
    assert len(found.kept()) == 3
    again, _ = found.nearest_server(np.arange(300), schools.copy(), servers)
    assert np.array_equal(before, again)


def test_a_school_that_is_dragged_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows give way to those asked for later; what is asked again is made again, the same."""
    monkeypatch.setattr("piiri.walking.journeys.MOST_ROWS", 5)
    found, fresh = grid(), grid()
    servers = np.tile(np.arange(2, dtype=np.int32), (300, 1))
    start = np.array([[0.0, 0.0], [100.0, 0.0]])
    for step in range(40):
        moved = start + np.array([[3.0 * step, 2.0 * step], [0.0, 0.0]])
        for schools in (start, moved):
            ways = found.nearest_server(np.arange(300), schools, servers)
            again = Journeys(fresh.network, fresh.anchors, fresh.xy).nearest_server(np.arange(300), schools, servers)
            assert all(np.array_equal(one, other) for one, other in zip(ways, again, strict=True))
        assert len(found.kept()) <= 5
    assert len(found._cost) <= 8


@pytest.mark.parametrize("reach_cm", [0, 3_000, 12_000, 40_000, 500_000])
def test_a_moved_school_searched_only_so_far_answers_as_one_searched_whole(
    reach_cm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks from further away has it searched further; on two pieces of network that no way joins."""
    monkeypatch.setattr("piiri.walking.journeys.FIRST_REACH_CM", reach_cm)
    lines = [np.array([(50.0 * x, 50.0 * y) for x in range(20)]) for y in range(20)]
    lines += [np.array([(50.0 * x, 50.0 * y) for y in range(20)]) for x in range(20)]
    lines += [line + np.array([5_000.0, 0.0]) for line in lines]
    network = network_of(ways_of(lines, busy=np.arange(len(lines)) % 4 == 0))
    rng = np.random.default_rng(11)
    xy = np.round(rng.uniform(0, 950, (400, 2)) + [5_000.0, 0.0] * (rng.random((400, 1)) < 0.2), 2)
    found = Journeys(network, anchored(network, xy), xy)
    start = np.array([[0.0, 0.0], [5_100.0, 100.0], [444.0, 321.0]])
    found.prepare(start)
    searched: list[float] = []
    search = found._search
    monkeypatch.setattr(found, "_search", lambda at, reach=np.inf: (searched.append(reach), search(at, reach))[1])
    for step in range(25):
        moved = np.array(start)
        moved[0] = rng.uniform(0, 950, 2).round(2)
        some = np.sort(rng.choice(400, int(rng.integers(1, 60)), replace=False))
        servers = np.tile(np.array([0, -1], dtype=np.int32), (len(some), 1))
        servers[:: step % 3 + 2, 0] = 1
        servers[:: step % 5 + 2, 1] = 2
        whole = Journeys(network, found.anchors, xy)
        whole.prepare(moved)
        for ask in (found.nearest_server, found.on_network, found.hard_crossings):
            school = servers if ask == found.nearest_server else servers[:, 0]
            answers = (np.asarray(each(some, moved, school)) for each in (ask, getattr(whole, ask.__name__)))
            assert np.array_equal(*answers)
    assert set(found.kept()) >= set(found._places(start))
    further = searched.count(np.inf)
    assert (reach_cm >= 500_000) == (further == 0), "nobody asks further than the network reaches"


def test_rows_kept_are_the_rows_made(monkeypatch: pytest.MonkeyPatch) -> None:
    found = grid()
    schools = np.array([[0.0, 0.0], [100.0, 333.33]])
    found.prepare(schools)
    monkeypatch.setattr("piiri.walking.journeys.MOST_ROWS", 1)  # what a project kept stays whole
    restored = Journeys(found.network, found.anchors, found.xy, found.kept())
    servers = np.ones((300, 1), dtype=np.int32)
    for each in (found, restored):
        assert len(each.kept()) == 2
    a, b = (each.nearest_server(np.arange(300), schools, servers)[0] for each in (found, restored))
    assert np.array_equal(a, b)
    assert len(restored.kept()) == 2


def test_preparing_says_how_far_it_is_and_can_be_cancelled() -> None:
    found = grid()
    seen: list[float] = []

    def stop(fraction: float, text: str) -> None:
        assert text
        seen.append(fraction)
        if fraction >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        found.prepare(np.array([[0.0, 0.0], [50.0, 0.0]]), stop)
    assert seen == [0.0, 0.5]


def test_kumpula_agrees_with_networkx_on_the_data_s_own_graph(real_data: Callable[[str], Path]) -> None:
    """The file names its nodes and gives lengths of its own: an independent graph. Ours follows the shapes."""
    folder = real_data("roads")
    network, graph = network_of(kumpula(folder)), kumpula_graph(folder)
    rng = np.random.default_rng(5)
    main = max(networkx.connected_components(graph), key=len)
    nodes = sorted(main)
    chosen = [nodes[i] for i in rng.choice(len(nodes), 60, replace=False).tolist()]
    xy = np.array([graph.nodes[n]["xy"] for n in chosen])
    found = Journeys(network, anchored(network, xy), xy)
    servers = np.zeros((60, 1), dtype=np.int32)
    for position in range(4):
        theirs = networkx.single_source_dijkstra_path_length(graph, chosen[position], weight="m")
        ours, _ = found.nearest_server(np.arange(60), xy[position : position + 1], servers)
        expected = np.array([theirs[n] for n in chosen])
        away = np.abs(ours / 100 - expected)
        assert (away <= 0.01 * expected + 2.0).mean() >= 0.9


@pytest.mark.parametrize("file", ["Helsinki.osm.pbf", "test.osm.pbf"])
def test_a_real_network_of_openstreetmap(real_data: Callable[[str], Path], file: str) -> None:
    network = osm_network(real_data("roads") / file)
    assert network.piece_length_m[0] > 0.95 * network.piece_length_m.sum()
    low, high = network.xy.min(axis=0), network.xy.max(axis=0)
    xy = np.round(np.random.default_rng(1).uniform(low, high, (2000, 2)), 2)
    found = Journeys(network, anchored(network, xy), xy)
    schools = xy[:5]
    servers = np.zeros((2000, 1), dtype=np.int32)
    on_foot, _ = found.nearest_server(np.arange(2000), schools, servers)
    straight, _ = nearest_server(xy, schools, servers)
    assert (on_foot >= straight - 5).all()
    assert 1.1 < np.median(on_foot / np.maximum(straight, 1)) < 1.6
    # the way there is the way back
    there = [int(found.nearest_server(np.array([i]), xy[:1], servers[:1])[0][0]) for i in range(1, 30)]
    back = [int(found.nearest_server(np.array([0]), xy[i : i + 1], servers[:1])[0][0]) for i in range(1, 30)]
    assert np.abs(np.array(there) - back).max() <= 2
