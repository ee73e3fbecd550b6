"""What is put into a database comes out of it: every field, to the bit; what two plans share stays one object."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.errors import StorageError
from piiri.model import Dataset, Plan
from piiri.storage.arrays import ArrayReader, ArrayWriter, DamagedArray
from piiri.storage.contents import copy_truth, read_contents, write_contents
from piiri.storage.hashes import wrong_tables
from piiri.storage.schema import TRUTH, create_truth

Town = tuple[Dataset, Plan]
Alike = Callable[[Any, Any], bool]
HERE = Path("town.gpkg")


@pytest.fixture
def memory() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def written(memory: sqlite3.Connection, rich: Town, other_plan: Plan) -> sqlite3.Connection:
    write_contents(memory, rich[0], (rich[1], other_plan), "p")
    return memory


def test_everything_comes_back(written: sqlite3.Connection, rich: Town, other_plan: Plan, alike: Alike) -> None:
    contents = read_contents(written, HERE)
    assert alike(rich[0], contents.dataset)
    assert alike(rich[1], contents.plans[1])
    assert alike(other_plan, contents.plans[2])
    assert list(contents.plans) == [1, 2]
    assert contents.dataset.fingerprint == rich[0].fingerprint
    assert contents.identity == {"id": "p"}


def test_the_comparison_itself_can_fail(rich: Town, other_plan: Plan, alike: Alike) -> None:
    assert alike(rich[1], rich[1]) and not alike(rich[1], other_plan)


def test_what_is_shared_stays_shared(written: sqlite3.Connection, other_plan: Plan) -> None:
    """Comparing plans asks first whether they hold the same object."""
    contents = read_contents(written, HERE)
    one, two = contents.plans[1], contents.plans[2]
    assert one.coverage is contents.dataset.coverage
    assert one.schools is contents.dataset.schools
    assert one.stages is contents.dataset.stages
    assert two.coverage is not one.coverage and two.coverage.topology is one.coverage.topology
    assert two.catchments is one.catchments
    assert two.schools is not one.schools


def test_equal_bytes_are_kept_once(written: sqlite3.Connection) -> None:
    names = [name for (name,) in written.execute("SELECT name FROM piiri_array")]
    assert names.count("blocks.vertices") == 2  # the second plan moved a corner
    assert names.count("blocks.edges") == names.count("schools.ids") == 1


def test_copy_is_equal_and_verifies(written: sqlite3.Connection, alike: Alike) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy_truth(written, copy, {"id": "p", "save": "s"})
        assert wrong_tables(copy, truth_only=True) == []
        one, two = read_contents(written, HERE), read_contents(copy, HERE)
    assert alike(one.dataset, two.dataset) and alike(tuple(one.plans.values()), tuple(two.plans.values()))
    assert two.identity == {"id": "p", "save": "s"}


@pytest.mark.parametrize("table", [table for table in TRUTH if table != "piiri_hash"])
@pytest.mark.parametrize("how", ["value", "row-gone", "row-more", "table-gone"])
def test_a_changed_table_is_named(written: sqlite3.Connection, table: str, how: str) -> None:
    columns = [row[1] for row in written.execute(f"PRAGMA table_info({table})")]
    if how == "value":
        written.execute(f"UPDATE {table} SET {columns[-1]} = '3'")
    elif how == "row-gone":
        written.execute(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    elif how == "row-more":
        twice = ", ".join(f"{name} || 'x'" if name in ("key", "name", "sha256") else name for name in columns[1:])
        written.execute(f"INSERT INTO {table} ({', '.join(columns[1:])}) SELECT {twice} FROM {table} LIMIT 1")
    else:
        written.execute(f"DROP TABLE {table}")
    with pytest.raises(StorageError) as error:
        read_contents(written, HERE)
    if table == "piiri_schema" and how == "table-gone":
        assert error.value.code == "not-a-project"
    else:
        assert error.value.code == "damaged"
        assert str(error.value.facts["table"]).startswith(table)
        assert table in error.value.sentence and "town.gpkg" in error.value.sentence


def test_a_changed_array_is_named(written: sqlite3.Connection) -> None:
    (data,) = written.execute("SELECT data FROM piiri_array WHERE name = 'pupils.xy'").fetchone()
    changed = bytearray(data)
    changed[200] ^= 1
    written.execute("UPDATE piiri_array SET data = ? WHERE name = 'pupils.xy'", (bytes(changed),))
    with pytest.raises(StorageError) as error:
        read_contents(written, HERE)
    assert error.value.facts["table"] == "piiri_array (pupils.xy)"


def test_a_newer_schema_is_refused_before_anything_else(written: sqlite3.Connection) -> None:
    written.execute("UPDATE piiri_schema SET version = 99")
    written.execute("DROP TABLE piiri_plan")
    with pytest.raises(StorageError) as error:
        read_contents(written, HERE)
    assert error.value.code == "newer-project"
    assert "newer Piiri" in error.value.sentence and "Update" in error.value.sentence


@pytest.mark.parametrize("dtype", ["f8", "i4", "i2", "i1", "u1", "u2", "u4", "u8", "?", ">i4"])
@pytest.mark.parametrize("shape", [(0,), (5,), (0, 3), (4, 2), (2, 3, 2)])
def test_arrays_of_any_kind(memory: sqlite3.Connection, dtype: str, shape: tuple[int, ...]) -> None:
    create_truth(memory)
    array = (np.arange(np.prod(shape)).reshape(shape) % 2).astype(dtype)
    reference = ArrayWriter(memory).array("a", array)
    read = ArrayReader(memory).array(reference)
    assert read.dtype == array.dtype.newbyteorder("=") and read.shape == shape
    assert np.array_equal(read, array) and not read.flags.writeable


def test_same_bytes_of_another_kind_are_another_array(memory: sqlite3.Connection) -> None:
    create_truth(memory)
    writer = ArrayWriter(memory)
    zeros = [writer.array("a", np.zeros(shape, dtype)) for shape, dtype in (((4,), "i4"), ((2, 2), "i4"), ((2,), "i8"))]
    assert len(set(zeros)) == 3


def test_objects_are_not_kept(memory: sqlite3.Connection) -> None:
    create_truth(memory)
    with pytest.raises(ValueError):
        ArrayWriter(memory).array("a", np.array([{}], dtype=object))


def test_texts_keep_their_characters(memory: sqlite3.Connection) -> None:
    create_truth(memory)
    texts = ("091", "", "Öster\n", "\u2028", "a\0b", "😀")
    reader = ArrayReader(memory)
    assert reader.texts(ArrayWriter(memory).texts("t", texts)) == texts
    with pytest.raises(DamagedArray):
        reader.array("no such reference")


def test_kept_form_is_plain_json_and_bytes(written: sqlite3.Connection) -> None:
    """So that the file can be read in fifty years without Piiri."""
    document = json.loads(dict(written.execute("SELECT key, value FROM piiri_dataset"))["pupils"])
    dtype, shape, data = written.execute(
        "SELECT dtype, shape, data FROM piiri_array WHERE sha256 = ?", (document["points"]["xy"],)
    ).fetchone()
    assert dtype == "<f8" and json.loads(shape)[1] == 2 and isinstance(data, bytes)
