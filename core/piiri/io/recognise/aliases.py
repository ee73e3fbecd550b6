"""Names of schools that no file of schools knows, or that two schools share: which one is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from ...i18n import N_
from ...model.arrays import FloatArray
from ..mapping import LayerMapping
from ..schools import plain_name
from .drafts import Draft
from .looking import Seen
from .questions import Asking, Choice, say
from .school_names import SchoolNames
from .systems import System, lonlat

_CLEARLY_NEARER = 0.7


def ask_aliases(
    made: Sequence[tuple[Seen, LayerMapping]], drafts: Sequence[Draft], names: SchoolNames, asking: Asking
) -> dict[str, str]:
    """Return what other files call schools -> the school's name or id.

    A name much like one school's is taken for it; one that is like several is asked; of two schools with the same name
    the one clearly nearer to the area that names it is taken.
    """
    aliases: dict[str, str] = {}
    if not names:
        return aliases
    shared = _shared_names(drafts)
    for seen, layer in made:
        columns = [*layer.plans.values(), layer.columns.get("school", ""), layer.columns.get("attends", "")]
        said = dict.fromkeys(each for column in columns if column for each in seen.values(column).distinct)
        for name in said:
            if name in aliases or any(question.key == f"alias:{name}" for question in asking.questions):
                continue
            answer = None
            if not names.knows(name):
                answer = _ask_unknown(name, seen, names, asking)
            elif layer.kind == "catchments" and name not in names.ids and plain_name(name) in shared:
                answer = _ask_shared(name, (seen, layer), made, drafts, asking)
            if answer and answer != "none":
                aliases[name] = answer
    return aliases


def _shared_names(drafts: Sequence[Draft]) -> set[str]:
    """Return the plain names that more than one school has."""
    schools = [draft for draft in drafts if draft.kind == "schools" and draft.names]
    counted = Counter(plain_name(str(each)) for draft in schools for each in draft.seen.values(draft.names).said)
    return {name for name, n in counted.items() if n > 1}


def _ask_unknown(name: str, seen: Seen, names: SchoolNames, asking: Asking) -> str | None:
    likely, clear = names.likely(name)
    if not likely:
        return None
    choices = [Choice(each, say("{school}", school=each)) for each in dict.fromkeys(likely)]
    choices.append(Choice("none", say(N_("None of them"))))
    text = N_("{file} says “{value}”, which no file of schools does. Which school is it?")
    close = clear or names.close(name, likely[0])
    why = say(N_("Its name is the most alike.")) if clear else say(N_("No name is much like it."))
    default = likely[0] if clear else None if close else "none"
    question = say(text, file=seen.key, value=name)
    return asking.ask(f"alias:{name}", question, choices, default, why if default else None)


def _ask_shared(
    name: str,
    area: tuple[Seen, LayerMapping],
    made: Sequence[tuple[Seen, LayerMapping]],
    drafts: Sequence[Draft],
    asking: Asking,
) -> str | None:
    """Ask which of the schools of one name, of those that teach its stage, an area means; the clearly nearer one."""
    seen, layer = area
    own = next((draft for draft in drafts if draft.seen is seen), None)
    found: list[tuple[float, str]] = []
    for draft in drafts:
        if draft.kind != "schools" or not draft.ids or own is None:
            continue
        said, ids = draft.seen.values(draft.names).said, draft.seen.values(draft.ids).said
        teaching = _teaching(draft, made, layer.stage)
        rows = [row for row, each in enumerate(said) if plain_name(str(each)) == plain_name(name) and teaching[row]]
        areas = np.flatnonzero(seen.values(layer.columns["school"]).said == name)
        places = lonlat(_system(draft), draft.seen.xy(), most=None)
        if len(places) == len(said) and len(areas) and seen.table.shapes is not None:
            shape = shapely.union_all(shapely.make_valid(seen.table.shapes[areas]))
            found += [(_distance(places[row], shape, _system(own)), str(ids[row])) for row in rows]
    found.sort()
    if len(found) < 2:
        return None
    choices = [Choice(each, say(N_("The school with id {id}"), id=each)) for _, each in found]
    choices.append(Choice("none", say(N_("None of them"))))
    nearer = found[0][0] <= _CLEARLY_NEARER * found[1][0]
    question = say(
        N_("{file} says “{value}”, a name that several schools have. Which one is it?"), file=seen.key, value=name
    )
    why = say(N_("It is clearly nearer to the area.")) if nearer else None
    return asking.ask(f"alias:{name}", question, choices, found[0][1] if nearer else None, why)


def _teaching(draft: Draft, made: Sequence[tuple[Seen, LayerMapping]], stage: str) -> list[bool]:
    """Tell of each row of a layer of schools whether it teaches a stage; all do where the file does not say."""
    for seen, layer in made:
        if seen is draft.seen and layer.teaches:
            return [stage in layer.teaches.get(str(each), ()) for each in seen.values(layer.columns["teaches"]).said]
    return [True] * len(draft.seen.table)


def _system(draft: Draft) -> System:
    return System(draft.crs or draft.seen.table.crs, draft.swapped)


def _distance(place: FloatArray, shape: Any, system: System) -> float:
    """Return how far a place (longitude, latitude) is from a shape, in degrees of latitude; 0 inside."""
    squeeze = np.array([np.cos(np.radians(place[1])), 1.0])
    flat = shapely.transform(shape, lambda xy: lonlat(system, xy, most=None) * squeeze)
    return float(shapely.distance(shapely.Point(place * squeeze), flat))
