"""The parts of a written address: street, house number and letter, postal code, place; stairs and flats left off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HEAD = re.compile(
    r"(?P<street>.*?[^\d\s]\.?)\s*\b(?P<number>\d{1,4})"
    r"(?:\s*[-/]\s*(?P<to>\d{1,4})(?!\d))?"
    r"\s*(?P<letter>[a-zåäöæø](?=\d{1,3}\b|[^\w]|$))?"
    r"(?P<rest>(?:[^\d].*|\d{1,3}\b.*)?)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?:(?:FI|SE|S|N|NO)[- ])?(?P<code>\d{3} ?\d{2}|\d{4})(?P<place>\s+\D+)?", re.IGNORECASE)
_AT_END = re.compile(r"\s(?=(?:(?:FI|SE|S|N|NO)[- ])?(?:\d{3} ?\d{2}|\d{4})\s+[^\W\d]\D*$)", re.IGNORECASE)
_CARE_OF = re.compile(r"c/o\b|pl\b|box\b|postboks\b|pb\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """A written address in parts.

    Attributes
    ----------
    street
        As it is written, spaces tidied.
    number, to
        House number, and the last one of a range such as 1-3; 0 where there is none.
    letter
        Small, empty where there is none. What follows it, such as a flat, is not kept.
    postcode
        Its digits.
    place
        As it is written.
    plain
        True where nothing was left off and no letter or range was read in a spelling of its own.
    """

    street: str
    number: int = 0
    to: int = 0
    letter: str = ""
    postcode: str = ""
    place: str = ""
    plain: bool = True


def address_of(text: str, postcode: str = "", place: str = "") -> Address:
    """Return an address in parts.

    Parameters
    ----------
    text
        Street and number, and what else stands there.
    postcode, place
        As other columns say; they count more than what the text says.

    Examples
    --------
    >>> address_of("Mannerheimintie 5 A 12, 00100 Helsinki")
    Address(street='Mannerheimintie', number=5, to=0, letter='a', postcode='00100', place='Helsinki', plain=False)
    >>> address_of("Storg. 1-3"), address_of("Karl Johans gt. 12b bost. 4").letter
    (Address(street='Storg.', number=1, to=3, letter='', postcode='', place='', plain=True), 'b')
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_DASHES)).strip(" ,;")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    while len(parts) > 1 and _CARE_OF.match(parts[0]):
        parts.pop(0)
    head, rest = (parts[0], parts[1:]) if parts else ("", [])
    if not rest and (end := _AT_END.search(head)) and _HEAD.fullmatch(head[: end.start()]):
        head, rest = head[: end.start()], [head[end.end() :]]
    for part in rest:
        if (code := _CODE.fullmatch(part)) is not None:
            postcode = postcode or code["code"]
            place = place or (code["place"] or "")
        elif not re.search(r"\d", part):
            place = place or part
    postcode = re.sub(r"\D", "", postcode)
    split = _HEAD.fullmatch(head)
    if split is None:
        return Address(head, postcode=postcode, place=place.strip())
    letter = split["letter"] or ""
    return Address(
        split["street"].strip(),
        int(split["number"]),
        int(split["to"] or 0),
        letter.lower(),
        postcode,
        place.strip(),
        not split["rest"].strip(),
    )


_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\n": ",", "\r": ""})
