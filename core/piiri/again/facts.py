"""What differs between two years as a list of single facts, to be filtered and looked at one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .differences import Counted, Differences, Named, said

PARTS = ("schools", "catchments", "blocks", "pupils", "residents")


@dataclass(frozen=True)
class Fact:
    """One thing that is new, gone or changed.

    Attributes
    ----------
    part
        One of :data:`PARTS`.
    state
        ``"new"``, ``"gone"`` or ``"changed"``.
    key, name
        Its id, and what it is called; for blocks both are the id.
    how
        What differs, in words; empty where that it is new or gone says all.
    before, now
        Numbers as they are written; empty for what is no number.
    """

    part: str
    state: str
    key: str
    name: str
    how: str = ""
    before: str = ""
    now: str = ""


def facts_of(differences: Differences) -> tuple[Fact, ...]:
    """Return all of them: schools, catchments, blocks, pupils, residents; numbers that stayed the same are left out.

    Examples
    --------
    >>> found = Differences(Named(), Named(), Named(new=(("12", "Asema"),)), (Counted("fi/1", "Grade 1", 40, 42),), ())
    >>> [(each.part, each.state, each.name, each.before, each.now) for each in facts_of(found)]
    [('schools', 'new', 'Asema', '', ''), ('pupils', 'changed', 'Grade 1', '40', '42')]
    """
    named = (("schools", differences.schools), ("catchments", differences.catchments), ("blocks", differences.blocks))
    made = [each for part, found in named for each in _named(part, found)]
    made += [each for each in map(_counted_pupils, differences.pupils) if each.before != each.now]
    made += [each for each in map(_counted_residents, differences.residents) if each.before != each.now]
    return tuple(made)


def fact_lines(found: Sequence[Fact], part: str = "", state: str = "", words: str = "") -> tuple[Fact, ...]:
    """Return the facts of a part and a state in which all words are found; empty ones leave nothing out.

    Examples
    --------
    >>> both = (Fact("schools", "new", "12", "Asema"), Fact("blocks", "gone", "7", "7"))
    >>> [each.key for each in fact_lines(both, state="gone")], fact_lines(both, "schools", words="asema 12")[0].name
    (['7'], 'Asema')
    """
    wanted = words.casefold().split()
    return tuple(
        each
        for each in found
        if (not part or each.part == part)
        and (not state or each.state == state)
        and all(word in f"{each.key} {each.name} {each.how}".casefold() for word in wanted)
    )


def _named(part: str, found: Named) -> list[Fact]:
    made = [Fact(part, "new", key, name) for key, name in found.new]
    made += [Fact(part, "gone", key, name) for key, name in found.gone]
    return made + [Fact(part, "changed", key, name, how) for key, name, how in found.changed]


def _counted_pupils(each: Counted) -> Fact:
    return _counted("pupils", each)


def _counted_residents(each: Counted) -> Fact:
    return _counted("residents", each)


def _counted(part: str, each: Counted) -> Fact:
    state = "new" if each.before is None else "gone" if each.now is None else "changed"
    before, now = said(each.before, each.hidden_before), said(each.now, each.hidden_now)
    return Fact(part, state, each.key, each.name, "", before, now)
