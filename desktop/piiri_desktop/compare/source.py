"""Where the compared plans come from: the page knows names and asks for plans, not how they are kept."""

from __future__ import annotations

from typing import Protocol

from piiri.model.plan import Plan


class PlanSource(Protocol):
    """The plans that can be compared."""

    def names(self) -> tuple[str, ...]:
        """Return the keys of the plans, in the order in which they are offered."""

    def title(self, name: str) -> str:
        """Return what a plan is called, in the current language."""

    def plan(self, name: str) -> Plan:
        """Return a plan as it stands now; ``KeyError`` where there is none of that key any more."""
