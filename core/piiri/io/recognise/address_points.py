"""Layers of address points, and pupils whose addresses are looked up in them: which streets a person must confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...i18n import N_
from ..addresses import match_addresses, register_of, says_addresses
from ..addresses.matching import NearStreet
from ..columns import flags
from ..mapping import LayerMapping
from ..report import Findings
from ..table import Table
from .drafts import Draft
from .kinds import address_columns
from .looking import Seen
from .questions import Asking, Choice, Said, say

_SHOWN = 3


def addresses_layer(draft: Draft) -> LayerMapping | None:
    """Return the mapping of a layer of address points; None where no column says streets."""
    columns = address_columns(draft.seen)
    return draft.layer(columns) if columns else None


def why_unplaced(draft: Draft, drafts_hold_addresses: bool) -> Said | None:
    """Return why a layer of pupils without coordinates cannot be used; None where its addresses can be looked up."""
    if not address_columns(draft.seen):
        return say(N_("It says neither coordinates nor addresses."))
    if drafts_hold_addresses:
        return None
    return say(
        N_("It says addresses and no coordinates: add the city's file of address points, and they are looked up.")
    )


def ask_streets(made: Sequence[tuple[Seen, LayerMapping]], asking: Asking) -> dict[str, str]:
    """Ask about streets that are merely alike one of the address points; return those confirmed, said -> known.

    One question a file: all, none, or one by one. Without an answer nothing is taken and the import waits. Pupils whose
    address is protected are not looked at, and none are before it is known who they are.
    """
    confirmed: dict[str, str] = {}
    points = [(seen, layer) for seen, layer in made if layer.kind == "addresses"]
    if not points:
        return confirmed
    pupils = [(seen, layer) for seen, layer in made if layer.kind == "pupils" and says_addresses(layer)]
    waiting = [question.key for question in asking.questions if question.open]
    register = None
    for seen, layer in pupils:
        if f"protected:{seen.key}" in waiting:
            continue
        if register is None:
            # only names and numbers matter here, not where they are
            tables = [_as_mapped(each, mapped) for each, mapped in points]
            register = register_of([(table, np.zeros((len(table), 2))) for table in tables])
        table = _as_mapped(seen, layer)
        wanted = table.usable.copy()
        if column := layer.columns.get("protected"):
            wanted &= ~flags(table, column, Findings())
        confirmed |= _ask_near(seen, match_addresses(table, wanted, register).near, asking)
    return confirmed


def _as_mapped(seen: Seen, layer: LayerMapping) -> Table:
    """Return the rows of a layer as the mapping will read them."""
    table = Table(replace(layer, columns=dict(layer.columns)), seen.table.columns, seen.table.row, seen.table.counted)
    table.fate = seen.table.fate.copy()
    return table


def _ask_near(seen: Seen, near: Sequence[NearStreet], asking: Asking) -> dict[str, str]:
    if not near:
        return {}
    examples = "; ".join(f"{each.said} → {each.near[0]}" for each in near[:_SHOWN])
    text = N_(
        "{n} streets in {file} (pupils: {rows}) are not among the address points, but alike: {examples}."
        " Are they meant?"
    )
    if len(near) == 1:
        text = N_(
            "“{said}” in {file} (pupils: {rows}) is no street of the address points, but alike {known}. Is it that?"
        )
    answer = asking.ask(
        f"streets:{seen.key}",
        say(
            text,
            n=len(near),
            file=seen.key,
            rows=sum(each.rows for each in near),
            examples=examples,
            said=near[0].said,
            known=near[0].near[0],
        ),
        (
            Choice("yes", say(N_("Yes, all of them") if len(near) > 1 else N_("Yes"))),
            Choice("each", say(N_("I say it street by street"))),
            Choice("no", say(N_("No: these pupils are kept without a place"))),
        ),
    )
    if answer == "yes":
        return {each.said: each.near[0] for each in near}
    if answer != "each":
        return {}
    return {each.said: name for each in near if (name := _ask_one(seen, each, asking))}


def _ask_one(seen: Seen, street: NearStreet, asking: Asking) -> str:
    text = N_("Which street is “{said}” in {file} (pupils: {rows})?")
    choices = [Choice(name, say("{street}", street=name)) for name in street.near]
    choices.append(Choice("none", say(N_("None of them"))))
    said = say(text, said=street.said, file=seen.key, rows=street.rows)
    answer = asking.ask(f"street:{seen.key}:{street.said}", said, choices)
    return "" if answer in (None, "none") else str(answer)
