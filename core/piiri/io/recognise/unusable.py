"""Why a layer cannot be imported as what it is."""

from __future__ import annotations

from ...i18n import N_
from .address_points import why_unplaced
from .drafts import Draft
from .kinds import Guess
from .questions import Said, say


def why_unusable(draft: Draft, likely: Guess | None, *, addressed: bool) -> Said | None:
    """Return why a layer cannot be used; None where it can.

    Parameters
    ----------
    draft
        The layer.
    likely
        What it was taken for before anybody answered; None where nothing speaks for anything.
    addressed
        True where some layer holds address points.
    """
    kind, seen = draft.kind, draft.seen
    if kind == "leave-out":
        if draft.source is not None:
            return say(N_("{source}: its figures by school have no place in a project yet."), source=draft.source.name)
        if likely is None:
            return say(N_("Nothing in it looks like something that Piiri needs."))
        return say(N_("As answered."))
    if kind == "services":
        return say(N_("Libraries, day care and stops are not imported: no figure of a plan counts them."))
    if kind in ("catchments", "blocks") and seen.dimension != 2:
        return say(N_("It says no shapes of areas."))
    if kind == "pupils" and seen.dimension < 0:
        return why_unplaced(draft, addressed)
    if seen.dimension < 0:
        return say(N_("It says no coordinates."))
    return None
