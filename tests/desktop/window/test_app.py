"""The program from its command line: options, wrong use, a project named, an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.i18n import language, set_language
from piiri_desktop import app
from piiri_desktop.main_window import MainWindow


def the_window() -> MainWindow:
    (window,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    return window


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Callable[..., int]]:
    """Run the program; `look(window)` is called until it is true, then the window is closed."""

    def run(*argv: str, look: Callable[[MainWindow], object]) -> int:
        timer = QTimer()

        def tick() -> None:
            if look(the_window()):
                timer.stop()
                the_window().projects.discard_when_left = True
                the_window().projects.close()
                the_window().close()

        timer.timeout.connect(tick)
        timer.start(10)
        try:
            return app.main(argv)
        finally:
            for window in [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]:
                window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    yield run
    set_language("en")


def test_without_arguments_the_start_page(run: Callable[..., int]) -> None:
    assert run(look=lambda window: window.start is not None) == 0


def test_options_are_taken(run: Callable[..., int]) -> None:
    def look(window: MainWindow) -> bool:
        assert window.colours.is_dark
        assert window.settings.text_scale == 1.5
        assert language() == "sv"
        return True

    assert run("--language", "sv", "--theme", "dark", "--text-scale", "1.5", look=look) == 0


def test_demo_opens_the_demo(run: Callable[..., int]) -> None:
    assert run("--demo", look=lambda window: window.workbench is not None) == 0


def test_a_file_that_is_not_there_is_said_in_the_window(run: Callable[..., int], tmp_path: Path) -> None:
    def look(window: MainWindow) -> bool:
        banner = window.notices.banner
        return banner is not None and "gone.gpkg" in banner.text

    assert run(str(tmp_path / "gone.gpkg"), look=look) == 0


@pytest.mark.parametrize("wrong", [["--language", "xx"], ["--text-scale", "3"], ["--no-such"], ["a", "b"]])
def test_wrong_use_is_two(qtbot: QtBot, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(wrong) == 2
    assert capsys.readouterr().err


def test_help_is_zero(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--help"]) == 0
    assert "--demo-session" in capsys.readouterr().out


def test_closing_while_the_demo_is_on_its_way_leaves_nothing(run: Callable[..., int], own_folders: Path) -> None:
    assert run("--demo", look=lambda window: bool(window.jobs.running)) == 0
    assert list((own_folders / "data").rglob("*.piiri-work")) == []
