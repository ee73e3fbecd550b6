"""The terms that a model is written in: exact amounts and numbers, names in three languages, what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from ..i18n import N_, language

Money = Annotated[Fraction, "money"]
"""An amount of the currency, written as text in the file: ``"2500000.00"``."""
Number = Annotated[Fraction, "number"]
"""An exact number."""

Basis = Literal["catchment", "enrolled", "flow", "site"]
Standard = Literal["none", "zscore", "minmax", "ratio", "share_above", "quantile_bands", "curve", "logistic"]
Policy = Literal["area_mean", "sector_mean", "exclude", "reference", "assumed"]
Status = Literal["published", "described by third parties", "illustrative"]


@dataclass(frozen=True, slots=True)
class Words:
    """A name in the three languages; the file may give one text for all.

    >>> str(Words("Base", "Perusosa", "Grunddel"))
    'Base'
    """

    en: str
    fi: str = ""
    sv: str = ""

    def __str__(self) -> str:
        return str(getattr(self, language()) or self.en)


NO_NAME = Words("")
"""Nothing is said; the id stands for the name."""


STATUS_WORDS: dict[str, str] = {
    "published": N_("published by the authority"),
    "described by third parties": N_("described by third parties, to be confirmed by the city"),
    "illustrative": N_("illustrative, no official figures"),
}
"""How far a model is to be trusted, for people."""
