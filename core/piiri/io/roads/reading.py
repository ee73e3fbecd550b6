"""One road file as ways in the project's metres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from pyproj import CRS

from ...i18n import N_
from ...model.arrays import Array, on_grid
from ...model.ways import Ways, ways_of
from ...progress import Progress, silent
from ..guarded import opened, read_table
from ..mapping import LayerMapping
from ..reference import check_bounds, crs_of, to_target
from ..report import Findings
from ..table import Table
from .classes import classes_of, safe_points
from .joining import joined_ends

MARGIN_M = 3_000.0
"""A way to school may lead so far beyond the municipality, metres."""

_OSM_LINES, _OSM_POINTS = "lines", "points"


def ways_table(spec: LayerMapping, findings: Findings, progress: Progress = silent, text: str = "") -> Table:
    """Open a road file; of an OpenStreetMap file no layer need be named.

    Raises
    ------
    ImportBlocked
        As :func:`piiri.io.guarded.read_table`.
    """
    if not spec.layer and _is_osm(spec, findings):
        spec = replace(spec, layer=_OSM_LINES)
    return read_table(spec, findings, progress, text)


def _is_osm(spec: LayerMapping, findings: Findings) -> bool:
    assert spec.path is not None
    return opened(spec.path, spec.file, findings).format == "osm"


def ways_of_table(table: Table, target: CRS, findings: Findings, box: Array | None = None) -> Ways:
    """Return the ways of a road file.

    Parameters
    ----------
    table
        As :func:`ways_table` opened it.
    target
        The metric system of the project.
    findings
        Receives what is wrong, and what is to be known: that a file says nothing of who may walk where, that loose ends
        were joined.
    box
        (4,) metres, west, south, east, north: nothing further than :data:`MARGIN_M` from it is kept, for files that
        hold a whole country; None: all is.

    Raises
    ------
    ImportBlocked
        ``no-lines`` where the layer has none there.
    """
    spec = table.spec
    lines, row = _lines_of(table, target, findings, box)
    if not lines:
        findings.stop(
            "no-lines",
            spec.file,
            N_("{file} holds no lines in the municipality, so no ways."),
            N_("Choose a file or layer of roads and paths."),
            layer=spec.layer,
        )
    classes = classes_of({name: values[row] for name, values in table.columns.items()}, len(row))
    if not classes.source:
        findings.list(
            "way-classes-unknown",
            spec.file,
            N_("{file} does not say which ways may be walked: all are taken as ways on foot."),
            N_("Leave motorways out of the file, or use one of OpenStreetMap, Digiroad or NVDB."),
            layer=spec.layer,
        )
    osm = classes.source == "osm" and spec.layer == _OSM_LINES and _is_osm(spec, findings)
    if not osm:
        lines, joined = joined_ends(lines)
        if joined:
            findings.list(
                "ends-joined",
                spec.file,
                N_("{file}: loose ends that nearly reach another way: {n}."),
                N_("They are joined to it; nothing need be done."),
                layer=spec.layer,
                n=joined,
            )
    safe = _safe(replace(spec, layer=_OSM_POINTS), target, findings) if osm else None
    return ways_of(lines, classes.walkable, classes.busy, classes.names, safe)


def read_ways(spec: LayerMapping, target: CRS, findings: Findings) -> Ways:
    """Open a road file and return its ways; see :func:`ways_table` and :func:`ways_of_table`."""
    return ways_of_table(ways_table(spec, findings), target, findings)


def _lines_of(table: Table, target: CRS, findings: Findings, box: Array | None) -> tuple[list[Array], Array]:
    """The lines of a table in the project's metres, parts apart, and the row of each."""
    if table.shapes is None:
        return [], np.zeros(0, dtype=np.int64)
    usable = np.flatnonzero(table.usable & ~shapely.is_missing(table.shapes))
    parts, owner = shapely.get_parts(table.shapes[usable], return_index=True)
    linear = (shapely.get_dimensions(parts) == 1) & ~shapely.is_empty(parts)
    parts, owner = parts[linear], usable[owner[linear]]
    source = crs_of(table, findings)
    raw, line = shapely.get_coordinates(parts, return_index=True)
    check_bounds(table, source, raw, findings)
    xy = on_grid(to_target(raw, source, target))
    good = np.isfinite(xy).all(axis=1)
    if box is not None:
        near = ((xy >= box[:2] - MARGIN_M) & (xy <= box[2:] + MARGIN_M)).all(axis=1)
        good &= np.isin(line, line[near])
    xy, line = xy[good], line[good]
    start = np.searchsorted(line, np.arange(len(parts) + 1))
    long_enough = np.flatnonzero(np.diff(start) >= 2)
    return [xy[start[i] : start[i + 1]] for i in long_enough.tolist()], owner[long_enough]


def _safe(spec: LayerMapping, target: CRS, findings: Findings) -> Array:
    """(C, 2) metres: where lights or marked crossings are."""
    table = read_table(spec, findings)
    if table.shapes is None or "highway" not in table.columns:
        return np.zeros((0, 2))
    chosen = np.flatnonzero(table.usable & safe_points(table.columns) & ~shapely.is_missing(table.shapes))
    places = to_target(shapely.get_coordinates(table.shapes[chosen]), crs_of(table, findings), target)
    return np.asarray(on_grid(places[np.isfinite(places).all(axis=1)]))
