"""Address points and registers of pupils as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from piiri.io.mapping import LayerMapping
from piiri.io.table import Table


def table(kind: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return rows of texts as a table whose columns are called as their roles."""
    spec = LayerMapping(kind, Path("a.csv"), "a.csv", columns={each: each for each in columns})
    said = {name: np.array([row[n] for row in rows], dtype=object) for n, name in enumerate(columns)}
    return Table(spec, said, np.arange(2, len(rows) + 2), len(rows))


@pytest.fixture
def make_table() -> Callable[[str, Sequence[str], Sequence[Sequence[str]]], Table]:
    return table
