"""`piiri segregation` as a script and as a person would use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from piiri.cli import main

TABLE = """school,language,pupils,area,stage
Asema,fi,80,north,1-6
Asema,sv,20,north,1-6
Lehto,fi,30,south,1-6
Lehto,sv,70,south,1-6
Asema,fi,40,north,7-9
Lehto,sv,35,north,7-9
Lehto,fi,5,south,7-9
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "pupils.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*arguments: object, code: int = 0) -> Result:
    words = ["segregation", *(str(argument) for argument in arguments)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, (words, result.output, result.exception)
    assert "Traceback" not in result.output
    return result


def said(*arguments: object, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


COLUMNS = ("--unit", "school", "--group", "language", "--count", "pupils")


def test_json_has_stable_keys(table: Path) -> None:
    data = said(table, *COLUMNS, "--bootstrap", 50)
    assert list(data) == [
        "file",
        "columns",
        "pupils",
        "units",
        "chance_draws",
        "bootstrap_draws",
        "interval_level",
        "groups",
        "indices",
        "levels",
        "parts",
        "unit_list",
        "ordered",
        "choice",
        "change",
        "problems",
    ]
    assert (data["pupils"], data["units"], data["bootstrap_draws"], data["interval_level"]) == (280, 2, 50, 0.95)
    assert list(data["indices"][0]) == [
        "key",
        "group",
        "unit",
        "value",
        "by_chance",
        "by_chance_95",
        "beyond_chance",
        "bias",
        "standard_error",
        "corrected",
        "low",
        "high",
        "small_base",
    ]
    d = {(row["key"], row["group"]): row for row in data["indices"]}["dissimilarity", "sv"]
    # fi: 120 and 35, sv: 20 and 105
    assert d["value"] == pytest.approx(abs(120 / 155 - 20 / 125)) and d["low"] < d["value"] < d["high"]
    assert data["ordered"] is None and data["choice"] is None and data["change"] is None and data["problems"] == []


def test_the_same_twice_and_another_seed(table: Path) -> None:
    one = run(table, *COLUMNS, "--bootstrap", 50, "--json").stdout
    assert run(table, *COLUMNS, "--bootstrap", 50, "--json").stdout == one
    assert run(table, *COLUMNS, "--bootstrap", 50, "--seed", 2, "--json").stdout != one


def test_within_makes_a_unit_of_each_part(table: Path) -> None:
    data = said(table, *COLUMNS, "--within", "stage", "--within", "area")
    assert [level["between"] for level in data["levels"]] == ["stage", "area", "unit"]
    total = {row["key"]: row["value"] for row in data["indices"] if row["group"] is None}
    assert sum(level["m_nats"] for level in data["levels"]) == pytest.approx(total["mutual_information_m"], abs=1e-12)
    assert sum(level["h"] for level in data["levels"]) == pytest.approx(total["information_h"], abs=1e-12)
    assert data["units"] == 5 and ["7-9", "north"] in [row["within"] for row in data["unit_list"]]
    assert [part["name"] for part in data["parts"]] == ["1-6", "7-9"]
    assert sum(row["share_of_m"] for row in data["unit_list"]) == pytest.approx(1)


def test_choice_order_and_change(table: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "before.csv"
    earlier.write_text(TABLE.replace("fi,80", "fi,60").replace("sv,70", "sv,50"), encoding="utf-8")
    data = said(table, *COLUMNS, "--home", "area", "--order", "sv, fi", "--since", earlier, "--focal", "sv")
    assert {row["group"] for row in data["indices"]} == {None, "sv"}
    d = next(row for row in data["choice"] if row["key"] == "dissimilarity")
    # by home: fi 120 and 35, sv 55 and 70
    assert d["home"] == pytest.approx(abs(120 / 155 - 55 / 125))
    assert d["effect"] == pytest.approx(d["school"] - d["home"])
    assert data["ordered"]["order"] == ["sv", "fi"]
    assert data["ordered"]["ordinal_information"] == pytest.approx(data["indices"][0]["value"])
    change = data["change"]
    assert change["m_after_nats"] == pytest.approx(data["indices"][1]["value"])
    parts = ("additions", "removals", "groups", "units", "structural")
    assert sum(change[f"{part}_nats"] for part in parts) == pytest.approx(change["difference_nats"], abs=1e-9)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_text_in_three_languages(table: Path, language: str) -> None:
    words = ("--within", "area", "--home", "area", "--order", "fi,sv", "--since", table, "--bootstrap", 20)
    text = run(table, *COLUMNS, *words, "--language", language).stdout
    assert max(map(len, text.splitlines())) <= 110 and not any(line != line.rstrip() for line in text.splitlines())
    titles = {
        "en": ["All groups", "By chance", "95\u00a0% interval", "between: area", "Change of M", "School beside home"],
        "fi": [
            "Kaikki ryhmät",
            "Sattumalta",
            "95\u00a0%:n väli",
            "välillä: area",
            "M:n muutos",
            "Koulu kodin rinnalla",
        ],
        "sv": [
            "Alla grupper",
            "Av en slump",
            "95\u00a0% intervall",
            "mellan: area",
            "Förändring av M",
            "Skolan jämfört",
        ],
    }
    for title in titles[language]:
        assert title in text, text
    assert "0,614" in text  # D of either group, with a decimal comma


def test_a_problem_in_a_row_is_said_and_the_rest_measured(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text(TABLE + "Lehto,sv,..,south,7-9\n" * 7, encoding="utf-8")
    result = run(path, *COLUMNS)
    assert "gaps.csv, row 9" in result.stderr and "… and 2 more rows are left out." in result.stderr
    assert "280 pupils" in result.stdout
    data = said(path, *COLUMNS)
    assert len(data["problems"]) == 7 and data["problems"][0]["row"] == 9


@pytest.mark.parametrize(
    ("arguments", "code", "error", "words"),
    [
        (["--unit", "skool", "--group", "language"], 1, "column-missing", "“school”"),
        ([*COLUMNS, "--focal", "en"], 1, "unknown-group", "fi, sv"),
        ([*COLUMNS, "--order", "fi,en"], 1, "unknown-group", "“en”"),
        (["--unit", "school", "--group", "language", "--count", "area"], 1, "all-not-a-number", "row 2"),
        (["--unit", "school"], 2, None, "--group"),
        ([*COLUMNS, "--bootstrap", "-1"], 2, None, "--bootstrap"),
    ],
)
def test_wrong_use(table: Path, arguments: list[str], code: int, error: str | None, words: str) -> None:
    result = run(table, *arguments, "--json", code=code)
    assert words in result.stderr
    if error:
        assert json.loads(result.stdout)["error"]["code"] == error
    assert table.read_text(encoding="utf-8") == TABLE


def test_nothing_in_common_with_the_earlier_year(table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(TABLE.replace("Asema", "X").replace("Lehto", "Y"), encoding="utf-8")
    assert said(table, *COLUMNS, "--since", other, code=1)["error"]["code"] == "nothing-in-common"


def test_one_school_or_one_group_has_no_segregation(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("school,language\nA,fi\nA,sv\n", encoding="utf-8")
    data = said(path, "--unit", "school", "--group", "language")
    values = {(row["key"], row["group"]): row for row in data["indices"]}
    assert values["dissimilarity", "fi"]["value"] == 0 and values["dissimilarity", "fi"]["by_chance"] is None
    path.write_text("school,language\nA,fi\nB,fi\n", encoding="utf-8")
    data = said(path, "--unit", "school", "--group", "language", "--bootstrap", 20)
    assert all(row["value"] is None for row in data["indices"] if row["key"] in ("dissimilarity", "information_h"))
    assert ".." in run(path, "--unit", "school", "--group", "language").stdout


def test_schools_of_2000(real_data: Callable[[str], Path]) -> None:
    folder = real_data("golden_segregation")
    golden = json.loads((folder / "goldens.json").read_text(encoding="utf-8"))["schools00"]
    data = said(folder / "schools00.csv", "--unit", "school", "--group", "race", "--count", "n", "--within", "state")
    values = {(row["key"], row["group"]): row["value"] for row in data["indices"]}
    assert values["information_h", None] == pytest.approx(golden["H"], abs=1e-9)
    assert values["dissimilarity", "black"] == pytest.approx(golden["D_black_rest"], abs=1e-9)
    assert data["levels"][0]["m_nats"] == pytest.approx(golden["M_between_state"], abs=1e-9)
