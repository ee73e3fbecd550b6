"""Commands about years: what was observed, and whether a decision did what its plan expected."""

from __future__ import annotations

from pathlib import Path

import click

from ..countable import Countable
from ..errors import InputError
from ..expected import StayRules, attendance
from ..flows import Whereabouts, whereabouts
from ..i18n import N_, tr, trn
from ..io.observations import read_observations
from ..model.observations import SeriesBreak
from ..publish.years import (
    explained_json,
    explained_text,
    follow_up_json,
    follow_up_text,
    series_json,
    series_text,
)
from ..school_years import next_school_year
from ..segregation import dissimilarity
from ..storage import Project
from ..tally import tally_everything
from ..years import explained, follow_up
from .plans import Opened, plan_name, plan_option, project_argument
from .shell import json_option, language_option, note, print_json, told

SHOWN = 5


@click.group("years")
def years_group() -> None:
    """What was observed over the years, and the follow-up of a decision."""


@years_group.command("add")
@project_argument
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--year", default="year", show_default=True, help="Column with the year.")
@click.option("--school", default="school", show_default=True, help="Column with the school's id or name.")
@click.option("--value", "values", multiple=True, required=True, help="KEY=COLUMN of an indicator; several.")
@click.option("--base", default="", help="Column with how many the values rest on.")
@click.option("--break", "breaks", multiple=True, help="KEY:YEAR:WHY, from when on an indicator means something else.")
@click.option("--sheet", default="", help="Sheet of an Excel file; the first if not given.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Project file to write.")
@json_option
@language_option
@told
def add_command(
    project: Path,
    table: Path,
    year: str,
    school: str,
    values: tuple[str, ...],
    base: str,
    breaks: tuple[str, ...],
    sheet: str,
    output: Path,
    as_json: bool,
) -> None:
    """Add what was observed by year and school from TABLE (CSV, Excel) to a project; later files replace the same
    years. A number, a hidden value (``..``) and an empty cell are kept apart.

    JSON: project, indicators, rows, problems (rows left out: code, file, row, column, value, message).
    """
    named = dict(_pair(value) for value in values)
    broken = tuple(_series_break(text, named) for text in breaks)
    with Opened(project) as opened:
        schools = opened.dataset.schools
        found, report = read_observations(
            table,
            dict(zip(schools.ids, schools.names, strict=True)),
            year=year,
            school=school,
            values=named,
            base=base,
            breaks=broken,
            sheet=sheet,
        )
        opened.keep_observations(opened.dataset.observations.with_more(found))
        opened.save_as(output)
    if as_json:
        print_json(
            {
                "project": str(output),
                "indicators": list(found.indicators),
                "rows": len(found),
                "problems": [problem.to_json() for problem in report.problems],
            }
        )
        return
    for problem in report.problems[:SHOWN]:
        note(problem.sentence)
    if len(report.problems) > SHOWN:
        left = len(report.problems) - SHOWN
        note(trn("… and {n} more row is left out.", "… and {n} more rows are left out.", left))
    note(trn("{n} value added, written to {file}.", "{n} values added, written to {file}.", len(found), file=output))


@years_group.command("show")
@project_argument
@click.option("--minimum-base", default=10, show_default=True, type=click.IntRange(0), help="Fewer are flagged.")
@json_option
@language_option
@told
def show_command(project: Path, minimum_base: int, as_json: bool) -> None:
    """Print what was observed: every indicator and school by year, with three-year means.

    JSON: project, series (indicator, school, name, years: year, state (number, suppressed or absent), value, base,
    small, break, three_year_mean).
    """
    with Opened(project) as opened:
        observations, plan = opened.dataset.observations, opened.today
        if as_json:
            series = series_json(observations, plan, minimum_base)
            print_json({"project": opened.dataset.name, "series": series})
        elif len(observations):
            click.echo(series_text(observations, plan, minimum_base), nl=False)
        else:
            note(tr("The project knows nothing of other years. Add a table: piiri years add."))


@years_group.command("follow")
@project_argument
@plan_option
@click.option("--from", "start", type=int, default=next_school_year, help="First school year of the plan.")
@click.option("--indicator", default="pupils", show_default=True, help="Key under which pupils were observed.")
@click.option("--later", default=None, type=click.Path(path_type=Path), help="The project of a later year: why?")
@click.option("--stage", default=None, help="Id of a stage to explain; all together if not given.")
@json_option
@language_option
@told
def follow_command(
    project: Path,
    plan: str | None,
    start: int,
    indicator: str,
    later: Path | None,
    stage: str | None,
    as_json: bool,
) -> None:
    """Set what a plan expected beside what was observed, year by year, and explain the difference to a later year.

    With --later the difference of pupils and of the dissimilarity of each group is parted into what population,
    borders and choice of school brought (Shapley value); the parts sum to the difference. Expected is as `piiri
    expected` says it: all may finish their stage where they are, siblings follow.

    \b
    JSON: project, plan, years, totals (expected_pupils, observed_pupils of the schools told of), schools (id, years:
      year, expected_pupils, observed_pupils, state, difference_pupils); explained (null without --later, else for each
      group: expected, observed, population, border, choice, left_out_pupils, and the same for pupils of schools)
    """
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        current = opened.history(name).plan
        observations = opened.dataset.observations
        told = [
            year
            for key, year in zip(observations.indicator, observations.year.tolist(), strict=True)
            if key == indicator and year >= start
        ]
        years = max(told) - start + 1 if told else None
        expected = attendance(opened.dataset, opened.today, current, StayRules(0, True, start), years=years)
        found = follow_up(expected, current.schools.ids, observations, indicator)
        explanations = []
        if later is not None:
            before = _whereabouts(opened, name)
            with Opened(later) as other:
                after = _whereabouts(other, other.active)
                theirs = {group.key for group in other.dataset.groups}
                for group in opened.dataset.groups:
                    if group.key in theirs:
                        members = tuple(each.dataset.pupils.points.column(group.key) for each in (opened, other))
                        why = explained(before, after, (members[0], members[1]), dissimilarity, stage)
                        explanations.append((group, why))
        if as_json:
            print_json(
                {
                    "project": opened.dataset.name,
                    "plan": name,
                    **follow_up_json(found),
                    "explained": [explained_json(why, "dissimilarity", group.key) for group, why in explanations]
                    if later
                    else None,
                }
            )
            return
        click.echo(f"{opened.dataset.name} · {tr(name)} · {tr('Expected / observed')}\n")
        click.echo(follow_up_text(found, current.schools.names))
        names = dict(zip(current.schools.ids, current.schools.names, strict=True))
        for group, why in explanations:
            label = tr("Segregation, D index, {group}", group=tr(group.name))
            click.echo(explained_text(why, label, [names.get(school, school) for school in why.schools]))


def _whereabouts(project: Project, name: str) -> Whereabouts:
    plan = project.history(name).plan
    countable = Countable(project.dataset, project.today)
    return whereabouts(countable, plan, tally_everything(countable, plan).pupils)


def _pair(text: str) -> tuple[str, str]:
    key, _, column = text.partition("=")
    if not key.strip():
        raise InputError(
            "no-key", N_("“{text}” names no indicator."), N_("Write KEY=COLUMN, as s2=“S2 share”."), text=text
        )
    return key.strip(), column.strip() or key.strip()


def _series_break(text: str, known: dict[str, str]) -> SeriesBreak:
    key, _, rest = text.partition(":")
    year, _, why = rest.partition(":")
    if key not in known or not year.strip().isdecimal():
        raise InputError(
            "no-break",
            N_("“{text}” is no break of a series."),
            N_("Write KEY:YEAR:WHY, with a key that --value names, as s2:2025:“new law”."),
            text=text,
        )
    return SeriesBreak(key, int(year), why.strip())
