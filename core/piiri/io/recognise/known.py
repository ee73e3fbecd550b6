"""Sources that are known by name: their columns map themselves, and their signs for *hidden* are known.

Facts: Statistics Finland, Paavo and HSY hide small numbers as −1 or, HSY, as 99 in all nine age bands. Skolverket
writes ``..`` for fewer than ten pupils, ``.`` for none and ``~100`` where a few lacked the measure. Since 2025 SCB
perturbs every count, so that parts do not add up to totals: they are taken as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..folding import fold
from ..mapping import ResidentColumn
from .looking import Seen


@dataclass(frozen=True)
class Source:
    """A published layer or table.

    Attributes
    ----------
    key, name
        Stable key, and its name for people.
    kind
        What it is imported as.
    needs
        Patterns; each must match the folded name of a column.
    about
        Pattern over the words of file and layer; empty where the columns are enough.
    crs
        What its coordinates are in.
    missing
        What stands for hidden or absent.
    together
        The value that means hidden only where all the columns that match the pattern hold it.
    columns
        Role -> pattern over folded names.
    values
        Key -> (pattern, name, of, per), as in :class:`~piiri.io.mapping.ResidentColumn`.
    only
        Pattern over a column -> values kept.
    """

    key: str
    name: str
    kind: str
    needs: tuple[str, ...]
    about: str = ""
    crs: str = ""
    missing: tuple[str, ...] = ()
    together: tuple[str, str] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, seen: Seen, pattern: str) -> str:
        """Return the column that a pattern means; empty where there is none."""
        return next((name for name in seen.columns if re.fullmatch(pattern, fold(name))), "")

    def fits(self, seen: Seen) -> bool:
        """Tell whether a layer is this one."""
        return (not self.about or re.search(self.about, seen.about) is not None) and all(
            self.column(seen, pattern) for pattern in self.needs
        )

    def residents(self, seen: Seen) -> dict[str, ResidentColumn]:
        """Return the figures of a layer of statistics that this file has."""
        found: dict[str, ResidentColumn] = {}
        for key, (pattern, name, of, per) in self.values.items():
            if (column := self.column(seen, pattern)) and (not of or of in found):
                found[key] = ResidentColumn(column, name, of, per)
        return found


def _bands(*spans: tuple[str, str]) -> dict[str, tuple[str, str, str, str]]:
    return {
        f"age_{label.replace('–', '_').replace(' ', '')}": (pattern, f"Aged {label}", "residents", "count")
        for pattern, label in spans
    }


SOURCES: tuple[Source, ...] = (
    Source(
        "hsy-grid",
        "HSY population grid",
        "residents",
        ("index", "asukkaita", "ika0 9", "ika yli80"),
        crs="EPSG:3879",
        together=("99", r"ika.*"),
        columns={"id": "index"},
        values={"residents": ("asukkaita", "Residents", "", "count")}
        | _bands(*((f"ika{low} {low + 9}", f"{low}–{low + 9}") for low in range(0, 80, 10)), ("ika yli80", "80+")),
    ),
    Source(
        "paavo",
        "Paavo, Statistics Finland",
        "residents",
        ("posti ?alue|postinumero ?alue", "he vakiy"),
        crs="EPSG:3067",
        missing=("-1",),
        columns={"id": "posti ?alue|postinumero ?alue"},
        values={"residents": ("he vakiy", "Residents", "", "count")}
        | _bands(("he 0 2", "0–2"), ("he 3 6", "3–6"), ("he 7 12", "7–12"), ("he 13 15", "13–15"))
        | {
            "adults": ("ko ika18y", "Aged 18 and over", "", "count"),
            "basic_only": ("ko perus", "Basic education only", "adults", "count"),
            "income_earners": ("hr tuy", "Income earners", "", "count"),
            "mean_income": ("hr ktu", "Mean income", "income_earners", "mean"),
            "unemployed": ("pt tyott", "Unemployed", "residents", "count"),
            "dwellings": ("te taly|te takk", "Households", "", "count"),
            "rented": ("te vuok as", "Rented dwellings", "dwellings", "count"),
        },
    ),
    Source(
        "statfin-grid",
        "Grid database, Statistics Finland",
        "residents",
        (r"grid ?id|grd ?id|id nro|euref ?x", "he vakiy|vaesto"),
        crs="EPSG:3067",
        missing=("-1",),
        columns={"id": r"grid ?id|grd ?id|id nro"},
        values={"residents": ("he vakiy|vaesto", "Residents", "", "count")}
        | _bands(
            ("he 0 2", "0–2"),
            ("he 3 6", "3–6"),
            ("he 7 12", "7–12"),
            ("he 13 15", "13–15"),
            ("ika 0 14", "0–14"),
            ("ika 15 64", "15–64"),
            ("ika 65", "65+"),
        ),
    ),
    Source(
        "helsinki-catchments",
        "Catchments, City of Helsinki",
        "catchments",
        ("aluejako", "nimi (fi|se)"),
        crs="EPSG:3879",
        columns={"school": "nimi fi|nimi se"},
    ),
    Source(
        "espoo-catchments",
        "Catchments, City of Espoo",
        "catchments",
        ("nimi", "id"),
        about="oppilaaksiottoalueet (suomen|ruotsin)kielinen",
        crs="EPSG:3879",
        columns={"school": "nimi"},
    ),
    Source(
        "vantaa-catchments",
        "Catchments, City of Vantaa",
        "catchments",
        ("koulu", "oppilaaksiottoalue"),
        columns={"school": "koulu"},
    ),
    Source(
        "finnish-schools",
        "Schools, Statistics Finland",
        "schools",
        ("tunn", "onimi", "oltyp"),
        crs="EPSG:3067",
        columns={"id": "tunn", "name": "onimi"},
        only={"oltyp": ("11", "12", "19")},
    ),
    Source(
        "scb-areas",
        "DeSO and RegSO, Statistics Sweden",
        "residents",
        (r"deso(kod)?|regso(kod)?", r"bef ?totalt|totalt|befolkning|folkmangd"),
        crs="EPSG:3006",
        missing=("..",),
        columns={"id": r"deso(kod)?|regso(kod)?"},
        values={"residents": (r"bef ?totalt|totalt|befolkning|folkmangd", "Residents", "", "count")},
    ),
    Source(
        "scb-grid",
        "Population grid, Statistics Sweden",
        "residents",
        (r"ruta|rut ?id|rutid scb", r"bef ?totalt|beftotalt|totalt"),
        crs="EPSG:3006",
        columns={"id": r"ruta|rut ?id|rutid scb"},
        values={"residents": (r"bef ?totalt|beftotalt|totalt", "Residents", "", "count")},
    ),
    Source(
        "skolverket",
        "Export of Skolverket",
        "figures",
        ("skola", "skol enhetskod"),
        missing=("..", ".", "~100"),
    ),
    Source(
        "oslo-zones",
        "School zones, City of Oslo",
        "catchments",
        ("skretsnavn",),
        columns={"school": "skretsnavn"},
    ),
    Source(
        "oslo-schools",
        "Schools, City of Oslo",
        "schools",
        ("navn", "dbid", "type"),
        columns={"id": "dbid", "name": "navn", "teaches": "type"},
    ),
)


def known_source(seen: Seen) -> Source | None:
    """Return the source a layer is known as, None where it is none of them."""
    return next((source for source in SOURCES if source.fits(seen)), None)
