"""Ways on foot from 100 schools to 20 000 places on a network of 200 000 junctions, and the same with networkx.

    python tests/benchmarks/walking.py [--junctions N] [--schools H] [--places P]

The network is a grid of streets with one in four taken away, one in ten busy. networkx is asked for three schools, and
its time is multiplied. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from measuring import budget, peak_mb, report, spread

from piiri.model.arrays import FloatArray
from piiri.model.ways import ways_of
from piiri.walking import Journeys, WalkingNetwork, anchored, network_of

MOST_S, MOST_MB = 4.0, 300.0
ASKED = 3


def streets(junctions: int) -> WalkingNetwork:
    """A grid of about so many junctions, 80 m apart."""
    rng = np.random.default_rng(1)
    side = round(junctions**0.5)
    at = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=-1).reshape(-1, 2) * 80.0
    at += rng.uniform(-15, 15, at.shape).round(2)
    index = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        (np.stack((index[:-1], index[1:]), axis=-1), np.stack((index.T[:-1], index.T[1:]), axis=-1))
    ).reshape(-1, 2)
    pairs = pairs[rng.random(len(pairs)) > 0.25]
    busy = rng.random(len(pairs)) < 0.1
    return network_of(ways_of(list(at[pairs]), busy=busy))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--junctions", type=int, default=200_000)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--places", type=int, default=20_000)
    args = parser.parse_args()
    network = streets(args.junctions)
    before_mb = peak_mb()
    started = time.perf_counter()
    assert network.graph.nnz
    built_s = time.perf_counter() - started
    rng = np.random.default_rng(2)
    low, high = network.xy.min(axis=0), network.xy.max(axis=0)
    xy = rng.uniform(low, high, (args.places, 2)).round(2)
    schools = rng.uniform(low, high, (args.schools, 2)).round(2)
    started = time.perf_counter()
    anchors = anchored(network, xy)
    anchored_s = time.perf_counter() - started
    found = Journeys(network, anchors, xy)
    started = time.perf_counter()
    found.prepare(schools)
    schools_s = time.perf_counter() - started
    everyone = np.arange(len(xy))
    servers = rng.integers(0, len(schools), (len(xy), 1)).astype(np.int32)
    started = time.perf_counter()
    found.nearest_server(everyone, schools, servers)
    lookup_s = time.perf_counter() - started
    dragged_ms = dragged(found, xy, schools)
    used_mb = peak_mb()
    figures = {
        "junctions": args.junctions,
        "sides": network.side_count,
        "stretches": len(network),
        "schools": args.schools,
        "places": args.places,
        "graph_s": round(built_s, 3),
        "anchors_s": round(anchored_s, 3),
        "schools_s": round(schools_s, 3),
        "one_school_ms": round(schools_s / args.schools * 1000, 1),
        "lookup_ms": round(lookup_s * 1000, 2),
        "dragged_school_ms": spread(dragged_ms),
        "peak_mb": used_mb,
        "peak_mb_before": before_mb,
        "networkx_schools_s": round(by_networkx(network) / ASKED * args.schools, 1),
    }
    figures["networkx_ratio"] = round(figures["networkx_schools_s"] / schools_s, 1)
    budgets = [
        budget("all schools, s", round(schools_s, 3), MOST_S),
        budget("peak memory, MB", used_mb, MOST_MB),
    ]
    report("walking", figures, budgets)


def dragged(found: Journeys, xy: FloatArray, schools: FloatArray) -> list[float]:
    """Milliseconds of each step of a school dragged across the town, for those who live within 2.5 km of its start."""
    row = int(np.argmin(np.abs(schools - schools.mean(axis=0)).sum(axis=1)))
    near = np.flatnonzero(np.hypot(*(xy - schools[row]).T) < 2_500)
    servers, took = np.full((len(near), 1), row, dtype=np.int32), []
    for step in range(1, 61):
        moved = np.array(schools)
        moved[row] += step * np.array([7.0, 4.0])
        started = time.perf_counter()
        found.nearest_server(near, moved, servers)
        took.append((time.perf_counter() - started) * 1000)
    return took


def by_networkx(network: WalkingNetwork) -> float:
    """Seconds that networkx takes for some sources on the same graph, once it is made."""
    import networkx

    sides, weight, _ = network.links
    graph = networkx.Graph()
    graph.add_weighted_edges_from(zip(*sides.T.tolist(), weight.tolist(), strict=True))
    started = time.perf_counter()
    for source in sides[:: len(sides) // ASKED, 0][:ASKED].tolist():
        networkx.single_source_dijkstra_path_length(graph, source)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
