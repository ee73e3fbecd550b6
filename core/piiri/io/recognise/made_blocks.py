"""Whether blocks are made where no file holds any."""

from __future__ import annotations

from collections.abc import Sequence

from ...i18n import N_
from ..making_blocks import LINES
from ..mapping import LayerMapping, MakeBlocks
from .looking import Seen
from .questions import Asking, Choice, say


def ask_make_blocks(made: Sequence[tuple[Seen, LayerMapping]], asking: Asking) -> MakeBlocks | None:
    """Return how blocks are to be made; None where a file holds them, or where the catchments alone are enough."""
    kinds = [layer.kind for _, layer in made]
    if "blocks" in kinds or "catchments" not in kinds:
        return None
    choices = [Choice("areas", say(N_("No: catchments only")))]
    if any(layer.kind == "backdrop" and layer.shows in LINES for _, layer in made):
        choices.append(Choice("roads", say(N_("Between roads, rail and water"))))
    choices.append(Choice("grid", say(N_("Squares of 250 m"))))
    said = say(N_("No file holds blocks, the pieces that are moved between catchments. Are some made?"))
    why = say(N_("Nothing is made up without being asked for."))
    answer = asking.ask("make-blocks", said, choices, "areas", why)
    return None if answer in (None, "areas") else MakeBlocks(str(answer))
