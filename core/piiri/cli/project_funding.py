"""The funding of a project's plan, as the command asks for it; and a project written in which the plan carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..edits import Edit, SetFundingModel, SetSchoolFigures, Together
from ..edits.money_use import use_edit
from ..funding import Allocation, FundingModel, Inputs, Reference, allocate, preset, reference_of
from ..funding.school_table import read_school_table, table_text
from ..funding.school_uses import uses_in
from ..funding.texts import model_from, text_of
from ..model.money_use import MoneyUse, with_use
from ..model.plan import Plan
from ..plan_funding import BorderEffect, Count, FundingBasis, border_effect, joined
from ..plan_funding.borders import beyond_limit
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
    other_model
        Another model, to compare with.
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
    other_model: FundingModel | None = None


def with_mode(model: FundingModel, mode: Any) -> FundingModel:
    """Return the model measured as asked for."""
    return model if mode is None else model.with_reference(mode)


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """What was counted.

    Attributes
    ----------
    allocation
        What each school gets.
    names
        Of project and plans, and whose pupils count.
    effect
        How the borders move money against another plan; None without one.
    uses
        What the schools do with their money.
    other_model
        What another model gives to the same schools; None without one.
    """

    allocation: Allocation
    names: dict[str, Any]
    effect: BorderEffect | None = None
    uses: tuple[MoneyUse, ...] = ()
    other_model: Allocation | None = None


def of_project(path: Path, asked: Asked) -> Found:
    """Return the allocation of a project's plan, and what goes with it."""
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
        by_other = None
        if asked.other_model is not None:
            second = _Counted(counted.basis, chosen, replace(asked, model=asked.other_model))
            by_other = allocate(second.model, second.inputs(chosen), second.reference())
        effect = None
        if other is not None:
            beyond = counted.beyond(other), counted.beyond(chosen)
            effect = border_effect(counted.model, counted.inputs(other), inputs, reference, beyond)
        if asked.output is not None:
            opened.save_as(asked.output)
        names = {"project": opened.dataset.name, "plan": chosen.name}
    said: dict[str, Any] = {**names, "against": other.name if other else None, "count": asked.count}
    return Found(found, said, effect, counted.uses(chosen), by_other)


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

    def uses(self, plan: Plan) -> tuple[MoneyUse, ...]:
        """What the schools say: in the table where they say it there, else in the plan."""
        found = plan.money_use
        for use in () if self.beside is None else uses_in(self.beside):
            found = with_use(found, use)
        return found

    def reference(self) -> Reference | None:
        if self.model.model.reference.mode != "frozen":
            return None
        today = self.basis.today
        return reference_of(self.model, self.inputs(today), today.name)

    def beyond(self, plan: Plan) -> int:
        """Pupils beyond their distance limit."""
        return beyond_limit(plan, self.basis.tally_of(plan))


def _carry(opened: Project, name: str, asked: Asked) -> None:
    """Put model and table into the plan, as one step of its history."""
    chosen = opened.history(name).plan
    edits: list[Edit] = []
    if asked.model is not None:
        edits.append(SetFundingModel(text_of(asked.model)))
    if asked.table is not None:
        edits.append(SetSchoolFigures(table_text(asked.table)))
        model = asked.model or (model_from(chosen.funding) if chosen.funding else preset(FLAT))
        there = read_school_table(asked.table, model, needs_pupils=False)
        edits += [use_edit(use) for use in uses_in(there) if use.school in chosen.schools.ids]
    if edits:
        step = edits[0] if len(edits) == 1 else Together(tuple(edits))
        Session(opened.dataset, opened.history(name), journal=opened).do(step)
