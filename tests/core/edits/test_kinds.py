"""Every kind of edit: JSON both ways, words in three languages, do-undo-redo-undo against counting everything anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import Edit, apply, describe, difference, from_json, to_json, transfer
from piiri.errors import EditRejected
from piiri.evaluate import evaluate
from piiri.i18n import set_language
from piiri.model import Dataset, Plan
from piiri.session import Session, State
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]
KINDS = (
    "assign",
    "move corner",
    "corner in stage",
    "insert corner",
    "delete corner",
    "split",
    "split many",
    "join",
    "redraw",
    "places",
    "lock",
    "unlock",
    "open",
    "close",
    "close in a zone",
    "reopen",
    "move school",
    "rename",
    "stages more",
    "stages less",
    "stages other",
    "stages none",
    "merge",
    "merge in a zone",
    "shares",
    "by places",
    "one server",
    "model",
    "no model",
    "weight",
    "figures",
    "no figures",
    "use",
    "no use",
    "together",
)


TWICE = {
    "insert corner": "unknown-edge",
    "delete corner": "unknown-corner",
    "join": "unknown-block",
    "redraw": "nothing-enclosed",
    "split": "nothing-split",
    "split many": "nothing-split",
    "corner in stage": "not-on-a-border",
    "open": "school-exists",
    "close": "closed",
    "close in a zone": "closed",
    "merge": "closed",
    "merge in a zone": "closed",
    "stages less": "not-its-blocks",
    "stages other": "not-its-blocks",
    "stages none": "not-its-blocks",
    "together": "nothing-split",
}
"""What cannot be done a second time, and how that is refused."""


@pytest.fixture(scope="module")
def sample(town: Town, samples_of: Callable[[Plan], dict[str, Any]]) -> Callable[[str], tuple[Plan, Any]]:
    """The plan before an edit, and the sample."""
    found = samples_of(town[1])
    assert tuple(found) == KINDS
    assert {type(each.edit) for each in found.values()} == set(get_args(Edit))

    def of(kind: str) -> tuple[Plan, Any]:
        plan = town[1]
        for edit in found[kind].before:
            plan, _ = apply(plan, edit)
        return plan, found[kind]

    return of


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize("kind", KINDS)
def test_json_both_ways(sample: Any, kind: str) -> None:
    edit = sample(kind)[1].edit
    assert from_json(json.loads(json.dumps(to_json(edit)))) == edit


@pytest.mark.parametrize("kind", KINDS)
def test_words(sample: Any, kind: str) -> None:
    plan, each = sample(kind)
    said = set()
    for language in ("en", "fi", "sv"):
        set_language(language)
        words = describe(each.edit, plan)
        assert words and "{" not in words
        said.add(words)
        if language == "en":
            assert each.words in words
    assert len(said) == 3, said


@pytest.mark.parametrize("kind", KINDS)
def test_do_undo_redo_undo(town: Town, sample: Any, kind: str) -> None:
    start, each = sample(kind)
    session = Session(town[0], start, before=town[1])
    countable = Countable(town[0], town[1])
    first = start.fingerprint

    def counted(state: State) -> None:
        slow = tally_everything(countable, state.plan)
        assert np.array_equal(slow.counts, state.tally.counts)
        assert np.array_equal(slow.pupils.face_of_point, state.tally.pupils.face_of_point)
        assert evaluate(town[0], state.plan, slow).fingerprint == state.evaluation.fingerprint
        state.plan.validate()
        assert not state.plan.coverage.problems()

    done = session.do(each.edit)
    after = done.plan.fingerprint
    assert after != first
    counted(done)
    for move, wanted in ((session.undo, first), (session.redo, after), (session.undo, first)):
        state = move()
        assert state.plan.fingerprint == wanted
        counted(state)
    assert start.fingerprint == first


@pytest.mark.parametrize("kind", KINDS)
def test_the_change_names_what_differs(sample: Any, kind: str) -> None:
    plan, each = sample(kind)
    after, change = apply(plan, each.edit)
    full = difference(plan, after)
    assert not change.empty
    assert set(full.faces) <= set(change.faces) and set(full.schools) <= set(change.schools)
    assert set(full.catchments) <= set(change.catchments)
    assert (full.places, full.locks, full.funding) == (change.places, change.locks, change.funding)
    assert full.network <= change.network
    assert (full.reshaped is None) == (change.reshaped is None)
    if full.reshaped is None or change.reshaped is None:
        assert full.vertices.tolist() == change.vertices.tolist()
        return
    assert np.array_equal(full.reshaped.before, change.reshaped.before)
    assert set(full.reshaped.gone) <= set(change.reshaped.gone)
    assert set(full.reshaped.made) <= set(change.reshaped.made)


@pytest.mark.parametrize("kind", KINDS)
def test_it_means_the_same_on_the_same_plan(sample: Any, kind: str) -> None:
    plan, each = sample(kind)
    assert transfer(each.edit, plan, plan) == each.edit


@pytest.mark.parametrize("kind", KINDS)
def test_done_twice_it_changes_nothing_more_or_is_refused(sample: Any, kind: str) -> None:
    plan, each = sample(kind)
    once, _ = apply(plan, each.edit)
    if kind in TWICE:
        with pytest.raises(EditRejected) as caught:
            apply(once, each.edit)
        assert caught.value.code == TWICE[kind]
        assert caught.value.how and "{" not in caught.value.sentence
        return
    twice, change = apply(once, each.edit)
    assert twice is once and change.empty


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_after_another_names_what_differs(town: Town, sample: Any, kind: str) -> None:
    """Each edit shown right after each other one: what is drawn anew is all that differs."""
    plan, each = sample(kind)
    session = Session(town[0], plan)
    shown = 0
    for other in ("split", "split many", "move corner", "assign", "open", "places", "merge"):
        try:
            apply(plan, sample(other)[1].edit)
        except EditRejected:  # what came before this sample forbids it
            continue
        shown += 1
        for pair in ((sample(other)[1].edit, each.edit), (each.edit, sample(other)[1].edit)):
            seen = [session.cancel(), *map(session.preview, pair), session.cancel()]
            for one, following in pairwise(seen):
                full = difference(one.plan, following.plan)
                assert set(full.faces) <= set(following.change.faces)
                assert set(full.schools) <= set(following.change.schools)
                assert set(full.catchments) <= set(following.change.catchments)
                if full.reshaped is not None:
                    assert following.change.reshaped is not None
                    assert set(full.reshaped.gone) <= set(following.change.reshaped.gone)
                    assert set(full.reshaped.made) <= set(following.change.reshaped.made)
    assert shown >= 5
