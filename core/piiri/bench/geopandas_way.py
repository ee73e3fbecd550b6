"""The same edit the usual way: join all pupils to the new catchments, group, count, compute.

Only what has to be done again after an edit is timed; frames, indices of points and the new catchments' polygons are
ready. The pupils' spatial index is warm. The indices come from PySAL's *segregation* where it is installed, else from
our own functions, which only makes this way faster: D and H with the counts; for each group of the whole step Gini,
variance ratio, isolation and exposure as well."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..distances import BIN_EDGES_M
from ..model.arrays import Array
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..segregation import dissimilarity, gini, information_index, isolation, variance_ratio

FIRST = ("dissimilarity", "two_group_information_h")
ALL = (*FIRST, "gini", "variance_ratio", "isolation", "exposure_to_others")
_OURS: dict[str, Callable[[Array, Array], float]] = {
    "dissimilarity": dissimilarity,
    "two_group_information_h": lambda focal, others: information_index(np.column_stack((focal, others))),
    "gini": gini,
    "variance_ratio": variance_ratio,
    "isolation": isolation,
    "exposure_to_others": lambda focal, others: 1.0 - isolation(focal, others),
}


class GeopandasWay:
    """Frames made once from a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        points = dataset.pupils.points
        frame = pd.DataFrame(points.values.astype(np.int64), columns=[column.key for column in points.columns])
        frame["grade"] = dataset.pupils.grade
        everyone = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(*points.xy.T), crs=None)
        located = points.located
        self.pupils = [everyone[(dataset.pupils.stage == s) & located] for s in range(len(dataset.stages))]
        self.residents = [
            gpd.GeoDataFrame(
                pd.DataFrame(layer.values.astype(np.int64), columns=[column.key for column in layer.columns]),
                geometry=gpd.points_from_xy(*layer.xy.T),
            )
            for layer in dataset.residents
        ]
        for frame in (*self.pupils, *self.residents):
            assert frame.sindex is not None
        self.pysal = _pysal()
        self.indices: dict[tuple[int, int], dict[str, float]] = {}

    def zones(self, plan: Plan) -> list[Any]:
        """Return the catchments' polygons of every stage; made ready, not timed."""
        faces = plan.coverage.polygons()
        found = []
        for stage, row in enumerate(plan.catchment_of_face):
            ids = [k for k in np.flatnonzero(plan.catchments.stage == stage) if (row == k).any()]
            shapes = [shapely.union_all(faces[row == k]) for k in ids]
            found.append(gpd.GeoDataFrame({"catchment": ids}, geometry=shapes))
        return found

    def tally(self, zones: list[Any]) -> tuple[Array, list[Any], float]:
        """Return counts (K, C) by catchment as our tally's pupil columns, the joined frames of every stage, and the
        seconds for join, counts, D and H."""
        keys = [column.key for column in self.dataset.pupils.points.columns]
        group = self.dataset.groups[0].key
        started = time.perf_counter()
        tables, frames = [], []
        for stage, zone in enumerate(zones):
            joined = gpd.sjoin(self.pupils[stage], zone, predicate="within")
            table = joined.groupby("catchment")[keys].sum()
            tables.append(table)
            frames.append(joined)
            self._indices(table[group].to_numpy(), table["pupils"].to_numpy())
        took = time.perf_counter() - started
        counts = pd.concat(tables)
        size = 1 + max(int(zone["catchment"].max()) for zone in zones)
        return counts.reindex(range(size), fill_value=0).to_numpy(), frames, took

    def _indices(self, focal: Array, pupils: Array, keys: tuple[str, ...] = FIRST) -> dict[str, float]:
        """Indices of one group by the key they have in :data:`piiri.segregation.LIVE`."""
        if self.pysal is not None:
            frame = pd.DataFrame({"focal": focal, "pupils": pupils})
            return {key: float(self.pysal[key](frame, "focal", "pupils").statistic) for key in keys}
        return {key: float(_OURS[key](focal, pupils - focal)) for key in keys}

    def rest_of_step(self, zones: list[Any], frames: list[Any], plan: Plan) -> float:
        """Return the seconds for what a step computes besides: distances, limits, grades, all groups, residents.

        The indices of each stage and group stand in :attr:`indices` afterwards.
        """
        self.indices = {}
        c, schools = plan.catchments, plan.schools
        started = time.perf_counter()
        for stage, (zone, joined) in enumerate(zip(zones, frames, strict=True)):
            servers = c.servers[joined["catchment"].to_numpy()]
            x, y = joined.geometry.x.to_numpy()[:, None], joined.geometry.y.to_numpy()[:, None]
            metres = np.hypot(x - schools.xy[servers, 0], y - schools.xy[servers, 1])
            metres = np.where(servers >= 0, metres, np.inf).min(axis=1)
            limits = joined["grade"].map(lambda g, s=stage: _limit_m(self.dataset, g, s)).to_numpy()
            joined = joined.assign(metres=metres, beyond=metres >= limits, bin=np.digitize(metres, BIN_EDGES_M))
            by = joined.groupby("catchment")
            by["metres"].agg(["mean", "count"])
            by["metres"].quantile(0.9)
            by["beyond"].mean()
            joined.groupby(["catchment", "grade"])["beyond"].mean().unstack()
            joined.groupby(["catchment", "bin"]).size().unstack(fill_value=0)
            for position, group in enumerate(self.dataset.groups):
                shares = by[[group.key, "pupils"]].sum()
                focal, pupils = shares[group.key].to_numpy(), shares["pupils"].to_numpy()
                self.indices[stage, position] = self._indices(focal, pupils, ALL)
            for layer in self.residents:
                gpd.sjoin(layer, zone, predicate="within").groupby("catchment").sum(numeric_only=True)
        return time.perf_counter() - started


def _limit_m(dataset: Dataset, grade: int, stage: int) -> float:
    limit = dataset.limit_of(int(grade), stage)
    return np.inf if limit is None else limit.limit_m


def _pysal() -> dict[str, Any] | None:
    """PySAL's classes by the key of our index; None where it is not installed."""
    try:
        module = importlib.import_module("segregation.singlegroup")
    except ImportError:
        return None
    names = ("Dissim", "Entropy", "Gini", "CorrelationR", "Isolation", "Interaction")
    return dict(zip(ALL, (getattr(module, name) for name in names), strict=True))
