"""Reading in the other process gives what reading here gives, and one sentence where it fails."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from piiri.io.columns import texts
from piiri.io.guarded import kept_readings, opened, read_table, reading, worker
from piiri.io.guarded.worker import Limits
from piiri.io.layers import layer_names, shapes_of_texts
from piiri.io.layers import read_table as read_here
from piiri.io.mapping import LayerMapping
from piiri.io.mapping_file import read_mapping
from piiri.io.recognise.looking import look
from piiri.io.report import Findings, ImportBlocked
from piiri.io.sources import format_of


def test_the_same_table_as_read_here(municipality) -> None:
    for spec in read_mapping(municipality.folder / "import.toml").layers:
        here, there = Findings(), Findings()
        a, b = read_here(spec, here), read_table(spec, there)
        assert list(a.columns) == list(b.columns) and a.counted == b.counted and a.crs == b.crs
        for name in a.columns:
            assert a.columns[name].tolist() == b.columns[name].tolist()
        assert np.array_equal(a.row, b.row) and np.array_equal(a.fate, b.fate)
        assert here.problems == there.problems
        if a.shapes is not None:
            assert shapely.equals_exact(a.shapes, b.shapes, 0).all()
        found = opened(spec.path, spec.file, there)
        assert found.format == format_of(spec.path, spec.file, here)
        assert found.layers == layer_names(spec.path, spec.file, here)


@pytest.mark.real_data
def test_the_same_on_real_files(real_data) -> None:
    seen, _ = look([real_data("oslo")])
    for each in seen:
        here = read_here(each.spec, Findings())
        assert here.counted == each.table.counted
        assert list(here.columns) == list(each.table.columns)
        for name, column in here.columns.items():
            assert texts(column).tolist() == texts(each.table.columns[name]).tolist()


@pytest.mark.parametrize(
    ("limits", "code"), [(Limits(seconds=0.02), "reading-too-long"), (Limits(memory_mb=6), "reading-too-large")]
)
def test_a_limit_is_one_sentence(tmp_path: Path, monkeypatch, limits: Limits, code: str) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a;b\n" + "".join(f"{n};{n * n}\n" for n in range(200_000)), encoding="utf-8")
    monkeypatch.setattr(worker, "LIMITS", limits)
    with pytest.raises(ImportBlocked) as stopped:
        read_table(LayerMapping("", path, path.name, delimiter=";"), Findings())
    assert stopped.value.code == code and "long.csv" in stopped.value.sentence


def test_a_process_that_lies_is_a_damaged_file(municipality, monkeypatch) -> None:
    spec = read_mapping(municipality.folder / "import.toml").layers[0]
    for value in ({}, {"value": {}}, {"value": {"columns": [["a", {"type": "O", "rows": 1}]]}}, [], None):
        monkeypatch.setattr(reading.worker, "ask", lambda *_, said=value: (said, []))
        with pytest.raises(ImportBlocked) as stopped:
            read_table(spec, Findings())
        assert stopped.value.code == "reading-ended"


def test_what_was_read_is_kept_only_within(municipality, monkeypatch) -> None:
    spec = read_mapping(municipality.folder / "import.toml").layers[0]
    asked = []
    real = worker.ask
    monkeypatch.setattr(reading.worker, "ask", lambda *words: asked.append(words[0]) or real(*words))
    with kept_readings():
        first, again = read_table(spec, Findings()), read_table(spec, Findings())
        assert asked == ["table"]
        first.fate[:] = 2
        assert (again.fate == 0).all()
        municipality.write(spec.file, spec.path.read_bytes() + b"\n")
        read_table(spec, Findings())
        assert asked == ["table"] * 2
    read_table(spec, Findings())
    assert asked == ["table"] * 3


def test_nested_collections_of_a_text_do_not_end_the_program(municipality) -> None:
    deep = "GEOMETRYCOLLECTION(" * 100_000 + "POINT(1 1)" + ")" * 100_000
    assert shapes_of_texts(np.array([deep, "POINT(1 1)", ""], dtype=object)).tolist() == [
        None,
        shapely.Point(1, 1),
        None,
    ]
