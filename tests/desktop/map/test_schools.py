"""Schools on the map: which are shown, with what symbol, and which of them is under the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from piiri.edits import AssignFaces, CloseSchool, OpenSchool, RenameSchool, ReopenSchool, Together
from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.accessible import school_words
from piiri_desktop.map.labels import LONGEST_NAME, LabelPictures, Look
from piiri_desktop.map.symbols import draw_symbol
from piiri_desktop.palette import Palette, palette

LONG = "Svenska samskolan i norra Kaislalahti och skärgården"


def close(session: Session, school: int) -> None:
    plan = session.state.plan
    parts = []
    for stage in range(len(plan.stages)):
        mine = plan.catchments.of_school(school, stage)
        faces = np.flatnonzero(plan.catchment_of_face[stage] == mine) if mine >= 0 else []
        if len(faces):
            other = next(k for k, s in enumerate(plan.catchments.stage) if s == stage and k != mine)
            ids = tuple(plan.coverage.face_ids[face] for face in faces)
            parts.append(AssignFaces(plan.stages[stage].id, ids, plan.catchments.ids[other]))
    session.do(CloseSchool(plan.schools.ids[school], 2027, tuple(parts), "named"))


def test_a_closed_school_stays_with_its_year_and_comes_back(map_view: MapView, session: Session) -> None:
    school = map_view.marks.schools[0]
    close(session, school)
    mark = map_view.marks._marks[school]
    assert mark.kind == "closed" and mark.look.value == "closes 2027" and mark.look.quiet
    assert school not in map_view.targets.schools
    assert "closes 2027" in school_words(session.state, school, 0)
    session.do(ReopenSchool(session.state.plan.schools.ids[school]))
    assert map_view.marks._marks[school].kind == "school"


def test_a_new_school_is_one_until_undo(map_view: MapView, session: Session) -> None:
    plan = session.state.plan
    x, y = plan.schools.xy[0] + 700
    session.do(OpenSchool("new-1", LONG, float(x), float(y), 100, (plan.stages[0].id,), 2027))
    new = len(plan.schools)
    assert map_view.marks._marks[new].kind == "new"
    assert "new, opens 2027" in school_words(session.state, new, 0)
    map_view.settle()
    map_view.grab()
    session.undo()
    assert new not in map_view.marks.schools
    map_view.grab()


def test_blocks_of_a_catchment_that_was_not_there_get_a_colour(map_view: MapView, session: Session) -> None:
    """While it is previewed, too: colours stand for catchments, and there is one more than a moment ago."""
    map_view.attention.set_indicator("catchments")
    plan = session.state.plan
    stage, (x, y) = plan.stages[0].id, plan.schools.xy[0]
    new = OpenSchool("new-1", "Uusi", float(x), float(y), 100, (stage,), 2027)
    before = map_view.content.scene().table.copy()
    face = 40
    session.preview(Together((new, AssignFaces(stage, (plan.coverage.face_ids[face],), f"{stage}/new-1"))))
    assert map_view.content.scene().table[face].tolist() != [0] * 16
    map_view.grab()
    session.cancel()
    map_view.settle()
    assert (map_view.content.scene().table == before).all()
    session.do(new)
    session.do(AssignFaces(stage, (plan.coverage.face_ids[face],), f"{stage}/new-1"))
    map_view.settle()
    session.undo()
    session.undo()
    map_view.settle()
    assert (map_view.content.scene().table == before).all()


def test_where_symbols_overlap_the_nearest_is_meant(map_view: MapView, session: Session) -> None:
    plan, metres = session.state.plan, map_view.view.metres
    first = map_view.marks.schools[0]
    x, y = plan.schools.xy[first]
    session.do(OpenSchool("new-1", "Beside", float(x) + 9 * metres, float(y), 100, (plan.stages[0].id,), 2027))
    map_view.settle()
    at = map_view.marks.place_of(first)
    assert at is not None
    assert map_view.marks.school_at(at.x(), at.y()) == first
    assert map_view.marks.school_at(at.x() + 9, at.y()) == len(plan.schools)


def test_a_double_click_opens_the_page(map_view: MapView, mouse, qtbot) -> None:
    school = map_view.marks.schools[0]
    at = map_view.marks.place_of(school)
    with qtbot.waitSignal(map_view.attention.page_asked) as asked:
        mouse("double", at.x(), at.y())
    assert asked.args == ["school", school]


def test_long_names_are_cut_on_the_map(map_view: MapView, session: Session, light: Palette) -> None:
    pictures = LabelPictures(light, 1.0, 1.0)
    assert pictures.size(Look(LONG, "80 %")).width() < LONGEST_NAME + 80
    assert pictures.size(Look("Asema", "80 %")).width() == pictures.size(Look("Asemä", "80 %")).width()
    session.do(RenameSchool(session.state.plan.schools.ids[0], LONG))
    assert map_view.marks.look_of(0).name == LONG  # what is said and shown elsewhere is the whole name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_kind_has_a_shape_of_its_own(qapp, theme: str) -> None:
    """In black and white, too: the pictures differ in many pixels."""
    pictures = {}
    for kind in ("school", "over", "closed", "new"):
        image = QImage(32, 32, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.gray)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_symbol(painter, QPointF(16, 16), kind, Look("", ""), palette(theme), 1.0, small=False)
        painter.end()
        pictures[kind] = np.frombuffer(image.constBits(), dtype=np.uint8).astype(int).reshape(32, -1)
    kinds = list(pictures)
    for at, one in enumerate(kinds):
        for other in kinds[at + 1 :]:
            assert (abs(pictures[one] - pictures[other]) > 60).sum() > 40, (one, other)
