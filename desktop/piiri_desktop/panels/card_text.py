"""What the card of a school says: pupils, free places, mix and distance before, now and the change. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.i18n import HARD_SPACE, distance, number, share, tr, trn
from piiri.indicators import at_least

from .lettering import Face
from .school_rows import SchoolRows


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of the card, as written."""

    label: str
    before: str
    now: str
    change: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class CardText:
    """All that the card shows.

    Attributes
    ----------
    title, short
        What the plan does to the school, and the same in fewer words.
    summary
        One line for the folded card.
    lines
        The figures.
    name
        The school, as it stands in the titles.
    """

    title: str
    summary: str
    lines: tuple[CardLine, ...] = ()
    name: str = ""
    short: str = ""

    def fitted(self, face: Face, width: float) -> str:
        """Return the title, shorter where it is too wide, then with its name cut: the number never is."""
        if face.width(self.title) <= width or not self.short:
            return face.elided(self.title, width)
        over = face.width(self.short) - width
        if over <= 0:
            return self.short
        name = face.elided(self.name, max(face.width("Aa…"), face.width(self.name) - over))
        return face.elided(self.short.replace(self.name, name, 1), width)


def most_affected(rows: SchoolRows) -> int:
    """Return the school with the largest change of pupils, −1 where no school changes."""
    if not len(rows.schools):
        return -1
    change = np.abs(rows.change[rows.schools])
    at = int(np.argmax(change))
    return int(rows.schools[at]) if change[at] >= 0.5 else -1


def card_text(rows: SchoolRows, school: int, group_names: tuple[str, ...]) -> CardText:
    """Say what a plan does to a school.

    Parameters
    ----------
    rows
        The figures.
    school
        Index of the school, −1 for none.
    group_names
        Names of the groups; the first one's share is shown.
    """
    if school < 0:
        return CardText(tr("No school has changed yet"), tr("Paint blocks or choose a school."))
    now, before, name = rows.now, rows.before, rows.names[school]
    change = round(float(rows.change[school]))
    if change > 0:
        title = trn("{school} receives {n} pupil", "{school} receives {n} pupils", change, school=name)
        short = tr("{school} receives {n}", school=name, n=number(change))
    elif change < 0:
        title = trn("{school} gives up {n} pupil", "{school} gives up {n} pupils", -change, school=name)
        short = tr("{school} gives up {n}", school=name, n=number(-change))
    else:
        short = tr("{school}: no change", school=name)
        title = tr("{school}: as many pupils as before", school=name)
    lines = [
        CardLine(
            tr("Pupils of these grades"),
            at_least.sign(number(before.pupils[school]), before.hidden[school]),
            at_least.sign(number(now.pupils[school]), now.hidden[school]),
            number(rows.change[school], sign=True),
        )
    ]
    summary = []
    if now.places[school] >= 0:
        free_before = before.places[school] - before.school_pupils[school]
        free = now.places[school] - now.school_pupils[school]
        known = before.places[school] >= 0
        # at least so many pupils leave at most so many places free
        limits: list[at_least.Limit] = ["most" if each.school_hidden[school] else "" for each in (before, now)]
        lines.append(
            CardLine(
                tr("Free places of {places}", places=number(now.places[school])),
                at_least.marked(number(free_before), limits[0]) if known else ".",
                at_least.marked(number(free), limits[1]),
                number(free - free_before, sign=True) if known else ".",
                bool(free < 0),
            )
        )
        summary.append(
            trn("{n} free place", "{n} free places", free) if free >= 0 else tr("{n} over capacity", n=number(-free))
        )
    if group_names:
        was, is_ = float(before.group_share[school, 0]), float(now.group_share[school, 0])
        lines.append(CardLine(group_names[0], share(was, 1), share(is_, 1), points(is_ - was)))
        summary.append(f"{group_names[0]} {share(is_, 1)}")
    was, is_ = float(before.mean_m[school]), float(now.mean_m[school])
    change_m = f"{number(is_ - was, sign=True)}{HARD_SPACE}m" if np.isfinite(is_ - was) else number(is_ - was)
    lines.append(CardLine(tr("Mean distance"), distance(was), distance(is_), change_m))
    return CardText(title, ", ".join(summary), tuple(lines), name, short)


def points(difference: float) -> str:
    """Write a difference of shares in percentage points; NaN as hidden.

    >>> points(0.0123)
    '+1,2\\xa0pp'
    """
    text = number(difference * 100, 1, sign=True)
    return text if not np.isfinite(difference) else tr("{n} pp", n=text).replace(" pp", f"{HARD_SPACE}pp")
