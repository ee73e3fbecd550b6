"""The strip as a widget: where things stand, what is cut, what it tells other views."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QToolButton

from piiri import i18n
from piiri.edits import AssignFaces
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.strip import TopStrip
from piiri_desktop.panels.tile import ChoiceTile, Field, Tile


@pytest.fixture
def strip(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> TopStrip:
    made = TopStrip(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(1280, 68)
    made.show()
    return made


def tiles(strip: TopStrip) -> list[Tile | ChoiceTile]:
    return [*strip.findChildren(Tile), *strip.findChildren(ChoiceTile)]


def fields(strip: TopStrip) -> list[Field]:
    return strip.findChildren(Field)


def test_one_row_of_68_px_and_nothing_over_anything_else(strip: TopStrip) -> None:
    assert strip.height() == 68
    boxes = [widget.geometry() for widget in (*fields(strip), *tiles(strip))]
    assert all(strip.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_two_rows_at_double_text(strip: TopStrip) -> None:
    strip.set_text_scale(2.0)
    assert strip.height() == 2 * 136 + 2
    boxes = [widget.geometry() for widget in (*fields(strip), *tiles(strip))]
    assert all(strip.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    for tile in tiles(strip):
        assert tile.width() >= tile.face.needed_width
    strip.set_text_scale(1.0)
    assert strip.height() == 68


class Longer(dict[str, str]):
    """Every text 40 % longer."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return key + "~" * (len(key) * 2 // 5)


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(i18n._catalogues, "fi", Longer())
    i18n.set_language("fi")
    yield
    i18n.set_language("en")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_values_and_changes_are_whole_with_texts_40_percent_longer(
    longer: None,
    scale: float,
    bridge: Bridge,
    attention: Attention,
    light: Palette,
    qtbot: object,
    to_asema: AssignFaces,
) -> None:
    made = TopStrip(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(1280, 68)
    made.set_text_scale(scale)
    made.show()
    bridge.session.do(to_asema)
    for tile in tiles(made):
        letters, shown = tile.face.letters, tile.face.shown
        change = letters.caption.width(f"{shown.mark} ") + letters.caption_bold.width(shown.change)
        assert tile.width() >= 24 + max(letters.figure.width(shown.value), change), shown
        assert tile.width() >= tile.face.needed_width or scale == 2.0, shown  # then words are cut, not numbers
        assert tile.toolTip().startswith(tile.face.shown.label)


def test_tiles_change_their_values_in_a_stroke_and_do_not_move(
    strip: TopStrip, bridge: Bridge, to_asema: AssignFaces
) -> None:
    places = [tile.geometry() for tile in tiles(strip)]
    bridge.session.preview(to_asema)
    assert [tile.geometry() for tile in tiles(strip)] == places
    assert "40 pupils" in strip.findChildren(Tile)[0].text()
    live = [tile for tile in tiles(strip) if tile.face.shown.live]
    assert live
    edge = live[0].grab().toImage().pixelColor(0, 30)
    assert edge == palette("light").accent
    bridge.cancel()
    assert live[0].grab().toImage().pixelColor(0, 30) == palette("light").surface


def test_the_stage_menu_tells_everyone(strip: TopStrip, attention: Attention, qtbot: object) -> None:
    stage = fields(strip)[1]
    assert stage.accessibleName() == "Grades: Finnish 1–6, 145 pupils"
    assert [action.text() for action in stage.menu().actions()] == ["Finnish 1–6", "Finnish 7–9", "All grades"]
    with qtbot.waitSignal(attention.stage_changed) as told:
        stage.menu().actions()[1].trigger()
    assert told.args == [1]
    assert stage.accessibleName() == "Grades: Finnish 7–9, 60 pupils"
    attention.set_stage(-1)
    assert [action.isChecked() for action in stage.menu().actions()] == [False, False, True]
    assert stage.accessibleName() == "Grades: All grades, 205 pupils"


def test_segregation_of_another_group(strip: TopStrip) -> None:
    choice = strip.findChild(ChoiceTile)
    was = choice.face.shown.value
    choice.menu().actions()[1].trigger()
    assert choice.face.shown.label == "D index, With support" and choice.face.shown.value != was


def test_the_plan_field_takes_a_menu(strip: TopStrip) -> None:
    from PySide6.QtWidgets import QMenu

    plan = fields(strip)[0]
    assert plan.accessibleName() == "Plan: Today, compared with: Today"
    assert not plan.focusPolicy()
    menu = QMenu(strip)
    strip.set_plan_menu(menu)
    assert plan.menu() is menu and plan.focusPolicy()
    assert isinstance(plan, QToolButton)


def test_the_school_year_is_there_where_it_is_known(
    street: tuple[object, object], attention: Attention, light: Palette, qtbot: object
) -> None:
    from dataclasses import replace

    from piiri.session import Session

    dataset, plan = street
    bridge = Bridge(Session(replace(dataset, notes={"school_year": "2027–28"}), plan))
    made = TopStrip(bridge, attention, light)
    qtbot.addWidget(made)
    assert [field.accessibleName() for field in fields(made)][2] == "School year: 2027–28"
    bridge.close()
