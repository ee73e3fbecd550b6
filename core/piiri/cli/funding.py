"""The command funding: a formula for a plan, or for a table without a map; a school's ledger; a model checked."""

from __future__ import annotations

import difflib
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from ..funding import FundingModel, Inputs, allocate, preset, read_model
from ..funding.currency import amount
from ..funding.ledger import ledger
from ..funding.presets import model_of
from ..funding.school_table import columns_of, read_school_table
from ..funding.school_uses import uses_in
from ..funding.sensitivity import nudged
from ..funding.use_words import use_words
from ..funding.words import as_text, explained
from ..funding.years import MOST, over_years
from ..i18n import HARD_SPACE, N_, number, tr, trn
from ..model.money_use import use_of
from ..plan_funding import Count
from ..publish.funding import border_json, funding_json, ledger_json, sensitivity_json
from ..publish.funding_text import funding_text, sensitivity_text
from ..publish.funding_years import years_json, years_text
from ..publish.money_use import use_json, use_lines
from .project_funding import FLAT, Asked, Found, of_project, with_mode
from .shell import json_option, language_option, print_json, told

LINE = 100
"""So many characters a line of an explanation has at most."""


@click.command("funding")
@click.argument("project", type=click.Path(path_type=Path), required=False)
@click.option("--plan", default=None, help="Name or number (from 1) of the plan; the active one if not given.")
@click.option("--against", default=None, help="Another plan of the project: how the borders move money.")
@click.option(
    "--model",
    "model_name",
    default=None,
    help="A model's file, or the name of one that Piiri ships; the plan's own if not given, else flat.",
)
@click.option(
    "--other-model", default=None, help="Another model, a file or one that Piiri ships: what it would give instead."
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
@click.option("--years", default=0, type=click.IntRange(0, MOST), help="So many years, as the model phases in.")
@click.option("--pots", default="", help="The pots of the years, between commas; the last one holds on.")
@click.option(
    "--draws", default=200, show_default=True, type=click.IntRange(1, 10_000), help="Of the weights, for ranks."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Project file to write, in which the plan has this model, and this table beside it.",
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
    other_model: str | None,
    table: Path | None,
    count: Count,
    mode: Any,
    school: str | None,
    sensitivity: bool,
    years: int,
    pots: str,
    draws: int,
    output: Path | None,
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
    indicators: value, state, stands_for_it, standardised, adds;
    use: planned, planned_total, not_planned, note, used_last_year, used_last_year_total, report).
    With --other-model also other_model (id, name, currency, total, gained) and with each school what that model gives
    it and the difference.
    With --against also borders: moved, moved_live_reference, beyond_limit_difference (pupils),
    transport_cost_difference (euros a year), schools.
    With --explain instead: school, name, total, rows (they sum to it), lines, changes, use.
    With --years instead: phase_in, knows_last_year, full_from, years, schools (last_year, amounts, full).
    With --sensitivity instead: weights (moved, gains, pays), ranks, lorenz.
    With --check instead: file, id, name, status, indicators, components, columns that it can read.

    A frozen reference is the start of the project's first plan. The figures that a --table beside a project adds are
    matched by id; what the plan knows itself goes before. A plan can carry a model and such a table of its own: -o.
    """
    if check is not None:
        _say_checked(read_model(check), check, as_json)
        return
    wanted = None if model_name is None else model_of(model_name)
    other = None if other_model is None else model_of(other_model)
    if other is not None and (school is not None or years or sensitivity):
        raise click.UsageError(
            tr("--other-model compares what schools get: leave out {option}.", option=_first(school, years))
        )
    if pots and not years:
        raise click.UsageError(tr("--pots goes with --years."))
    if project is not None:
        asked = Asked(plan, against, wanted, table, count, mode, output, other)
        found = of_project(project, asked)
    elif output is not None:
        raise click.UsageError(tr("Without a project there is none to write."))
    elif table is not None:
        model = with_mode(wanted or preset(FLAT), mode)
        inputs = read_school_table(table, model)
        second = None if other is None else with_mode(other, mode)
        by_other = None if second is None else allocate(second, read_school_table(table, second))
        found = Found(allocate(model, inputs), {"table": str(table)}, None, uses_in(inputs), by_other)
    else:
        raise click.UsageError(tr("Give a project, or a table with --table."))
    if school is not None:
        _say_ledger(found, school, as_json)
    elif years:
        _say_years(found, years, pots, as_json)
    elif sensitivity:
        if as_json:
            print_json({**found.names, **sensitivity_json(found.allocation, draws)})
        else:
            click.echo(sensitivity_text(found.allocation, draws), nl=False)
    else:
        _say(found, as_json)


def _first(school: str | None, years: int) -> str:
    """The option that stands in the way of a comparison."""
    return "--explain" if school is not None else "--years" if years else "--sensitivity"


def _say_years(found: Found, years: int, pots: str, as_json: bool) -> None:
    base = found.allocation
    counted = over_years(base.model, base.inputs, base.reference, years, _amounts(pots, base.model))
    if as_json:
        print_json({**found.names, "model": base.model.model.id, **years_json(counted)})
    else:
        click.echo(years_text(counted, _title(found.names)), nl=False)


def _amounts(text: str, model: FundingModel) -> list[Fraction]:
    amounts = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            value = Fraction(part)
        except (ValueError, ZeroDivisionError):
            value = Fraction(-1)
        if value < 0 or (value / model.model.rounding).denominator != 1:
            raise click.UsageError(tr("“{pot}” is no pot: write amounts such as 2500000.00, between commas.", pot=part))
        amounts.append(value)
    return amounts


def _title(names: dict[str, Any]) -> str:
    return " · ".join(tr(names[key]) for key in ("project", "plan") if names.get(key))


def _say(all_found: Found, as_json: bool) -> None:
    found, effect, names = all_found.allocation, all_found.effect, all_found.names
    before = effect.before if effect else None
    if as_json:
        data = {**names, **funding_json(found, before, all_found.uses, all_found.other_model)}
        if effect is not None:
            data["borders"] = border_json(effect)
        print_json(data)
        return
    click.echo(funding_text(found, before, _title(names), all_found.other_model), nl=False)
    use = use_lines(found, all_found.uses)
    if use:
        click.echo("\n".join(["", *use]))
    if effect is not None:
        head = found.model.model
        click.echo(
            tr(
                "The borders move {amount}; with the schools measured among themselves {live}. "
                "Transport: {transport} a year.",
                amount=amount(head, effect.frozen_difference.moved),
                live=amount(head, effect.live_difference.moved),
                transport=f"{number(effect.transport, 0, sign=True)}{HARD_SPACE}€",
            )
        )


def _say_ledger(all_found: Found, school: str, as_json: bool) -> None:
    found = all_found.allocation
    key = school_id(found.inputs, school)
    rows, nudges = ledger(found, key), nudged(found, key)
    if as_json:
        print_json({**ledger_json(rows, nudges), "use": use_json(found, all_found.uses, key)})
    else:
        lines = (*explained(rows, nudges), *use_words(found, use_of(all_found.uses, key)))
        click.echo(as_text(lines, LINE), nl=False)


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
                "columns": sorted(columns_of(model)),
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
    click.echo(tr("It reads: {columns}.", columns=", ".join(sorted(columns_of(model)))))
