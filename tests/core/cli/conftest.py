"""What tests of the command line share: the language goes back to English after each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from piiri import i18n


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    i18n.set_language("en")
