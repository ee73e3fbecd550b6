"""Finds every layer's coordinate system: those that declare one that can be true first, then the others beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import shapely

from ...i18n import N_
from ...model.arrays import FloatArray
from .drafts import Draft
from .levels import words_language
from .questions import Asking, Choice, say
from .systems import System, declared, judge, lonlat

_ENOUGH = 5000
SAYS_SO = say(N_("The file says so."))
_ANCHORS = ("catchments", "blocks", "schools", "residents")


def place(drafts: Sequence[Draft], asking: Asking) -> FloatArray:
    """Give every draft its system; return longitude and latitude of what holds the project's area, (N, 2).

    Where the size of the coordinates and the other files leave more than one system, ``crs:<layer>`` is asked.
    """
    unknown: list[Draft] = []
    where: FloatArray = np.zeros((0, 2))
    fixed: list[str] = []

    def add(draft: Draft, system: System, xy: FloatArray) -> None:
        nonlocal where
        if len(xy) and draft.kind in _ANCHORS:
            where = np.vstack((where, lonlat(system, xy)))

    drafts = [draft for draft in drafts if draft.seen.dimension >= 0]  # addresses are looked up, not placed
    for draft in drafts:
        xy = _sample(draft)
        said = draft.seen.table.crs or (draft.source.crs if draft.source else "")
        system = declared(said, xy)
        if system is None or _turned(system, xy):
            unknown.append(draft)
            continue
        answer = _ask_declared(draft, system, asking)
        if answer != system:
            draft.crs, draft.swapped = answer.crs, answer.swapped
            if declared(answer.crs, xy[:, ::-1] if answer.swapped else xy):
                add(draft, answer, xy)
            continue
        fixed.append(system.crs)
        draft.crs = system.crs if draft.seen.table.crs != system.crs else ""
        add(draft, system, xy)

    def hard(draft: Draft) -> tuple[bool, bool]:
        alone = judge(_sample(draft), np.zeros((0, 2)), tuple(fixed), "")
        return len(alone.systems) != 1, draft.seen.dimension != 2

    for draft in sorted(unknown, key=hard):
        xy = _sample(draft)
        chosen = _ask(draft, xy, where, tuple(dict.fromkeys(fixed)), asking)
        if chosen is not None:
            draft.crs, draft.swapped = chosen.crs, chosen.swapped
            if declared(chosen.crs, xy[:, ::-1] if chosen.swapped else xy):
                add(draft, chosen, xy)
    return where


def _sample(draft: Draft) -> FloatArray:
    """Return some thousand of a layer's coordinates, evenly from its rows."""
    xy = draft.seen.xy()
    return xy[:: max(1, len(xy) // _ENOUGH)]


def _turned(system: System, xy: FloatArray) -> bool:
    """Tell whether degrees read as they stand fall outside the north, and inside it the other way round."""
    if system.crs != "EPSG:4326" or not len(xy):
        return False
    east, north = np.median(xy, axis=0)
    return bool(54 <= east <= 72 and 4 <= north <= 33)


def _ask_declared(draft: Draft, system: System, asking: Asking) -> System:
    """Return the system that a file declares, or the one a person says instead."""
    said = say(N_("{file} says in which coordinate system it is. Is that so?"), file=draft.seen.key)
    if not draft.seen.table.crs and draft.source is not None:
        said = say(N_("{file} is published in this coordinate system. Is that so?"), file=draft.seen.key)
    choices = [Choice(system.key, say("{crs}", crs=system.key[:40]))]
    answer = asking.ask(f"crs:{draft.seen.key}", said, choices, system.key, SAYS_SO, free=True) or system.key
    return system if answer == system.key else _system_of(answer)


def _system_of(answer: str) -> System:
    return System(answer.removesuffix(" north first"), answer.endswith(" north first"))


def _ask(draft: Draft, xy: FloatArray, where: FloatArray, fixed: tuple[str, ...], asking: Asking) -> System | None:
    seen = draft.seen
    verdict = judge(xy, where, fixed, words_language(" ".join((seen.about, *seen.columns))))
    known = {system.key: system for system in verdict.systems}
    said = say(N_("In which coordinate system is {file}?"), file=seen.key)
    if seen.table.crs:
        said = say(
            N_("{file} says {crs}, which cannot be true. In which coordinate system is it?"),
            file=seen.key,
            crs=re.sub(r"\s+", " ", seen.table.crs)[:40],
        )
    default = verdict.systems[0].key if verdict.settled and verdict.systems else None
    choices = [Choice(system.key, say("{crs}", crs=system.key)) for system in verdict.systems[:8]]
    answer = asking.ask(f"crs:{seen.key}", said, choices, default, verdict.why, free=True)
    if answer is None:
        return None
    return known.get(answer) or _system_of(answer)


def lie_over_one_another(drafts: Sequence[Draft]) -> bool:
    """Tell whether layers lie over one another, so that they are parallel systems of schools and not neighbours."""
    boxes = []
    for draft in drafts:
        xy = draft.seen.xy()
        if len(xy):
            points = lonlat(System(draft.crs or draft.seen.table.crs or "EPSG:4326", draft.swapped), xy)
            boxes.append(shapely.box(*points.min(axis=0) - 1e-6, *points.max(axis=0) + 1e-6))
    return any(
        one.intersection(other).area > 0.3 * min(one.area, other.area)
        for n, one in enumerate(boxes)
        for other in boxes[:n]
    )
