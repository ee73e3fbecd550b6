"""The test run itself is strict: what is listed here as wrong fails, and the right way beside it passes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SAMPLE = """
import logging
import warnings

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget

kept = []


def test_bad_widget_left(qapp):
    kept.append(QWidget())


def test_good_widget_given_to_qtbot(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()


def test_good_widget_collected(qapp):
    widget = QWidget()
    widget.myself = widget


def test_bad_log_record():
    logging.getLogger("piiri").warning("odd")


def test_good_log_record_checked(caplog):
    logging.getLogger("piiri").warning("meant")
    assert caplog.messages == ["meant"]
    caplog.clear()


def test_bad_python_warning():
    warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_bad_qt_message(qapp):
    qWarning("something about a pixmap")


@pytest.mark.xfail
def test_bad_xfail_that_passes():
    pass


def test_good_own_folders():
    import platformdirs

    assert "home" in platformdirs.user_data_dir("piiri")


def test_skipped_real_data(real_data):
    real_data("oslo")


@pytest.mark.soak
def test_deselected_soak():
    pass
"""


def test_a_strict_run(tmp_path: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    env = {name: value for name, value in os.environ.items() if name != "PIIRI_REAL_DATA"}
    command = ["-m", "pytest", "-v", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", "."]
    done = subprocess.run(
        [sys.executable, "-P", *command, "test_sample.py"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    summary = done.stdout.partition("short test summary")[2]
    wrong = set(re.findall(r"^(?:FAILED|ERROR) test_sample.py::(\w+)", summary, re.MULTILINE))
    assert wrong == set(re.findall(r"def (test_bad_\w+)", SAMPLE)), done.stdout + done.stderr
    assert "PIIRI_REAL_DATA is not set" in summary
    assert "1 skipped, 1 deselected" in done.stdout
