"""Statistics with hidden values, percentages and means."""

import numpy as np

from piiri.io.mapping import LayerMapping, ResidentColumn
from piiri.io.report import Findings
from piiri.io.residents import residents_of
from piiri.io.table import Table

PEOPLE = {"residents": ResidentColumn("n", "Residents"), "young": ResidentColumn("y", "Young", "residents")}


def read(columns: dict[str, list], values: dict[str, ResidentColumn], **spec):
    count = len(next(iter(columns.values())))
    layer = LayerMapping("residents", None, "grid.csv", id="grid", values=values, **spec)
    table = Table(layer, {k: np.array(v) for k, v in columns.items()}, np.arange(1, count + 1), count)
    findings = Findings()
    made = residents_of(table, np.zeros((count, 2)), findings)
    return made, findings.report(), table


def test_hidden_value_is_no_number_and_its_cell_no_base() -> None:
    layer, report, _ = read({"n": [100.0, 50.0, 10.0], "y": [20.0, -1.0, 5.0]}, PEOPLE, missing=("-1",))
    assert layer.total("residents") == 160
    young = layer.columns[layer.index("young")]
    assert layer.total("young") / layer.total(young.of) == 25 / 110
    assert report.of("values-hidden")[0].facts["n"] == 1


def test_sign_counts_only_where_all_columns_hold_it() -> None:
    columns = {"n": [8.0, 700.0, 300.0], "y": [99.0, 99.0, 99.0], "z": [99.0, 98.0, 99.0]}
    values = PEOPLE | {"old": ResidentColumn("z", "Old", "residents")}
    layer, report, _ = read(columns, values, missing_together=("99", ("y", "z")))
    assert layer.column("young").tolist() == [0, 99, 0]
    assert layer.column("residents_known").tolist() == [0, 700, 0]
    assert layer.columns[layer.index("old")].of == layer.columns[layer.index("young")].of == "residents_known"
    (problem,) = report.of("cells-hidden")
    assert (problem.facts["cells"], problem.facts["people"]) == (2, 308)


def test_nothing_hidden_needs_no_other_base() -> None:
    layer, report, _ = read({"n": [10.0, 20.0], "y": [1.0, 2.0]}, PEOPLE)
    assert [(column.key, column.of) for column in layer.columns] == [("residents", ""), ("young", "residents")]
    assert report.problems == ()


def test_columns_hidden_in_different_cells_have_bases_of_their_own() -> None:
    columns = {"n": [10.0, 20.0, 40.0], "y": [-1.0, 2.0, 4.0], "z": [1.0, -1.0, 4.0]}
    values = PEOPLE | {"old": ResidentColumn("z", "Old", "residents")}
    layer, _, _ = read(columns, values, missing=("-1",))
    of = {column.key: column.of for column in layer.columns if column.of}
    assert layer.total(of["young"]) == 60 and layer.total(of["old"]) == 50


def test_percentages_and_means_become_sums() -> None:
    values = {
        "residents": ResidentColumn("n", "Residents"),
        "rented": ResidentColumn("p", "Rented", "residents", "percent"),
        "income_eur": ResidentColumn("m", "Income", "residents", "mean"),
    }
    layer, _, _ = read({"n": [100.0, 300.0], "p": [50.0, 10.0], "m": [20000.0, 40000.0]}, values)
    rented = layer.columns[layer.index("rented")]
    assert layer.total("rented") / 10**rented.decimals / 400 == 0.2
    assert layer.total("income_eur") / 400 == 35000


def test_text_rejects_the_cell() -> None:
    columns = {"n": ["10", "many"], "y": ["1", "2"]}
    layer, report, table = read(columns, PEOPLE)
    assert len(layer) == 1 and table.ledger().rejected == 1
    assert report.of("not-a-number")[0].sentence.startswith("grid.csv, row 2: “many”")


def test_a_sum_over_hidden_cells_says_in_how_many() -> None:
    """Each sign of the Nordic sources: secret or never given, and never a number."""
    columns = {"n": ["100", "..", ".", "~100", "", "-1", "12"]}
    layer, _, _ = read(columns, {"n": ResidentColumn("n", "Residents")}, missing=("..", ".", "~100", "-1"))
    assert layer.total("n") == 112
    assert layer.column("n_hidden").tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert layer.column("n_absent").tolist() == [0, 0, 1, 0, 1, 0, 0]
    assert layer.untold_total("n") == 5 and [layer.columns[at].role for at in layer.untold("n")] == ["hidden", "absent"]


def test_ninety_nine_in_all_nine_bands_is_hidden_and_a_real_one_is_not() -> None:
    bands = [f"b{n}" for n in range(9)]
    columns = {"n": [6.0, 900.0], **{band: [99.0, 99.0 if band == "b3" else 100.0] for band in bands}}
    values = {"n": ResidentColumn("n", "Residents")} | {b: ResidentColumn(b, b, "n") for b in bands}
    layer, _, _ = read(columns, values, missing_together=("99", tuple(bands)))
    assert layer.total("n") == 906 and not layer.untold("n")
    for band in bands:
        assert layer.column(f"{band}_hidden").tolist() == [1, 0]
        of = layer.columns[layer.index(band)].of
        assert layer.total(of) == 900 and layer.total(band) == (99 if band == "b3" else 100)


def test_published_totals_are_not_mended() -> None:
    """SCB shifts every count a little: parts need not add up."""
    columns = {"n": [100.0], "y": [57.0], "o": [45.0]}
    values = PEOPLE | {"old": ResidentColumn("o", "Old", "residents")}
    layer, report, _ = read({"n": columns["n"], "y": columns["y"], "o": columns["o"]}, values)
    assert (layer.total("residents"), layer.total("young"), layer.total("old")) == (100, 57, 45)
    assert report.problems == ()
