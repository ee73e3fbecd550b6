"""Where last year's mapping no longer fits: what it said of each file, as decisions for an import anew."""

from __future__ import annotations

from ..io.mapping import ImportMapping
from ..io.pile import Decisions, Opened
from ..io.recognise.questions import Asking
from .files import sources_chosen


def decisions_kept(mapping: ImportMapping, opened: Opened) -> Decisions:
    """Return what a mapping says of files that are open: kind, coordinate system, columns, name.

    Columns that are gone are left to the import to find, or to the person to say.

    Parameters
    ----------
    mapping
        As the project keeps it.
    opened
        This year's files.
    """
    answers = {"name": mapping.name}
    columns: dict[tuple[str, str], str] = {}
    for layers, seen in sources_chosen(mapping, opened.seen, Asking({})):
        layer = layers[0]
        answers[f"kind:{seen.key}"] = layer.kind
        if layer.crs:
            answers[f"crs:{seen.key}"] = layer.crs
        protected = layer.columns.get("protected", "")
        if protected in seen.columns:
            answers[f"protected:{seen.key}"] = protected
        for role, column in layer.columns.items():
            if column in seen.columns and role not in ("protected", "person", "shape"):
                columns[seen.key, column] = role
    return Decisions(answers, columns)
