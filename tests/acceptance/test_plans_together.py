"""Two planners change one municipality in every way there is: blocks split and joined, schools opened, closed, merged
and moved, joint zones, locks. Their plans are compared, copied, imported, saved and brought back all the same.

The oracle asks each pupil in each plan where it belongs, one after another, and knows nothing of blocks that match.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.assignment import assign
from piiri.compare import Comparison, compare
from piiri.copying import copy_steps
from piiri.edits import apply
from piiri.errors import EditRejected
from piiri.history import History
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.publish import comparison_json, comparison_text, figures_json
from piiri.session import Session
from piiri.storage import brought_in, check_project, create_project, open_project, read_foreign

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
STEPS = 60
Real = Callable[[str], Path]
Town = tuple[Dataset, Plan]


def demo(real_data: Real) -> Town:
    return demo_municipality(pupils=2000, schools=8, faces=150)


def bcps(real_data: Real) -> Town:
    real_data("bcps_sw")
    imported = import_mapping(MAPPINGS / "bcps_sw.toml", repair=True)
    return imported.dataset, imported.plans[0]


@pytest.fixture(scope="module", params=["demo", pytest.param("bcps_sw", marks=pytest.mark.real_data)])
def town(request: pytest.FixtureRequest, real_data: Real) -> Town:
    return demo(real_data) if request.param == "demo" else bcps(real_data)


@pytest.fixture
def worked(planner_of: Callable[[Dataset, int], Any]) -> Callable[[Session, int], Session]:
    """Let the planner of a seed do :data:`STEPS` things."""

    def work(session: Session, seed: int) -> Session:
        planner = planner_of(session.dataset, seed)
        tries = 0
        while len(session.state.history.entries) < STEPS:
            tries += 1
            assert tries < 40 * STEPS
            try:
                session.do(planner.edit(session.state), note=f"step {len(session.state.history.entries) + 1}")
            except EditRejected:
                continue
        return session

    return work


def place_of(plan: Plan, stage: int, face: int, located: bool) -> str:
    if not located:
        return "unlocated"
    k = int(plan.catchment_of_face[stage, face]) if face >= 0 else -1
    return "unassigned" if k < 0 else "+".join(sorted(plan.schools.ids[s] for s in plan.catchments.schools_of(k)))


def asked(dataset: Dataset, one: Plan, other: Plan) -> Counter[tuple[str, str]]:
    """Pupils by where they belong in both plans, one after another."""
    layer, pupils = dataset.pupils.points, dataset.pupils
    faces = [assign(plan.coverage, layer.xy) for plan in (one, other)]
    found: Counter[tuple[str, str]] = Counter()
    for i, weight in enumerate(layer.column("pupils").tolist()):
        if weight and pupils.stage[i] >= 0:
            ends = (
                place_of(plan, int(pupils.stage[i]), int(face[i]), bool(layer.located[i]))
                for plan, face in zip((one, other), faces, strict=True)
            )
            found[next(ends), next(ends)] += int(weight)
    return found


def ways(found: Comparison, position: int) -> Counter[tuple[str, str]]:
    keys = [place.key for place in found.places]
    source, target, pupils = found.differences[position].moves.chosen()
    return Counter({(keys[a], keys[b]): int(n) for a, b, n in zip(source, target, pupils, strict=True)})


def figures(session: Session) -> dict[str, Any]:
    state = session.state
    found = figures_json(state.dataset, state.plan, state.evaluation)
    return {key: value for key, value in found.items() if key != "plan"}


def test_they_are_compared(town: Town, worked: Callable[[Session, int], Session]) -> None:
    dataset, start = town
    plans = [start, *(worked(Session(dataset, start), seed).state.plan for seed in (1, 2))]
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        found = compare(dataset, [plans[i] for i in order])
        for position, i in enumerate(order[1:]):
            one, other = plans[order[0]], plans[i]
            expected = asked(dataset, one, other)
            assert ways(found, position) == expected
            changed = sum(n for (source, target), n in expected.items() if source != target)
            assert found.totals.of("changed_pupils")[position + 1, -1] == changed
            alone = Session(dataset, other, before=one).state.evaluation
            assert alone.total.changed == changed
            # whoever moves lives in a block that is listed as moved, or in one listed as of another shape
            d = found.differences[position]
            by_blocks = int(d.blocks.pupils[d.blocks.source != d.blocks.target].sum())
            assert by_blocks <= changed <= by_blocks + int(d.reshaped.pupils.sum())
        assert [plan["plan"] for plan in json.loads(json.dumps(comparison_json(found)))["plans"]] == [
            plans[i].name for i in order
        ]
        assert comparison_text(found)


def test_every_step_comes_back_after_saves_and_crashes(
    town: Town, worked: Callable[[Session, int], Session], tmp_path: Path
) -> None:
    dataset, start = town
    target, workdir = tmp_path / "town.gpkg", tmp_path / "working"
    project = create_project(dataset, (start,), workdir=workdir)
    project.save_as(target)
    rehearsal = worked(Session(dataset, start), 3).state.history
    assert len({type(entry.edit) for entry in rehearsal.entries}) >= 8
    session = Session(dataset, project.history(start.name), journal=project)
    known = [figures(session)]
    half = STEPS // 2
    for entry in rehearsal.entries[:half]:
        session.do(entry.edit, note=entry.note)
        known.append(figures(session))
    project.save()
    branch = project.branch(start.name, "Etelä")
    for entry in rehearsal.entries[half:]:
        session.do(entry.edit, note=entry.note)
        known.append(figures(session))
    # the computer goes off: what was not saved comes back from the journal
    project._connection.close()
    project._open = False
    with open_project(target, workdir=workdir) as again:
        assert len(again.recovered_texts()) >= STEPS - half
        session = Session(again.dataset, again.history(start.name), journal=again)
        for position in (STEPS, half, 0, *np.random.default_rng(1).permutation(STEPS + 1)[:12].tolist()):
            session.jump(position)
            assert figures(session) == known[position], position
        assert again.history(branch).start.fingerprint == session.state.history.plan_at(half).fingerprint
        session.jump(STEPS)
        again.save()
    assert check_project(target) == ()
    with open_project(target, workdir=workdir) as again:
        history = again.history(start.name)
        assert [(entry.edit, entry.note) for entry in history.entries] == [(e.edit, e.note) for e in rehearsal.entries]
        assert figures(Session(again.dataset, history)) == known[STEPS]


def test_all_steps_are_copied_to_where_they_began(town: Town, worked: Callable[[Session, int], Session]) -> None:
    dataset, start = town
    history = worked(Session(dataset, start), 4).state.history
    copied = copy_steps(history, range(1, STEPS + 1), start)
    assert copied.all_fit and len(copied.entries) == STEPS
    assert copied.entries[-1].plan.fingerprint == history.plan.fingerprint


def test_what_does_not_fit_another_plan_is_said_and_the_rest_is_valid(
    town: Town, worked: Callable[[Session, int], Session]
) -> None:
    dataset, start = town
    history, other = (worked(Session(dataset, start), seed).state.history for seed in (5, 6))
    copied = copy_steps(history, range(1, STEPS + 1), other.plan)
    assert len(copied.entries) + len(copied.refused) == STEPS
    assert copied.entries and copied.refused
    assert all(each.text and each.reason.endswith((".", "…")) for each in copied.refused)
    here = other.plan
    for entry in copied.entries:
        here = apply(here, entry.edit)[0]
        assert here.fingerprint == entry.plan.fingerprint
    assert not here.coverage.problems()
    assert ways(compare(dataset, [start, here]), 0) == asked(dataset, start, here)


@pytest.mark.parametrize("same", [True, False], ids=["same-data", "other-pupils"])
def test_a_colleagues_plan_is_imported(
    town: Town, worked: Callable[[Session, int], Session], tmp_path: Path, same: bool
) -> None:
    dataset, start = town
    path = tmp_path / "colleague.gpkg"
    theirs = dataset
    if not same:
        points = dataset.pupils.points
        fewer = np.array(points.values)
        fewer[0] = np.maximum(fewer[0] - 1, 0)
        theirs = replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=fewer)))
    with create_project(theirs, (start,), workdir=tmp_path / "theirs") as project:
        worked(Session(theirs, project.history(start.name), journal=project), 7)
        name = project.branch(start.name, "Hers")
        history: History = (
            Session(theirs, project.history(name), journal=project)
            .do(worked(Session(theirs, start), 8).state.history.entries[0].edit)
            .history
        )
        project.save_as(path)
    with create_project(dataset, (start,), workdir=tmp_path / "ours") as project:
        found = read_foreign(path, dataset)
        assert found.same_data is same
        if not same:
            assert [difference.part for difference in found.differences] == ["pupils"]
        made, refused = brought_in(found, found.plan("Hers"), project.history(start.name).start)
        assert refused == ()
        assert made.plan.fingerprint == history.plan.fingerprint
        project.add_history(made.renamed("Hers"), "from a colleague")
        project.save_as(tmp_path / "ours.gpkg")
        both = compare(dataset, [start, project.history("Hers").plan])
        assert ways(both, 0) == asked(dataset, start, history.plan)
    with open_project(tmp_path / "ours.gpkg", workdir=tmp_path / "ours") as again:
        assert again.history("Hers").plan.fingerprint == history.plan.fingerprint
        assert again.node("Hers").note == "from a colleague"
