"""Every golden number of the domain notes, to the last digit: published ones and those of the reference calculation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import numpy as np
import pytest
from shared.funding_golden import HELSINKI, PIPELINE, PIPELINE_SCHOOLS, goteborg, helsinki

from piiri.funding import Inputs, allocate, parse_model, preset, reference_of
from piiri.funding.balance import water_fill
from piiri.funding.guarantees import guaranteed_per_pupil
from piiri.funding.index import post
from piiri.funding.indicators import on_curve
from piiri.funding.model import FundingModel, Pot
from piiri.funding.reference import moments_of
from piiri.funding.rounding import share_out


def euros(model: FundingModel, inputs: Inputs) -> dict[str, float]:
    return {key: float(value) for key, value in allocate(model, inputs).by_school().items()}


def test_1_helsinki() -> None:
    found = allocate(helsinki(), HELSINKI)
    shown = found.index.combined * found.model.model.display_sign
    assert np.round(shown, 6).tolist() == [-1.532734, -0.572837, 0.481723, 1.382098, 0.241749]
    assert found.amounts == (61_618_36, 38_381_64, 0, 0, 0)
    said = [(round(m.mean, 6), round(m.sd, 6)) for m in (found.reference.of(i, "") for i in found.model.indicator)]
    assert said == [(26.0, 8.602325), (30000.0, 6066.300355), (25.0, 15.811388), (0.0, 7.483315)]


def test_1_helsinki_weighted_by_pupils() -> None:
    found = allocate(helsinki(weight_by="pupils"), HELSINKI)
    assert np.round(-found.index.combined, 6).tolist() == [-1.655202, -0.714280, 0.314798, 1.185615, 0.082064]
    assert found.amounts == (58_165_68, 41_834_32, 0, 0, 0)


def test_2_goteborg() -> None:
    found = allocate(preset("goteborg_like"), goteborg())
    by_part = {each.component.id: each for each in found.paid}
    assert [float(by_part["base"].quantity.of(i)) for i in range(3)] == [633.5, 503.4, 288.2]
    assert [float(by_part["leisure_base"].quantity.of(i)) for i in range(3)] == [130.2, 193.6, 6.8]
    assert {key: each.amounts.tolist() for key, each in by_part.items()} == {
        "base": [30_605_904_85, 24_320_461_72, 13_923_633_43],
        "structure": [11_373_239_44, 2_388_380_28, 2_388_380_28],
        "leisure_base": [5_316_696_92, 7_905_626_13, 277_676_95],
        "leisure_structure": [1_046_511_63, 383_720_93, 69_767_44],
    }
    gross = np.sum([each.amounts for each in found.paid], axis=0).tolist()
    assert gross == [48_342_352_84, 34_998_189_06, 16_659_458_10]
    assert sum(gross) == 100_000_000_00
    assert found.amounts == (25_138_023_48, 18_199_058_31, 18_158_809_33)
    structure = by_part["structure"].amounts
    assert float(F(int(structure[0]), 500) / F(int(structure[1]), 420)) == 4.00000000401946


def test_3_skolverket() -> None:
    schools = Inputs.of("abc", {"pupils": [1000, 400, 2500], "scb_index": [80, 210, 100]})
    found = allocate(preset("skolverket_proportional").with_pot(F(10_000_000)), schools)
    assert found.amounts == (1_932_367_15, 2_028_985_51, 6_038_647_34)


def test_3b_logistic() -> None:
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
    pupils = Inputs.of("vwxyz", {"pupils": [1] * 5, "b": [0, 1.2, 2.7, 0.8, 2.3]})
    z = allocate(parse_model(text), pupils).measured.z[:, 0]
    assert np.round(z, 6).tolist() == [0.047426, 0.141851, 0.425557, 0.09975, 0.331812]
    assert round(float(z.mean()), 6) == 0.209279
    assert round(100 * float(z.mean()) / 0.10, 4) == 209.2794


def test_4_stockholm() -> None:
    grades = {f"grade_{g}": [{0: 160, 4: 120, 7: 120}.get(g, 0)] for g in range(10)}
    schools = Inputs.of("s", {"pupils": [400], "scb_index": [100], **grades})
    model = preset("stockholm_grades")
    base = next(each for each in allocate(model, schools).paid if each.component.id == "base")
    assert base.amounts.tolist() == [39_692_920_00]
    monthly = [model.component[0].rates[f"grade_{g}"] / 12 for g in (0, 4, 7)]
    assert [round(float(rate), 4) for rate in monthly] == [7705.5833, 7993.5833, 9296.8333]
    assert [round(float(rate), 2) for rate in monthly] == [7705.58, 7993.58, 9296.83]  # as published


def test_6_target_scores() -> None:
    found = allocate(
        preset("netherlands_scores"), Inputs.of(["s"], {"pupils": [200], "score_526": [20], "score_529": [25]})
    )
    assert found.paid[0].quantity.of(0) == 162
    without = preset("netherlands_scores").with_component("disadvantage", threshold=F(0))
    assert allocate(without, found.inputs).paid[0].quantity.of(0) == 330


def test_7_scotland() -> None:
    model = preset("scotland_pef")
    assert euros(model, Inputs.of(["s"], {"pupils": [200], "free_meals": [37]})) == {"s": 45325.0}
    rate = model.with_component("equity", rate=F(48_000, 40))
    schools = Inputs.of(["s"], {"pupils": [200], "free_meals": [40], "last_amount": [60_000]})
    found = allocate(rate, schools)
    assert (found.sector.net.tolist(), found.amounts) == ([48_000], (54_000,))


def test_8_concentration() -> None:
    rule = preset("newjersey_concentration").index.post
    x = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9])
    assert np.round(post(rule, x), 4).tolist() == [0.47, 0.47, 0.495, 0.52, 0.545, 0.57, 0.57]
    schools = Inputs.of("ab", {"pupils": [400, 400], "free": [120, 320], "reduced": [40, 40]})
    assert euros(preset("minnesota_concentration"), schools) == {"a": 210504.0, "b": 1168512.0}


def test_9_state_ratio() -> None:
    columns = {
        "pupils": [400, 300, 350, 250],
        "low_education_share": [18, 10, 6, 14],
        "unemployment_share": [20, 12, 8, 15],
        "foreign_language_residents_share": [27, 9, 3, 12],
    }
    found = allocate(preset("finland_state_ratio"), Inputs.of("PQRS", columns))
    assert np.round(found.index.combined, 6).tolist() == [2.155556, 1.0, 0.533333, 1.327778]
    assert found.amounts == (212_353_24, 0, 0, 37_646_76)


def test_10_water_fill() -> None:
    first = water_fill([100, 200, 300], [150, 0, 0], [10**9] * 3, 600)
    assert (first.factor, first.amounts.tolist()) == (F(9, 10), [150, 180, 270])
    second = water_fill([100, 200, 300, 400], [0, 0, 330, 0], [10**9, 180, 10**9, 10**9], 1000)
    assert (second.factor, second.amounts.tolist()) == (F(49, 50), [98, 180, 330, 392])


def test_11_rounding() -> None:
    assert share_out([1] * 3, 100_00).tolist() == [33_34, 33_33, 33_33]
    assert share_out([1] * 7, 10_00).tolist() == [143] * 6 + [142]


def test_12_social_position() -> None:
    values = Inputs.of("abcd", {"pupils": [1] * 4, "ips": [45, 100, 120, 185]})
    model = helsinki()
    indicator = replace(model.indicator[0], column="ips", numerator={}, denominator="")
    only = replace(model, indicator=(indicator,))
    found = reference_of(only, values).of(indicator, "")
    assert (found.mean, round(found.sd, 6)) == (112.5, 50.062461)
    assert moments_of.__doc__ is not None and "ddof" in moments_of.__doc__


def test_13_state_grant() -> None:
    grant = preset("finland_state_ratio").with_pot(F("48560299.69"))
    assert grant.model.pot is not None and grant.model.pot * 3 == F("145680899.07")


def test_14_new_zealand() -> None:
    points = preset("newzealand_curve").index.post.points
    scale = np.arange(float(points[0][0]), float(points[-1][0]) + 1)
    assert len(scale) == 226
    dollars = on_curve(scale, points)
    assert dollars[0] == 0 and dollars[-1] > 1000 and (np.diff(dollars) >= 0).all()


def test_15_full_pipeline() -> None:
    found = allocate(parse_model(PIPELINE), PIPELINE_SCHOOLS)
    fixed = np.sum([each.amounts for each in found.paid[:3]], axis=0).tolist()
    assert fixed == [900_000_00, 1_150_000_00, 820_000_00]
    need = found.paid[3]
    assert need.pot == 530_000_00
    exact = [float(need.exact(row, F(1, 100)) / 100) for row in range(3)]
    assert [round(value, 4) for value in exact] == [268354.4304, 201265.8228, 60379.7468]
    assert [round(value / 100, 2) for value in found.sector.net] == [1168354.43, 1351265.82, 880379.75]
    floors = [guaranteed_per_pupil(F(last), F(n), F(-15, 1000), F(100_000)) * now + 100_000
              for last, n, now in ((1_060_000, 210, 200), (1_330_000, 240, 240), (985_000, 180, 180))]  # fmt: skip
    assert [round(float(value), 4) for value in floors] == [1000571.4286, 1311550.0, 971725.0]
    assert found.bounds.low.tolist() == [1_000_571_43, 1_311_550_00, 971_725_00]
    assert found.factor == F(1195349, 1484000)
    assert found.amounts == (1_116_157_14, 1_312_117_86, 971_725_00)
    assert found.total == 3_400_000_00


def test_16_live_and_frozen() -> None:
    model = helsinki()
    moved = HELSINKI.with_column("adults_no_degree_share", np.array([34.0, 30, 20, 19, 25]))
    frozen = allocate(model, moved, reference_of(model, HELSINKI)).measured.z[:, 0]
    live = allocate(model.with_reference("live"), moved, reference_of(model, HELSINKI)).measured.z[:, 0]
    assert np.round(live, 6).tolist() == [1.461367, 0.765478, -0.974245, -1.148217, -0.104383]
    assert np.round(frozen, 6).tolist() == [0.929981, 0.464991, -0.697486, -0.813733, -0.116248]


def test_shares_of_a_pot_are_whole() -> None:
    """A pot that thirds do not divide is shared out whole."""
    model = preset("flat").with_pot(F("100.00"))
    parts = tuple(
        replace(model.component[0], id=key, pot=Pot(share_of_total=share))
        for key, share in (("a", F(1, 3)), ("b", F(1, 3)), ("c", F(1, 3)))
    )
    found = allocate(replace(model, component=parts), Inputs.of(["s"], {"pupils": [7]}))
    assert sum(each.pot or 0 for each in found.paid) == 100_00
    assert pytest.approx(33_33, abs=1) == found.paid[2].pot
