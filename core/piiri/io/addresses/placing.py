"""Pupils get their places from their addresses; each way of finding them, and each reason for not, is counted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...i18n import N_
from ...model.arrays import BoolArray, FloatArray
from ..mapping import LayerMapping
from ..report import Findings
from ..table import Table
from .matching import CONFIRMED, EXACT, NORMALISED, UNKNOWN, match_addresses
from .register import AddressPoints

_WHY = {
    "empty": N_("{file}: pupils with neither coordinates nor an address: {n}, the first in row {row}."),
    "street": N_("{file}: pupils whose street no address point has: {n}, the first in row {row}."),
    "number": N_("{file}: pupils whose house number their street does not have: {n}, the first in row {row}."),
    "several": N_("{file}: pupils whose address may mean several places: {n}, the first in row {row}."),
    "postcode": N_("{file}: pupils whose address has another postal code or place: {n}, the first in row {row}."),
}
_KEPT = N_("They are counted in the totals, not on the map; complete the address or the file of address points.")


def says_addresses(spec: LayerMapping) -> bool:
    """Tell whether a layer of pupils has columns of addresses."""
    return "address" in spec.columns or "street" in spec.columns


def has_places(table: Table) -> bool:
    """Tell whether a table says places itself, by shapes or by coordinates."""
    return table.shapes is not None or {"x", "y"} <= set(table.spec.columns)


def placed_by_address(
    table: Table,
    xy: FloatArray,
    protected: BoolArray,
    points: AddressPoints,
    confirmed: Mapping[str, str],
    findings: Findings,
) -> tuple[FloatArray, BoolArray]:
    """Return the places of pupils, with those of their addresses where they have no coordinates.

    Parameters
    ----------
    table
        The pupils.
    xy
        (N, 2) metres; NaN without a place.
    protected
        (N,) pupils whose address is not read.
    points, confirmed
        As for :func:`piiri.io.addresses.match_addresses`.

    Returns
    -------
    xy
        (N, 2).
    said
        (N,) True for rows without a place of which is listed why.
    """
    wanted = ~np.isfinite(xy).all(axis=1) & ~protected & table.usable
    if not wanted.any():
        return xy, np.zeros(len(table), dtype=bool)
    matched = match_addresses(table, wanted, points, confirmed)
    findings.list(
        "addresses-matched",
        table.file,
        N_(
            "{file}: pupils placed by their address: {n} of {all} (written just so {exact}, in another spelling"
            " {normalised}, in a street that was confirmed {confirmed})."
        ),
        N_("Look at some of them on the map."),
        layer=table.spec.layer,
        n=int((matched.way > 0).sum()),
        all=int(wanted.sum()),
        exact=matched.count(EXACT),
        normalised=matched.count(NORMALISED),
        confirmed=matched.count(CONFIRMED),
    )
    for sign, why in UNKNOWN.items():
        rows = np.flatnonzero(matched.way == sign)
        if len(rows):
            findings.list(
                f"address-{why}",
                table.file,
                _WHY[why],
                _KEPT,
                **table.place(int(rows[0]), table.spec.columns.get("address", table.spec.columns.get("street", ""))),
                n=len(rows),
                rows=table.row[rows].tolist(),
            )
    if matched.near:
        findings.list(
            "address-near",
            table.file,
            N_("{file}: streets that are merely alike one of the address points: {n}, the first is “{value}”."),
            N_("It may be {nearest}: confirm it, or write it under [streets]; nobody is placed by it until then."),
            layer=table.spec.layer,
            value=matched.near[0].said,
            nearest=matched.near[0].near[0],
            n=len(matched.near),
        )
    return np.where((matched.way > 0)[:, None], matched.xy, xy), matched.way < 0
