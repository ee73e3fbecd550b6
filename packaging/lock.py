"""Make the lock files again: python3 packaging/lock.py [--upgrade]

Needs `uv` (pip install uv). One file each for Linux and Windows and Python 3.11 to 3.13, with hashes and without any
index address or name of the machine that made it. Without --upgrade, versions stay where pyproject.toml allows it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = Path("packaging/locks")
SAME = [
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
    *("--no-emit-index-url", "--no-emit-find-links", "--quiet", "--extra", "desktop", "--group", "setup"),
]
# the test and the build lock hold everything of the run lock, in the same versions
EXTRA = {"run": [], "test": ["--group", "test"], "build": ["--group", "build"]}
CHECKED = {
    "x86_64-pc-windows-msvc": ("3.11", "3.12", "3.13"),
    "x86_64-manylinux_2_34": ("3.11", "3.12", "3.13"),
}


def main() -> int:
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for name, groups in EXTRA.items():
        constraint = [] if name == "run" else ["--constraint", str(LOCKS / "run.txt")]
        _uv(
            "compile",
            "pyproject.toml",
            *SAME,
            *groups,
            *constraint,
            *upgrade,
            "--output-file",
            str(LOCKS / f"{name}.txt"),
        )
    nowhere = tempfile.gettempdir()  # a dry run writes nothing
    for platform, versions in CHECKED.items():
        for version in versions:
            place = ["--python-platform", platform, "--python-version", version, "--target", nowhere]
            wheels = ["--dry-run", "--quiet", "--no-build", "--no-deps", "--require-hashes"]
            for name in EXTRA:
                _uv("install", *wheels, *place, "-r", str(LOCKS / f"{name}.txt"))
            print(f"every package has a wheel for {platform}, Python {version}")
    return 0


def _uv(*arguments: str) -> None:
    subprocess.run(["uv", "pip", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
