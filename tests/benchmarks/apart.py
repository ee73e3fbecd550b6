"""How fast segregation is measured, and how sure. Prints one line of JSON.

(Not called ``segregation``, which would stand in the way of PySAL's package of that name.)

    python tests/benchmarks/apart.py [--units 2045] [--groups 5] [--pupils 877739] [--draws 1000]

The table is that of the R package *segregation*, schools00, where PIIRI_REAL_DATA names it, else one made up of the
same size. ``bootstrap_s``: all indices of all groups together and of one group, over the draws;
``bootstrap_all_groups_s``: of each group. ``chance_s``: random allocation, 200 draws. ``indices_ms``: all indices of
all groups once. Beside them the usual way: pandas rows drawn and grouped again, M and H by group and merge as in a
notebook, a few draws of it; ``naive_gini_ms`` the definition's pairs of units against the sorted way. ``ratio``: the
usual way over ours, a draw. ``drag_step_ms``: all live indices of all groups and four stages by parts, as a drag step
asks for them. ``pysal``: D, Gini and H of one group with PySAL and with ours in the same run, on the same table, and
how many times faster ours is (PySAL's Gini compiled before the clock starts); null where PySAL is not installed.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from measuring import budget, report, spread

from piiri.segregation import (
    bootstrap,
    by_chance,
    dissimilarity,
    figures,
    gini,
    indices_by_parts,
    mutual_information,
    table_of_rows,
    two_group_information,
)

BOOTSTRAP_S = 2.0
NAIVE_DRAWS = 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("units", 2045), ("groups", 5), ("pupils", 877_739), ("draws", 1000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    source, n = table(args.units, args.groups, args.pupils)
    everyone = list(range(n.shape[1]))
    focal = int(np.argmin(np.abs(n.sum(axis=0) / n.sum() - 0.2)))
    bootstrap(n, [focal], 20)
    by_chance(n, [focal], 5)
    took = [timed(lambda: bootstrap(n, [focal], args.draws)) for _ in range(3)]
    all_groups, _ = timed(lambda: bootstrap(n, everyone, args.draws))
    chance, _ = timed(lambda: by_chance(n, everyone))
    once = [timed(lambda: figures(n, everyone))[0] * 1000 for _ in range(20)]
    usual, (m, h) = timed(lambda: pandas_way(n, NAIVE_DRAWS))
    ours = figures(n, [])
    mine, rest = n[:, focal], n.sum(axis=1) - n[:, focal]
    pairs, slow_gini = timed(lambda: gini_by_pairs(mine, rest))
    sort, fast_gini = timed(lambda: gini(mine, rest))
    start = np.linspace(0, len(n), 5)[:-1].astype(int)
    size = n.sum(axis=1)
    drag = [timed(lambda: indices_by_parts(n, size, start))[0] * 1000 for _ in range(200)]
    best = min(each for each, _ in took)
    waited = time.perf_counter()
    bootstrap(n, [focal], args.draws)
    waited = time.perf_counter() - waited
    figures_found: dict[str, Any] = {
        "source": source,
        "pupils": int(n.sum()),
        "units": len(n),
        "groups": n.shape[1],
        "draws": args.draws,
        "bootstrap_s": [round(each, 3) for each, _ in took],
        "bootstrap_waited_s": round(waited, 3),
        "bootstrap_all_groups_s": round(all_groups, 3),
        "chance_s": round(chance, 3),
        "indices_ms": spread(once),
        "pandas_draw_ms": round(usual * 1000 / NAIVE_DRAWS, 1),
        "ours_draw_ms": round(best * 1000 / args.draws, 3),
        "ratio": round(usual / NAIVE_DRAWS / (best / args.draws), 1),
        "naive_gini_ms": round(pairs * 1000, 1),
        "gini_ms": round(sort * 1000, 3),
        "drag_step_ms": spread(drag),
        "pysal": beside_pysal(mine, rest),
        "equal": bool(np.allclose((m, h, slow_gini), (mutual_information(n), ours[0], fast_gini), atol=1e-9, rtol=0)),
    }
    report(
        "segregation",
        figures_found,
        [budget(f"bootstrap of {args.draws} draws, processor seconds", best, BOOTSTRAP_S)],
    )


def beside_pysal(focal: np.ndarray, rest: np.ndarray) -> dict[str, Any] | None:
    """Milliseconds of D, Gini and H with PySAL and with ours, the best of some, their ratio, and whether both say the
    same."""
    try:
        with warnings.catch_warnings(), np.errstate():
            warnings.simplefilter("ignore")
            from segregation import singlegroup
    except ImportError:
        return None
    frame = pd.DataFrame({"x": focal, "t": focal + rest})
    found: dict[str, Any] = {}
    for name, index, function in (
        ("D", singlegroup.Dissim, dissimilarity),
        ("Gini", singlegroup.Gini, gini),
        ("H", singlegroup.Entropy, two_group_information),
    ):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            index(frame, "x", "t")
            theirs = [wall(lambda index=index: index(frame, "x", "t").statistic) for _ in range(10)]
        ours = [wall(lambda function=function: function(focal, rest)) for _ in range(50)]
        slow, fast = (min(each for each, _ in runs) * 1000 for runs in (theirs, ours))
        same = bool(np.isclose(theirs[0][1], ours[0][1], atol=1e-9, rtol=0))
        found[name] = {
            "pysal_ms": round(slow, 3),
            "ours_ms": round(fast, 4),
            "ratio": round(slow / fast, 1),
            "equal": same,
        }
    return found


def wall(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds by the clock, since PySAL works in several threads, and what the work gave."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return processor seconds taken and what the work gave; all of it runs in one thread."""
    started = time.thread_time()
    result = work()
    return time.thread_time() - started, result


def table(units: int, groups: int, pupils: int) -> tuple[str, np.ndarray]:
    """Return the real table, or one of the size asked for in which groups are apart about as much."""
    folder = os.environ.get("PIIRI_REAL_DATA")
    path = Path(folder or ".") / "golden_segregation" / "schools00.csv"
    if folder and path.is_file() and (units, groups, pupils) == (2045, 5, 877_739):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        column = {key: np.array([row[key] for row in rows]) for key in ("school", "race", "n")}
        return path.name, table_of_rows(column["school"], column["race"], column["n"].astype(float)).counts
    rng = np.random.default_rng(1)
    share = rng.dirichlet(np.linspace(0.1, 1.5, groups), units) * rng.gamma(2.0, size=(units, 1))
    return "made up", rng.multinomial(pupils, share.ravel() / share.sum()).reshape(units, groups)


def pandas_way(n: np.ndarray, draws: int) -> tuple[float, float]:
    """M and H of drawn tables as in a notebook: rows, groupby, merge; returns those of the table itself."""
    unit, group = np.nonzero(n)
    rows = pd.DataFrame({"unit": unit, "group": group, "n": n[unit, group]})
    rng = np.random.default_rng(1)
    for _ in range(draws):
        drawn = rows.assign(n=rng.multinomial(int(rows.n.sum()), rows.n / rows.n.sum()))
        _mutual(drawn[drawn.n > 0])
    return _mutual(rows)


def _mutual(rows: pd.DataFrame) -> tuple[float, float]:
    total = rows.n.sum()
    unit = rows.groupby("unit").n.sum().rename("n_unit") / total
    group = rows.groupby("group").n.sum().rename("n_group") / total
    both = rows.merge(unit, on="unit").merge(group, on="group")
    p = both.n / total
    m = float((p * np.log(p / (both.n_unit * both.n_group))).sum())
    return m, m / float(-(group * np.log(group)).sum())


def gini_by_pairs(focal: np.ndarray, rest: np.ndarray) -> float:
    """Gini by its definition: every pair of units."""
    t = (focal + rest).astype(float)
    p, share = focal / t, focal.sum() / t.sum()
    apart = sum(float((t[u] * t * np.abs(p[u] - p)).sum()) for u in range(len(t)))
    return apart / (2 * t.sum() ** 2 * share * (1 - share))


if __name__ == "__main__":
    main()
