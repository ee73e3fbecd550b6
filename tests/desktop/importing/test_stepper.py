"""The steps say where the person is, what waits, and why a step cannot be gone to yet."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from piiri.io.pile import STEPS, Step
from piiri_desktop.importing.stepper import Stepper
from piiri_desktop.palette import Palette


def test_states_names_and_reasons(qtbot: QtBot, light: Palette) -> None:
    stepper = Stepper(light, 1.0)
    qtbot.addWidget(stepper)
    reached: dict[Step, str] = dict.fromkeys(STEPS, "")
    reached |= {"repair": "First this.", "summary": "First this."}
    stepper.show_steps("place", {"columns": 2, "repair": 1}, reached)
    state = {step: button.state for step, button in stepper.buttons.items()}
    assert state == {
        "files": "done",
        "columns": "waiting",
        "place": "here",
        "problems": "",
        "repair": "",
        "summary": "",
    }
    assert stepper.buttons["place"].accessibleName() == "Step 3: Place, you are here"
    assert stepper.buttons["columns"].accessibleName() == "Step 2: Columns, waits for you"
    assert not stepper.buttons["repair"].isEnabled() and stepper.buttons["repair"].toolTip() == "First this."
    asked: list[str] = []
    stepper.asked.connect(asked.append)
    stepper.buttons["files"].click()
    stepper.buttons["repair"].click()
    assert asked == ["files"]
    assert not stepper.grab().isNull()
