"""Last year's project of four blocks with some work in it, and this year's files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared.years import town_in


@pytest.fixture
def town(tmp_path: Path):
    made = town_in(tmp_path)
    yield made
    made.project.close(discard=True)
