"""Lines of the table of receiving schools: every figure after, and before under it. No widgets."""

from __future__ import annotations

import math
from collections.abc import Callable

from piiri.i18n import distance, number, share, tr
from piiri.indicators import at_least
from piiri.publish.network_change import NetworkChange, Pair, SchoolChange
from piiri.publish.network_change_text import receiver_words, signed, taken_in_text

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
    short = taken_in_text(change, sign=True)
    if over:
        short = tr("{change}, {n} over", change=short, n=number(math.ceil(change.over - 1e-6)))
    bad: tuple[TwoLines, ...] = (
        _pair(change.pupils, _count, signed(change, change.pupils, _count)),
        _pair(change.places, _count, once=True),
        _use(change),
        _pair(change.free, _count, signed(change, change.free, _count), bad=over),
    )
    name = TwoLines(change.name, short, f"{change.name}, {words}", "bad" if over else "", bold=True, warned=over)
    cells = [name, *bad]
    if group >= 0:
        cells.append(_pair(change.groups[group], lambda value: share(value, 1)))
    return Line((*cells, _pair(change.mean_m, distance)), about)


def facts(change: NetworkChange) -> list[tuple[str, str]]:
    """Return what happens to the school that ends: names and figures."""
    said = [
        (
            tr("Pupils"),
            tr(
                "{n} in {blocks} blocks",
                n=at_least.sign(number(change.pupils), change.cells),
                blocks=number(change.blocks),
            ),
        ),
        (tr("Their mean way"), _arrow(change.mean_m, distance)),
        (tr("Beyond the limit"), _arrow(change.beyond, number)),
    ]
    return said


def _arrow(pair: Pair, write: Callable[[float], str]) -> str:
    before, after = (write(each) for each in pair)
    return before if before == after else f"{before} → {after}"


def _count(value: float) -> str:
    return number(value) if math.isfinite(value) else UNKNOWN


def _pair(
    pair: Pair,
    write: Callable[[float], str],
    written: tuple[str, str] | None = None,
    *,
    once: bool = False,
    bad: bool = False,
) -> TwoLines:
    """``written``: as it is written, where it bears a mark."""
    before, after = written or (write(pair[0]), write(pair[1]))
    spoken = at_least.spoken(after)
    if before == after:
        return TwoLines(after, "" if once else before, spoken, "bad" if bad else "", bold=bad)
    said = tr("{after}, before {before}", after=spoken, before=at_least.spoken(before))
    return TwoLines(after, before, said, "bad" if bad else "", bold=bad)


def _use(change: SchoolChange) -> TwoLines:
    before, after = change.use
    if not math.isfinite(after):
        return TwoLines(UNKNOWN, "", tr("not known"), "secondary")
    over = change.over > 1e-6
    texts = signed(change, change.use, share)
    said = tr("{after}, before {before}", after=at_least.spoken(texts[1]), before=at_least.spoken(texts[0]))
    return TwoLines(texts[1], "", said, "bad" if over else "", bold=over, bar=(after, before))
