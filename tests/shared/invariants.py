"""What holds of every plan and every edit, whatever was done before: asked of long walks."""

from __future__ import annotations

import numpy as np
import shapely

from piiri.assignment import assign, holds
from piiri.edits import (
    Change,
    DeleteCorner,
    Edit,
    InsertCorner,
    MoveCornerInStage,
    MoveVertex,
    RedrawBorder,
    Together,
    difference,
)
from piiri.model import Coverage, Dataset, Plan, Topology
from piiri.model.arrays import to_cm

OF_ONE_STAGE = RedrawBorder | MoveCornerInStage


def one_face_each(dataset: Dataset, plan: Plan) -> None:
    """Every located pupil is held by at most one block, by the exact test on each of them, and by the one assigned."""
    xy = dataset.pupils.points.xy
    located = np.flatnonzero(dataset.pupils.points.located)
    times = np.zeros(len(xy), dtype=int)
    face = np.full(len(xy), -1)
    bounds = plan.coverage.bounds
    for f in range(plan.coverage.face_count):
        x0, y0, x1, y1 = bounds[f]
        near = located[((xy[located] >= (x0, y0)) & (xy[located] <= (x1, y1))).all(axis=1)]
        inside = near[holds(plan.coverage, f, to_cm(xy[near]))] if len(near) else near
        times[inside] += 1
        face[inside] = f
    assert times.max() <= 1
    assert np.array_equal(face, assign(plan.coverage, xy))


def outline(coverage: Coverage) -> np.ndarray:
    """(n, 4) the segments between the municipality and what lies outside, inside on their left, cm, in order."""
    t = coverage.topology
    cm = to_cm(coverage.vertices)
    ends = np.vstack((t.edges[t.right < 0], t.edges[t.left < 0][:, ::-1]))
    rows = np.hstack((cm[ends[:, 0]], cm[ends[:, 1]]))
    return rows[np.lexsort(rows.T)]


def twice_area_cm2(segments: np.ndarray, origin: np.ndarray) -> int:
    (ax, ay), (bx, by) = (segments[:, :2] - origin).T, (segments[:, 2:] - origin).T
    return int((ax * by - bx * ay).sum())


def partition_is_whole(coverage: Coverage) -> None:
    """Blocks are valid, meet edge to edge, and cover what the outline encloses, to the square centimetre."""
    assert not coverage.problems()
    t = coverage.topology
    cm = to_cm(coverage.vertices)
    origin = cm[0]
    follower = np.arange(1, len(t.ring_vertex) + 1)
    follower[t.ring_start[1:] - 1] = t.ring_start[:-1]
    rings = np.hstack((cm[t.ring_vertex], cm[t.ring_vertex[follower]]))
    assert twice_area_cm2(rings, origin) == twice_area_cm2(outline(coverage), origin)


def found_anew(t: Topology) -> Topology:
    """The same topology with nothing carried over from the one it was made from."""
    return Topology(
        t.face_ids,
        t.edges,
        t.left,
        t.right,
        t.ring_vertex,
        t.ring_start,
        t.face_of_ring,
        t.ring_is_outer,
        t.vertex_count,
    )


def topology_is_as_found_anew(coverage: Coverage) -> None:
    """What is carried from edit to edit equals what the arrays say."""
    t = coverage.topology
    fresh = found_anew(t)
    for carried, found in ((t._edges_by_vertex, fresh._edges_by_vertex), (t._edges_by_side, fresh._edges_by_side)):
        (members, start), (wanted, wanted_start) = ((g.members, g.start) for g in (carried.in_one_table(), found))
        assert np.array_equal(start, wanted_start)
        group = np.repeat(np.arange(len(start) - 1), np.diff(start))
        assert np.array_equal(members[np.lexsort((members, group))], wanted[np.lexsort((wanted, group))])
    assert np.array_equal(t._rings_of_face, fresh._rings_of_face)
    assert set(np.unique(t.edges)) == set(range(t.vertex_count))
    anew = Coverage(fresh, coverage.vertices)
    assert np.array_equal(coverage.shape_of_face, anew.shape_of_face)
    assert np.array_equal(coverage.bounds, anew.bounds)
    assert np.allclose(coverage.areas_m2, anew.areas_m2, rtol=1e-9, atol=1e-3)


def plan_makes_sense(plan: Plan) -> None:
    plan.validate()
    c, s = plan.catchments, plan.schools
    used = np.unique(plan.catchment_of_face[plan.catchment_of_face >= 0])
    assert not c.closed[used].any(), "a block belongs to a closed catchment"
    assert not s.closed[c.server_school[~c.closed[c.server_catchment]]].any(), "a closed school serves a catchment"
    assert (c.server_share > 0).all()
    assert plan.locked <= set(s.ids) and plan.locked_catchments <= set(c.ids)
    assert plan.locked_faces <= set(plan.coverage.face_ids)
    assert plan.by_places <= set(c.ids)


def locked_is_as_it_was(before: Plan, after: Plan, edit: Edit) -> None:
    """Nothing locked has changed hands or shape; a corner more on its edge may bend that by half a centimetre.

    Blocks of a locked catchment may be split by a border of another stage; the catchment stays what it was."""
    faces = np.flatnonzero(before.locked_face)
    now = np.array([after.coverage.topology.face_index[before.coverage.face_ids[f]] for f in faces], dtype=np.int64)
    assert np.array_equal(before.catchment_of_face[:, faces], after.catchment_of_face[:, now]), "a block changed hands"
    same_area(before.coverage, faces, after.coverage, now, each=True)
    for k in np.flatnonzero(before.locked_catchment).tolist():
        stage = before.catchments.stage[k]
        assert before.servers_of(k) == after.servers_of(k), "a locked catchment is served otherwise"
        assert before.catchments.closed[k] == after.catchments.closed[k], "a locked catchment was closed or opened"
        old, new = (np.flatnonzero(plan.catchment_of_face[stage] == k) for plan in (before, after))
        if not isinstance(edit, OF_ONE_STAGE | Together):
            ids = [{plan.coverage.face_ids[f] for f in own} for plan, own in ((before, old), (after, new))]
            assert ids[0] == ids[1], "a block of a locked catchment was split, joined or given away"
        same_area(before.coverage, old, after.coverage, new)


def same_area(before: Coverage, old: np.ndarray, after: Coverage, new: np.ndarray, *, each: bool = False) -> None:
    """Some blocks cover now what some blocks covered before, but for half a centimetre along their borders."""
    if np.array_equal(np.sort(before.shape_of_face[old]), np.sort(after.shape_of_face[new])) and not each:
        return
    olds, news = before.polygons(old), after.polygons(new)
    if not each:
        olds, news = np.array([shapely.union_all(olds)]), np.array([shapely.union_all(news)])
    assert (shapely.area(shapely.symmetric_difference(olds, news)) <= 0.01 * shapely.length(olds)).all()


def change_names_everything(before: Plan, after: Plan, said: Change) -> None:
    """What is announced names all that differs between two plans; it may name more."""
    full = difference(before, after)
    assert full.network <= said.network and full.places <= said.places and full.locks <= said.locks
    assert full.funding <= said.funding
    assert set(full.schools) <= set(said.schools) and set(full.catchments) <= set(said.catchments)
    assert set(full.faces) <= set(said.faces)
    if full.reshaped is None:
        assert said.reshaped is not None or set(full.vertices) <= set(said.vertices)
        return
    assert said.reshaped is not None
    assert np.array_equal(full.reshaped.before, said.reshaped.before)
    assert set(full.reshaped.gone) <= set(said.reshaped.gone)
    assert set(full.reshaped.made) <= set(said.reshaped.made)


def moves_outline(edit: Edit) -> bool:
    if isinstance(edit, Together):
        return any(map(moves_outline, edit.edits))
    return isinstance(edit, MoveVertex | InsertCorner | DeleteCorner)


def outline_is_as_it_was(before: Coverage, after: Coverage) -> None:
    """A corner that a line made on the outline may bend it by half a centimetre, no more."""
    if before is after:
        return
    old, new = ({tuple(row) for row in outline(c).tolist()} for c in (before, after))
    gone, made = (np.array(sorted(rows)).reshape(-1, 4) for rows in (old - new, new - old))
    if len(gone) or len(made):
        origin = to_cm(before.vertices)[0]
        length = np.hypot(*(gone[:, :2] - gone[:, 2:]).T).sum()
        assert abs(twice_area_cm2(made, origin) - twice_area_cm2(gone, origin)) <= 2 * length
