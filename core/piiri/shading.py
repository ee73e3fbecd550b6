"""Any indicator as a figure of every block, catchment or school: what a map is coloured by, live.

A figure is named ``"<place>/<figure>"``: ``"school/use"``, ``"catchment/group_share.support"``, ``"block/own.need"``.
They follow an edit while it is previewed; of blocks only those that changed are counted again. What was observed is a
fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from .flows import coming_in, going_out, hold, net_attraction
from .i18n import N_
from .indicators import distance
from .indicators.blocks import SMALLEST_BASE
from .indicators.mix import base_of
from .indicators.of_blocks import BlockRows
from .indicators.own import OwnIndicator
from .indicators.proximity import TwoNearest
from .indicators.registry import INDICATORS
from .model.arrays import Array, BoolArray, FloatArray
from .model.observations import NUMBER, SUPPRESSED, Observations
from .model.points import UNTOLD
from .session import State

Place = Literal["block", "catchment", "school"]
PLACES: tuple[tuple[Place, str], ...] = (
    ("block", N_("Blocks")),
    ("catchment", N_("Catchments")),
    ("school", N_("Schools")),
)

OF_FLOWS = {"hold": hold, "going_out": going_out, "coming_in": coming_in, "net_attraction": net_attraction}
PROXIMITY = "relative_proximity_m"
DIVERGING = frozenset({"net_attraction"})
"""Figures around a zero that means something."""

_OF = {each.key: each for each in INDICATORS}
_BOTH: tuple[Place, ...] = ("catchment", "school")
_ALL: tuple[Place, ...] = ("block", "catchment", "school")
_NAMED: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("pupils", _BOTH),
    ("use", ("school",)),
    ("mean_distance_m", _ALL),
    ("p90_distance_m", _BOTH),
    ("share_beyond", _ALL),
    ("transport_cost_eur", _BOTH),
    (PROXIMITY, _ALL),
    ("share_changed", _BOTH),
)
Read = Callable[[str], FloatArray]
Found = tuple[FloatArray, BoolArray]


@dataclass(frozen=True, slots=True)
class Shadeable:
    """A figure that places can be coloured by.

    Attributes
    ----------
    place, figure
        What it is a figure of, and which; ``key`` is both.
    name, unit, formula, source
        As in :class:`piiri.indicators.Indicator`; the name in the source language, or as the city wrote it.
    """

    place: Place
    figure: str
    name: str
    unit: str
    formula: str = ""
    source: str = ""

    @property
    def key(self) -> str:
        """Place and figure in one."""
        return f"{self.place}/{self.figure}"

    @property
    def diverging(self) -> bool:
        """True where the classes lie around zero."""
        return self.figure in DIVERGING


@dataclass(frozen=True, eq=False)
class Shade:
    """A figure of every place.

    Attributes
    ----------
    of
        Which figure.
    values
        (F,), (K,) or (H,) float64; NaN where there is nothing to show.
    hidden
        The same, True where a value exists but rests on fewer than :data:`SMALLEST_BASE` pupils, or is not told.
    nearest
        Of relative proximity, whose schools it was counted with; None of other figures.
    """

    of: Shadeable
    values: FloatArray
    hidden: BoolArray
    nearest: TwoNearest | None = None


def place_of(key: str) -> Place | None:
    """Return what a key is a figure of; None where it is no key of this module.

    >>> place_of("school/use"), place_of("pupil_density")
    ('school', None)
    """
    place = key.partition("/")[0] if "/" in key else ""
    return next((known for known, _ in PLACES if known == place), None)


def shadeable(state: State) -> tuple[Shadeable, ...]:
    """Return all figures of a state, by place."""
    dataset, found = state.dataset, []
    for key, places in _NAMED:
        known = _OF[key]
        found += [Shadeable(place, key, known.name, known.unit, known.formula, known.source) for place in places]
    share = _OF["group_share"]
    for group in dataset.groups:
        figure = f"group_share.{group.key}"
        found += [Shadeable(place, figure, group.name, "share", share.formula, share.source) for place in _BOTH]
    for own in state.own_indicators:
        some = _ALL if _by_block(own, state) else _BOTH
        found += [Shadeable(place, f"own.{own.key}", own.name, own.unit, own.formula, own.source) for place in some]
    for layer in dataset.residents:
        for column in layer.columns:
            if column.of and column.role not in UNTOLD:
                unit = "eur" if column.key.endswith("_eur") else "share"
                found.append(Shadeable("catchment", f"residents.{layer.name}.{column.key}", column.name, unit))
    if dataset.pupils.attendance_known:
        found += [
            Shadeable("school", key, _OF[key].name, "share", _OF[key].formula, _OF[key].source) for key in OF_FLOWS
        ]
    seen = N_("observed, from a file of the municipality")
    for indicator in dataset.observations.indicators:
        found.append(Shadeable("school", f"observed.{indicator}", indicator, "index", N_("The last year told."), seen))
    order = [place for place, _ in PLACES]
    return tuple(sorted(found, key=lambda each: order.index(each.place)))


def find(state: State, key: str) -> Shadeable | None:
    """Return the figure of a key; None where the state has none of that key."""
    return next((each for each in shadeable(state) if each.key == key), None) if place_of(key) else None


def shade(state: State, of: Shadeable, stage: int) -> Shade | None:
    """Return a figure of all places; None where it cannot be told.

    Parameters
    ----------
    state, of
        The state, and which figure, see :func:`find`.
    stage
        One stage; −1 for all together: of catchments then the first.

    Examples
    --------
    >>> # shade(state, find(state, "school/use"), 0).values
    """
    try:
        if of.figure == PROXIMITY:
            return _proximity(state, of, stage)
        if of.place == "block":
            rows = _block_rows(state, stage)
            found = _counted(state, of.figure, rows, rows.assigned, None) if rows is not None else None
        elif of.place == "catchment":
            found = _of_catchments(state, of.figure, max(stage, 0))
        else:
            found = _of_schools(state, of.figure, stage)
    except KeyError:
        return None
    return None if found is None else Shade(of, *found)


def reshade(known: Shade, state: State, stage: int, faces: Array) -> Shade:
    """Return a figure of blocks counted again for some of them, ascending; the others keep theirs.

    Costs what lives in those blocks. Equal to :func:`shade` where nothing else has changed.
    """
    if known.of.figure == PROXIMITY:
        return _proximity_again(known, state, stage, faces)
    if not len(faces):
        return known
    rows = _block_rows(state, stage, faces)
    if rows is None:
        return known
    found, small = _counted(state, known.of.figure, rows, rows.assigned, None)
    values, hidden = np.array(known.values), np.array(known.hidden)
    values[faces], hidden[faces] = found, small
    return replace(known, values=values, hidden=hidden)


# ---------------------------------------------------------------------------------------------------------- places
def _block_rows(state: State, stage: int, faces: Array | None = None) -> BlockRows | None:
    if state.basis is None:
        return None
    tally = state.tally
    return BlockRows(state.basis.choices.countable, state.plan, tally.pupils, tally.residents, stage, faces)


def _of_catchments(state: State, figure: str, stage: int) -> Found:
    c, columns, counts = state.plan.catchments, state.tally.columns, state.tally.counts
    k = len(c)

    def read(key: str) -> FloatArray:
        return counts[:k, columns[key]].astype(np.float64)

    values, hidden = _counted(state, figure, read, read("pupils"), counts[:k, columns.bins])
    mine = (c.stage == stage) & ~c.closed
    return np.where(mine, values, np.nan), hidden & mine


def _of_schools(state: State, figure: str, stage: int) -> Found | None:
    h = len(state.plan.schools)
    if figure == "use":
        use = state.evaluation.school_use
        return np.where(np.isfinite(use), use, np.nan), np.zeros(h, dtype=np.bool_)
    if figure in OF_FLOWS:
        return _of_flows(state, figure, stage)
    if figure.startswith("observed."):
        return _observed(state.dataset.observations, figure.removeprefix("observed."), state.plan.schools.ids)
    table = state.evaluation.table
    mine = np.flatnonzero(table.stage == stage) if stage >= 0 else np.arange(len(table.school))
    school, columns = table.school[mine], table.columns

    def read(key: str) -> FloatArray:
        return np.bincount(school, table.counts[mine, columns[key]], h)

    bins = np.zeros((h, 0))
    if figure == "p90_distance_m":
        bins = np.zeros((h, columns.bins.stop - columns.bins.start))
        if stage >= 0:  # a school has one intake a stage
            bins[school] = table.counts[mine, columns.bins]
        else:
            np.add.at(bins, school, table.counts[mine, columns.bins])
    values, hidden = _counted(state, figure, read, read("pupils"), bins)
    there = np.bincount(school, minlength=h) > 0
    return np.where(there, values, np.nan), hidden & there


def _of_flows(state: State, figure: str, stage: int) -> Found | None:
    flows = state.flows(None if stage < 0 else stage)
    if flows is None:
        return None
    base = flows.enrolled if figure == "coming_in" else flows.living
    if figure == "net_attraction":
        base = np.minimum(flows.enrolled, flows.living)
    return _shown(OF_FLOWS[figure](flows), base)


def _counted(state: State, figure: str, read: Read, assigned: FloatArray, bins: Array | None) -> Found:
    """A figure from columns of the tally; ``assigned`` are the pupils in a catchment, ``bins`` of their distances."""
    name, _, rest = figure.partition(".")
    if name == "own":
        own = next(each for each in state.own_indicators if each.key == rest)
        values, small = own.compute(read)
        return np.where(small, np.nan, np.broadcast_to(values, small.shape)), small
    base = assigned
    if name == "residents":
        layer, _, key = rest.rpartition(".")
        source = next(each for each in state.dataset.residents if each.name == layer)
        column = source.columns[source.index(key)]
        base = read(f"{layer}.{column.of}")
        values = distance.share_of(read(rest) / 10.0**column.decimals, base)
    elif name == "group_share":
        base = read(base_of(state.tally.columns, rest))
        values = distance.share_of(read(rest), base)
    elif name == "pupils":
        return assigned, np.zeros(len(assigned), dtype=np.bool_)
    elif name == "mean_distance_m":
        values = distance.mean_m(read("distance_cm"), assigned)
    elif name == "p90_distance_m" and bins is not None:
        values = distance.percentile_m(bins)
    elif name == "share_beyond":
        values = distance.share_beyond(read("beyond"), assigned)
    elif name == "transport_cost_eur":
        values = np.where(assigned > 0, distance.transport_cost_eur(read("beyond")), np.nan)
    else:
        values = distance.share_of(read("changed"), assigned)
    return _shown(values, base)


def _shown(values: FloatArray, base: Array) -> Found:
    hidden = np.asarray((base > 0) & (base < SMALLEST_BASE))
    return np.where(hidden, np.nan, values), hidden


def _proximity(state: State, of: Shadeable, stage: int) -> Shade | None:
    proximity = state.proximity
    if proximity is None:
        return None
    if of.place == "block":
        found = proximity.of_blocks(stage)
    else:
        found = proximity.mean_m(of.place, max(stage, 0) if of.place == "catchment" else stage)
    return Shade(of, *_shown(*found), proximity.nearest)


def _proximity_again(known: Shade, state: State, stage: int, faces: Array) -> Shade:
    """Some blocks again; all of them where a school comes, goes or stands elsewhere."""
    proximity = state.proximity
    if proximity is None or known.nearest is None or len(proximity.nearest.differ_from(known.nearest)):
        return _proximity(state, known.of, stage) or known
    if not len(faces):
        return known
    values, hidden = np.array(known.values), np.array(known.hidden)
    values[faces], hidden[faces] = _shown(*proximity.of_blocks(stage, faces))
    return replace(known, values=values, hidden=hidden, nearest=proximity.nearest)


# --------------------------------------------------------------------------------------------------- observed
def _observed(observations: Observations, indicator: str, schools: tuple[str, ...]) -> Found:
    """The last year told of each school; hidden where it is kept secret or rests on few."""
    values, hidden = np.full(len(schools), np.nan), np.zeros(len(schools), dtype=np.bool_)
    row, last = {school: h for h, school in enumerate(schools)}, np.full(len(schools), -1)
    for at, (key, school) in enumerate(zip(observations.indicator, observations.school, strict=True)):
        h, state = row.get(school, -1), int(observations.state[at])
        if key != indicator or h < 0 or state not in (NUMBER, SUPPRESSED) or observations.year[at] <= last[h]:
            continue
        last[h] = observations.year[at]
        hidden[h] = state == SUPPRESSED or 0 <= observations.base[at] < SMALLEST_BASE
        values[h] = np.nan if hidden[h] else observations.value[at]
    return values, hidden


def _by_block(own: OwnIndicator, state: State) -> bool:
    """Tell whether an own indicator can be computed of blocks: all columns it reads are those of points."""
    rows = _block_rows(state, 0, np.zeros(0, dtype=np.int32))
    if rows is None:
        return False
    try:
        own.compute(rows)
    except KeyError:
        return False
    return True
