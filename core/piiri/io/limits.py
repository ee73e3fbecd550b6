"""Distance limits that Piiri ships: those of some municipalities and of the law, each with its source.

A municipality's own stand in the mapping under ``[[limits]]``; ``limits = "espoo"`` takes one of these."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from ..i18n import N_, number, tr
from ..model.dataset import DistanceLimit
from ..resources import resource


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one municipality.

    Attributes
    ----------
    key
        Name of the file.
    name, source
        Whose they are, and where they are published.
    path, address
        The rule by which the way is measured, and from which address.
    limits
        Grade by grade.
    """

    key: str
    name: str
    source: str
    path: str
    address: str
    limits: tuple[DistanceLimit, ...]

    @property
    def rule(self) -> str:
        """The limits in words."""
        words = []
        for limit in self.limits:
            template = (
                N_("grades {first}–{last} at least {km} km")
                if limit.inclusive
                else N_("grades {first}–{last} over {km} km")
            )
            words.append(tr(template, first=limit.grades[0], last=limit.grades[-1], km=number(limit.limit_m / 1000)))
        return ", ".join(words)


_NAMES = (N_("Finnish law"), N_("Swedish municipality, typical"))
"""Names of the files that are translated; those of towns are not."""


@cache
def shipped_limits() -> dict[str, Limits]:
    """Return the limits that are shipped, by their key.

    >>> shipped_limits()["espoo"].limits[0].beyond_from_cm  # over 3 km
    300001
    """
    found = {}
    for path in sorted(resource("limits").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        limits = tuple(
            DistanceLimit(tuple(each["grades"]), float(each["limit_m"]), each["inclusive"]) for each in table["limits"]
        )
        found[path.stem] = Limits(path.stem, table["name"], table["source"], table["path"], table["address"], limits)
    return found


def usual_limits(words: str) -> str:
    """Return the key of the limits that a name speaks for; those of Helsinki where it speaks for none.

    >>> usual_limits("Vantaan koulut 2026"), usual_limits("Exampleby")
    ('vantaa', 'helsinki')
    """
    folded = words.casefold()
    return next((key for key in ("espoo", "vantaa", "helsinki") if key in folded), "helsinki")
