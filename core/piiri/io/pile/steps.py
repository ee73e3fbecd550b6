"""The steps from files to a project, and on which of them each question is asked."""

from __future__ import annotations

from typing import Final, Literal

from ...i18n import N_

Step = Literal["files", "columns", "place", "problems", "repair", "summary"]

STEPS: Final[dict[Step, str]] = {
    "files": N_("Files"),
    "columns": N_("Columns"),
    "place": N_("Place"),
    "problems": N_("Problems"),
    "repair": N_("Repairs"),
    "summary": N_("Summary"),
}
"""Step -> its name for people, in their order."""

_OF: Final[dict[str, Step]] = {
    "kind": "files",
    "shows": "files",
    "blocks": "files",
    "make-blocks": "files",
    "encoding": "files",
    "delimiter": "files",
    "schools-of": "files",
    "catchments": "files",
    "schools": "files",
    "unused-schools": "files",
    "crs": "place",
    "name": "summary",
    "repair": "repair",
}


def step_of(key: str) -> Step:
    """Return the step on which a question is asked; what is asked of values belongs to the columns.

    >>> step_of("crs:pupils.csv"), step_of("protected:pupils.csv"), step_of("name")
    ('place', 'columns', 'summary')
    """
    return _OF.get(key.partition(":")[0], "columns")
