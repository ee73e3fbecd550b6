"""Routes: as long as the distance says, and naming what is hard to cross."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from shared.roads import osm_network

from piiri.model.ways import ways_of
from piiri.walking import Journeys, anchored, network_of, route

ROAD, PATH = np.array([[-950.0, 0], [50, 0], [1050, 0]]), np.array([[50.0, 40], [50, 0], [50, -40]])


def test_a_route_names_the_road_it_crosses() -> None:
    ways = ways_of([ROAD, PATH], busy=np.array([True, False]), names=["Main road", ""])
    found = route(network_of(ways), (50.0, 40.0), (50.0, -30.0))
    assert found.length_cm == 7_000
    assert found.xy.tolist() == [[50, 40], [50, 0], [50, -30]]
    assert [(c.name, c.x_m, c.y_m) for c in found.crossings] == [("Main road", 50.0, 0.0)]


def test_on_one_stretch_no_junction_is_passed() -> None:
    found = route(network_of(ways_of([np.array([[0.0, 0], [100, 0], [100, 100]])])), (20.0, 3.0), (103.0, 40.0))
    assert found.length_cm == 80_00 + 40_00 + 3_00 + 3_00
    assert found.xy.tolist() == [[20, 3], [20, 0], [100, 0], [100, 40], [103, 40]]


def test_without_a_way_the_line_is_straight() -> None:
    found = route(network_of(ways_of([ROAD])), (0.0, 9_000.0), (0.0, 0.0))
    assert not found.on_network
    assert found.length_cm == round(9_000 * 1.3 * 100)
    assert found.xy.tolist() == [[0, 9_000], [0, 0]]


@pytest.mark.parametrize(("file", "some"), [("Helsinki.osm.pbf", 0), ("test.osm.pbf", 5)])
def test_routes_are_as_long_as_distances_say(real_data: Callable[[str], Path], file: str, some: int) -> None:
    network = osm_network(real_data("roads") / file)
    low, high = network.xy.min(axis=0), network.xy.max(axis=0)
    xy = np.round(np.random.default_rng(4).uniform(low, high, (40, 2)), 2)
    found = Journeys(network, anchored(network, xy), xy)
    crossed = 0
    for i in range(1, 40):
        school = xy[i - 1 : i]
        distance = int(found.nearest_server(np.array([i]), school, np.zeros((1, 1), dtype=np.int32))[0][0])
        way = route(network, (xy[i, 0], xy[i, 1]), (school[0, 0], school[0, 1]))
        assert way.length_cm == distance
        drawn = float(np.hypot(*np.diff(way.xy, axis=0).T).sum()) * 100
        assert abs(drawn - distance) <= 0.001 * distance + 10
        assert way.xy[0].tolist() == xy[i].tolist()
        assert way.xy[-1].tolist() == school[0].tolist()
        assert len(way.crossings) == found.hard_crossings(np.array([i]), school, np.zeros(1, dtype=np.int32))[0]
        crossed += len(way.crossings)
    assert crossed >= some
