"""Language and grades that words such as *alaaste*, *Grundskola 7–9* or *barneskole* stand for, country by country."""

from __future__ import annotations

import re

import numpy as np

from ...i18n import N_, tr
from ...model.arrays import FloatArray
from ..columns import grades_of
from ..folding import fold

_COUNTRIES = (
    ("fi", 19.0, 59.3, 31.6, 70.2),
    ("no", 4.0, 57.8, 11.2, 71.3),
    ("no", 11.2, 63.5, 31.2, 71.3),
    ("dk", 8.0, 54.4, 12.7, 57.8),
    ("se", 10.9, 55.2, 24.2, 69.1),
    ("gb", -8.7, 49.8, 1.8, 60.9),
    ("us", -125.0, 24.0, -66.0, 49.5),
)
_LOWER = tuple(range(1, 7))
_UPPER = (7, 8, 9)
_FIRST = {"no": tuple(range(1, 8)), "gb": tuple(range(1, 8)), "us": tuple(range(6)), "dk": tuple(range(7))}
_WORDS: tuple[tuple[str, dict[str, tuple[int, ...]], tuple[int, ...]], ...] = (
    (r"esiopetus|esikoulu|forskoleklass|pre ?primary|pre ?school", {}, (0,)),
    (r"ala ?aste|alakoulu|lagstadi|\bal\b|ala aste", {"se": (1, 2, 3)}, _LOWER),
    (r"mellanstadi", {}, (4, 5, 6)),
    (r"yla ?aste|ylakoulu|hogstadi|\byl\b", {}, _UPPER),
    (r"barne ?skole", {}, tuple(range(1, 8))),
    (r"ungdoms ?skole", {}, (8, 9)),
    (r"primar(y|ies)|\bndps\b|\brcps\b", {"us": tuple(range(6))}, tuple(range(1, 8))),
    (r"elementary|\belem\b|\bes\b|k5", {}, tuple(range(6))),
    (r"\bmiddle\b|\bmid\b|\bms\b", {}, (6, 7, 8)),
    (r"secondar(y|ies)|\bhigh\b|\bhs\b|\bndss\b|\brcss\b", {"gb": (8, 9)}, (9,)),
)
_LANGUAGES = (
    ("sv", r"ruotsi|ruotsin ?kiel|svensk|swedish|\bsv\b|\bse\b"),
    ("fi", r"suomi|suomen ?kiel|finsk|finnish|\bfi\b"),
    ("rc", r"roman ?catholic|\brc\b|\brcps\b|\brcss\b"),
    ("nd", r"non ?denominational|\bndps\b|\bndss\b|\bnd\b"),
)
_LANGUAGE_NAMES = {
    "fi": N_("Finnish {grades}"),
    "sv": N_("Swedish {grades}"),
    "rc": N_("Roman Catholic {grades}"),
    "nd": N_("Non-denominational {grades}"),
    "": N_("Grades {grades}"),
}


def country_of(lonlat: FloatArray) -> str:
    """Return the country around the middle of places, ``"fi"``, ``"se"``, ``"no"`` ...; empty where it is another.

    >>> country_of(np.array([[24.9, 60.2]])), country_of(np.array([[10.7, 59.9]]))
    ('fi', 'no')
    """
    if not len(lonlat):
        return ""
    lon, lat = np.median(lonlat, axis=0)
    return next(
        (code for code, west, south, east, north in _COUNTRIES if west <= lon <= east and south <= lat <= north), ""
    )


def grades_in(words: str, country: str) -> tuple[int, ...]:
    """Return the grades that the words of a name stand for, empty where they say none.

    >>> grades_in("Opev_ooa_ylaaste_suomi", "fi"), grades_in("zones 1-6", ""), grades_in("elem_current", "us")
    ((7, 8, 9), (1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4, 5))
    """
    span = re.search(r"(?<![\d-])([0-9fFkK])\s?[-–]\s?([0-9])(?![\d-])", words)
    if span and (found := grades_of(span[0])):
        return tuple(grade for grade in found if grade <= 9)
    folded = fold(words)
    for pattern, special, usual in _WORDS:
        if re.search(pattern, folded):
            return special.get(country, usual)
    return ()


def language_in(words: str) -> str:
    """Return the language, or the confession, that the words of a name stand for; empty where they say none.

    >>> language_in("Oppilaaksiottoalueet_ruotsinkielinen_ala_aste")
    'sv'
    """
    folded = fold(words)
    return next((code for code, pattern in _LANGUAGES if re.search(pattern, folded)), "")


def first_grades(country: str) -> tuple[int, ...]:
    """Return the grades of the first school in a country."""
    return _FIRST.get(country, _LOWER)


def stage_name(language: str, grades: tuple[int, ...]) -> str:
    """Return a stage's name for people, in the current language.

    >>> stage_name("fi", (1, 2, 3)), stage_name("", (9,))
    ('Finnish 1–3', 'Grade 9')
    """
    if not language and len(grades) == 1:
        return tr("Grade {grades}", grades=grades[0])
    return tr(_LANGUAGE_NAMES.get(language, _LANGUAGE_NAMES[""]), grades=span_of(grades))


def span_of(grades: tuple[int, ...]) -> str:
    """Return grades as a person writes them.

    >>> span_of((1, 2, 3)), span_of((9,)), span_of((1, 3))
    ('1–3', '9', '1, 3')
    """
    if len(grades) == 1:
        return str(grades[0])
    if grades == tuple(range(grades[0], grades[-1] + 1)):
        return f"{grades[0]}–{grades[-1]}"
    return ", ".join(map(str, grades))


def words_language(words: str) -> str:
    """Return the language the column names of a file are in: ``"fi"``, ``"sv"``, ``"no"``; empty for others.

    >>> words_language("koulu luokka kieli"), words_language("skola årskurs"), words_language("id name")
    ('fi', 'sv', '')
    """
    folded = fold(words)
    counts = {
        "fi": len(
            re.findall(r"koulu|luokka|nimi|osoite|oppila|kieli|ita\b|pohjoinen|asukka|tunnus|turvakielto", folded)
        ),
        "sv": len(re.findall(r"skola|arskurs|namn|adress|elev|sprak|\bost\b|\bnord\b|platser|klass\b|skydd", folded)),
        "no": len(re.findall(r"skole|trinn|navn|kommune|plasser|malform|krets|adresseperre", folded)),
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] and sorted(counts.values())[-2] < counts[best] else ""
