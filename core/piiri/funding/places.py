"""Where in a TOML file a key stands, so that a problem can name its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_\-.\s])+?)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_\-]+)""")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every table and of every key at the start of a line, by its path.

    >>> lines_of('[a]\\nb = 1\\n[[c]]\\nd = 2')
    {('a',): 1, ('a', 'b'): 2, ('c', 0): 3, ('c', 0, 'd'): 4}
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside = 0
    for number, line in enumerate(text.splitlines(), 1):
        if inside <= 0:
            header = _HEADER.match(line)
            if header:
                path: Path = _parts(header[2])
                if header[1] == "[[":
                    counts[path] = counts.get(path, -1) + 1
                    path = (*path, counts[path])
                here = path
                found.setdefault(here, number)
                continue
            key = _KEY.match(line)
            if key:
                path = here
                for part in _parts(key[1]):
                    path = (*path, part)
                    found.setdefault(path, number)
        inside += _opened(line)
    return found


def _parts(text: str) -> Path:
    return tuple(a or b or c for a, b, c in _PART.findall(text))


def _opened(line: str) -> int:
    """How many brackets a line leaves open, outside quotes and comments."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', "", line).partition("#")[0]
    return sum(bare.count(sign) for sign in "[{") - sum(bare.count(sign) for sign in "]}")


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of a key, or of the nearest table around it; 1 where neither is found."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def line_of_fault(text: str, fault: tomllib.TOMLDecodeError) -> int:
    """Return the line that a TOML parser complained about."""
    said = re.search(r"line (\d+)", str(fault))
    return int(said[1]) if said else max(1, len(text.splitlines()))


def described(path: Path) -> str:
    """Return a path as a person would write it.

    >>> described(("indicator", 0, "external", "mean"))
    'indicator[1].external.mean'
    """
    said = ""
    for part in path:
        said += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said


def shown(value: Any) -> str:
    """Return a value as it may stand in a sentence, cut short."""
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
