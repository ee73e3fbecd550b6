"""Mappings of single layers: which column is which, for schools, pupils, residents and backdrops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ...i18n import N_, tr
from ...model.dataset import Group
from ...model.stages import Stage
from ..columns import grades_of
from ..folding import fold
from ..identity import is_identity_number
from ..mapping import GroupColumn, LayerMapping, ResidentColumn
from ..roads.classes import classes_of
from .kinds import address_columns, grade_column, school_words, shows
from .known import Source
from .levels import grades_in, language_in
from .looking import Seen
from .privacy import identity_columns, name_columns, protected_columns
from .questions import Asking, Choice, say
from .school_names import SchoolNames

NONE = "none"
_SIGNS = ("..", ".", "-", "–", "…", "*", "x", "n/a", "N/A", "NA", "~100")
_GROUP_WORDS = (
    (
        "support",
        r"tuki|\btuen\b|tehostet|erityi|sarskilt stod|\bstod\b|special|support|spesialund",
        N_("Pupils with support in learning"),
    ),
    (
        "second_language",
        r"\bs2\b|\bsva\b|toisena kielena|som andra ?sprak|second language",
        N_("Second-language learners"),
    ),
    (
        "foreign_language",
        r"vieraskiel|frammande|foreign|minority|minoritet|fremmedsprak",
        N_("Foreign-language pupils"),
    ),
)
_HOME_LANGUAGES = (
    "fi",
    "suomi",
    "fin",
    "finska",
    "sv",
    "ruotsi",
    "swe",
    "svenska",
    "se",
    "smi",
    "saame",
    "no",
    "norsk",
    "nob",
    "nno",
)


@dataclass
class Draft:
    """A layer on its way into the mapping.

    Attributes
    ----------
    seen, source, kind
        The layer, what it is known as, and what it is imported as.
    crs, swapped
        As settled.
    """

    seen: Seen
    kind: str
    source: Source | None = None
    crs: str = ""
    swapped: bool = False
    ids: str = ""
    names: str = ""
    digits: dict[str, int] = field(default_factory=dict)

    def layer(self, columns: dict[str, str], **fields: object) -> LayerMapping:
        """Return the mapping of this layer, with its coordinates and its rows of totals."""
        seen = self.seen
        used = dict(columns)
        if seen.shape_column:
            used["shape"] = seen.shape_column
        elif seen.table.shapes is None and any(seen.coordinates):
            used["x"], used["y"] = seen.coordinates[::-1] if self.swapped else seen.coordinates
        by_shape = seen.table.shapes is not None or bool(seen.shape_column)
        made = replace(
            seen.spec,
            kind=self.kind,
            crs=self.crs,
            swapped=self.swapped and by_shape,
            columns=used,
            without=seen.totals,
            digits={name: width for name, width in self.digits.items() if name in used.values()},
        )
        return replace(made, **fields)  # type: ignore[arg-type]  # mypy cannot see which field each is


def school_id_and_name(seen: Seen, source: Source | None) -> tuple[str, str]:
    """Return the columns of a layer of schools that hold ids and names; empty where there is none."""
    id_column = source.column(seen, source.columns["id"]) if source and "id" in source.columns else ""
    name = source.column(seen, source.columns["name"]) if source and "name" in source.columns else ""
    names = [each for each in seen.by_role("name") if not seen.values(each).whole]
    if not name and names:
        name = max(names, key=lambda each: (school_words(seen.values(each)), len(seen.values(each).distinct)))
    if not id_column:
        ids = [each for each in seen.by_role("id") if seen.values(each).unique and each != name]
        own = [
            each
            for each in ids
            if not re.search(r"\b(object ?id|fid|ogc fid|gml id|global id|zip)\b|globalid", fold(each))
        ]
        id_column = (own or ([] if name and seen.values(name).unique else ids) or [""])[0]
    return id_column, name


def schools_layer(
    draft: Draft, stages: Sequence[Stage], country: str, names: SchoolNames, asking: Asking, used: float
) -> LayerMapping:
    """Return the mapping of a layer of schools.

    Parameters
    ----------
    draft, stages, country, names, asking
        The layer; the stages of the project; where it is; names of all schools; receives questions.
    used
        Share of its schools that some area names.
    """
    seen = draft.seen
    columns = {key: column for key, column in (("id", draft.ids), ("name", draft.names)) if column}
    places = [name for name in seen.by_role("places") if seen.values(name).whole and seen.values(name).low >= 0]
    if places:
        columns["places"] = places[0]
    teaches: dict[str, tuple[str, ...]] = {}
    for name in (*seen.by_role("grades"), *seen.by_role("teaches")):
        taught = _taught(seen.values(name).distinct, stages, country)
        if any(taught.values()):
            columns["teaches"], teaches = name, taught
            break
    fields: dict[str, object] = {"teaches": teaches}
    if draft.source is not None and draft.source.only:
        fields["only"] = {
            column: values
            for pattern, values in draft.source.only.items()
            if (column := draft.source.column(seen, pattern))
        }
    if used < 0.6:
        said = say(N_("Many schools in {file} have no area in any plan. Are they left out?"), file=seen.key)
        choices = (Choice("leave-out", say(N_("Left out"))), Choice("keep", say(N_("Kept"))))
        fields["only_used"] = asking.ask(f"unused-schools:{seen.key}", said, choices, "leave-out") == "leave-out"
    return draft.layer(columns, **fields)


def _taught(values: Sequence[str], stages: Sequence[Stage], country: str) -> dict[str, tuple[str, ...]]:
    if not 1 <= len(values) <= 80:
        return {}
    taught = {}
    for value in values:
        grades = set(grades_of(value) or grades_in(value, country))
        language = language_in(value)
        taught[value] = tuple(
            stage.id
            for stage in stages
            if grades & set(stage.grades) and (not language or stage.language in ("", language))
        )
    return taught


@dataclass(frozen=True)
class PupilColumns:
    """The columns of a register of pupils, and the groups it tells apart."""

    columns: dict[str, str]
    groups: dict[str, GroupColumn]
    named_groups: tuple[Group, ...]
    languages: dict[str, str]


def pupil_columns_of(draft: Draft, names: SchoolNames, asking: Asking) -> PupilColumns:
    """Return which column of a register of pupils is which; asks about protection, identity numbers and names."""
    seen = draft.seen
    columns: dict[str, str] = {}
    column, what = grade_column(seen)
    if column:
        columns[what] = column
    private = (*identity_columns(seen), *name_columns(seen))
    _ask_protected(seen, columns, asking)
    if person := _ask_private(seen, private, asking):
        columns["person"] = person
    rest = [name for name in seen.columns if name not in private and name not in columns.values()]
    for name in rest:
        if name in seen.by_role("language") and 1 <= len(seen.values(name).distinct) <= 12:
            columns.setdefault("language", name)
    schools = sorted(rest, key=lambda name: -names.share(seen.values(name)))
    if schools and names.share(seen.values(schools[0])) >= 0.5:
        columns["attends"] = schools[0]
    elif not names and (named := [name for name in seen.by_role("attends") if name in rest]):
        columns["attends"] = named[0]
    weights = [name for name in seen.by_role("weight") if name in rest and seen.values(name).whole]
    weights = [name for name in weights if seen.values(name).low >= 1 and name not in seen.coordinates]
    if weights:
        said = say(
            N_("Does each row of {file} stand for as many pupils as column “{column}” says?"),
            file=seen.key,
            column=weights[0],
        )
        choices = (Choice("yes", say(N_("Yes"))), Choice("no", say(N_("No, each row is one pupil"))))
        if asking.ask(f"weight:{seen.key}", said, choices, "yes", say(N_("Its name says so."))) == "yes":
            columns["weight"] = weights[0]
    for role, name in address_columns(seen).items():
        if name in rest and name not in columns.values() and role != "other_street":
            columns[role] = name
    if not {"address", "street"} & set(columns):
        columns = {
            role: name for role, name in columns.items() if role not in ("number", "letter", "postcode", "place")
        }
    taken = set(columns.values())
    found = [name for name in rest if name not in taken and seen.values(name).yes_or_no]
    groups: dict[str, GroupColumn] = {}
    named_groups = []
    for key, pattern, label in _GROUP_WORDS:
        for name in found:
            if key not in groups and re.search(pattern, fold(name)):
                groups[key] = GroupColumn(name)
                named_groups.append(Group(key, tr(label)))
    if "foreign_language" not in groups and (
        tongues := [name for name in seen.by_role("mother_tongue") if name in rest]
    ):
        values = seen.values(tongues[0]).distinct
        other = tuple(value for value in values if value.casefold() not in _HOME_LANGUAGES)
        if other and len(values) <= 300 and not seen.values(tongues[0]).yes_or_no:
            groups["foreign_language"] = GroupColumn(tongues[0], other)
            named_groups.append(Group("foreign_language", tr("Foreign-language pupils")))
    spoken = seen.values(columns["language"]).distinct if "language" in columns else ()
    languages = {value: code for value in spoken if (code := _language_code(value)) and code != value}
    return PupilColumns(columns, groups, tuple(named_groups), languages)


def _language_code(value: str) -> str:
    if fold(value) in ("fin", "finska", "finnish"):
        return "fi"
    if fold(value) in ("swe", "svenska", "swedish"):
        return "sv"
    return language_in(value)


def _ask_protected(seen: Seen, columns: dict[str, str], asking: Asking) -> None:
    found = protected_columns(seen)
    clear = [name for name in found if seen.values(name).yes_or_no or not seen.values(name).filled]
    choices = [Choice(name, say(N_("Column “{column}”"), column=name)) for name in (found or seen.columns)]
    choices.append(Choice(NONE, say(N_("No pupil in this file has a protected address"))))
    answer = asking.ask(
        f"protected:{seen.key}",
        say(
            N_("Which column of {file} says whose address is protected? The places of these pupils are never kept."),
            file=seen.key,
        ),
        choices,
        (clear or found or (None,))[0],
        say(N_("Its name says so.")) if found else None,
    )
    if answer and answer != NONE:
        columns["protected"] = answer


def _ask_private(seen: Seen, private: Sequence[str], asking: Asking) -> str:
    """Ask what becomes of identity numbers and names; returns the column that pseudonyms are made of, or nothing."""
    if not private:
        return ""
    numbers = [name for name in identity_columns(seen) if is_identity_number((seen.values(name).distinct or ("",))[0])]
    choices = [Choice("leave-out", say(N_("Import the file without these columns")))]
    if numbers:
        text = N_("Make a pseudonym of “{column}”, by which pupils are known again next year; the number is not kept")
        choices.append(Choice("pseudonym", say(text, column=numbers[0])))
    answer = asking.ask(
        f"personal:{seen.key}",
        say(
            N_("{file} holds identity numbers or names of people: {columns}. They are not needed and never stored."),
            file=seen.key,
            columns=", ".join(private),
        ),
        choices,
    )
    return numbers[0] if answer == "pseudonym" else ""


def residents_layer(draft: Draft, taken: Sequence[str], asking: Asking) -> LayerMapping:
    """Return the mapping of a layer of statistics: the figures of a known source, else residents and their parts."""
    seen, source = draft.seen, draft.source
    key = re.sub(r"[^a-z0-9]+", "-", source.key if source else seen.about or "residents").strip("-")[:40]
    while key in taken:
        key += "-2"
    values = source.residents(seen) if source else {}
    if not values:
        values = _parts(seen)
    missing = list(source.missing) if source else []
    together = None
    if source and source.together:
        sign, pattern = source.together
        together = (sign, tuple(name for name in seen.columns if re.fullmatch(pattern, fold(name))))
    signs = _signs(seen, [value.column for value in values.values() if not together or value.column not in together[1]])
    signs = [sign for sign in signs if sign not in missing]
    if signs:
        said = say(N_("In {file}, does {signs} stand for “not known”?"), file=seen.key, signs=", ".join(signs))
        choices = (Choice("yes", say(N_("Yes"))), Choice("no", say(N_("No, the rows are wrong"))))
        if (
            asking.ask(f"missing:{seen.key}", said, choices, "yes", say(N_("No count can be less than 0, or a sign.")))
            == "yes"
        ):
            missing += signs
    return draft.layer({}, id=key, values=values, missing=tuple(missing), missing_together=together)


def _signs(seen: Seen, columns: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in columns:
        values = seen.values(name)
        found += [value for value in values.distinct if value in _SIGNS]
        if values.low == -1 and not ((values.numbers < 0) & (values.numbers != -1)).any():
            found += [value for value in ("-1", "\u22121") if value in values.distinct]
    return list(dict.fromkeys(found))


def _parts(seen: Seen) -> dict[str, ResidentColumn]:
    """Return the column of residents, and those whose values are never more than it."""
    people = next((name for name in seen.by_role("residents") if seen.values(name).numeric >= 0.5), "")
    if not people:
        return {}
    found = {"residents": ResidentColumn(people, tr("Residents"))}
    total = seen.values(people).numbers
    ids = {*seen.by_role("id"), *seen.coordinates, people}
    for name in seen.columns:
        values = seen.values(name)
        if name in ids or not values.whole or values.low < 0 or len(values.distinct) < 4 or len(found) > 30:
            continue
        both = np.isfinite(values.numbers) & np.isfinite(total)
        if both.sum() > 0.9 * len(total) and (values.numbers <= total)[both].all() and values.numbers[both].sum() > 0:
            key = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") or f"value_{len(found)}"
            found.setdefault(key, ResidentColumn(name, name, "residents"))
    return found


def backdrop_layers(draft: Draft, asking: Asking) -> list[LayerMapping]:
    """Return the mappings of a layer of lines or water: one each for roads, streets, rail and rivers."""
    seen = draft.seen
    if seen.format == "osm":
        return [*_osm_layers(draft), *_ways(draft)]
    shown = shows(seen) or ("road" if seen.by_role("highway") else "")
    if not shown:
        choices = [Choice(each, say(text)) for each, text in _SHOWN_NAMES.items()]
        shown = asking.ask(f"shows:{seen.key}", say(N_("What does {file} show?"), file=seen.key), choices) or ""
    return [draft.layer({}, shows=shown), *_ways(draft)] if shown else []


def _ways(draft: Draft) -> list[LayerMapping]:
    """The layer once more as ways to walk, where it says which of its lines are roads and paths."""
    said = classes_of({name: values[:0] for name, values in draft.seen.table.columns.items()}, 0)
    return [replace(draft.layer({}), kind="ways")] if said.source else []


_SHOWN_NAMES = {
    "road": N_("Roads"),
    "street": N_("Streets"),
    "rail": N_("Railways"),
    "river": N_("Rivers"),
    "water": N_("Water"),
    "land": N_("Land"),
}
_OSM = (
    ("road", "highway", r"(motorway|trunk|primary|secondary|tertiary)(_link)?"),
    ("street", "highway", r"residential|living_street|unclassified|pedestrian"),
    ("rail", "railway", r"rail|light_rail|narrow_gauge"),
    ("river", "waterway", r"river|canal"),
)


def _osm_layers(draft: Draft) -> list[LayerMapping]:
    made = []
    for shown, column, pattern in _OSM:
        if column in draft.seen.columns:
            values = tuple(value for value in draft.seen.values(column).distinct if re.fullmatch(pattern, value))
            if values:
                made.append(draft.layer({}, shows=shown, only={column: values}))
    return made
