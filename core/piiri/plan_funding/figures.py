"""A plan's figures as inputs of a model: residents by catchment, pupils by who goes where, choices between schools.

How a border moves money: what is measured of those who *live* in a catchment follows at once; what is measured of the
*pupils* follows through who goes where, see :mod:`.choices`; *flow* through choices; the *site* never.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Literal

import numpy as np

from ..funding.inputs import ABSENT, KNOWN, Inputs, Source
from ..i18n import N_
from ..model.arrays import Array, BoolArray, FloatArray, IntArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..model.points import UNTOLD
from ..tally import Tally
from .choices import Choices, Enrolled, enrolled, enrolled_after

Count = Literal["enrolled", "assigned"]

BESIDE = Path("figures.csv")
"""What the table beside a plan is called in sentences about it."""


@dataclass(frozen=True, eq=False)
class Roll:
    """What borders do not change: the schools that may be counted, in the order of their ids.

    Attributes
    ----------
    plan
        The plan it was made of.
    rows
        (R,) positions of the open schools.
    serves
        (R,) bool: which of them serve a catchment.
    ids, names, languages
        Of them.
    """

    plan: Plan
    rows: IntArray
    serves: BoolArray
    ids: tuple[str, ...]
    names: tuple[str, ...]
    languages: tuple[str, ...]


def roll_of(plan: Plan, before: Roll | None = None) -> Roll:
    """Return a plan's schools; ``before`` where it is of a plan with the same ones."""
    if before is not None and before.plan.catchments is plan.catchments and before.plan.schools is plan.schools:
        return before
    schools, languages = plan.schools, _languages(plan)
    rows = sorted(np.flatnonzero(~schools.closed).tolist(), key=lambda row: schools.ids[row])
    serves = np.zeros(len(schools), dtype=np.bool_)
    c = plan.catchments
    serves[c.server_school[~c.closed[c.server_catchment]]] = True
    return Roll(
        plan,
        np.array(rows, dtype=np.int32),
        serves[rows],
        tuple(schools.ids[row] for row in rows),
        tuple(schools.names[row] for row in rows),
        tuple(languages[row] for row in rows),
    )


_LEFT_OUT = ("age", *UNTOLD)
"""Roles of columns that are no figures of a school."""


class Figures:
    """The figures of plans of one dataset, from one plan to the next: what borders did not change is kept.

    Parameters
    ----------
    dataset, choices
        What is counted, and who chose another school.
    count
        Whose pupils count.
    """

    def __init__(self, dataset: Dataset, choices: Choices, count: Count = "enrolled") -> None:
        self.dataset, self.choices, self.count = dataset, choices, count
        self._roll: Roll | None = None
        self._enrolled: list[Enrolled] = []
        self._sources = _sources(dataset, count)
        self._untold = _untold(dataset)
        layer = dataset.pupils.points.columns
        residents = [column for statistics in dataset.residents for column in statistics.columns]
        first = self.choices.countable.columns.first_resident
        self._pupil_columns = [at for at, column in enumerate(layer) if column.role not in _LEFT_OUT]
        self._residents = [first + at for at, column in enumerate(residents) if column.role not in _LEFT_OUT]
        self._decimals = np.array([10.0 ** residents[at - first].decimals for at in self._residents])

    def of(self, plan: Plan, tally: Tally) -> Inputs:
        """Return the figures of a plan's schools, see :func:`plan_inputs`."""
        self._roll = roll = roll_of(plan, self._roll)
        found = self._attending(plan, tally)
        some = roll.serves | (found.assigned[roll.rows, 0] > 0) | (found.enrolled[roll.rows, 0] > 0)
        rows = roll.rows[some]
        ids, names, languages = roll.ids, roll.names, roll.languages
        if len(rows) < len(ids):
            ids, names, languages = (tuple(compress(each, some)) for each in (ids, names, languages))
        values = self._columns(found, rows)
        state = np.where(np.isnan(values), ABSENT, KNOWN).astype(np.int8)
        texts = {"language": languages, "language_of_instruction": languages}
        untold = self._untold_cells(found, tally, rows)
        return Inputs(ids, names, tuple(self._sources), values, state, texts, self._sources, untold)

    def _untold_cells(self, found: Enrolled, tally: Tally, rows: IntArray) -> dict[str, Array]:
        """In how many cells behind each sum the number is not told; one that several schools share counts for each."""
        pupils = found.enrolled if self.count == "enrolled" else found.assigned
        first, cells = tally.columns.first_resident, {}
        for key, (residents, at) in self._untold.items():
            counted = found.assigned[:, [first + each for each in at]] if residents else pupils[:, list(at)]
            cells[key] = np.ceil(counted[rows].sum(axis=1)).astype(np.int64)
            if key == "pupils":
                cells["assigned_pupils"] = np.ceil(found.assigned[:, list(at)][rows].sum(axis=1)).astype(np.int64)
        return cells

    def _attending(self, plan: Plan, tally: Tally) -> Enrolled:
        """Who is enrolled where, from what is known of the plan that the tally was made from."""
        for known in self._enrolled:
            found = enrolled_after(self.choices, known, plan, tally)
            if found is not None:
                self._enrolled = [known, found]
                return found
        found = enrolled(self.choices, plan, tally)
        self._enrolled = [found, *self._enrolled[:1]]
        return found

    def _columns(self, found: Enrolled, rows: IntArray) -> FloatArray:
        """(R, n) columns in the order of the sources."""
        pupils = found.enrolled if self.count == "enrolled" else found.assigned
        assigned = found.assigned[rows]
        parts = (
            pupils[rows][:, self._pupil_columns],
            assigned[:, :1],
            assigned[:, self._residents] / self._decimals,
            found.net_attraction[rows, None],
        )
        return np.concatenate(parts, axis=1)


def plan_inputs(
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    choices: Choices,
    *,
    count: Count = "enrolled",
    beside: Inputs | None = None,
) -> Inputs:
    """Return the figures of a plan's schools.

    Columns: those of the pupils' layer (``pupils``, ``grade_1`` ..., groups) by who is enrolled or assigned;
    ``assigned_pupils``; the statistics of who lives in the catchments of the school, over all its stages, as sums: a
    share or a mean is the ratio of two of them; ``net_attraction`` in percent. Texts: ``language`` of the stages.

    Parameters
    ----------
    dataset, plan, tally
        The plan and its tally.
    choices
        Who chose another school.
    count
        Whose pupils count.
    beside
        More columns and texts by school, such as last year's amounts or an index that was bought; what the plan itself
        knows goes before.

    Returns
    -------
    Inputs
        Of the schools that are open; one that serves no catchment and that nobody attends is left out.
    """
    inputs = Figures(dataset, choices, count).of(plan, tally)
    return inputs if beside is None else joined(inputs, beside)


_ENROLLED = N_("pupils of the project, by the school they go to")
_ASSIGNED = N_("pupils of the project, by where they live")


def _sources(dataset: Dataset, count: Count) -> dict[str, Source]:
    """The columns in their order, each with where it comes from."""
    year = _year(dataset)
    said = _ENROLLED if count == "enrolled" else _ASSIGNED
    found = {
        column.key: Source(said, year, "" if column.role in ("grade", "pupils") else column.name)
        for column in dataset.pupils.points.columns
        if column.role not in _LEFT_OUT
    }
    found["assigned_pupils"] = Source(_ASSIGNED, year)
    for statistics in dataset.residents:
        for column in statistics.columns:
            if column.role in _LEFT_OUT:
                continue
            key = column.key if column.key not in found else f"{statistics.name}.{column.key}"
            found[key] = Source(N_("statistics of who lives in the catchment"), year, column.name)
    found["net_attraction"] = Source(N_("who came and who left by choice"), year)
    return found


def _untold(dataset: Dataset) -> dict[str, tuple[bool, tuple[int, ...]]]:
    """Columns behind which numbers are not told: whether they are statistics, and which columns count the cells."""
    found: dict[str, tuple[bool, tuple[int, ...]]] = {}
    for column in dataset.pupils.points.columns:
        if column.role not in _LEFT_OUT and (at := dataset.pupils.points.untold(column.key)):
            found[column.key] = (False, at)
    first = 0
    for layer in dataset.residents:
        for column in layer.columns:
            if column.role not in _LEFT_OUT and (at := layer.untold(column.key)):
                key = column.key if column.key not in found else f"{layer.name}.{column.key}"
                found[key] = (True, tuple(first + each for each in at))
        first += len(layer.columns)
    return found


def _year(dataset: Dataset) -> int:
    said = str(dataset.notes.get("year", ""))[:4]
    return int(said) if said.isdecimal() else 0


def _languages(plan: Plan) -> list[str]:
    """The languages of each school's stages, put together where there are several."""
    c = plan.catchments
    found: list[set[str]] = [set() for _ in plan.schools.ids]
    for catchment, school in zip(c.server_catchment.tolist(), c.server_school.tolist(), strict=True):
        found[school].add(plan.stages[int(c.stage[catchment])].language)
    return ["+".join(sorted(languages - {""})) for languages in found]


def joined(inputs: Inputs, beside: Inputs) -> Inputs:
    """Return inputs with the columns and texts that another table has besides, schools matched by id.

    A school that the other table does not know has absent values and empty texts.
    """
    rows = [beside.index.get(key, -1) for key in inputs.ids]
    more = [column for column in beside.columns if column not in inputs]
    at = [beside.columns.index(column) for column in more]
    values = np.full((len(inputs), len(more)), np.nan)
    state = np.full((len(inputs), len(more)), ABSENT, dtype=np.int8)
    for row, other in enumerate(rows):
        if other >= 0:
            values[row], state[row] = beside.values[other, at], beside.state[other, at]
    texts = dict(inputs.texts)
    for key, column in beside.texts.items():
        if key not in texts:
            texts[key] = tuple(column[other] if other >= 0 else "" for other in rows)
    return Inputs(
        inputs.ids,
        inputs.names,
        (*inputs.columns, *more),
        np.column_stack((inputs.values, values)),
        np.column_stack((inputs.state, state)),
        texts,
        {**{key: beside.source(key) for key in more}, **inputs.sources},
        inputs.untold,
    )
