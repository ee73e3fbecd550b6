"""Five files of a small city, written once a run; what they are taken for and what a dry run gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared.city_files import write_city

from piiri.io.demo import demo_municipality
from piiri.io.pile import Decisions, Opened, Outcome, Standing, dry_run, open_pile, stand


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_city(tmp_path_factory.mktemp("city"), demo_municipality(pupils=2000, schools=8, faces=150))


@pytest.fixture(scope="session")
def opened(city: list[Path]) -> Opened:
    return open_pile(city)


@pytest.fixture(scope="session")
def standing(opened: Opened) -> Standing:
    return stand(opened, Decisions())


@pytest.fixture(scope="session")
def outcome(standing: Standing) -> Outcome:
    return dry_run(standing)
