"""The contracts of pyproject.toml hold, and they bite: a forbidden import in a small copy breaks each of them."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = """
import sys
from importlinter.cli import lint_imports

sys.exit(lint_imports(config_filename=sys.argv[1], no_logo=True))
"""
CONFIG = ROOT / "pyproject.toml"

# the smallest tree that keeps all contracts
TREE = {
    "piiri/__init__.py": "",
    "piiri/assignment.py": "",
    "piiri/errors.py": "",
    "piiri/edits.py": "from .model import plan",
    "piiri/evaluate.py": "from . import edits",
    "piiri/io/__init__.py": "import geopandas",
    "piiri/model/__init__.py": "",
    "piiri/model/plan.py": "from .. import errors",
    "piiri/optimise/__init__.py": "",
    "piiri/session.py": "from . import evaluate",
    "piiri/storage/__init__.py": "import pyogrio",
    "piiri_desktop/__init__.py": "",
    "piiri_desktop/app.py": "import PySide6.QtWidgets\nfrom piiri import io",
    "piiri_desktop/charts/__init__.py": "",
    "piiri_desktop/compare/__init__.py": "",
    "piiri_desktop/map/__init__.py": "from piiri import model",
    "piiri_desktop/panels/__init__.py": "",
}


def lint(*, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = dict(os.environ)
    if at:
        env["PYTHONPATH"] = str(at)
    return subprocess.run(
        [sys.executable, "-P", "-c", LINT, str(CONFIG)],
        cwd=at or ROOT,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_contracts_hold() -> None:
    done = lint()
    assert done.returncode == 0, done.stdout + done.stderr


def test_views_contract_names_all_that_computes() -> None:
    contracts = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (views,) = (contract for contract in contracts if contract["id"] == "views")
    core = ROOT / "core" / "piiri"
    for name in ("assignment", "evaluate", "io", "optimise", "storage"):
        if (core / name).is_dir() or (core / f"{name}.py").is_file():
            assert f"piiri.{name}" in views["forbidden_modules"]


@pytest.mark.parametrize(
    ("path", "source", "contract"),
    [
        pytest.param("piiri/errors.py", "", None, id="nothing-wrong"),
        pytest.param("piiri/model/plan.py", "from .. import session", "The layers of piiri", id="layer-below-to-above"),
        pytest.param("piiri/helper.py", "", "The layers of piiri", id="module-nobody-listed"),
        pytest.param("piiri/io/__init__.py", "from .. import edits", None, id="neighbours-may"),
        pytest.param("piiri/model/plan.py", "from . import b", "No cycles", id="cycle"),
        pytest.param("piiri/session.py", "from PySide6 import QtCore", "knows no Qt", id="qt-in-core"),
        pytest.param("piiri/session.py", "import piiri_desktop", "knows no Qt", id="shell-in-core"),
        pytest.param("piiri/evaluate.py", "import pandas", "geopandas, pandas", id="pandas-outside-io"),
        pytest.param("piiri_desktop/map/__init__.py", "from piiri import evaluate", "only draw", id="map-evaluates"),
        pytest.param("piiri_desktop/panels/__init__.py", "import piiri.io", "only draw", id="panel-reads-files"),
    ],
)
def test_contracts_bite(tmp_path: Path, path: str, source: str, contract: str | None) -> None:
    for name, text in {**TREE, "piiri/model/b.py": "from . import plan", path: source}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = lint(at=tmp_path)
    broken = [line for line in done.stdout.splitlines() if " BROKEN" in line]
    if contract is None:
        assert done.returncode == 0, done.stdout + done.stderr
    else:
        assert done.returncode == 1, done.stdout + done.stderr
        assert any(contract in line for line in broken), done.stdout
