"""Plans as a tree: every plan once, each after what it hangs on, whatever was deleted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from piiri.tree import PlanNode, arranged, free_name


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=20))
def test_every_plan_once_and_below_its_parent(plans: list[tuple[int, bool]]) -> None:
    nodes = [
        PlanNode(number, f"Plan {number}", parent % number or None, deleted=deleted)
        for number, (parent, deleted) in enumerate(plans, 1)
    ]
    found = arranged(nodes)
    assert sorted(node.number for node in found) == [node.number for node in nodes]
    kinds = [node.deleted for node in found]
    assert kinds == sorted(kinds), "deleted ones last"
    of = {node.number: node for node in nodes}
    path: list[int] = []
    for node in found:
        above, parent = 0, node.parent
        while parent is not None:
            above += not of[parent].deleted
            parent = of[parent].parent
        assert node.depth == (0 if node.deleted else above)
        if not node.deleted:
            del path[node.depth :]
            nearest = node.parent
            while nearest is not None and of[nearest].deleted:
                nearest = of[nearest].parent
            assert (path[-1] if path else None) == nearest
            path.append(node.number)


def test_a_parent_that_is_gone() -> None:
    assert [node.depth for node in arranged([PlanNode(4, "A", parent=2), PlanNode(5, "B", parent=4)])] == [0, 1]


@given(st.sets(st.sampled_from(["A", "A 2", "A 3", "A 5", "B"])))
def test_a_free_name_is_free(taken: set[str]) -> None:
    name = free_name("A", taken)
    assert name not in taken and name.startswith("A")
    assert ("A" in taken) == (name != "A")
