"""What can be said of one block: pupils by grade, groups, its school and the next nearest. Words, no widget.

The pupils are read through the index by block, so a pointer that moves costs the pupils of the blocks it passes, never
those of the town.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from piiri.i18n import distance, number, share, tr, trn
from piiri.indicators.blocks import SMALLEST_BASE, counts_of_block
from piiri.model.arrays import FloatArray, LongArray
from piiri.model.points import PointLayer
from piiri.session import State
from piiri.walking import Route, routes_of

from .schools import schools_of_stage
from .targets import nearest_first


@dataclass(frozen=True, slots=True)
class BlockWords:
    """A block in words.

    Attributes
    ----------
    title
        The block and who it belongs to.
    pupils
        How many pupils, of which stage.
    grades
        Each grade of the stage with its pupils.
    groups
        Name, pupils and share of each group; the share is empty under ten pupils.
    schools
        Name and distance: its school (of a joint zone all of them), then the nearest other one.
    own
        How many of ``schools`` are its own.
    locked
        Why it cannot be given away, empty where it can.
    route
        The way on foot from the block's middle to the nearest of its schools; None where the project has no ways.
    crossings
        What is hard to cross on it, empty for nothing.
    """

    title: str
    pupils: str
    grades: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str, str], ...]
    schools: tuple[tuple[str, str], ...]
    own: int
    locked: str = ""
    route: Route | None = field(default=None, compare=False)
    crossings: str = ""

    @property
    def spoken(self) -> str:
        """All of it in one line, for those who hear it."""
        grades = ", ".join(
            tr("grade {grade}: {n}", grade=grade, n=count) for grade, count in self.grades if count != "0"
        )
        groups = [" ".join(part for part in group if part) for group in self.groups]
        schools = [f"{name} {away}".strip() for name, away in self.schools]
        return ", ".join(
            part for part in (self.title, self.locked, self.pupils, *schools, self.crossings, *groups, grades) if part
        )


def block_words(state: State, face: int, stage: int, middle: FloatArray) -> BlockWords:
    """Say what there is to say of a block.

    Parameters
    ----------
    state
        The state.
    face, stage
        Indices; −1 for all stages together.
    middle
        (2,) metres: a point inside the block, from which distances are measured.
    """
    dataset, plan = state.dataset, state.plan
    counts = counts_of_block(dataset.pupils, state.tally.pupils, face, stage)
    layer = dataset.pupils.points
    pupils = int(counts[layer.index("pupils")])
    known = {column.key for column in layer.columns}
    taught = plan.stages[stage].grades if stage >= 0 else sorted({g for each in plan.stages for g in each.grades})
    grades = [
        (number(grade), number(int(counts[layer.index(f"grade_{grade}")])))
        for grade in taught
        if f"grade_{grade}" in known
    ]
    groups = []
    for group in dataset.groups:
        n = int(counts[layer.index(group.key)])
        base = int(counts[layer.index(f"{group.key}_known")]) if f"{group.key}_known" in known else pupils
        groups.append(
            (tr(group.name), _told(layer, counts, group.key), share(n / base) if base >= SMALLEST_BASE else "")
        )
    name = tr("Block {id}", id=plan.coverage.face_ids[face])
    of_stage = trn("{n} pupil", "{n} pupils", pupils)
    if counts[list(layer.untold("pupils"))].any():
        of_stage = tr("Pupils: {n}", n=_told(layer, counts, "pupils"))
        grades = [(grade, count if count != number(0) else "?") for grade, count in grades]
    if stage < 0:
        holders = tuple((tr(each.name), _holder(state, face, at)) for at, each in enumerate(plan.stages))
        locked = _lock(state, face, -1)
        return BlockWords(name, of_stage, tuple(grades), tuple(groups), holders, len(holders), locked)
    catchment = int(plan.catchment_of_face[stage, face])
    own = plan.catchments.schools_of(catchment).tolist() if catchment >= 0 else []
    others = [school for school in nearest_first(plan, schools_of_stage(state, stage), middle) if school not in own]
    ways = {school: _way(state, school, middle) for school in (*own, *others[:1])}
    schools = [_away(state, school, middle, way) for school, way in ways.items()]
    mine = [way for school in own if (way := ways[school]) is not None]
    way = min(mine, key=lambda each: each.length_cm, default=None)
    title = f"{name}, {_holder(state, face, stage)}"
    of_stage = tr("{pupils}, {stage}", pupils=of_stage, stage=tr(plan.stages[stage].name))
    return BlockWords(
        title,
        of_stage,
        tuple(grades),
        tuple(groups),
        tuple(schools),
        len(own),
        _lock(state, face, catchment),
        way,
        _crossings(way),
    )


def _told(layer: PointLayer, counts: LongArray, key: str) -> str:
    """Write a count, or what keeps it from being known."""
    n = int(counts[layer.index(key)])
    untold = {layer.columns[at].role for at in layer.untold(key) if counts[at]}
    if not untold:
        return number(n)
    if n:
        return tr("at least {n}", n=number(n))
    return tr("kept secret") if "hidden" in untold else tr("not given")


def _lock(state: State, face: int, catchment: int) -> str:
    plan = state.plan
    if not plan.has_locks:
        return ""
    if plan.locked_face[face]:
        return tr("Locked block")
    if catchment < 0 or not plan.locked_catchment[catchment]:
        return ""
    return tr("{school} is locked", school=plan.catchments.names[catchment])


def _holder(state: State, face: int, stage: int) -> str:
    catchment = int(state.plan.catchment_of_face[stage, face])
    return state.plan.catchments.names[catchment] if catchment >= 0 else tr("Unassigned")


def _way(state: State, school: int, middle: FloatArray) -> Route | None:
    """The way on foot to a school; None where the project has no ways."""
    routes = routes_of(state.dataset)
    if routes is None:
        return None
    x, y = state.plan.schools.xy[school].tolist()
    return routes.route((float(middle[0]), float(middle[1])), (x, y))


def _away(state: State, school: int, middle: FloatArray, way: Route | None) -> tuple[str, str]:
    schools = state.plan.schools
    metres = float(np.hypot(*(schools.xy[school] - middle))) if way is None else way.length_cm / 100
    return schools.names[school], distance(metres)


def _crossings(way: Route | None) -> str:
    """What is hard to cross on a way, each named once."""
    if way is None or not way.crossings:
        return ""
    names = list(dict.fromkeys(each.name for each in way.crossings if each.name))
    if not names:
        return trn("{n} hard crossing", "{n} hard crossings", len(way.crossings))
    return tr("Crosses {roads}", roads=", ".join(names))
