"""How text files are read, which a person may say otherwise: the encoding of their letters, and what parts columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...i18n import N_
from .looking import Seen, Unread
from .questions import Asking, Choice, say

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
    "utf-16": "UTF-16",
    "cp850": "DOS 850",
    "mac_roman": "Mac OS Roman",
}
"""Encoding -> its name; the same in every language."""

DELIMITERS = {
    "semicolon": (";", N_("Semicolon")),
    "comma": (",", N_("Comma")),
    "tabulator": ("\t", N_("Tabulator")),
    "bar": ("|", N_("Vertical bar")),
}
"""Key of an answer -> the sign, and its name for people."""

KEYS = ("encoding:", "delimiter:")


def told_of(file: str, answers: Mapping[str, str]) -> tuple[str, str]:
    """Return the encoding and the delimiter that answers say for a file; empty where they say none that is known.

    >>> told_of("pupils.csv", {"encoding:pupils.csv": "cp1252", "delimiter:pupils.csv": "semicolon"})
    ('cp1252', ';')
    """
    encoding = answers.get(f"encoding:{file}", "")
    sign, _ = DELIMITERS.get(answers.get(f"delimiter:{file}", ""), ("", ""))
    return encoding if encoding in ENCODINGS else "", sign


def ask_reading(seen: Sequence[Seen], unread: Sequence[Unread], asking: Asking) -> None:
    """Ask how each text file is read, with what was found as the default; also of one that could not be read so."""
    for each in seen:
        if each.format == "csv":
            _ask(each.spec.file, each.spec.encoding or "utf-8-sig", each.spec.delimiter or ",", asking)
    for file in dict.fromkeys(each.file for each in unread):
        if any(asking.answered(key + file) for key in KEYS):
            _ask(file, "utf-8-sig", ",", asking)


def _ask(file: str, encoding: str, delimiter: str, asking: Asking) -> None:
    why = say(N_("Found in the file."))
    encodings = [Choice(key, say("{name}", name=name)) for key, name in ENCODINGS.items()]
    said = say(N_("How are the letters of {file} encoded?"), file=file)
    asking.ask(KEYS[0] + file, said, encodings, encoding if encoding in ENCODINGS else "utf-8-sig", why)
    delimiters = [Choice(key, say(name)) for key, (_, name) in DELIMITERS.items()]
    known = next((key for key, (sign, _) in DELIMITERS.items() if sign == delimiter), "comma")
    asking.ask(KEYS[1] + file, say(N_("What stands between the columns of {file}?"), file=file), delimiters, known, why)
