"""A municipality of four square blocks, as files that a test can spoil one at a time."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from shared.four_blocks import BLOCKS, Municipality, block


@pytest.fixture
def municipality(tmp_path: Path) -> Municipality:
    return Municipality(tmp_path)


@pytest.fixture
def make_block() -> Callable[..., dict]:
    return block


@pytest.fixture
def four_blocks() -> list[dict]:
    return json.loads(json.dumps(BLOCKS))
