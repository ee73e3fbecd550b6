"""What nobody foresaw: the details are written without a person's data, and the program goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from piiri_desktop.faults import LARGEST_BYTES, catch_all, details, log_path, record


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "log")


def fault() -> Exception:
    try:
        try:
            raise KeyError("Aino Virtanen, Satamakatu 5")
        except KeyError as cause:
            raise RuntimeError("pupil 60114") from cause
    except RuntimeError as error:
        return error


def test_details_name_types_and_places_never_values() -> None:
    text = details(fault())
    assert "RuntimeError" in text
    assert "KeyError" in text
    assert "desktop/test_faults.py:" in text
    assert "fault" in text
    for secret in ("Aino", "Satamakatu", "60114", str(Path(__file__).resolve().parents[2])):
        assert secret not in text


def test_records_are_appended() -> None:
    assert record(fault()) == log_path()
    record(ValueError("x"))
    text = log_path().read_text(encoding="utf-8")
    assert text.count("RuntimeError") == 1
    assert text.count("ValueError") == 1
    assert "60114" not in text


def test_the_log_rotates() -> None:
    log_path().parent.mkdir(parents=True)
    log_path().write_text("x" * LARGEST_BYTES, encoding="utf-8")
    record(ValueError())
    assert log_path().stat().st_size < 1000
    assert log_path().with_name("piiri.log.1").stat().st_size == LARGEST_BYTES


def test_a_log_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert record(ValueError()) == log_path()


def test_the_hook_shows_and_lets_the_program_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *args: passed_on.append(args[0]))
    before = sys.excepthook
    shown = []
    end = catch_all(lambda error, path: shown.append((error, path)))
    error = fault()
    sys.excepthook(type(error), error, error.__traceback__)
    assert shown == [(error, log_path())]
    assert log_path().is_file()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed_on == [KeyboardInterrupt]
    end()
    assert sys.excepthook is before
