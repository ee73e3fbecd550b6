"""Models and schools of the golden examples of the domain notes, which several tests reckon with."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from typing import Any

from piiri.funding import Inputs, parse_model, preset
from piiri.funding.model import FundingModel, Guarantee

HELSINKI = Inputs.of(
    list("ABCDE"),
    {
        "pupils": [300, 500, 400, 600, 200],
        "adults_no_degree_share": [40, 30, 20, 15, 25],
        "income_per_resident": [22000, 26000, 32000, 40000, 30000],
        "foreign_language_share": [50, 35, 15, 5, 20],
        "net_attraction": [-12, -4, 2, 10, 4],
    },
)


def helsinki(**changed: Any) -> FundingModel:
    """The Helsinki-like model with 100 000 euros, every indicator changed the same way."""
    model = preset("helsinki_pd_like").with_pot(F(100_000))
    return replace(model, indicator=tuple(replace(i, **changed) for i in model.indicator))


def goteborg() -> Inputs:
    """Three schools with pupils by grade, leisure and an index."""
    grades = {"X": [50] * 10, "Y": [60] * 7 + [0] * 3, "Z": [0] * 4 + [30] * 3 + [40] * 3}
    columns: dict[str, Any] = {f"grade_{g}": [grades[s][g] for s in "XYZ"] for g in range(10)}
    columns |= {
        "pupils": [500, 420, 210],
        "leisure_6_9": [120, 180, 0],
        "leisure_10_12": [30, 40, 20],
        "scb_index": [200, 50, 100],
    }
    return Inputs.of("XYZ", columns, texts={"sector": ("kommunal", "kommunal", "fristaende")})


def nff_2016(**counts: int) -> Inputs:
    model = preset("england_nff_2016")
    columns = {c.driver_column for c in model.component if c.driver_column} | {"sparse", "pupils"}
    columns |= {column for c in model.component for column in c.rates}
    return Inputs.of(["s"], {column: [counts.get(column, 0)] for column in sorted(columns)})


def nff_2025() -> FundingModel:
    """The rates of 2025-26 as far as known, with the minimum per pupil."""
    bands = dict(zip("abcdef", (685, 520, 490, 445, 285, 235), strict=True))
    idaci = "\n".join(f'idaci_{band} = "{rate}"' for band, rate in bands.items())
    parts = [
        ("base", 'driver = "pupils"', "3847"),
        ("fsm", 'driver = "flag:fsm"', "495"),
        ("fsm6", 'driver = "flag:fsm6"', "1060"),
        ("lpa", 'driver = "flag:lpa"', "1175"),
        ("eal", 'driver = "flag:eal"', "595"),
        ("mobility", 'driver = "flag:mobility"', "965"),
        ("lump", 'driver = "schools"', "145100"),
    ]
    text = '[model]\nid = "nff"\nyear = 2025\ncurrency = "GBP"\n'
    for key, driver, rate in parts:
        text += f'[[component]]\nid = "{key}"\n{driver}\nmode = "unit_rate"\nrate = "{rate}"\n'
    text += f'[[component]]\nid = "idaci"\ndriver = "weighted_pupils"\nmode = "unit_rate"\n[component.rates]\n{idaci}\n'
    return parse_model(text + '[guarantee]\nminimum = { per_pupil = "4955" }\n')


def nff_school(n: int, fsm: int, fsm6: int, bands: tuple[int, ...], lpa: int, eal: int, mobility: int) -> Inputs:
    columns: dict[str, Any] = {f"idaci_{b}": [v] for b, v in zip("abcdef", bands, strict=True)}
    columns |= {"pupils": [n], "fsm": [fsm], "fsm6": [fsm6], "lpa": [lpa], "eal": [eal], "mobility": [mobility]}
    return Inputs.of(["s"], columns)


def one_amount(amount: str, guarantee: Guarantee) -> FundingModel:
    text = f"""
        [model]
        id = "one"
        year = 2025
        [[component]]
        id = "lump"
        driver = "schools"
        mode = "unit_rate"
        rate = "145100"
        [[component]]
        id = "rest"
        driver = "flag:one"
        mode = "unit_rate"
        rate = "{amount}"
    """
    return replace(parse_model(text), guarantee=guarantee)


PIPELINE = """
    [model]
    id = "pipeline"
    year = 2025
    pot = "3400000.00"
    [[indicator]]
    id = "need"
    standardise = "none"
    [index]
    weights = { need = 1 }
    [[component]]
    id = "lower"
    driver = "flag:grades_1_6"
    mode = "unit_rate"
    rate = "4000"
    [[component]]
    id = "upper"
    driver = "flag:grades_7_9"
    mode = "unit_rate"
    rate = "5000"
    [[component]]
    id = "lump"
    driver = "schools"
    mode = "unit_rate"
    rate = "100000"
    [[component]]
    id = "need"
    driver = "pupils*index"
    mode = "pot"
    pot = { residual = true }
    [guarantee]
    mfg = { per_pupil = -0.015, exclude = ["lump"] }
    [balance]
    kind = "water_fill:need"
"""
PIPELINE_SCHOOLS = Inputs.of(
    "ABC",
    {
        "pupils": [200, 240, 180],
        "grades_1_6": [200, 150, 180],
        "grades_7_9": [0, 90, 0],
        "need": [1.6, 1.0, 0.4],
        "last_amount": [1_060_000, 1_330_000, 985_000],
        "last_pupils": [210, 240, 180],
    },
)
