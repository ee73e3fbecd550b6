"""The end of a school as JSON with stable keys, as a table of text, and the sentences that both shells say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ..i18n import distance, number, share, tr, trn
from ..indicators import at_least
from ..model.dataset import Dataset
from ..optimise import BlockLeft
from .figures import Json, aligned
from .network_change import NetworkChange, Pair, SchoolChange

ARROW = " → "


def network_change_json(change: NetworkChange, dataset: Dataset) -> Json:
    """Return the figures as JSON values; a figure that does not exist or is hidden is ``null``."""
    return {
        "school": change.school,
        "name": change.name,
        "pupils": _number(change.pupils),
        "untold_cells": _number(change.cells),
        "blocks": change.blocks,
        "mean_distance_m": _pair(change.mean_m),
        "beyond_limit_pupils": _pair(change.beyond),
        "missing_places": change.missing,
        "receivers": [
            {
                "id": each.school,
                "name": each.name,
                "pupils": _pair(each.pupils),
                "untold_cells": _pair(each.cells),
                "places": _pair(each.places),
                "use_share": _pair(each.use),
                "free_places": _pair(each.free),
                "groups": {group.key: _pair(pair) for group, pair in zip(dataset.groups, each.groups, strict=True)},
                "mean_distance_m": _pair(each.mean_m),
                "taken_in_pupils": _number(each.taken_in),
                "missing_places": each.missing,
            }
            for each in change.receivers
        ],
    }


def network_change_text(change: NetworkChange, dataset: Dataset, heading: str) -> str:
    """Return the figures as text in the language in force: the school that ends, then a row a receiving school."""
    facts = [
        (tr("Pupils"), at_least.sign(number(change.pupils), change.cells)),
        (tr("Blocks"), number(change.blocks)),
        (tr("Mean distance of its pupils"), _arrow(*(distance(each) for each in change.mean_m))),
        (tr("Of them beyond the distance limit"), _arrow(*(number(each) for each in change.beyond))),
        (tr("Places missing"), number(change.missing)),
    ]
    width = max(len(name) for name, _ in facts)
    lines = [heading, "", *(f"{name:<{width}}  {value}" for name, value in facts)]
    group = dataset.groups[0] if dataset.groups else None
    head = [tr("School"), tr("Takes in"), tr("Pupils"), tr("Places"), tr("Use"), tr("Free places")]
    head += [tr(group.name)] if group else []
    rows = [[*head, tr("Mean distance")]]
    for each in change.receivers:
        row = [each.name, taken_in_text(each), _arrow(*signed(each, each.pupils, number))]
        row += [_once(each.places), _arrow(*signed(each, each.use, share)), _arrow(*signed(each, each.free, number))]
        row += [_arrow(*(share(n, 1) for n in each.groups[0]))] if group else []
        rows.append([*row, _arrow(*(distance(n) for n in each.mean_m))])
    if len(rows) > 1:
        lines += ["", *aligned(rows)]
    said = missing_words(change)
    if change.cells or any(any(each.cells) for each in change.receivers):
        lines += ["", tr("≥ at least, ≤ at most, ≈ about: numbers behind it are hidden or were not given.")]
    return "\n".join([*lines, *(["", said] if said else [])]) + "\n"


def missing_words(change: NetworkChange) -> str:
    """Say how many places are missing and where; empty where none is."""
    if not change.missing:
        return ""
    where = ", ".join(f"{each.name} {number(each.missing)}" for each in change.without_place)
    return trn("{n} place is missing: {schools}.", "{n} places are missing: {schools}.", change.missing, schools=where)


def left_words(left: Sequence[BlockLeft], dataset: Dataset) -> str:
    """Say at which stages how many blocks do not fit; empty where all do."""
    found: dict[str, set[str]] = {}
    for each in left:
        found.setdefault(each.stage, set()).add(each.block)
    names = {stage.id: tr(stage.name) for stage in dataset.stages}
    said = [
        trn("{stage}: {n} block", "{stage}: {n} blocks", len(blocks), stage=names.get(stage, stage))
        for stage, blocks in found.items()
    ]
    return tr("Do not fit: {blocks}.", blocks=", ".join(said)) if said else ""


def receiver_words(change: SchoolChange) -> str:
    """Say of one school what it takes in, and by how much it is over its places."""
    n = round(change.taken_in)
    said = trn("takes in {n} pupil", "takes in {n} pupils", n)
    if change.cells[1] > change.cells[0]:
        said = trn("takes in at least {n} pupil", "takes in at least {n} pupils", n)
    over = at_least.words(number(_up(change.over)), change.cells[1])
    return f"{said}, {tr('{n} over', n=over)}" if change.over > 1e-6 else said


def taken_in_text(change: SchoolChange, *, sign: bool = False) -> str:
    """Write how many pupils a school takes in: it keeps what it had, so hidden numbers that come make it at least so
    many."""
    return at_least.sign(number(change.taken_in, sign=sign), max(change.cells[1] - change.cells[0], 0.0))


def signed(change: SchoolChange, pair: Pair, write: Callable[[float], str]) -> tuple[str, str]:
    """Write what follows from a school's pupils before and after: pupils and use at least, free places at most."""
    limit: at_least.Limit = "most" if pair == change.free else "least"
    before, after = (
        at_least.marked(write(value), limit if cells else "") for value, cells in zip(pair, change.cells, strict=True)
    )
    return before, after


def _up(value: float) -> int:
    return math.ceil(value - 1e-6)


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before}{ARROW}{after}"


def _once(pair: Pair) -> str:
    return _arrow(*(number(each) if math.isfinite(each) else "." for each in pair))


def _pair(pair: Pair) -> dict[str, Any]:
    return {"before": _number(pair[0]), "after": _number(pair[1])}


def _number(value: float) -> int | float | None:
    if not math.isfinite(value):
        return None
    whole = round(value)
    return whole if abs(whole - value) < 1e-9 else value
