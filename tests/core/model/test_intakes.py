"""Which schools take in whom, against a count in plain Python, also where there is nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from piiri.model import Catchments, Dataset, Plan, Schools
from piiri.model.intakes import Intakes
from piiri.session import Session


def slowly(plan: Plan) -> dict[tuple[int, int], list[int]]:
    """The catchments of each stage and school, in the order of their servers."""
    c, found = plan.catchments, {}
    for catchment, school in zip(c.server_catchment.tolist(), c.server_school.tolist(), strict=True):
        if not c.closed[catchment]:
            found.setdefault((int(c.stage[catchment]), school), []).append(catchment)
    return found


def test_one_intake_a_school_and_stage(town: tuple[Dataset, Plan]) -> None:
    _, plan = town
    closed = np.array(plan.catchments.closed)
    closed[1] = True
    plan = replace(plan, catchments=replace(plan.catchments, closed=closed))
    intakes, wanted = plan.catchments.intakes, slowly(plan)
    assert [*zip(intakes.stage.tolist(), intakes.school.tolist(), strict=True)] == sorted(wanted)
    for u, key in enumerate(sorted(wanted)):
        mine = intakes.catchment[intakes.start[u] : intakes.start[u + 1]].tolist()
        assert sorted(mine) == sorted(wanted[key])
    schools = intakes.schools_of_stage
    assert {(stage, int(school)) for stage, row in schools.items() for school in row} == set(wanted)
    for catchment in range(len(plan.catchments)):
        serving = {u for u, key in enumerate(sorted(wanted)) if catchment in wanted[key]}
        assert set(intakes.of_catchments(np.array([catchment])).tolist()) == serving


def test_where_no_school_is_known_there_are_none(town: tuple[Dataset, Plan]) -> None:
    """A dataset of blocks and residents alone has figures too."""
    dataset, plan = town
    schools = Schools((), (), np.zeros((0, 2)), np.zeros(0, dtype=np.int32))
    nobody = Catchments.one_school_each(plan.stages, schools, [])
    row = np.full_like(plan.catchment_of_face, -1)
    bare = replace(plan, schools=schools, catchments=nobody, catchment_of_face=row)
    assert isinstance(nobody.intakes, Intakes) and len(nobody.intakes) == 0
    assert nobody.intakes.schools_of_stage == {}
    attends = np.full_like(dataset.pupils.attends, -1)
    state = Session(replace(dataset, schools=schools, pupils=replace(dataset.pupils, attends=attends)), bare).state
    assert state.evaluation.total.unassigned > 0
    assert state.evaluation.school_pupils.tolist() == []
