"""Statistics by cell or area as weighted points; hidden values are never taken for numbers.

Each figure is kept with the base it may be divided by: where some of a figure's values are hidden, its base counts only
the people of the cells whose values are known, so that shares over any area are right. Beside it stands in how many
cells its value is hidden, and in how many there is none: a sum over such cells is *at least* what it says. A published
total is never mended to be the sum of its parts (SCB shifts every count by a little on purpose).
"""

from __future__ import annotations

import numpy as np

from ..i18n import N_
from ..model.arrays import BoolArray, FloatArray, LongArray
from ..model.points import UNTOLD, Column, PointLayer
from .columns import numbers, texts
from .mapping import ResidentColumn
from .report import Findings
from .table import Table

_PERCENT_DECIMALS = 2


def residents_of(table: Table, xy: FloatArray, findings: Findings) -> PointLayer:
    """Return a statistics layer as points with countable columns.

    Parameters
    ----------
    table
        Its ``values`` are read; rows with text in a column of numbers are rejected.
    xy
        (N, 2) metres, a point inside each cell.
    """
    spec = table.spec
    together = _hidden_together(table)
    read: dict[str, tuple[FloatArray, BoolArray]] = {}
    absent: dict[str, BoolArray] = {}
    for key, value in spec.values.items():
        found = numbers(
            table, value.column, findings, low=0, whole=value.per == "count", percent=value.per == "percent"
        )
        hidden = found.hidden | (together & (value.column in (spec.missing_together or ("", ()))[1]))
        read[key] = (np.nan_to_num(np.where(hidden, 0.0, found.values)), hidden)
        absent[key] = found.absent & hidden
    columns: list[Column] = []
    values: list[LongArray] = []
    base_of: dict[tuple[str, bytes], str] = {}
    for key, value in spec.values.items():
        amount, hidden = read[key]
        base = value.of
        if value.of:
            of_amount, of_hidden = read[value.of]
            missing = (hidden | of_hidden) & table.usable
            if missing.any():
                base = _base(value, missing, base_of, columns, values, np.where(missing, 0, of_amount))
            amount = np.where(missing, 0, _summable(value, amount, of_amount))
        _note_hidden(table, key, value, hidden, read, findings)
        decimals = _PERCENT_DECIMALS if value.per == "percent" else 0
        columns.append(Column(key, value.name, "residents", base, decimals))
        values.append(np.rint(amount * 10**decimals).astype(np.int64))
        for role, cells in zip(UNTOLD, (hidden & ~absent[key], absent[key]), strict=True):
            if (cells & table.usable).any():
                columns.append(Column(f"{key}_{role}", value.name, role, key))
                values.append(cells.astype(np.int64))
    _note_together(table, together, read, findings)
    keep = table.usable
    matrix = np.column_stack(values) if values else np.zeros((len(table), 0), dtype=np.int64)
    return PointLayer(spec.id, xy[keep], tuple(columns), matrix[keep])


def _base(
    value: ResidentColumn,
    missing: BoolArray,
    known: dict[tuple[str, bytes], str],
    columns: list[Column],
    values: list[LongArray],
    amount: FloatArray,
) -> str:
    """Return the key of the base that leaves out the hidden cells; columns hidden in the same cells share one."""
    mark = (value.of, missing.tobytes())
    if mark not in known:
        number = sum(1 for of, _ in known if of == value.of)
        known[mark] = f"{value.of}_known" + (f"_{number + 1}" if number else "")
        columns.append(Column(known[mark], N_("Residents with known values"), "residents"))
        values.append(np.rint(amount).astype(np.int64))
    return known[mark]


def _summable(value: ResidentColumn, amount: FloatArray, base: FloatArray) -> FloatArray:
    """Turn a percentage or a mean into a sum, so that areas can be added up."""
    if value.per == "percent":
        return np.asarray(amount / 100.0 * base)
    return np.asarray(amount * base if value.per == "mean" else amount)


def _hidden_together(table: Table) -> BoolArray:
    """Rows in which all columns of the rule hold its value: only then it stands for *hidden*."""
    if table.spec.missing_together is None:
        return np.zeros(len(table), dtype=bool)
    sign, columns = table.spec.missing_together
    return np.asarray(np.all([texts(table.columns[column]) == sign for column in columns], axis=0))


def _note_together(
    table: Table, together: BoolArray, read: dict[str, tuple[FloatArray, BoolArray]], findings: Findings
) -> None:
    rows = together & table.usable
    if not rows.any() or table.spec.missing_together is None:
        return
    sign, columns = table.spec.missing_together
    bases = {value.of for value in table.spec.values.values() if value.column in columns and value.of}
    people = {base: int(read[base][0][rows].sum()) for base in bases}
    findings.list(
        "cells-hidden",
        table.file,
        N_("{file}: {value} in all of {columns} stands for hidden: cells {cells}, people there {people}."),
        N_("The cells count in the totals, not in the shares."),
        layer=table.spec.layer,
        value=sign,
        cells=int(rows.sum()),
        people=max(people.values(), default=0),
        columns=", ".join(columns),
    )


def _note_hidden(
    table: Table,
    key: str,
    value: ResidentColumn,
    hidden: BoolArray,
    read: dict[str, tuple[FloatArray, BoolArray]],
    findings: Findings,
) -> None:
    if value.column in (table.spec.missing_together or ("", ()))[1]:
        return
    n = int((hidden & table.usable).sum())
    if n:
        findings.list(
            "values-hidden",
            table.file,
            N_("{file}: cells without a known value in column “{column}”: {n}."),
            N_("They count in no sum and in no share of it."),
            layer=table.spec.layer,
            column=value.column,
            n=n,
        )
