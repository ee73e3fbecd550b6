"""Run every benchmark of this folder, each in a process of its own; one line of JSON each.

    python tests/benchmarks/all.py [NAME...]

The exit code says only whether all of them ran; whether a budget is met is in the lines (``met``) and, in words, on
standard error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = (
    "drag_step",
    "edit_step",
    "funding",
    "funding_step",
    "stroke_growth",
    "window_frame",
    "tool_frame",
    "pan",
    "map_frame",
    "colour_frame",
    "panels_frame",
    "open_project",
    "memory",
    "apart",
    "walking",
)


def main() -> int:
    """Run what is asked for."""
    failed = 0
    for name in sys.argv[1:] or NAMES:
        done = subprocess.run(
            [sys.executable, str(HERE / f"{name}.py")], stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            failed += 1
            print(json.dumps({"benchmark": name, "failed": done.returncode}), flush=True)
            continue
        result = {"benchmark": name, **json.loads(done.stdout)}
        print(json.dumps(result), flush=True)
        for line in result.get("budgets", ()):
            word = "met   " if line["met"] else "MISSED"
            print(f"{word} {name}: {line['what']} {line['measured']} (budget {line['budget']})", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
