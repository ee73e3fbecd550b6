"""Names as they are compared, whoever wrote them."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss"})


def fold(name: str) -> str:
    """Return a name as it is compared: small letters without marks, words apart.

    >>> fold("Skol-enhetskod"), fold("SCHOOL_NAM"), fold("kouluNimi"), fold("ÅRSKURS"), fold("Ikä")
    ('skol enhetskod', 'school nam', 'koulu nimi', 'arskurs', 'ika')
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).casefold()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()
