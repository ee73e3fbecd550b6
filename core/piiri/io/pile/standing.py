"""Where an import stands: what the files are taken for as decided so far, and what a dry run makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ...errors import InputError
from ...model.dataset import Dataset
from ...model.plan import Plan
from ...progress import Forwards, Part, Progress, silent
from ..checking import REPAIR, Checked, check_proposal
from ..guarded import kept_readings
from ..mapping import ImportMapping
from ..mapping_text import mapping_text
from ..recognise import Proposal, Question, Recognised
from ..recognise.proposing import propose_seen
from ..report import ImportReport
from .deciding import Decisions, KeptAnswers
from .opening import Opened
from .places import Place, places_of
from .repairs import Mending, Repair, leaving_out, repairs_in, row_left_out
from .roles import with_columns
from .steps import Step, step_of

MAPPING_NOTE, TIME_NOTE, REPAIRS_NOTE = "mapping", "import time", "import repairs"
"""Keys under which a project keeps how it was made."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What the files are taken for.

    Attributes
    ----------
    opened, decisions
        What it rests on.
    proposal
        With the columns as decided.
    places
        Where the layers fall.
    wrong
        Why the columns cannot be as decided; None where they can.
    """

    opened: Opened
    decisions: Decisions
    proposal: Proposal
    places: tuple[Place, ...]
    wrong: InputError | None = None

    def questions(self, step: Step) -> tuple[Question, ...]:
        """Return the questions of a step, those that wait for an answer first."""
        mine = [each for each in self.proposal.questions if step_of(each.key) == step]
        return tuple(sorted(mine, key=lambda each: not each.open))

    def open(self, step: Step) -> int:
        """Return how many questions of a step wait for an answer."""
        return sum(each.open for each in self.questions(step))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a dry run gave.

    Attributes
    ----------
    standing
        What it rests on.
    checked
        Problems, ledgers, and what would be imported.
    repairs
        What is mended, or would be.
    mending
        Shows them; None where there is none.
    """

    standing: Standing
    checked: Checked
    repairs: tuple[Repair, ...] = ()
    mending: Mending | None = None

    @property
    def report(self) -> ImportReport:
        """Problems and ledgers."""
        return self.checked.report

    @property
    def undecided(self) -> tuple[Repair, ...]:
        """The repairs nobody has accepted or refused."""
        decided = self.standing.decisions.repairs
        return tuple(each for each in self.repairs if each.key not in decided)

    @property
    def ready(self) -> bool:
        """True where the files can be imported now."""
        return self.checked.ready and self.standing.wrong is None

    def made(self) -> tuple[Dataset, tuple[Plan, ...]]:
        """Return what is imported, with a note of how: mapping, time and repairs.

        Raises
        ------
        ValueError
            It is not ready.
        """
        imported, mapping = self.checked.imported, self.checked.proposal.mapping
        if not self.ready or imported is None or mapping is None:
            raise ValueError("questions are open")
        notes = {
            **imported.dataset.notes,
            MAPPING_NOTE: mapping_text(_without_folders(mapping), Path()),
            TIME_NOTE: datetime.now(UTC).isoformat(timespec="seconds"),
        }
        if self.repairs:
            decided = self.standing.decisions.repairs
            done = [each.problem.sentence for each in self.repairs if decided.get(each.key) is not False]
            notes[REPAIRS_NOTE] = "\n".join(done)
        return replace(imported.dataset, notes=notes), imported.plans


def stand(opened: Opened, decisions: Decisions) -> Standing:
    """Return what files that are open are taken for, as decided."""
    asking = KeptAnswers({key: value for key, value in decisions.answers.items() if key != REPAIR})
    proposal = propose_seen(opened.seen, opened.unread, opened.files, asking)
    wrong = None
    try:
        proposal = with_columns(proposal, decisions.columns)
    except InputError as error:
        wrong = error
    for layer in proposal.layers:  # now, so that whoever shows them need not wait
        opened.sample(layer.key, protected_column(layer))
    return Standing(opened, decisions, proposal, places_of(opened.seen, proposal), wrong)


def protected_column(layer: Recognised) -> str:
    """Return the column of a layer that says whose address is protected; empty for none."""
    return next((column for column, role in layer.columns if role == "protected"), "")


def dry_run(standing: Standing, progress: Progress = silent) -> Outcome:
    """Import in memory only, as it stands.

    Parameters
    ----------
    standing
        With a mapping in its proposal, or there is nothing to run.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.
    """
    with kept_readings(standing.opened.readings):
        return _dry_run(standing, progress)


def _dry_run(standing: Standing, progress: Progress) -> Outcome:
    decisions = standing.decisions
    consent = decisions.consent(list(decisions.repairs))
    progress = Forwards(progress)
    checked = check_proposal(standing.proposal, None if consent == "no" else consent, Part(progress, 0.0, 0.4))
    repairs = repairs_in(checked.report.problems)
    mapping = standing.proposal.mapping
    if not repairs or mapping is None:
        return Outcome(standing, checked)
    proposal, left = standing.proposal, repairs
    refused = [each for each in repairs if decisions.repairs.get(each.key) is False]
    if any(row_left_out(each) is not None for each in refused):
        proposal = replace(proposal, mapping=leaving_out(mapping, refused))
        checked = check_proposal(proposal, None, Part(progress, 0.4, 0.6))
        left = repairs_in(checked.report.problems)
        consent = None
        repairs = tuple({each.key: each for each in (*refused, *left)}.values())
    wanted = decisions.consent([each.key for each in left])
    if wanted != (None if consent == "no" else consent):
        checked = check_proposal(proposal, wanted, Part(progress, 0.6, 0.8))
    try:
        mending = Mending(mapping, Part(progress, 0.8, 1.0))
    except InputError:
        mending = None
    return Outcome(standing, checked, repairs, mending)


def _without_folders(mapping: ImportMapping) -> ImportMapping:
    """Return a mapping whose files are named without the folders they lay in: a project does not tell of a computer."""
    layers = [replace(each, path=Path(each.path.name) if each.path else None) for each in mapping.layers]
    return replace(mapping, layers=tuple(layers))
