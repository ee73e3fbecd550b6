"""The bars by their pixels: parts told apart without colour, brackets at floor and ceiling, a tick before a stroke."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from piiri.edits import AssignFaces, SetFundingModel, SetSchoolFigures
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.palette import Palette
from piiri_desktop.panels.funding_bars import HEIGHT, paint_amount, paint_bracket, paint_change, paint_pattern
from piiri_desktop.panels.funding_rows import FundingRows, funding_rows

WIDE, TALL = 104, 24
BOX = QRectF(2, 2, 100, 20)


def blank(p: Palette) -> QImage:
    image = QImage(WIDE, TALL, QImage.Format.Format_RGB32)
    image.fill(p.surface)
    return image


def grey(image: QImage) -> np.ndarray:
    return np.array([[QColor(image.pixel(x, y)).lightness() for x in range(WIDE)] for y in range(TALL)])


def rows_of(session: Session) -> FundingRows:
    rows = funding_rows(session.state, session.committed)
    assert rows is not None
    return rows


def columns(image: QImage, colour: QColor, row: int) -> list[int]:
    """Where a colour stands on a line of pixels."""
    return [x for x in range(WIDE) if QColor(image.pixel(x, row)) == colour]


@pytest.fixture
def flat(session: Session) -> FundingRows:
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    return rows_of(session)


def test_five_kinds_of_parts_differ_in_grey(light: Palette) -> None:
    seen = set()
    for kind in range(5):
        image = blank(light)
        painter = QPainter(image)
        paint_pattern(painter, QRect(10, 8, 60, HEIGHT), kind, light)
        painter.end()
        seen.add(grey(image).tobytes())
    assert len(seen) == 5


@pytest.mark.parametrize("floor", [True, False])
def test_a_bracket_opens_to_what_is_allowed(light: Palette, floor: bool) -> None:
    image = blank(light)
    painter = QPainter(image)
    paint_bracket(painter, 50, 12, floor, light.text, light.surface)
    painter.end()
    dark = grey(image) < 128
    xs = np.flatnonzero(dark.any(axis=0))
    upright = int(np.argmax(dark.sum(axis=0)))
    assert upright == (xs[0] if floor else xs[-2]) and 49 <= upright <= 50


def test_a_bar_is_as_long_as_its_amount(flat: FundingRows, light: Palette) -> None:
    lengths = []
    for at in range(len(flat.ids)):
        image = blank(light)
        painter = QPainter(image)
        paint_amount(painter, BOX, flat, at, flat.amount_scale, light)
        painter.end()
        lengths.append(len(columns(image, light.bar, 12)))
    exact = [100 * amount / flat.amount_scale for amount in flat.allocation.amounts]
    assert all(abs(one - other) <= 1 for one, other in zip(lengths, exact, strict=True)) and max(lengths) >= 99


def test_guarantee_and_ceiling_are_drawn_where_they_are(session: Session, light: Palette) -> None:
    session.do(SetSchoolFigures("id;last_amount;last_pupils\nS0;60;50\nS1;100;110\nS2;45;45\n"))
    text = text_of(preset("flat").with_pot(Fraction(205)))
    session.do(SetFundingModel(text + "\n[guarantee]\nmfg = { per_pupil = -0.5 }\ncap = { gain = 0.01 }\n"))
    rows = rows_of(session)
    bare = replace(rows, allocation=rows.allocation)
    bare.parts.has_floor.flags.writeable = bare.parts.has_cap.flags.writeable = True
    bare.parts.has_floor[:], bare.parts.has_cap[:] = False, False
    for at in range(len(rows.ids)):
        images = []
        for each in (rows, bare):
            image = blank(light)
            painter = QPainter(image)
            paint_amount(painter, BOX, each, at, rows.amount_scale, light)
            painter.end()
            images.append(grey(image))
        differ = np.flatnonzero((images[0] != images[1]).any(axis=0))
        for bound in (rows.parts.low[at], rows.parts.high[at]):
            place = 2 + 100 * min(1.0, bound / rows.amount_scale)
            assert np.abs(differ - place).min() <= 1, (rows.names[at], place, differ)


def test_gain_to_the_right_loss_to_the_left_and_a_tick_before(
    flat: FundingRows, session: Session, to_hakamaki: AssignFaces, light: Palette
) -> None:
    session.preview(to_hakamaki)
    rows = rows_of(session)
    for at, change in enumerate(rows.change.tolist()):
        image = blank(light)
        painter = QPainter(image)
        paint_change(painter, BOX, rows, at, rows.scale, light)
        painter.end()
        filled = columns(image, light.diverging[-1 if change > 0 else 0], 9)
        assert bool(filled) == bool(change) and all((x - 52) * change > 0 for x in filled if abs(x - 52) > 3)
        ticked = bool(columns(image, light.text, 5))
        assert ticked == bool(rows.stroke[at]), "before the stroke nothing had changed: the tick is in the middle"
