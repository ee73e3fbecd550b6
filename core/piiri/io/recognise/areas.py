"""Areas become stages and plans: layers of catchments, and blocks with columns that give each a school."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...i18n import N_, tr
from ...model.stages import Stage
from ..columns import grades_of
from ..folding import fold
from ..mapping import LayerMapping
from .drafts import Draft
from .kinds import plan_columns
from .levels import first_grades, grades_in, language_in, span_of, stage_name
from .looking import Seen
from .questions import Asking, Choice, Said, say
from .school_names import SchoolNames

_NOW = re.compile(r"\b(current|today|now|existing|nykyinen|nyt|nuvarande|dagens)\b")
_OPTION = re.compile(r"\b(opt|option|scenario|best|ehdotus|vaihtoehto|forslag|alternativ|alt)|\bve\d")
_LEVEL_WORD = re.compile(
    r"^(elem|elementary|middle|mid|high|primary|secondary|[emh]s|al|yl|ala|yla|lag|mellan|hog)(?=\b|\d)"
)


@dataclass
class Stages:
    """The stages of the project, as areas need them.

    Attributes
    ----------
    country
        Where the project is.
    asking
        Receives a question on the grades of each stage.
    pupils
        Grades of the pupils in registers, where they go beyond those of a first school.
    made
        The stages so far.
    """

    country: str
    asking: Asking
    pupils: tuple[int, ...] = ()
    made: list[Stage] = field(default_factory=list)

    def stage(self, about: str, key: str, language: str, grades: tuple[int, ...], why: Said, own: str = "") -> Stage:
        """Return the stage of a language and grades, made if it is new.

        Parameters
        ----------
        about, key
            What the question calls it, and its key.
        language, grades, why
            As guessed, and what speaks for it; the grades of the country's first school where none are known.
        own
            Where several stages must have the same grades: what this one is called.
        """
        if not grades and self.pupils:
            grades, why = self.pupils, say(N_("No file says so; these are the grades of the pupils."))
        guess = tuple(grade for grade in grades or first_grades(self.country) if grade <= 9) or (9,)
        answer = self.asking.ask(
            f"grades:{key}", say(N_("Which grades does {about} hold for?"), about=about), (), span_of(guess), why
        )
        held = tuple(grade for grade in grades_of(answer or "") if grade <= 9) or guess
        name = f"{own} {span_of(held)}" if own else stage_name(language, held)
        stem = fold(own).replace(" ", "-") if own else language
        stage = Stage("-".join(filter(None, (stem or "grades", _span_key(held)))), name, language, held)
        known = next((each for each in self.made if each.id == stage.id), None)
        if known is None:
            self.made.append(stage)
        return known or stage


def _span_key(grades: tuple[int, ...]) -> str:
    return str(grades[0]) if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"


def school_column(seen: Seen, draft: Draft, names: SchoolNames, language: str) -> str:
    """Return the column of a layer of catchments that names the school; empty where none does."""
    if draft.source and "school" in draft.source.columns:
        pattern = draft.source.columns["school"]
        if language == "sv" and (swedish := draft.source.column(seen, "nimi se")) and seen.values(swedish).filled:
            return swedish
        if column := draft.source.column(seen, pattern):
            return column
    shares = {name: names.share(seen.values(name)) for name in seen.columns}
    best = max(shares, key=lambda name: shares[name])
    if shares[best] >= 0.3:
        return best
    named = [name for name in seen.by_role("school") if not seen.values(name).whole] or list(seen.by_role("school"))
    return max(named, key=lambda name: (seen.values(name).filled, len(seen.values(name).distinct)), default="")


def catchment_grades(seen: Seen, country: str) -> tuple[tuple[int, ...], Said]:
    """Return the grades a layer of catchments holds for, by a column of grades or by its name; empty if none say so."""
    for name in seen.by_role("grades"):
        spans = [grades_of(value) for value in seen.values(name).said]
        found = Counter(grade for span in spans for grade in span if grade <= 9)
        usual = tuple(sorted(grade for grade, n in found.items() if n >= 0.5 * len(spans)))
        if usual:
            return usual, say(N_("Column “{column}” says so of most areas."), column=name)
    if grades := grades_in(seen.about, country):
        return grades, say(N_("Its name says so."))
    return (), say(N_("No file says so; these are the grades of a first school in this country."))


def catchments_layer(
    draft: Draft, stages: Stages, names: SchoolNames, schools: Sequence[Draft], own: str
) -> LayerMapping | None:
    """Return the mapping of a layer of catchments with its stage; None where no column names the schools."""
    seen = draft.seen
    language = language_in(seen.about)
    column = school_column(seen, draft, names, language)
    if not column:
        return None
    grades, why = catchment_grades(seen, stages.country)
    if not grades:
        grades = _grades_of_schools(seen, column, schools, stages.country)
        if grades:
            why = say(N_("The schools it names are of this type."))
    stage = stages.stage(seen.key, seen.key, language, grades, why, own)
    return draft.layer({"school": column}, stage=stage.id)


def _grades_of_schools(seen: Seen, column: str, schools: Sequence[Draft], country: str) -> tuple[int, ...]:
    """Return the grades that most of the schools named in a column have, by their types."""
    wanted = {each.casefold() for each in seen.values(column).distinct}
    found: Counter[tuple[int, ...]] = Counter()
    for draft in schools:
        for kind in (*draft.seen.by_role("grades"), *draft.seen.by_role("teaches")):
            said = draft.seen.values(draft.names).said if draft.names else ()
            types = draft.seen.values(kind).said
            for name, value in zip(said, types, strict=True) if draft.names else ():
                plain = re.sub(r"\s+(skole|skola|koulu|school)$", "", str(name).casefold())
                if plain in wanted or str(name).casefold() in wanted:
                    found[grades_of(value) or grades_in(value, country)] += 1
            if found:
                break
    usual = [(n, grades) for grades, n in found.items() if grades]
    return max(usual)[1] if usual and max(usual)[0] >= 0.5 * found.total() else ()


@dataclass
class BlockColumns:
    """What the columns of blocks say.

    Attributes
    ----------
    plans
        (plan, stage) -> column, today's first.
    """

    plans: dict[tuple[str, str], str] = field(default_factory=dict)


def block_plans(draft: Draft, stages: Stages, names: SchoolNames) -> BlockColumns:
    """Return the plans that the columns of blocks hold, stage by stage; asks which column is today's."""
    seen = draft.seen
    by_level: dict[tuple[int, ...], list[str]] = {}
    for column in plan_columns(seen, names):
        by_level.setdefault(_level_of(seen, column, stages.country), []).append(column)
    found = BlockColumns()
    options: dict[tuple[str, str], str] = {}
    for level, columns in by_level.items():
        why = (
            say(N_("Column “{column}” says so."), column=columns[0])
            if level
            else catchment_grades(seen, stages.country)[1]
        )
        grades = level or catchment_grades(seen, stages.country)[0]
        about = columns[0] if len(by_level) > 1 else seen.key
        stage = stages.stage(about, about, language_in(seen.about), grades, why)
        today = _todays(seen, columns, stage, stages.asking)
        found.plans[tr("Today"), stage.id] = today
        options |= {(_plan_name(column), stage.id): column for column in columns if column != today}
    found.plans |= options
    return found


def _level_of(seen: Seen, column: str, country: str) -> tuple[int, ...]:
    word_first = _LEVEL_WORD.match(fold(column))
    if word_first and (grades := grades_in(word_first[0], country)):
        return grades
    last = Counter(value.split()[-1] for value in seen.values(column).distinct if value.split())
    word, n = last.most_common(1)[0]
    return grades_in(word, country) if n >= 0.6 * len(seen.values(column).distinct) else ()


def _todays(seen: Seen, columns: list[str], stage: Stage, asking: Asking) -> str:
    now = [name for name in columns if _NOW.search(fold(name))]
    plain = [name for name in columns if not _OPTION.search(fold(name))]
    years = sorted(plain, key=lambda name: (re.findall(r"\d+", name) or [""])[-1])
    choice = (now or years[::-1] or columns)[0]
    if len(columns) > 1:
        why = say(N_("Its name says so.")) if now else say(N_("It is the latest that is not called an option."))
        if not now and not plain:
            why = say(N_("It is the first."))
        choices = [Choice(name, say(N_("Column “{column}”"), column=name)) for name in columns]
        said = say(N_("Which column of {file} holds today's schools of {stage}?"), file=seen.key, stage=stage.name)
        choice = asking.ask(f"today:{stage.id}", said, choices, choice, why) or choice
    return choice


def _plan_name(column: str) -> str:
    rest = (
        _LEVEL_WORD.sub("", fold(column)).strip()
        if re.match(r"(?i)(elem|middle|mid|high|primary|secondary)", column)
        else ""
    )
    return rest[:1].upper() + rest[1:] if rest else column


def block_layer(draft: Draft, stages: Stages, found: BlockColumns) -> LayerMapping:
    """Return the mapping of a layer of blocks: ids, pupils and plans."""
    seen, asking = draft.seen, stages.asking
    columns = {"id": _block_id(seen, draft)}
    numbered = {int(match[1]): name for name in seen.columns if (match := _GRADE_COUNT.fullmatch(fold(name)))}
    grades = {grade: name for grade, name in numbered.items() if seen.values(name).whole and seen.values(name).low >= 0}
    grades = grades if len(grades) >= 2 else {}
    pupils = [name for name in seen.by_role("pupils") if seen.values(name).whole and seen.values(name).low >= 0]
    stage = stages.made[0].id if stages.made else ""
    if pupils and not grades:
        columns["pupils"] = pupils[0]
        level = grades_in(pupils[0], stages.country)
        held = [each.id for each in stages.made if each.grades == level]
        if len(stages.made) > 1:
            choices = [Choice(each.id, say("{stage}", stage=each.name)) for each in stages.made]
            said = say(N_("Which pupils does column “{column}” of {file} count?"), column=pupils[0], file=seen.key)
            stage = asking.ask(f"counts:{seen.key}", said, choices, (held or [stage])[0]) or stage
    fields: dict[str, object] = {"plans": found.plans, "grades": grades}
    if (len(stages.made) > 1 and not grades and pupils) or len(stages.made) == 1:
        fields["stage"] = stage
    return draft.layer(columns, **fields)


_GRADE_COUNT = re.compile(r"(?:g|gr|grade|luokka|lk|ak|arskurs|trinn|vl|pupils|oppilaat|elever) ?([0-9])(?: ?lk)?")


def _block_id(seen: Seen, draft: Draft) -> str:
    if (
        draft.source
        and "id" in draft.source.columns
        and (known := draft.source.column(seen, draft.source.columns["id"]))
    ):
        return known
    unique = [name for name in seen.columns if seen.values(name).unique]
    named = [name for name in seen.by_role("id") if name in unique]
    own = [name for name in named if not re.search(r"\b(object ?id|fid|gml id|global ?id|poly ?id)\b", fold(name))]
    return (own or named or unique or [""])[0]
