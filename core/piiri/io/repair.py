"""Polygons as the overlay needs them: valid, in metres, without overlaps and narrow gaps inside a layer."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import CRS

from ..i18n import N_
from ..model.arrays import Array
from .checks import (
    NEGLIGIBLE_M2,
    gaps,
    label_of,
    note_gaps,
    note_invalid,
    note_overlaps,
    note_rounding,
    overlaps,
    reject_no_areas,
)
from .reference import check_bounds, to_target
from .report import Findings
from .table import Fate, Table


def areas_of(table: Table, source: CRS, target: CRS, *, repair: bool, gap_width_m: float, findings: Findings) -> Array:
    """Return a table's polygons in metres, ready for :func:`piiri.model.overlay.overlay`.

    Parameters
    ----------
    table
        Its fates are brought up to date: what cannot be used is rejected, what was mended is repaired.
    source, target
        The table's system, and the project's.
    repair
        True where the user has agreed to repairs; else every defect blocks.
    gap_width_m
        Gaps narrower than this are defects; wider ones are lakes and the like.
    findings
        Receives every defect with its place and area.

    Returns
    -------
    (N,) object
        Polygons or multipolygons; None in rows that are not usable.
    """
    shapes = np.array(table.shapes, dtype=object)
    reject_no_areas(table, shapes, findings)
    check_bounds(table, source, shapely.get_coordinates(shapes[table.usable]), findings)
    # without consent the shapes are mended too, but only to look for more: what was noted stops the import
    invalid = note_invalid(table, shapes, repair, findings)
    shapes[invalid] = _mended(shapes[invalid])
    table.fate[invalid] = Fate.REPAIRED
    shapes[table.usable] = to_target(shapes[table.usable], source, target)
    _reject_lost(table, shapes, findings)
    turned = np.flatnonzero(table.usable & ~shapely.is_valid(shapes))
    shapes[turned] = _mended(shapes[turned])  # valid in the file, touching itself after rounding in the new system
    _clean(table, shapes, repair, gap_width_m, findings)
    shapes[~table.usable] = None
    return shapes


def _mended(shapes: Array) -> Array:
    """Return valid polygons without the lines and points that mending may leave."""
    return np.asarray(shapely.make_valid(shapes, method="structure", keep_collapsed=False), dtype=object)


def _reject_lost(table: Table, shapes: Array, findings: Findings) -> None:
    """Reject what has no place in the project's system, and what mending has left nothing of."""
    finite = np.array([np.isfinite(shapely.bounds(shape)).all() for shape in shapes])
    for row in map(int, np.flatnonzero(table.usable & ~finite)):
        table.reject(row)
        findings.list(
            "area-lost",
            table.file,
            N_("{file}, feature {row} ({name}): nothing is left of its area in the project's coordinate system."),
            N_("The feature is left out; mend its border at its source."),
            **table.place(row),
            name=label_of(table, row),
        )


def _clean(table: Table, shapes: Array, repair: bool, gap_width_m: float, findings: Findings) -> None:
    """Close overlaps and narrow gaps in place, noting each."""
    rows = np.flatnonzero(table.usable)
    before = shapes[rows]
    cleaned = np.asarray(shapely.coverage_clean(before, gap_width=gap_width_m), dtype=object)
    pairs, found = overlaps(before), gaps(before, cleaned)
    note_overlaps(table, rows, pairs, repair, findings)
    note_gaps(table, rows, before, found, repair, findings)
    note_rounding(table, pairs, found, findings)
    for row in map(int, rows[shapely.is_empty(cleaned)]):
        findings.block(
            "area-doubled",
            table.file,
            N_("{file}, feature {row} ({name}): other features cover all of its area."),
            N_("Remove the doubled feature from the file."),
            **table.place(row),
            name=label_of(table, row),
        )
    changed = shapely.area(shapely.symmetric_difference(before, cleaned)) >= NEGLIGIBLE_M2
    table.fate[rows[changed]] = Fate.REPAIRED
    shapes[rows] = cleaned
