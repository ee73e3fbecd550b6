"""Commands that make and open projects: demo, import, open."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from ..i18n import LANGUAGES, N_, number, tr, trn
from ..io import ImportBlocked, ImportReport, import_mapping
from ..io.checking import REPAIR, import_files
from ..io.demo import demo_municipality
from ..progress import Part
from ..storage import create_project
from .again import import_again
from .checking import answer_option, answers_from, say_assumed
from .shell import PROBLEM, json_option, language_option, note, print_json, progress_bar, told


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--pupils", default=12_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--schools", default=24, show_default=True, type=click.IntRange(6, 500))
@click.option("--faces", default=700, show_default=True, type=click.IntRange(60, 50_000), help="Number of blocks.")
@click.option("--seed", default=2026, show_default=True, type=click.IntRange(0))
@click.option("--straight", is_flag=True, help="Leave out the streets: ways to school as the crow flies.")
@json_option
@language_option
@told
def demo_command(folder: Path, pupils: int, schools: int, faces: int, seed: int, straight: bool, as_json: bool) -> None:
    """Make the demo municipality Kaislalahti as a project in FOLDER.

    JSON: project (the file), name, children, pupils, schools, faces, stages, plans, seed.
    """
    target = folder / "kaislalahti.gpkg"
    if target.exists():
        raise InputError(
            "file-exists",
            N_("There is already a file {file}."),
            N_("Choose another folder, or move the file away."),
            file=target,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(
            "folder-not-made",
            N_("The folder {folder} cannot be made: {reason}."),
            N_("Choose a folder that you may write to."),
            folder=folder,
            reason=problem.strerror or "?",
        ) from None
    with progress_bar() as progress:
        dataset, plan = demo_municipality(
            pupils=pupils,
            schools=schools,
            faces=faces,
            seed=seed,
            ways=not straight,
            progress=Part(progress, 0.0, 0.6),
        )
        project = create_project(dataset, [plan])
        try:
            project.save_as(target, Part(progress, 0.6, 1.0))
        finally:
            project.close(discard=True)
    facts: dict[str, Any] = {
        "project": str(target),
        "name": dataset.name,
        "children": len(dataset.pupils),
        "pupils": dataset.pupils.points.total("pupils"),
        "schools": len(dataset.schools),
        "faces": dataset.coverage.face_count,
        "stages": [stage.id for stage in dataset.stages],
        "plans": [plan.name],
        "seed": seed,
    }
    if as_json:
        print_json(facts)
    else:
        click.echo(target)
        note(
            tr(
                "{name}: {schools} schools, {pupils} pupils, {blocks} blocks.",
                name=dataset.name,
                schools=number(len(dataset.schools)),
                pupils=number(facts["pupils"]),
                blocks=number(dataset.coverage.face_count),
            )
        )


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Project file to write; needed but for a dry run."
)
@click.option(
    "--again", type=click.Path(path_type=Path), help="Project of the year before, whose mapping and plans hold."
)
@click.option("--dry-run", is_flag=True, help="With --again: say what would differ, and write nothing.")
@click.option("--repair", is_flag=True, help="Mend invalid areas, overlaps and narrow gaps; each is listed.")
@answer_option
@json_option
@language_option
@told
def import_command(
    files: tuple[Path, ...],
    output: Path | None,
    again: Path | None,
    dry_run: bool,
    repair: bool,
    answers: tuple[str, ...],
    as_json: bool,
) -> None:
    """Import FILES into a project: data files of any kind in any order, or one mapping (TOML) that describes them.

    What data files are is recognised, as `piiri check` shows; where a question is open, nothing is imported.
    Problems are listed with file, row and mend. Where one of them stops the import, nothing is written and the exit
    code is 1. JSON: project, name, plans, faces, schools, pupils, problems, ledgers (rows = accepted + repaired +
    rejected + excluded); of data files also layers, questions, not_imported.

    With --again: FILES are this year's. JSON: project (null in a dry run), name, files (before, now), questions,
    not_imported, differences (blocks, catchments, schools: new, gone, changed; pupils and residents: key, name,
    before, now, hidden_before, hidden_now; followed), plans (name, steps_before, steps, already, unfit), new_plans,
    unfit (plan, step, text, reason, gone, partly, sentence), problems, ledgers.
    """
    if dry_run and again is None:
        raise click.UsageError(tr("--dry-run goes with --again; without it, `piiri check` is the dry run."))
    if output is None and not (again and dry_run):
        raise click.UsageError(tr("Name the project file to write: -o P.gpkg."))
    if output is not None and output.resolve() in [file.resolve() for file in files]:
        raise InputError(
            "output-is-input",
            N_("The output {file} is one of the files to be imported."),
            N_("Name another output, ending in .gpkg."),
            file=output,
        )
    if again is not None:
        given = answers_from(answers) | ({REPAIR: "yes"} if repair else {})
        import_again(again, files, given, output, dry_run, as_json)
        return
    assert output is not None
    proposal = None
    with progress_bar() as progress:
        part = Part(progress, 0.0, 0.7)
        try:
            if len(files) == 1 and files[0].suffix.lower() == ".toml":
                imported = import_mapping(files[0], part, repair=repair)
            else:
                given = answers_from(answers) | ({REPAIR: "yes"} if repair else {})
                imported, proposal = import_files(files, given, part)
        except ImportBlocked as blocked:
            if not as_json:
                say_report(blocked.report)
            raise
        project = create_project(imported.dataset, list(imported.plans))
        try:
            project.save_as(output, Part(progress, 0.7, 1.0))
        finally:
            project.close(discard=True)
    dataset, report = imported.dataset, imported.report
    if as_json:
        print_json(
            {
                "project": str(output),
                "name": dataset.name,
                "plans": [plan.name for plan in imported.plans],
                "faces": dataset.coverage.face_count,
                "schools": len(dataset.schools),
                "pupils": dataset.pupils.points.total("pupils") if len(dataset.pupils) else 0,
                "problems": [problem.to_json() for problem in report.problems],
                "ledgers": [asdict(ledger) for ledger in report.ledgers],
            }
            | (proposal.to_json() if proposal else {})
        )
    else:
        click.echo(output)
        if proposal:
            say_assumed(proposal, err=True)
        say_report(report)


def say_report(report: ImportReport) -> None:
    """Say on standard error what became of every row, and every problem in one line."""
    for ledger in report.ledgers:
        note(ledger.sentence)
    if report.problems:
        n = len(report.problems)
        note(trn("{n} problem:", "{n} problems:", n))
    for problem in report.problems:
        note(f"  {problem.sentence}")


@click.command("open")
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("--language", "chosen", type=click.Choice(LANGUAGES), default=None, help="Language of the window.")
@told
def open_command(project: Path | None, chosen: str | None) -> None:
    """Open the window, with PROJECT if one is given."""
    arguments = _window()
    if project is not None:
        arguments.append(str(project))
    if chosen is not None:
        arguments += ["--language", chosen]
    sys.exit(PROBLEM if subprocess.run(arguments, check=False).returncode else 0)


def _window() -> list[str]:
    """The command that starts the window: the program beside this one, or the module in this Python."""
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).with_name(f"piiri-desktop{Path(sys.executable).suffix}")
        if program.exists():
            return [str(program)]
    elif find_spec("piiri_desktop") is not None and find_spec("PySide6") is not None:
        return [sys.executable, "-m", "piiri_desktop.app"]
    raise InputError(
        "no-window",
        N_("The window is not installed here."),
        N_("Install Piiri with its desktop part."),
    )
