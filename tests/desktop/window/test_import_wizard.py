"""From five dropped files to the map through the window, back and forth without loss, and what happens on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot
from shared.city_files import PUPILS, RESIDENTS, SCHOOLS, WRONG

from piiri.io.pile import STEPS
from piiri.io.pile.standing import REPAIRS_NOTE
from piiri_desktop.importing.columns_step import ColumnsStep
from piiri_desktop.importing.files_step import FilesStep
from piiri_desktop.importing.problems_step import ProblemsStep
from piiri_desktop.importing.repair_step import RepairStep
from piiri_desktop.importing.summary_step import SummaryStep
from piiri_desktop.main_window import MainWindow
from piiri_desktop.projects import opens_as_it_is
from piiri_desktop.typeset import ElidedLabel

from .import_walk import Walk, answer_all, drop
from .test_accessible import focusable, unnamed

pytestmark = pytest.mark.usefixtures("in_front")


def test_the_whole_way_by_keys_from_five_files_to_the_map(walk: Walk) -> None:
    files = walk.step("files")
    assert isinstance(files, FilesStep) and files.files.count() == 5
    files.files.setFocus()
    files.files.choose(PUPILS)
    assert "Windows-1252" in files.facts.text() and "95" in files.sure.text()
    walk.picture("1-files")
    walk.on()

    columns = walk.step("columns")
    assert isinstance(columns, ColumnsStep) and walk.page.step == "columns"
    assert columns.layers.current == PUPILS, "the step opens where something waits"
    assert "henkilötunnus" in columns.left_out.text() and "sukunimi" in columns.left_out.text()
    assert not walk.page.on.isEnabled() and walk.page.reason.text()
    walk.picture("2-columns")
    walk.on()
    assert walk.page.step == "columns", "a question is open"
    field = columns.questions.first
    assert isinstance(field, QComboBox) and field.hasFocus()
    assert field.currentIndex() == -1, "nothing is chosen for the person"
    walk.press(Qt.Key.Key_Down)
    walk.still()
    assert walk.work.decisions.answers[f"personal:{PUPILS}"] == "leave-out"
    walk.page.on.setFocus()
    walk.on()

    assert walk.page.step == "place"
    walk.picture("3-place")
    walk.on()

    problems = walk.step("problems")
    assert isinstance(problems, ProblemsStep) and walk.page.step == "problems"
    titles = [line.cells[1] for line in problems.groups.lines]
    assert "Not a number" in titles
    problems.groups.choose(next(line.key for line in problems.groups.lines if line.cells[1] == "Not a number"))
    assert [line.cells[:4] for line in problems.rows.lines] == [
        ("62", "", "itä", "ei tiedossa"),
        ("63", "", "itä", "ei tiedossa"),
    ]
    walk.picture("4-problems")
    walk.on()

    repair = walk.step("repair")
    assert isinstance(repair, RepairStep) and walk.page.step == "repair"
    assert len(repair.repairs.lines) == 2 and not walk.page.on.isEnabled()
    assert repair.repairs.hasFocus()
    walk.picture("5-repair")
    walk.press(Qt.Key.Key_Space)
    walk.still()
    walk.press(Qt.Key.Key_Down)
    walk.press(Qt.Key.Key_Return)
    walk.still()
    assert all(line.cells[0] == "accepted" for line in repair.repairs.lines)
    walk.on()

    summary = walk.step("summary")
    assert isinstance(summary, SummaryStep) and walk.page.step == "summary"
    assert summary.name.hasFocus()
    summary.name.selectAll()
    QTest.keyClicks(summary.name, "Kaislalahti")
    walk.press(Qt.Key.Key_Return)
    walk.still()
    assert walk.page.on.isEnabled(), walk.page.reason.text()
    walk.picture("6-summary")
    walk.page.on.setFocus()
    walk.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    walk.qtbot.waitUntil(lambda: walk.window.workbench is not None, timeout=60_000)

    project = walk.window.projects.project
    assert project is not None and walk.window.importing.page is None and walk.window.importing.work is None
    dataset = project.dataset
    assert dataset.name == "Kaislalahti" and dataset.coverage.problems() == []
    assert len(dataset.notes[REPAIRS_NOTE].splitlines()) == 2
    assert walk.window.workbench is not None and walk.window.workbench.views.map.hasFocus()
    assert walk.window.actions_of["select"].isEnabled() and walk.window.projects.worth_keeping


def test_back_and_forth_loses_nothing(walk: Walk) -> None:
    answer_all(walk)
    columns = walk.step("columns")
    assert isinstance(columns, ColumnsStep)
    walk.page.go("columns")
    walk.page._look_at(SCHOOLS)
    field = columns.sample.findChild(QComboBox, "role-oppilaspaikat")
    assert field is not None and field.currentData() == "places"
    field.setCurrentIndex(0)
    field.activated.emit(0)
    walk.still()
    kept = walk.work.decisions
    assert kept.columns == {(SCHOOLS, "oppilaspaikat"): ""}
    for step in STEPS:
        walk.page.go(step)
        assert walk.page.step == step, walk.page.why_not(step)
    for step in reversed(STEPS):
        assert walk.page.step == step
        walk.back()
    assert walk.page.step == "files" and walk.work.decisions == kept
    walk.page.leave.click()
    assert walk.window.importing.page is None and walk.window.start is not None
    walk.window.actions_of["new"].trigger()
    walk.still()
    assert walk.work.decisions is kept and len(walk.work.paths) == 5
    walk.page.go("columns")
    walk.page._look_at(SCHOOLS)
    again = walk.step("columns").findChild(QComboBox, "role-oppilaspaikat")
    assert again is not None and again.currentData() == ""
    outcome = walk.work.outcome
    assert outcome is not None and outcome.checked.imported is not None
    assert (outcome.checked.imported.dataset.schools.places == -1).all()


def test_another_language_and_theme_keep_the_work(walk: Walk) -> None:
    answer_all(walk)
    kept = walk.work.decisions
    walk.page.go("problems")
    walk.window.preferences.set_language("fi")
    walk.qtbot.waitUntil(lambda: walk.window.importing.page is not None and walk.page.on.text() == "Jatka")
    assert walk.page.step == "problems"
    walk.window.actions_of["theme_dark"].trigger()
    walk.qtbot.waitUntil(lambda: walk.window.importing.page is not None)
    assert walk.page.step == "problems" and walk.work.decisions is kept
    walk.picture("4-problems-dark")


def test_a_file_is_taken_out_and_added_again(walk: Walk, city: list[Path]) -> None:
    files = walk.step("files")
    assert isinstance(files, FilesStep)
    walk.work.answer(f"kind:{RESIDENTS}", "leave-out")
    walk.still()
    files.files.choose(RESIDENTS)
    files.remove.click()
    walk.still()
    assert files.files.count() == 4
    drop(walk.window, [next(path for path in city if path.name == RESIDENTS)])
    walk.still()
    assert files.files.count() == 5
    assert walk.work.decisions.answers[f"kind:{RESIDENTS}"] == "leave-out", "what was decided is kept for it"


def test_the_kind_is_for_the_person_to_say(walk: Walk) -> None:
    files = walk.step("files")
    assert isinstance(files, FilesStep)
    files.files.choose(RESIDENTS)
    assert files.kind.currentData() == "residents"
    files.kind.picked.emit("blocks")
    walk.still()
    assert walk.work.standing is not None
    layer = next(each for each in walk.work.standing.proposal.layers if each.key == RESIDENTS)
    assert layer.kind == "blocks" and layer.sure == 1.0
    assert files.sure.text() == "as you said"


def test_a_file_that_cannot_be_read_says_why(walk: Walk, tmp_path: Path) -> None:
    (tmp_path / "rikki.gpkg").write_bytes(b"SQLite format 3\0" + b"\7" * 4000)
    assert opens_as_it_is(tmp_path / "rikki.gpkg"), "opening it says what is wrong"
    walk.window.importing.add([tmp_path / "rikki.gpkg"])
    walk.still()
    files = walk.step("files")
    assert isinstance(files, FilesStep)
    files.files.choose("rikki.gpkg")
    QTest.qWait(30)
    said = " ".join(label.text() for label in files.findChildren(QLabel) if label.isVisible())
    assert "damaged" in said and "export it again" in said
    assert walk.page.why_not("columns") == "", "the others go on without it"


def test_a_refused_repair_stops_and_says_so(walk: Walk) -> None:
    walk.work.answer(f"personal:{PUPILS}", "leave-out")
    walk.still()
    walk.page.go("repair")
    repair = walk.step("repair")
    assert isinstance(repair, RepairStep)
    repair.refuse.click()
    walk.still()
    assert walk.page.step == "repair" and not walk.page.on.isEnabled()
    assert "could be left out" in walk.page.reason.text()
    repair.accept_all.click()
    walk.still()
    assert walk.page.on.isEnabled()


def test_problems_are_filtered_and_exported(walk: Walk, tmp_path: Path) -> None:
    answer_all(walk)
    walk.page.go("problems")
    problems = walk.step("problems")
    assert isinstance(problems, ProblemsStep)
    problems.search.setText("ei tiedossa")
    assert len(problems.groups.lines) == 1
    problems.write(tmp_path / "ongelmat.csv")
    text = (tmp_path / "ongelmat.csv").read_text(encoding="utf-8-sig")
    assert text.count("ei tiedossa") >= WRONG and text.count("\n") == WRONG + 1
    problems.search.setText("nothing like this")
    assert problems.groups.lines == () and not problems.export.isEnabled()
    problems.search.clear()
    assert len(problems.groups.lines) > 5
    problems.write(tmp_path / "no" / "such" / "folder.csv")
    banner = walk.page.notices.banner
    assert banner is not None and "folder.csv" in banner.text


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_no_control_is_without_a_name_and_no_text_is_cut(
    make_window: Callable[..., MainWindow], qtbot: QtBot, city: list[Path], language: str
) -> None:
    window = make_window(language=language)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    walk = Walk(window, qtbot)
    window.importing.add(city)
    walk.still()
    walk.page.go("columns")
    QTest.qWait(30)
    assert unnamed(window) == [], "columns with an open question"
    answer_all(walk)
    for step in STEPS:
        walk.page.go(step)
        QTest.qWait(30)
        assert unnamed(window) == [], step
        cut = []
        for label in walk.page.findChildren(QLabel):
            if not label.isVisible() or isinstance(label, ElidedLabel) or label.wordWrap() or not label.text():
                continue
            if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1:
                cut.append(label.text())
        buttons = [each for each in walk.page.findChildren(QAbstractButton) if each.isVisible()]
        cut += [each.text() for each in buttons if each.sizeHint().width() > each.width() + 1]
        assert cut == [], step
        low = [each for each in focusable(walk.page) if min(each.width(), each.height()) < 22]
        assert low == [], step


def test_long_file_names_are_cut_in_the_middle_with_the_whole_name_at_hand(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    name = "kaupungin_oppilaaksiottoalueiden_luonnos_lautakunnan_kokoukseen_" * 2 + "2026.csv"
    (tmp_path / name).write_text("tunnus;nimi;E;N\n1;Åsen;385000;6672000\n", encoding="utf-8")
    window.importing.add([tmp_path])
    walk = Walk(window, qtbot)
    walk.still()
    files = walk.step("files")
    assert isinstance(files, FilesStep)
    assert files.files.item(0).toolTip() == name
    assert files.name.toolTip() == name and window.width() == 1280
    assert walk.page.reason.text(), "without areas there is no project, and it says so"


def test_the_small_map_moves_by_keys(walk: Walk) -> None:
    answer_all(walk)
    walk.page.go("place")
    small = walk.step("place").map  # type: ignore[attr-defined]
    small.setFocus()
    first = small.view
    walk.press(Qt.Key.Key_Plus)
    closer = small.view
    assert closer.metres < first.metres
    walk.press(Qt.Key.Key_Left)
    assert small.view.x < closer.x
    walk.press(Qt.Key.Key_Home)
    assert np.isclose(small.view.metres, first.metres)
