"""Blocks coloured by the money per pupil of their school."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.map.classes import breaks_around_none
from piiri_desktop.map.content import Content
from piiri_desktop.map.money import CHANGE, MONEY, MoneyOfBlocks, mean_per_pupil
from piiri_desktop.map.scene import leading_school
from piiri_desktop.palette import palette

NEED = text_of(preset("helsinki_pd_like"))


def test_each_block_has_the_money_per_pupil_of_its_school(session: Session) -> None:
    money = MoneyOfBlocks()
    assert money(session.state, 0) is None, "without a model there is nothing to colour by"
    session.do(SetFundingModel(NEED))
    stage, plan = session.state.plan.stages[0].id, session.state.plan
    session.do(AssignFaces(stage, (plan.coverage.face_ids[0],), ""))
    plan = session.state.plan
    found = session.state.funding.allocation  # it has a model
    assert found is not None
    for row in range(len(plan.stages)):
        shown = money(session.state, row)
        assert shown is not None and shown.key == MONEY and shown.unit == "eur"
        for face in range(plan.coverage.face_count):
            school = leading_school(plan, int(plan.catchment_of_face[row, face]))
            at = found.inputs.index.get(plan.schools.ids[school], -1) if school >= 0 else -1
            right = found.per_pupil[at] if at >= 0 else np.nan
            assert shown.values[face] == pytest.approx(right, nan_ok=True), (row, face)
    assert np.isnan(money(session.state, 0).values[0])


def test_colours_follow_a_preview_and_go_back(session: Session, qapp: object) -> None:
    attention = Attention()
    content = Content(session.state, attention, palette("light"))
    assert MONEY not in [found.key for found in content.indicators]
    session.do(SetFundingModel(NEED))
    content.show(session.state)
    content.settle()
    assert [found.key for found in content.indicators[-2:]] == [MONEY, CHANGE]
    attention.set_indicator(MONEY)
    content.recolour()
    assert content.classes.key == MONEY
    before, limits = content._table.copy(), content.classes.breaks
    changed = content.show(session.preview(SetFundingNumber(("model", "pot"), "25000000")))
    differ = np.flatnonzero((content._table != before)[:-1].reshape(len(before) - 1, -1).any(axis=1))
    assert len(differ) and set(differ) <= set(changed.faces), "what looks otherwise is drawn again"
    assert (content.classes.breaks == limits).all(), "limits are frozen"
    content.show(session.cancel())
    assert (content._table == before).all()


def test_the_change_has_none_in_the_middle_and_follows_a_preview(session: Session, qapp: object) -> None:
    attention = Attention()
    session.do(SetFundingModel(NEED))
    attention.set_indicator(CHANGE)
    content = Content(session.state, attention, palette("light"))
    classes = content.classes
    assert classes.diverging and list(classes.breaks) == list(breaks_around_none(mean_per_pupil(session.state)))
    assert set(classes.class_of_face.tolist()) == {2}, "nothing has changed yet: the tone of paper"
    assert classes.labels[0].startswith("\u2212") and classes.labels[-1].startswith("+")
    table = content._table.copy()
    row, ids = session.state.plan.catchment_of_face[0], session.state.plan.coverage.face_ids
    giver, taker = np.unique(row[row >= 0])[:2]
    blocks = tuple(ids[face] for face in np.flatnonzero(row == giver)[:-1])
    stage, catchment = session.state.plan.stages[0].id, session.state.plan.catchments.ids[taker]
    content.show(session.preview(AssignFaces(stage, blocks, catchment)))
    change = content.indicator
    assert change is not None and change.key == CHANGE
    funding, start = session.state.funding, session.state.funding_kept
    assert funding is not None and start is not None
    assert funding.allocation is not None and start.allocation is not None
    plan = session.state.plan
    for face in range(plan.coverage.face_count):
        school = plan.schools.ids[leading_school(plan, int(plan.catchment_of_face[0, face]))]
        at = funding.allocation.inputs.index[school], start.allocation.inputs.index[school]
        right = funding.allocation.per_pupil[at[0]] - start.allocation.per_pupil[at[1]]
        assert change.values[face] == pytest.approx(right)
        where = int(np.searchsorted(content.classes.breaks, right, side="right"))
        assert content.classes.class_of_face[face] == where
    assert (content._table != table).any()
    content.show(session.cancel())
    assert (content._table == table).all()
