"""The output of the reference calculation, line by line: every number of it found again by the engine.

``golden_output.txt`` is what the independent calculation behind the domain notes prints (``funding_golden.py`` beside
them: exact fractions, no code in common with ours). Each section is printed here from the engine, in the same words,
and must be the same text."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shared.funding_golden import (
    HELSINKI,
    PIPELINE,
    PIPELINE_SCHOOLS,
    goteborg,
    helsinki,
    nff_2016,
    nff_2025,
    nff_school,
    one_amount,
)

from piiri.funding import Allocation, Inputs, allocate, parse_model, preset, reference_of
from piiri.funding.balance import water_fill
from piiri.funding.guarantees import guaranteed_per_pupil
from piiri.funding.index import post
from piiri.funding.model import Cap, FundingModel, Guarantee, LastYear, Minimum
from piiri.funding.rounding import share_out

WRITTEN = Path(__file__).with_name("golden_output.txt")


def sections(text: str) -> dict[str, list[str]]:
    """Lines by the number of their section; a whole number is written as one."""
    found: dict[str, list[str]] = {}
    for line in re.sub(r"Fraction\((\d+), 1\)", r"\1", text).splitlines():
        head = re.match(r"== (\d+b?) ", line)
        if head:
            found[head[1]] = []
        found[list(found)[-1]].append(line)
    return found


def rounded(values: Any, decimals: int = 6) -> list[float]:
    return [round(float(value), decimals) for value in values]


def of_schools(found: Allocation) -> dict[str, int]:
    return dict(zip(found.inputs.ids, found.amounts, strict=True))


def whole(value: float) -> float | int:
    return int(value) if value == int(value) else value


def one(school: Inputs, model: FundingModel) -> int:
    """What the only school gets by a formula, in whole units of the currency."""
    amount = allocate(model, school).amount_of(school.ids[0])
    assert amount.denominator == 1
    return int(amount)


def section_1() -> list[str]:
    lines = ["== 1 Helsinki-style PD index (equal weights, population sd) =="]
    found = allocate(helsinki(), HELSINKI)
    moments = [found.reference.of(each, "") for each in found.model.indicator]
    lines.append(f"mean,sd {[(round(m.mean, 6), round(m.sd, 6)) for m in moments]}")
    for words, model in (("", helsinki()), ("weighted", helsinki(weight_by="pupils"))):
        found = allocate(model, HELSINKI)
        assert found.index is not None
        lines.append(f"index {'pupil-weighted ' if words else ''}{rounded(-found.index.combined)}")
        lines.append(f"alloc cents {words}{' ' if words else ''}{of_schools(found)} {found.total == 10_000_000}")
    return lines


def section_2() -> list[str]:
    found = allocate(preset("goteborg_like"), goteborg())
    part = {each.component.id: each for each in found.paid}
    base, leisure = ([float(part[key].quantity.of(i)) for i in range(3)] for key in ("base", "leisure_base"))
    lines = ["== 2 Goteborg ==", f"weighted pupils {base} fritids {leisure}"]
    names = {"gg": "base", "sg": "structure", "gf": "leisure_base", "sf": "leisure_structure"}
    for row, school in enumerate(found.inputs.ids):
        amounts = {short: int(part[key].amounts[row]) for short, key in names.items()}
        gross, net = sum(amounts.values()) / 100, found.amounts[row] / 100
        lines.append(
            f"{school} { {short: steps / 100 for short, steps in amounts.items()} } brutto {gross} netto {net}"
        )
    structure = part["structure"].amounts
    ratio = float(F(int(structure[0]), 500) / F(int(structure[1]), 420))
    everything = sum(int(each.amounts.sum()) for each in found.paid)
    return [*lines, f"check sum {everything == 10_000_000_000} per-pupil struct X/Y ratio {ratio}"]


def section_3() -> list[str]:
    schools = Inputs.of("abc", {"pupils": [1000, 400, 2500], "scb_index": [80, 210, 100]})
    found = allocate(preset("skolverket_proportional").with_pot(F(10_000_000)), schools)
    return ["== 3 Skolverket proportional index x pupils ==", str(list(found.amounts))]


def section_3b() -> list[str]:
    text = """
        [model]
        id = "logistic"
        year = 2025
        reference = { mode = "live" }
        [[indicator]]
        id = "p"
        standardise = "logistic"
        column = "b"
        beta0 = -3.0
        [index]
        weights = { p = 1 }
        [[component]]
        id = "need"
        driver = "pupils*index"
        mode = "unit_rate"
        rate = "1"
    """
    z = allocate(parse_model(text), Inputs.of("vwxyz", {"pupils": [1] * 5, "b": [0, 1.2, 2.7, 0.8, 2.3]})).measured.z
    mean = float(z.mean())
    said = f"{rounded(z[:, 0])} mean {round(mean, 6)} index vs ref 0.10: {round(100 * mean / 0.10, 4)}"
    return ["== 3b logistic index (own coefficients) ==", said]


def section_4() -> list[str]:
    grades = {f"grade_{g}": [{0: 160, 4: 120, 7: 120}.get(g, 0)] for g in range(10)}
    model = preset("stockholm_grades")
    found = allocate(model, Inputs.of("s", {"pupils": [400], "scb_index": [100], **grades}))
    base = next(each for each in found.paid if each.component.id == "base")
    monthly = rounded((base.component.rates[f"grade_{g}"] / 12 for g in (0, 4, 7)), 4)
    return ["== 4 Stockholm grundschablon 2022 ==", f"{int(base.amounts[0]) // 100} {monthly}"]


def section_5() -> list[str]:
    first = nff_2016(
        pupils=200, primary=200, fsm6_primary=60, fsm_primary=45, idaci_a_primary=10, idaci_d_primary=20,
        low_prior_primary=50, eal_primary=20, year_group=30,
    )  # fmt: skip
    amount = one(first, preset("england_nff_2016"))
    lines = ["== 5 NFF ==", f"2016 proposal values, primary 200: {amount} {amount / 200}"]
    bare = replace(nff_2025(), guarantee=Guarantee())
    poor = nff_school(210, 52, 60, (10, 15, 12, 20, 25, 18), 55, 30, 4)
    found = allocate(bare, poor)
    parts = {each.component.id: int(each.amounts[0]) // 100 for each in found.paid}
    keys = {"base": "base", "fsm": "fsm", "fsm6": "fsm6", "lpa": "lpa", "eal": "eal", "mob": "mobility", "lump": "lump"}
    said = {key: parts[own] for key, own in keys.items()} | {"idaci": parts["idaci"]}
    amount, more = one(poor, bare), one(poor, nff_2025()) - one(poor, bare)
    lines.append(f"2025-26 (own knowledge) {said} {amount} {round(amount / 210, 4)} MPPL need 4955 -> {more}")
    rich = nff_school(420, 20, 25, (0, 0, 0, 5, 10, 10), 70, 10, 0)
    amount, more = one(rich, bare), one(rich, nff_2025()) - one(rich, bare)
    lines.append(f"low-need 420: {amount} {round(amount / 420, 4)} MPPL topup {more}")
    years = [
        one(
            Inputs.of(["s"], {"pupils": [5], "ks3": [3], "ks4": [2]}),
            replace(
                preset("flat").with_pot(F(1)),
                guarantee=Guarantee(minimum=Minimum(rates={"ks3": F(lower), "ks4": F(upper)})),
            ),
        )
        for lower, upper in ((6221, 6831), (5771, 6331))
    ]
    lines.append(f"secondary MPPL composites {years[0] / 5} {years[1] / 5}")
    # a floor is rounded up to whole cents; with a finer smallest amount it is what the reference says
    exact = one_amount("974900", Guarantee(mfg=LastYear(F(-5, 1000), ("lump",))))
    fine = replace(exact, model=replace(exact.model, rounding=F(1, 1000)))
    last = {"pupils": [190], "one": [1], "last_amount": [1_200_000], "last_pupils": [200]}
    found = allocate(fine, Inputs.of(["s"], last))
    g = guaranteed_per_pupil(F(1_200_000), F(200), F(-5, 1000), F(145_100))
    topup = (found.amounts[0] - int(found.sector.net[0])) / 1000
    now = float(F(int(found.paid[1].amounts[0]), 1000 * 190))
    lines.append(f"MFG guaranteed pp {float(g)} current pp {now} topup {topup}")
    capped = one_amount(str(5400 * 300 - 145_100), Guarantee(cap=Cap(F(3, 100), F(1, 2))))
    last = {"pupils": [300], "one": [1], "last_amount": [1_500_000], "last_pupils": [300]}
    found = allocate(capped, Inputs.of(["s"], last))
    off = (int(found.sector.net[0]) - found.amounts[0]) / 100
    lines.append(f"cap&scale deduction {off} final pp {float(found.per_pupil[0])}")
    text = '[model]\nid = "sparsity"\nyear = 2025\n[[component]]\nid = "s"\ndriver = "curve:year_group"\n'
    text += 'points = [[10.7, 1], [21.4, 0]]\nmode = "unit_rate"\nrate = "57400"\n'
    groups = Inputs.of("abcde", {"pupils": [1] * 5, "year_group": [10.7, 12, 16.05, 21.4, 30]})
    amounts = [steps / 100 for steps in allocate(parse_model(text), groups).amounts]
    return [*lines, f"sparsity {[whole(amounts[0]), *amounts[1:]]}"]


def section_6() -> list[str]:
    model = preset("netherlands_scores")
    schools = Inputs.of(["s"], {"pupils": [200], "score_526": [20], "score_529": [25]})
    net = float(allocate(model, schools).paid[0].quantity.of(0))
    without = model.with_component("disadvantage", threshold=F(0))
    gross = float(allocate(without, schools).paid[0].quantity.of(0))
    return ["== 6 CBS threshold ==", f"gross {gross} threshold {gross - net} net {net}"]


def section_7() -> list[str]:
    model = preset("scotland_pef")
    amount = one(Inputs.of(["s"], {"pupils": [200], "free_meals": [37]}), model)
    held = Inputs.of(["s"], {"pupils": [200], "free_meals": [40], "last_amount": [60_000]})
    paid = one(held, model.with_component("equity", rate=F(48_000, 40)))
    return [f"== 7 PEF == {amount} floor 10 %: {paid}"]


def section_8() -> list[str]:
    rule = preset("newjersey_concentration").index.post
    shares = rounded(post(rule, np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9])), 4)
    schools = Inputs.of("ab", {"pupils": [400, 400], "free": [120, 320], "reduced": [40, 40]})
    first, second = (steps / 100 for steps in allocate(preset("minnesota_concentration"), schools).amounts)
    return ["== 8 concentration (NJ sliding, MN) ==", str(shares), f"{first} {second}"]


def section_9() -> list[str]:
    columns = {
        "pupils": [400, 300, 350, 250],
        "low_education_share": [18, 10, 6, 14],
        "unemployment_share": [20, 12, 8, 15],
        "foreign_language_residents_share": [27, 9, 3, 12],
    }
    found = allocate(preset("finland_state_ratio"), Inputs.of("PQRS", columns))
    assert found.index is not None
    index = dict(zip(found.inputs.ids, rounded(found.index.combined), strict=True))
    return ["== 9 OKM/Turku style ratio to national mean ==", str(index), str(of_schools(found))]


def section_10() -> list[str]:
    first = water_fill([100, 200, 300], [150, 0, 0], [10**9] * 3, 600)
    second = water_fill([100, 200, 300, 400], [0, 0, 330, 0], [10**9, 180, 10**9, 10**9], 1000)
    return ["== 10 water-fill ==", *(f"({each.factor!r}, {each.amounts.tolist()})" for each in (first, second))]


def section_11() -> list[str]:
    return ["== 11 rounding ==", f"{share_out([1] * 3, 100_00).tolist()} {share_out([1] * 7, 10_00).tolist()}"]


def section_12() -> list[str]:
    model = helsinki()
    indicator = replace(model.indicator[0], column="ips", numerator={}, denominator="")
    values = Inputs.of("abcd", {"pupils": [1] * 4, "ips": [45, 100, 120, 185]})
    found = reference_of(replace(model, indicator=(indicator,)), values).of(indicator, "")
    return ["== 12 IPS ==", f"{found.mean} {round(found.sd, 6)}"]


def section_13() -> list[str]:
    pot = preset("finland_state_ratio").with_pot(F("48560299.69")).model.pot
    assert pot is not None
    return [f"== 13 state grant == {float(pot)}*3 = {float(pot * 3)}"]


def section_14() -> list[str]:
    points = preset("newzealand_curve").index.post.points
    return [f"== 14 NZ points {int(points[-1][0] - points[0][0]) + 1}"]


def section_15() -> list[str]:
    found = allocate(parse_model(PIPELINE), PIPELINE_SCHOOLS)
    fixed = [int(sum(each.amounts[row] for each in found.paid[:3])) / 100 for row in range(3)]
    need = found.paid[3]
    assert need.pot is not None and found.factor is not None
    exact = [need.exact(row, F(1, 100)) for row in range(3)]
    floors = [
        guaranteed_per_pupil(F(last), F(n), F(-15, 1000), F(100_000)) * now + 100_000
        for last, n, now in ((1_060_000, 210, 200), (1_330_000, 240, 240), (985_000, 180, 180))
    ]
    totals = [round(float(steps / 100) + own, 2) for steps, own in zip(exact, fixed, strict=True)]
    assert found.bounds.low.tolist() == [-int(-floor * 100 // 1) for floor in floors], "rounded up to whole cents"
    final = {school: steps / 100 for school, steps in of_schools(found).items()}
    return [
        "== 15 full pipeline: base + lump + need pot + MFG by water-fill + cents ==",
        f"fixed {fixed} need pot {need.pot / 100}",
        f"unconstrained need {rounded((steps / 100 for steps in exact), 4)} total {totals}",
        f"floor totals {rounded(floors, 4)} lambda {found.factor} {float(found.factor)}",
        f"final {final} sum ok {found.total == found.pot == 340_000_000}",
    ]


def section_16() -> list[str]:
    model = helsinki()
    moved = HELSINKI.with_column("adults_no_degree_share", np.array([34.0, 30, 20, 19, 25]))
    lines = ["== 16 live vs frozen reference: move pupils D->A of example 1 =="]
    for words, each in (("live", model.with_reference("live")), ("frozen", model)):
        found = allocate(each, moved, reference_of(model, HELSINKI))
        lines.append(f"{words} {rounded(found.measured.z[:, 0])}")
    return lines


PRINTED = {name.removeprefix("section_"): made for name, made in globals().items() if name.startswith("section_")}
GOLDEN = sections(WRITTEN.read_text(encoding="utf-8"))


def test_no_section_is_left_out() -> None:
    assert list(PRINTED) == list(GOLDEN) and sum(map(len, GOLDEN.values())) == 52


@pytest.mark.parametrize("section", list(GOLDEN))
def test_the_engine_prints_the_same(section: str) -> None:
    assert PRINTED[section]() == GOLDEN[section]


def test_the_text_is_that_of_the_shared_folder() -> None:
    folder = os.environ.get("PIIRI_REAL_DATA")
    source = Path(folder).parent / "golden" / "funding_golden.txt" if folder else None
    if source is None or not source.is_file():
        pytest.skip("the shared folder is not here")
    assert WRITTEN.read_text(encoding="utf-8") == source.read_text(encoding="utf-8")
