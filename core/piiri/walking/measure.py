"""How far the pupils of a dataset have it to school, made once a dataset and shared by all who count."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from ..distances import Measure, Straight
from ..model.arrays import FloatArray
from ..model.dataset import Dataset, Pupils
from ..model.ways import Ways
from ..progress import Part, Progress, silent
from .journeys import Anchors, Journeys, Row, anchored
from .network import network_of
from .routes import Routes

_MADE: WeakKeyDictionary[Ways, WeakKeyDictionary[Pupils, Journeys]] = WeakKeyDictionary()
"""Rows of distances cost a search each, and several parts of the program count the same pupils; a dataset that only got
other notes or observations has them still."""


def measure_of(dataset: Dataset, progress: Progress = silent, schools_xy: FloatArray | None = None) -> Measure:
    """Return how the ways of a dataset's pupils are measured: on foot where it has ways, else straight.

    Parameters
    ----------
    dataset
        Gives pupils and ways.
    progress
        Told what is being done; may cancel.
    schools_xy
        (H, 2) metres: schools whose ways shall be known at once; None: each when it is first asked for.
    """
    ways, pupils = dataset.ways, dataset.pupils
    if ways is None or not ways.walkable.any():
        return Straight(pupils.points.xy)
    known = _MADE.setdefault(ways, WeakKeyDictionary())
    made = known.get(pupils)
    if made is None:
        network = network_of(ways)
        xy = pupils.points.xy
        made = known[pupils] = Journeys(network, anchored(network, xy, Part(progress, 0.0, 0.2)), xy)
    if schools_xy is not None:
        made.prepare(schools_xy, Part(progress, 0.2, 1.0))
    return made


def restore(dataset: Dataset, anchors: Anchors, known: Mapping[tuple[int, int], Row]) -> None:
    """Give a dataset with ways what was measured in an earlier session.

    Parameters
    ----------
    dataset
        The same as then.
    anchors
        Where its pupils are on the network.
    known
        Rows by the school's place in whole centimetres.
    """
    assert dataset.ways is not None
    made = Journeys(network_of(dataset.ways), anchors, dataset.pupils.points.xy, dict(known))
    _MADE.setdefault(dataset.ways, WeakKeyDictionary())[dataset.pupils] = made


_ROUTES: WeakKeyDictionary[Journeys, Routes] = WeakKeyDictionary()


def routes_of(dataset: Dataset) -> Routes | None:
    """Return the courses of ways in a dataset; None where it has no ways."""
    measure = measure_of(dataset)
    if not isinstance(measure, Journeys):
        return None
    if measure not in _ROUTES:
        _ROUTES[measure] = Routes(measure.network)
    return _ROUTES[measure]
