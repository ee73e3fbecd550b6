"""Small invented towns for the core's tests: quick to make, with every awkward thing in them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from piiri.model import Catchments, Column, Dataset, Group, Plan, PointLayer, Pupils, Schools, Stage
from piiri.model.dataset import pupil_columns
from piiri.model.overlay import overlay

STAGES = (
    Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6)),
    Stage("fi-7-9", "Finnish 7-9", "fi", (7, 8, 9)),
)


def _blocks(rng: np.random.Generator, count: int, size_m: float) -> np.ndarray:
    """Voronoi cells in a square with a lake cut out and an island beside it."""
    seeds = shapely.multipoints(rng.uniform(0, size_m, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    lake = shapely.Point(size_m * 0.6, size_m * 0.4).buffer(size_m * 0.08)
    land = shapely.difference(shapely.box(0, 0, size_m, size_m), lake)
    cells = shapely.intersection(cells, land)
    cells = cells[~shapely.is_empty(cells)]
    island = shapely.Point(size_m * 1.1, size_m * 0.5).buffer(size_m * 0.03)
    # the first block has the island as a second part
    cells[0] = shapely.union(cells[0], island)
    return cells


def make_town(pupils: int = 2000, blocks: int = 120, schools: int = 8, seed: int = 1) -> tuple[Dataset, Plan]:
    """Return a town with two stages, a joint zone, unassigned blocks, pupils off the map and some without a place."""
    rng = np.random.default_rng(seed)
    size_m = 5000.0
    cells = _blocks(rng, blocks, size_m)
    coverage = overlay([cells], blocks=0, block_ids=[f"b{i}" for i in range(len(cells))]).coverage
    ids = tuple(f"S{i}" for i in range(schools))
    places = rng.integers(pupils // schools // 2, pupils // schools * 2, schools)
    places[-1] = -1
    school = Schools(ids, tuple(f"School {i}" for i in range(schools)), rng.uniform(0, size_m, (schools, 2)), places)
    groups = (Group("foreign_language", "Foreign-language pupils"), Group("support_need", "Pupils with support need"))
    columns = pupil_columns(groups)
    grade = rng.integers(0, 10, pupils)
    values = np.zeros((pupils, len(columns)), dtype=np.int64)
    at_school = grade > 0
    values[at_school, 0] = 1
    values[np.flatnonzero(at_school), grade[at_school]] = 1
    values[:, 10] = (rng.random(pupils) < 0.2) & at_school
    values[:, 11] = (rng.random(pupils) < 0.1) & at_school
    values[~at_school, 12] = 1
    stage = np.where(grade == 0, 0, np.where(grade < 7, 0, 1))
    xy = rng.uniform(-50, size_m + 50, (pupils, 2))
    xy[:5] = np.nan
    xy[5:25] = coverage.vertices[:20]
    people = Pupils(PointLayer("pupils", xy, columns, values), stage, grade, np.full(pupils, -1))
    residents = PointLayer(
        "statistics",
        rng.uniform(0, size_m, (150, 2)),
        (Column("adults", "Adults", "residents"), Column("no_degree", "No degree", "residents", "adults")),
        np.sort(rng.integers(0, 60, (150, 2)), axis=1)[:, ::-1],
    )
    dataset = Dataset("Test town", "EPSG:3067", STAGES, school, coverage, people, (residents,), groups)
    low, high = [(0, i) for i in range(schools - 2)], [(1, i) for i in range(schools - 4, schools)]
    single = Catchments.one_school_each(STAGES, school, low + high)
    k = len(single)
    catchments = Catchments(
        (*single.ids, "fi-1-6/joint"),
        (*single.names, "Joint zone"),
        np.append(single.stage, 0),
        np.append(single.server_catchment, (k, k)),
        np.append(single.server_school, (0, 1)),
        np.append(single.server_share, (0.5, 0.5)),
    )
    table = np.stack(
        [_nearest(coverage.label_points, school.xy, pairs, start) for pairs, start in ((low, 0), (high, len(low)))]
    )
    table[0, :8] = k
    table[0, 8:12] = -1
    return dataset, Plan("Today", STAGES, coverage, catchments, table, school)


def _nearest(points: np.ndarray, xy: np.ndarray, pairs: list[tuple[int, int]], start: int) -> np.ndarray:
    mine = xy[[school for _, school in pairs]]
    return start + np.argmin(((points[:, None] - mine[None]) ** 2).sum(axis=2), axis=1)


@pytest.fixture(scope="session")
def town() -> tuple[Dataset, Plan]:
    """The customary small town."""
    return make_town()


@pytest.fixture(scope="session")
def town_of() -> Callable[..., tuple[Dataset, Plan]]:
    """Make a town of another size or seed."""
    return make_town
