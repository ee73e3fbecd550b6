"""The models to choose from: what can be used first, each with its status and what it lacks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.funding import preset, preset_names
from piiri.funding.texts import model_from
from piiri_desktop.bridge import Bridge
from piiri_desktop.palette import Palette, palette
from piiri_desktop.panels.funding_choice import FundingChoice, dated_title


def test_every_model_with_status_source_and_what_it_lacks(bridge: Bridge, light: Palette, qtbot: QtBot) -> None:
    made = FundingChoice(light)
    qtbot.addWidget(made)
    made.show_state(bridge.state)
    models = made.models
    assert {each.model.id for each in models.models} == set(preset_names())
    lacks = [bool(models.lacking(row)) for row in range(models.rowCount())]
    assert lacks == sorted(lacks) and not all(lacks), "what can be used comes first"
    for row in range(models.rowCount()):
        name, status, third = models.texts(row)
        assert name and status and third
        said = models.data(models.index(row), Qt.ItemDataRole.AccessibleTextRole)
        assert name in said and status in said and models.lacking(row) in said


def test_the_same_list_is_not_laid_out_anew(bridge: Bridge, light: Palette, qtbot: QtBot) -> None:
    made = FundingChoice(light)
    qtbot.addWidget(made)
    resets: list[bool] = []
    made.models.modelReset.connect(lambda: resets.append(True))
    for _ in range(3):
        made.show_state(bridge.state)
    assert resets == [True]


def test_enter_chooses(bridge: Bridge, light: Palette, qtbot: QtBot) -> None:
    made = FundingChoice(light)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    made.show_state(bridge.state)
    said: list[str] = []
    made.chosen.connect(said.append)
    made.list.setFocus()
    made.list.setCurrentIndex(made.models.index(0))
    QTest.keyClick(made.list, Qt.Key.Key_Return)
    assert model_from(said[0]) == made.models.models[0]
    before = made.grab().toImage()
    made.set_look(palette("dark"), 1.0)
    assert made.grab().toImage() != before


def test_a_year_is_not_said_twice() -> None:
    for name in preset_names():
        model = preset(name)
        assert dated_title(model).count(str(model.model.year)) == 1
