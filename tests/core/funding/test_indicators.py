"""Plain z-scores, all at once, against the same one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.funding import Inputs, parse_model, reference_of
from piiri.funding import indicators as room
from piiri.funding.indicators import standardised

_VALUE = st.one_of(st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), st.just(7.0))


def _model(signs: list[bool], clips: list[bool]):
    text = '[model]\nid = "m"\nyear = 2026\npot = "1000.00"\n'
    for k, (sign, clip) in enumerate(zip(signs, clips, strict=True)):
        text += f'[[indicator]]\nid = "i{k}"\nmore_is_need = {str(sign).lower()}\n'
        text += "clip = [-1.5, 1.25]\n" if clip else ""
    text += "[index.weights]\n" + "\n".join(f"i{k} = {k + 1}" for k in range(len(signs)))
    return parse_model(text + '\n[[component]]\nid = "c"\ndriver = "pupils"\nmode = "pot"\npot = { residual = true }\n')


def _one_by_one(model, inputs, reference):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_plain", lambda *_: None)
        return standardised(model, inputs, reference)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_at_once_is_one_by_one_to_the_last_bit(data: st.DataObject) -> None:
    n, h = data.draw(st.integers(1, 4)), data.draw(st.integers(2, 8))
    model = _model(*(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)) for _ in range(2)))

    def draw() -> list[float]:
        return data.draw(st.lists(_VALUE, min_size=h, max_size=h))

    columns = {"pupils": [100.0] * h, **{f"i{k}": draw() for k in range(n)}}
    was, now = (Inputs.of([f"s{k}" for k in range(h)], each) for each in (columns, {**columns, "i0": draw()}))
    reference = reference_of(model, was)
    found, slow = standardised(model, now, reference), _one_by_one(model, now, reference)
    for name in ("values", "z", "policy", "state", "stratum"):
        np.testing.assert_array_equal(getattr(found, name), getattr(slow, name), err_msg=name)
    assert (found.strata, found.notes) == (slow.strata, slow.notes)


def test_at_once_is_taken_only_where_all_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    plain = room._plain
    monkeypatch.setattr(room, "_plain", lambda *a: taken.append(plain(*a) is not None) or plain(*a))
    model, few = _model([True, False], [False, True]), "[missing]\nmin_pupils = 50\n"
    schools = {"pupils": [100.0, 60.0, 20.0], "i0": [1.0, 2.0, 4.0], "i1": [3.0, 1.0, 2.0]}
    hidden = {**schools, "i1": [3.0, "..", 2.0]}
    same = {**schools, "i1": [3.0, 3.0, 3.0]}
    for columns, more, expected in ((schools, "", True), (hidden, "", False), (same, "", False), (schools, few, False)):
        inputs = Inputs.of(["a", "b", "c"], columns)
        asked = parse_model(_text_with(more)) if more else model
        standardised(asked, inputs, reference_of(asked, inputs))
        assert taken.pop() is expected
    assert not taken


def _text_with(more: str) -> str:
    text = '[model]\nid = "m"\nyear = 2026\npot = "1000.00"\n'
    text += '[[indicator]]\nid = "i0"\nbasis = "enrolled"\n[[indicator]]\nid = "i1"\nbasis = "enrolled"\n'
    text += more + "[index.weights]\ni0 = 1\ni1 = 1\n"
    return text + '[[component]]\nid = "c"\ndriver = "pupils"\nmode = "pot"\npot = { residual = true }\n'
