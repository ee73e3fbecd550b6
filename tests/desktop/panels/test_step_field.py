"""Numbers and school years that are typed or stepped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from pytestqt.qtbot import QtBot

from piiri_desktop.palette import palette
from piiri_desktop.panels.step_field import StepField


@pytest.fixture
def year(qtbot: QtBot) -> StepField:
    made = StepField("From school year", palette("light"), years=True)
    qtbot.addWidget(made)
    made.set_value(2027)
    made.resize(200, 28)
    made.show()
    return made


def test_a_year_is_written_as_a_school_year_and_seen(year: StepField) -> None:
    assert year.box.text() == "2027–28" and year.value == 2027
    assert year.box.lineEdit().width() > 60, "a style sheet leaves it none by itself"
    assert year.box.accessibleName() == "From school year"


def test_it_is_stepped_by_keys_and_buttons(year: StepField, qtbot: QtBot) -> None:
    seen: list[int] = []
    year.changed.connect(seen.append)
    qtbot.keyClick(year.box, Qt.Key.Key_Up)
    qtbot.mouseClick(year.less, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(year.less, Qt.MouseButton.LeftButton)
    assert seen == [2028, 2027, 2026]
    year.set_value(2050)
    assert seen[-1] == 2026, "what is set is not the person's"


def test_it_is_typed(year: StepField, qtbot: QtBot) -> None:
    seen: list[int] = []
    year.changed.connect(seen.append)
    year.box.selectAll()
    qtbot.keyClicks(year.box, "2031")
    assert seen == [], "not while it is being typed"
    qtbot.keyClick(year.box, Qt.Key.Key_Return)
    assert seen == [2031] and year.box.text() == "2031–32"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("2031", QValidator.State.Acceptable),
        ("2031–32", QValidator.State.Acceptable),
        ("203", QValidator.State.Intermediate),
        ("", QValidator.State.Intermediate),
        ("next", QValidator.State.Invalid),
    ],
)
def test_what_is_no_year_is_not_taken(year: StepField, text: str, state: QValidator.State) -> None:
    assert year.box.validate(text, 0)[0] == state


def test_places_may_not_be_known(qtbot: QtBot) -> None:
    places = StepField("Places", palette("light"))
    qtbot.addWidget(places)
    places.set_value(-1)
    assert places.box.text() == "not known" and places.value == -1
    places.set_value(320)
    assert places.box.text() == "320"
    qtbot.keyClick(places.box, Qt.Key.Key_Down)
    assert places.value == 319
