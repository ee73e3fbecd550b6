"""``piiri plans``: the plans of a project as a tree, and what can be done to them as a whole.

Each command reads the project, does one thing and writes the result to another file, or to the same one where that is
what the person names; where something does not fit, nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from ..copying import Refused, copy_steps
from ..errors import InputError
from ..i18n import N_, number, tr, trn
from ..optimise import closing_again
from ..storage import Project, brought_in, read_foreign
from ..tree import PlanNode, free_name
from .plans import Opened, plan_name
from .shell import json_option, language_option, note, print_json, told

P = ParamSpec("P")
Json = dict[str, Any]


class _ListFirst(click.Group):
    """``piiri plans P.gpkg`` is ``piiri plans list P.gpkg``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["list", *args]
        return super().resolve_command(ctx, args)


@click.group("plans", cls=_ListFirst)
def plans_group() -> None:
    """List the plans of a project as a tree, branch, rename, delete them, copy steps, import a colleague's plan.

    ``piiri plans P.gpkg`` lists them. The other commands write the project with the change to --output.
    """


project_argument = click.argument("project", type=click.Path(path_type=Path))
fitting_option = click.option("--those-that-fit", "fitting", is_flag=True, help="Leave out steps that do not fit.")


def _changes(command: Callable[Concatenate[Project, P], Json]) -> Callable[..., None]:
    """A command that opens a project, changes it and writes it to ``--output``; returns what JSON says."""

    @project_argument
    @click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Project file to write.")
    @json_option
    @language_option
    @told
    @wraps(command)
    def run(project: Path, output: Path, as_json: bool, *args: P.args, **kwargs: P.kwargs) -> None:
        with Opened(project) as opened:
            done = command(opened, *args, **kwargs)
            opened.save_as(output)
        if as_json:
            print_json({"project": str(output), **done})
        else:
            note(tr("Written to {file}.", file=output))

    return run


@plans_group.command("list")
@project_argument
@json_option
@language_option
@told
def list_command(project: Path, as_json: bool) -> None:
    """Print the plans as a tree, with their notes; deleted ones last.

    JSON: project, active (name), plans (number, name, parent, parent_name, branched_at, depth, note, deleted, steps,
    taken_back, started_at), in the order of the tree.
    """
    with Opened(project) as opened:
        name, active, tree = opened.dataset.name, opened.active, opened.tree
    if as_json:
        print_json({"project": name, "active": active, "plans": [_json(node, tree) for node in tree]})
        return
    deleted = False
    for node in tree:
        if node.deleted and not deleted:
            click.echo(f"\n{tr('Deleted')}:")
            deleted = True
        mark = "*" if node.name == active and not node.deleted else " "
        facts = [trn("{n} step", "{n} steps", node.steps)]
        if node.taken_back:
            facts.append(trn("{n} taken back", "{n} taken back", node.taken_back))
        click.echo(f"{mark} {'  ' * node.depth}{tr(node.name)} ({', '.join(facts)})")
        for line in node.note.splitlines():
            click.echo(f"  {'  ' * node.depth}  {line}")


def _json(node: PlanNode, tree: tuple[PlanNode, ...]) -> Json:
    parent = next((other.name for other in tree if other.number == node.parent), None)
    return {
        "number": node.number,
        "name": node.name,
        "parent": node.parent,
        "parent_name": parent,
        "branched_at": node.branched_at,
        "depth": node.depth,
        "note": node.note,
        "deleted": node.deleted,
        "steps": node.steps,
        "taken_back": node.taken_back,
        "started_at": node.started_at,
    }


@plans_group.command("branch")
@_changes
@click.argument("name")
@click.option("--plan", default=None, help="The plan to branch, by name or number; the active one if not given.")
@click.option("--note", "text", default="", help="A note about the new plan.")
def branch_command(project: Project, name: str, plan: str | None, text: str) -> Json:
    """Add a plan NAME that starts as another one stands.

    JSON: project, plan, parent.
    """
    source = plan_name(project, plan)
    made = project.branch(source, name, text)
    note(tr("{plan} branched from {parent}.", plan=made, parent=source))
    return {"plan": made, "parent": source}


@plans_group.command("rename")
@_changes
@click.argument("plan")
@click.argument("name")
def rename_command(project: Project, plan: str, name: str) -> Json:
    """Give PLAN another NAME.

    JSON: project, plan, before.
    """
    before = plan_name(project, plan)
    project.rename(before, name)
    return {"plan": name.strip(), "before": before}


@plans_group.command("note")
@_changes
@click.argument("plan")
@click.argument("text")
@click.option("--step", default=0, type=click.IntRange(0), help="Write it on a step of the plan, from 1.")
def note_command(project: Project, plan: str, text: str, step: int) -> Json:
    """Write the note TEXT about PLAN or one of its steps; an empty one takes it away.

    JSON: project, plan, step (0: the plan itself), note.
    """
    name = plan_name(project, plan)
    if step:
        project.annotate(name, step, text)
    else:
        project.set_note(name, text)
    return {"plan": name, "step": step, "note": text}


@plans_group.command("delete")
@_changes
@click.argument("plan")
def delete_command(project: Project, plan: str) -> Json:
    """Delete PLAN. It can be restored until it is discarded.

    JSON: project, plan, number, active (the plan worked on from now on).
    """
    name = plan_name(project, plan)
    gone = project.delete(name)
    note(tr("{plan} deleted; `piiri plans restore` brings it back.", plan=name))
    return {"plan": name, "number": gone, "active": project.active}


@plans_group.command("restore")
@_changes
@click.argument("plan")
def restore_command(project: Project, plan: str) -> Json:
    """Bring the deleted PLAN back, given by name or by the number that the list's JSON says.

    Where its name has gone to another plan, it gets a free one. JSON: project, plan, number.
    """
    found = _deleted(project, plan)
    name = project.restore(found)
    note(tr("{plan} is back.", plan=name))
    return {"plan": name, "number": found}


@plans_group.command("discard")
@_changes
@click.argument("plan")
def discard_command(project: Project, plan: str) -> Json:
    """Throw the deleted PLAN away for good; what it said is taken out of the project.

    JSON: project, number.
    """
    found = _deleted(project, plan)
    project.discard(found)
    return {"number": found}


def _deleted(project: Project, wanted: str) -> int:
    deleted = [node for node in project.tree if node.deleted]
    of_name = [node.number for node in deleted if node.name == wanted]
    if of_name:
        return of_name[-1]
    if wanted.isdecimal() and int(wanted) in {node.number for node in deleted}:
        return int(wanted)
    raise InputError(
        "not-deleted",
        N_("There is no deleted plan {plan} in this project."),
        N_("Deleted plans: {plans}."),
        plan=wanted,
        plans=", ".join(f"{number(node.number)} {node.name}" for node in deleted) or tr("none"),
    )


@plans_group.command("copy")
@_changes
@click.argument("source")
@click.argument("target")
@click.option("--steps", default="", help="Which, as 1-3,5; all that are in force if not given.")
@fitting_option
def copy_command(project: Project, source: str, target: str, steps: str, fitting: bool) -> Json:
    """Copy steps of the plan SOURCE to the plan TARGET, with their notes: one step there for each.

    Where a step does not fit, each such step is said with its reason and nothing is written, unless --those-that-fit.
    JSON: project, from, to, copied (step, text), refused (step, text, reason).
    """
    here, there = plan_name(project, source), plan_name(project, target)
    history, onto = project.history(here), project.history(there)
    wanted = _numbers(steps, len(history.entries)) if steps else range(1, history.cursor + 1)
    copied = copy_steps(history, wanted, onto.plan, again=closing_again(project.dataset))
    _settle(copied.refused, fitting)
    project.append_all(there, onto.cursor + 1, copied.entries)
    n = len(copied.entries)
    note(trn("{n} step copied to {plan}.", "{n} steps copied to {plan}.", n, plan=there))
    return {
        "from": here,
        "to": there,
        "copied": [{"step": step, "text": history.describe(step)} for step in copied.steps],
        "refused": _refusals(copied.refused),
    }


def _numbers(text: str, most: int) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        span = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last <= most:
            raise InputError(
                "steps-not-read",
                N_("{text} does not name steps of this plan, which has {n}."),
                N_("Write them as 1-3,5."),
                text=text,
                n=most,
            )
        found += range(first, last + 1)
    return found


@plans_group.command("import")
@_changes
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--theirs", default=None, help="Name of the plan in OTHER; its only one if not given.")
@click.option("--name", default="", help="Its name here; the same, or a free one made of it, if not given.")
@fitting_option
def import_command(project: Project, other: Path, theirs: str | None, name: str, fitting: bool) -> Json:
    """Import a plan from the project OTHER, which is not changed.

    On the same data it comes in with its steps, notes and times. On other data the differences are listed, and where
    all its blocks and schools are here, its steps are carried out on the start of our first plan; each that does not
    fit is said with its reason and nothing is written, unless --those-that-fit. JSON: project, plan, steps,
    same_data, differences (part, sentence), refused (step, text, reason).
    """
    found = read_foreign(other, project.dataset)
    if theirs is None and len(found.plans) > 1:
        raise InputError(
            "which-plan",
            N_("{file} has several plans."),
            N_("Name one with --theirs: {plans}."),
            file=other.name,
            plans=", ".join(plan.node.name for plan in found.plans),
        )
    plan = found.plans[0] if theirs is None else found.plan(theirs)
    for difference in found.differences:
        note(difference.sentence)
    history, refused = brought_in(found, plan, project.history(project.plans[0]).start, closing_again(project.dataset))
    _settle(refused, fitting)
    made = name.strip() or free_name(plan.node.name, project.plans)
    project.add_history(history.renamed(made), plan.node.note)
    n = len(history.entries)
    note(trn("{plan} imported with {n} step.", "{plan} imported with {n} steps.", n, plan=made))
    return {
        "plan": made,
        "steps": n,
        "same_data": found.same_data,
        "differences": [{"part": each.part, "sentence": each.sentence} for each in found.differences],
        "refused": _refusals(refused),
    }


def _settle(refused: tuple[Refused, ...], fitting: bool) -> None:
    """Say what does not fit; raises where that was not agreed to."""
    for each in refused:
        said = tr("Step {step}, {text}: {reason}", step=number(each.step), text=each.text, reason=each.reason)
        note(said if each.step else f"{each.text}: {each.reason}")
    if refused and not fitting:
        raise InputError(
            "steps-do-not-fit",
            N_("Steps that do not fit: {count}."),
            N_("Nothing was written; --those-that-fit leaves them out."),
            count=len(refused),
            refused=_refusals(refused),
        )


def _refusals(refused: tuple[Refused, ...]) -> list[Json]:
    return [{"step": each.step, "text": each.text, "reason": each.reason} for each in refused]
