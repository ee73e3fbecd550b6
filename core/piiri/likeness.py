"""Do two projects rest on the same data? Where not: which part differs, and how, in words.

``Dataset.fingerprint`` answers the first question for everything that figures rest on. What it rests on is compared
part by part here, so that a planner who gets a colleague's file can see whether the schools differ or a year of pupils.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from .i18n import number, tr
from .model.arrays import Array
from .model.coverage import Coverage
from .model.dataset import Dataset
from .model.points import PointLayer
from .model.schools import Schools

SHOWN = 8
"""So many names are listed in a sentence."""


@dataclass(frozen=True, slots=True)
class DataDifference:
    """One part in which two datasets differ.

    Attributes
    ----------
    part
        ``"crs"``, ``"stages"``, ``"schools"``, ``"blocks"``, ``"pupils"``, ``"residents"``, ``"groups"``, ``"limits"``
        or ``"order"``.
    sentence
        How, in the language in force when they were compared.
    """

    part: str
    sentence: str


def data_differences(ours: Dataset, theirs: Dataset) -> tuple[DataDifference, ...]:
    """Return how the data of another project differ from ours; empty where figures of both can be compared as they are.

    Parameters
    ----------
    ours, theirs
        The datasets.

    Examples
    --------
    >>> # [difference.sentence for difference in data_differences(mine.dataset, theirs.dataset)]
    >>> # ['Schools: only there Satama (S9).', 'Pupils: 7 167 here, 7 203 there.']
    """
    if ours.fingerprint == theirs.fingerprint:
        return ()
    found: list[DataDifference] = []

    def differ(part: str, sentence: str) -> None:
        if sentence:
            found.append(DataDifference(part, sentence))

    if ours.crs != theirs.crs:
        differ(
            "crs", tr("Coordinate system: {here} here, {there} there.", here=_short(ours.crs), there=_short(theirs.crs))
        )
    differ("stages", _stages(ours, theirs))
    differ("schools", _schools(ours.schools, theirs.schools))
    differ("blocks", _blocks(ours.coverage, theirs.coverage))
    differ("pupils", _pupils(ours, theirs))
    differ("residents", _residents(ours.residents, theirs.residents))
    keys = [group.key for group in ours.groups], [group.key for group in theirs.groups]
    if keys[0] != keys[1]:
        differ("groups", _said(tr("Groups of pupils"), _only(*keys)) or tr("Groups of pupils: in another order."))
    limits = [{(r.grades, r.limit_m, r.inclusive) for r in each.limits} for each in (ours, theirs)]
    if limits[0] != limits[1]:
        differ("limits", tr("Distance limits: not the same."))
    return tuple(found) or (DataDifference("order", tr("The same things are listed in another order.")),)


def _said(part: str, parts: Sequence[str]) -> str:
    said = [text for text in parts if text]
    return f"{part}: {'; '.join(said)}." if said else ""


def _short(crs: str) -> str:
    return crs if len(crs) < 24 else crs[:23] + "…"


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:SHOWN])
    return shown if len(ids) <= SHOWN else tr("{some} and {n} more", some=shown, n=number(len(ids) - SHOWN))


def _only(ours: Sequence[str], theirs: Sequence[str], names: Mapping[str, str] | None = None) -> list[str]:
    """What only one side has, in words; with names where its ids alone say little."""
    here, there = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    if names is not None:
        here, there = ([f"{names[key]} ({key})" for key in keys] for keys in (here, there))
    return [
        tr("only here {ids}", ids=_listed(here)) if here else "",
        tr("only there {ids}", ids=_listed(there)) if there else "",
    ]


def _stages(ours: Dataset, theirs: Dataset) -> str:
    here, there = ({s.id: (s.language, s.grades) for s in each.stages} for each in (ours, theirs))
    other = sorted(key for key in here if key in there and here[key] != there[key])
    parts = _only(list(here), list(there))
    parts.append(tr("with other grades or another language {ids}", ids=_listed(other)) if other else "")
    return _said(tr("Stages"), parts)


def _schools(ours: Schools, theirs: Schools) -> str:
    named, moved, places = [], [], []
    for key in ours.ids:
        if key not in theirs:
            continue
        i, j = ours.index(key), theirs.index(key)
        if ours.names[i] != theirs.names[j]:
            named.append(key)
        if not np.array_equal(ours.xy[i], theirs.xy[j]):
            moved.append(key)
        if ours.places[i] != theirs.places[j]:
            places.append(key)
    known = {**dict(zip(theirs.ids, theirs.names, strict=True)), **dict(zip(ours.ids, ours.names, strict=True))}
    parts = _only(ours.ids, theirs.ids, known)
    named, moved, places = ([f"{known[key]} ({key})" for key in keys] for keys in (named, moved, places))
    parts += [
        tr("under another name {ids}", ids=_listed(named)) if named else "",
        tr("elsewhere {ids}", ids=_listed(moved)) if moved else "",
        tr("with another number of places {ids}", ids=_listed(places)) if places else "",
    ]
    return _said(tr("Schools"), parts)


def _blocks(ours: Coverage, theirs: Coverage) -> str:
    if ours.fingerprint == theirs.fingerprint:
        return ""
    here, there = ours.topology.face_index, theirs.topology.face_index
    both = [key for key in ours.face_ids if key in there]
    gone, added = len(here) - len(both), len(there) - len(both)
    moved = int((~_same_shapes(ours, [here[k] for k in both], theirs, [there[k] for k in both])).sum())
    parts = [
        tr("{n} only here", n=number(gone)) if gone else "",
        tr("{n} only there", n=number(added)) if added else "",
        tr("{n} with another shape", n=number(moved)) if moved else "",
    ]
    return _said(tr("Blocks"), parts)


def _same_shapes(ours: Coverage, here: list[int], theirs: Coverage, there: list[int]) -> Array:
    one = shapely.normalize(ours.polygons(np.array(here, dtype=np.int64), in_cm=True))
    other = shapely.normalize(theirs.polygons(np.array(there, dtype=np.int64), in_cm=True))
    return np.asarray(shapely.equals_exact(one, other, 0.0))


def _pupils(ours: Dataset, theirs: Dataset) -> str:
    here, there = (_heads(each.pupils.points) for each in (ours, theirs))
    if here != there:
        return tr("Pupils: {here} here, {there} there.", here=number(here), there=number(there))
    same = ours.pupils.points.fingerprint == theirs.pupils.points.fingerprint and all(
        np.array_equal(getattr(ours.pupils, name), getattr(theirs.pupils, name))
        for name in ("stage", "grade", "attends")
    )
    return "" if same else tr("Pupils: as many, {n}, but not the same homes, grades or groups.", n=number(here))


def _heads(points: PointLayer) -> int:
    return points.total("pupils") if any(column.key == "pupils" for column in points.columns) else len(points)


def _residents(ours: tuple[PointLayer, ...], theirs: tuple[PointLayer, ...]) -> str:
    if [layer.fingerprint for layer in ours] == [layer.fingerprint for layer in theirs]:
        return ""
    here, there = ({layer.name: layer for layer in each} for each in (ours, theirs))
    other = [name for name in here if name in there and here[name].fingerprint != there[name].fingerprint]
    parts = _only(list(here), list(there))
    parts.append(tr("with other figures {ids}", ids=_listed(other)) if other else "")
    return _said(tr("Residents' statistics"), parts)
