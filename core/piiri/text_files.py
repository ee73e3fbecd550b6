"""Small text files that people write by hand or by script: models, edits."""

from __future__ import annotations

from pathlib import Path

from .errors import InputError
from .i18n import N_


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    InputError
        ``file-not-read``: it is not there, may not be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            "file-not-read",
            N_("The file {file} cannot be read: {reason}."),
            N_("Check the path; the file must be UTF-8 text."),
            file=path,
            reason=getattr(problem, "strerror", None) or "UTF-8",
        ) from None
