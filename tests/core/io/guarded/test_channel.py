"""What crosses between the processes comes out as it went in, and nothing else is taken."""

import json
from multiprocessing.connection import Pipe

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.io.guarded.channel import (
    NotSaid,
    pack,
    pack_bytes,
    problem_of,
    problem_said,
    receive,
    send,
    unpack,
    unpack_bytes,
)
from piiri.io.report import Problem


@given(st.lists(st.none() | st.text(alphabet=st.characters(codec=None)), max_size=30))
def test_texts_round_trip(said) -> None:
    parts: list[bytes] = []
    column = np.array([*said, None], dtype=object)[:-1]
    how = pack(column, parts)
    assert unpack(json.loads(json.dumps(how)), parts).tolist() == said
    assert parts == []


@pytest.mark.parametrize("dtype", ["f8", "i4", "u1", "?", "M8[ms]"])
def test_numbers_round_trip(dtype: str) -> None:
    column = np.arange(5).astype(dtype)
    parts: list[bytes] = []
    found = unpack(pack(column, parts), parts)
    assert found.dtype == column.dtype
    assert np.array_equal(found, column)


@given(st.lists(st.none() | st.binary(max_size=20), max_size=20))
def test_bytes_round_trip(values) -> None:
    parts: list[bytes] = []
    assert unpack_bytes(pack_bytes(values, parts), parts).tolist() == values


def test_a_problem_round_trips() -> None:
    problem = Problem(
        "gap", "listed", "ä.gpkg", "{file}: {n} gaps.", "Look.", row=3, facts={"n": np.int64(2), "rows": [1]}
    )
    found = problem_of(json.loads(json.dumps(problem_said(problem), default=int)))
    assert found == problem
    assert found.sentence == "ä.gpkg: 2 gaps. Look."


@pytest.mark.parametrize(
    ("how", "parts"),
    [
        ({"type": "O", "rows": 1}, [b"12345678"]),
        ({"type": "<f8", "rows": 2}, [b"12345678"]),
        ({"type": "V8", "rows": 1}, [b"12345678"]),
        ({"type": "text", "rows": 1, "distinct": 1}, [b"\x05\0\0\0", b"\x01\0\0\0", b"a"]),
        ({"type": "text", "rows": 1, "distinct": 1}, [b"\0\0\0\0", b"\x09\0\0\0", b"a"]),
        ({"type": "text", "rows": 1, "distinct": 1}, [b"\0\0\0\0", b"\x01\0\0\0", b"\xff"]),
        ({"type": "text", "rows": 1}, []),
        ({}, []),
    ],
)
def test_a_false_array_is_refused(how, parts) -> None:
    with pytest.raises(NotSaid):
        unpack(how, list(parts))


def test_a_false_message_is_refused() -> None:
    hear, say = Pipe(duplex=False)
    with hear, say:
        for raw in (b"[]", b'{"sizes": [-1]}', b'{"sizes": [1e99]}', b'{"sizes": [9000000000]}', b"\x80\x04]."):
            say.send_bytes(raw)
            with pytest.raises((NotSaid, ValueError)):
                receive(hear)
        send(say, {"n": np.int64(1)}, [b"abc"])
        assert receive(hear) == ({"n": 1}, [b"abc"])


def test_lists_become_texts() -> None:
    column = np.array([None, None, None], dtype=object)
    column[0], column[1] = np.array(["ä", "b"], dtype=object), "c"
    parts: list[bytes] = []
    assert unpack(pack(column, parts), parts).tolist() == ['["ä", "b"]', "c", None]
