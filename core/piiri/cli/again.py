"""``piiri import --again``: this year's files into last year's project, with its plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..again import Carried, Renewal, Unfit, renew
from ..errors import InputError
from ..i18n import N_, number, tr, trn
from ..progress import Part
from ..storage import PlanCarried, renewed_project
from .plans import Opened
from .shell import note, print_json, progress_bar


def import_again(
    project: Path,
    files: tuple[Path, ...],
    answers: Mapping[str, str],
    output: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Carry it out; see :mod:`piiri.again`.

    Raises
    ------
    InputError
        As :func:`piiri.again.renew`; ``output-is-input``: the project of the year before would be overwritten.
    """
    if output is not None and output.resolve() == project.resolve():
        raise InputError(
            "output-is-again",
            N_("The output {file} is the project of the year before."),
            N_("Name another output: that project stays as it is."),
            file=output,
        )
    with progress_bar() as progress, Opened(project) as opened:
        renewal = renew(opened, files, answers, Part(progress, 0.0, 0.7))
        if not dry_run and output is not None:
            made = renewed_project(
                renewal.dataset, [plan_carried(each) for each in renewal.carried], renewal.plans, active=opened.active
            )
            try:
                made.save_as(output, Part(progress, 0.7, 1.0))
            finally:
                made.close(discard=True)
    written = output if not dry_run else None
    if as_json:
        print_json(again_json(renewal, written))
    else:
        say_renewal(renewal)
        if written is not None:
            click.echo(written)


def plan_carried(carried: Carried) -> PlanCarried:
    """Return a plan as storage takes it."""
    kept = carried.kept
    return PlanCarried(kept.number, kept.name, carried.history, kept.note, carried.parent, carried.branched_at)


def again_json(renewal: Renewal, output: Path | None) -> dict[str, Any]:
    """Return a renewal for machine-readable output; ``project`` is null where nothing was written."""
    return {
        "project": str(output) if output else None,
        "name": renewal.dataset.name,
        "files": [{"before": before, "now": now or None} for before, now in renewal.matched.files],
        "questions": [question.to_json() for question in renewal.matched.questions],
        "not_imported": [
            {"file": each.file, "layer": each.layer, "why": each.why.text} for each in renewal.matched.unused
        ],
        "differences": renewal.differences.to_json(),
        "plans": [_plan_json(each) for each in renewal.carried],
        "new_plans": [plan.name for plan in renewal.plans],
        "unfit": [_unfit_json(each) for each in renewal.unfit],
        "problems": [problem.to_json() for problem in renewal.report.problems],
        "ledgers": [asdict(ledger) for ledger in renewal.report.ledgers],
    }


def _plan_json(carried: Carried) -> dict[str, Any]:
    return {
        "name": carried.kept.name,
        "steps_before": len(carried.kept.history.entries),
        "steps": len(carried.history.entries),
        "already": [{"step": each.step, "text": each.text} for each in carried.already],
        "unfit": len(carried.unfit),
    }


def _unfit_json(unfit: Unfit) -> dict[str, Any]:
    return asdict(unfit) | {"sentence": unfit.sentence}


def say_renewal(renewal: Renewal) -> None:
    """Print what differs, what becomes of the plans, and what no longer fits."""
    for before, now in renewal.matched.files:
        stays = tr("no new file; what the project holds stays")
        note(f"{before} → {now or stays}")
    for each in renewal.matched.unused:
        note(f"{each.file}: {each.why.text}")
    for question in renewal.matched.questions:
        if question.answer is None and question.default is not None:
            note(f"{question.key}={question.default}   {question.said.text}")
    lines = renewal.differences.sentences()
    click.echo(tr("New, gone and changed:") if lines else tr("Nothing differs from the year before."))
    for line in lines:
        click.echo(f"  {line}")
    click.echo("\n" + tr("Plans carried over:"))
    for carried in renewal.carried:
        had, has = len(carried.kept.history.entries), len(carried.history.entries)
        text = tr("{after} of {before} steps", after=number(has), before=number(had))
        click.echo(f"  {tr(carried.kept.name)}: {text}")
    for plan in renewal.plans:
        click.echo(f"  {tr(plan.name)}: {tr('new, from the files')}")
    if renewal.unfit:
        n = len(renewal.unfit)
        click.echo("\n" + trn("{n} thing no longer fits:", "{n} things no longer fit:", n))
    for unfit in renewal.unfit:
        click.echo(f"  {unfit.sentence}")
