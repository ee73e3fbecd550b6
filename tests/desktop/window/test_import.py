"""A project from a mapping file, through the window: what was found is said, repairs are asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from piiri_desktop.dialogs.problems import ProblemsDialog
from piiri_desktop.main_window import MainWindow

X, Y = 385_000, 6_672_000
MAPPING = """
name = "Two blocks"
crs = "EPSG:3067"
limits = []

[[stages]]
id = "fi-1-6"
name = "Finnish 1-6"
language = "fi"
grades = [1, 2, 3, 4, 5, 6]

[[layers]]
kind = "schools"
file = "schools.csv"
crs = "EPSG:3067"
columns = { id = "id", name = "name", places = "places", x = "E", y = "N" }

[[layers]]
kind = "blocks"
file = "blocks.geojson"
crs = "EPSG:3067"
columns = { id = "block" }
[layers.plans]
"Today" = { "fi-1-6" = "now" }

[[layers]]
kind = "pupils"
file = "pupils.csv"
crs = "EPSG:3067"
columns = { id = "nr", x = "E", y = "N", grade = "grade", language = "lang" }
"""


def write_municipality(folder: Path, *, overlap_m: int = 0) -> Path:
    """Two blocks of 1 km beside each other, the western one reaching ``overlap_m`` into the eastern one."""
    boxes = {
        "west": (shapely.box(X, Y, X + 1000 + overlap_m, Y + 1000), "Länsi"),
        "east": (shapely.box(X + 1000, Y, X + 2000, Y + 1000), "Itä"),
    }
    features = [
        {
            "type": "Feature",
            "properties": {"block": name, "now": school},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for name, (shape, school) in boxes.items()
    ]
    files = {
        "blocks.geojson": json.dumps({"type": "FeatureCollection", "features": features}),
        "schools.csv": f"id;name;places;E;N\n091;Länsi;100;{X + 500};{Y + 500}\n092;Itä;9;{X + 1500};{Y + 500}\n",
        "pupils.csv": f"nr;E;N;grade;lang\n1;{X + 100};{Y + 100};1;fi\n2;{X + 1900};{Y + 100};3;fi\n"
        f"3;{X + 9000};{Y};4;fi\n",
        "import.toml": MAPPING,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "import.toml"


def ways(window: MainWindow) -> dict[str, QPushButton]:
    banner = window.notices.banner
    assert banner is not None
    return {button.text(): button for button in banner.findChildren(QPushButton)}


def test_what_was_read_is_said_and_listed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.open_path(write_municipality(tmp_path))
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.projects.name == "Two blocks"
    banner = window.notices.banner
    assert banner is not None
    assert "7 rows read" in banner.text
    qtbot.mouseClick(ways(window)["Show the list"], Qt.MouseButton.LeftButton)
    dialog = window.findChild(ProblemsDialog)
    listed = [dialog.problems.item(row, 2).text() for row in range(dialog.problems.rowCount())]
    assert any("pupils.csv" in text for text in listed), "the pupil far outside is named"
    assert dialog.ledger is not None
    counts = [
        [int(dialog.ledger.item(row, column).text()) for column in range(1, 6)]
        for row in range(dialog.ledger.rowCount())
    ]
    assert all(row[0] == sum(row[1:]) for row in counts)
    assert sum(row[0] for row in counts) == 7
    dialog.close()


def test_an_import_is_work_worth_keeping(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.open_path(write_municipality(tmp_path))
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.projects.worth_keeping


def test_a_repair_is_asked_for_and_done_when_agreed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.open_path(write_municipality(tmp_path, overlap_m=40))
    qtbot.waitUntil(lambda: window.notices.banner is not None)
    assert window.workbench is None, "nothing is repaired unasked"
    offered = ways(window)
    assert list(offered) == ["Repair and import", "Show all problems"]
    qtbot.mouseClick(offered["Repair and import"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.bridge is not None
    assert window.bridge.state.plan.coverage.problems() == []


@pytest.mark.parametrize("missing", ["pupils.csv", "blocks.geojson"])
def test_a_missing_file_is_named_and_no_repair_offered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, missing: str
) -> None:
    mapping = write_municipality(tmp_path)
    (tmp_path / missing).unlink()
    window.open_path(mapping)
    qtbot.waitUntil(lambda: window.notices.banner is not None)
    banner = window.notices.banner
    assert banner is not None
    assert missing in banner.text
    assert "Repair and import" not in ways(window)
    assert window.workbench is None
