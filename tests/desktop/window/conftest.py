"""A real window with folders of its own, and a municipality small enough to be made in a blink."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shared.city_files import write_city

from piiri.i18n import set_language
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.progress import Progress
from piiri.storage import Project, create_project
from piiri_desktop.main_window import MainWindow
from piiri_desktop.settings import Settings

from .import_walk import Walk, drop


@cache
def small_town() -> tuple[Dataset, Plan]:
    """The demo municipality with 2 000 children, 8 schools and 150 blocks; made once a run, nothing can change it."""
    return demo_municipality(pupils=2000, schools=8, faces=150)


@pytest.fixture
def town() -> tuple[Dataset, Plan]:
    """What the demo's door leads to."""
    return small_town()


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings, logs and working copies of one test do not meet those of another."""
    for name in ("config", "data", "log"):
        folder = tmp_path / name
        monkeypatch.setattr(f"platformdirs.user_{name}_path", lambda *_, _folder=folder, **__: _folder)
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "data"))
    return tmp_path


@pytest.fixture(autouse=True)
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's door leads to the small town."""

    def make(progress: Progress) -> Project:
        progress(0.5, "Moving people in")
        dataset, plan = small_town()
        return create_project(dataset, (plan,))

    monkeypatch.setattr("piiri_desktop.projects.make_demo", make)


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """Make windows; each is closed at the end without a question, its project dropped."""
    windows: list[MainWindow] = []

    def make(**settings: object) -> MainWindow:
        window = MainWindow(Settings(**({"theme": "light"} | settings)))
        windows.append(window)
        window.resize(1280, 720)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: not window.recovery.looking)
        return window

    yield make
    for window in windows:
        window.projects.discard_when_left = True
        window.jobs.finish()
        window.projects.close()
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    set_language("en")


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    """A window on its start page."""
    return make_window()


@pytest.fixture
def planning(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window on the small town."""
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None)
    qtbot.waitUntil(lambda: not window.jobs.running)
    return window


@pytest.fixture
def in_front(window: MainWindow, qtbot: QtBot) -> None:
    """Only an active window has a focus."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five files of the small town, as a city would have them."""
    return write_city(tmp_path_factory.mktemp("kaislalahti"), small_town())


@pytest.fixture
def walk(window: MainWindow, qtbot: QtBot, city: list[Path]) -> Walk:
    """A person in the wizard, who has dropped the five files."""
    drop(window, city)
    made = Walk(window, qtbot)
    made.still()
    return made
