"""The columns of the schools table: what each says, how it is written, and which of them stand together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from piiri.i18n import HIDDEN, number, share, tr
from piiri.indicators import at_least
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.model.dataset import Dataset

from .school_rows import Float, SchoolRows, ratio

NAME, PLACES, USE, CHANGE = "name", "places", "use", "change"
MONEY, MONEY_CHANGE = "money", "money_change"
NOT_KNOWN = "."
"""How a value that does not apply is written."""


@dataclass(frozen=True, eq=False)
class SchoolColumn:
    """A column of numbers.

    Attributes
    ----------
    key
        Stable key.
    title, tip
        Header and what it means.
    values
        The (H,) values of all schools.
    text
        Writes one value; NaN included.
    total
        Writes the value of several schools together, given as (H,) bool.
    untold
        In how many cells behind each value, (H,), the number is not told; None where that never matters.
    """

    key: str
    title: str
    tip: str
    values: Callable[[SchoolRows], Float]
    text: Callable[[float], str]
    total: Callable[[SchoolRows, np.ndarray], str]
    untold: Callable[[SchoolRows], Float] | None = None

    def cells(self, rows: SchoolRows) -> Float:
        """Return in how many cells behind each value the number is not told, (H,)."""
        return np.zeros(len(rows.names)) if self.untold is None else self.untold(rows)

    def sum(self, rows: SchoolRows, shown: np.ndarray) -> str:
        """Write the value of several schools together, with the mark of a lower limit where it is one."""
        return at_least.sign(self.total(rows, shown), float(self.cells(rows)[shown].sum()))


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Columns that answer one question.

    Attributes
    ----------
    key, name
        Stable key, and name for people.
    order
        Keys of the columns from left to right.
    rank
        The same keys, the most important first: those that come last are left out where there is no room.
    keep
        How many of ``rank`` are never left out.
    """

    key: str
    name: str
    order: tuple[str, ...]
    rank: tuple[str, ...]
    keep: int


def school_columns(dataset: Dataset) -> dict[str, SchoolColumn]:
    """Return all columns but the name, in the current language."""
    columns = [
        SchoolColumn(
            "pupils",
            tr("Pupils"),
            tr("Pupils of these grades whose block belongs to the school."),
            lambda rows: rows.now.pupils,
            number,
            lambda rows, shown: number(rows.now.pupils[shown].sum()),
            _hidden,
        ),
        SchoolColumn(
            CHANGE,
            tr("Change"),
            tr("Pupils more or fewer than in the plan compared with."),
            lambda rows: rows.change,
            _signed,
            lambda rows, shown: _signed(float(rows.change[shown].sum())),
        ),
        SchoolColumn(
            PLACES,
            tr("Places"),
            tr("Places for the pupils of all grades. F2 changes them."),
            lambda rows: np.where(rows.now.places < 0, np.nan, rows.now.places),
            _known,
            lambda rows, shown: number(rows.now.places[shown & (rows.now.places >= 0)].sum()),
        ),
        SchoolColumn(
            USE,
            tr("Use"),
            tr("Pupils of all grades divided by places; other grades than those shown are paler. The tick is before."),
            lambda rows: rows.now.use,
            _use,
            lambda rows, shown: _use(_use_of(rows, shown)),
            lambda rows: rows.now.school_hidden,
        ),
        SchoolColumn(
            "beyond",
            tr("Beyond limit"),
            tr("Pupils who live beyond the distance limit of their grade."),
            lambda rows: rows.now.beyond,
            number,
            lambda rows, shown: number(rows.now.beyond[shown].sum()),
            _hidden,
        ),
        SchoolColumn(
            "mean_m",
            tr("Mean, m"),
            tr("Mean way to the school, metres: on foot along the project’s ways, straight without them."),
            lambda rows: rows.now.mean_m,
            _known,
            lambda rows, shown: _known(
                float(ratio(rows.now.distance_cm[shown].sum(), 100.0 * rows.now.pupils[shown].sum()))
            ),
        ),
    ]
    columns += [
        SchoolColumn(
            MONEY,
            tr("Money"),
            tr("What the model gives to the school."),
            lambda rows: _money(rows, rows.money),
            _known,
            lambda rows, shown: _known(float(np.nansum(_money(rows, rows.money)[shown]))),
        ),
        SchoolColumn(
            MONEY_CHANGE,
            tr("Money ±"),
            tr("Money more or less than in the plan compared with, by its model or by the one chosen."),
            lambda rows: _money(rows, rows.money_change),
            _signed_known,
            lambda rows, shown: _signed(float(np.nansum(_money(rows, rows.money_change)[shown]))),
        ),
    ]
    columns += [_group_column(position, group.key, tr(group.name)) for position, group in enumerate(dataset.groups)]
    return {column.key: column for column in columns}


def _group_column(position: int, key: str, name: str) -> SchoolColumn:
    def total(rows: SchoolRows, shown: np.ndarray) -> str:
        pupils = float(rows.now.bases[shown, position].sum())
        return share(float(rows.now.groups[shown, position].sum()) / pupils, 1) if pupils >= SMALLEST_BASE else HIDDEN

    return SchoolColumn(
        f"group:{key}",
        name,
        tr("Share of the pupils: {group}. Hidden where there are fewer than 10 pupils.", group=name),
        lambda rows: rows.now.group_share[:, position],
        lambda value: share(value, 1),
        total,
    )


def column_sets(dataset: Dataset, *, money: bool = False) -> tuple[ColumnSet, ...]:
    """Return the sets a person can choose from, in the current language; that of money where there is a model."""
    groups = tuple(f"group:{group.key}" for group in dataset.groups)
    everything = ("pupils", CHANGE, PLACES, USE, "beyond", "mean_m", *groups)
    places = ("pupils", CHANGE, PLACES, USE, "beyond", "mean_m", *groups[:1])
    sets = [
        ColumnSet("places", tr("Places"), places, ("pupils", USE, CHANGE, PLACES, "beyond", "mean_m", *groups[:1]), 2),
        ColumnSet(
            "distance",
            tr("Distance"),
            ("pupils", CHANGE, "beyond", "mean_m"),
            ("pupils", "beyond", "mean_m", CHANGE),
            3,
        ),
    ]
    if groups:
        sets.append(ColumnSet("mix", tr("Mix"), ("pupils", CHANGE, *groups), ("pupils", *groups, CHANGE), 2))
    if money:
        order = ("pupils", CHANGE, MONEY, MONEY_CHANGE)
        sets.append(ColumnSet(MONEY, tr("Money"), order, ("pupils", MONEY, MONEY_CHANGE, CHANGE), 3))
        everything = (*everything, MONEY, MONEY_CHANGE)
    sets.append(ColumnSet("all", tr("All columns"), everything, everything, len(everything)))
    return tuple(sets)


def _use_of(rows: SchoolRows, shown: np.ndarray) -> float:
    known = shown & (rows.now.places >= 0)
    places = int(rows.now.places[known].sum())
    return float(rows.now.school_pupils[known].sum()) / places if places else float("nan")


def _hidden(rows: SchoolRows) -> Float:
    return rows.now.hidden


def _signed(value: float) -> str:
    return number(value, sign=True)


def _money(rows: SchoolRows, values: Float | None) -> Float:
    return np.full(len(rows.names), np.nan) if values is None else values


def _signed_known(value: float) -> str:
    return NOT_KNOWN if np.isnan(value) else _signed(value)


def _known(value: float) -> str:
    return NOT_KNOWN if np.isnan(value) else number(value)


def _use(value: float) -> str:
    if np.isnan(value):
        return NOT_KNOWN
    return share(value) if np.isfinite(value) else tr("no places")
