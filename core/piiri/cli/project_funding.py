"""The funding of a project's plan, as the command asks for it; and a project written in which the plan carries it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..edits import Edit, SetFundingModel, SetSchoolFigures, Together
from ..funding import Allocation, FundingModel, Inputs, Reference, allocate, preset, reference_of
from ..funding.school_table import read_school_table, table_text
from ..funding.texts import model_from, text_of
from ..model.plan import Plan
from ..plan_funding import BorderEffect, Count, FundingBasis, border_effect, joined
from ..session import Session
from ..storage import Project
from .plans import Opened, plan_name

FLAT = "flat"
"""The model of a plan that carries none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes
    ----------
    plan, against
        Names or numbers of plans; None for the active one, and for none.
    model, table
        A model and a table of schools to use in place of the plan's own.
    count
        Whose pupils count.
    mode
        ``"frozen"`` or ``"live"``; None for what the model says.
    output
        Where to write the project with model and table in the plan.
    """

    plan: str | None
    against: str | None
    model: FundingModel | None
    table: Path | None
    count: Count
    mode: Any
    output: Path | None


def with_mode(model: FundingModel, mode: Any) -> FundingModel:
    """Return the model measured as asked for."""
    return model if mode is None else model.with_reference(mode)


def of_project(path: Path, asked: Asked) -> tuple[Allocation, BorderEffect | None, dict[str, Any]]:
    """Return the allocation, how the borders move money against another plan, and what was counted."""
    with Opened(path) as opened:
        today = opened.today
        name = plan_name(opened, asked.plan)
        if asked.output is not None:
            _carry(opened, name, asked)
        chosen = opened.history(name).plan
        other = None if asked.against is None else opened.history(plan_name(opened, asked.against)).plan
        counted = _Counted(FundingBasis(opened.dataset, today, asked.count), chosen, asked)
        inputs = counted.inputs(chosen)
        reference = counted.reference()
        found = allocate(counted.model, inputs, reference)
        effect = None
        if other is not None:
            beyond = counted.beyond(other), counted.beyond(chosen)
            effect = border_effect(counted.model, counted.inputs(other), inputs, reference, beyond)
        if asked.output is not None:
            opened.save_as(asked.output)
        names = {"project": opened.dataset.name, "plan": chosen.name}
    return found, effect, {**names, "against": other.name if other else None, "count": asked.count}


class _Counted:
    """Figures of plans, each counted in full, all by the model and the table that hold for the plan chosen."""

    def __init__(self, basis: FundingBasis, chosen: Plan, asked: Asked) -> None:
        self.basis = basis
        own = model_from(chosen.funding) if chosen.funding else preset(FLAT)
        self.model = with_mode(asked.model or own, asked.mode)
        self.figures = chosen.school_figures if asked.table is None else ""
        self.beside = None if asked.table is None else read_school_table(asked.table, self.model, needs_pupils=False)

    def inputs(self, plan: Plan) -> Inputs:
        found = self.basis.inputs_of(plan, self.basis.tally_of(plan), self.model, self.figures)
        return found if self.beside is None else joined(found, self.beside)

    def reference(self) -> Reference | None:
        if self.model.model.reference.mode != "frozen":
            return None
        today = self.basis.today
        return reference_of(self.model, self.inputs(today), today.name)

    def beyond(self, plan: Plan) -> int:
        """Pupils beyond their distance limit."""
        return int(self.basis.tally_of(plan).column("beyond")[: len(plan.catchments)].sum())


def _carry(opened: Project, name: str, asked: Asked) -> None:
    """Put model and table into the plan, as one step of its history."""
    edits: list[Edit] = []
    if asked.model is not None:
        edits.append(SetFundingModel(text_of(asked.model)))
    if asked.table is not None:
        edits.append(SetSchoolFigures(table_text(asked.table)))
    if edits:
        step = edits[0] if len(edits) == 1 else Together(tuple(edits))
        Session(opened.dataset, opened.history(name), journal=opened).do(step)
