"""Blocks coloured by the money per pupil of their school."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.map.content import Content
from piiri_desktop.map.money import MONEY, MoneyOfBlocks
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
    assert content.indicators[-1].key == MONEY
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
