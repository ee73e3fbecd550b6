"""Weeks of work on several plans, with saves, restarts and crashes in between: every figure of every step comes back.

What a planner expects of *undo*: that it leads back to the numbers that stood there, to the last digit, also tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.errors import EditRejected
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.publish import figures_json
from piiri.session import Session
from piiri.storage import Project, check_project, create_project, open_project

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
STEPS = 40
Town = tuple[Dataset, Plan]


def demo(real_data: Callable[[str], Path]) -> Town:
    return demo_municipality(pupils=2000, schools=8, faces=150)


def bcps(real_data: Callable[[str], Path]) -> Town:
    real_data("bcps_sw")
    imported = import_mapping(MAPPINGS / "bcps_sw.toml", repair=True)
    return imported.dataset, imported.plans[0]


def figures(session: Session) -> dict[str, Any]:
    """Everything that a person can read of a plan."""
    state = session.state
    found = figures_json(state.dataset, state.plan, state.evaluation)
    return {key: value for key, value in found.items() if key != "plan"}  # its name may change


def crash(project: Project) -> None:
    project._connection.close()
    project._open = False


@pytest.mark.parametrize("place", [demo, pytest.param(bcps, marks=pytest.mark.real_data)])
def test_every_figure_of_every_step_comes_back(
    place: Callable[..., Town], real_data: Callable[[str], Path], planner_of: Callable[..., Any], tmp_path: Path
) -> None:
    rng = np.random.default_rng(11)
    dataset, plan = place(real_data)
    planner = planner_of(dataset, 11)
    target, workdir = tmp_path / "town.gpkg", tmp_path / "working"
    project = create_project(dataset, (plan,), workdir=workdir)
    project.save_as(target)
    name, seen = plan.name, {}

    def work(steps: int) -> None:
        session = Session(project.dataset, project.history(name), journal=project)
        known = seen.setdefault(name, [figures(session)])
        while steps:
            before = session.state.history
            try:
                session.do(planner.edit(session.state), note=f"step {len(known)}")
            except EditRejected:
                continue
            if session.state.history is not before:
                known.append(figures(session))
                steps -= 1

    for sitting in range(4):
        work(STEPS // 4)
        if sitting == 1:
            session = Session(project.dataset, project.history(name), journal=project)
            session.jump(5)
            project.annotate(name, 5, "here I was unsure")
            branched = project.branch(name, "Etelä")
            session.jump(len(session.state.history.entries))
            name = branched
            project.active = name
        if sitting == 2:
            project.rename(name, "Eteläinen")
            seen["Eteläinen"] = seen.pop(name)
            name = "Eteläinen"
            gone = project.delete(plan.name)
            assert project.active == name
            project.restore(gone)
        if sitting % 2:
            crash(project)
        else:
            project.save()
            project.close()
        project = open_project(target, workdir=workdir)
        assert project.active == name
    project.save()
    project.close()
    assert check_project(target) == ()
    assert set(seen) == {plan.name, "Eteläinen"}
    for plan_name, known in seen.items():
        with open_project(target, workdir=workdir) as again:
            # compared with what it has been compared with: the plan's own start
            session = Session(again.dataset, again.history(plan_name), journal=again)
            assert len(session.state.history.entries) == len(known) - 1
            for position in reversed(range(len(known))):
                assert figures(session) == known[position], (plan_name, position)
                session.undo()
            assert session.state.history.cursor == 0
            assert session.state.plan.fingerprint == again.history(plan_name).start.fingerprint
            for position in rng.permutation(len(known))[:10]:
                session.jump(int(position))
                assert figures(session) == known[int(position)], (plan_name, position)
            session.jump(0)
            again.save()
        with open_project(target, workdir=workdir) as again:
            session = Session(again.dataset, again.history(plan_name), journal=again)
            for position in range(len(known)):
                assert figures(session) == known[position], (plan_name, position)
                session.redo()
            assert [entry.note for entry in session.state.history.entries][:4] == [
                "step 1",
                "step 2",
                "step 3",
                "step 4",
            ]
            again.close(discard=True)
    with open_project(target, workdir=workdir) as again:
        assert again.history(plan.name).entries[4].note == "here I was unsure"
        assert again.history("Eteläinen").start.fingerprint == again.history(plan.name).plan_at(5).fingerprint
