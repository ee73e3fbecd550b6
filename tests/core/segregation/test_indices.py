"""Each index says what it is."""

from __future__ import annotations

from piiri.segregation import INDICES


def test_every_index_is_complete() -> None:
    keys = [index.key for index in INDICES]
    assert len(set(keys)) == len(keys)
    for index in INDICES:
        assert index.name and index.formula and index.source and index.minimum_base > 0
        doc = index.function.__doc__ or ""
        assert "Parameters" in doc and ">>>" in doc, index.key
        assert index.function.__name__ in index.key or index.key.startswith(("information", "mutual")), index.key
