"""Golden numbers 5a to 5f of the domain notes: England's formula, minimums, guarantee, cap, sparsity."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from shared.funding_golden import nff_2016, nff_2025, nff_school, one_amount

from piiri.funding import Inputs, allocate, parse_model, preset
from piiri.funding.guarantees import guaranteed_per_pupil
from piiri.funding.model import Cap, Guarantee, LastYear, Minimum


def test_5a_england_2016() -> None:
    schools = nff_2016(
        pupils=200, primary=200, fsm6_primary=60, fsm_primary=45, idaci_a_primary=10, idaci_d_primary=20,
        low_prior_primary=50, eal_primary=20, year_group=30,
    )  # fmt: skip
    found = allocate(preset("england_nff_2016"), schools)
    assert found.amounts == (804_650_00,)
    assert float(found.per_pupil[0]) == 4023.25


def test_5b_england_2025() -> None:
    found = allocate(nff_2025(), nff_school(210, 52, 60, (10, 15, 12, 20, 25, 18), 55, 30, 4))
    assert {each.component.id: each.amounts[0] // 100 for each in found.paid} == {
        "base": 807870, "fsm": 25740, "fsm6": 63600, "lpa": 64625, "eal": 17850, "mobility": 3860, "lump": 145100,
        "idaci": 40785,
    }  # fmt: skip
    assert found.amounts == (1_169_430_00,)
    assert round(float(found.per_pupil[0]), 4) == 5568.7143


def test_5c_england_minimum_per_pupil() -> None:
    found = allocate(nff_2025(), nff_school(420, 20, 25, (0, 0, 0, 5, 10, 10), 70, 10, 0))
    assert found.sector.net.tolist() == [1_892_865_00]
    assert found.amounts[0] - found.sector.net[0] == 188_235_00
    without = replace(nff_2025(), guarantee=Guarantee())
    assert round(float(allocate(without, found.inputs).per_pupil[0]), 4) == 4506.8214


def test_5_minimum_composites() -> None:
    rates = Minimum(rates={"ks3": F(6221), "ks4": F(6831)})
    model = replace(preset("flat").with_pot(F(1)), guarantee=Guarantee(minimum=rates))
    found = allocate(model, Inputs.of(["s"], {"pupils": [5], "ks3": [3], "ks4": [2]}))
    assert found.amounts[0] / 5 == 6465_00
    assert (3 * 5771 + 2 * 6331) / 5 == 5995.0


def test_5d_guarantee_per_pupil() -> None:
    g = guaranteed_per_pupil(F(1_200_000), F(200), F(-5, 1000), F(145_100))
    now = F(1_120_000 - 145_100, 190)
    assert (float(g), float(now), float((g - now) * 190)) == (5248.1275, 5131.0526315789475, 22244.225)
    model = one_amount("974900", Guarantee(mfg=LastYear(F(-5, 1000), ("lump",))))
    schools = Inputs.of(["s"], {"pupils": [190], "one": [1], "last_amount": [1_200_000], "last_pupils": [200]})
    found = allocate(model, schools)
    # a floor is rounded up: half a cent below the guarantee would be below it
    assert found.amounts[0] - found.sector.net[0] == 22_244_23


def test_5e_cap_and_scale() -> None:
    model = one_amount(str(5400 * 300 - 145_100), Guarantee(cap=Cap(F(3, 100), F(1, 2))))
    schools = Inputs.of(["s"], {"pupils": [300], "one": [1], "last_amount": [1_500_000], "last_pupils": [300]})
    found = allocate(model, schools)
    assert found.amounts[0] - found.sector.net[0] == -37_500_00
    assert float(found.per_pupil[0]) == 5275.0


def test_5f_sparsity() -> None:
    text = """
        [model]
        id = "sparsity"
        year = 2025
        [[component]]
        id = "sparsity"
        driver = "curve:year_group"
        points = [[10.7, 1], [21.4, 0]]
        mode = "unit_rate"
        rate = "57400"
    """
    schools = Inputs.of("abcde", {"pupils": [1] * 5, "year_group": [10.7, 12, 16.05, 21.4, 30]})
    found = allocate(parse_model(text), schools)
    assert found.amounts == (57_400_00, 50_426_17, 28_700_00, 0, 0)
