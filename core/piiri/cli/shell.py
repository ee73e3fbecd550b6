"""What all commands share: language, errors as one sentence with exit code 1, JSON output, progress."""

from __future__ import annotations

import contextlib
import json
import locale
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click

from ..errors import PiiriError
from ..i18n import LANGUAGES, set_language
from ..progress import Progress

P = ParamSpec("P")
R = TypeVar("R")

PROBLEM = 1


class Problem(click.ClickException):
    """A problem in the data: its sentence on standard error, as JSON on standard output where that was asked for."""

    exit_code = PROBLEM

    def __init__(self, error: PiiriError, as_json: bool) -> None:
        super().__init__(error.sentence)
        self.error, self.as_json = error, as_json

    def show(self, file: Any = None) -> None:
        """Say it."""
        if self.as_json:
            print_json({"error": self.error.to_json()})
        click.echo(self.message, err=True)


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a :class:`~piiri.errors.PiiriError` into exit code 1 with its sentence."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PiiriError as error:
            raise Problem(error, bool(kwargs.get("as_json"))) from None

    return run


def _choose_language(language: str | None) -> None:
    if language is None:
        with contextlib.suppress(ValueError):
            language = locale.getlocale()[0]
    set_language(language or "en")


def print_json(value: Any) -> None:
    """Print JSON for programs: UTF-8, two spaces, keys in their order."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def note(text: str) -> None:
    """Say something to the person, not to the program that reads the output."""
    click.echo(text, err=True)


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error where a person watches, else silence."""
    if not sys.stderr.isatty():
        yield lambda fraction, text: None
        return
    with click.progressbar(length=1000, file=sys.stderr, item_show_func=lambda text: text or "") as bar:

        def show(fraction: float, text: str) -> None:
            bar.update(max(0, round(fraction * 1000) - bar.pos), text)

        yield show


language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=None,
    is_eager=True,
    expose_value=False,
    callback=lambda context, option, value: _choose_language(value),
    help="Language of texts; the system's where not given.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys.")
