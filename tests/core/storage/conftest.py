"""A town with everything a dataset can hold, folders of its own, and what tests ask of two projects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    AssignFaces,
    MoveVertex,
    SetCapacity,
    SetFundingModel,
    SetLock,
    SetMoneyUse,
    SetSchoolFigures,
    apply,
)
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.model import Backdrop, Column, Dataset, DistanceLimit, Plan, PointLayer
from piiri.session import Session
from piiri.storage import Project, create_project

Town = tuple[Dataset, Plan]


def _rich(town: Town) -> Town:
    dataset, plan = town
    rng = np.random.default_rng(5)
    decimals = PointLayer(
        "Pupils",  # the same name as another layer, but for its case
        [[1.0, 2.0], [np.nan, np.nan], [3.5, 4.25]],
        (Column("geom", "A column called as GDAL calls its own", "residents"), Column("Fid", "f", "residents", "", 2)),
        [[1, 250], [2, 70_000], [3, 5]],
    )
    drops = (
        Backdrop("water", rng.uniform(0, 99, (7, 2)), np.array([0, 3, 7])),
        Backdrop("rail", rng.uniform(0, 99, (2, 2)), np.array([0, 2])),
    )
    rich = replace(
        dataset,
        name='Åbo "& co" 東',
        residents=(*dataset.residents, decimals),
        limits=(DistanceLimit((1, 2), 2000.5, True), DistanceLimit((9,), 3000.0, False)),
        backdrop=drops,
        notes={"year": "2026", "source": "keksitty – ingen på riktigt"},
        pupils=replace(dataset.pupils, attends=rng.integers(-1, len(dataset.schools), len(dataset.pupils))),
    )
    return rich, plan


@pytest.fixture(scope="session")
def rich(town: Town) -> Town:
    """The customary town with backdrop, notes, decimals, awkward names and schools attended."""
    return _rich(town)


@pytest.fixture(scope="session")
def other_plan(rich: Town) -> Plan:
    """A second plan: another start, moved corner, other places, a lock, a funding model and figures beside it."""
    plan = rich[1].renamed("Vaihtoehto Ö")
    for edit in (AssignFaces("fi-1-6", ("b30", "b31"), ""), SetCapacity("S2", 7), SetLock(True, ("S3",))):
        plan = apply(plan, edit)[0]
    use = SetMoneyUse("S3", (("guidance", "5.5"),), "Ohjausta, även på svenska", (("other", "3"),), "Kaikki käytettiin")
    for money in (SetFundingModel(text_of(preset("goteborg_like"))), SetSchoolFigures("id;sector\nS1;Ö\n"), use):
        plan = apply(plan, money)[0]
    x, y = plan.coverage.vertices[40]
    return apply(plan, MoveVertex(40, float(x) + 0.5, float(y)))[0]


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    """A folder of working databases."""
    return tmp_path / "working"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where to save; a name that needs care in an address."""
    folder = tmp_path / "my projects"
    folder.mkdir()
    return folder / "a ä#?%20.gpkg"


@pytest.fixture
def project(rich: Town, other_plan: Plan, workdir: Path) -> Iterator[Project]:
    """A new project with two plans that has no file yet."""
    made = create_project(rich[0], (rich[1], other_plan), workdir=workdir)
    yield made
    made.close(discard=True)


@pytest.fixture
def session_on() -> Callable[..., Session]:
    """Work on a plan of a project."""

    def start(project: Project, plan: str = "") -> Session:
        return Session(project.dataset, project.history(plan or project.active), journal=project)

    return start


@pytest.fixture(scope="session")
def alike() -> Callable[[Any, Any], bool]:
    """Tell whether two values are equal in every field, arrays to the bit and to the dtype."""
    return _alike


def _alike(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        return same and not other.flags.writeable
    if is_dataclass(one):
        return all(_alike(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
