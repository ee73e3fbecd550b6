"""Texts and numbers in three languages; no text is missing from a catalogue, no placeholder is lost."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri import i18n
from piiri.resources import resource

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "core").rglob("*.py")), *sorted((ROOT / "desktop").rglob("*.py"))]


@pytest.fixture(autouse=True)
def _english_after() -> Iterator[None]:
    yield
    i18n.set_language("en")


def texts(path: Path) -> Iterator[str]:
    """Every literal that goes through the translation door of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            count = {"tr": 1, "N_": 1, "trn": 2}.get(name, 0)
            for argument in node.args[:count]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


ALL = sorted({text for path in SOURCES for text in texts(path) if text})


def test_the_sources_have_texts() -> None:
    assert "{school} is locked." in ALL


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_is_translated(language: str) -> None:
    catalogue = json.loads(resource("translations", f"{language}.json").read_text(encoding="utf-8"))
    missing = [text for text in ALL if not catalogue.get(text)]
    assert not missing, f"{len(missing)} texts without {language}: {missing[:5]}"


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_placeholder_is_lost_and_no_text_is_stale(language: str) -> None:
    catalogue = json.loads(resource("translations", f"{language}.json").read_text(encoding="utf-8"))
    wrong = [text for text, said in catalogue.items() if placeholders(text) != placeholders(said)]
    assert not wrong
    stale = sorted(set(catalogue) - set(ALL))
    assert not stale, f"no source uses: {stale[:5]}"


def test_the_language_in_force() -> None:
    i18n.set_language("sv_FI")
    assert i18n.language() == "sv"
    i18n.set_language("de")
    assert i18n.language() == "en"
    assert i18n.tr("{school} is locked.", school="Asema") == "Asema is locked."


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "text"),
    [
        (4217, 0, False, "4\u202f217"),
        (-65_700, 0, True, "\u221265\u202f700"),
        (49, 0, True, "+49"),
        (0, 0, True, "0"),
        (-0.0004, 3, True, "0,000"),
        (275_334.66, 2, False, "275\u202f334,66"),
        (float("nan"), 0, False, ".."),
        (float("inf"), 0, False, ".."),
    ],
)
def test_numbers(value: float, decimals: int, sign: bool, text: str) -> None:
    assert i18n.number(value, decimals, sign=sign) == text


def test_shares_and_distances() -> None:
    assert i18n.share(1.09) == "109\u00a0%"
    assert i18n.share(float("nan")) == ".."
    assert i18n.distance(999.4) == "999\u00a0m"
    assert i18n.distance(999.6) == "1,0\u00a0km"
    assert i18n.distance(float("nan")) == ".."


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_number_can_be_read_back(value: float, decimals: int) -> None:
    text = i18n.number(value, decimals).replace("\u202f", "").replace("\u2212", "-").replace(",", ".")
    assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-3
