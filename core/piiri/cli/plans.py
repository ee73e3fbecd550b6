"""Commands about plans: evaluate, apply, compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..compare import compare
from ..countable import Countable
from ..edits import Edit, describe, from_json, stage_of
from ..errors import EditRejected, InputError
from ..evaluate import Evaluation, evaluate
from ..i18n import N_, number, tr, trn
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..publish import comparison_json, comparison_text, figures_json, figures_table
from ..session import Session
from ..storage import Project, open_project
from ..tally import Tally, tally_everything
from ..text_files import read_text
from .shell import json_option, language_option, note, print_json, progress_bar, told

project_argument = click.argument("project", type=click.Path(path_type=Path))
plan_option = click.option(
    "--plan", default=None, help="Name or number (from 1) of the plan; the active one if not given."
)


@click.command("evaluate")
@project_argument
@plan_option
@click.option("--stage", default=None, help="Id of a stage; all stages if not given.")
@json_option
@language_option
@told
def evaluate_command(project: Path, plan: str | None, stage: str | None, as_json: bool) -> None:
    """Print the figures of a plan.

    JSON: project, plan, compared_with, stage; totals (pupils, unassigned_pupils, unlocated_pupils, changed_pupils,
    schools_over_capacity, mean_distance_m, p90_distance_m, beyond_limit_pupils, beyond_limit_share, dissimilarity by
    group); stages (the same for each); schools (id, name, places, pupils, use_share, locked and, for each stage,
    pupils, pupils_by_grade, groups, distances and the share beyond the limit by grade). A figure that does not exist
    is null. Changed pupils are counted against the start of the project's first plan.
    Where hidden_cells (kept secret), absent_cells (never given) or untold_cells (both) is not 0, the count beside it is
    at least so much; unassigned_untold_cells and unlocated_untold_cells are those of unassigned and unlocated pupils;
    residents (layer, column, value, of, ratio) are those who live in the catchment.
    """
    with Opened(project) as opened:
        chosen = opened.history(plan_name(opened, plan)).plan
        before = opened.history(opened.plans[0]).start
        index = None if stage is None else stage_of(chosen, stage)
        _, figures = _figures(opened.dataset, chosen, before)
        if as_json:
            data = figures_json(opened.dataset, chosen, figures, index)
            print_json({"project": data.pop("project"), "plan": data.pop("plan"), "compared_with": before.name, **data})
        else:
            click.echo(figures_table(opened.dataset, chosen, figures, index), nl=False)


@click.command("compare")
@project_argument
@click.argument("a")
@click.argument("b")
@click.argument("c", required=False)
@click.option("--stage", default=None, help="Id of a stage; all stages if not given.")
@json_option
@language_option
@told
def compare_command(project: Path, a: str, b: str, c: str | None, stage: str | None, as_json: bool) -> None:
    """Print two or three plans side by side: A, B and C, by name or number, and how B and C differ from A.

    \b
    JSON: project, stage, groups; plans (as evaluate prints them; problems, the number of things wrong with it, and
    problem_list: kind, stage or "all", what, detail, whatever the stage asked for);
    differences, one for each plan after A:
      plan, compared_with
      totals, stages, schools   every figure less that of A; null where one of them does not exist; limits (by key, of
                those that are not exact: at_least, at_most, about)
      blocks    stage, block, from, to (ids of catchments, "" for none), pupils, untold_cells
      reshaped  block, piece (true for a part of a block of A), area_change_m2, swept_m2, pupils who come into it,
                untold_cells
      moves     stage, from, to (ids of schools, + between those of a joint zone; unassigned; unlocated),
                pupils, pupils_by_grade ("0": not known), untold_cells
      stays     the same for pupils who belong to the same in both
    Blocks, catchments and schools are matched by id. Pupils who change school are counted against A.
    untold_cells: how many numbers are hidden or were not given; the pupils beside them are at least so many. Those
    behind both plans cancel out of a difference; those behind one of them only make it a limit.
    Where a plan has a funding model, plans have money: currency, total and schools (amounts by id, as text, to the
    cent; problem where the model cannot be counted). In differences totals have money and money_moved, schools have
    money and money_per_pupil; null where one of the plans gives none. Money counts all stages.
    """
    with Opened(project) as opened:
        names = [plan_name(opened, name) for name in (a, b, c) if name is not None]
        plans = [opened.history(name).plan for name in names]
        index = None if stage is None else stage_of(plans[0], stage)
        with progress_bar() as progress:
            found = compare(opened.dataset, plans, progress, opened.today)
        if as_json:
            print_json(comparison_json(found, index))
        else:
            click.echo(comparison_text(found, index), nl=False)


@click.command("apply")
@project_argument
@click.argument("edits", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Project file to write.")
@plan_option
@json_option
@language_option
@told
def apply_command(project: Path, edits: Path, output: Path, plan: str | None, as_json: bool) -> None:
    """Carry out EDITS, one JSON object a line, and write the project with them.

    \b
    {"edit": "assign_faces", "stage": "fi-1-6", "faces": ["b12", "b13"], "catchment": "fi-1-6/S03"}
    {"edit": "move_vertex", "vertex": 120, "x_m": 427100.5, "y_m": 6695010.25}
    {"edit": "set_capacity", "school": "S03", "places": 320}
    {"edit": "set_lock", "locked": true, "schools": ["S03"]}

    All are carried out or none: at the first one refused, its line and the reason are said and nothing is written.
    The project given is never changed, unless it is also the output.
    """
    steps = list(_read_edits(edits))
    with Opened(project) as opened:
        name = plan_name(opened, plan)
        done = _carry_out(opened, name, steps, edits)
        opened.save_as(output)
    if as_json:
        print_json({"project": str(output), "plan": name, "edits": len(done), "described": done})
    else:
        for line in done:
            click.echo(line)
        note(
            trn(
                "{n} edit carried out, written to {file}.",
                "{n} edits carried out, written to {file}.",
                len(done),
                file=output,
            )
        )


def _carry_out(opened: Project, name: str, steps: list[tuple[int, Edit]], source: Path) -> list[str]:
    """Carry out edits on a rehearsal first, so that the project's journal hears of all of them or of none."""
    history = opened.history(name)
    rehearsal = Session(opened.dataset, history)
    done = []
    for line, edit in steps:
        try:
            before = rehearsal.state.plan
            rehearsal.do(edit)
            done.append(describe(edit, before))
        except EditRejected as rejection:
            raise InputError(
                "edit-refused",
                N_("{file}, line {line}: {reason}"),
                N_("Nothing was written."),
                file=source.name,
                line=line,
                reason=rejection.sentence,
            ) from None
    session = Session(opened.dataset, history, journal=opened)
    for _, edit in steps:
        session.do(edit)
    return done


def _read_edits(path: Path) -> Iterator[tuple[int, Edit]]:
    for line, content in enumerate(read_text(path).splitlines(), 1):
        if not content.strip():
            continue
        try:
            data = json.loads(content)
            if not isinstance(data, dict):
                raise ValueError("object")
            yield line, from_json(data)
        except (ValueError, EditRejected) as problem:
            reason = problem.sentence if isinstance(problem, EditRejected) else tr("it is not a JSON object")
            raise InputError(
                "edit-not-read",
                N_("{file}, line {line}: {reason}"),
                N_("Nothing was written."),
                file=path.name,
                line=line,
                reason=reason,
            ) from None


def plan_name(project: Project, wanted: str | None) -> str:
    """Return the plan's name from a name, a number from 1, or None for the active one.

    Raises
    ------
    InputError
        ``unknown-plan``.
    """
    if wanted is None:
        return project.active
    if wanted in project.plans:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(project.plans):
        return project.plans[int(wanted) - 1]
    raise InputError(
        "unknown-plan",
        N_("There is no plan {plan} in this project."),
        N_("Choose one of: {plans}."),
        plan=wanted,
        plans=", ".join(f"{number(i)} {name}" for i, name in enumerate(project.plans, 1)),
    )


def _figures(dataset: Dataset, plan: Plan, before: Plan) -> tuple[Tally, Evaluation]:
    tally = tally_everything(Countable(dataset, before), plan)
    return tally, evaluate(dataset, plan, tally)


class Opened:
    """A project opened for one command: nothing of it is left behind."""

    def __init__(self, path: Path) -> None:
        # what a crash of the window left stays for the window to offer
        self._project = open_project(path, recover=False)

    def __enter__(self) -> Project:
        return self._project

    def __exit__(self, *_: Any) -> None:
        self._project.close(discard=True)
