"""What is new, gone and changed between the data a project has and the data that would replace them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..i18n import number, tr
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..model.schools import Schools
from .ground import Ground
from .names import plain

SHOWN = 8
"""So many names are listed in a sentence."""


@dataclass(frozen=True)
class Named:
    """Things with ids: which are new, which are gone, and which are there in both and differ.

    Attributes
    ----------
    new, gone
        Id and name; for blocks both are the id.
    changed
        Id, name, and what differs, in words.
    """

    new: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, str, str], ...] = ()

    @property
    def any(self) -> bool:
        """True where anything differs."""
        return bool(self.new or self.gone or self.changed)


@dataclass(frozen=True)
class Counted:
    """A number before and now.

    Attributes
    ----------
    key
        For programs: ``"fi-1-6/3"`` for grade 3 of a stage, ``"population.residents"``.
    name
        For people.
    before, now
        None where there was, or is, no such thing.
    hidden_before, hidden_now
        So many values behind it are not told: it is at least this much.
    """

    key: str
    name: str
    before: float | None
    now: float | None
    hidden_before: int = 0
    hidden_now: int = 0


@dataclass(frozen=True)
class SamePupils:
    """Pupils told apart by their pseudonyms: how many are in both, came, left, moved house, go to another school."""

    both: int
    came: int
    left: int
    moved: int
    other_school: int


@dataclass(frozen=True)
class Differences:
    """All of it.

    Attributes
    ----------
    blocks, catchments, schools
        By id; schools that have another id and the same name count as changed.
    pupils
        By stage and grade, then each group.
    residents
        Totals of each column.
    followed
        None where the pupils of one of the two have no pseudonyms.
    """

    blocks: Named
    catchments: Named
    schools: Named
    pupils: tuple[Counted, ...]
    residents: tuple[Counted, ...]
    followed: SamePupils | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it for machine-readable output."""
        return {
            **{
                part: {
                    "new": [{"id": key, "name": name} for key, name in named.new],
                    "gone": [{"id": key, "name": name} for key, name in named.gone],
                    "changed": [{"id": key, "name": name, "how": how} for key, name, how in named.changed],
                }
                for part, named in self._parts()
            },
            "pupils": [asdict(each) for each in self.pupils],
            "residents": [asdict(each) for each in self.residents],
            "followed": asdict(self.followed) if self.followed else None,
        }

    def _parts(self) -> tuple[tuple[str, Named], ...]:
        return ("blocks", self.blocks), ("catchments", self.catchments), ("schools", self.schools)

    def sentences(self) -> tuple[str, ...]:
        """Say it in the language in force, a line a fact; numbers that stayed the same are left out."""
        said = [
            *_named_lines(tr("Schools"), self.schools),
            *_named_lines(tr("Catchments"), self.catchments),
            *_named_lines(tr("Blocks"), self.blocks),
        ]
        said += [_counted_line(each) for each in (*self.pupils, *self.residents) if _differs(each)]
        if self.followed is not None:
            said.append(
                tr(
                    "The same pupils: {both}; new {came}, gone {left}, moved {moved}, at another school {other}.",
                    both=number(self.followed.both),
                    came=number(self.followed.came),
                    left=number(self.followed.left),
                    moved=number(self.followed.moved),
                    other=number(self.followed.other_school),
                )
            )
        return tuple(said)


def _named_lines(part: str, named: Named) -> list[str]:
    lines = []
    if named.new:
        lines.append(tr("{part}, new: {names}.", part=part, names=_listed([_name(*each) for each in named.new])))
    if named.gone:
        lines.append(tr("{part}, gone: {names}.", part=part, names=_listed([_name(*each) for each in named.gone])))
    if named.changed:
        names = _listed([f"{_name(key, name)}{': ' if how else ''}{how}" for key, name, how in named.changed])
        lines.append(tr("{part}, changed: {names}.", part=part, names=names))
    return lines


def _name(key: str, name: str) -> str:
    return key if key == name else f"{name} ({key})"


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else tr("{some} and {n} more", some=shown, n=number(len(names) - SHOWN))


def _differs(each: Counted) -> bool:
    return (each.before, each.hidden_before) != (each.now, each.hidden_now)


def _counted_line(each: Counted) -> str:
    return f"{each.name}: {said(each.before, each.hidden_before)} → {said(each.now, each.hidden_now)}"


def said(value: float | None, hidden: int) -> str:
    """Write a number as what it is: a lower limit where some values behind it are not told; a dash for none."""
    if value is None:
        return "–"
    return tr("at least {n}", n=number(value)) if hidden else number(value)


def differences(before: Dataset, plan: Plan, now: Dataset, today: Plan, ground: Ground) -> Differences:
    """Compare the data of two years.

    Parameters
    ----------
    before, plan
        What the project has: its data, and the start of its first plan.
    now, today
        What would replace it.
    ground
        How the blocks became the new ones.
    """
    old, new = plan.coverage.topology.face_index, today.coverage.topology.face_index
    blocks = Named(
        tuple((key, key) for key in today.coverage.face_ids if key not in old),
        tuple((key, key) for key in plan.coverage.face_ids if key not in new),
        tuple((key, key, tr("other shape")) for key in ground.reshaped),
    )
    return Differences(
        blocks,
        _catchments(plan, today),
        _schools(before.schools, now.schools),
        _pupils(before, now),
        _residents(before, now),
        _followed(before, now),
    )


def linked_schools(before: Schools, now: Schools) -> dict[str, str]:
    """Return the id that each school of before has now: its own, else that of the only new school of its name."""
    links = {key: key for key in before.ids if key in now}
    names: dict[str, list[str]] = {}
    for key, name in zip(now.ids, now.names, strict=True):
        if key not in links:
            names.setdefault(plain(name), []).append(key)
    gone = [(key, plain(name)) for key, name in zip(before.ids, before.names, strict=True) if key not in links]
    for key, name in gone:
        if len(names.get(name, ())) == 1 and [other for _, other in gone].count(name) == 1:
            links[key] = names[name][0]
    return links


def _schools(before: Schools, now: Schools) -> Named:
    links = linked_schools(before, now)
    changed = []
    for key, other in links.items():
        h, j = before.index(key), now.index(other)
        how = []
        if key != other:
            how.append(tr("its id was {id}", id=key))
        if before.names[h] != now.names[j]:
            how.append(tr("its name was {name}", name=before.names[h]))
        if before.places[h] != now.places[j]:
            how.append(tr("places {before} → {now}", before=_places(before.places[h]), now=_places(now.places[j])))
        if (metres := float(np.hypot(*(before.xy[h] - now.xy[j])))) >= 0.01:
            how.append(tr("moved {metres} m", metres=number(metres)))
        if how:
            changed.append((other, now.names[j], ", ".join(how)))
    found = set(links.values())
    return Named(
        tuple((key, name) for key, name in zip(now.ids, now.names, strict=True) if key not in found),
        tuple((key, name) for key, name in zip(before.ids, before.names, strict=True) if key not in links),
        tuple(changed),
    )


def _places(places: int) -> str:
    return "–" if places < 0 else number(int(places))


def _catchments(plan: Plan, today: Plan) -> Named:
    one, other = plan.catchments, today.catchments
    old = dict(zip(one.ids, one.names, strict=True))
    new = dict(zip(other.ids, other.names, strict=True))
    changed = tuple(
        (key, name, tr("its name was {name}", name=old[key]))
        for key, name in new.items()
        if key in old and old[key] != name
    )
    return Named(
        tuple((key, name) for key, name in new.items() if key not in old),
        tuple((key, name) for key, name in old.items() if key not in new),
        changed,
    )


def _pupils(before: Dataset, now: Dataset) -> tuple[Counted, ...]:
    found = []
    names: dict[str, str] = {}
    sides: list[Mapping[str, tuple[float, int]]] = []
    for dataset in (before, now):
        side, said_of = _pupils_of(dataset)
        names |= said_of
        sides.append(side)
    for key in sorted(names, key=lambda key: (key.startswith("group "), key)):
        (a, hidden_a), (b, hidden_b) = (side.get(key, (None, 0)) for side in sides)
        found.append(Counted(key, names[key], a, b, hidden_a, hidden_b))
    return tuple(found)


def _pupils_of(dataset: Dataset) -> tuple[dict[str, tuple[float, int]], dict[str, str]]:
    points, pupils = dataset.pupils.points, dataset.pupils
    keys = {column.key for column in points.columns}
    count = points.column("pupils").astype(np.int64)
    side: dict[str, tuple[float, int]] = {}
    names: dict[str, str] = {}
    for s, stage in enumerate(dataset.stages):
        mine = pupils.stage == s
        hidden = int(points.column("pupils_hidden")[mine].sum()) if "pupils_hidden" in keys else 0
        side[stage.id] = float(count[mine].sum()), hidden
        names[stage.id] = tr(stage.name)
        for grade in stage.grades:
            if f"grade_{grade}" in keys and 1 <= grade <= 9:
                n = int(points.column(f"grade_{grade}")[mine].sum(dtype=np.int64))
                side[f"{stage.id}/{grade}"] = float(n), hidden
                names[f"{stage.id}/{grade}"] = tr("{stage}, grade {grade}", stage=tr(stage.name), grade=grade)
    if lost := int(count[pupils.stage < 0].sum()):
        side["no-stage"] = float(lost), 0
        names["no-stage"] = tr("Pupils of no stage")
    for group in dataset.groups:
        hidden = points.total(f"{group.key}_hidden") if f"{group.key}_hidden" in keys else 0
        side[f"group {group.key}"] = float(points.total(group.key)), hidden
        names[f"group {group.key}"] = tr(group.name)
    return side, names


def _residents(before: Dataset, now: Dataset) -> tuple[Counted, ...]:
    sides = []
    names: dict[str, str] = {}
    for dataset in (before, now):
        side: dict[str, tuple[float, int]] = {}
        for layer in dataset.residents:
            keys = {column.key for column in layer.columns}
            for column in layer.columns:
                if column.role == "hidden" or column.key.endswith("_known") or "_known_" in column.key:
                    continue
                hidden = layer.total(f"{column.key}_hidden") if f"{column.key}_hidden" in keys else 0
                key = f"{layer.name}.{column.key}"
                side[key] = layer.total(column.key) / 10.0**column.decimals, hidden
                names[key] = tr(column.name)
        sides.append(side)
    return tuple(
        Counted(
            key,
            names[key],
            sides[0].get(key, (None, 0))[0],
            sides[1].get(key, (None, 0))[0],
            sides[0].get(key, (None, 0))[1],
            sides[1].get(key, (None, 0))[1],
        )
        for key in names
    )


def _followed(before: Dataset, now: Dataset) -> SamePupils | None:
    one, other = before.pupils.ids, now.pupils.ids
    if one is None or other is None:
        return None
    old = {key.tobytes(): n for n, key in enumerate(one) if key.any()}
    new = {key.tobytes(): n for n, key in enumerate(other) if key.any()}
    both = [(old[key], n) for key, n in new.items() if key in old]
    rows, now_rows = (np.array(each, dtype=np.int64) for each in (zip(*both, strict=True) if both else ((), ())))
    a, b = before.pupils.points.xy[rows], now.pupils.points.xy[now_rows]
    moved = int(((a != b).any(axis=1) & np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)).sum())
    links = linked_schools(before.schools, now.schools)
    at = np.array([*(now.schools.index(links[key]) if key in links else -2 for key in before.schools.ids), -1])
    were, go = at[before.pupils.attends[rows]], now.pupils.attends[now_rows]
    other_school = int(((were != go) & (were != -1) & (go >= 0)).sum())
    return SamePupils(len(both), len(new) - len(both), len(old) - len(both), moved, other_school)
