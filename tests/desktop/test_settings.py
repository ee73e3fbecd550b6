"""The person's own choices: what is written comes back, what is broken takes its default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiri_desktop.settings import RECENT_KEPT, Settings, load_settings, settings_path


@pytest.fixture(autouse=True)
def _own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")


def test_written_comes_back() -> None:
    written = Settings("sv", "dark", 1.5, True, [("/a/b.gpkg", "2026-09-20T14:32:00+03:00")], "Z2Vv", "bGF5")
    written.save()
    assert load_settings() == written


def test_without_a_file_the_system_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("piiri_desktop.settings._system_language", lambda: "fi")
    assert load_settings() == Settings(language="fi")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"dark"', "\u0000"])
def test_a_broken_file_gives_defaults(text: str) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(text, encoding="utf-8")
    assert load_settings().theme == "system"
    assert load_settings().recent == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("text_scale", 3),
        ("text_scale", "2"),
        ("letters_on_map_only", 1),
        ("recent", ["a.gpkg"]),
        ("recent", [["a.gpkg", 5]]),
        ("geometry", None),
    ],
)
def test_a_value_out_of_range_takes_its_default_and_leaves_the_others(name: str, value: object) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(json.dumps({"language": "sv", name: value}), encoding="utf-8")
    assert load_settings() == Settings(language="sv")


def test_recent_projects_newest_first_each_once(tmp_path: Path) -> None:
    settings = Settings()
    for number in [*range(RECENT_KEPT + 2), 3]:
        settings.remember(tmp_path / f"{number}.gpkg")
    names = [Path(path).stem for path, _ in settings.recent]
    assert names == ["3", "9", "8", "7", "6", "5", "4", "2"]


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    Settings().save()
    assert load_settings().theme == "system"


@pytest.mark.parametrize(("now", "step", "then"), [(1.0, 1, 1.25), (1.0, -1, 1.0), (2.0, 1, 2.0), (1.75, 1, 2.0)])
def test_text_scale_stays_within_its_bounds(now: float, step: int, then: float) -> None:
    assert Settings(text_scale=now).scaled(step) == then
