"""What files lack to become a project: said with what they do hold."""

from __future__ import annotations

from collections.abc import Sequence

from ...i18n import N_, tr
from .drafts import Draft
from .kinds import KINDS
from .questions import Said, say

_AREAS = ("catchments", "blocks")
_NEVER = ("services", "leave-out")
"""Kinds of which nothing is imported, whatever they come with."""


def no_areas(drafts: Sequence[Draft]) -> Said:
    """Say that no file holds areas.

    Parameters
    ----------
    drafts
        All layers, those that cannot be used too.
    """
    flat = [draft for draft in drafts if draft.kind in _AREAS and draft.seen.dimension != 2]
    flat.sort(key=lambda draft: not any(draft.seen.values(name).unique for name in draft.seen.by_role("id")))
    if flat:
        return say(
            N_(
                "None of the files holds the shapes of areas. {file} lists areas and their schools ({n} rows) without"
                " shapes: add the file with their polygons, which has the same ids."
            ),
            file=flat[0].seen.key,
            n=len(flat[0].seen.table),
        )
    kinds = [tr(KINDS[kind]) for kind in KINDS if kind not in _NEVER and any(draft.kind == kind for draft in drafts)]
    if not kinds:
        return say(N_("None of the files holds areas: a project needs blocks or catchments as polygons."))
    return say(
        N_(
            "None of the files holds areas. Recognised: {kinds}. They can be imported together with catchments, blocks"
            " or statistics by area as polygons: add one of these."
        ),
        kinds=", ".join(kinds),
    )
