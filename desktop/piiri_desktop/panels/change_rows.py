"""Lines of the table of receiving schools: every figure after, and before under it. No widgets."""

from __future__ import annotations

import math
from collections.abc import Callable

from piiri.i18n import distance, number, share, tr
from piiri.publish.network_change import NetworkChange, Pair, SchoolChange
from piiri.publish.network_change_text import receiver_words

from .two_lines import Heading, Line, TwoLines

UNKNOWN = "."


def change_headings(group: str) -> tuple[Heading, ...]:
    """Return the heads; ``group`` is the name of the group whose share is shown, empty for none."""
    heads = [
        Heading(tr("School")),
        Heading(tr("Pupils"), tr("All grades; before underneath.")),
        Heading(tr("Places"), tr("Before underneath where they change.")),
        Heading(tr("Full"), tr("Pupils divided by places; the tick is before.")),
        Heading(tr("Free"), tr("Free places; before underneath.")),
    ]
    if group:
        heads.append(Heading(group, tr("Share of the pupils; before underneath. Hidden under 10 pupils."), True))
    return (*heads, Heading(tr("Way"), tr("Mean way of the school's pupils; before underneath.")))


def change_line(change: SchoolChange, about: int, group: int) -> Line:
    """Write one school.

    Parameters
    ----------
    change
        Its figures.
    about
        Its index.
    group
        The group whose share is shown, −1 for none.
    """
    over = change.over > 1e-6
    words = receiver_words(change)
    short = number(change.taken_in, sign=True)
    if over:
        short = tr("{change}, {n} over", change=short, n=number(math.ceil(change.over - 1e-6)))
    bad: tuple[TwoLines, ...] = (
        _pair(change.pupils, _count),
        _pair(change.places, _count, once=True),
        _use(change),
        _pair(change.free, _count, bad=over),
    )
    name = TwoLines(change.name, short, f"{change.name}, {words}", "bad" if over else "", bold=True, warned=over)
    cells = [name, *bad]
    if group >= 0:
        cells.append(_pair(change.groups[group], lambda value: share(value, 1)))
    return Line((*cells, _pair(change.mean_m, distance)), about)


def facts(change: NetworkChange) -> list[tuple[str, str]]:
    """Return what happens to the school that ends: names and figures."""
    said = [
        (tr("Pupils"), tr("{n} in {blocks} blocks", n=number(change.pupils), blocks=number(change.blocks))),
        (tr("Their mean way"), _arrow(change.mean_m, distance)),
        (tr("Beyond the limit"), _arrow(change.beyond, number)),
    ]
    return said


def _arrow(pair: Pair, write: Callable[[float], str]) -> str:
    before, after = (write(each) for each in pair)
    return before if before == after else f"{before} → {after}"


def _count(value: float) -> str:
    return number(value) if math.isfinite(value) else UNKNOWN


def _pair(pair: Pair, write: Callable[[float], str], *, once: bool = False, bad: bool = False) -> TwoLines:
    before, after = (write(each) for each in pair)
    if before == after:
        return TwoLines(after, "" if once else before, after, "bad" if bad else "", bold=bad)
    said = tr("{after}, before {before}", after=after, before=before)
    return TwoLines(after, before, said, "bad" if bad else "", bold=bad)


def _use(change: SchoolChange) -> TwoLines:
    before, after = change.use
    if not math.isfinite(after):
        return TwoLines(UNKNOWN, "", tr("not known"), "secondary")
    over = change.over > 1e-6
    said = tr("{after}, before {before}", after=share(after), before=share(before))
    return TwoLines(share(after), "", said, "bad" if over else "", bold=over, bar=(after, before))
