"""What must hold for every formula and every city. The long run tries ten thousand of each."""

from __future__ import annotations

import json
import locale
import os
import pickle
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from piiri.funding import FundingModel, Inputs, allocate, parse_model, reference_of
from piiri.funding.ledger import ledger
from piiri.funding.school_table import parse_school_table
from piiri.publish.funding import funding_json


def _can_set(name: str) -> bool:
    """Tell whether this machine has a locale."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, before)
    return True


def shuffled(inputs: Inputs, seed: int) -> Inputs:
    """The same schools, rows in another order."""
    order = list(range(len(inputs)))
    random.Random(seed).shuffle(order)
    columns = {key: inputs.values[order, at] for at, key in enumerate(inputs.columns)}
    return Inputs.of([inputs.ids[i] for i in order], columns)


def test_the_order_of_rows_does_not_matter(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(), made.cities(), st.integers(0, 10**6))
    def check(model: FundingModel, city: Inputs, seed: int) -> None:
        one, other = allocate(model, city), allocate(model, shuffled(city, seed))
        assert one.by_school() == other.by_school()
        assert json.dumps(funding_json(one)) == json.dumps(funding_json(other))


def test_the_sum_is_the_pot_to_the_cent(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        found = allocate(model, city)
        assert model.model.pot is not None
        over = [note.code for note in found.notes if note.code in ("over", "left")]
        if over:
            # said, never paid in silence: fixed rates beyond the pot, or every school at its ceiling
            assert found.over == (-found.left if "left" in over else found.over) != 0
        else:
            assert sum(found.by_school().values()) == model.model.pot
        for each in found.paid:
            assert each.pot is None or int(each.amounts.sum()) == each.pot


def test_a_pot_doubled_doubles_what_is_paid(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(bounds=False).map(made.pots_only), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        assert model.model.pot is not None
        one, two = allocate(model, city), allocate(model.with_pot(model.model.pot * 2), city)
        for row in range(len(city)):
            exact = [sum(e.exact(row, Fraction(1, 100)) for e in found.paid) for found in (one, two)]
            assert abs(exact[1] - 2 * exact[0]) < len(one.paid)  # the pots themselves are whole cents
            assert abs(two.amounts[row] - 2 * one.amounts[row]) <= 3 * len(one.paid)


def test_more_need_never_gives_less(cases: int, made: SimpleNamespace) -> None:
    which = st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.integers(1, 400))

    @made.holds(cases, made.models(bounds=False), made.cities(), which)
    def check(model: FundingModel, city: Inputs, which: tuple[int, str, int]) -> None:
        school, key, more = which
        row = school % len(city)
        reference = reference_of(model, city)
        values = np.array(city.column(key))
        values[row] += more / 10 * (1 if model.indicator_of(key).more_is_need else -1)
        one, two = (allocate(model, c, reference) for c in (city, city.with_column(key, values)))
        assert one.index is not None and two.index is not None
        assert two.index.quanta[row] >= one.index.quanta[row]
        for before, after in zip(one.paid, two.paid, strict=True):
            if before.flat or after.flat:
                continue  # nobody had a need, so that money went by pupils
            assert after.exact(row, Fraction(1, 100)) >= before.exact(row, Fraction(1, 100))
            assert after.amounts[row] >= before.amounts[row] - 1  # the cents of largest remainders


def test_equal_schools_get_the_same_within_a_cent(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(), made.cities(least=2))
    def check(model: FundingModel, city: Inputs) -> None:
        values = np.array(city.values)
        values[1] = values[0]
        found = allocate(model, Inputs(city.ids, city.names, city.columns, values, city.state))
        for each in found.paid:
            assert abs(int(each.amounts[0]) - int(each.amounts[1])) <= 1
        # a school at its floor and its twin share floor and ceiling
        assert abs(found.amounts[0] - found.amounts[1]) <= len(found.paid) + 1


def test_what_is_not_known_is_never_zero(cases: int, made: SimpleNamespace) -> None:
    @made.holds(
        cases, made.models(), made.cities(least=2), st.sampled_from("abc"), st.sampled_from([None, ".."]), st.data()
    )
    def check(model: FundingModel, city: Inputs, key: str, sign: str | None, data: st.DataObject) -> None:
        policy = data.draw(st.sampled_from(["area_mean", "exclude", "reference"]))
        model = replace(model, missing=replace(model.missing, suppressed=policy, absent=policy))
        columns = {name: city.column(name).tolist() for name in city.columns}
        columns[key][0] = sign
        hidden = Inputs.of(city.ids, columns)
        reference = reference_of(model, hidden)
        found = allocate(model, hidden, reference)
        at = "abc".index(key)
        assert found.measured.policy[0, at] >= 0
        others = [value for value in columns[key] if isinstance(value, float)]
        weights = city.pupils[1:] if model.indicator[at].weight_by == "pupils" else np.ones(len(others))
        mean = float((np.array(others) * weights).sum() / weights.sum())
        if policy == "exclude":
            assert np.isnan(found.measured.z[0, at])
        else:
            assert found.measured.values[0, at] == pytest.approx(mean)
            columns[key][0] = mean
            same = allocate(model, Inputs.of(city.ids, columns), reference)
            assert np.abs(np.array(found.amounts) - np.array(same.amounts)).max() <= 2
        columns[key][0] = 0.0
        as_zero = allocate(model, Inputs.of(city.ids, columns), reference)
        if policy != "exclude" and mean != 0 and as_zero.measured.z[0, at] != found.measured.z[0, at]:
            assert found.measured.values[0, at] != 0


def test_the_rows_of_a_ledger_sum_to_the_total(cases: int, made: SimpleNamespace) -> None:
    @made.holds(
        cases, made.models(), made.cities(), st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(0)]), st.booleans()
    )
    def check(model: FundingModel, city: Inputs, phase: Fraction, scale: bool) -> None:
        model = replace(model, guarantee=replace(model.guarantee, phase_in=phase))
        if scale:
            model = replace(model, balance=replace(model.balance, kind="scale:need"))
        found = allocate(model, city)
        for school in city.ids:
            rows = ledger(found, school)
            assert sum(row.amount for row in rows.rows) == rows.total
            for row in rows.rows[:-1]:
                assert abs(row.amount - row.exact) <= 2, row


def test_floors_and_ceilings_are_held_to_the_cent(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        found = allocate(model, city)
        amounts = np.array(found.amounts)
        if found.short:
            assert sum(found.missing) == found.short
            return
        assume(not any(note.code == "over" for note in found.notes))
        assert (amounts >= found.bounds.low).all()
        if model.balance.kind == "water_fill":
            assert (amounts <= found.bounds.high).all()


def test_no_weights_at_all_is_flat_per_pupil(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(bounds=False), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        none = replace(model, index=replace(model.index, weights=dict.fromkeys("abc", Fraction(0))))
        need = allocate(none, city).paid[2]
        assert need.pot is not None
        if need.pot:
            assert need.flat
            share = [Fraction(int(p)) * need.pot / int(city.pupils.sum()) for p in city.pupils]
            assert all(abs(int(a) - s) < 1 for a, s in zip(need.amounts, share, strict=True))


def test_a_frozen_reference_leaves_the_others_alone() -> None:
    city = Inputs.of("abc", {"pupils": [10, 20, 30], "x": [1.0, 5.0, 9.0]})
    text = """
        [model]
        id = "x"
        year = 2026
        [[indicator]]
        id = "x"
        [index]
        weights = { x = 1 }
        [[component]]
        id = "need"
        driver = "pupils*index"
        mode = "unit_rate"
        rate = "1"
    """
    model = parse_model(text)
    reference = reference_of(model, city)
    moved = city.with_column("x", np.array([3.0, 5.0, 9.0]))
    before, after = (
        allocate(model, city, reference).measured.z[:, 0],
        allocate(model, moved, reference).measured.z[:, 0],
    )
    assert before[0] != after[0] and (before[1:] == after[1:]).all()
    live = allocate(model.with_reference("live"), moved).measured.z[:, 0]
    assert (live[1:] != before[1:]).all()


def written(city: Inputs, order: list[int], comma: bool) -> str:
    """The city as a table, rows in some order, with a decimal point or comma."""
    rows = [";".join(("id", *city.columns))]
    for at in order:
        cells = [repr(value).replace(".", "," if comma else ".") for value in city.values[at].tolist()]
        rows.append(";".join((city.ids[at], *cells)))
    return "\n".join(rows)


LOCALES = ("C", "C.UTF-8", "fi_FI.UTF-8", "sv_SE.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "en_US.UTF-8")
INSTALLED = [name for name in LOCALES if _can_set(name)]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def test_the_same_bytes_in_every_locale_and_order_of_rows(cases: int, made: SimpleNamespace) -> None:
    """In one process: the table is written and read, the money printed, in another locale and another order."""
    before, seen = locale.setlocale(locale.LC_ALL), set()

    def printed(model: FundingModel, city: Inputs, name: str, order: list[int], comma: bool) -> bytes:
        locale.setlocale(locale.LC_ALL, name)
        inputs = parse_school_table(written(city, order, comma), Path("schools.csv"), model)
        return json.dumps(funding_json(allocate(model, inputs)), ensure_ascii=False).encode()

    try:

        @made.holds(cases, made.models(), made.cities(), st.sampled_from(INSTALLED), st.randoms(), st.booleans())
        def check(model: FundingModel, city: Inputs, name: str, order: random.Random, comma: bool) -> None:
            straight = list(range(len(city)))
            turned = order.sample(straight, len(straight))
            assert printed(model, city, "C", straight, False) == printed(model, city, name, turned, comma)
            seen.add(name)

    finally:
        locale.setlocale(locale.LC_ALL, before)
    assert seen == set(INSTALLED)


PRINTED = """
import pickle, sys, hashlib
from piiri.funding import allocate
for model, city in pickle.load(open(sys.argv[1], "rb")):
    found = allocate(model, city)
    print(found.amounts, found.factor, found.index.quanta.tolist(), flush=True)
"""


def test_the_same_bytes_with_any_threads(cases: int, made: SimpleNamespace, tmp_path: Path) -> None:
    """In processes of their own, which have another number of threads, locale and order of hashing each."""
    found: list[tuple[FundingModel, Inputs]] = []

    @made.holds(cases, made.models(), made.cities())
    def gather(model: FundingModel, city: Inputs) -> None:
        found.append((model, city))

    kept = tmp_path / "cases.pickle"
    kept.write_bytes(pickle.dumps(found))
    printed = set()
    for turn, (name, threads) in enumerate((("C", "1"), ("fi_FI.UTF-8", "4"), ("de_DE.UTF-8", "2"), ("C.UTF-8", "8"))):
        env = {**os.environ, "LC_ALL": name, "LANG": name, "PYTHONHASHSEED": str(turn), "PYTHONUTF8": "1"}
        env |= dict.fromkeys(THREADS, threads)
        done = subprocess.run([sys.executable, "-c", PRINTED, str(kept)], env=env, capture_output=True, check=True)
        assert done.stdout.count(b"\n") == len(found) >= cases
        printed.add(done.stdout)
    assert len(printed) == 1


COMMAND = """
import sys
from piiri.cli import main
main(["funding", "--table", sys.argv[1], "--model", "helsinki_pd_like", "--json"])
"""


def test_the_command_prints_the_same_bytes(helsinki_schools: Inputs, tmp_path: Path) -> None:
    table = tmp_path / "schools.csv"
    rows = [";".join(("id", *helsinki_schools.columns))]
    rows += [
        ";".join((key, *(str(value).replace(".", ",") for value in values)))
        for key, values in zip(helsinki_schools.ids, helsinki_schools.values.tolist(), strict=True)
    ]
    printed = set()
    for turn, (name, threads) in enumerate((("C", "1"), ("fi_FI.UTF-8", "4"), ("de_DE.UTF-8", "2"), ("C.UTF-8", "8"))):
        table.write_text("\n".join([rows[0], *random.Random(turn).sample(rows[1:], len(rows) - 1)]), encoding="utf-8")
        env = {**os.environ, "LC_ALL": name, "LANG": name, "PYTHONHASHSEED": str(turn), "PYTHONUTF8": "1"}
        env |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        command = [sys.executable, "-c", COMMAND, str(table)]
        done = subprocess.run(command, env=env, capture_output=True, check=True)
        data = json.loads(done.stdout)
        assert data["total"] == 2_500_000
        # the model's name is the only text in the language of the locale
        printed.add(json.dumps({**data, "model": data["model"]["id"], "components": None}))
    assert len(printed) == 1
