"""Formulas: as Python would compute them, for everything that may be written; and nothing else is read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.errors import InputError
from piiri.indicators.expression import parse

COLUMNS = {"a": 7.0, "b": -2.5, "c.d": 0.0, "e_1": 40.0}


def formulas() -> st.SearchStrategy[str]:
    leaves = st.one_of(st.sampled_from(sorted(COLUMNS)), st.integers(0, 99).map(str), st.sampled_from(["0.5", "12.25"]))

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        two = st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda x: f"{x[0]} {x[1]} {x[2]}")
        return st.one_of(
            two,
            two.map(lambda x: f"({x})"),
            inner.map(lambda x: f"-({x})"),
            inner.map(lambda x: f"abs({x})"),
            st.tuples(inner, inner).map(lambda x: f"max({x[0]}, {x[1]})"),
        )

    return st.recursive(leaves, grown, max_leaves=12)


@given(formulas())
def test_formulas_mean_what_python_means(text: str) -> None:
    names = {key.replace(".", "_"): value for key, value in COLUMNS.items()}
    expected = eval(text.replace("c.d", "c_d"), {"abs": abs, "max": max, "__builtins__": {}}, names)
    found = parse(text).compute(lambda key: np.array([COLUMNS[key]]))
    assert np.allclose(found, expected)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse(text, {"a"}).compute(lambda key: np.array([1.0]))
    except InputError as problem:
        assert "line 1" in str(problem)  # noqa: PT017  # reading it is as good an end


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("__import__('os')", "formula-unknown-function", "__import__"),
        ("a.__class__", "formula-unknown-column", "a.__class__"),
        ("a ** b", "formula-unreadable", "“* b” (sign 4)"),
        ("a + ", "formula-unreadable", "“…”"),
        ("(a + b", "formula-unreadable", "“…”"),
        ("a; b", "formula-unreadable", "“; b”"),
        ("pupls / a", "formula-unknown-column", "Did you mean “pupils”?"),
        ("min(a)", "formula-arguments", "takes 2 values, not 1"),
        ("(" * 60 + "a" + ")" * 60, "formula-too-long", "more than 50 deep"),
        ("a+" * 600 + "a", "formula-too-long", "longer than 500"),
    ],
)
def test_what_is_no_formula_is_refused_with_place_and_mend(text: str, code: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        parse(text, {"a", "b", "pupils"}, file="own.toml", line=4)
    assert refused.value.code == code
    assert "own.toml, line 4" in str(refused.value) and says in str(refused.value)


def test_what_is_divided_by_nothing_is_nothing() -> None:
    found = parse("a / b").compute({"a": np.array([1.0, 0.0]), "b": np.array([0.0, 0.0])}.__getitem__)
    assert np.isnan(found).all()
    assert np.isnan(parse("sqrt(0 - a)").compute(lambda key: np.array(2.0)))
