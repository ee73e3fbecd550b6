"""Blocks that differ, found again block by block."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from piiri.assignment import assign
from piiri.compare import compare
from piiri.model import Dataset, Plan


def test_moved_blocks_of_the_same_blocks(town: tuple[Dataset, Plan], changed_as) -> None:
    dataset, one = town
    other = changed_as["repainted"](one)
    found = compare(dataset, [one, other])
    blocks = found.differences[0].blocks
    at, weight = assign(one.coverage, dataset.pupils.points.xy), dataset.pupils.points.column("pupils")
    wanted = []
    for stage in range(len(one.stages)):
        for face, key in enumerate(one.coverage.face_ids):
            a, b = int(one.catchment_of_face[stage, face]), int(other.catchment_of_face[stage, face])
            if a != b:
                lives = [i for i in range(len(at)) if at[i] == face and dataset.pupils.stage[i] == stage]
                wanted.append((stage, key, face, a, b, sum(int(weight[i]) for i in lives)))
    rows = zip(
        blocks.stage, blocks.block, blocks.face, blocks.catchment_before, blocks.catchment, blocks.pupils, strict=True
    )
    assert [tuple(map(str, row)) for row in rows] == [tuple(map(str, row)) for row in wanted]
    assert blocks.faces(0).tolist() == [row[2] for row in wanted if row[0] == 0]
    assert blocks.faces().tolist() == sorted({row[2] for row in wanted})


def test_everyone_who_moves_lives_in_a_moved_block_or_where_a_corner_was_moved(two: tuple[Dataset, Plan, Plan]) -> None:
    """Pupils of blocks that move to another place, and pupils whom a moved corner put into another block."""
    dataset, one, other = two
    found = compare(dataset, [one, other])
    d = found.differences[0]
    moved = int(d.moves.pupils[d.moves.moving].sum())
    by_blocks = int(d.blocks.pupils[d.blocks.source != d.blocks.target].sum())
    assert by_blocks <= moved <= by_blocks + int(d.reshaped.pupils.sum())


def test_a_block_that_was_cut_and_one_that_was_joined(town: tuple[Dataset, Plan], changed_as) -> None:
    dataset, one = town
    other = changed_as["recut"](one)
    d = compare(dataset, [one, other]).differences[0]
    gone = set(one.coverage.face_ids) - set(other.coverage.face_ids) - {"b30"}
    assert set(d.blocks.block) <= {"b30~2", *gone}
    assert "b30~2" in d.blocks.block
    pieces = [
        other.coverage.face_ids[face]
        for face, before in zip(d.reshaped.face, d.reshaped.face_before, strict=True)
        if before < 0
    ]
    assert pieces == ["b30~1", "b30~2"]
    whole = one.coverage.areas_m2[one.coverage.topology.face_index["b30"]]
    assert d.reshaped.area_m2[d.reshaped.face_before < 0].sum() == pytest.approx(whole, abs=1.0)
    grown = [other.coverage.face_ids[f] for f, b in zip(d.reshaped.face, d.reshaped.face_before, strict=True) if b >= 0]
    assert grown == ["b60"], "a corner added on a neighbour's border changes no shape"
    neighbour = one.coverage.topology.face_index[gone.pop()]
    assert d.reshaped.area_m2[d.reshaped.face_before >= 0] == pytest.approx(one.coverage.areas_m2[neighbour], abs=1.0)


def test_reshaped_blocks_are_those_around_moved_corners(town: tuple[Dataset, Plan], changed_as) -> None:
    dataset, one = town
    other = changed_as["corners"](one)
    reshaped = compare(dataset, [one, other]).differences[0].reshaped
    old, new = one.coverage.polygons(), other.coverage.polygons()
    swept = shapely.area(shapely.symmetric_difference(old, new))
    assert reshaped.face.tolist() == np.flatnonzero(swept >= 1.0).tolist()
    assert reshaped.swept_m2 == pytest.approx(swept[reshaped.face])
    assert reshaped.area_m2 == pytest.approx((other.coverage.areas_m2 - one.coverage.areas_m2)[reshaped.face])
    at = [assign(plan.coverage, dataset.pupils.points.xy) for plan in (one, other)]
    weight = dataset.pupils.points.column("pupils")
    for face, pupils in zip(reshaped.face, reshaped.pupils, strict=True):
        came = (at[1] == face) & (at[0] != face)
        assert int(weight[came].sum()) == pupils


def test_a_zone_with_other_schools_moves_its_blocks(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    c = plan.catchments
    school = np.array(c.server_school)
    school[c.server_catchment == 2] = 5
    other = replace(plan, catchments=replace(c, server_school=school))
    blocks = compare(dataset, [plan, other]).differences[0].blocks
    assert blocks.face.tolist() == np.flatnonzero(plan.catchment_of_face[0] == 2).tolist()
    assert (blocks.catchment_before == blocks.catchment).all()
    assert (blocks.source != blocks.target).all()
