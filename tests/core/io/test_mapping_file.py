"""The mapping file: its own documentation is valid, and what it does not know is refused with a mend."""

import textwrap
from pathlib import Path

import pytest

from piiri.errors import InputError
from piiri.io import mapping as documented
from piiri.io.mapping_file import read_mapping

SMALL = """
name = "Small"
stages = [{ id = "s", name = "S", grades = [1, 2] }]

[[layers]]
kind = "catchments"
file = "zones.gpkg"
stage = "s"
columns = { school = "name" }
"""


def read(folder: Path, text: str):
    (folder / "m.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "m.toml")


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    text = documented.__doc__.partition("::\n")[2].rpartition("\nBlocks may give")[0]
    mapping = read(tmp_path, textwrap.dedent(text))
    assert [layer.kind for layer in mapping.layers] == [
        "schools",
        "blocks",
        "catchments",
        "pupils",
        "residents",
        "backdrop",
        "addresses",
        "ways",
    ]
    assert mapping.plan_names == ("Today", "Option A")
    assert mapping.joint["Centre"] == {"North school": 0.6, "South school": 0.4}
    assert mapping.limits is not None and mapping.limits[0].beyond_from_cm == 200_000
    schools, blocks, _, pupils, residents, *_ = mapping.layers
    assert schools.teaches == {"primary": ("fi-1-6",), "secondary": ()}
    assert blocks.plans == {("Today", "fi-1-6"): "school_2026", ("Option A", "fi-1-6"): "opt_a"}
    assert pupils.groups["foreign_language"].values == ("so", "ar")
    assert residents.values["age_0_9"].of == "residents"
    assert residents.missing_together == ("99", ("AGE0_9", "AGE10_19"))


def test_paths_are_relative_to_the_mapping(tmp_path: Path, monkeypatch) -> None:
    assert read(tmp_path, SMALL).layers[0].path == tmp_path / "zones.gpkg"
    monkeypatch.setenv("PIIRI_TEST_PLACE", str(tmp_path / "elsewhere"))
    moved = read(tmp_path, SMALL.replace("zones.gpkg", "${PIIRI_TEST_PLACE}/zones.gpkg")).layers[0]
    assert moved.path == tmp_path / "elsewhere" / "zones.gpkg"
    assert moved.file == "zones.gpkg"


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("name = ", "nmae = ", "mapping-key-unknown", ("m.toml", "“nmae”", "Did you mean “name”")),
        (
            'school = "name"',
            'skool = "name"',
            "mapping-key-unknown",
            ("[[layers]] 1 (catchments)", "“skool”", "school"),
        ),
        ('school = "name"', "school = 3", "mapping-value", ("“school”", "text in quotes")),
        ('stage = "s"', 'stage = "t"', "mapping-value", ("“stage”", "one of: s")),
        ('stage = "s"\n', "", "mapping-key-missing", ("“stage”", "Add it")),
        ('kind = "catchments"', 'kind = "zones"', "mapping-value", ("“kind”", "catchments")),
        ("grades = [1, 2]", "grades = [2, 1]", "mapping-value", ("“grades”", "ascending")),
        ("grades = [1, 2]", "grades = [10]", "mapping-value", ("“grades”", "0 to 9")),
        ("grades = [1, 2]", 'grades = ["1"]', "mapping-value", ("“grades”", "whole numbers")),
        ('name = "Small"', 'name = "Small', "mapping-not-toml", ("m.toml", "line 2", "quotes")),
        ('name = "Small"', "name = true", "mapping-value", ("“name”", "text in quotes")),
        ("zones.gpkg", "${PIIRI_NOT_THERE}/z.gpkg", "mapping-variable", ("PIIRI_NOT_THERE", "Set it")),
        ("[[layers]]", '[places]\n"A" = "many"\n[[layers]]', "mapping-value", ("[places]", "“A”", "whole number")),
        ("[[layers]]", '[joint]\n"A" = { "B" = 0 }\n[[layers]]', "mapping-value", ("[joint]", "above 0")),
        ("columns = ", 'decimal = ";"\ncolumns = ', "mapping-value", ("“decimal”", "“,” or “.”")),
        ("columns = ", "seeded = 3\ncolumns = ", "mapping-key-unknown", ("“seeded”",)),
    ],
)
def test_refused_with_place_and_mend(tmp_path: Path, old: str, new: str, code: str, said: tuple[str, ...]) -> None:
    assert old in SMALL
    with pytest.raises(InputError) as caught:
        read(tmp_path, SMALL.replace(old, new, 1))
    assert caught.value.code == code, caught.value.sentence
    for each in ("m.toml", *said):
        assert each in caught.value.sentence
    assert "{" not in caught.value.sentence


def test_plans_need_stages_where_there_are_several(tmp_path: Path) -> None:
    text = """
name = "Two"
stages = [{ id = "a", name = "A", grades = [1] }, { id = "b", name = "B", grades = [2] }]
[[layers]]
kind = "blocks"
file = "b.gpkg"
columns = { id = "id" }
plans = { "Today" = "now" }
"""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert caught.value.code == "mapping-value" and "each stage" in caught.value.sentence


def test_every_mapping_kept_here_is_valid(monkeypatch) -> None:
    monkeypatch.setenv("PIIRI_REAL_DATA", "data")
    folder = Path(__file__).resolve().parents[2] / "mappings"
    names = {path.stem: read_mapping(path).name for path in sorted(folder.glob("*.toml"))}
    assert set(names) >= {"bcps_sw", "oslo", "helsinki", "edinburgh"}
