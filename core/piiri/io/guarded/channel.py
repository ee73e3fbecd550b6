"""What crosses between the two processes: JSON and plain arrays in frames, so that nothing that comes back is executed.

A message is one frame of JSON, ``{"sizes": [...], "value": ...}``, followed by one frame for each size. Arrays are
written as their bytes; columns of texts as their different values and the position of each row's among them.
"""

from __future__ import annotations

import json
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import pandas as pd

from ...model.arrays import Array
from ..report import Problem

_LARGEST_HEAD = 256_000_000
_LARGEST_PART = 2_000_000_000
_KINDS = "biufM"
"""Booleans, whole numbers with and without sign, fractions, dates."""


class NotSaid(Exception):
    """What came is no message of this channel."""


def send(connection: Connection, value: Any, parts: list[bytes] | None = None) -> None:
    """Send a value that JSON can say, with buffers."""
    parts = parts or []
    head = json.dumps({"sizes": [len(part) for part in parts], "value": value}, default=_plain).encode("utf-8")
    connection.send_bytes(head)
    for part in parts:
        connection.send_bytes(part)


def receive(connection: Connection) -> tuple[Any, list[bytes]]:
    """Receive what :func:`send` sent.

    Raises
    ------
    EOFError, OSError
        The other process is gone.
    NotSaid
        It sent something else.
    """
    head = json.loads(connection.recv_bytes(_LARGEST_HEAD))
    sizes = head.get("sizes") if isinstance(head, dict) else None
    if not isinstance(sizes, list) or not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise NotSaid("sizes")
    if sum(sizes) > _LARGEST_PART:
        raise NotSaid("too large")
    parts = []
    for size in sizes:
        part = connection.recv_bytes(size)
        if len(part) != size:
            raise NotSaid("another size")
        parts.append(part)
    return head.get("value"), parts


def _plain(value: Any) -> Any:
    """Say what JSON cannot: numpy's numbers as numbers, anything else as text."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return str(value)


def pack(values: Array, parts: list[bytes]) -> dict[str, Any]:
    """Append an array to ``parts`` and return how it is to be read by :func:`unpack`."""
    if values.dtype.kind in _KINDS:
        parts.append(np.ascontiguousarray(values).tobytes())
        return {"type": values.dtype.str, "rows": len(values)}
    values = np.asarray(values, dtype=object)
    try:
        codes, distinct = pd.factorize(values, use_na_sentinel=True)
    except TypeError:  # lists, as GeoJSON may hold
        texts = np.array([None if value is None else _text(value) for value in values.tolist()], dtype=object)
        codes, distinct = pd.factorize(texts, use_na_sentinel=True)
    said = [value if isinstance(value, str) else str(value) for value in distinct]
    lengths = np.array([len(text) for text in said], dtype=np.uint32)
    parts += [
        codes.astype(np.int32).tobytes(),
        lengths.tobytes(),
        "".join(said).encode("utf-8", "surrogatepass"),
    ]
    return {"type": "text", "rows": len(values), "distinct": len(said)}


def _text(value: Any) -> str:
    return json.dumps(value.tolist(), ensure_ascii=False) if isinstance(value, np.ndarray) else str(value)


def unpack(how: dict[str, Any], parts: list[bytes]) -> Array:
    """Take an array off the front of ``parts``.

    Raises
    ------
    NotSaid
        Sizes disagree, or a type is none that :func:`pack` writes.
    """
    try:
        kind, rows = str(how["type"]), int(how["rows"])
        if kind != "text":
            dtype = np.dtype(kind)
            if dtype.kind not in _KINDS:
                raise NotSaid(kind)
            found = np.frombuffer(parts.pop(0), dtype)
            if len(found) != rows:
                raise NotSaid("rows")
            return found.copy()
        codes = np.frombuffer(parts.pop(0), np.int32)
        ends = np.cumsum(np.frombuffer(parts.pop(0), np.uint32), dtype=np.int64)
        text = parts.pop(0).decode("utf-8", "surrogatepass")
        if len(codes) != rows or len(ends) != int(how["distinct"]) or (len(ends) and ends[-1] != len(text)):
            raise NotSaid("text")
        distinct = np.empty(len(ends) + 1, dtype=object)
        start = 0
        for position, end in enumerate(ends.tolist()):
            distinct[position] = text[start:end]
            start = end
        # the last place holds None, which is what the position −1 means
        if len(codes) and not (int(codes.min()) >= -1 and int(codes.max()) < len(ends)):
            raise NotSaid("codes")
        return np.asarray(distinct[codes])
    except (KeyError, IndexError, TypeError, ValueError, UnicodeDecodeError) as problem:
        raise NotSaid(str(problem)) from None


def pack_bytes(values: list[bytes | None], parts: list[bytes]) -> dict[str, Any]:
    """Append texts of bytes, such as shapes in WKB; None stays None."""
    lengths = np.array([-1 if value is None else len(value) for value in values], dtype=np.int64)
    parts += [lengths.tobytes(), b"".join(value for value in values if value is not None)]
    return {"rows": len(values)}


def unpack_bytes(how: dict[str, Any], parts: list[bytes]) -> Array:
    """Take what :func:`pack_bytes` appended off the front of ``parts``, as an array of objects."""
    try:
        lengths, whole = np.frombuffer(parts.pop(0), np.int64), parts.pop(0)
        found = np.empty(int(how["rows"]), dtype=object)
        if len(lengths) != len(found) or (lengths < -1).any() or int(np.maximum(lengths, 0).sum()) != len(whole):
            raise NotSaid("bytes")
        start = 0
        for position, length in enumerate(lengths.tolist()):
            if length >= 0:
                found[position] = whole[start : start + length]
                start += length
        return found
    except (KeyError, IndexError, TypeError, ValueError) as problem:
        raise NotSaid(str(problem)) from None


def problem_said(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON says it."""
    names = ("code", "severity", "file", "template", "mend", "layer", "row", "column", "value")
    return {name: getattr(problem, name) for name in names} | {"facts": dict(problem.facts)}


def problem_of(said: Any) -> Problem:
    """Return what :func:`problem_said` said."""
    try:
        texts = {key: str(said[key]) for key in ("code", "file", "template", "mend", "layer", "column", "value")}
        row = said["row"] if isinstance(said["row"], int) else None
        facts = {str(key): value for key, value in said["facts"].items()}
        severity = "blocking" if said["severity"] == "blocking" else "listed"
    except (KeyError, TypeError, AttributeError) as problem:
        raise NotSaid(str(problem)) from None
    # mypy cannot see which field each is
    return Problem(**texts, severity=severity, row=row, facts=facts)  # type: ignore[arg-type]
