"""The tile of money."""

from __future__ import annotations

from fractions import Fraction

from piiri.edits import AssignFaces, SetFundingModel
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import palette
from piiri_desktop.panels.funding_tile import money_tile
from piiri_desktop.panels.strip import TopStrip
from piiri_desktop.panels.tile import Tile

FLAT = text_of(preset("flat").with_pot(Fraction(205)))


def test_what_a_stroke_moves_is_said_while_it_is_drawn(session: Session, to_hakamaki: AssignFaces) -> None:
    assert money_tile(session.state, session.committed) is None
    session.do(SetFundingModel(FLAT))
    still = money_tile(session.state, session.committed)
    assert still is not None and (still.value, still.unit, still.rest, still.live) == ("0", "€", "no change", False)
    session.preview(to_hakamaki)
    moved = money_tile(session.state, session.committed)
    assert moved is not None and (moved.value, moved.rest, moved.live) == ("30", "1 gain, 1 lose", True)
    assert not moved.judgement, "gains and losses are not good or bad"
    session.commit()
    kept = money_tile(session.state, session.committed)
    assert kept is not None and kept.value == "30" and not kept.live


def test_a_model_that_lacks_figures_has_no_number(session: Session) -> None:
    session.do(SetFundingModel(text_of(preset("scotland_pef"))))
    tile = money_tile(session.state, session.committed)
    assert tile is not None and tile.value == "." and "funding" in tile.tip


def test_the_strip_shows_money_where_there_is_a_model(bridge: Bridge, attention: Attention, qtbot: object) -> None:
    strip = TopStrip(bridge, attention, palette("light"))
    qtbot.addWidget(strip)

    def labels() -> list[str]:
        return [tile.face.shown.label for tile in strip.findChildren(Tile)]

    assert "In no catchment" in labels() and "Money moved" not in labels()
    bridge.commit(SetFundingModel(FLAT))
    assert "Money moved" in labels() and "In no catchment" not in labels()
    bridge.undo()
    assert "In no catchment" in labels()
