"""The two commands speak to a person: every failure is a sentence with its mend, never a traceback."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch):
    """A module of packaging/, which is a folder of scripts and no package."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    for name in ("machine", "system_libraries", "environment", "commands"):
        monkeypatch.delitem(sys.modules, name, raising=False)

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    return load


def test_bootstrap_parses_on_old_pythons() -> None:
    ast.parse((PACKAGING / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 4))


def test_old_python_is_told(load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap = load("bootstrap")
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap, "_other_python", lambda: None)
    assert bootstrap.main() == 1
    assert "Piiri needs Python 3.11, 3.12 or 3.13; this is Python 3.9" in capsys.readouterr().err


def test_no_command_shows_usage() -> None:
    done = subprocess.run(
        [sys.executable, str(PACKAGING / "bootstrap.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "run|test" in done.stderr


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        pytest.param(
            "WARNING: Retrying ... Failed to establish a new connection: [Errno -3] name resolution\n"
            "ERROR: Could not find a version that satisfies the requirement click==8.5.1 (from versions: none)\n",
            "The package index cannot be reached",
            id="no-network",
        ),
        pytest.param(
            "ERROR: Could not install: [Errno 28] No space left on device\n", "The disk is full", id="disk-full"
        ),
        pytest.param(
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n",
            "not the one that the lock file names",
            id="wrong-hash",
        ),
        pytest.param(
            "ERROR: No matching distribution found for x==1\n", "No matching distribution", id="anything-else"
        ),
    ],
)
def test_pip_failures_become_sentences(load, log: str, sentence: str) -> None:
    assert sentence in load("environment")._why(log)


def test_too_little_disk_is_told(load, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = load("environment")
    usage = type("Usage", (), {"free": 5 * 2**20})
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(environment.Stop, match="5 MB free"):
        environment._check_disk()


def test_missing_library_without_rights_prints_one_line(load, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = load("system_libraries")
    monkeypatch.setattr(libraries.sys, "platform", "linux")
    monkeypatch.setattr(libraries, "_loads", lambda name: name != "libEGL.so.1")
    monkeypatch.setattr(libraries, "is_debian", lambda: True)
    monkeypatch.setattr(libraries, "root_prefix", lambda: None)
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000, raising=False)
    told = libraries.ensure_for_qt(display=False, font=False)
    assert "libEGL.so.1" in told
    assert "sudo apt-get install -y --no-install-recommends libegl1" in told.splitlines()[-1]


def test_utf8_is_set_where_the_locale_is_not(load, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = load("machine")
    monkeypatch.setattr(machine.sys, "platform", "linux")
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert machine.child_environment()["LC_ALL"] == "C.UTF-8"
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert "LC_ALL" not in machine.child_environment()


@pytest.mark.skipif(sys.platform == "win32", reason="making a symbolic link needs rights there")
def test_an_environment_that_is_a_link_is_not_emptied(load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = load("environment")
    other = tmp_path / "other" / ".venv"
    other.mkdir(parents=True)
    (other / "kept.txt").write_text("of another checkout", encoding="utf-8")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    environment.VENV.symlink_to(other)
    # what is called is not venv itself, which would take seconds, but what it does first: it clears the folder
    monkeypatch.setattr(environment.subprocess, "run", clears)
    environment._make()
    assert (other / "kept.txt").exists()
    assert not environment.VENV.is_symlink()


def clears(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
    """Empty the folder as ``venv --clear`` does, following a link."""
    folder = Path(command[-1])
    assert "--clear" in command
    if folder.exists():
        for path in folder.iterdir():
            path.unlink()
    return subprocess.CompletedProcess(command, 0, "", "")
