"""The numbers that a person changes: found, set exactly, refused with their mend, named in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from piiri.errors import InputError
from piiri.funding import preset, preset_names
from piiri.funding.numbers import number_at, numbers_of, with_number
from piiri.funding.texts import model_from, text_of
from piiri.funding.writing import decimal_text
from piiri.i18n import set_language


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize("name", preset_names())
def test_every_number_offered_can_be_set_to_itself_and_is_named(name: str) -> None:
    model = preset(name)
    offered = numbers_of(model)
    assert len({each.path for each in offered}) == len(offered) > 0
    for each in offered:
        assert number_at(model, each.path) == each.value
        assert with_number(model, each.path, decimal_text(each.value)) == model
    for language in ("en", "fi", "sv"):
        set_language(language)
        titles = [each.title for each in numbers_of(model)]
        assert all(titles) and not any("{" in title for title in titles)
        assert not any(title == ".".join(each.path) for title, each in zip(titles, offered, strict=True)), titles


def test_weights_pots_and_rates_are_told_apart() -> None:
    said = {each.path: each.measure for name in preset_names() for each in numbers_of(preset(name))}
    assert said["index", "weights", "net_attraction"] == "weight"
    assert said["model", "pot"] == said["component", "base", "rates", "primary"] == "money"
    assert said["guarantee", "phase_in"] == said["component", "need", "pot", "share_of_total"] == "share"
    assert said["component", "base", "weights", "grade_2"] == "number"


def test_a_number_is_set_exactly_and_nothing_else() -> None:
    model = preset("goteborg_like")
    path = ("component", "base", "weights", "grade_2")
    changed = with_number(model, path, "1.190001")
    assert number_at(changed, path) == Fraction(1190001, 10**6) and number_at(model, path) == Fraction(118, 100)
    assert with_number(changed, path, "1.18") == model
    assert model_from(text_of(changed)) == changed


@pytest.mark.parametrize(
    ("path", "value", "code", "mend"),
    [
        ((), "1", "funding-number-unknown", "that the model has"),
        (("index",), "1", "funding-number-unknown", "that the model has"),
        (("index", "weights"), "1", "funding-number-unknown", "that the model has"),
        (("index", "weights", "none"), "1", "funding-number-unknown", "that the model has"),
        (("component", "none", "rate"), "1", "funding-number-unknown", "that the model has"),
        (("model", "year"), "2027", "funding-number-unknown", "that the model has"),
        (("model", "pot"), "1,5", "funding-number", "such as 0.5"),
        (("model", "pot"), "1e5", "funding-number", "such as 0.5"),
        (("model", "pot"), "nan", "funding-number", "such as 0.5"),
        (("model", "pot"), "", "funding-number", "such as 0.5"),
        (("model", "pot"), "9999999999999999", "funding-number", "such as 0.5"),
        (("model", "pot"), "-1", "funding-number", "below 0"),
        (("model", "pot"), "0.001", "funding-number", "multiple of the rounding"),
        (("index", "weights", "net_attraction"), "-0.5", "funding-number", "below 0"),
        (("component", "need", "pot", "share_of_total"), "1.01", "funding-number", "between 0 and 1"),
        (("guarantee", "phase_in"), "2", "funding-number", "between 0 and 1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_mend(path: tuple[str, ...], value: str, code: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        with_number(preset("helsinki_pd_like"), path, value)
    assert caught.value.code == code and mend in caught.value.how
    assert "{" not in caught.value.sentence
