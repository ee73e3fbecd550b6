"""The command funding: a formula for a plan, or for a table without a map; a school's ledger; a model checked."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click

from ..countable import Countable
from ..errors import InputError
from ..funding import Allocation, FundingModel, Inputs, Reference, allocate, read_model, reference_of
from ..funding.ledger import ledger
from ..funding.model import STATUS_WORDS
from ..funding.presets import model_of
from ..funding.school_table import read_school_table
from ..funding.sensitivity import nudged
from ..funding.words import as_text, explained
from ..i18n import N_, number, tr, trn
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..plan_funding.borders import BorderEffect, border_effect
from ..plan_funding.choices import Choices
from ..plan_funding.figures import Count, joined, plan_inputs
from ..publish.funding import (
    border_json,
    funding_json,
    funding_text,
    ledger_json,
    sensitivity_json,
    sensitivity_text,
)
from ..tally import Tally, tally_everything
from .plans import Opened, plan_name
from .shell import json_option, language_option, note, print_json, told

FLAT = "flat"


@click.command("funding")
@click.argument("project", type=click.Path(path_type=Path), required=False)
@click.option("--plan", default=None, help="Name or number (from 1) of the plan; the active one if not given.")
@click.option("--against", default=None, help="Another plan of the project: how the borders move money.")
@click.option(
    "--model",
    "model_name",
    default=None,
    help="A model's file, or the name of one that Piiri ships; flat if not given.",
)
@click.option(
    "--table", type=click.Path(path_type=Path), default=None, help="CSV of schools: alone, or beside a project."
)
@click.option(
    "--count",
    type=click.Choice(["enrolled", "assigned"]),
    default="enrolled",
    show_default=True,
    help="Whose pupils count: who goes there, or who lives in the catchments.",
)
@click.option(
    "--reference",
    "mode",
    type=click.Choice(["frozen", "live"]),
    default=None,
    help="What indicators are measured against; as the model says if not given.",
)
@click.option("--explain", "school", default=None, help="Id or name of a school: every step of its money.")
@click.option("--sensitivity", is_flag=True, help="What each weight does, who pays, and how far ranks hold.")
@click.option(
    "--draws", default=200, show_default=True, type=click.IntRange(1, 10_000), help="Of the weights, for ranks."
)
@click.option("--check", type=click.Path(path_type=Path), default=None, help="Only check a model's file.")
@json_option
@language_option
@told
def funding_command(
    project: Path | None,
    plan: str | None,
    against: str | None,
    model_name: str | None,
    table: Path | None,
    count: Count,
    mode: Any,
    school: str | None,
    sensitivity: bool,
    draws: int,
    check: Path | None,
    as_json: bool,
) -> None:
    """Share out money by a formula: for a plan of PROJECT, or for the schools of a --table alone.

    \b
    JSON: model (id, name, year, status, official, source, reference); currency, smallest_amount; total, pot, over_pot,
    short (what guarantees lack), left, factor (of the balance); components;
    spread (gini, per_pupil_p10, _median, _p90); notes (code, message, school, facts);
    schools (id, name, pupils, amount, per_pupil, index, index_displayed, components, formula (before guarantees),
    floor, floor_by, ceiling, missing_to_floor, flat, last_year, differences from both,
    indicators: value, state, stands_for_it, standardised, adds).
    With --against also borders: moved, moved_live_reference, transport_cost_difference, schools.
    With --explain instead: school, name, total, rows (they sum to it), lines, changes.
    With --sensitivity instead: weights (moved, gains, pays), ranks, lorenz.
    With --check instead: file, id, name, status, indicators, components.

    A frozen reference is the start of the project's first plan. The figures that a --table beside a project adds are
    matched by id; what the plan knows itself goes before.
    """
    if check is not None:
        _say_checked(read_model(check), check, as_json)
        return
    model = model_of(model_name or FLAT)
    if mode is not None:
        model = model.with_reference(mode)
    if project is None and table is None:
        raise click.UsageError(tr("Give a project, or a table with --table."))
    beside = None if table is None else read_school_table(table, model, needs_pupils=project is None)
    effect = None
    if project is None:
        assert beside is not None
        found = allocate(model, beside)
        names: dict[str, Any] = {"table": str(table)}
    else:
        found, effect, names = _of_project(project, plan, against, model, beside, count)
    if school is not None:
        _say_ledger(found, school, as_json)
    elif sensitivity:
        if as_json:
            print_json({**names, **sensitivity_json(found, draws)})
        else:
            click.echo(sensitivity_text(found, draws), nl=False)
    else:
        _say(found, effect, names, as_json)


def _of_project(
    path: Path, plan: str | None, against: str | None, model: FundingModel, beside: Inputs | None, count: Count
) -> tuple[Allocation, BorderEffect | None, dict[str, Any]]:
    with Opened(path) as opened:
        dataset, start = opened.dataset, opened.history(opened.plans[0]).start
        chosen = opened.history(plan_name(opened, plan)).plan
        other = None if against is None else opened.history(plan_name(opened, against)).plan
    counted = _Counted(dataset, start, count, beside)
    inputs, tally = counted.of(chosen)
    reference: Reference | None = None
    if model.model.reference.mode == "frozen":
        reference = reference_of(model, counted.of(start)[0], start.name)
    found = allocate(model, inputs, reference)
    effect = None
    if other is not None:
        before, before_tally = counted.of(other)
        effect = border_effect(model, before, inputs, reference, (_beyond(other, before_tally), _beyond(chosen, tally)))
    names = {"project": dataset.name, "plan": chosen.name, "against": other.name if other else None, "count": count}
    return found, effect, names


class _Counted:
    """Figures of plans, each counted in full."""

    def __init__(self, dataset: Dataset, start: Plan, count: Count, beside: Inputs | None) -> None:
        self.dataset, self.count, self.beside = dataset, count, beside
        self.countable = Countable(dataset, start)
        self.choices = Choices.of(self.countable)

    def of(self, plan: Plan) -> tuple[Inputs, Tally]:
        tally = tally_everything(self.countable, plan)
        inputs = plan_inputs(self.dataset, plan, tally, self.choices, count=self.count)
        return (inputs if self.beside is None else joined(inputs, self.beside)), tally


def _beyond(plan: Plan, tally: Tally) -> int:
    return int(tally.column("beyond")[: len(plan.catchments)].sum())


def _say(found: Allocation, effect: BorderEffect | None, names: dict[str, Any], as_json: bool) -> None:
    before = effect.before if effect else None
    if as_json:
        data = {**names, **funding_json(found, before)}
        if effect is not None:
            data["borders"] = border_json(effect)
        print_json(data)
        return
    click.echo(funding_text(found, before), nl=False)
    if effect is not None:
        step, currency = found.model.model.rounding, found.model.model.currency
        click.echo()
        click.echo(
            tr(
                "The borders move {amount} {currency}; with the schools measured among themselves {live} {currency}. "
                "Transport: {transport} {currency} a year.",
                amount=number(float(effect.frozen_difference.moved * step), 2),
                live=number(float(effect.live_difference.moved * step), 2),
                transport=number(effect.transport, 0, sign=True),
                currency=currency,
            )
        )
    note(tr("Model: {model}, {status}.", model=found.model.title, status=tr(STATUS_WORDS[found.model.model.status])))


def _say_ledger(found: Allocation, school: str, as_json: bool) -> None:
    key = school_id(found.inputs, school)
    rows, nudges = ledger(found, key), nudged(found, key)
    if as_json:
        print_json(ledger_json(rows, nudges))
    else:
        click.echo(as_text(explained(rows, nudges)), nl=False)


def school_id(inputs: Inputs, wanted: str) -> str:
    """Return a school's id from its id or name.

    Raises
    ------
    InputError
        ``unknown-school``.
    """
    if wanted in inputs.index:
        return wanted
    named = [key for key, name in zip(inputs.ids, inputs.names, strict=True) if name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    near = difflib.get_close_matches(wanted, [*inputs.names, *inputs.ids], 3, 0.4)
    raise InputError(
        "unknown-school",
        N_("There is no school {school}."),
        N_("Did you mean one of: {known}?") if near else N_("Give the id or the name of a school."),
        school=wanted,
        known=", ".join(near),
    )


def _say_checked(model: FundingModel, path: Path, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "file": str(path),
                "id": model.model.id,
                "name": model.title,
                "status": model.model.status,
                "indicators": [each.id for each in model.indicator],
                "components": [each.id for each in model.component],
            }
        )
        return
    components = trn("{n} component", "{n} components", len(model.component))
    indicators = trn("{n} indicator", "{n} indicators", len(model.indicator))
    click.echo(
        tr(
            "{file} is a model: {model}, {indicators}, {components}.",
            file=path.name,
            model=model.title,
            indicators=indicators,
            components=components,
        )
    )
