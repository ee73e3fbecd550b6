"""Segregation of a table as text for people, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..i18n import number, share, tr, trn
from ..segregation import Change, ChoiceEffect, Survey, ordinal_information, rank_order_information
from .figures import aligned

MOST_UNITS, MOST_PARTS, MOST_GROUPS = 8, 20, 8


def segregation_text(found: Survey, within: Sequence[str] = ()) -> list[str]:
    """Return the figures of a survey as lines; ``within`` names the levels."""
    table, total = found.table, int(found.table.counts.sum())
    facts = [
        trn("{n} pupil", "{n} pupils", total),
        trn("{n} unit", "{n} units", len(table.units)),
        trn("{n} group", "{n} groups", len(table.groups)),
    ]
    lines = [" · ".join(facts), "", *_indices(found)]
    if found.small.any():
        lines += ["", tr("* fewer than {n} pupils on one side: read with care", n=number(_base(found)))]
    lines += ["", tr("By chance: the mean if the same pupils were allotted to the same places by lot.")]
    if 1 < len(table.groups) <= MOST_GROUPS:
        lines += ["", *_exposure(found)]
    if found.inside is not None:
        lines += ["", *_levels(found, within), "", *_parts(found, within[0] if within else "")]
    return [*lines, "", *_units(found)]


def ordered_text(found: Survey, order: Sequence[int]) -> list[str]:
    """Return the indices of ordered groups as lines."""
    counts = found.table.counts[:, list(order)]
    rows = [
        [tr("Ordered groups: {groups}", groups=" < ".join(found.table.groups[g] for g in order)), tr("Value")],
        [tr("Ordinal information index"), number(ordinal_information(counts), 3)],
        [tr("Rank-order information index"), number(rank_order_information(counts), 3)],
    ]
    return ["", *aligned(rows)]


def choice_text(found: Survey, effect: ChoiceEffect) -> list[str]:
    """Return school beside home as lines."""
    heads = [tr("School beside home"), tr("Home"), tr("School"), tr("Effect"), tr("Beyond chance")]
    rows = [heads]
    for f, (name, _) in enumerate(_names(found)):
        values = (effect.home[f], effect.school[f])
        signed = (effect.effect[f], effect.effect_beyond_chance[f])
        rows.append([name, *(number(v, 3) for v in values), *(number(v, 3, sign=True) for v in signed)])
    return ["", *aligned(rows)]


def change_text(change: Change) -> list[str]:
    """Return a change of M with its parts as lines."""
    rows = [
        [tr("Change of M, nats"), ""],
        [tr("Before"), number(change.before, 4)],
        [tr("After"), number(change.after, 4)],
        [tr("Difference"), number(change.difference, 4, sign=True)],
        [f"  {tr('units that are new')}", number(change.additions, 4, sign=True)],
        [f"  {tr('units that are gone')}", number(change.removals, 4, sign=True)],
        [f"  {tr('sizes of the groups')}", number(change.groups, 4, sign=True)],
        [f"  {tr('sizes of the units')}", number(change.units, 4, sign=True)],
        [f"  {tr('who is where')}", number(change.structural, 4, sign=True)],
    ]
    return ["", *aligned(rows)]


def _names(found: Survey) -> list[tuple[str, int]]:
    """What each row of figures is called, with its group."""
    groups = found.table.groups
    return [(f"{tr(index.name)}{'' if group < 0 else f', {groups[group]}'}", group) for index, group in found.columns]


def _base(found: Survey) -> int:
    return max(index.minimum_base for index, _ in found.columns)


def _indices(found: Survey) -> list[str]:
    """One table; a line above the indices of each group says how large it is."""
    heads = [tr("Index"), tr("Value"), tr("By chance"), tr("Beyond chance")]
    if found.sure:
        heads += [tr("Corrected"), tr("{share} interval", share=share(found.sure.level))]
    size, total = found.table.counts.sum(axis=0), int(found.table.counts.sum())
    rows, before = [heads], None
    for f, (index, group) in enumerate(found.columns):
        if group != before:
            rows.append([tr("All groups"), *[""] * (len(heads) - 1)])
            if group >= 0:
                rows[-1][0] = (
                    f"{found.table.groups[group]}: {number(int(size[group]))} ({share(size[group] / total, 1)})"
                )
            before = group
        row = [f"  {tr(index.name)}{' *' if found.small[f] else ''}"]
        row += [number(each[f], 3) for each in (found.value, found.chance.expected)]
        row.append(number(found.beyond[f], 3))
        if found.sure:
            low, high = (number(each[f], 3) for each in (found.sure.low, found.sure.high))
            row += [number(found.sure.corrected[f], 3), f"{low} … {high}"]
        rows.append(row)
    return aligned(rows)


def _exposure(found: Survey) -> list[str]:
    names = found.table.groups
    rows = [[tr("In the units of the pupils of …, share of"), *names]]
    rows += [[name, *(share(value, 1) for value in found.exposure[g])] for g, name in enumerate(names)]
    return aligned(rows)


def _levels(found: Survey, within: Sequence[str]) -> list[str]:
    rows = [[tr("Where it comes from"), "M", tr("share of M"), "H"]]
    whole = float(found.levels.m.sum())
    for k, (m, h) in enumerate(zip(found.levels.m, found.levels.h, strict=True)):
        name = tr("between: {level}", level=within[k]) if k < len(within) else tr("between units within them")
        rows.append([name, number(m, 3), share(m / whole if whole > 0 else float("nan"), 1), number(h, 3)])
    return aligned(rows)


def _parts(found: Survey, name: str) -> list[str]:
    inside = found.inside
    if inside is None:
        return []
    rows = [[tr("Within: {level}", level=name), tr("share of pupils"), "M", "H"]]
    order = np.argsort(-inside.share, kind="stable")
    rows += [
        [found.parts[s], share(inside.share[s], 1), number(inside.m[s], 3), number(inside.h[s], 3)]
        for s in order[:MOST_PARTS]
    ]
    return aligned(rows) + _more(len(order) - MOST_PARTS)


def _units(found: Survey) -> list[str]:
    """The units that add most to M."""
    table = found.table
    rows = [[tr("Units that add most to M"), tr("Pupils"), tr("Distance from all (nats)"), tr("share of M")]]
    order = np.argsort(-np.nan_to_num(found.contribution), kind="stable")
    for u in order[:MOST_UNITS]:
        name = " · ".join([*(level[u] for level in table.levels), table.units[u]])
        size = number(int(table.counts[u].sum()))
        rows.append([name, size, number(found.local[u], 3), share(found.contribution[u], 1)])
    return aligned(rows) + _more(len(order) - MOST_UNITS)


def _more(n: int) -> list[str]:
    return [trn("… and {n} more", "… and {n} more", n)] if n > 0 else []
