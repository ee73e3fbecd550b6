"""The command ``segregation``: indices on a table alone, without a project."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InputError
from ..i18n import N_, trn
from ..io.group_rows import GroupRows, read_group_rows
from ..io.report import some_of
from ..publish.segregation import change_json, choice_json, ordered_json, segregation_json
from ..publish.segregation_text import change_text, choice_text, ordered_text, segregation_text
from ..segregation import GroupTable, change, choice_effect, survey, table_of_rows
from .shell import json_option, language_option, note, print_json, told

SHOWN = 5


@click.command("segregation")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--unit", required=True, help="Column with the school, class or area.")
@click.option("--group", required=True, help="Column with the group.")
@click.option("--count", default="", help="Column with the number of pupils; without it each row is one pupil.")
@click.option("--within", multiple=True, help="Column with what units lie in; several, coarsest first.")
@click.option("--focal", multiple=True, help="Group to look at alone; all if not given.")
@click.option("--bootstrap", "draws", default=0, show_default=True, type=click.IntRange(0, 100_000), help="Draws.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of all that is drawn.")
@click.option("--order", default="", help="The groups from lowest to highest, with commas between.")
@click.option("--home", default="", help="Column with where the pupils live: the effect of choosing a school.")
@click.option("--since", default=None, type=click.Path(path_type=Path), help="The same table of an earlier year.")
@click.option("--sheet", default="", help="Sheet of an Excel file; the first if not given.")
@json_option
@language_option
@told
def segregation_command(
    table: Path,
    unit: str,
    group: str,
    count: str,
    within: tuple[str, ...],
    focal: tuple[str, ...],
    draws: int,
    seed: int,
    order: str,
    home: str,
    since: Path | None,
    sheet: str,
    as_json: bool,
) -> None:
    """Measure segregation on TABLE (CSV, Excel or any file Piiri reads): a row for each unit and group.

    Beside each index stands what chance alone would make of units of these sizes. With --bootstrap 1000 also the index
    corrected for the bias of small units, and its interval.

    \b
    JSON: file, columns; pupils, units, chance_draws, bootstrap_draws, interval_level;
      groups     name, pupils, share, local_nats, exposure_to (mean share of each group in their units)
      indices    key, group (null: all), unit (index, nats or share), value, by_chance, by_chance_95, beyond_chance,
                 bias, standard_error, corrected, low, high (null without --bootstrap), small_base
      levels     between (the columns of --within, then unit), m_nats, h; they sum to M and H
      parts      of the first --within: name, share, m_nats, h, h_weight
      unit_list  unit, within, pupils, local_nats, share_of_m
      ordered    null, or order, ordinal_information, rank_order_information (--order)
      choice     null, or a row an index: home, school, each by chance, effect, effect_beyond_chance (--home)
      change     null, or M before and after and the parts of the difference, all in nats (--since)
      problems   rows left out: code, file, row, column, value, message
    """

    def read(path: Path) -> GroupRows:
        return read_group_rows(path, unit=unit, group=group, count=count, within=within, home=home, sheet=sheet)

    rows = read(table)
    pupils = table_of_rows(rows.unit, rows.group, rows.count, rows.within)
    groups = [_group(pupils, name, table) for name in dict.fromkeys(focal)] or None
    named = dict.fromkeys(name.strip() for name in order.split(",")) if order else {}
    ranks = [_group(pupils, name, table) for name in named]
    earlier = read(since) if since else None
    found = survey(pupils, groups, draws=draws, seed=seed)
    chosen = list(dict.fromkeys(g for _, g in found.columns if g >= 0))
    effect = None
    if rows.home is not None:
        effect = choice_effect(
            table_of_rows(rows.home, rows.group, rows.count).counts, pupils.counts, chosen, seed=seed
        )
    changed = None
    if earlier is not None:
        changed = change(table_of_rows(earlier.unit, earlier.group, earlier.count, earlier.within), pupils)
    problems = [*rows.report.problems, *(earlier.report.problems if earlier else ())]
    if as_json:
        print_json(
            {
                "file": table.name,
                "columns": {"unit": unit, "group": group, "count": count or None, "within": list(within)},
                **segregation_json(found, within),
                "ordered": ordered_json(found, ranks) if ranks else None,
                "choice": choice_json(found, effect) if effect else None,
                "change": change_json(changed) if changed else None,
                "problems": [problem.to_json() for problem in problems],
            }
        )
    else:
        lines = [f"{table.name} · {unit} × {group}", *segregation_text(found, within)]
        lines += ordered_text(found, ranks) if ranks else []
        lines += choice_text(found, effect) if effect else []
        lines += change_text(changed) if changed else []
        click.echo("\n".join(lines))
    for problem in problems[:SHOWN]:
        note(problem.sentence)
    if len(problems) > SHOWN:
        note(trn("… and {n} more row is left out.", "… and {n} more rows are left out.", len(problems) - SHOWN))


def _group(pupils: GroupTable, name: str, path: Path) -> int:
    if name not in pupils.groups:
        raise InputError(
            "unknown-group",
            N_("{file}: there is no group “{group}”."),
            N_("The groups are: {groups}."),
            file=path.name,
            group=name,
            groups=some_of(pupils.groups, 12),
        )
    return pupils.groups.index(name)
