"""Which distance limits hold: asked with those that Piiri ships, and with what the name of the town speaks for."""

from __future__ import annotations

from ...i18n import N_, tr
from ..limits import Limits, shipped_limits, usual_limits
from .questions import Asking, Choice, say

_NAMED_RULE = N_("{name}: {rule}")


def ask_limits(asking: Asking, words: str) -> Limits:
    """Return the limits of the municipality, by the answer or by the words of its name and files."""
    shipped = shipped_limits()
    choices = [Choice(each.key, say(_NAMED_RULE, name=tr(each.name), rule=each.rule)) for each in shipped.values()]
    usual = usual_limits(words)
    said = say(N_("From how far on is the way to school too long?"))
    why = say(N_("These are the limits of {name}."), name=tr(shipped[usual].name))
    return shipped[asking.ask("limits", said, choices, usual, why) or usual]
