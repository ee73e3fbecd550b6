"""A street of six blocks with three schools, small enough to count by hand, for the tests of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely

from piiri.edits import AssignFaces
from piiri.model import Catchments, Dataset, Group, Plan, PointLayer, Pupils, Schools, Stage
from piiri.model.dataset import pupil_columns
from piiri.model.overlay import coverage_of
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette

LOWER = (20, 30, 25, 25, 40, 5)
"""Pupils of grade 1 in each block; they live 500 m from the school of their pair of blocks."""
FOREIGN = (5, 10, 2, 3, 8, 0)
UPPER = 10
"""Pupils of grade 7 in each block; all go to the middle school."""


@pytest.fixture
def street() -> tuple[Dataset, Plan]:
    """Blocks b0..b5 from west to east, 1 km each. Grades 1-6: Asema has b0, b1, Hakamäki b2, b3, Äijälä b4, b5.
    Grades 7-9: Hakamäki has all. Asema has 60 places, Hakamäki 100, those of Äijälä are not known."""
    blocks = [shapely.box(1000 * i, 0, 1000 * i + 1000, 1000) for i in range(6)]
    coverage = coverage_of(blocks, [f"b{i}" for i in range(6)])
    stages = (
        Stage("fi-1-6", "Finnish 1–6", "fi", (1, 2, 3, 4, 5, 6)),
        Stage("fi-7-9", "Finnish 7–9", "fi", (7, 8, 9)),
    )
    schools = Schools(
        ("S0", "S1", "S2"),
        ("Asema", "Hakamäki", "Äijälä"),
        np.array([[1000.0, 500.0], [3000.0, 500.0], [5000.0, 500.0]]),
        np.array([60, 100, -1]),
    )
    groups = (Group("foreign_language", "Foreign-language"), Group("support", "With support"))
    columns = pupil_columns(groups, ages=False)
    keys = [column.key for column in columns]
    values = np.zeros((12, len(columns)), dtype=np.int64)
    values[:6, keys.index("pupils")] = values[:6, keys.index("grade_1")] = LOWER
    values[6:, keys.index("pupils")] = values[6:, keys.index("grade_7")] = UPPER
    values[:6, keys.index("foreign_language")] = FOREIGN
    values[:, keys.index("support")] = 1
    xy = np.array([[1000.0 * i + 500.0, 500.0] for i in range(6)] * 2)
    pupils = Pupils(
        PointLayer("pupils", xy, columns, values),
        np.repeat([0, 1], 6),
        np.repeat([1, 7], 6),
        np.full(12, -1),
    )
    catchments = Catchments.one_school_each(stages, schools, [(0, 0), (0, 1), (0, 2), (1, 1)])
    table = np.array([[0, 0, 1, 1, 2, 2], [3] * 6])
    plan = Plan("Today", stages, coverage, catchments, table, schools)
    dataset = Dataset("Street", "EPSG:3067", stages, schools, coverage, pupils, (), groups)
    return dataset, plan


@pytest.fixture
def session(street: tuple[Dataset, Plan]) -> Session:
    """A session on the street; every step is made at 14.32 on 20 September 2026."""
    return Session(*street, now=lambda: "2026-09-20T14:32:00+03:00")


@pytest.fixture
def bridge(session: Session, qapp: object) -> Iterator[Bridge]:
    """The bridge of the session."""
    made = Bridge(session)
    yield made
    made.close()


@pytest.fixture
def attention(qapp: object) -> Attention:
    """Nothing pointed at, no target, the first stage."""
    return Attention()


@pytest.fixture
def light(qapp: object) -> Palette:
    """The light theme."""
    return palette("light")


@pytest.fixture
def to_hakamaki() -> AssignFaces:
    """Thirty pupils of b1 go from Asema to Hakamäki, 1 500 m from home instead of 500."""
    return AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1")


@pytest.fixture
def to_asema() -> AssignFaces:
    """Forty pupils of b4 go from Äijälä to Asema, 3 500 m from home, which is beyond their limit of 2 km."""
    return AssignFaces("fi-1-6", ("b4",), "fi-1-6/S0")
