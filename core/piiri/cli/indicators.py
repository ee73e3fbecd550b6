"""The command ``indicators``: what a plan does to segregation, what choice of school does, and who attends where."""

from __future__ import annotations

from pathlib import Path

import click

from ..countable import Countable
from ..edits import stage_of
from ..evaluate import evaluate
from ..flows import whereabouts
from ..i18n import tr
from ..indicators.own import read_own_indicators, usable_columns
from ..indicators.proximity import relative_proximity_cm
from ..publish.indicators import indicator_report, indicators_json, indicators_text
from ..tally import tally_everything
from ..text_files import read_text
from .plans import Opened, plan_name, plan_option, project_argument
from .shell import json_option, language_option, print_json, told


@click.command("indicators")
@project_argument
@plan_option
@click.option("--stage", default=None, help="Id of a stage; all stages together if not given.")
@click.option("--own", default=None, type=click.Path(path_type=Path), help="Own indicators to keep in it (TOML).")
@click.option("-o", "--output", default=None, type=click.Path(path_type=Path), help="With --own: project to write.")
@json_option
@language_option
@told
def indicators_command(
    project: Path, plan: str | None, stage: str | None, own: Path | None, output: Path | None, as_json: bool
) -> None:
    """Print segregation between schools with what chance makes of it, what choice of school does, and flows.

    \b
    JSON: project, plan, stage;
      segregation  for each group its indices (dissimilarity, gini, two_group_information_h, mutual_information_m,
                   variance_ratio, isolation, exposure_to_others), each with value, by_chance, by_chance_95,
                   beyond_chance, corrected, low, high (95 % interval), small
      choice       for each group the same pupils four times: homes (by block), assigned, expected, attended, each with
                   units and the indices with their chance; effect and effect_beyond_chance (attended less assigned);
                   pupils, left_out_pupils
      flows        schools (assigned, staying, left, came, attending; hold_share, out_share, in_share, net_attraction),
                   cells (area, school, own, pupils), unknown_pupils
      flows_of_groups  for each group the same of its pupils alone, as of those in emphasised classes where the data has
                   such a group
      access       transport_cost_eur (a year) and relative_proximity_m (second nearest school less nearest), of all and
                   of schools (id); null where fewer than ten pupils are behind it
      own          the municipality's own indicators: key, name, unit, formula, source, total, schools by id; null
                   where fewer than minimum_base are behind it
    With --own the indicators of a TOML file are shown, and kept in the project with -o:

    \b
    [[indicator]]
    key = "need"
    name = "Foreign-language pupils and pupils with support"
    formula = "(foreign_language + support) / pupils"    # + - * / ( ) min max abs sqrt, numbers and columns
    unit = "share"                                       # pupils, share, m, index, eur
    base = "pupils"
    minimum_base = 10
    source = "pupil register"

    A figure that does not exist is null. The same project gives the same figures: what is drawn by lot has a fixed
    seed. Choice is told against the project's plan of today.
    """
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        chosen = opened.history(name).plan
        index = None if stage is None else stage_of(chosen, stage)
        countable = Countable(opened.dataset, opened.today)
        if own is not None:
            text = read_text(own)
            read_own_indicators(text, usable_columns(countable.columns), own.name)
            opened.keep_own_indicators(text)
            if output is not None:
                opened.save_as(output)
        tally = tally_everything(countable, chosen)
        where = whereabouts(countable, chosen, tally.pupils)
        near = relative_proximity_cm(countable, chosen)
        found = indicator_report(opened.dataset, chosen, evaluate(opened.dataset, chosen, tally), where, index, near)
        if as_json:
            print_json({"project": opened.dataset.name, "plan": name, **indicators_json(found)})
        else:
            at = tr("All stages") if index is None else tr(chosen.stages[index].name)
            click.echo(indicators_text(found, f"{opened.dataset.name} · {tr(name)} · {at}"), nl=False)
