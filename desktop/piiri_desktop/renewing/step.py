"""What the steps of a renewal have in common."""

from __future__ import annotations

from typing import Final, Literal

from piiri.i18n import N_, tr

from ..importing.step import Screen
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


class RenewalStep(Screen):
    """One screen.

    Parameters
    ----------
    work
        Files, and what they lead to.
    """

    def __init__(self, work: RenewalWork, palette: Palette, scale: float) -> None:
        super().__init__(palette, scale)
        self.work = work

    def refresh(self) -> None:
        """Show what is found and decided."""
        raise NotImplementedError("each screen shows its own")

    def waiting(self) -> str:
        """See :class:`~piiri_desktop.importing.step.Screen`."""
        return "" if self.work.renewal is not None else tr("The files have not been compared yet.")
