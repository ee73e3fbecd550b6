"""Commands about the school network: close, merge, expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..countable import Countable
from ..edits import Edit, MergeSchools
from ..errors import InputError
from ..expected import StayRules, attendance
from ..i18n import N_, tr
from ..model.plan import Plan
from ..optimise import WorkedOut, work_out
from ..optimise.closing import Rule
from ..publish import (
    attendance_json,
    attendance_table,
    attendance_text,
    network_change,
    network_change_json,
    network_change_text,
)
from ..publish.attendance import knows_attendance
from ..publish.network_change import NetworkChange
from ..publish.network_change_text import left_words
from ..school_years import next_school_year, school_year
from ..session import Session
from ..storage import Project
from ..tally import tally_everything
from .plans import Opened, plan_name, plan_option, project_argument
from .shell import json_option, language_option, note, print_json, progress_bar, told

output_option = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Project file to write."
)
year_option = click.option(
    "--from",
    "year",
    type=int,
    default=next_school_year,
    help="Calendar year in which the first school year of the change begins; the next one if not given.",
)
_RULES: dict[str, Rule] = {"nearest": "nearest", "places": "within_places", "named": "named"}


@click.command("close")
@project_argument
@click.argument("school")
@click.option(
    "--rule",
    type=click.Choice(tuple(_RULES)),
    default="nearest",
    show_default=True,
    help="Where its blocks go: to the nearest school; the shortest ways within free places; to schools named by --to.",
)
@click.option("--to", multiple=True, help="A school that may receive, by id or name; may be given several times.")
@click.option("--raise-places", is_flag=True, help="Give the receiving schools the places that are missing.")
@year_option
@output_option
@plan_option
@json_option
@language_option
@told
def close_command(
    project: Path,
    school: str,
    rule: str,
    to: tuple[str, ...],
    raise_places: bool,
    year: int,
    output: Path,
    plan: str | None,
    as_json: bool,
) -> None:
    """Close SCHOOL, by id or name, and write the project with it.

    \b
    JSON: project, plan, from, rule; closed: school, name, pupils, blocks, mean_distance_m, beyond_limit_pupils,
    missing_places, receivers (id, name, pupils, places, use_share, free_places, groups (shares),
    mean_distance_m, taken_in_pupils, missing_places); unplaced (stage, block, pupils, school).
    Figures before and after are {"before": …, "after": …}; what is not known or hidden is null.
    """
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        current = opened.history(name).plan
        index = _school(current, school)
        receives = [current.schools.ids[_school(current, each)] for each in to]
        with progress_bar() as progress:
            found = work_out(
                opened.dataset,
                current,
                tally_everything(Countable(opened.dataset, current), current),
                current.schools.ids[index],
                _RULES[rule],
                year,
                to=receives,
                progress=progress,
            )
        edit = found.step(raise_places=raise_places)
        facts = _carry_out(opened, name, edit, current.schools.ids[index])
        opened.save_as(output)
        heading = tr("{school} closes in school year {year}", school=facts.name, year=school_year(year))
        if as_json:
            data = {"project": str(output), "plan": name, "from": year, "rule": rule}
            print_json(data | {"closed": network_change_json(facts, opened.dataset), "unplaced": _unplaced(found)})
            return
        click.echo(
            network_change_text(facts, opened.dataset, f"{opened.dataset.name} · {tr(name)} · {heading}"), nl=False
        )
        left = "" if raise_places else left_words(found.closing.unplaced, opened.dataset)
        if left:
            click.echo(left)
        note(tr("Written to {file}.", file=output))


@click.command("merge")
@project_argument
@click.argument("school")
@click.argument("into")
@click.option(
    "--places", type=click.IntRange(0), default=None, help="Places of INTO afterwards; as before if not given."
)
@year_option
@output_option
@plan_option
@json_option
@language_option
@told
def merge_command(
    project: Path,
    school: str,
    into: str,
    places: int | None,
    year: int,
    output: Path,
    plan: str | None,
    as_json: bool,
) -> None:
    """Merge SCHOOL into INTO, both by id or name, and write the project with it.

    JSON: project, plan, from, into; merged: the same keys as "closed" of the command close.
    """
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        current = opened.history(name).plan
        giver, heir = _school(current, school), _school(current, into)
        wanted = int(current.schools.places[heir]) if places is None else places
        ids = current.schools.ids
        edit = MergeSchools(ids[giver], ids[heir], year, wanted)
        facts = _carry_out(opened, name, edit, ids[giver], ids[heir])
        opened.save_as(output)
        if as_json:
            data = {"project": str(output), "plan": name, "from": year, "into": ids[heir]}
            print_json(data | {"merged": network_change_json(facts, opened.dataset)})
            return
        heading = tr(
            "{school} merges into {into} in school year {year}",
            school=facts.name,
            into=current.schools.names[heir],
            year=school_year(year),
        )
        click.echo(
            network_change_text(facts, opened.dataset, f"{opened.dataset.name} · {tr(name)} · {heading}"), nl=False
        )
        note(tr("Written to {file}.", file=output))


@click.command("expected")
@project_argument
@plan_option
@click.option(
    "--stay-from-grade",
    type=click.IntRange(0, 10),
    default=0,
    show_default=True,
    help="Who is in this grade or above finishes the stage in the old school: 0 all, 10 nobody.",
)
@click.option("--siblings/--no-siblings", default=True, show_default=True, help="Children follow a sibling who stays.")
@year_option
@json_option
@language_option
@told
def expected_command(
    project: Path, plan: str | None, stay_from_grade: int, siblings: bool, year: int, as_json: bool
) -> None:
    """Print who is assigned to each school and who is expected there, year by year until the change is complete.

    Compared is with the start of the project's first plan. Nobody moves in or out: this is no forecast.

    \b
    JSON: project, plan, compared_with, stay_from_grade, siblings_follow, years, complete, known_until (the last year
    whose first grade is in the data), attendance_known (false: the data do not say who attends which school);
    schools (id, name, places, assigned_pupils and expected_pupils, a number a year); totals (the same, and
    nowhere_pupils).
    """
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        current = opened.history(name).plan
        before = opened.history(opened.plans[0]).start
        rules = StayRules(stay_from_grade, siblings, year)
        found = attendance_table(attendance(opened.dataset, before, current, rules), current)
        known = knows_attendance(opened.dataset)
        if as_json:
            head = {"project": opened.dataset.name, "plan": name, "compared_with": before.name}
            print_json(head | attendance_json(found, current, rules, known))
        else:
            heading = f"{opened.dataset.name} · {tr(name)} · {tr('Assigned and expected')}"
            click.echo(attendance_text(found, heading, known), nl=False)


def _carry_out(opened: Project, name: str, edit: Edit, school: str, into: str = "") -> NetworkChange:
    """Keep an edit, and return what it did."""
    session = Session(opened.dataset, opened.history(name), journal=opened)
    before = session.state
    after = session.do(edit)
    return network_change(
        opened.dataset, (before.plan, before.evaluation), (after.plan, after.evaluation), school, into
    )


def _unplaced(found: WorkedOut) -> list[dict[str, Any]]:
    return [
        {"stage": each.stage, "block": each.block, "pupils": each.pupils, "school": each.school}
        for each in found.closing.unplaced
    ]


def _school(plan: Plan, wanted: str) -> int:
    """Return the index of a school from its id, or from its name where only one is called so."""
    if wanted in plan.schools:
        return plan.schools.index(wanted)
    named = [h for h, name in enumerate(plan.schools.names) if name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    raise InputError(
        "unknown-school",
        N_("There is no school {school} in this plan."),
        N_("Choose one of: {schools}."),
        school=wanted,
        schools=", ".join(f"{key} {name}" for key, name in zip(plan.schools.ids, plan.schools.names, strict=True)),
    )
