"""What a reader has to know about a result: a value that was not known, a pot that did not suffice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..i18n import number, tr
from .currency import sign_of


@dataclass(frozen=True, slots=True)
class Note:
    """One remark.

    Attributes
    ----------
    code
        Stable key for programs, in kebab-case.
    template
        English sentence with ``{fact}`` placeholders, translated when shown.
    facts
        Their values; amounts of money as fractions of the currency.
    school
        Id of the school it concerns; empty for all.
    """

    code: str
    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    school: str = ""

    @property
    def sentence(self) -> str:
        """The remark in the current language."""
        said = {key: number(float(v), 2) if isinstance(v, Fraction) else v for key, v in self.facts.items()}
        if "currency" in said:
            said["currency"] = sign_of(said["currency"])
        return tr(self.template, **said)

    def to_json(self) -> dict[str, Any]:
        """Return code, sentence, school and facts for machine-readable output."""
        facts = {key: float(v) if isinstance(v, Fraction) else v for key, v in self.facts.items()}
        return {"code": self.code, "message": self.sentence, "school": self.school or None, "facts": facts}
