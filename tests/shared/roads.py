"""Real road networks of the public data, read once a run."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import networkx
import shapely
from pyproj import CRS

from piiri.io.mapping import LayerMapping
from piiri.io.reference import transformer
from piiri.io.report import Findings
from piiri.io.roads import read_ways
from piiri.model.ways import Ways
from piiri.walking import WalkingNetwork, network_of

HELSINKI = CRS.from_epsg(3879)


@cache
def osm_network(path: Path) -> WalkingNetwork:
    """The network of an OpenStreetMap file."""
    return network_of(read_ways(LayerMapping("ways", path, path.name), HELSINKI, Findings()))


def kumpula(folder: Path) -> Ways:
    """The walking graph of Kumpula, from its edges' shapes."""
    path = folder / "kumpula_edges.csv"
    spec = LayerMapping("ways", path, path.name, columns={"shape": "geometry"}, crs="EPSG:4326")
    return read_ways(spec, HELSINKI, Findings())


def kumpula_graph(folder: Path) -> networkx.Graph:
    """The same by the file's own nodes and lengths; edges without a shape left out, as the reader does."""
    to = transformer("EPSG:4326", HELSINKI)
    graph = networkx.Graph()
    with (folder / "kumpula_nodes.csv").open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened, delimiter=";"):
            point = shapely.from_wkt(row["geometry"])
            graph.add_node(row["id_otp"], xy=to.transform(point.x, point.y))
    with (folder / "kumpula_edges.csv").open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened, delimiter=";"):
            if row["allows_walking"] == "True" and row["geometry"].startswith("LINESTRING ("):
                graph.add_edge(row["node_orig_id"], row["node_dest_id"], m=float(row["length"]))
    return graph
