"""What the tiles say, in the words a person reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from piiri.edits import AssignFaces
from piiri.session import Session
from piiri_desktop.panels.school_rows import ALL_STAGES
from piiri_desktop.panels.tiles import TileText, tile_texts

CHANGED, OVER, BEYOND, MIX, NONE = range(5)


def tiles(session: Session, stage: int = 0, group: int = 0) -> tuple[TileText, ...]:
    return tile_texts(session.state, stage, group)


def test_at_the_start_nothing_is_judged(session: Session) -> None:
    shown = tiles(session)
    assert [(tile.value, tile.unit) for tile in shown] == [
        ("0", "pupils"),
        ("1", "school"),
        ("0", "pupils"),
        ("0,237", ""),  # ½ (|15/28 − 35/117| + |5/28 − 45/117| + |8/28 − 37/117|)
        ("0", "pupils"),
    ]
    assert {tile.judgement for tile in shown} == {""} and not any(tile.live for tile in shown)
    assert shown[OVER].mark == "=" and shown[OVER].rest == "no change"


def test_pupils_who_change_school_are_not_judged(session: Session, to_asema: AssignFaces) -> None:
    session.do(to_asema)
    tile = tiles(session)[CHANGED]
    assert (tile.value, tile.rest, tile.judgement) == ("40", "27,6\u00a0% of all pupils", "")


def test_more_beyond_the_limit_is_worse_in_words_sign_and_colour(session: Session, to_asema: AssignFaces) -> None:
    session.do(to_asema)
    tile = tiles(session)[BEYOND]
    assert (tile.mark, tile.change, tile.rest, tile.judgement) == ("▲", "40 more", "worse", "bad")
    assert tile.sentence.endswith(": 40 pupils; 40 more, worse")


def test_fewer_over_capacity_is_better(session: Session) -> None:
    from piiri.edits import SetCapacity

    session.do(SetCapacity("S1", 120))
    tile = tiles(session)[OVER]
    assert (tile.value, tile.unit, tile.mark, tile.change, tile.rest) == ("0", "schools", "▼", "1 fewer", "better")
    assert tile.judgement == "good"


def test_segregation_softens_or_hardens(session: Session, to_asema: AssignFaces, to_hakamaki: AssignFaces) -> None:
    before = session.state.evaluation.stages[0].dissimilarity[0]
    state = session.do(to_hakamaki)
    after = state.evaluation.stages[0].dissimilarity[0]
    tile = tiles(session)[MIX]
    assert after < before
    assert (tile.mark, tile.rest, tile.judgement) == ("▼", "less segregated", "good")
    assert tile.change == f"−{before - after:.3f}".replace(".", ",")
    assert "Foreign-language" in tile.label


def test_a_change_too_small_to_be_written_is_no_change(session: Session) -> None:
    state = session.state
    figures = replace(state.before.stages[0], dissimilarity=(state.before.stages[0].dissimilarity[0] + 0.0004, 0.1))
    almost = replace(state, before=replace(state.before, stages=(figures, *state.before.stages[1:])))
    tile = tile_texts(almost, 0, 0)[MIX]
    assert (tile.mark, tile.change, tile.rest, tile.judgement) == ("=", "", "no change", "")


def test_a_stroke_marks_only_what_it_changes(session: Session, to_hakamaki: AssignFaces) -> None:
    session.preview(to_hakamaki)
    shown = tiles(session)
    assert [tile.live for tile in shown] == [True, False, False, True, False]
    assert shown[CHANGED].rest.endswith(", +30 now")
    session.commit()
    assert not any(tile.live for tile in tiles(session))


def test_room_is_kept_for_the_longest_change_of_a_stroke(session: Session, to_hakamaki: AssignFaces) -> None:
    kept = tiles(session)[CHANGED].reserve
    session.preview(to_hakamaki)
    assert len(tiles(session)[CHANGED].rest) <= len(kept) + 1


def test_pupils_in_no_catchment(session: Session) -> None:
    assert tiles(session)[NONE].rest == "100\u00a0% of places in use"  # 160 pupils, 160 places known
    session.do(AssignFaces("fi-1-6", ("b5",), ""))
    tile = tiles(session)[NONE]
    assert (tile.value, tile.change, tile.rest, tile.judgement) == ("5", "5 more", "worse", "bad")


@pytest.mark.parametrize(
    ("stage", "label"), [(0, "2 km or more to school"), (1, "3 km or more to school"), (ALL_STAGES, "Beyond")]
)
def test_the_limit_is_named_where_there_is_one(session: Session, stage: int, label: str) -> None:
    assert tiles(session, stage)[BEYOND].label.replace("\u00a0", " ").startswith(label)


def test_without_groups_there_is_no_tile_of_segregation(session: Session) -> None:
    state = session.state
    bare = replace(state, dataset=replace(state.dataset, groups=()))
    assert len(tile_texts(bare, 0, 0)) == 4
