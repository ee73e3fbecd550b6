"""Files in, without a mapping: a dry run that says what would become of them, and the import itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError
from ..i18n import N_
from ..progress import Part, Progress, silent
from .guarded import kept_readings
from .importing import Imported, import_layers
from .recognise import Choice, Proposal, Question, Said, propose
from .report import ImportBlocked, ImportReport, Problem

REPAIR = "repair"
"""Key of the question whether defects of areas are mended."""

_MENDABLE = frozenset(("polygon-invalid", "overlap", "gap", "block-tiny"))


@dataclass(frozen=True, eq=False)
class Checked:
    """What a dry run over files found.

    Attributes
    ----------
    proposal
        What the files are, with the questions; that of repair too where there is something to mend.
    report
        Problems and ledgers of opening and importing, as far as it came.
    imported
        What the import would give; None where questions are open or something stops it.
    stopped
        Why the import would stop; None where it would not.
    """

    proposal: Proposal
    report: ImportReport
    imported: Imported | None
    stopped: InputError | None

    @property
    def ready(self) -> bool:
        """True where the files can be imported as the questions stand."""
        return self.imported is not None and not self.proposal.open


def check_files(
    paths: Sequence[Path],
    answers: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Checked:
    """Recognise files and import them in memory only.

    Parameters
    ----------
    paths
        Files, or folders whose files are taken.
    answers
        Key of a question -> answer; ``{"repair": "yes"}`` consents to mending defects of areas.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        As :func:`piiri.io.recognise.propose`. What stops the import itself is in :attr:`Checked.stopped`.
    """
    with kept_readings():
        return _check(paths, dict(answers or {}), progress)


def _check(paths: Sequence[Path], told: dict[str, str], progress: Progress) -> Checked:
    consent = told.pop(REPAIR, None)
    return check_proposal(propose(paths, told, Part(progress, 0.0, 0.3)), consent, Part(progress, 0.3, 1.0))


def check_proposal(proposal: Proposal, consent: str | None = None, progress: Progress = silent) -> Checked:
    """Import in memory only what is proposed.

    Parameters
    ----------
    proposal
        What the files are.
    consent
        ``"yes"``, ``"no"``, or None where nobody has said whether defects of areas are mended.
    progress
        Told how far it is.
    """
    found = tuple(proposal.problems)

    def whole(report: ImportReport) -> ImportReport:
        """What was found on opening the files, and what the import says besides."""
        return replace(report, problems=tuple(_distinct((*found, *report.problems))))

    mapping = proposal.mapping
    if mapping is None:
        return Checked(proposal, ImportReport(found), None, None)
    try:
        imported = import_layers(mapping, Part(progress, 0.0, 0.5), repair=consent == "yes")
    except ImportBlocked as blocked:
        mendable = consent is None and {problem.code for problem in blocked.report.blocking} <= _MENDABLE
        if not mendable:
            return Checked(proposal, whole(blocked.report), None, blocked)
        proposal = replace(proposal, questions=(*proposal.questions, _repair_question(blocked.report)))
        try:
            mended = import_layers(mapping, Part(progress, 0.5, 1.0), repair=True)
        except InputError as further:
            return Checked(proposal, whole(blocked.report), None, further)
        return Checked(proposal, whole(mended.report), mended, None)
    except InputError as stopped:
        return Checked(proposal, ImportReport(found), None, stopped)
    return Checked(proposal, whole(imported.report), imported, None)


def import_files(
    paths: Sequence[Path],
    answers: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> tuple[Imported, Proposal]:
    """Recognise files and import them.

    Raises
    ------
    InputError
        ``files-lack``: they cannot make a project; ``question-open``: an answer is needed; and as
        :func:`piiri.io.importing.import_mapping`.
    """
    checked = check_files(paths, answers, progress)
    proposal = checked.proposal
    if proposal.lacking is not None:
        mend = N_("Give all files together then; “piiri check” says of each what it is and what is left out.")
        raise InputError("files-lack", proposal.lacking.template, mend, **proposal.lacking.facts)
    if proposal.open:
        first = proposal.open[0]
        raise InputError(
            "question-open",
            N_("A question is open: {question}"),
            N_("Answer it with --answer {key}=…; possible answers: {known}. Open questions: {n}."),
            question=first.said.text,
            key=first.key,
            known=", ".join(choice.key for choice in first.choices) or "…",
            n=len(proposal.open),
        )
    if checked.stopped is not None:
        raise checked.stopped
    assert checked.imported is not None  # without an open question, it was imported or stopped
    return checked.imported, proposal


def _repair_question(report: ImportReport) -> Question:
    codes = [problem.code for problem in report.blocking]
    counted = {code.replace("-", "_"): codes.count(code) for code in sorted(_MENDABLE)}
    text = N_(
        "Areas have defects: borders that cross themselves {polygon_invalid}, overlaps {overlap}, narrow gaps {gap},"
        " tiny blocks {block_tiny}. Are they mended? Each is listed."
    )
    return Question(
        REPAIR,
        Said(text, counted),
        (
            Choice("yes", Said(N_("Mended, and listed"))),
            Choice("no", Said(N_("Not mended: the import stops"))),
        ),
    )


def _distinct(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems without those that are said twice; their facts cannot be hashed."""
    kept: list[Problem] = []
    keys = set()
    for problem in problems:
        key = (problem.code, problem.file, problem.row, problem.column, problem.value, problem.sentence)
        if key not in keys:
            keys.add(key)
            kept.append(problem)
    return kept
