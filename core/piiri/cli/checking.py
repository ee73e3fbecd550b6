"""`piiri check`: what files are, what would become of them, and what a person must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from ..i18n import N_, number, tr, trn
from ..io.checking import Checked, check_files
from ..io.mapping_text import mapping_text
from ..io.recognise import KINDS, Proposal, Question, Recognised
from ..io.recognise.placing import SAYS_SO
from ..io.report import ImportReport
from .shell import PROBLEM, json_option, language_option, note, print_json, progress_bar, told

_ROWS_SHOWN = 5


def answers_from(pairs: Sequence[str]) -> dict[str, str]:
    """Return answers given as ``KEY=VALUE``.

    Raises
    ------
    InputError
        ``answer-form``: one has no “=”.

    >>> answers_from(["crs:pupils.csv=EPSG:3067"])
    {'crs:pupils.csv': 'EPSG:3067'}
    """
    found = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise InputError(
                "answer-form",
                N_("“{pair}” is no answer."),
                N_("Write --answer KEY=VALUE, as `piiri check` shows it."),
                pair=pair,
            )
        found[key] = value
    return found


answer_option = click.option(
    "--answer", "answers", multiple=True, metavar="KEY=VALUE", help="Answer a question; may be given several times."
)


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@answer_option
@click.option("--write", type=click.Path(path_type=Path), help="Write the proposed mapping to this TOML file.")
@json_option
@language_option
@told
def check_command(files: tuple[Path, ...], answers: tuple[str, ...], write: Path | None, as_json: bool) -> None:
    """Say what FILES are, how sure that is, and what an import would make of them. Nothing is stored.

    Exit code 0: they can be imported as it stands; 1: a question is open or something stops the import. JSON: ready,
    layers (key, kind, sure, reasons, others, source, crs, swapped, encoding, delimiter, header_row, columns, left_out),
    questions (key, question, choices, default, why, answer, open), not_imported, lacking, stopped, problems, ledgers,
    counts (name, stages, plans, faces, schools, pupils).
    """
    with progress_bar() as progress:
        checked = check_files(files, answers_from(answers), progress)
    if write is not None:
        _write(checked.proposal, write)
    if as_json:
        print_json(_json(checked))
    else:
        _say(checked)
    if not checked.ready:
        raise SystemExit(PROBLEM)


def _write(proposal: Proposal, target: Path) -> None:
    if proposal.mapping is None or proposal.open:
        note(tr("No mapping is written, as questions are open or areas are missing."))
        return
    if target.exists():
        raise InputError(
            "file-exists",
            N_("There is already a file {file}."),
            N_("Choose another name, or move the file away."),
            file=target,
        )
    try:
        target.write_text(mapping_text(proposal.mapping, target.parent), encoding="utf-8")
    except OSError as problem:
        raise InputError(
            "file-not-written",
            N_("The file {file} cannot be written: {reason}."),
            N_("Choose a folder that you may write to."),
            file=target,
            reason=problem.strerror or "?",
        ) from None


def _json(checked: Checked) -> dict[str, Any]:
    imported = checked.imported
    dataset = imported.dataset if imported else None
    return {
        "ready": checked.ready,
        **checked.proposal.to_json(),
        "stopped": checked.stopped.to_json() if checked.stopped else None,
        "problems": [problem.to_json() for problem in checked.report.problems],
        "ledgers": [asdict(ledger) for ledger in checked.report.ledgers],
        "counts": None
        if dataset is None or imported is None
        else {
            "name": dataset.name,
            "stages": [stage.id for stage in dataset.stages],
            "plans": [plan.name for plan in imported.plans],
            "faces": dataset.coverage.face_count,
            "schools": len(dataset.schools),
            "pupils": dataset.pupils.points.total("pupils") if len(dataset.pupils) else 0,
        },
    }


def _say(checked: Checked) -> None:
    for layer in checked.proposal.layers:
        _say_layer(layer)
    say_not_imported(checked.proposal)
    if checked.proposal.open:
        click.echo("\n" + tr("Questions to be answered (--answer KEY=VALUE):"))
        for question in checked.proposal.open:
            click.echo(f"  {question.key}")
            click.echo(f"    {question.said.text}")
            for choice in question.choices:
                click.echo(f"      {choice.key}: {choice.said.text}")
    say_assumed(checked.proposal)
    if checked.proposal.lacking:
        click.echo("\n" + checked.proposal.lacking.text)
    if checked.stopped:
        click.echo("\n" + tr("The import would stop: {sentence}", sentence=checked.stopped.sentence))
    _say_report(checked.report)
    if checked.imported and checked.ready:
        dataset = checked.imported.dataset
        click.echo(
            "\n"
            + tr(
                "Ready: {blocks} blocks, {schools} schools, {pupils} pupils.",
                blocks=number(dataset.coverage.face_count),
                schools=number(len(dataset.schools)),
                pupils=number(dataset.pupils.points.total("pupils") if len(dataset.pupils) else 0),
            )
        )


def _say_layer(layer: Recognised) -> None:
    facts = [
        trn("{n} row", "{n} rows", layer.rows),
        layer.crs,
        layer.encoding,
        tr("north first") if layer.swapped else "",
    ]
    said = tr("{kind} ({sure} % sure)", kind=tr(KINDS[layer.kind]), sure=round(100 * layer.sure))
    click.echo(f"{layer.key}: {said} · " + " · ".join(fact for fact in facts if fact))
    for reason in layer.reasons:
        click.echo(f"  {reason.text}")
    for column, role in layer.columns:
        click.echo(f"    {role} ← {column}")
    if layer.left_out and layer.columns:
        click.echo("    " + tr("not imported: {columns}", columns=", ".join(layer.left_out)))


def say_not_imported(proposal: Proposal) -> None:
    """Say which files and layers are not imported, and why."""
    if proposal.unread:
        click.echo("\n" + tr("Not imported:"))
    for each in proposal.unread:
        name = f"{each.file}/{each.layer}" if each.layer else each.file
        text = each.why.text
        click.echo(f"  {text}" if each.file in text else f"  {name}: {text}")


def say_assumed(proposal: Proposal, *, err: bool = False) -> None:
    """Say what was taken for granted because nobody answered: no guess is silent."""
    sure = {layer.key: layer.sure for layer in proposal.layers}
    told = [each for each in proposal.assumed if not _plain_to_see(each, sure)]
    if told:
        click.echo(("" if err else "\n") + tr("Taken for granted (--answer KEY=VALUE says otherwise):"), err=err)
    for question in told:
        why = f" ({question.why.text})" if question.why else ""
        click.echo(f"  {question.key}={question.default}   {question.said.text}{why}", err=err)


def _plain_to_see(question: Question, sure: dict[str, float]) -> bool:
    """Tell whether the list of layers says it already: what a layer is, where that is rather sure."""
    if question.key.startswith(("encoding:", "delimiter:")) or question.why == SAYS_SO:
        return True  # as the file has it
    return question.key.startswith("kind:") and not 0 < sure.get(question.key.removeprefix("kind:"), 0.0) < 0.8


def _say_report(report: ImportReport) -> None:
    if report.ledgers:
        click.echo("\n" + tr("Rows:"))
    for ledger in report.ledgers:
        click.echo(f"  {ledger.sentence}")
    if report.problems:
        n = len(report.problems)
        click.echo("\n" + trn("{n} problem:", "{n} problems:", n))
    for (code, file, column), count in report.counts().items():
        rows = [each for each in report.of(code) if (each.file, each.column) == (file, column)]
        for problem in rows[:_ROWS_SHOWN]:
            click.echo(f"  {problem.sentence}")
        if count > _ROWS_SHOWN:
            text = tr("... and {n} more like these; --json lists them all.", n=number(count - _ROWS_SHOWN))
            click.echo(f"  {text}")
