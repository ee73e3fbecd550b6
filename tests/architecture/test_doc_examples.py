"""The examples in the core's docstrings run as they are written."""

import doctest
import importlib
import pkgutil

import pytest

import piiri

MODULES = [
    found.name
    for found in pkgutil.walk_packages(piiri.__path__, "piiri.", onerror=lambda name: None)
    if not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert failed == 0, f"examples in {name} failed; see the captured output"
