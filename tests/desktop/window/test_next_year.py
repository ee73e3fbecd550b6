"""Next year's files into the open project, through the window: from files to the map, by keys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shared.next_year import JOINED, PLACES_NOW, PUPILS, YEARS, write_two_years

from piiri.edits import SetCapacity
from piiri_desktop.main_window import MainWindow
from piiri_desktop.renewing.facts_step import FactsStep
from piiri_desktop.renewing.files_step import FilesStep
from piiri_desktop.renewing.page import RenewalPage
from piiri_desktop.renewing.plans_step import PlansStep
from piiri_desktop.renewing.step import STEPS
from piiri_desktop.renewing.work import RenewalWork
from piiri_desktop.typeset import ElidedLabel

from .conftest import small_town
from .import_walk import drop
from .test_accessible import focusable, unnamed

PICTURES = os.environ.get("PIIRI_PICTURES")


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("years")
    write_two_years(folder, small_town())
    return folder


class Person:
    """Someone with last year's project open."""

    def __init__(self, window: MainWindow, qtbot: QtBot, folder: Path, two_years: Path) -> None:
        self.window, self.qtbot = window, qtbot
        self.path = folder / f"Kaislalahti {YEARS[0]}.gpkg"
        shutil.copy(two_years / f"{YEARS[0]}.gpkg", self.path)
        self.files = sorted((two_years / str(YEARS[1])).iterdir())
        window.open_path(self.path)
        qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running, timeout=20_000)

    @property
    def page(self) -> RenewalPage:
        page = self.window.importing.again.page
        assert page is not None
        return page

    @property
    def work(self) -> RenewalWork:
        work = self.window.importing.again.work
        assert work is not None
        return work

    def begin(self) -> None:
        self.window.actions_of["next_year"].trigger()
        self.qtbot.waitUntil(lambda: self.window.importing.again.page is not None, timeout=20_000)

    def still(self) -> None:
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=60_000)

    def give(self, files: list[Path]) -> None:
        drop(self.window, files)
        self.still()

    def answer_all(self) -> None:
        for question in self.work.matched.open if self.work.matched is not None else ():
            self.work.answer(question.key, PLACES_NOW)
            self.still()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifiers)

    def on(self) -> None:
        self.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)

    def picture(self, name: str) -> None:
        if PICTURES:
            QTest.qWait(50)
            self.window.grab().save(str(Path(PICTURES) / f"next-year-{name}.png"))


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot, tmp_path: Path, two_years: Path) -> Person:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Person(window, qtbot, tmp_path, two_years)


def test_the_whole_way_by_keys_from_files_to_the_map(person: Person, tmp_path: Path, monkeypatch) -> None:
    new = tmp_path / f"Kaislalahti {YEARS[1]}.gpkg"
    suggested = []

    def choose(_: object, __: str, path: str, ___: str) -> tuple[str, str]:
        suggested.append(path)
        return str(new.with_suffix("")), ""

    monkeypatch.setattr("piiri_desktop.renewing.desk.QFileDialog.getSaveFileName", choose)
    before = person.path.read_bytes()
    QTest.keyClick(person.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    person.qtbot.waitUntil(lambda: person.window.importing.again.page is not None, timeout=20_000)
    assert person.page.empty.choose.hasFocus() and not person.page.on.isEnabled()
    person.picture("0-empty")
    person.give(person.files)

    files = person.page.steps["files"]
    assert isinstance(files, FilesStep)
    assert {line.cells[1] for line in files.files.lines} == {each.name for each in person.files}
    assert not person.page.on.isEnabled() and "1 question" in person.page.reason.text()
    person.picture("1-files")
    field = files.questions.first
    assert isinstance(field, QComboBox)
    field.setFocus()
    field.setCurrentIndex(field.findData(PLACES_NOW) - 1)
    person.press(Qt.Key.Key_Down)
    person.still()
    assert person.work.renewal is not None and person.page.on.isEnabled(), person.page.reason.text()
    assert person.path.read_bytes() == before, "all is known before anything is replaced"
    person.page.on.setFocus()
    person.on()

    facts = person.page.steps["facts"]
    assert isinstance(facts, FactsStep) and person.page.step == "facts" and facts.table.hasFocus()
    rows = {(line.cells[0], line.cells[1], line.cells[2]) for line in facts.table.lines}
    assert ("new", "Blocks", JOINED) in rows and len([row for row in rows if row[:2] == ("gone", "Blocks")]) == 2
    assert any(line.cells[1] == "Pupils" and "→" in line.cells[3] for line in facts.table.lines)
    whole = facts.map.view
    while facts.table.lines[facts.table.current_row].cells[2] != JOINED:
        person.press(Qt.Key.Key_Down)
    assert whole is not None and facts.map.view is not None
    assert facts.map.view.metres < whole.metres, "the map goes to the row"
    assert JOINED in facts.map.accessibleDescription()
    facts.search.setFocus()
    QTest.keyClicks(facts.search, JOINED)
    assert len(facts.table.lines) == 1 and "1 of" in facts.title.text()
    facts.search.clear()
    person.picture("2-facts")
    person.on()

    plans = person.page.steps["plans"]
    assert isinstance(plans, PlansStep) and person.page.step == "plans"
    assert [line.cells[0] for line in plans.plans.lines] == ["All plans", "Today", "Lautakunta"]
    assert [line.cells[0] for line in plans.unfit.lines] == ["Today"] and "corner" in plans.sentence.text().lower()
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)
    assert plans.unfit.lines == () and plans.title.text() == "Everything fits."
    person.picture("3-plans")
    person.on()
    person.qtbot.waitUntil(lambda: person.window.importing.again.page is None, timeout=60_000)
    person.qtbot.waitUntil(lambda: person.window.projects.project is not None)

    project = person.window.projects.project
    assert project is not None and project.path == new and not project.unsaved
    assert suggested == [str(new)] and JOINED in project.dataset.coverage.face_ids
    assert person.path.read_bytes() == before
    banner = person.window.notices.banner
    assert banner is not None and new.name in banner.text and "1 thing" in banner.text
    assert person.window.actions_of["select"].isEnabled()


def test_the_file_is_replaced_and_the_old_one_kept(person: Person) -> None:
    before = person.path.read_bytes()
    person.begin()
    person.give(person.files)
    person.answer_all()
    person.page.go("plans")
    person.page.replace.click()
    person.qtbot.waitUntil(lambda: person.window.importing.again.page is None, timeout=60_000)
    kept = [each for each in person.path.parent.glob("*.gpkg") if each != person.path]
    assert len(kept) == 1 and kept[0].read_bytes() == before
    project = person.window.projects.project
    assert project is not None and project.path == person.path and JOINED in project.dataset.coverage.face_ids


def test_back_to_planning_and_again_keeps_files_and_sees_new_steps(person: Person) -> None:
    person.begin()
    person.give(person.files)
    person.answer_all()
    assert person.work.renewal is not None
    had = len(person.work.renewal.carried[0].kept.history.entries)
    person.page.leave.click()
    bridge = person.window.bridge
    assert person.window.importing.again.page is None and bridge is not None
    assert person.window.actions_of["select"].isEnabled()
    bridge.commit(SetCapacity(bridge.state.plan.schools.ids[0], 901))
    person.begin()
    person.still()
    assert person.work.renewal is not None
    assert len(person.work.renewal.carried[0].kept.history.entries) == had + 1
    person.window.preferences.set_language("fi")
    again = person.window.importing.again
    person.qtbot.waitUntil(lambda: again.page is not None and again.page.leave.text() == "Takaisin suunnitteluun")
    person.still()
    assert person.work.renewal is not None


def test_some_files_of_areas_are_refused_and_the_import_takes_over(person: Person) -> None:
    person.begin()
    person.give([each for each in person.files if each.suffix == ".xlsx"])
    assert person.work.why is not None and person.work.why.code == "again-areas"
    assert person.page.reason.text() == person.work.why.what
    person.give(person.files)
    assert person.work.why is None and len(person.work.paths) == 3
    person.answer_all()
    files = person.page.steps["files"]
    assert isinstance(files, FilesStep)
    files.import_asked.emit()
    importing = person.window.importing
    person.qtbot.waitUntil(lambda: importing.page is not None, timeout=20_000)
    assert importing.again.page is None and importing.work is not None
    person.qtbot.waitUntil(lambda: importing.work.outcome is not None and not importing.work.busy, timeout=60_000)
    assert importing.work.renews and importing.work.decisions.answers[f"protected:{PUPILS.format(YEARS[1])}"]
    assert importing.page is not None
    for question in [each for each in importing.work.standing.proposal.questions if each.open]:
        importing.work.answer(question.key, question.choices[0].key)
        person.qtbot.waitUntil(lambda: not importing.work.busy, timeout=60_000)
    importing.page.go("summary")
    assert importing.page.on.text() == "Compare with the year before" and importing.page.on.isEnabled()
    importing.page.on.click()
    person.qtbot.waitUntil(lambda: importing.again.page is not None, timeout=20_000)
    person.still()
    assert importing.page is None and person.work.renewal is not None, person.work.why
    assert len(person.work.renewal.carried) == 2


def test_a_project_that_keeps_no_mapping_says_so(planning: MainWindow, qtbot: QtBot) -> None:
    planning.actions_of["next_year"].trigger()
    qtbot.waitUntil(lambda: planning.importing.again.page is not None, timeout=20_000)
    page = planning.importing.again.page
    assert page is not None and not page.on.isEnabled()
    said = " ".join(label.text() for label in page.empty.findChildren(QLabel))
    assert "does not say which files" in said
    drop(planning, [Path(__file__)])
    assert planning.importing.again.work is not None and planning.importing.again.work.paths == ()
    page.empty.choose.click()
    qtbot.waitUntil(lambda: planning.importing.page is not None, timeout=20_000)
    assert planning.importing.again.page is None


def test_files_are_removed_and_begun_anew(person: Person) -> None:
    person.begin()
    person.give(person.files)
    files = person.page.steps["files"]
    assert isinstance(files, FilesStep)
    files.files.choose(PUPILS.format(YEARS[1]))
    assert files.remove.isEnabled()
    files.remove.click()
    person.still()
    assert len(person.work.paths) == 2
    row = next(line for line in files.files.lines if line.cells[0] == PUPILS.format(YEARS[0]))
    assert row.cells[1] == "–" and "stays" in row.cells[3]
    person.page.anew.click()
    assert person.work.paths == () and person.page.empty.choose.hasFocus()


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_no_control_is_without_a_name_and_no_text_is_cut(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path, two_years: Path, language: str
) -> None:
    window = make_window(language=language)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    person = Person(window, qtbot, tmp_path, two_years)
    person.begin()
    assert unnamed(window) == [], "empty"
    person.give(person.files)
    QTest.qWait(30)
    assert unnamed(window) == [], "a question is open"
    person.answer_all()
    for step in STEPS:
        person.page.go(step)
        assert person.page.step == step
        QTest.qWait(30)
        assert unnamed(window) == [], step
        cut = []
        for label in person.page.findChildren(QLabel):
            if not label.isVisible() or isinstance(label, ElidedLabel) or label.wordWrap() or not label.text():
                continue
            if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1:
                cut.append(label.text())
        buttons = [each for each in person.page.findChildren(QAbstractButton) if each.isVisible()]
        cut += [each.text() for each in buttons if each.sizeHint().width() > each.width() + 1]
        assert cut == [], step
        assert [each for each in focusable(person.page) if min(each.width(), each.height()) < 22] == [], step
    assert window.width() == 1280
    assert all(each.toolTip() for each in person.page.findChildren(QPushButton) if not each.isEnabled())
