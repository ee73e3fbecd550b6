"""Schools are opened, closed, merged and taken back while every view and every page of a real window is open.

The number of schools and of catchments differs from state to state, and at one number may stand another school in
another plan. Every warning is a failure; so is an exception in any view.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    Edit,
    MergeSchools,
    MoveSchool,
    OpenSchool,
    RenameSchool,
    ReopenSchool,
    SetServers,
    SetStages,
    Together,
)
from piiri.io import import_mapping
from piiri.model import Dataset, Plan
from piiri.progress import Progress
from piiri.storage import Project, create_project
from piiri_desktop.bridge import UNCHOSEN
from piiri_desktop.main_window import MainWindow
from piiri_desktop.opening import new_school_id
from piiri_desktop.views import Views

MAPPINGS = Path(__file__).parents[2] / "mappings"


def spot(plan: Plan, share: float) -> tuple[float, float]:
    west, south, east, north = plan.coverage.extent
    return west + share * (east - west), south + share * (north - south)


def opened(plan: Plan, name: str, share: float) -> OpenSchool:
    x, y = spot(plan, share)
    return OpenSchool(new_school_id(plan), name, x, y, 200, tuple(stage.id for stage in plan.stages), 2027)


def some_blocks(plan: Plan, school: int, n: int) -> tuple[str, ...]:
    """Ids of the n blocks of the first stage that lie nearest to a school."""
    away = np.hypot(*(plan.coverage.label_points - plan.schools.xy[school]).T)
    return tuple(plan.coverage.face_ids[face] for face in np.argsort(away)[:n])


def closed(plan: Plan, school: int) -> CloseSchool:
    """Close a school; its blocks go to the first other one of the stage."""
    c, parts = plan.catchments, []
    for stage in range(len(plan.stages)):
        mine = c.of_school(school, stage)
        faces = np.flatnonzero(plan.catchment_of_face[stage] == mine) if mine >= 0 else []
        others = [k for k in range(len(c)) if c.stage[k] == stage and k != mine and not c.closed[k]]
        others = [k for k in others if school not in c.schools_of(k)]
        if len(faces):
            ids = tuple(plan.coverage.face_ids[face] for face in faces)
            parts.append(AssignFaces(plan.stages[stage].id, ids, c.ids[others[0]]))
    return CloseSchool(plan.schools.ids[school], 2027, tuple(parts), "named")


def edits_of(plan: Plan) -> list[Callable[[Plan], Edit]]:
    """One edit of the network after another; each is made for the plan it finds."""
    new = opened(plan, "Svenska samskolan i norra Kaislalahti och skärgården", 0.45)
    stage = plan.stages[0].id

    def opened_with_blocks(now: Plan) -> Edit:
        other = opened(now, "Toinen uusi", 0.6)
        near = some_blocks(now, 0, 3)
        return Together((other, AssignFaces(stage, near, f"{stage}/{other.school}")))

    def shared(now: Plan) -> Edit:
        mine = now.catchments.ids[now.catchments.of_school(1, 0)]
        return SetServers(mine, (now.schools.ids[1], new.school), (0.6, 0.4))

    return [
        lambda now: new,
        lambda now: AssignFaces(stage, some_blocks(now, 2, 4), f"{stage}/{new.school}"),
        lambda now: MoveSchool(new.school, *spot(now, 0.52)),
        lambda now: RenameSchool(new.school, "Uusi"),
        opened_with_blocks,
        shared,
        lambda now: closed(now, 2),
        lambda now: MergeSchools(now.schools.ids[3], new.school, 2028, 500),
        lambda now: ReopenSchool(now.schools.ids[2]),
        lambda now: SetStages(now.schools.ids[2], ()),
    ]


def look(window: MainWindow, qtbot: QtBot) -> None:
    """Everything is drawn, and says what it shows."""
    assert window.workbench is not None and window.bridge is not None
    views, state = window.workbench.views, window.bridge.state
    views.map.settle()
    for dock in window.workbench.docks.values():
        dock.bring_up()
        window.grab()
    view = views.map
    for school in view.marks.schools:
        assert view.marks.look_of(school).name == state.plan.schools.names[school]
    names = state.plan.schools.names
    model = views.schools.model
    assert [model.text("name", school) for school in model.schools] == [names[school] for school in model.schools]
    assert max(model.schools, default=-1) < len(names)
    closed_rows = [bool(state.plan.schools.closed[school]) for school in model.schools]
    assert closed_rows == sorted(closed_rows)
    for chart in (views.places, views.distance):
        chart.figures()
        chart.summary()
    view.targets.listed()
    attention = window.attention
    assert attention is not None
    assert attention.target < len(names) and attention.hovered_school < len(names)


@pytest.fixture
def two_plans(town: tuple[Dataset, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, plan = town
    monkeypatch.setattr(
        "piiri_desktop.projects.make_demo", lambda progress: create_project(dataset, (plan, plan.renamed("Toinen")))
    )


def views_of(window: MainWindow) -> Views:
    assert window.workbench is not None
    return window.workbench.views


def walk(window: MainWindow, qtbot: QtBot, page: str) -> None:
    bridge, attention = window.bridge, window.attention
    assert bridge is not None and attention is not None
    views = views_of(window)
    start = bridge.state.plan
    views.schools.choose_columns("all")
    views.places.as_table.setChecked(True)
    for make in edits_of(start):
        if page:
            attention.ask_page(page, len(bridge.state.plan.schools) - 1)
        edit = make(bridge.state.plan)
        bridge.preview(edit)
        qtbot.wait(1)
        window.grab()
        bridge.cancel()
        window.grab()
        assert bridge.commit(edit), edit
        last = len(bridge.state.plan.schools) - 1
        attention.set_target(last)
        attention.hover_school(last)
        look(window, qtbot)
    end = bridge.state.plan
    for _ in range(bridge.state.history.cursor):
        bridge.undo()
        look(window, qtbot)
    assert bridge.state.plan is start
    assert attention.target == UNCHOSEN or attention.target < len(start.schools)
    while bridge.state.history.can_redo:
        bridge.redo()
        look(window, qtbot)
    assert bridge.state.plan is end
    for cursor in (0, bridge.state.history.cursor, 2, 7, 1):
        bridge.jump(cursor)
        look(window, qtbot)


@pytest.mark.parametrize("page", ["", "school", "opening", "closing", "merging", "expected"])
def test_of_the_demo(planning: MainWindow, qtbot: QtBot, page: str) -> None:
    walk(planning, qtbot, page)


def test_of_all_stages_together(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.attention is not None
    planning.attention.set_stage(-1)
    planning.attention.set_indicator("catchments")
    walk(planning, qtbot, "school")


def test_of_real_data(
    make_window: Callable[..., MainWindow],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    real_data: Callable[..., Path],
) -> None:
    real_data("edinburgh")
    imported = import_mapping(MAPPINGS / "edinburgh.toml", repair=True)

    def make(progress: Progress) -> Project:
        return create_project(imported.dataset, imported.plans)

    monkeypatch.setattr("piiri_desktop.projects.make_demo", make)
    window = make_window()
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running, timeout=60_000)
    assert window.attention is not None
    window.attention.set_indicator("catchments")
    walk(window, qtbot, "school")


def test_two_new_schools_of_two_plans_are_two(two_plans: None, planning: MainWindow, qtbot: QtBot) -> None:
    """At one number stands another school in the other plan: target and page do not become that one."""
    bridge, attention, plans = planning.bridge, planning.attention, planning.plans
    assert bridge is not None and attention is not None and plans is not None
    views = views_of(planning)
    first = bridge.state.plan
    assert bridge.commit(opened(first, "Ensimmäinen", 0.4))
    other = next(node.number for node in plans.living if node.number != plans.active)
    one = plans.active
    new = len(first.schools)
    attention.set_target(new)
    attention.hover_school(new)
    attention.ask_page("school", new)
    plans.work_on(other)
    look(planning, qtbot)
    assert attention.target == UNCHOSEN and attention.hovered_school == -1 and views.pages.shown == ""
    assert bridge.commit(opened(bridge.state.plan, "Toinen", 0.6))
    attention.set_target(new)
    attention.ask_page("school", new)
    look(planning, qtbot)
    plans.work_on(one)
    look(planning, qtbot)
    assert bridge.state.plan.schools.names[new] == "Ensimmäinen"
    assert attention.target == UNCHOSEN and views.pages.shown == ""
    plans.compare_with(other)
    look(planning, qtbot)
    planning.actions_of["compare"].trigger()
    qtbot.waitUntil(lambda: planning.comparing.page is not None and planning.comparing.page.comparison is not None)
    page = planning.comparing.page
    assert page is not None and page.comparison is not None
    compared = {name for place in page.comparison.places for name in [place.own_name]}
    assert {"Ensimmäinen", "Toinen"} <= compared
    page.grab()
    assert not planning.actions_of["school_page"].isEnabled()
    planning.comparing.close()
    rows = views.schools.model.rows
    assert rows.before.places[new] == -1 and not rows.before.serves[new]  # the other plan has no such school
