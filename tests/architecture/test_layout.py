"""How the house is laid out: small files, no stray packages, one version, nothing of the machine that wrote it."""

import ast
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for root in ("core", "desktop") for path in (ROOT / root).rglob("*.py"))
CORE = sorted((ROOT / "core" / "piiri").rglob("*.py"))
LONGEST = 400

# Put together here so that this file does not find itself.
MACHINE = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "file:" + "///", r"C:\\Us" + "ers"]))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def committed() -> list[Path]:
    """Every file that git tracks; every file of the source folders where there is no git."""
    tracked = ""
    if shutil.which("git"):
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
        tracked = done.stdout
    names = tracked.split("\0") if tracked else map(name, SOURCES)
    return [ROOT / each for each in names if each and (ROOT / each).is_file()]


@pytest.mark.parametrize("folder", ["packaging", "resources", "tests"])
def test_folder_is_no_package(folder: str) -> None:
    """A top-level `packaging` package would shadow the one of PyPI and break geopandas."""
    assert [name(path) for path in (ROOT / folder).rglob("__init__.py")] == []


def test_source_roots_are_no_packages() -> None:
    assert not (ROOT / "core" / "__init__.py").exists()
    assert not (ROOT / "desktop" / "__init__.py").exists()


def test_every_folder_of_sources_is_a_package() -> None:
    """A folder without `__init__.py` imports all the same, but no contract looks into it."""
    folders = {path.parent for path in SOURCES if path.parent.parent not in (ROOT / "core", ROOT / "desktop", ROOT)}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_files_are_short() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}, (
        f"split what passes {LONGEST} lines"
    )


def test_core_imports_itself_relatively() -> None:
    """So that the folder can be vendored unchanged into the QGIS plugin."""
    wrong = []
    for path in CORE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            wrong += [f"{name(path)}:{node.lineno}" for each in names if each.partition(".")[0] == "piiri"]
    assert wrong == []


def test_only_jobs_names_threads() -> None:
    threads = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent", "ThreadPoolExecutor"}
    wrong = []
    for path in SOURCES:
        if path.name == "jobs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            used = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
            if used in threads:
                wrong.append(f"{name(path)}: {used}")
    assert wrong == []


def test_one_version() -> None:
    import piiri

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert piiri.__version__ == project["version"]


def test_nothing_of_a_machine_is_committed() -> None:
    wrong = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line):
                wrong.append(f"{name(path)}:{number}: {line.strip()[:80]}")
    assert wrong == []
