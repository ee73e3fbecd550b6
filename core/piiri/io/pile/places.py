"""Where each layer falls, light enough for a small map: points and outlines in metres around the middle of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ...model.arrays import Array, FloatArray
from ..columns import YES, texts
from ..recognise import Proposal, Recognised
from ..recognise.looking import Seen
from ..recognise.systems import System, lonlat

MOST_POINTS, MOST_AREAS = 4_000, 3_000
_AREAS = ("catchments", "blocks", "residents")
_FAR = 0.25
"""A point is far off where it lies more than this part of the areas' span beyond them."""
_DEGREE_M = 111_195.0


@dataclass(frozen=True, eq=False)
class Place:
    """A layer on the small map.

    Attributes
    ----------
    key, kind
        The layer and what it is imported as.
    points
        (N, 2) metres; without the pupils whose address is protected.
    rings
        Outlines, each (n, 2) metres.
    far
        (M, 2) those points that lie far from the areas of all files.
    far_share
        Their share of the layer's points.
    """

    key: str
    kind: str
    points: FloatArray
    rings: tuple[FloatArray, ...] = ()
    far: FloatArray | None = None
    far_share: float = 0.0


def places_of(seen: Sequence[Seen], proposal: Proposal) -> tuple[Place, ...]:
    """Return where the layers of a proposal fall, those of areas first; layers whose system is not known are left out.

    Pupils are left out, too, as long as nobody has said whose address is protected.
    """
    found: list[tuple[Recognised, FloatArray, list[FloatArray]]] = []
    for layer in proposal.layers:
        one = next((each for each in seen if each.key == layer.key), None)
        if one is None or layer.kind == "leave-out" or not layer.crs or not _may_be_shown(layer, proposal):
            continue
        system = System(layer.crs, layer.swapped)
        points, rings = _raw(one, layer)
        moved = lonlat(system, points, None) if len(points) else np.zeros((0, 2))
        found.append((layer, moved, [lonlat(system, ring, None) for ring in rings]))
    areas = [points for layer, points, _ in found if layer.kind in _AREAS and len(points)]
    if not any(len(points) for _, points, _ in found):
        return ()
    middle = np.median(np.vstack(areas or [points for _, points, _ in found if len(points)]), axis=0)
    rings = [ring for layer, _, own in found if layer.kind in _AREAS for ring in own]
    box = _box(_metres(np.vstack(rings), middle)) if rings else None
    made = []
    for layer, points, own in found:
        xy = _metres(points, middle)
        far = _beyond(xy, box) if box is not None else np.zeros(len(xy), dtype=bool)
        outlines = tuple(_metres(ring, middle) for ring in own)
        made.append(Place(layer.key, layer.kind, xy, outlines, xy[far], float(far.mean()) if len(far) else 0.0))
    return tuple(sorted(made, key=lambda place: not place.rings))


def _may_be_shown(layer: Recognised, proposal: Proposal) -> bool:
    key = f"protected:{layer.key}"
    return layer.kind != "pupils" or not any(each.key == key and each.open for each in proposal.questions)


def _raw(seen: Seen, layer: Recognised) -> tuple[FloatArray, list[FloatArray]]:
    """Return a layer's points and outlines as they stand in the file."""
    shapes = seen.table.shapes
    if seen.shape_column:
        shapes = np.asarray(shapely.from_wkt(seen.values(seen.shape_column).said, on_invalid="ignore"), dtype=object)
    protected = next((column for column, role in layer.columns if role == "protected"), "")
    shown = np.ones(len(seen.table), dtype=bool)
    if protected:
        shown = np.array([each.casefold() not in YES for each in texts(seen.table.columns[protected])], dtype=bool)
    if shapes is None:
        x, y = seen.coordinates
        if not x:
            return np.zeros((0, 2)), []
        xy = np.column_stack((seen.values(x).numbers, seen.values(y).numbers))[shown]
        return _some(xy[np.isfinite(xy).all(axis=1)]), []
    there = shapes[shown & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    box = shapely.bounds(there)
    there, box = there[np.isfinite(box).all(axis=1)], box[np.isfinite(box).all(axis=1)]
    middles = np.asarray((box[:, :2] + box[:, 2:]) / 2)
    if seen.dimension == 0:
        return _some(middles), []
    return middles, _outlines(there, box)


def _outlines(shapes: Array, box: FloatArray) -> list[FloatArray]:
    if not len(shapes):
        return []
    span = float(np.max(box[:, 2:].max(axis=0) - box[:, :2].min(axis=0)))
    some = shapes[:: max(1, len(shapes) // MOST_AREAS)]
    simple = shapely.simplify(some, span / 800, preserve_topology=False)
    parts = shapely.get_parts(simple)
    areal = shapely.get_dimensions(parts) == 2
    lines = np.concatenate((shapely.get_exterior_ring(parts[areal]), parts[shapely.get_dimensions(parts) == 1]))
    rings = [shapely.get_coordinates(line) for line in lines]
    return [ring for ring in rings if len(ring) > 1 and np.isfinite(ring).all()]


def _some(xy: FloatArray) -> FloatArray:
    return xy[:: max(1, -(-len(xy) // MOST_POINTS))]


def _metres(points: FloatArray, middle: FloatArray) -> FloatArray:
    """Return longitude and latitude as metres east and north of a middle: true enough over a municipality."""
    scale = np.array([_DEGREE_M * np.cos(np.radians(middle[1])), _DEGREE_M])
    return np.asarray((points - middle) * scale)


def _box(xy: FloatArray) -> FloatArray:
    return np.concatenate((xy.min(axis=0), xy.max(axis=0)))


def _beyond(xy: FloatArray, box: FloatArray) -> Array:
    margin = _FAR * max(box[2] - box[0], box[3] - box[1], 1000.0)
    return np.asarray(((xy < box[:2] - margin) | (xy > box[2:] + margin)).any(axis=1))
