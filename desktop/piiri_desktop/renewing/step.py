"""What the steps of a renewal have in common."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtWidgets import QWidget

from piiri.i18n import N_, tr

from ..palette import Palette
from .work import RenewalWork

Step = Literal["files", "facts", "plans"]

STEPS: Final[dict[Step, str]] = {
    "files": N_("Files"),
    "facts": N_("Differences"),
    "plans": N_("Plans"),
}
"""Step -> its name for people, in their order."""

PART_NAMES: Final[dict[str, str]] = {
    "schools": N_("Schools"),
    "catchments": N_("Catchments"),
    "blocks": N_("Blocks"),
    "pupils": N_("Pupils"),
    "residents": N_("Statistics"),
}

STATES: Final[dict[str, tuple[str, str, str]]] = {
    "new": (N_("new"), "in", "good"),
    "gone": (N_("gone"), "out", "bad"),
    "changed": (N_("changed"), "rename", "accent"),
}
"""State of a fact -> its name, its icon and its tone."""


class RenewalStep(QWidget):
    """One screen.

    Parameters
    ----------
    work
        Files, and what they lead to.
    """

    def __init__(self, work: RenewalWork, palette: Palette, scale: float) -> None:
        super().__init__()
        self.work, self.colours, self.scale = work, palette, scale

    def refresh(self) -> None:
        """Show what is found and decided."""
        raise NotImplementedError

    def waiting(self) -> str:
        """Return why the person cannot go on from here; empty where they can."""
        return "" if self.work.renewal is not None else tr("The files have not been compared yet.")

    @property
    def first(self) -> QWidget:
        """What gets the focus when the step is gone to."""
        raise NotImplementedError

    @property
    def is_large(self) -> bool:
        """True where the text is so large that what is beside or below a table scrolls."""
        return self.scale > 1.4

    def side(self, length: float) -> int:
        """Return the width of a panel at the side: with large text it leaves room for what is beside it."""
        return round(length * min(self.scale, 1.3))

    def px(self, length: float) -> int:
        """Return a length that grows with the text."""
        return round(length * self.scale)
