"""Text files read, and refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiri.errors import InputError
from piiri.text_files import read_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_with_and_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "model.toml"
    path.write_bytes('name = "Äijälä"\n'.encode(encoding))
    assert read_text(path) == 'name = "Äijälä"\n'


@pytest.mark.parametrize("content", [None, 'name = "Äijälä"\n'.encode("cp1252")])
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_text(path)
    assert caught.value.code == "file-not-read" and str(path) in caught.value.sentence and caught.value.how
