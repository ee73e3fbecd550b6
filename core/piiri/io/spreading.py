"""A statistic by area, spread over the places where people live in it.

The whole numbers of an area are shared out in proportion to how many live at each place, by the largest remainder, so
that every sum over the area stays what it was. A figure that is part of another is shared out in proportion to what its
base got, so that it is nowhere more than its base, and shares over any border are shares of whole people. Figures stay
numerators and denominators: no share is ever spread.

Where people live is told, for each area, by the first of these that has any place in it: the cells of a finer grid,
weighted by their residents; address points; pupils. Where none has, points spread evenly inside the area stand for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..i18n import N_
from ..model.arrays import Array, FloatArray, LongArray, on_grid
from ..model.points import PointLayer
from .report import Findings
from .table import Table

FINE_M2 = 70_000.0
"""An area no larger than this, such as a cell of 250 m, stays one point."""

_GOLDEN = 0.618033988749895
_INNER = 25
"""About how many points stand for an area in which nobody is known to live."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where people live.

    Attributes
    ----------
    kind
        ``"cells"``, ``"addresses"`` or ``"pupils"``.
    xy
        (M, 2) metres, without gaps.
    weight
        (M,) whole numbers above 0.
    """

    kind: str
    xy: FloatArray
    weight: LongArray


def places(kind: str, xy: FloatArray, weight: Array | None = None) -> Places:
    """Return places that are somewhere and have a weight."""
    weight = np.ones(len(xy), dtype=np.int64) if weight is None else np.asarray(weight, dtype=np.int64)
    keep = np.isfinite(xy).all(axis=1) & (weight > 0)
    return Places(kind, xy[keep], weight[keep])


def is_fine(shapes: Array) -> bool:
    """Tell whether most areas are so small that their middle is as good as any place in them."""
    area = shapely.area(shapes[~shapely.is_missing(shapes)])
    return bool(len(area) == 0 or np.median(area) <= FINE_M2)


@dataclass(frozen=True, eq=False)
class Spread:
    """A layer after spreading.

    Attributes
    ----------
    layer
        One point a place.
    areas
        How the areas were spread: kind of places -> how many; ``"inner"`` for points inside, ``"whole"`` for those that
        stayed one point.
    """

    layer: PointLayer
    areas: dict[str, int]


def spread(layer: PointLayer, shapes: Array, sources: Sequence[Places], near: shapely.Geometry | None = None) -> Spread:
    """Spread a layer over places.

    Parameters
    ----------
    layer
        One point an area.
    shapes
        (N,) the areas, in metres, in the same order; None where a row has none.
    sources
        Where people live, what counts most first.
    near
        Areas that do not touch this stay one point.

    Examples
    --------
    >>> from piiri.model.points import Column
    >>> columns = (Column("residents", "Residents", "residents"), Column("old", "Old", "residents", "residents"))
    >>> areas = PointLayer("a", [[5, 5]], columns, [[10, 3]])
    >>> homes = places("addresses", np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]))
    >>> spread(areas, np.array([shapely.box(0, 0, 500, 500)]), [homes]).layer.values.tolist()
    [[4, 1], [3, 1], [3, 1]]
    """
    there = ~shapely.is_missing(shapes)
    large = np.zeros(len(layer), dtype=bool)
    large[there] = shapely.area(shapes[there]) > FINE_M2
    if near is not None:
        shapely.prepare(near)
        large[there] &= shapely.intersects(near, shapes[there])
    rows = np.flatnonzero(large)
    held = [_held(shapes[rows], source) for source in sources]
    bases = _bases(layer)
    points, values = [layer.xy[~large]], [np.asarray(layer.values[~large], dtype=np.int64)]
    counts = dict.fromkeys([source.kind for source in sources], 0) | {"inner": 0, "whole": int((~large).sum())}
    for n, row in enumerate(rows):
        source, at = next(
            ((source, mine[n]) for source, mine in zip(sources, held, strict=True) if len(mine[n])), (None, None)
        )
        if source is None or at is None:
            xy = inner_points(shapes[row])
            weight = np.ones(len(xy), dtype=np.int64)
        else:
            xy, weight = source.xy[at], source.weight[at]
        counts["inner" if source is None else source.kind] += 1
        shared = _share_out(np.asarray(layer.values[row], dtype=np.int64), weight, bases)
        some = shared.any(axis=1)
        points.append(xy[some])
        values.append(shared[some])
    return Spread(PointLayer(layer.name, np.vstack(points), layer.columns, np.vstack(values)), counts)


def _held(shapes: Array, source: Places) -> list[Array]:
    """Return which places lie in each area; one on a border counts in the first."""
    tree = shapely.STRtree(shapely.points(source.xy))
    area, place = tree.query(shapes, predicate="intersects")
    order = np.lexsort((area, place))
    area, place = area[order], place[order]
    first = np.append(True, place[1:] != place[:-1]) if len(place) else np.zeros(0, dtype=bool)
    area, place = area[first], place[first]
    order = np.argsort(area, kind="stable")
    return np.split(place[order], np.searchsorted(area[order], np.arange(1, len(shapes))))


def inner_points(shape: shapely.Geometry) -> FloatArray:
    """Return points spread evenly inside an area, at least one, (n, 2) on the 1 cm grid."""
    west, south, east, north = shape.bounds
    step = max(np.sqrt(shape.area / _INNER), 1.0)
    xs = np.arange(np.floor(west / step), np.ceil(east / step) + 1) * step
    ys = np.arange(np.floor(south / step), np.ceil(north / step) + 1) * step
    xy = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside = xy[shapely.contains_xy(shape, xy[:, 0], xy[:, 1])]
    if not len(inside):
        inside = shapely.get_coordinates(shapely.point_on_surface(shape))
    return np.asarray(on_grid(inside))


def _bases(layer: PointLayer) -> list[tuple[int, int]]:
    """Return (column, base) in an order in which bases come before their parts; −1 for no base."""
    keys = [column.key for column in layer.columns]
    base_of = [keys.index(column.of) if column.of in keys else -1 for column in layer.columns]
    made: list[tuple[int, int]] = []
    done: set[int] = {-1}
    while len(made) < len(keys):
        ready = [n for n, base in enumerate(base_of) if n not in done and base in done]
        for n in ready or [each for each in range(len(keys)) if each not in done]:
            made.append((n, base_of[n] if ready else -1))
            done.add(n)
    return made


def _share_out(amounts: LongArray, weight: LongArray, bases: list[tuple[int, int]]) -> LongArray:
    """Return the amounts of each place, (n, C); the sum over the places is what went in."""
    shared = np.zeros((len(weight), len(amounts)), dtype=np.int64)
    for column, base in bases:
        amount = int(amounts[column])
        if amount == 0:
            continue
        by = shared[:, base] if base >= 0 and shared[:, base].any() else weight
        shared[:, column] = largest_remainder(amount, by)
    return shared


def largest_remainder(amount: int, weight: LongArray) -> LongArray:
    """Share out a whole amount in proportion to whole weights: the sum is exact, nobody is more than 1 from their part.

    >>> largest_remainder(10, np.array([1, 1, 1])).tolist(), largest_remainder(3, np.array([4, 3, 3])).tolist()
    ([4, 3, 3], [1, 1, 1])
    """
    total = int(weight.sum())
    if amount * int(weight.max()) < 2**62:
        product = amount * weight
        whole, rest = product // total, product % total
    else:  # incomes of large areas
        parts = [divmod(amount * int(each), total) for each in weight]
        whole, rest = (np.array(each) for each in zip(*parts, strict=True))
    left = amount - int(whole.sum())
    if left:
        # places with the same remainder are neighbours in the file: take turns instead of filling one end first
        turn = np.arange(len(rest)) * _GOLDEN % 1.0
        order = np.lexsort((turn, -rest))[:left]
        whole[order] += 1
    return np.asarray(whole, dtype=np.int64)


def note_spread(table: Table, done: Spread, findings: Findings) -> None:
    """Note how a layer was spread."""
    areas = done.areas
    spread_over = sum(n for kind, n in areas.items() if kind != "whole")
    if spread_over:
        findings.list(
            "residents-spread",
            table.file,
            N_(
                "{file}: the figures of {n} areas were spread over the places where people live: by cells of a finer"
                " grid {cells}, by address points {addresses}, by pupils {pupils}, evenly {inner}."
            ),
            N_("Sums by area are what they were; inside an area, places are an estimate."),
            layer=table.spec.layer,
            n=spread_over,
            points=len(done.layer),
            **{kind: areas.get(kind, 0) for kind in ("cells", "addresses", "pupils", "inner")},
        )
