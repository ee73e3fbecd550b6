"""The command line as a script runs it."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from piiri.cli import main


def run(*arguments: object, code: int = 0) -> Result:
    """Run ``piiri``; it ends with this exit code and never with a traceback."""
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, (words, result.output, result.exception)
    assert "Traceback" not in result.output
    return result


def said(*arguments: object, code: int = 0) -> Any:
    """What it prints with ``--json``."""
    return json.loads(run(*arguments, "--json", code=code).stdout)
