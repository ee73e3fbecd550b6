"""Ways and what was measured along them: part of a dataset's document, so that opening a project measures nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..model.dataset import Dataset
from ..model.ways import Ways
from ..walking import Anchors, Journeys, Row, measure_of, restore
from .arrays import ArrayReader, ArrayWriter

_WAYS = ("xy", "start", "walkable", "busy", "name", "safe")
_ANCHORS = ("lane", "sides", "to_cm", "along_cm", "away_cm")


def walking_document(dataset: Dataset, arrays: ArrayWriter) -> dict[str, Any]:
    """Write the ways of a dataset, where the pupils are on them, and the rows of distances known; nothing without."""
    ways = dataset.ways
    if ways is None:
        return {}
    document: dict[str, Any] = {name: arrays.array(f"ways.{name}", getattr(ways, name)) for name in _WAYS}
    written = {"ways": {**document, "names": arrays.texts("ways.names", ways.names)}}
    measure = measure_of(dataset)
    if isinstance(measure, Journeys):
        kept = measure.kept()
        places = np.array(list(kept), dtype=np.int64).reshape(-1, 2)
        rows = list(kept.values())
        shape = (len(rows), len(rows[0].cost_cm) if rows else 0)
        written["journeys"] = {
            **{name: arrays.array(f"anchors.{name}", getattr(measure.anchors, name)) for name in _ANCHORS},
            "places": arrays.array("journeys.places", places),
            "cost_cm": arrays.array("journeys.cost_cm", np.reshape([row.cost_cm for row in rows], shape)),
            "hard": arrays.array("journeys.hard", np.reshape([row.hard for row in rows], shape)),
        }
    return written


def read_ways(document: Mapping[str, Any], arrays: ArrayReader) -> Ways | None:
    """Return the ways of a dataset's document; None where it has none."""
    if "ways" not in document:
        return None
    written = document["ways"]
    numbers = {name: arrays.array(written[name]) for name in _WAYS}
    return Ways(**numbers, names=arrays.texts(written["names"]))


def restore_walking(dataset: Dataset, document: Mapping[str, Any], arrays: ArrayReader) -> None:
    """Give a dataset what was measured when it was written."""
    if dataset.ways is None or "journeys" not in document:
        return
    written = document["journeys"]
    anchors = Anchors(**{name: arrays.array(written[name]) for name in _ANCHORS})
    places, cost, hard = (arrays.array(written[name]) for name in ("places", "cost_cm", "hard"))
    known = {(int(x), int(y)): Row(cost[i], hard[i]) for i, (x, y) in enumerate(places.tolist())}
    restore(dataset, anchors, known)
