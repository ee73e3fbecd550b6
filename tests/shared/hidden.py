"""A municipality in which some numbers are hidden: rows that count nobody, and say so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from piiri.model import Dataset
from piiri.model.points import Column

EVERY = 40


def hidden_rows(dataset: Dataset) -> np.ndarray:
    """(N,) True for the rows whose numbers :func:`with_hidden` hides."""
    return np.arange(len(dataset.pupils)) % EVERY == 7


def with_hidden(dataset: Dataset, hide: np.ndarray | None = None) -> Dataset:
    """Return a dataset in which some rows of pupils, every fortieth where not said, are cells with hidden numbers."""
    points = dataset.pupils.points
    hide = hidden_rows(dataset) if hide is None else hide
    values = np.array(points.values, dtype=np.int64)
    pupils = np.where(hide, 0, points.column("pupils")).astype(np.int64)
    values[hide] = 0
    columns, more = list(points.columns), []
    for key, name in (("pupils", "Pupils"), *((group.key, group.name) for group in dataset.groups)):
        columns.append(Column(f"{key}_hidden", name, "hidden", key))
        more.append(hide.astype(np.int64))
        if key != "pupils":
            columns.append(Column(f"{key}_known", "Pupils with known values", "group", "pupils"))
            more.append(pupils)
    made = replace(points, columns=tuple(columns), values=np.column_stack([values, *more]))
    return replace(dataset, pupils=replace(dataset.pupils, points=made))
