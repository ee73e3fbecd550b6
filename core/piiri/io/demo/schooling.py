"""Schools, today's catchments, and who goes where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ...i18n import N_
from ...model.arrays import Array, FloatArray, IntArray
from ...model.plan import Catchments
from ...model.stages import Stage
from .blocks import Blocks
from .catchments import counts_of, make_sites, nearest_school, ways
from .fields import Random
from .names import school_names
from .people import Children, Society, split_off

STAGES = (
    Stage("fi-1-6", N_("Finnish 1–6"), "fi", (1, 2, 3, 4, 5, 6)),
    Stage("fi-7-9", N_("Finnish 7–9"), "fi", (7, 8, 9)),
    Stage("sv-1-6", N_("Swedish 1–6"), "sv", (1, 2, 3, 4, 5, 6)),
    Stage("sv-7-9", N_("Swedish 7–9"), "sv", (7, 8, 9)),
)
_FINNISH_UPPER = 1

_ELSEWHERE = 0.10
"""Share of the pupils who attend another school than their own."""

_JOINT_SHARE = 0.55
"""Share of the joint zone's pupils who go to its first school."""


@dataclass(frozen=True, eq=False)
class Placed:
    """The schools without their capacities.

    Attributes
    ----------
    names
        Short names.
    xy
        (H, 2) metres.
    face
        (H,) the block each stands in.
    of_stage
        For each of :data:`STAGES` the schools that teach it.
    """

    names: tuple[str, ...]
    xy: FloatArray
    face: IntArray
    of_stage: tuple[IntArray, ...]


def place_schools(random: Random, blocks: Blocks, density: FloatArray, society: Society, count: int) -> Placed:
    """Place and name the schools of both languages where their pupils live.

    Parameters
    ----------
    random, blocks, society
        As elsewhere.
    density
        (F,) how many people live in each block, on any scale.
    count
        How many schools in all.
    """
    xy = blocks.coverage.label_points
    minority = society.minority(xy)
    taken = np.zeros(len(xy), dtype=bool)
    finnish, swedish = counts_of(count)
    fi = make_sites(random, xy, blocks.coverage.areas_m2, density * (1.0 - minority), finnish, taken)
    sv = make_sites(random, xy, blocks.coverage.areas_m2, density * minority, swedish, taken)
    face = np.concatenate((fi.face, sv.face))
    secondary = np.setdiff1d(fi.secondary, fi.primary)
    local = xy[face] - society.origin
    names = school_names(local[fi.primary], local[secondary], local[len(fi.face) :])
    of_stage = (fi.primary, fi.secondary, len(fi.face) + sv.primary, len(fi.face) + sv.secondary)
    return Placed(tuple(names), xy[face], face, of_stage)


def todays_catchments(random: Random, blocks: Blocks, schools: Placed) -> tuple[Catchments, IntArray]:
    """Return today's catchments and (S, F) which of them each block belongs to.

    The two schools with Finnish grades 7-9 that stand closest together share one joint zone.
    """
    way = ways(random, blocks)
    ids: list[str] = []
    names: list[str] = []
    stage_of: list[int] = []
    servers: list[tuple[int, int, float]] = []
    table = np.zeros((len(STAGES), blocks.coverage.face_count), dtype=np.int32)
    for stage, mine in enumerate(schools.of_stage):
        owner = nearest_school(random, way, schools.face[mine], blocks.coverage.label_points)
        joint = _closest_pair(schools.xy[mine]) if stage == _FINNISH_UPPER else ()
        number = np.zeros(len(mine), dtype=np.int32)
        for position, school in enumerate(mine):
            if joint and position == joint[1]:
                number[position] = number[joint[0]]
                servers.append((int(number[position]), int(school), 1.0 - _JOINT_SHARE))
                continue
            number[position] = len(ids)
            together = [position] if position not in joint else list(joint)
            servers.append((len(ids), int(school), _JOINT_SHARE if len(together) > 1 else 1.0))
            ids.append(f"{STAGES[stage].id}/" + "+".join(school_id(int(mine[one])) for one in together))
            names.append(" + ".join(schools.names[mine[one]] for one in together))
            stage_of.append(stage)
        table[stage] = number[owner]
    catchment, school, share = (np.array(column) for column in zip(*servers, strict=True))
    return Catchments(tuple(ids), tuple(names), np.array(stage_of), catchment, school, share), table


def school_id(school: int) -> str:
    """Return the key of a school, as the number in a register."""
    return f"{school + 1:03d}"


def own_school(random: Random, catchments: Catchments, catchment: Array) -> IntArray:
    """Return (N,) the school of each child's catchment; in the joint zone drawn by the shares."""
    first = np.full(len(catchments), -1)
    second, share = np.full(len(catchments), -1), np.ones(len(catchments))
    rows = zip(catchments.server_catchment, catchments.server_school, catchments.server_share, strict=True)
    for zone, school, part in rows:
        if first[zone] < 0:
            first[zone], share[zone] = school, part
        else:
            second[zone] = school
    return np.where(random.random(len(catchment)) < share[catchment], first[catchment], second[catchment])


def attended_school(random: Random, schools: Placed, stage: Array, own: IntArray, children: Children) -> IntArray:
    """Return (N,) the school each child attends: mostly its own, a tenth another one close by that teaches the stage.

    More leave where the need is higher, as in the cities that count it.
    """
    attends = np.array(own)
    leaves = split_off(random, np.clip(1.0 + 0.3 * children.need, 0.3, 2.5), _ELSEWHERE)
    second = random.random(len(own)) < 0.35
    for number, mine in enumerate(schools.of_stage):
        pupils = np.flatnonzero(leaves & (stage == number))
        if len(mine) < 2 or not len(pupils):
            continue
        near = mine[cKDTree(schools.xy[mine]).query(children.xy[pupils], k=min(3, len(mine)))[1]]
        other = near != own[pupils, None]
        rank = np.cumsum(other, axis=1)
        wanted = np.minimum(np.where(second[pupils], 2, 1), rank[:, -1])
        attends[pupils] = near[np.arange(len(pupils)), np.argmax(rank == wanted[:, None], axis=1)]
    return attends


def room_for(random: Random, intake: IntArray) -> IntArray:
    """Return (H,) places: an eighth of the schools is over capacity, an eighth half empty, the others fit."""
    count = len(intake)
    use = 0.80 + 0.17 * random.random(count)
    # the fullest and the emptiest are drawn among all, so that neighbours differ
    lot = np.argsort(random.random(count), kind="stable")
    some = max(1, round(count / 8))
    use[lot[:some]] = 1.03 + 0.10 * random.random(some)
    use[lot[some : 2 * some]] = 0.50 + 0.14 * random.random(some)
    return np.asarray(np.maximum(20, 5 * np.rint(intake / use / 5.0)).astype(np.int32))


def _closest_pair(xy: FloatArray) -> tuple[int, ...]:
    if len(xy) < 2:
        return ()
    away, other = cKDTree(xy).query(xy, k=2)
    first = int(np.argmin(away[:, 1]))
    return tuple(sorted((first, int(other[first, 1]))))
