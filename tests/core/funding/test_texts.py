"""Models as text: the same text is one model, whoever read or wrote it first."""

from __future__ import annotations

import pytest

from piiri.errors import InputError
from piiri.funding import parse_model, preset, preset_names
from piiri.funding.texts import model_from, text_of


@pytest.mark.parametrize("name", preset_names())
def test_what_is_remembered_is_what_the_text_says(name: str) -> None:
    text = text_of(preset(name))
    assert model_from(text) is model_from(text)
    assert model_from(text) == parse_model(text) == preset(name)


def test_a_text_that_is_no_model_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            model_from("[model]\nid = 3\nyear = 2026\n[[component]]\nid = 1")
        assert caught.value.code == "model-value" and caught.value.facts["line"] == 2


def test_many_texts_do_not_crowd_out_the_newest() -> None:
    base = preset("flat")
    texts = [text_of(base.with_pot(base.model.pot + step)) for step in range(200)]
    assert model_from(texts[-1]).model.pot == base.model.pot + 199
    assert model_from(texts[0]).model.pot == base.model.pot
