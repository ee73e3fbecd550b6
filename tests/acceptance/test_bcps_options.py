"""Baltimore County's redistricting of 2015: from the schools of that year, a planner with Piiri's tools reaches every
option of the committee, and the comparison names the pupils who move as the committee's own table counts them.

The oracle knows nothing of Piiri: it groups the rows of the file the committee published by two of its columns.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pandas
import pytest

from piiri.compare import Comparison, compare
from piiri.edits import AssignFaces
from piiri.io import import_mapping
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import create_project, open_project

MAPPING = Path(__file__).resolve().parents[1] / "mappings" / "bcps_sw.toml"
TODAY = "Today"
STROKE = 7
"""So many blocks are swept before the mouse is let go."""

DECLARED = tomllib.loads(MAPPING.read_text(encoding="utf-8"))
ALIASES: dict[str, str] = DECLARED["aliases"]
COLUMN: dict[str, str] = next(layer["plans"] for layer in DECLARED["layers"] if layer["kind"] == "blocks")
"""The file's column of each plan."""
OPTIONS = [name for name in COLUMN if name != TODAY]


@dataclass(frozen=True)
class County:
    """What Piiri imported, and the file as the committee published it: a row a block, its pupils as a number."""

    dataset: Dataset
    plans: dict[str, Plan]
    rows: pandas.DataFrame


@pytest.fixture(scope="module")
def county(real_data: Callable[[str], Path]) -> County:
    folder = real_data("bcps_sw")
    imported = import_mapping(MAPPING, repair=True)
    rows = pandas.DataFrame(geopandas.read_file(folder / "151118.geo.json").drop(columns="geometry"))
    for column in COLUMN.values():
        rows[column] = rows[column].replace(ALIASES)
    rows["pupils"] = rows["K5LiveAtt"].astype(int)
    return County(imported.dataset, {plan.name: plan for plan in imported.plans}, rows)


def moving(county: County, option: str) -> pandas.Series:
    """Pupils by school of 2015 and school in an option, from the file's columns alone; only those who change."""
    before, after = COLUMN[TODAY], COLUMN[option]
    rows = county.rows[county.rows[before] != county.rows[after]]
    counts = rows.groupby([before, after])["pupils"].sum()
    return counts[counts > 0]


def by_hand(county: County, option: str) -> Session:
    """Reach an option with the brush: one stroke after another over neighbouring rows of the file, school by school."""
    session = Session(county.dataset, county.plans[TODAY])
    plan = county.plans[TODAY]
    catchment = dict(zip(plan.catchments.names, plan.catchments.ids, strict=True))
    known = plan.coverage.topology.face_index
    wanted = county.rows[county.rows["PBID"].isin(known)]
    for school, rows in wanted.groupby(COLUMN[option]):
        blocks = list(rows["PBID"])
        for first in range(0, len(blocks), STROKE):
            stroke = AssignFaces("es", tuple(blocks[first : first + STROKE]), catchment[school])
            session.preview(stroke)
            session.commit()
    return session


def ways(found: Comparison) -> dict[tuple[str, str], int]:
    """Pupils who move, by the names of the schools they go from and to."""
    names = [place.name for place in found.places]
    source, target, pupils = found.differences[0].moves.chosen()
    return {(names[a], names[b]): int(n) for a, b, n in zip(source, target, pupils, strict=True) if a != b}


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_reached_and_names_those_who_move(county: County, option: str) -> None:
    session = by_hand(county, option)
    reached, published = session.state.plan, county.plans[option]

    names = (*reached.catchments.names, "")
    school_of = {
        block: names[k] for block, k in zip(reached.coverage.face_ids, reached.catchment_of_face[0], strict=True)
    }
    rows = county.rows[county.rows["PBID"].isin(school_of)]
    assert school_of == dict(zip(rows["PBID"], rows[COLUMN[option]], strict=True))
    assert np.array_equal(reached.catchment_of_face, published.catchment_of_face)

    found = compare(county.dataset, [county.plans[TODAY], reached])
    expected = moving(county, option)
    assert ways(found) == expected.to_dict()
    assert found.totals.of("changed_pupils")[1, -1] == expected.sum() == session.state.evaluation.total.changed

    places = {place.name: position for position, place in enumerate(found.places)}
    matrix = found.differences[0].moves.matrix(len(found.places))
    np.fill_diagonal(matrix, 0)
    table = pandas.DataFrame(0, index=list(places), columns=list(places))
    for (source, target), pupils in expected.items():
        table.loc[source, target] = pupils
    assert np.array_equal(matrix, table.to_numpy())

    blocks = found.differences[0].blocks
    changed = county.rows[county.rows[COLUMN[TODAY]] != county.rows[COLUMN[option]]]
    listed = dict(zip(blocks.block, blocks.pupils.tolist(), strict=True))
    # block 451 of the file has no area and no pupils: the import joined it to its neighbour and said so
    assert listed == {block: n for block, n in zip(changed["PBID"], changed["pupils"], strict=True) if block != "451"}

    pupils = county.rows.groupby(COLUMN[option])["pupils"].sum()
    counted = found.school_figures.of("pupils")[1, -1]
    assert dict(zip(found.schools.values(), counted.tolist(), strict=True)) == {
        name: float(pupils.get(name, 0)) for name in found.schools.values()
    }


def test_options_are_different_decisions(county: County) -> None:
    totals = {option: int(moving(county, option).sum()) for option in OPTIONS}
    assert min(totals.values()) > 0 and len(set(totals.values())) > 10
    # the four of November had been options B, E, I and K before
    assert len(OPTIONS) == 22
    assert len({tuple(county.rows[COLUMN[option]]) for option in OPTIONS}) == 18
    assert int(county.rows["pupils"].sum()) == 5443


def test_a_reached_option_comes_back_from_the_project_file(county: County, tmp_path: Path) -> None:
    """The planner saves, and compares the plan reached with the published one the week after: nobody moves."""
    option = OPTIONS[-1]
    today = county.plans[TODAY]
    project = create_project(county.dataset, (today, county.plans[option]), workdir=tmp_path / "work")
    name = project.branch(TODAY, "By hand")
    session = Session(county.dataset, project.history(name), journal=project)
    for entry in by_hand(county, option).state.history.entries:
        session.do(entry.edit)
    project.save_as(tmp_path / "county.gpkg")
    project.close()
    with open_project(tmp_path / "county.gpkg", workdir=tmp_path / "work") as again:
        plans = [again.history(each).plan for each in (TODAY, name, option)]
        found = compare(again.dataset, plans)
        assert ways(found) == moving(county, option).to_dict()
        both = compare(again.dataset, plans[1:])
        assert not len(both.differences[0].blocks) and not both.differences[0].moves.moving.any()
        assert both.totals.of("changed_pupils")[1, -1] == 0
