"""The start page: three doors, what was kept, recent projects, languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from piiri_desktop.main_window import MainWindow
from piiri_desktop.start.kept import KeptEdits, clock, day
from piiri_desktop.start.page import StartPage

NOW = datetime.fromisoformat("2026-11-20T10:00:00+02:00")


def words(page: StartPage | KeptEdits) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    buttons = [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    return "\n".join((*labels, *buttons))


def test_three_doors_with_names_keys_and_words(window: MainWindow) -> None:
    assert window.start is not None
    shown = words(window.start)
    for text in ("Try the demo municipality", "Ctrl+D", "Open a project", "Ctrl+O", "New from our data", "Ctrl+N"):
        assert text in shown
    assert "Works without a network" in shown
    assert [door.accessibleName() for door in window.start.doors.values()] == [
        "Try the demo municipality",
        "Open a project",
        "New from our data",
    ]


def test_the_demo_door_opens_the_demo(window: MainWindow, qtbot: QtBot) -> None:
    assert window.start is not None
    qtbot.mouseClick(window.start.doors["demo"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workbench is not None)
    assert window.projects.name == "Kaislalahti"
    assert window.windowTitle() == "Kaislalahti[*] – Piiri"


def test_the_keys_of_the_doors_work(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.workbench is not None)


@pytest.mark.parametrize(("way", "ending"), [("open", "gpkg"), ("mapping", "toml")])
def test_a_file_of_its_kind_is_asked_for(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str, ending: str
) -> None:
    asked: list[str] = []

    def ask(parent: object, title: str, folder: str, kinds: str) -> tuple[str, str]:
        asked.append(kinds)
        return str(tmp_path / f"missing.{ending}"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    assert window.start is not None
    if way == "open":
        qtbot.mouseClick(window.start.doors["open"], Qt.MouseButton.LeftButton)
    else:
        window.choose_mapping()
    assert f"*.{ending}" in asked[0]
    qtbot.waitUntil(lambda: window.notices.banner is not None)
    banner = window.notices.banner
    assert banner is not None
    assert f"missing.{ending}" in banner.text
    assert window.start is not None, "the start page stays where nothing could be opened"


def test_a_file_that_is_dropped_is_opened(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened: list[Path] = []
    window.projects.open = opened.append  # type: ignore[method-assign,assignment]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "town.gpkg"))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    assert opened == [tmp_path / "town.gpkg"]
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "town.docx"))])
    window.dropEvent(drop)
    assert len(opened) == 1


def test_recent_projects_that_are_gone_are_not_listed(
    make_window: Callable[..., MainWindow], planning: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    planning.projects.save(tmp_path / "town.gpkg")
    qtbot.waitUntil(lambda: not planning.projects.unsaved)
    when = "2026-11-02T09:05:00+02:00"
    other = make_window(recent=[(str(tmp_path / "gone.gpkg"), when), (str(tmp_path / "town.gpkg"), when)])
    assert other.start is not None
    assert other.start.recent is not None
    (row,) = other.start.recent.rows
    assert row.accessibleName().startswith("town, opened 2.11.2026")
    assert "8 schools" in row.accessibleDescription()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert other.projects.name == "town"


def test_the_page_speaks_the_language_that_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    assert window.start is not None
    swedish = window.start.findChild(QPushButton, "sv")
    qtbot.mouseClick(swedish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.settings.language == "sv")
    assert window.start is not None
    assert window.start.findChild(QPushButton, "sv").isChecked()
    assert not window.start.findChild(QPushButton, "en").isChecked()


def kept(qtbot: QtBot, n: int, *, has_file: bool = True, behind: bool = False) -> KeptEdits:
    from piiri_desktop.palette import palette

    steps = tuple((f"2026-11-19T16:3{i}:00+02:00", f"Step {i}") for i in range(n))
    made = KeptEdits("town", steps, has_file, behind, palette("light"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_was_kept_is_said_in_words_with_time(qtbot: QtBot) -> None:
    shown = words(kept(qtbot, 5))
    assert "Your last 5 steps in town were kept" in shown
    assert "The saved project is untouched" in shown
    assert "and 2 before" in shown
    assert "16.34" in shown
    assert "Step 4" in shown
    assert "Step 1" not in shown
    assert "Open with the 5 steps" in shown
    assert "Open the saved project" in shown
    assert "Decide later" in shown


def test_what_no_file_has_can_be_let_go(qtbot: QtBot) -> None:
    shown = words(kept(qtbot, 1, has_file=False))
    assert "Open with the step" in shown
    assert "Let it go" in shown
    assert "has not been saved to a file" in shown


def test_a_file_that_went_on_without_us_is_said(qtbot: QtBot) -> None:
    shown = words(kept(qtbot, 1, behind=True))
    assert "save them under another name" in shown
    assert "Open the saved project" not in shown


def test_times_are_written_as_in_finland() -> None:
    assert clock("2026-11-19T09:05:00+02:00") == "9.05"
    assert clock("2026-11-19T16:42:10+02:00") == "16.42"
    assert day("2026-11-20T01:00:00+02:00", NOW) == "today"
    assert day("2026-11-19T23:00:00+02:00", NOW) == "yesterday"
    assert day("2026-11-02T23:00:00+02:00", NOW) == "2.11.2026"
