"""Faces made anew: what is carried over equals what is found anew."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shared.invariants import found_anew

from piiri.model import Coverage
from piiri.model.overlay import coverage_of
from piiri.model.refacing import Refacing, refaced, rings_of
from piiri.model.remade import Ring


def strip(n: int) -> Coverage:
    return coverage_of([shapely.box(10 * i, 0, 10 * i + 10, 10) for i in range(n)], [f"b{i}" for i in range(n)])


def at(coverage: Coverage, x: float, y: float) -> int:
    return int(np.flatnonzero((coverage.vertices == [x, y]).all(axis=1))[0])


def as_found_anew(coverage: Coverage) -> None:
    t = coverage.topology
    beside = {face: sorted(t.around(face)) for face in range(t.face_count)}
    assert coverage.problems() == []
    fresh = found_anew(t)
    assert beside == {face: sorted(fresh.around(face)) for face in beside}
    for edges in (np.arange(0, len(t.edges), 3), np.zeros(0, dtype=np.int64)):
        assert t.edges_between(t.edges[edges].astype(np.int64)).tolist() == edges.tolist()
    for vertex in range(t.vertex_count):
        assert sorted(t.edges_of_vertex(vertex)) == sorted(fresh.edges_of_vertex(vertex)), vertex
    for face in range(-1, len(t.face_ids)):
        assert t.edges_of_faces(np.array([face])).tolist() == fresh.edges_of_faces(np.array([face])).tolist(), face
        if face >= 0:
            assert t.rings_of(face) == fresh.rings_of(face)
    anew = Coverage(fresh, coverage.vertices)
    for name in ("bounds", "shape_of_face"):
        assert np.array_equal(getattr(coverage, name), getattr(anew, name)), name
    assert coverage.areas_m2 == pytest.approx(anew.areas_m2)
    # and edges, sides and rings are what the polygons alone give
    again = coverage_of(list(coverage.polygons()), list(t.face_ids))
    assert len(again.topology.edges) == len(t.edges) and len(again.vertices) == len(coverage.vertices)
    assert np.array_equal(again.shape_of_face, coverage.shape_of_face)


def known(coverage: Coverage) -> Coverage:
    """The coverage with everything found out that a refacing carries over."""
    assert coverage.topology.neighbours(0) is not None and coverage.topology.faces_of_vertex(0) is not None
    assert coverage.bounds is not None and coverage.areas_m2 is not None and coverage.shape_of_face is not None
    return coverage


def halves(coverage: Coverage, face: int) -> Refacing:
    """A square of the strip cut across into a lower and an upper half; the neighbours get a corner on their edges."""
    x = 10.0 * face
    a, b, c, d = (at(coverage, *place) for place in ((x, 0), (x + 10, 0), (x + 10, 10), (x, 10)))
    v = coverage.topology.vertex_count
    rings = {
        face: [Ring((a, b, v + 1, v), True)],
        coverage.face_count: [Ring((v, v + 1, c, d), True)],
    }
    for other, start, end, new in ((face - 1, a, d, v), (face + 1, c, b, v + 1)):
        if 0 <= other < coverage.face_count:
            (ring,) = rings_of(coverage.topology, other)
            row = list(ring.corners)
            row.insert(row.index(start) + 1 if row[row.index(start) - 1] != end else row.index(start), new)
            rings[other] = [Ring(tuple(row), True)]
    return Refacing(rings, ["new"], [(int(100 * x), 500), (int(100 * x) + 1000, 500)])


@pytest.mark.parametrize("face", [0, 1, 3])
def test_a_split(face: int) -> None:
    before = known(strip(4))
    after = refaced(before, halves(before, face))
    as_found_anew(after)
    assert after.face_ids == ("b0", "b1", "b2", "b3", "new")
    assert after.areas_m2[[face, 4]].tolist() == [50, 50]
    assert before.face_count == 4 and before.problems() == []


@pytest.mark.parametrize("face", [0, 1, 2])
def test_the_last_things_take_the_places_of_those_that_go(face: int) -> None:
    """Two blocks joined into the one given; face and corner indices leave no hole."""
    before = known(strip(4))
    gone = face + 1
    x = 10.0 * face
    ring = Ring(
        tuple(at(before, *p) for p in ((x, 0), (x + 10, 0), (x + 20, 0), (x + 20, 10), (x + 10, 10), (x, 10))), True
    )
    after = refaced(before, Refacing({face: [ring]}, dropped_faces=(gone,)))
    as_found_anew(after)
    assert sorted(after.face_ids) == sorted(set(before.face_ids) - {f"b{gone}"})
    if gone != 3:
        assert after.face_ids[gone] == "b3"
    # the two corners in the middle of its edges are no longer needed
    dropped = tuple(at(after, x + 10, y) for y in (0, 10))
    slim = Ring(tuple(c for c in ring.corners if c not in dropped), True)
    less = refaced(after, Refacing({face: [slim]}, dropped_corners=dropped))
    as_found_anew(less)
    assert len(less.vertices) == len(before.vertices) - 2


def test_a_hole_opened_and_filled() -> None:
    before = known(strip(1))
    hole = [(300, 300), (300, 700), (700, 700), (700, 300)]
    v = before.topology.vertex_count
    own = (v, v + 1, v + 2, v + 3)
    rings = {0: [*rings_of(before.topology, 0), Ring(own, False)], 1: [Ring(own[::-1], True)]}
    after = refaced(before, Refacing(rings, ["inner"], hole))
    as_found_anew(after)
    assert after.areas_m2.tolist() == [84, 16]
    back = refaced(after, Refacing({0: rings_of(before.topology, 0)}, dropped_faces=(1,), dropped_corners=own))
    as_found_anew(back)
    assert np.array_equal(back.shape_of_face, before.shape_of_face)


def test_two_blocks_on_one_side_are_no_coverage() -> None:
    before = strip(2)
    (ring,) = rings_of(before.topology, 0)
    with pytest.raises(ValueError, match="same side"):
        refaced(before, Refacing({0: [ring], 2: [ring]}, ["twice"]))
