"""One step of a drag without the window, and its ratio to geopandas: `piiri bench live` at the sizes of the budgets.

    python tests/benchmarks/drag_step.py [--sizes small ratio large]

Prints one line of JSON.
"""

from __future__ import annotations

import argparse
from typing import Any

from measuring import budget, pupils_of, report

SIZES = {"small": (60_000, 120, 10_000), "ratio": (100_000, 120, 10_000), "large": (1_000_000, 500, 50_000)}
"""Pupils, schools, blocks."""

STEP_MS = {"small": 4.0, "large": 8.0}
TALLY_RATIO = {"ratio": 1000.0}
STEP_RATIO = {"ratio": 100.0, "large": 500.0}
UNDO_MS = 20.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", choices=sorted(SIZES), default=list(SIZES))
    parser.add_argument("--steps", type=int, default=300)
    args = parser.parse_args()
    from piiri.bench.live import bench_live

    figures: dict[str, Any] = {}
    budgets = []
    for name in args.sizes:
        pupils, schools, faces = SIZES[name]
        found = bench_live(pupils=pupils_of(pupils), schools=schools, faces=faces, steps=args.steps)
        figures[name] = {key: _rounded(value) for key, value in found.items()}
        at = f"at {found['pupils_at_school']} pupils"
        if name in STEP_MS:
            budgets.append(budget(f"step p95 ms {at}", found["step_ms"]["p95"], STEP_MS[name]))
        if name in TALLY_RATIO:
            budgets.append(budget(f"tally ratio {at}", found["ratio_tally"], TALLY_RATIO[name], at_least=True))
        if name in STEP_RATIO:
            budgets.append(budget(f"step ratio {at}", found["ratio_step"], STEP_RATIO[name], at_least=True))
        budgets.append(budget(f"undo p95 ms {at}", found["undo_ms"]["p95"], UNDO_MS))
        budgets.append(budget(f"both ways count the same {at}", float(found["equal"]), 1.0, at_least=True))
    report("drag_step", figures, budgets)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
