"""Steps of one plan carried out on another: which of them fit, and of each other one why it does not.

Nothing is changed here: what fits is returned as the entries that the other plan's history would get, so that a person
sees the reasons first and decides. A step does there what it did here, block by block; only where that cannot be, a
school closed by a rule is closed by it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .edits import Edit, apply, describe
from .edits.transfer import transfer
from .errors import EditRejected
from .history import Entry, History
from .i18n import tr
from .model.plan import Plan

Again = Callable[[Edit, Plan, Plan], Edit | None]
"""Works out a step of one plan anew on another, None where it was not worked out by a rule: see
:func:`piiri.optimise.closing_again`."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that does not fit.

    Attributes
    ----------
    step
        Its number in the history it was made in, from 1; 0 for what led to its start.
    text
        What it did, in words.
    reason
        Why it does not fit, in the language in force when it was tried.
    """

    step: int
    text: str
    reason: str


@dataclass(frozen=True, eq=False)
class Copied:
    """What became of steps tried on another plan.

    Attributes
    ----------
    entries
        Those that fit, as steps of the other plan: each with its plan, its note and, where it was kept, its time.
    steps
        Their numbers in the history they were made in, from 1; 0 for what led to its start.
    refused
        Those that do not.
    """

    entries: tuple[Entry, ...]
    steps: tuple[int, ...]
    refused: tuple[Refused, ...]

    @property
    def all_fit(self) -> bool:
        """True where none was refused."""
        return not self.refused


def copy_steps(
    history: History, steps: Iterable[int], onto: Plan, *, keep_time: bool = False, again: Again | None = None
) -> Copied:
    """Try steps of a history on another plan, in their order; a step that does not fit is passed over.

    Parameters
    ----------
    history
        Where the steps were made.
    steps
        Their numbers, from 1.
    onto
        The plan to carry them out on.
    keep_time
        True where the new steps shall have the time of the old ones; else they have none yet.
    again
        Works out anew what was found by a rule, where it does not fit as it was found.

    Raises
    ------
    IndexError
        The history has no such step.

    Examples
    --------
    >>> # copied = copy_steps(mine, (2, 5), theirs.plan)
    >>> # project.append_all(theirs.start.name, theirs.cursor + 1, copied.entries)
    """
    wanted = sorted(set(steps))
    if wanted and not 1 <= wanted[0] <= wanted[-1] <= len(history.entries):
        raise IndexError(wanted[-1])
    tried = []
    for step in wanted:
        entry = history.entries[step - 1]
        tried.append((step, entry.edit, history.plan_at(step - 1), entry.at if keep_time else "", entry.note))
    return _try(tried, onto, again)


def carry_over(
    lineage: Sequence[tuple[History, int]],
    differences: Sequence[Edit],
    root: Plan,
    onto: Plan,
    *,
    again: Again | None = None,
) -> Copied:
    """Try a whole plan of a project with other data on a plan of ours: how it came to its start, then its steps.

    Parameters
    ----------
    lineage
        Histories that led to the plan, each branched from the one before: with how many of their steps were in force
        there. The last one is the plan's own.
    differences
        Edits from ``root`` to the start of the first of them; see :func:`piiri.edits.edits_between`.
    root
        The plan of their project that stands for ``onto``.
    onto
        The plan of ours to carry them out on.
    again
        As for :func:`copy_steps`.
    """
    tried = []
    for edit in differences:
        tried.append((0, edit, root, "", ""))
        root = apply(root, edit)[0]
    for history, steps in lineage:
        own = history is lineage[-1][0]
        for step, entry in enumerate(history.entries[:steps], 1):
            tried.append((step if own else 0, entry.edit, history.plan_at(step - 1), entry.at, entry.note))
    return _try(tried, onto, again)


def _try(tried: Sequence[tuple[int, Edit, Plan, str, str]], onto: Plan, again: Again | None) -> Copied:
    entries, steps, refused = [], [], []
    for step, edit, before, at, note in tried:
        try:
            said, after = _done(edit, before, onto, again)
        except EditRejected as problem:
            refused.append(Refused(step, describe(edit, before), problem.sentence))
            continue
        if after is onto:
            reason = tr("It changes nothing in the plan {plan}: there it is so already.", plan=tr(onto.name))
            refused.append(Refused(step, describe(edit, before), reason))
            continue
        entries.append(Entry(said, after, at, note))
        steps.append(step)
        onto = after
    return Copied(tuple(entries), tuple(steps), tuple(refused))


def _done(edit: Edit, before: Plan, onto: Plan, again: Again | None) -> tuple[Edit, Plan]:
    """A step as it is said for another plan, and that plan after it."""
    try:
        said = transfer(edit, before, onto)
        return said, apply(onto, said)[0]
    except EditRejected as problem:
        anew = again(edit, before, onto) if again is not None else None
        if anew is None:
            raise problem
        return anew, apply(onto, anew)[0]
