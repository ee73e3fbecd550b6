"""The legend says what symbols mean, those that are on the map and no others."""

from __future__ import annotations

import pytest

from piiri.edits import OpenSchool
from piiri.model.plan import Plan
from piiri_desktop.map.canvas import MapView
from piiri_desktop.map.schools import kind_of
from piiri_desktop.map.symbol_key import MEANINGS, SymbolKey


@pytest.fixture
def key(map_view: MapView) -> SymbolKey:
    return map_view.furniture.legend.symbols


def test_only_what_is_on_the_map_is_explained(map_view: MapView, key: SymbolKey) -> None:
    def wanted() -> list[str]:
        found = {kind_of(map_view.state, school) for school in map_view.marks.schools}
        return [kind for kind in MEANINGS if kind in found]

    assert list(key.kinds) == wanted() and "new" not in key.kinds
    height = map_view.furniture.legend.height()
    plan: Plan = map_view.state.plan
    x, y = plan.schools.xy[0] + 40.0
    map_view.bridge.commit(OpenSchool("new-1", "Uusi koulu", float(x), float(y), 200, (plan.stages[0].id,), 2027))
    map_view.settle()
    assert list(key.kinds) == wanted() and "new" in key.kinds
    assert "new school" in key.accessibleName()
    assert map_view.furniture.legend.height() > height
    map_view.bridge.undo()
    map_view.settle()
    assert "new" not in key.kinds and map_view.furniture.legend.height() == height


def test_each_meaning_has_a_line_where_there_is_no_room_beside(map_view: MapView, key: SymbolKey) -> None:
    key.kinds = ("over", "new", "closed")
    lines = {y for _, _, y in key._places(120)}
    assert len(lines) == 3
    assert len({y for _, _, y in key._places(10_000)}) == 1
    assert key.sizeHint().height() > 0 and not key.grab().isNull()
