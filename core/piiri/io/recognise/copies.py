"""Layers that are versions of one another: only one of them counts, and a person may say which."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...i18n import N_
from .areas import school_column
from .drafts import Draft
from .levels import language_in
from .questions import Asking, Choice, Said, say
from .school_names import SchoolNames
from .systems import declared

Leave = Callable[[Draft, Said], None]
"""Takes a layer out, and keeps why."""


def choose_among_copies(drafts: Sequence[Draft], names: SchoolNames, asking: Asking, leave: Leave) -> None:
    """Ask which layer counts: of several with blocks, of catchments of the same schools, of the same schools.

    Parameters
    ----------
    drafts
        All layers that are imported so far.
    names, asking, leave
        Names of all schools; receives the questions; takes the others out.
    """
    text = N_("Several layers hold blocks. Which one is used?")
    _choose([draft for draft in drafts if draft.kind == "blocks"], "blocks", text, asking, leave)
    groups: list[list[Draft]] = []
    for draft in (each for each in drafts if each.kind == "catchments"):
        mine = _schools_named(draft, names)
        for group in groups:
            other = _schools_named(group[0], names)
            if len(mine & other) >= 0.7 * max(1, min(len(mine), len(other))):
                group.append(draft)
                break
        else:
            groups.append([draft])
    text = N_("Several layers hold the catchments of the same schools. Which one is used?")
    for group in groups:
        _choose(group, f"catchments:{group[0].seen.key}", text, asking, leave)
    same: dict[str, list[Draft]] = {}
    for draft in (each for each in drafts if each.kind == "schools"):
        listed = draft.seen.values(draft.names).distinct if draft.names else (draft.seen.key,)
        same.setdefault("\n".join(sorted(listed)), []).append(draft)
    text = N_("Several layers hold the same schools. Which one is used?")
    for group in same.values():
        _choose(group, f"schools:{group[0].seen.key}", text, asking, leave)


def _choose(drafts: Sequence[Draft], key: str, text: str, asking: Asking, leave: Leave) -> None:
    if len(drafts) < 2:
        return
    best = max(drafts, key=_worth)
    choices = [Choice(draft.seen.key, say("{file}", file=draft.seen.key)) for draft in drafts]
    why = say(N_("Of those whose system and shapes can be believed, it says the most in the fewest areas."))
    chosen = asking.ask(key, say(text), choices, best.seen.key, why)
    for draft in drafts:
        if draft.seen.key != chosen:
            leave(draft, say(N_("{other} is used instead."), other=chosen or ""))


def _worth(draft: Draft) -> tuple[bool, bool, int, int]:
    table = draft.seen.table
    believed = bool(table.crs) and declared(table.crs, draft.seen.xy()) is not None
    whole = not any(problem.code.startswith(("shape-", "rings-")) for problem in draft.seen.problems)
    if draft.kind == "catchments":  # more rows for the same schools are areas over areas
        return believed, whole, -len(table), len(draft.seen.columns)
    return believed, whole, len(draft.seen.columns), len(table)


def _schools_named(draft: Draft, names: SchoolNames) -> set[str]:
    column = school_column(draft.seen, draft, names, language_in(draft.seen.about))
    return {each.casefold() for each in draft.seen.values(column).distinct} if column else {draft.seen.key}
