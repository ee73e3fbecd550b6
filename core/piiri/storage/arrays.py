"""Arrays and long lists of texts, each kept once under the hash of its bytes.

What two plans share is one row. So a plan that moved no corner costs no second copy, and loading gives both plans the
same object again, which is what makes comparing plans cheap. An array is its plain bytes: loading is a copy and a hash,
no parsing.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from typing import Any

import numpy as np

from ..model.arrays import Array

TEXTS = "texts"
"""The ``dtype`` of a list of texts, kept as JSON."""

_KINDS = frozenset("biuf")


class DamagedArray(Exception):
    """The bytes of an array are not those that were kept; the argument is the array's name."""


class ArrayWriter:
    """Puts arrays into ``piiri_array``.

    >>> # ref = ArrayWriter(connection).array("pupils.xy", xy)
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known = {sha for (sha,) in connection.execute("SELECT sha256 FROM piiri_array")}

    def array(self, name: str, array: Array) -> str:
        """Keep an array of numbers or truth values; returns its reference."""
        if array.dtype.kind not in _KINDS:
            raise ValueError(f"{name}: arrays of {array.dtype} cannot be kept")
        plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        return self._put(name, plain.dtype.str, json.dumps(array.shape), plain.tobytes())

    def texts(self, name: str, texts: tuple[str, ...]) -> str:
        """Keep a list of texts; returns its reference."""
        return self._put(name, TEXTS, json.dumps([len(texts)]), json.dumps(texts).encode())

    def _put(self, name: str, dtype: str, shape: str, data: bytes) -> str:
        sha256 = _hash(dtype, shape, data)
        if sha256 not in self._known:
            self._connection.execute(
                "INSERT INTO piiri_array (sha256, name, dtype, shape, data) VALUES (?, ?, ?, ?, ?)",
                (sha256, name, dtype, shape, data),
            )
            self._known.add(sha256)
        return sha256


class ArrayReader:
    """Takes arrays out of ``piiri_array``, each once, checked against its hash.

    Raises
    ------
    DamagedArray
        From each method, where the bytes are not those that were kept or the row is missing.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._read: dict[str, Any] = {}

    def array(self, reference: str) -> Array:
        """Return an array, read-only; the same object each time."""
        if reference not in self._read:
            name, dtype, shape, data = self._get(reference)
            wanted = np.dtype(dtype)
            size = tuple(json.loads(shape))
            if wanted.kind not in _KINDS or math.prod(size) * wanted.itemsize != len(data):
                raise DamagedArray(name)
            array = np.frombuffer(data, dtype=wanted).reshape(size)
            self._read[reference] = array.astype(wanted.newbyteorder("="), copy=False)
        read: Array = self._read[reference]
        return read

    def texts(self, reference: str) -> tuple[str, ...]:
        """Return a list of texts; the same object each time."""
        if reference not in self._read:
            name, dtype, _, data = self._get(reference)
            if dtype != TEXTS:
                raise DamagedArray(name)
            self._read[reference] = tuple(json.loads(data))
        read: tuple[str, ...] = self._read[reference]
        return read

    def _get(self, reference: str) -> tuple[str, str, str, bytes]:
        row = self._connection.execute(
            "SELECT name, dtype, shape, data FROM piiri_array WHERE sha256 = ?", (reference,)
        ).fetchone()
        if row is None:
            raise DamagedArray(reference)
        name, dtype, shape, data = row
        if not isinstance(data, bytes) or _hash(dtype, shape, data) != reference:
            raise DamagedArray(name)
        return name, dtype, shape, data


def _hash(dtype: str, shape: str, data: bytes) -> str:
    sha = hashlib.sha256(f"{dtype}{shape}".encode())
    sha.update(data)
    return sha.hexdigest()
