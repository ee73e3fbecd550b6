"""The whole funding model counted anew, as at every step of a drag; beside it the same formula written with pandas.

    python tests/benchmarks/funding.py [--schools 500] [--times 300]

Ten standardised indicators, five components (rates by grade, a lump sum, two shares of the pot, the residual by
need), a guarantee and a cap per pupil, water-filling to the pot, cents. The pandas way does the same with floats; what
it finds must agree to the cent, but for the last cent of a tie. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd
from measuring import budget, report, spread

from piiri.funding import FundingModel, Inputs, allocate, parse_model, reference_of

INDICATORS = 10
BUDGET_MS = 3.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--times", type=int, default=300)
    args = parser.parse_args()
    model, schools = a_model(), a_city(args.schools)
    reference = reference_of(model, schools)
    frame = pd.DataFrame(schools.values, columns=list(schools.columns))
    live, ours, theirs = model.with_reference("live"), [], []
    ours_live, cpu = [], []
    for turn in range(args.times):
        moved = changed(schools, turn)  # another border each time: nothing can be kept from the step before
        before = time.thread_time()
        ours.append(timed(lambda moved=moved: allocate(model, moved, reference)))
        cpu.append((time.thread_time() - before) * 1000)  # its cost on an idle machine
        ours_live.append(timed(lambda moved=moved: allocate(live, moved)))
        if turn % 10 == 0:
            theirs.append(timed(lambda: with_pandas(frame)))
    found = allocate(model, schools, reference)
    differ = np.abs(np.array(found.amounts) - np.rint(with_pandas(frame) * 100))
    figures: dict[str, Any] = {
        "schools": args.schools,
        "indicators": INDICATORS,
        "components": len(model.component),
        "step_ms": spread(ours),
        "step_cpu_ms": spread(cpu),
        "step_live_reference_ms": spread(ours_live),
        "pandas_ms": spread(theirs),
        "ratio": round(float(np.median(theirs) / np.median(ours)), 2),
        "largest_difference_cents": int(differ.max()),
        "sum_is_the_pot": found.over == 0,
        "factor": float(found.factor or 0),
        "at_floor": int((np.array(found.amounts) == found.bounds.low).sum()),
        "at_ceiling": int((np.array(found.amounts) == found.bounds.high).sum()),
    }
    report(
        "funding",
        figures,
        [budget("full recompute p95 ms, processor", float(figures["step_cpu_ms"]["p95"]), BUDGET_MS)],
    )


def timed(what: Any) -> float:
    """Milliseconds that something takes."""
    started = time.perf_counter()
    what()
    return (time.perf_counter() - started) * 1000


def a_model() -> FundingModel:
    """Ten indicators, five components, guarantee and cap, water-filling."""
    weights = "\n".join(f"i{k} = {k + 1}" for k in range(INDICATORS))
    rates = "\n".join(f'grade_{g} = "{3000 + 100 * g}"' for g in range(1, 10))
    text = '[model]\nid = "bench"\nyear = 2026\npot = "1200000000.00"\n'
    for k in range(INDICATORS):
        text += f'[[indicator]]\nid = "i{k}"\nmore_is_need = {"false" if k % 3 else "true"}\n'
    text += f'[index]\npost = {{ kind = "relu" }}\n[index.weights]\n{weights}\n'
    text += f'[[component]]\nid = "base"\ndriver = "weighted_pupils"\nmode = "unit_rate"\n[component.rates]\n{rates}\n'
    for key, driver, money in (
        ("lump", "schools", 'mode = "unit_rate"\nrate = "100000"'),
        ("language", "flag:language", 'mode = "pot"\npot = { share_of_total = 0.05 }'),
        ("flat", "pupils", 'mode = "pot"\npot = { share_of_total = 0.10 }'),
        ("need", "pupils*index", 'mode = "pot"\npot = { residual = true }'),
    ):
        text += f'[[component]]\nid = "{key}"\ndriver = "{driver}"\n{money}\n'
    text += '[guarantee]\nmfg = { per_pupil = -0.015, exclude = ["lump"] }\ncap = { gain = 0.08, exclude = ["lump"] }\n'
    return parse_model(text + '[balance]\nkind = "water_fill"\n')


def a_city(schools: int, seed: int = 1) -> Inputs:
    """Schools with last year's money a tenth up or down from this year's."""
    rng = np.random.default_rng(seed)
    grades = rng.integers(10, 90, (schools, 9))
    pupils = grades.sum(axis=1)
    columns: dict[str, Any] = {f"i{k}": rng.normal(20, 5, schools).round(2) for k in range(INDICATORS)}
    columns |= {f"grade_{g + 1}": grades[:, g].astype(float) for g in range(9)}
    columns |= {"pupils": pupils.astype(float), "language": rng.binomial(pupils, 0.2).astype(float)}
    ids = [f"s{i:04}" for i in range(schools)]
    first = allocate(a_model(), Inputs.of(ids, columns))
    columns["last_pupils"] = np.rint(pupils * rng.uniform(0.95, 1.05, schools))
    columns["last_amount"] = np.round(first.money * rng.uniform(0.92, 1.08, schools), 2)
    return Inputs.of(ids, columns)


def changed(schools: Inputs, turn: int) -> Inputs:
    """Two schools exchange some of what their areas are, as a border between them does."""
    a, b = turn % len(schools), (turn + 1) % len(schools)
    values = np.array(schools.values)
    values[a, :INDICATORS] += 0.1
    values[b, :INDICATORS] -= 0.1
    return Inputs(schools.ids, schools.names, schools.columns, values, schools.state)


def with_pandas(frame: pd.DataFrame) -> Any:
    """The same formula as somebody would write it with pandas: floats, and the factor found by halving."""
    pot, step = 1_200_000_000.0, 0.01
    df = frame.copy()
    keys = [f"i{k}" for k in range(INDICATORS)]
    z = (df[keys] - df[keys].mean()) / df[keys].std(ddof=0)
    sign = pd.Series({key: -1.0 if k % 3 else 1.0 for k, key in enumerate(keys)})
    weights = pd.Series({key: k + 1.0 for k, key in enumerate(keys)})
    df["index"] = (z * sign * weights).sum(axis=1).div(weights.sum()).clip(lower=0)
    df["base"] = sum(df[f"grade_{g}"] * (3000 + 100 * g) for g in range(1, 10))
    df["lump"] = 100_000.0
    df["language_"] = shared(df["language"], 0.05 * pot, step)
    df["flat"] = shared(df["pupils"], 0.10 * pot, step)
    left = pot - df[["base", "lump", "language_", "flat"]].to_numpy().sum()
    df["need"] = shared(df["pupils"] * df["index"], left, step)
    df["total"] = df[["base", "lump", "language_", "flat", "need"]].sum(axis=1)
    per_pupil = (df["last_amount"] - df["lump"]) / df["last_pupils"]
    df["low"] = (per_pupil * 0.985 * df["pupils"] + df["lump"]).mul(100).apply(np.ceil).div(100)
    df["high"] = (per_pupil * 1.08 * df["pupils"] + df["lump"]).mul(100).apply(np.floor).div(100)
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        if (df["total"] * middle).clip(df["low"], df["high"]).sum() < pot:
            low = middle
        else:
            high = middle
    exact = (df["total"] * high).clip(df["low"], df["high"])
    return shared(exact, pot, step).to_numpy()


def shared(shares: pd.Series, pot: float, step: float) -> pd.Series:
    """Largest remainder with pandas."""
    exact = shares / shares.sum() * pot / step
    whole = np.floor(exact + 1e-7)
    left = round(pot / step - whole.sum())
    order = (exact - whole).sort_values(ascending=False, kind="stable").index[:left]
    whole.loc[order] += 1
    return whole * step


if __name__ == "__main__":
    main()
