"""Repairs that are proposed for areas, each to be looked at before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from ...model.arrays import Array, FloatArray
from ...progress import Progress, silent
from ..guarded import read_table
from ..located import raw_points
from ..mapping import ImportMapping
from ..reference import crs_of, target_crs, to_target
from ..repair import areas_of
from ..report import Findings, Problem
from ..table import Table

MENDABLE = frozenset(("polygon-invalid", "overlap", "gap", "block-tiny"))
"""Codes of problems that go away with a repair."""

_ROOM = 0.8
"""How much of the land around a defect is shown, in spans of the defect."""


@dataclass(frozen=True)
class Repair:
    """One proposed repair.

    Attributes
    ----------
    key
        Stable as long as the file is the same.
    problem
        What is wrong, as the import says it.
    area_m2
        Of what changes hands; of the whole area where its border crosses itself.
    """

    key: str
    problem: Problem
    area_m2: float


@dataclass(frozen=True, eq=False)
class Preview:
    """The place of a repair, in metres of the project.

    Attributes
    ----------
    extent
        West, south, east and north of what is worth seeing.
    defect
        Rings (n, 2) of what is wrong.
    before, after
        Row of an area -> its rings, as it is and as it would be.
    involved
        The rows that the repair is about.
    """

    extent: tuple[float, float, float, float]
    defect: tuple[FloatArray, ...]
    before: Mapping[int, tuple[FloatArray, ...]]
    after: Mapping[int, tuple[FloatArray, ...]]
    involved: tuple[int, ...] = ()


def repairs_in(problems: Sequence[Problem]) -> tuple[Repair, ...]:
    """Return the repairs that a report proposes or has carried out, the largest first."""
    found: dict[str, Repair] = {}
    for problem in problems:
        if problem.code in MENDABLE:
            facts = problem.facts
            rows = facts.get("rows") or [problem.row, facts.get("other_row")]
            place = "/".join(str(each) for each in rows if each is not None)
            at = f"@{facts['x_m']:.0f},{facts['y_m']:.0f}" if "x_m" in facts else ""
            key = f"{problem.code}:{problem.file}/{problem.layer}:{place}{at}"
            found[key] = Repair(key, problem, float(facts.get("area_m2", 0.0)))
    return tuple(sorted(found.values(), key=lambda each: (each.problem.code, -each.area_m2)))


def row_left_out(repair: Repair) -> int | None:
    """Return the row that is left out where a repair is refused; None for a gap, which belongs to no area."""
    return None if repair.problem.code == "gap" else repair.problem.row


def leaving_out(mapping: ImportMapping, refused: Sequence[Repair]) -> ImportMapping:
    """Return a mapping without the areas whose repair is refused."""
    layers = []
    for layer in mapping.layers:
        rows = {
            row
            for each in refused
            if (each.problem.file, each.problem.layer) == (layer.file, layer.layer)
            and (row := row_left_out(each)) is not None
        }
        areal = layer.kind in ("blocks", "catchments")
        rows |= set(layer.without_rows)
        layers.append(replace(layer, without_rows=tuple(sorted(rows))) if areal and rows else layer)
    return replace(mapping, layers=tuple(layers))


class Mending:
    """The areas of each file before and after, read once, so that any repair can be shown at once.

    Parameters
    ----------
    mapping
        What is imported.
    progress
        Told how far it is.

    Raises
    ------
    ImportBlocked
        A file cannot be read.
    """

    def __init__(self, mapping: ImportMapping, progress: Progress = silent) -> None:
        self._layers: dict[tuple[str, str], tuple[Table, Array, Array]] = {}
        specs = [layer for layer in (*mapping.of_kind("blocks"), *mapping.of_kind("catchments")) if layer.path]
        target = None
        for n, spec in enumerate(specs):
            progress(n / max(1, len(specs)), "")
            findings = Findings()
            table = read_table(spec, findings)
            source = crs_of(table, findings)
            if target is None:
                target = target_crs(mapping, source, raw_points(table, findings))
            before = np.array(table.shapes, dtype=object)
            usable = ~shapely.is_missing(before)
            before[usable] = to_target(before[usable], source, target)
            after = areas_of(table, source, target, repair=True, gap_width_m=mapping.gap_width_m, findings=Findings())
            self._layers[spec.file, spec.layer] = table, before, after
        progress(1.0, "")

    def area_m2(self, repair: Repair) -> float:
        """Return the area a repair is about, square metres."""
        if repair.area_m2:
            return repair.area_m2
        layer = self._layers.get((repair.problem.file, repair.problem.layer))
        row = self._row(layer[0], repair.problem.row) if layer else -1
        return float(shapely.area(layer[2][row])) if layer and row >= 0 and layer[2][row] is not None else 0.0

    def preview(self, repair: Repair) -> Preview | None:
        """Return what a repair changes; None where its place is not known."""
        layer = self._layers.get((repair.problem.file, repair.problem.layer))
        if layer is None:
            return None
        table, before, after = layer
        defect = self._defect(table, before, repair.problem)
        if defect is None or shapely.is_empty(defect):
            return None
        west, south, east, north = shapely.bounds(defect)
        room = max(_ROOM * max(east - west, north - south), 15.0)
        extent = (west - room, south - room, east + room, north + room)
        box = shapely.box(*extent)
        return Preview(
            extent,
            tuple(_rings(np.array([defect], dtype=object))),
            _near(before, box),
            _near(after, box),
            self._involved(table, repair.problem),
        )

    @staticmethod
    def _row(table: Table, row: int | None) -> int:
        found = np.flatnonzero(table.row == (-1 if row is None else row))
        return int(found[0]) if len(found) else -1

    def _involved(self, table: Table, problem: Problem) -> tuple[int, ...]:
        named = problem.facts.get("rows") or [problem.row, problem.facts.get("other_row")]
        return tuple(row for each in named if (row := self._row(table, each)) >= 0)

    def _defect(self, table: Table, before: Array, problem: Problem) -> shapely.Geometry | None:
        facts = problem.facts
        row = self._row(table, problem.row)
        if problem.code == "overlap":
            other = self._row(table, facts["other_row"])
            return None if min(row, other) < 0 else _shared(before[row], before[other])
        if problem.code == "gap":
            near = before[np.isin(table.row, facts["rows"])]
            point = shapely.Point(facts["x_m"], facts["y_m"])
            whole = shapely.get_parts(shapely.union_all(shapely.make_valid(near)))
            holes = [shapely.Polygon(ring) for part in whole for ring in getattr(part, "interiors", ())]
            return next((hole for hole in holes if hole.contains(point)), point.buffer(1.0))
        if row < 0 or before[row] is None:
            return None
        if problem.code == "polygon-invalid":
            return _crossing(before[row])
        return before[row]


def _shared(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """Return the area that two areas share, without the lines along which they only touch."""
    both = shapely.intersection(*shapely.make_valid(np.array([one, other], dtype=object)))
    parts = shapely.get_parts(both)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _crossing(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the neighbourhood of the place where a border crosses itself."""
    said = str(shapely.is_valid_reason(shape))
    numbers = said.partition("[")[2].rstrip("]").split()
    if len(numbers) != 2:
        return shape
    west, south, east, north = shapely.bounds(shape)
    reach = max(2.0, 0.02 * max(east - west, north - south))
    return shapely.Point(*map(float, numbers)).buffer(reach)


def _near(shapes: Array, box: shapely.Polygon) -> dict[int, tuple[FloatArray, ...]]:
    """Return the rings of the areas around a place, by row."""
    there = np.flatnonzero(~shapely.is_missing(shapes))
    near = there[shapely.intersects(shapely.envelope(shapes[there]), box)]
    return {int(row): tuple(_rings(shapes[row : row + 1])) for row in near}


def _rings(shapes: Array) -> list[FloatArray]:
    parts = shapely.get_parts(shapes)
    parts = shapely.get_parts(parts)  # of collections
    areal = parts[shapely.get_dimensions(parts) == 2]
    lines = np.concatenate((shapely.get_rings(areal), parts[shapely.get_dimensions(parts) == 1]))
    return [shapely.get_coordinates(line) for line in lines]
