"""What a layer is, from its shapes, its name, its columns and its values: how sure, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...i18n import N_
from ..folding import fold
from .known import Source
from .looking import Seen
from .questions import Said, say
from .school_names import SchoolNames
from .values import Values
from .words import AREAS, SHOWN

KINDS: dict[str, str] = {
    "catchments": N_("Catchments"),
    "blocks": N_("Blocks"),
    "schools": N_("Schools"),
    "pupils": N_("Pupils"),
    "residents": N_("Residents' statistics"),
    "backdrop": N_("Roads, rail or water"),
    "addresses": N_("Address points"),
    "services": N_("Services"),
    "leave-out": N_("Not imported"),
}
"""Kind -> its name for people."""

_SAMPLE = 500
_SCHOOL_WORD = re.compile(
    r"(skol[ae]n?|koulu|school|ala-aste|yläaste|lyseo|\b[EMH]S|elementary|academy)\b", re.IGNORECASE
)
_HOLDS = {
    "grade": N_("Column “{column}” holds grades."),
    "class": N_("Column “{column}” holds classes."),
    "age": N_("Column “{column}” holds ages."),
}
_PLAN_WORD = re.compile(
    r"\b(current|today|now|existing|nykyinen|nyt|nuvarande|dagens|scenario\d*|opt(ion)?\d*[a-z]?|nov opt\d*|best"
    r"|ehdotus|vaihtoehto|ve\d|forslag|alternativ|alt)\b"
)


@dataclass(frozen=True)
class Guess:
    """One kind that a layer may be.

    Attributes
    ----------
    kind
        A key of :data:`KINDS`.
    sure
        0 to 1.
    reasons
        What speaks for it.
    """

    kind: str
    sure: float
    reasons: tuple[Said, ...]


@dataclass
class _Evidence:
    """Weights for each kind: independent reasons, so that what remains of the doubt is their product."""

    doubt: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, list[Said]] = field(default_factory=dict)

    def add(self, kind: str, weight: float, said: Said) -> None:
        self.doubt[kind] = self.doubt.get(kind, 1.0) * (1.0 - weight)
        told = self.reasons.setdefault(kind, [])
        if said not in told:  # two signs of the same, such as the name of the file and of its layer
            told.append(said)

    def guesses(self) -> tuple[Guess, ...]:
        score = sorted(((1.0 - doubt, kind) for kind, doubt in self.doubt.items()), reverse=True)
        second = score[1][0] if len(score) > 1 else 0.0
        return tuple(
            Guess(kind, p * (1.0 - 0.5 * (second if kind == score[0][1] else score[0][0])), tuple(self.reasons[kind]))
            for p, kind in score
        )


def kinds_of(seen: Seen, source: Source | None, schools: SchoolNames) -> tuple[Guess, ...]:
    """Return what a layer may be, the likeliest first; empty where nothing speaks for anything.

    Parameters
    ----------
    seen
        The layer.
    source
        What it is known as.
    schools
        Names of the schools in the other files; empty where they are not known yet.
    """
    evidence = _Evidence()
    if source is not None:
        kind = "leave-out" if source.kind == "figures" else source.kind
        evidence.add(kind, 0.97, say(N_("It is known: {source}."), source=source.name))
    if seen.dimension == 2:
        _areas(seen, schools, evidence)
    elif seen.dimension == 1:
        _lines(seen, evidence)
    elif source is None or source.kind != "figures":
        _points(seen, evidence)
    for kind, pattern in AREAS.items():
        if kind in evidence.doubt and (found := re.search(pattern, seen.about)):
            evidence.add(kind, 0.5, say(N_("Its name says “{word}”."), word=found[0]))
    return evidence.guesses()


def school_columns(seen: Seen, schools: SchoolNames) -> dict[str, float]:
    """Return the columns whose values are schools: name -> share of values that are known."""
    found = {name: schools.share(seen.values(name)) for name in seen.columns if not seen.values(name).unique}
    found |= {name: schools.share(seen.values(name)) for name in seen.columns if seen.values(name).unique}
    return {name: share for name, share in found.items() if share >= 0.5}


def plan_columns(seen: Seen, schools: SchoolNames) -> list[str]:
    """Return the columns that give each block a school: by the names of schools, else by words such as "option"."""
    rows = len(seen.table)
    matched = school_columns(seen, schools)

    def gives(name: str) -> bool:
        distinct = len(seen.values(name).distinct)
        if not 2 <= distinct <= max(2, rows * 0.7) or seen.values(name).unique or seen.values(name).yes_or_no:
            return False
        return name in matched or (not matched and _PLAN_WORD.search(fold(name)) is not None and not _a_measure(name))

    return [name for name in seen.columns if gives(name)]


def _a_measure(name: str) -> bool:
    return re.search(r"\b(pop|cap|area|dist|km|sec|count|n)\b", fold(name)) is not None


def shows(seen: Seen) -> str:
    """Return what a backdrop shows by the words of its name: road, rail, water ...; empty where they say nothing."""
    return next((shown for shown, pattern in SHOWN.items() if re.search(pattern, seen.about)), "")


def school_words(values: Values) -> float:
    """Return the share of a column's different values that hold a word for school."""
    distinct = values.distinct[:500]
    return sum(_SCHOOL_WORD.search(value) is not None for value in distinct) / len(distinct) if distinct else 0.0


def _areas(seen: Seen, schools: SchoolNames, evidence: _Evidence) -> None:
    rows = len(seen.table)
    matched = school_columns(seen, schools)
    for name, share in sorted(matched.items(), key=lambda item: -item[1])[:1]:
        own = len(seen.values(name).distinct) >= 0.75 * rows or not any(
            seen.values(each).unique for each in seen.columns
        )
        said = say(
            N_("{share} % of the values of column “{column}” are schools."), share=round(100 * share), column=name
        )
        evidence.add("catchments" if own else "blocks", 0.8, said)
    named = [name for name in seen.by_role("school") if name not in matched]
    named = [name for name in named if len(seen.values(name).distinct) >= 0.75 * rows and not seen.values(name).whole]
    if named:
        evidence.add("catchments", 0.5, say(N_("Column “{column}” names each area."), column=named[0]))
        if school_words(seen.values(named[0])) >= 0.3:
            evidence.add("catchments", 0.5, say(N_("Column “{column}” holds names of schools."), column=named[0]))
    if seen.by_role("grades"):
        evidence.add("catchments", 0.3, say(N_("Column “{column}” holds grades."), column=seen.by_role("grades")[0]))
    if plans := plan_columns(seen, schools):
        said = say(
            N_("Columns that give each area a school: {n}, the first is “{column}”."), n=len(plans), column=plans[0]
        )
        evidence.add("blocks", 0.8, said)
    if pupils := seen.by_role("pupils"):
        evidence.add("blocks", 0.5, say(N_("Column “{column}” counts pupils."), column=pupils[0]))
    if people := _residents(seen):
        evidence.add("residents", 0.7, say(N_("Column “{column}” counts residents."), column=people))
    if (shown := shows(seen)) in ("water", "land") and not evidence.doubt:
        evidence.add("backdrop", 0.7, say(N_("Its name says “{word}”."), word=shown))
    if not evidence.doubt and rows >= 2:
        evidence.add("blocks", 0.3, say(N_("It holds areas: {n}."), n=rows))


def _residents(seen: Seen) -> str:
    return next((name for name in seen.by_role("residents") if seen.values(name).numeric >= 0.5), "")


def _lines(seen: Seen, evidence: _Evidence) -> None:
    evidence.add("backdrop", 0.6, say(N_("It holds lines: {n}."), n=len(seen.table)))
    if roads := seen.by_role("highway"):
        evidence.add("backdrop", 0.8, say(N_("Column “{column}” holds classes of roads."), column=roads[0]))
    if shown := shows(seen):
        evidence.add("backdrop", 0.6, say(N_("Its name says “{word}”."), word=shown))


def _points(seen: Seen, evidence: _Evidence) -> None:
    column, what = _grade_column(seen)
    private = [*seen.by_role("protected"), *seen.by_role("personal_id"), *seen.by_role("mother_tongue")]
    if column:
        evidence.add("pupils", 0.6, say(_HOLDS[what], column=column))
    for name in private[:2]:
        evidence.add("pupils", 0.5, say(N_("Column “{column}” is one that registers of pupils have."), column=name))
    if seen.dimension < 0 and not column and not private:
        _tables(seen, evidence)
        return
    if people := _residents(seen):
        evidence.add("residents", 0.7, say(N_("Column “{column}” counts residents."), column=people))
    if not column and not private and (said := address_columns(seen)) and "number" in said:
        text = N_("Columns “{street}” and “{number}” hold streets and house numbers.")
        evidence.add("addresses", 0.9, say(text, street=said["street"], number=said["number"]))
    elif not column and not private and "address" in said and not seen.by_role("name"):
        evidence.add("addresses", 0.6, say(N_("Column “{column}” holds addresses."), column=said["address"]))
    if places := seen.by_role("places"):
        evidence.add("schools", 0.5, say(N_("Column “{column}” holds places."), column=places[0]))
    for name in seen.by_role("name"):
        if school_words(seen.values(name)) >= 0.3 and len(seen.values(name).distinct) >= 0.7 * len(seen.table):
            evidence.add("schools", 0.6, say(N_("Column “{column}” holds names of schools."), column=name))
            break
    if (seen.by_role("grades") or seen.by_role("teaches")) and seen.by_role("name") and not column:
        name = (seen.by_role("grades") or seen.by_role("teaches"))[0]
        evidence.add("schools", 0.3, say(N_("Column “{column}” holds types of schools."), column=name))
    for kind in ("schools", "services", "pupils", "residents"):
        if kind not in evidence.doubt and (found := re.search(AREAS[kind], seen.about)):
            evidence.add(kind, 0.4, say(N_("Its name says “{word}”."), word=found[0]))


def address_columns(seen: Seen) -> dict[str, str]:
    """Return the columns that say addresses, role -> column: ``address``, or ``street`` with its parts; {} for none."""
    found: dict[str, str] = {}
    for role in ("address", "street", "other_street", "number", "letter", "postcode", "place"):
        names = [name for name in seen.by_role(role) if name not in found.values() and name not in seen.coordinates]
        if role == "number":  # of a house, and not of a row
            names = [name for name in names if not seen.values(name).unique or len(seen.table) < 5]
        if names:
            found[role] = names[0]
    if "address" in found:
        whole = seen.values(found["address"]).distinct[:_SAMPLE]
        numbered = sum(re.search(r"\d", each) is not None for each in whole)
        if numbered >= 0.5 * len(whole) and "number" not in found:
            return {role: name for role, name in found.items() if role in ("address", "postcode", "place")}
        found.setdefault("street", found["address"])
        found.pop("address")
    return found if "street" in found else {}


def _tables(seen: Seen, evidence: _Evidence) -> None:
    """What a table without places and pupils is: recognised only to say what it lacks."""
    if seen.by_role("places") and seen.by_role("name"):
        evidence.add("schools", 0.6, say(N_("Column “{column}” holds places."), column=seen.by_role("places")[0]))
    elif plans := plan_columns(seen, SchoolNames()):
        text = N_("Columns that give each area a school: {n}, the first is “{column}”.")
        evidence.add("blocks", 0.6, say(text, n=len(plans), column=plans[0]))


def _grade_column(seen: Seen) -> tuple[str, str]:
    """Return the column with each pupil's grade, class or age, and which of them it is."""
    for name in seen.by_role("grade"):
        values = seen.values(name)
        if values.grade_numbers >= 0.9:
            return name, "grade"
        if values.classes >= 0.7:
            return name, "class"
    for name in seen.by_role("age"):
        if seen.values(name).whole and seen.values(name).high <= 120:
            return name, "age"
    return "", ""


def grade_column(seen: Seen) -> tuple[str, str]:
    """Return the column with each pupil's grade, class or age, and which of them it is; two empty texts if none."""
    return _grade_column(seen)
