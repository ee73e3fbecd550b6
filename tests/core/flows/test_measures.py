"""The measures are in the registry with their formula, source, direction and minimum base."""

from __future__ import annotations

from piiri import flows
from piiri.indicators.registry import INDICATORS


def test_measures_are_indicators() -> None:
    found = {each.key: each for each in INDICATORS}
    for key in ("hold", "going_out", "coming_in", "net_attraction"):
        assert found[key].function is getattr(flows, key)
        assert found[key].minimum_base == 10 and found[key].unit == "share"
