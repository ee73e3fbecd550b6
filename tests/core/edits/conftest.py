"""One sensible edit of each kind, and helpers that name things in a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shared.sample_edits import Sample, across, blocks_of, border_corner, samples

from piiri.model import Plan


@pytest.fixture(scope="session")
def samples_of() -> Callable[[Plan], dict[str, Sample]]:
    """The samples for a plan."""
    return samples


@pytest.fixture(scope="session")
def inside() -> Any:
    """Helpers that name things in a plan."""

    class Inside:
        blocks = staticmethod(blocks_of)
        across = staticmethod(across)
        corner = staticmethod(border_corner)

    return Inside
