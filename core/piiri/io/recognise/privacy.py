"""Personal identity numbers and names, recognised so that they are never stored; the column of protected addresses."""

from __future__ import annotations

from ..identity import is_identity_number
from .looking import Seen
from .values import Values
from .words import role_matches


def identity_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that hold personal identity numbers, by their values or by their names."""
    named = seen.by_role("personal_id")
    return tuple(name for name in seen.columns if name in named or _holds_numbers(seen.values(name)))


def _holds_numbers(values: Values) -> bool:
    sample = values.distinct[:300]
    return len(sample) > 0 and sum(map(is_identity_number, sample)) >= max(1, 0.6 * len(sample))


def name_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that hold names of people, by their names."""
    return seen.by_role("person_name")


def protected_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that may say whose address is protected; also those in which nobody's is."""
    return tuple(name for name in seen.columns if role_matches("protected", name))
