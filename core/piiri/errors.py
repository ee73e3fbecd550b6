"""What can go wrong, said once, in one sentence with its place and its mend.

A template is written where its cause is, marked with :func:`~piiri.i18n.N_` so that the translations find it, and is
turned into the reader's language only when it is shown. ``facts`` stay machine-readable for ``--json`` and for tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from .i18n import tr


class PiiriError(Exception):
    """Base of every error that a user may see.

    Parameters
    ----------
    code
        Stable key for programs and tests, in kebab-case: ``"column-missing"``.
    template
        English sentence with ``{fact}`` placeholders: what happened, and where.
    mend
        English sentence: how to mend it. May use the same facts.
    facts
        The values of the placeholders, kept as they are.

    Examples
    --------
    >>> error = PiiriError("file-missing", "There is no file {file}.", "Check the path.", file="a.csv")
    >>> error.sentence
    'There is no file a.csv. Check the path.'
    """

    def __init__(self, code: str, template: str, mend: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.mend = mend
        self.facts: Mapping[str, Any] = facts

    @property
    def what(self) -> str:
        """What happened and where, in the current language."""
        return tr(self.template, **self.facts)

    @property
    def how(self) -> str:
        """How to mend it, in the current language; empty where there is no mend."""
        return tr(self.mend, **self.facts) if self.mend else ""

    @property
    def sentence(self) -> str:
        """Both sentences, as shown to a person."""
        return f"{self.what} {self.how}".strip()

    def to_json(self) -> dict[str, Any]:
        """Return code, sentence and facts for machine-readable output."""
        facts = {key: str(fact) if isinstance(fact, PurePath) else fact for key, fact in self.facts.items()}
        return {"code": self.code, "message": self.sentence, "facts": facts}

    def __str__(self) -> str:
        return self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process border whole: Exception alone would keep the code only, and fail to be built again."""
        return _again, (type(self), self.code, self.template, self.mend, dict(self.facts))


def _again(kind: type[PiiriError], code: str, template: str, mend: str, facts: dict[str, Any]) -> PiiriError:
    return kind(code, template, mend, **facts)


class InputError(PiiriError):
    """A file, a mapping or an argument cannot be used. Nothing has been changed."""


class EditRejected(PiiriError):
    """An edit that the plan cannot take. The plan is as it was."""


class StorageError(PiiriError):
    """A project cannot be opened, saved or trusted."""
