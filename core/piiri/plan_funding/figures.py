"""A plan's figures as inputs of a model: residents by catchment, pupils by who goes where, choices between schools.

How a border moves money: what is measured of those who *live* in a catchment follows at once; what is measured of the
*pupils* follows through who goes where, see :mod:`.choices`; *flow* through choices; the *site* never.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from ..funding.inputs import ABSENT, Inputs, Source
from ..i18n import N_
from ..model.arrays import FloatArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..tally import Tally
from .choices import Choices, enrolled

Count = Literal["enrolled", "assigned"]

BESIDE = Path("figures.csv")
"""What the table beside a plan is called in sentences about it."""


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
    found = enrolled(choices, plan, tally)
    layer = dataset.pupils.points.columns
    pupils = found.enrolled if count == "enrolled" else found.assigned[:, : len(layer)]
    year = _year(dataset)
    open_ = ~plan.schools.closed
    rows = np.flatnonzero(open_ & ((found.assigned[:, 0] > 0) | (found.enrolled[:, 0] > 0) | _serves(plan)))
    columns: dict[str, FloatArray] = {}
    sources: dict[str, Source] = {}
    said = N_("pupils of the project, by the school they go to") if count == "enrolled" else _ASSIGNED
    for at, column in enumerate(layer):
        if column.role == "age":
            continue
        columns[column.key] = pupils[rows, at]
        name = "" if column.role in ("grade", "pupils") else column.name
        sources[column.key] = Source(said, year, name)
    columns["assigned_pupils"] = found.assigned[rows, 0]
    sources["assigned_pupils"] = Source(_ASSIGNED, year)
    at = tally.columns.first_resident
    for statistics in dataset.residents:
        for column in statistics.columns:
            key = column.key if column.key not in columns else f"{statistics.name}.{column.key}"
            columns[key] = found.assigned[rows, at] / 10**column.decimals
            sources[key] = Source(N_("statistics of who lives in the catchment"), year, column.name)
            at += 1
    columns["net_attraction"] = found.net_attraction[rows]
    sources["net_attraction"] = Source(N_("who came and who left by choice"), year)
    languages = _languages(plan)
    texts = {key: [languages[row] for row in rows.tolist()] for key in ("language", "language_of_instruction")}
    ids = [plan.schools.ids[row] for row in rows.tolist()]
    names = [plan.schools.names[row] for row in rows.tolist()]
    inputs = Inputs.of(ids, columns, names=names, texts=texts, sources=sources)
    return inputs if beside is None else joined(inputs, beside)


_ASSIGNED = N_("pupils of the project, by where they live")


def _year(dataset: Dataset) -> int:
    said = str(dataset.notes.get("year", ""))[:4]
    return int(said) if said.isdecimal() else 0


def _serves(plan: Plan) -> FloatArray:
    found = np.zeros(len(plan.schools), dtype=np.bool_)
    c = plan.catchments
    found[c.server_school[~c.closed[c.server_catchment]]] = True
    return found


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
    )
