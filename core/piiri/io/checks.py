"""What is wrong with polygons: not valid, overlapping, or with gaps between them. Nothing is changed here.

Areas under :data:`NEGLIGIBLE_M2` are the rounding of coordinates, nobody's mistake: they are closed without asking and
listed in one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from ..i18n import N_
from ..model.arrays import Array
from .columns import texts
from .report import Findings, some_of
from .table import Table

NEGLIGIBLE_M2: Final = 1.0

_ASK = N_("Allow the repair, or mend it at its source.")


@dataclass(frozen=True, eq=False)
class Gap:
    """A hole between polygons: its shape, and whether it is narrow enough to be a defect rather than a lake."""

    shape: shapely.Polygon
    narrow: bool


def label_of(table: Table, row: int) -> str:
    """Return what people call an area: the school or the id in its row."""
    column = table.spec.columns.get("school") or table.spec.columns.get("id", "")
    return str(texts(table.columns[column][row : row + 1])[0]) if column in table.columns else ""


def reject_no_areas(table: Table, shapes: Array, findings: Findings) -> None:
    """Reject features that are no areas: points, lines, and areas without extent."""
    kind = shapely.get_type_id(shapes)
    area = np.isin(kind, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    for row in map(int, np.flatnonzero(table.usable & (~area | shapely.is_empty(shapes)))):
        table.reject(row)
        findings.list(
            "not-an-area",
            table.file,
            N_("{file}, feature {row}: it is no area."),
            N_("The feature is left out; check that the right layer was named."),
            **table.place(row),
        )
    if not table.usable.any():
        findings.stop(
            "no-areas",
            table.file,
            N_("{file} holds no areas."),
            N_("Check that the right file and layer were named."),
            layer=table.spec.layer,
        )


def note_invalid(table: Table, shapes: Array, repair: bool, findings: Findings) -> Array:
    """Note invalid polygons, blocking unless they may be repaired; return their rows."""
    rows = np.flatnonzero(table.usable & ~shapely.is_valid(shapes))
    for row in map(int, rows):
        note = findings.list if repair else findings.block
        reason = str(shapely.is_valid_reason(shapes[row]))
        note(
            "polygon-invalid",
            table.file,
            N_("{file}, feature {row} ({name}): its border crosses or touches itself at {at}."),
            N_("Repaired: the area it encloses was kept.") if repair else _ASK,
            **table.place(row),
            name=label_of(table, row),
            at=reason.partition("[")[2].rstrip("]") or reason,
            reason=reason,
        )
    return rows


def overlaps(shapes: Array) -> list[tuple[int, int, float]]:
    """Return the pairs of polygons that overlap, with the area they share in square metres."""
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if not len(suspects):
        return []
    near = shapes[suspects]
    one, other = shapely.STRtree(near).query(near, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(near[one], near[other]))
    return [
        (int(suspects[a]), int(suspects[b]), float(area))
        for a, b, area in zip(one, other, shared, strict=True)
        if area > 0
    ]


def gaps(before: Array, cleaned: Array) -> list[Gap]:
    """Return the holes between polygons; narrow are those that cleaning has closed.

    Parameters
    ----------
    before, cleaned
        The polygons as they are, and after :func:`shapely.coverage_clean` with the width of a gap.
    """
    left = shapely.STRtree(_holes(cleaned))
    found = []
    for hole in _holes(before):
        still = len(left.query(shapely.point_on_surface(hole), predicate="within")) > 0
        found.append(Gap(hole, not still))
    return found


def _holes(shapes: Array) -> list[shapely.Polygon]:
    whole = shapely.get_parts(shapely.union_all(shapes))
    return [shapely.Polygon(ring) for part in whole for ring in part.interiors]


def note_overlaps(
    table: Table, rows: Array, pairs: list[tuple[int, int, float]], repair: bool, findings: Findings
) -> None:
    """Note each overlap with its area, blocking unless it may be repaired."""
    for one, other, area in pairs:
        if area < NEGLIGIBLE_M2:
            continue
        note = findings.list if repair else findings.block
        first, second = int(rows[one]), int(rows[other])
        note(
            "overlap",
            table.file,
            N_("{file}: features {row} ({name}) and {other_row} ({other}) overlap by {area_m2} m²."),
            N_("Repaired: it went to the neighbour with the longest shared border.") if repair else _ASK,
            **table.place(first),
            name=label_of(table, first),
            other=label_of(table, second),
            other_row=int(table.row[second]),
            area_m2=area,
        )


def note_gaps(table: Table, rows: Array, shapes: Array, found: list[Gap], repair: bool, findings: Findings) -> None:
    """Note each gap with its area and neighbours; narrow ones block unless they may be repaired, wide ones are kept."""
    tree = shapely.STRtree(shapes)
    for gap in found:
        area = float(gap.shape.area)
        if area < NEGLIGIBLE_M2:
            continue
        near = rows[tree.query(gap.shape, predicate="intersects")]
        middle = gap.shape.representative_point()
        facts = {
            "layer": table.spec.layer,
            "area_m2": area,
            "names": some_of(list(dict.fromkeys(label_of(table, int(row)) for row in near))),
            "rows": table.row[near].tolist(),
            "x_m": middle.x,
            "y_m": middle.y,
        }
        if gap.narrow:
            note = findings.list if repair else findings.block
            note(
                "gap",
                table.file,
                N_("{file}: there is a gap of {area_m2} m² between {names}."),
                N_("Repaired: it went to the neighbour with the longest shared border.") if repair else _ASK,
                **facts,
            )
        else:
            findings.list(
                "hole",
                table.file,
                N_("{file}: {area_m2} m² between {names} belong to no area."),
                N_("It stays so, as a lake would; draw an area there if somebody lives in it."),
                **facts,
            )


def note_rounding(table: Table, pairs: list[tuple[int, int, float]], found: list[Gap], findings: Findings) -> None:
    """Note in one line what is too small to ask about."""
    areas = [area for _, _, area in pairs] + [float(gap.shape.area) for gap in found if gap.narrow]
    small = [area for area in areas if area < NEGLIGIBLE_M2]
    if small:
        findings.list(
            "rounding-closed",
            table.file,
            N_("{file}: overlaps and gaps under 1 m² each were closed ({n}, {area_m2} m² in all)."),
            N_("Nothing needs to be done."),
            layer=table.spec.layer,
            n=len(small),
            area_m2=sum(small),
        )
