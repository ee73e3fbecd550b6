"""One sensible edit of each kind in the customary town, with what has to be done before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MergeSchools,
    MoveCornerInStage,
    MoveSchool,
    MoveVertex,
    OpenSchool,
    RedrawBorder,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetFundingModel,
    SetFundingNumber,
    SetLock,
    SetMoneyUse,
    SetSchoolFigures,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
    apply,
)
from piiri.errors import EditRejected
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.model import Plan

LOW, HIGH = "fi-1-6", "fi-7-9"


def blocks_of(plan: Plan, school: str, stage: str) -> tuple[str, ...]:
    """The blocks of a school's own catchment."""
    row = plan.catchment_of_face[plan.stage_index(stage)]
    return tuple(
        plan.coverage.face_ids[f] for f in np.flatnonzero(row == plan.catchments.index(f"{stage}/{school}")).tolist()
    )


def across(plan: Plan, block: str) -> tuple[tuple[float, float], ...]:
    """A line right across a block, through the middle of its box, from well outside."""
    face = plan.coverage.topology.face_index[block]
    x0, _, x1, _ = plan.coverage.bounds[face].tolist()
    y = float(plan.coverage.label_points[face][1])
    return ((x0 - 5.0, y), (x1 + 5.0, y))


def border_corner(plan: Plan, stage: int, degree: int = 3) -> int:
    """An inner corner of the borders of a stage at which so many edges meet."""
    t = plan.coverage.topology
    border = plan.coverage.border(plan.catchment_of_face[stage])
    for vertex in range(t.vertex_count):
        around = t.edges_of_vertex(vertex)
        if len(around) == degree and border[around].sum() > 1 and (t.faces_of_vertex(vertex) >= 0).all():
            return vertex
    raise AssertionError("no such corner")


@dataclass(frozen=True)
class Sample:
    """An edit, those that come before it, and words that English says of it."""

    edit: Edit
    words: str
    before: tuple[Edit, ...] = ()


def samples(plan: Plan) -> dict[str, Sample]:
    """One of each kind, and variants that go another way through the code."""
    low = border_corner(plan, 0)
    x, y = map(float, plan.coverage.vertices[low])
    start, end = plan.coverage.topology.edges[plan.coverage.topology.edges_of_vertex(low)[0]].tolist()
    mx, my = map(float, plan.coverage.vertices[[start, end]].mean(axis=0))
    split = SplitFaces(across(plan, "b40"), ("b40",))
    s2, s3 = blocks_of(plan, "S2", LOW), blocks_of(plan, "S3", LOW)
    s4 = (AssignFaces(LOW, blocks_of(plan, "S4", LOW), f"{LOW}/S2"),)
    s4_high = AssignFaces(HIGH, blocks_of(plan, "S4", HIGH), f"{HIGH}/S5")
    close = CloseSchool("S2", 2028, (AssignFaces(LOW, s2[:3], f"{LOW}/S3"), AssignFaces(LOW, s2[3:], f"{LOW}/joint")))
    corner = len(plan.coverage.vertices)
    open_new = OpenSchool("new", "Uusi koulu", 2500.0, 2500.0, 300, (LOW, HIGH), 2027)
    assign = AssignFaces(LOW, s2[:2], f"{LOW}/S3")
    model = SetFundingModel(text_of(preset("helsinki_pd_like")))
    table = SetSchoolFigures("id;last_amount\nS2;1000,50\nS3;..\n")
    use = SetMoneyUse("S2", (("guidance", "1200.50"), ("other", "99.5")), "Ohjausta", (("materials", "10"),), "Hyvä")
    return {
        "assign": Sample(assign, "2 blocks from School 2 to School 3"),
        "move corner": Sample(MoveVertex(low, x + 0.5, y), "Corner moved 0,5 m"),
        "corner in stage": Sample(MoveCornerInStage(LOW, low, x + 9.0, y + 9.0), "m for Finnish 1-6 alone"),
        "insert corner": Sample(InsertCorner(start, end, mx, my + 0.3), "Corner added"),
        "delete corner": Sample(DeleteCorner(corner), "Corner removed", (InsertCorner(start, end, mx, my + 0.3),)),
        "split": Sample(split, "Block b40 split"),
        "split many": Sample(SplitFaces(((-100.0, 2600.0), (5100.0, 2400.0))), "Blocks split"),
        "join": Sample(JoinFaces(("b40", "b40~2")), "2 pieces of a block joined", (split,)),
        "redraw": Sample(RedrawBorder(LOW, f"{LOW}/S2", _bulge(plan, f"{LOW}/S2")), "Border of School 2 drawn anew"),
        "places": Sample(SetCapacity("S3", 77), "→ 77"),
        "lock": Sample(SetLock(True, ("S2", "S3"), (f"{LOW}/S4",), ("b1", "b2")), "2 schools, catchment School 4, 2 b"),
        "unlock": Sample(SetLock(False, (), (), ("b1",)), "Unlocked: 1 block", (SetLock(True, (), (), ("b1", "b2")),)),
        "open": Sample(open_new, "Uusi koulu opened from 2027"),
        "close": Sample(close, "School 2 closed from 2028"),
        "close in a zone": Sample(
            CloseSchool("S1", 2030, (AssignFaces(LOW, blocks_of(plan, "S1", LOW), f"{LOW}/S0"),), "named"),
            "School 1 closed from 2030",
        ),
        "reopen": Sample(ReopenSchool("S2"), "School 2 stays open", (close,)),
        "move school": Sample(MoveSchool("S3", 2400.0, 2600.0), "School 3 moved "),
        "rename": Sample(RenameSchool("S3", "Keskuskoulu"), "School 3 renamed to Keskuskoulu"),
        "stages more": Sample(SetStages("S2", (LOW, HIGH)), "School 2 teaches Finnish 1-6, Finnish 7-9"),
        "stages less": Sample(SetStages("S4", (LOW,), (s4_high,)), "School 4 teaches Finnish 1-6"),
        "stages other": Sample(SetStages("S3", (HIGH,), (AssignFaces(LOW, s3, f"{LOW}/S2"),)), "teaches Finnish 7-9"),
        "stages none": Sample(SetStages("S4", (), (*s4, s4_high)), "School 4 teaches nothing"),
        "merge": Sample(MergeSchools("S4", "S3", 2029, 800), "School 4 merged into School 3 from 2029"),
        "merge in a zone": Sample(MergeSchools("S0", "S1", 2029, -1), "School 0 merged into School 1"),
        "shares": Sample(
            SetServers(f"{LOW}/S2", ("S2", "S3"), (0.75, 0.25)), "School 2 is a joint zone of School 2, S"
        ),
        "by places": Sample(SetServers(f"{LOW}/joint", ("S0", "S1"), (0.5, 0.5), "places"), "is a joint zone of"),
        "one server": Sample(SetServers(f"{LOW}/joint", ("S1",), (1.0,)), "Joint zone is served by School 1"),
        "model": Sample(model, "Funding model: Helsinki-like need index"),
        "no model": Sample(SetFundingModel(""), "Funding model taken away", (model,)),
        "weight": Sample(
            SetFundingNumber(("index", "weights", "net_attraction"), "0.5"),
            "Weight of Net attraction: 1 → 0,5",
            (model,),
        ),
        "figures": Sample(table, "Figures of 2 schools beside the plan"),
        "no figures": Sample(SetSchoolFigures(""), "Figures beside the plan taken away", (table,)),
        "use": Sample(use, "Use of the money of School 2: 1\u202f300 planned"),
        "no use": Sample(SetMoneyUse("S2"), "Use of the money of School 2 taken away", (use,)),
        "together": Sample(Together((assign, split, open_new, SetCapacity("new", 5))), "and 3 more changes"),
    }


def _bulge(plan: Plan, catchment: str) -> tuple[tuple[float, float], ...]:
    """A line from a catchment's border out to the neighbours and back."""
    coverage = plan.coverage
    row = plan.catchment_of_face[0]
    k = plan.catchments.index(catchment)
    border = np.flatnonzero(coverage.border(row))
    for edge in border.tolist():
        sides = {int(coverage.topology.left[edge]), int(coverage.topology.right[edge])}
        inner, outer = (
            next(iter(s), -1) for s in ({f for f in sides if row[f] == k}, {f for f in sides if row[f] != k})
        )
        if inner < 0 or outer < 0:
            continue
        a, b = coverage.vertices[coverage.topology.edges[edge]]
        p, q = (a * 3 + b) / 4, (a + b * 3) / 4
        away = coverage.label_points[outer] - (a + b) / 2
        line = [p, p + away * 0.6, q + away * 0.6, q]
        places = tuple((float(x), float(y)) for x, y in line)
        try:
            apply(plan, RedrawBorder(plan.stages[0].id, catchment, places))
        except EditRejected:
            continue
        return places
    raise AssertionError("no border to bulge")
