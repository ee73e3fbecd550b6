"""The tile of the top strip that says how much money a plan moves; where the plan has a funding model."""

from __future__ import annotations

from piiri.i18n import number, tr
from piiri.session import State

from .funding_rows import funding_rows
from .tiles import TileText


def money_tile(state: State, kept: State) -> TileText | None:
    """Return the tile; None where the plan has no model. Gains and losses are never called good or bad.

    Parameters
    ----------
    state
        What to show.
    kept
        The state kept last.
    """
    if not state.plan.funding:
        return None
    label = tr("Money moved")
    tip = tr("What changes hands against the plan compared with, by its model or by the one chosen.")
    rows = funding_rows(state, kept)
    if rows is None:
        return TileText(label, ".", rest=tr("not counted yet"), tip=tr("The model lacks figures: see the funding."))
    before = funding_rows(kept, kept) if state.provisional else rows
    gain, lose = rows.gainers, rows.losers
    rest = tr("{gain} gain, {lose} lose", gain=number(gain), lose=number(lose)) if gain + lose else tr("no change")
    return TileText(
        label,
        rows.whole(rows.moved),
        rows.unit,
        rest=rest,
        live=before is None or before.moved != rows.moved or bool(rows.stroke.any()),
        tip=tip,
        reserve=tr("{gain} gain, {lose} lose", gain=number(len(rows.ids)), lose=number(len(rows.ids))),
    )
