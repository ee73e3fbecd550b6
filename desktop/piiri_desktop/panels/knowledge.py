"""What the indicators panel asks of the window: files of observations and of own indicators, and follow-ups counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from piiri.years import FollowUp

from .years_rows import Why


class Knowledge(Protocol):
    """Asks for files, keeps what they say with the project, and counts beside the window."""

    def choose_observations(self) -> None:
        """Ask for a table of what was observed and keep it with the project."""

    def choose_own(self) -> None:
        """Ask for a file of the municipality's own indicators and keep them with the project."""

    def drop_own(self) -> None:
        """Take the municipality's own indicators away."""

    def follow(self, start: int, indicator: str, take: Callable[[FollowUp], None]) -> None:
        """Count what the plan kept last expects from a year on, and hand it over beside what was observed."""

    def choose_later(self, stage: str | None, take: Callable[[Why], None]) -> None:
        """Ask for the project of a later year and hand over why it came out otherwise."""
