"""What every test gets: nobody's own files touched, no widget left behind, no warning overheard."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is no bug, so no deadline; in CI the same examples every time.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for real data carries the mark, so that `-m "not real_data"` leaves it out."""
    for item in items:
        if "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.real_data)


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """`real_data("oslo")` is the folder of that public data set; the test is skipped where it is not to be had."""
    named = os.environ.get("PIIRI_REAL_DATA")

    def folder(name: str) -> Path:
        if not named:
            pytest.skip(f"real data '{name}' not read: the environment variable PIIRI_REAL_DATA is not set")
        path = Path(named) / name
        if not path.is_dir():
            pytest.skip(f"real data '{name}' not read: PIIRI_REAL_DATA names {named}, which has no folder '{name}'")
        return path

    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, working copies and logs go to a folder of this test run, not to the person's own."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("APPDATA", "LOCALAPPDATA"):
            patch.setenv(f"WIN_PD_OVERRIDE_{name}" if name == "LOCALAPPDATA" else name, str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def _no_widget_left() -> Iterator[None]:
    """No top-level widget outlives its test. Costs nothing until a test has made a QApplication."""
    before = set(map(id, _top_level_widgets()))
    yield
    left = [widget for widget in _top_level_widgets() if id(widget) not in before]
    if left:
        del left
        gc.collect()
        left = [widget for widget in _top_level_widgets() if id(widget) not in before]
    if left:
        names = ", ".join(f"{type(widget).__name__} '{widget.objectName()}'" for widget in left)
        for widget in left:
            widget.deleteLater()  # so that only the test at fault fails
        pytest.fail(f"top-level widgets outlived their test: {names}; give them to qtbot.addWidget", pytrace=False)


def _top_level_widgets() -> list:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    return widgets.QApplication.topLevelWidgets()


@pytest.fixture(autouse=True)
def _no_warning_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A log record of WARNING or above fails the test; one that is meant is checked and then `caplog.clear()`ed."""
    yield
    records = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    if records:
        said = "\n".join(f"  {record.name} {record.levelname}: {record.getMessage()}" for record in records)
        pytest.fail(f"unexpected log records:\n{said}", pytrace=False)
