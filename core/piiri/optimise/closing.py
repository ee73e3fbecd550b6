"""Where the blocks of a closed school go.

Everything is a pure function of a plan and its tally and answers with edits, so that what was found is kept as it was
found, whatever a later version would find.

Ways are summed over pupils in whole centimetres; a block without pupils goes to the school nearest to its middle. Of
equally near schools the one whose catchment stands first in the plan is taken. A block goes whole. The places of a
school are shared by all its stages, so all stages are filled at once. A school whose places are not known has no
limit; one that is over its places already has no room, and what it is over is not counted as missing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..distances import Measure
from ..edits import AssignFaces, stage_of
from ..edits.naming import school_of
from ..errors import EditRejected
from ..i18n import N_, tr
from ..model.arrays import Array, BoolArray, FloatArray, LongArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..progress import Part, Progress, silent
from ..tally import Tally
from ..walking import measure_of
from . import receiving
from .moving import Moving
from .receiving import Shares, Zone
from .within_places import PARTS, Filling, fit

Rule = Literal["nearest", "within_places", "named"]
"""``nearest``: each block to the school nearest to its pupils, full or not. ``within_places``: the least way in all
that keeps to the free places, exactly. ``named``: as ``nearest``, among schools that are named."""


@dataclass(frozen=True, slots=True)
class BlockLeft:
    """A block that could not be placed as it should.

    Attributes
    ----------
    stage, block
        Ids.
    pupils
        Pupils of the stage who live there.
    school
        Id of the school that it goes to beyond its places; empty for a locked block, which stays where it is.
    """

    stage: str
    block: str
    pupils: int
    school: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A school that takes in blocks, or a larger share of a joint zone.

    Attributes
    ----------
    school
        Its id.
    before, after
        Pupils over all its stages; whole, unless it serves a joint zone.
    places
        −1 where not known.
    missing
        How many of those whom it takes in have no place there.
    """

    school: str
    before: float
    after: float
    places: int
    missing: float


@dataclass(frozen=True, slots=True)
class Closing:
    """Where blocks go, and what that means.

    Attributes
    ----------
    edits
        One a stage and receiving catchment, in the plan's order; none for blocks that stay.
    zones
        Joint zones that go on without the school: their blocks stay, its share goes to their other schools.
    receivers
        In the plan's order.
    pupils
        Pupils in the blocks that are placed.
    distance_before_cm, distance_after_cm
        The way of these pupils, and of those in the joint zones, in all; 0 before for a block that had no catchment.
    missing
        Places missing in all.
    unplaced
        Where they are missing: of each school beyond its places the blocks with the longest way, until the rest fits.
    held
        Locked blocks, and blocks of locked catchments, which stay.
    """

    edits: tuple[AssignFaces, ...]
    zones: tuple[Zone, ...]
    receivers: tuple[Receiver, ...]
    pupils: int
    distance_before_cm: int
    distance_after_cm: int
    missing: float
    unplaced: tuple[BlockLeft, ...]
    held: tuple[BlockLeft, ...]


def receivers(
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    school: str,
    rule: Rule,
    *,
    to: Sequence[str] = (),
    stages: Sequence[str] | None = None,
    year: int = 0,
    progress: Progress = silent,
) -> Closing:
    """Say where the blocks of a school go when it closes, or when it gives up some of its stages.

    Parameters
    ----------
    dataset, plan, tally
        The data, the plan as it is, and its tally.
    school
        Id of the school.
    rule
        See :data:`Rule`.
    to
        Ids of the schools that may receive; all others where none is named. Any rule keeps to them.
    stages
        Ids of the stages it gives up; all where not given.
    year
        School year of the change: a school that opens later does not receive. 0: no matter when.
    progress
        Told what is being done; may cancel.

    Raises
    ------
    EditRejected
        ``unknown-school``, ``unknown-stage``; ``locked``: the school, a zone it shares or a named school is locked;
        ``same-school``: it is named itself; ``nobody-named``: the rule wants names; ``no-receiver``: no school of a
        stage may receive.
    """
    h = school_of(plan, school)
    receiving.refuse_locked_school(plan, h)
    leaves = range(len(plan.stages)) if stages is None else [stage_of(plan, stage) for stage in stages]
    receiving.refuse_locked_zones(plan, h, leaves)
    if school in to:
        raise EditRejected(
            "same-school",
            N_("{school} cannot take in its own blocks."),
            N_("Name other schools."),
            school=plan.schools.names[h],
        )
    shares = receiving.shares_without(plan, h, leaves)
    orphaned = np.append(~shares.any(axis=1), False)
    moving = {stage: np.flatnonzero(orphaned[plan.catchment_of_face[stage]]) for stage in leaves}
    wanted = _Wanted(rule, to, (), year, measure_of(dataset), progress)
    return _placed(dataset, plan, tally, moving, shares, wanted)


def send(
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    blocks: Mapping[str, Iterable[str]],
    rule: Rule,
    *,
    to: Sequence[str] = (),
    away: Sequence[str] = (),
    year: int = 0,
    progress: Progress = silent,
) -> Closing:
    """Say where any blocks go by a rule: those of a joint service, of a language's network, of a new quarter.

    The blocks are taken out of their schools first and may go back where they came from.

    Parameters
    ----------
    blocks
        Ids of the blocks by the id of their stage.
    away
        Ids of schools that do not receive.
    dataset, plan, tally, rule, to, year, progress
        As for :func:`receivers`.

    Raises
    ------
    EditRejected
        ``unknown-school``, ``unknown-stage``, ``unknown-block``, ``locked``, ``nobody-named``, ``no-receiver``.
    """
    index = plan.coverage.topology.face_index
    moving = {}
    for stage, faces in blocks.items():
        try:
            moving[stage_of(plan, stage)] = np.array(sorted({index[face] for face in faces}), dtype=np.int64)
        except KeyError as missing:
            raise EditRejected(
                "unknown-block",
                N_("There is no block {block} in this plan."),
                N_("Check the block's id."),
                block=missing.args[0],
            ) from None
    avoid = [school_of(plan, school) for school in away]
    wanted = _Wanted(rule, to, avoid, year, measure_of(dataset), progress)
    return _placed(dataset, plan, tally, moving, receiving.shares_of(plan), wanted)


@dataclass(frozen=True, eq=False, slots=True)
class _Wanted:
    rule: Rule
    to: Sequence[str]
    away: Sequence[int]
    year: int
    measure: Measure
    progress: Progress


@dataclass(frozen=True, eq=False, slots=True)
class _Places:
    """(H,) int64 each, in :data:`PARTS`: free places without the blocks on the move, and what zones add anyway."""

    limited: BoolArray
    room: LongArray
    zones_add: LongArray

    @classmethod
    def of(cls, plan: Plan, shares: Shares, stays: LongArray) -> _Places:
        """Return the places, ``stays`` (K,) being the pupils of each catchment whose blocks stay."""
        places = plan.schools.places.astype(np.int64)
        before, after = (_parts(each) * stays[:, None] for each in (receiving.shares_of(plan), shares))
        room = np.maximum(places * PARTS - before.sum(axis=0), 0)
        return cls(places >= 0, room, np.maximum(after - before, 0).sum(axis=0))

    def over(self, added: LongArray) -> LongArray:
        """Return by how much what is added, zones and all, is more than the room."""
        return np.asarray(np.where(self.limited, np.maximum(added - self.room, 0), 0))


def _placed(
    dataset: Dataset, plan: Plan, tally: Tally, blocks: Mapping[int, Array], shares: Shares, wanted: _Wanted
) -> Closing:
    able = _able(plan, shares, wanted)
    held, moving = _held_and_moving(dataset, plan, tally, blocks)
    for stage in np.unique(moving.stage):
        receiving.refuse_without_receiver(plan, int(stage), able)
    to = np.flatnonzero(able & np.isin(plan.catchments.stage, moving.stage))
    stage_of_to, servers = plan.catchments.stage[to], receiving.servers_table(shares)
    ways = moving.ways_cm(plan, servers[to], stage_of_to, wanted.measure, Part(wanted.progress, 0.0, 0.5))
    old = plan.catchment_of_face[moving.stage, moving.face]
    pupils_of = tally.column("pupils")[: len(shares)]
    stays = pupils_of - np.bincount(old[old >= 0], moving.pupils[old >= 0], len(shares)).astype(np.int64)
    places = _Places.of(plan, shares, stays)
    load = _parts(shares)[to]
    filling = Filling(
        ways,
        stage_of_to[None, :] == moving.stage[:, None],
        moving.pupils,
        load[:, places.limited],
        np.maximum(places.room - places.zones_add, 0)[places.limited],
    )
    choice = filling.nearest()
    if wanted.rule == "within_places":
        some = np.flatnonzero(moving.pupils)
        choice[some] = fit(filling.part(some), Part(wanted.progress, 0.5, 1.0))
    new = to[choice]
    over = places.over(places.zones_add + (moving.pupils[:, None] * load[choice]).sum(axis=0))
    zones = np.flatnonzero((shares != receiving.shares_of(plan)).any(axis=1) & shares.any(axis=1))
    before_cm, after_cm = _ways_of_zones(dataset, plan, tally, zones, servers, wanted.measure)
    for catchment in np.unique(old[old >= 0]):
        way = moving.way_cm(plan, plan.catchments.servers[catchment], wanted.measure)
        before_cm += int(way[old == catchment].sum())
    walked = ways[np.arange(len(choice)), choice]
    wanted.progress(1.0, tr("Every block has a school"))
    return Closing(
        _edits(plan, moving, old, new),
        receiving.zones_changed(plan, shares),
        _receivers(plan, pupils_of, shares, stays + np.bincount(new, moving.pupils, len(shares)), new, zones, over),
        int(moving.pupils.sum()),
        before_cm,
        after_cm + int(walked[moving.pupils > 0].sum()),
        int(over.sum()) / PARTS,
        _unplaced(plan, moving, load[choice], walked, over),
        held,
    )


def _able(plan: Plan, shares: Shares, wanted: _Wanted) -> BoolArray:
    """(K,) who may receive, by the rule and the names."""
    if wanted.rule == "named" and not wanted.to:
        raise EditRejected(
            "nobody-named", N_("No school is named that takes in the blocks."), N_("Name one school or several.")
        )
    to = [school_of(plan, school) for school in wanted.to]
    for school in to:
        receiving.refuse_locked_school(plan, school)
    return receiving.may_receive(plan, shares, to, wanted.away, wanted.year)


def _held_and_moving(
    dataset: Dataset, plan: Plan, tally: Tally, blocks: Mapping[int, Array]
) -> tuple[tuple[BlockLeft, ...], Moving]:
    """The locked blocks, and the others with their pupils."""
    order = sorted(blocks)
    stage = np.repeat(np.array(order, dtype=np.int64), [len(blocks[each]) for each in order])
    face = np.concatenate([np.zeros(0, dtype=np.int64), *(blocks[each] for each in order)])
    locked = np.append(receiving.catchments_locked(plan), False)
    kept = receiving.faces_locked(plan)[face] | locked[plan.catchment_of_face[stage, face]]
    stay = Moving.of(dataset, tally, stage[kept], face[kept])
    held = tuple(
        BlockLeft(plan.stages[s].id, plan.coverage.face_ids[f], int(n))
        for s, f, n in zip(stay.stage, stay.face, stay.pupils, strict=True)
    )
    return held, Moving.of(dataset, tally, stage[~kept], face[~kept])


def _parts(shares: Shares) -> LongArray:
    return np.asarray(np.rint(shares * PARTS), dtype=np.int64)


def _ways_of_zones(
    dataset: Dataset, plan: Plan, tally: Tally, zones: Array, servers: Array, measure: Measure
) -> tuple[int, int]:
    """The way of all pupils of joint zones before and after a school leaves them, in centimetres."""
    before = after = 0
    for zone in zones:
        stage = plan.catchments.stage[zone]
        face = np.flatnonzero(plan.catchment_of_face[stage] == zone)
        people = Moving.of(dataset, tally, np.full(len(face), stage), face)
        before += int(people.way_cm(plan, plan.catchments.servers[zone], measure).sum())
        after += int(people.way_cm(plan, servers[zone], measure).sum())
    return before, after


def _edits(plan: Plan, moving: Moving, old: Array, new: Array) -> tuple[AssignFaces, ...]:
    edits, ids = [], plan.coverage.face_ids
    for catchment in np.unique(new[new != old]):  # catchments are of one stage each, so these are pairs
        faces = moving.face[(new == catchment) & (old != catchment)]
        stage = plan.catchments.stage[catchment]
        edits.append((stage, catchment, tuple(ids[face] for face in faces)))
    edits.sort(key=lambda each: each[:2])
    return tuple(AssignFaces(plan.stages[s].id, faces, plan.catchments.ids[k]) for s, k, faces in edits)


def _receivers(
    plan: Plan, pupils: LongArray, shares: Shares, pupils_after: FloatArray, new: Array, zones: Array, over: LongArray
) -> tuple[Receiver, ...]:
    before = receiving.shares_of(plan)
    had, has = pupils @ before, pupils_after @ shares
    receives = (shares[new] > 0).any(axis=0) | (shares[zones] > before[zones]).any(axis=0)
    return tuple(
        Receiver(
            plan.schools.ids[h],
            round(float(had[h]), 6),
            round(float(has[h]), 6),
            int(plan.schools.places[h]),
            int(over[h]) / PARTS,
        )
        for h in np.flatnonzero(receives)
    )


def _unplaced(plan: Plan, moving: Moving, load: Array, walked: Array, over: LongArray) -> tuple[BlockLeft, ...]:
    """Of each school that is over its places the blocks with the longest way, until the rest fits."""
    found, ids = [], plan.coverage.face_ids
    mean_cm = walked / np.maximum(moving.pupils, 1)
    for school in np.flatnonzero(over):
        mine = np.flatnonzero((load[:, school] > 0) & (moving.pupils > 0))
        mine = mine[np.argsort(-mean_cm[mine], kind="stable")]
        enough = np.cumsum(moving.pupils[mine] * load[mine, school]) >= over[school]
        last = int(np.argmax(enough)) if enough.any() else len(mine) - 1
        found += [
            BlockLeft(
                plan.stages[moving.stage[b]].id, ids[moving.face[b]], int(moving.pupils[b]), plan.schools.ids[school]
            )
            for b in mine[: last + 1]
        ]
    return tuple(found)
