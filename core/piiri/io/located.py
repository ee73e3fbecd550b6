"""Where the rows of a table are: one point a row, in metres of the project; and what lies outside."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import CRS

from ..assignment import Holders
from ..i18n import N_, tr
from ..model.arrays import Array, FloatArray, on_grid
from ..model.coverage import Coverage
from ..model.dataset import Backdrop
from ..progress import Part, Progress, silent
from .columns import flags, numbers
from .reference import check_bounds, to_target
from .report import Findings
from .table import Table


def raw_points(table: Table, findings: Findings, progress: Progress = silent) -> FloatArray:
    """Return coordinates as they stand in the file, (N, 2), easting first; NaN where there are none.

    Columns ``x`` and ``y`` come before shapes; of an area a point inside is taken.
    """
    columns = table.spec.columns
    if "x" in columns and "y" in columns:
        protected = columns.get("protected")
        masked = flags(table, protected, findings) if protected else None
        read = []
        for n, key in enumerate("xy"):
            progress(n / 2, tr("Placing pupils and residents"))
            read.append(numbers(table, columns[key], findings, masked=masked).values)
        return np.column_stack(read)
    xy = np.full((len(table), 2), np.nan)
    if table.shapes is None:
        findings.stop(
            "no-places",
            table.file,
            N_("{file} has no shapes, and the mapping names no columns of coordinates."),
            N_("Name the columns “x” and “y” in the mapping, or a file with shapes."),
            layer=table.spec.layer,
        )
    there = np.flatnonzero(~shapely.is_missing(table.shapes) & ~shapely.is_empty(table.shapes))
    with np.errstate(over="ignore", invalid="ignore"):  # a corner at 1e300 has no middle: its area is rejected later
        xy[there] = shapely.get_coordinates(shapely.point_on_surface(table.shapes[there]))
    return np.where(np.isfinite(xy), xy, np.nan)


def points_of(table: Table, source: CRS, target: CRS, findings: Findings, progress: Progress = silent) -> FloatArray:
    """Return one point a row in metres of the project, (N, 2) on the 1 cm grid; NaN without a place."""
    raw = raw_points(table, findings, Part(progress, 0.0, 0.8))
    progress(0.8, tr("Placing pupils and residents"))
    check_bounds(table, source, raw[table.usable], findings)
    return np.asarray(on_grid(to_target(raw, source, target)))


_AT_ONCE = 20_000
"""So many points are placed between two words of progress."""


def note_outside(
    table: Table, xy: FloatArray, coverage: Coverage, findings: Findings, progress: Progress = silent
) -> None:
    """Note the usable rows that lie in no block; blocking where all of them do.

    Parameters
    ----------
    xy
        (M, 2) places of the M usable rows, NaN for none.
    progress
        Told how far it is; may cancel.
    """
    located = np.isfinite(xy).all(axis=1)
    outside, holders = np.array(located), Holders(coverage)
    for start in range(0, len(xy), _AT_ONCE):
        progress(start / len(xy), tr("Placing pupils and residents"))
        outside[start : start + _AT_ONCE] &= holders.of(xy[start : start + _AT_ONCE]) < 0
    if not outside.any():
        return
    rows = table.row[table.usable][outside]
    if outside.sum() == located.sum():
        findings.block(
            "all-outside",
            table.file,
            N_("{file}: all points ({n}) lie outside every block and catchment."),
            N_("Check the coordinate reference system, and whether east and north are swapped."),
            layer=table.spec.layer,
            n=int(outside.sum()),
        )
        return
    findings.list(
        "points-outside",
        table.file,
        N_("{file}: points outside every block and catchment: {n} of {all}, the first in row {row}."),
        N_("They are kept and counted as belonging to no school; check their coordinates."),
        layer=table.spec.layer,
        row=int(rows[0]),
        n=int(outside.sum()),
        all=int(located.sum()),
        rows=rows.tolist(),
    )


def backdrop_of(table: Table, source: CRS, target: CRS) -> Backdrop:
    """Return a layer for orientation: lines as they are, areas as their rings, points left out."""
    shapes = np.zeros(0, dtype=object) if table.shapes is None else table.shapes[table.usable]
    parts: Array = shapely.get_parts(to_target(shapes, source, target))
    areal = shapely.get_dimensions(parts) == 2
    lines = np.concatenate((shapely.get_rings(parts[areal]), parts[shapely.get_dimensions(parts) == 1]))
    start = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(lines))))
    # the reader of the mapping lets only Backdrop's kinds through
    return Backdrop(table.spec.shows, on_grid(shapely.get_coordinates(lines)), start)  # type: ignore[arg-type]
