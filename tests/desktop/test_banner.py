"""Messages and progress: shown where asked, gone when over, and nothing else moves for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from piiri_desktop import banner
from piiri_desktop.banner import Banner, Notices, ProgressLine
from piiri_desktop.jobs import Job, Jobs
from piiri_desktop.palette import palette


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    made = Notices()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def job(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    monkeypatch.setattr(banner, "SHOW_PROGRESS_AFTER_MS", 20)
    jobs = Jobs()
    yield Job("Walking distances", jobs)
    jobs.finish()


def made(what: str = "It could not be saved.", how: str = "Make room on it.", box: str = "error") -> Banner:
    return Banner(palette("light"), 1.0, box, what, how, (("Save elsewhere", print), ("Try again", print)))


def test_nothing_to_say_takes_no_room(notices: Notices) -> None:
    assert notices.isHidden()


def test_a_message_says_what_and_how_and_offers_its_ways(notices: Notices) -> None:
    notices.show_banner(made())
    shown = notices.banner
    assert shown is not None
    assert notices.isVisible()
    assert shown.text == "It could not be saved. Make room on it."
    assert [label.text() for label in shown.findChildren(QLabel) if label.text()] == [
        "It could not be saved.",
        "Make room on it.",
    ]
    assert [button.text() for button in shown.findChildren(QPushButton)] == ["Save elsewhere", "Try again"]


def test_a_file_name_is_no_markup(notices: Notices) -> None:
    notices.show_banner(made("<b>Town</b>.gpkg is not a project."))
    assert notices.banner is not None
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in notices.findChildren(QLabel) if label.text())


def test_the_newest_message_replaces_the_one_before(notices: Notices) -> None:
    notices.show_banner(made("First."))
    notices.show_banner(made("Second."))
    assert notices.banner is not None
    assert notices.banner.text.startswith("Second.")
    assert [each.text for each in notices.findChildren(Banner) if each.isVisible()] == [notices.banner.text]


def test_esc_and_the_cross_take_it_away(notices: Notices, qtbot: QtBot) -> None:
    notices.show_banner(made())
    assert notices.banner is not None
    qtbot.keyClick(notices.banner, Qt.Key.Key_Escape)
    assert notices.banner is None
    assert notices.isHidden()


def test_progress_appears_only_after_a_while(notices: Notices, job: Job, qtbot: QtBot) -> None:
    notices.watch(job, 1.0)
    (line,) = notices.findChildren(ProgressLine)
    assert line.isHidden()
    assert notices.isHidden()
    qtbot.waitUntil(line.isVisible)
    job.progressed.emit(0.62, "school 9 of 14")
    assert [label.text() for label in line.findChildren(QLabel)] == ["Walking distances", "school 9 of 14", "62\u00a0%"]
    assert line.findChild(QProgressBar).value() == 620


def test_short_work_is_never_shown(notices: Notices, job: Job, qtbot: QtBot) -> None:
    seen = []
    notices.rearranged.connect(lambda: seen.append(notices.isVisible()))
    notices.watch(job, 1.0)
    job.done.emit(None)
    qtbot.wait(60)
    assert not any(seen)
    assert notices.isHidden()


def test_progress_goes_with_its_work_and_a_message_stays(notices: Notices, job: Job, qtbot: QtBot) -> None:
    notices.watch(job, 1.0)
    qtbot.waitUntil(notices.isVisible)
    notices.show_banner(made())
    job.failed.emit(ValueError())
    assert notices.isVisible()
    notices.clear()
    assert notices.isHidden()


def test_cancel_asks_the_work_to_stop(notices: Notices, job: Job, qtbot: QtBot) -> None:
    notices.watch(job, 1.0)
    qtbot.waitUntil(notices.isVisible)
    cancel = notices.findChild(QPushButton)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert job.is_cancelled
    assert "Stopping…" in [label.text() for label in notices.findChildren(QLabel)]


def test_large_text_needs_more_height(qtbot: QtBot) -> None:
    heights = []
    for scale in (1.0, 2.0):
        notices = Notices()
        qtbot.addWidget(notices)
        notices.show_banner(Banner(palette("light"), scale, "note", "A" * 40, "how " * 40))
        heights.append(notices.height_for(500))
    assert heights[1] > 1.5 * heights[0]
