"""What `bootstrap.py` does: setup, run, test, build."""

from __future__ import annotations

import errno
import subprocess
import sys
import time

import environment
import system_libraries
from machine import ROOT, Stop, child_environment, has_display, say

OUT = ROOT / "out"
CHECKED = ["core", "desktop", "packaging", "tests"]
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
ALL_CORES = ["-n", "auto", "--dist", "loadfile"]


def main(arguments: list[str]) -> int:
    commands = {"run": run, "test": test, "setup": setup, "build": build}
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name not in commands:
        print("Usage: python3 packaging/bootstrap.py run|test|setup|build [ARGS...]", file=sys.stderr)
        return 0 if name in ("-h", "--help") else 2
    try:
        return commands[name](rest)
    except Stop as stop:
        print(f"\nPiiri: {stop}", file=sys.stderr)
    except OSError as error:
        print(f"\nPiiri: {_sentence(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nPiiri: stopped.", file=sys.stderr)
        return 130
    return 1


def setup(_: list[str]) -> int:
    """The environment with the test tools, and what Qt needs from the system."""
    _prepare("test", display=has_display(), must=False)
    say(f"Ready: {environment.python()}")
    return 0


def run(arguments: list[str]) -> int:
    """The window on the demo municipality; without a display the same session, left as pictures and figures."""
    display = has_display()
    _prepare("run", display=display, must=True)
    app = [environment.python(), "-P", "-m", "piiri_desktop.app"]
    if display:
        return _call([*app, "--demo", *arguments], child_environment())
    say("There is no display here, so Piiri plays its demo session offscreen.")
    OUT.mkdir(exist_ok=True)
    code = _call([*app, "--demo-session", str(OUT), *arguments], child_environment(QT_QPA_PLATFORM="offscreen"))
    if code == 0:
        say(f"\nWhat a person would have seen lies in {OUT}:")
        for path in sorted(OUT.iterdir()):
            say(f"  {path.name:<32} {path.stat().st_size / 1024:8.0f} kB")
    return code


def test(arguments: list[str]) -> int:
    """Format, lint, types, contracts and tests: all of them, so that one run shows everything."""
    missing = _prepare("test", display=False, must=False)
    python = [environment.python(), "-P"]
    paths = [name for name in CHECKED if (ROOT / name).is_dir()]
    steps = {
        "format": [*python, "-m", "ruff", "format", "--check", *paths],
        "lint": [*python, "-m", "ruff", "check", *paths],
        "types": [*python, "-m", "mypy"],
        "contracts": [*python, "-c", LINT_IMPORTS, "--no-logo"],
        # all of them on all cores; those a person picked run one after another, so that their output reads in order
        "tests": [*python, "-m", "pytest", *(arguments or ALL_CORES)],
    }
    env = child_environment(QT_QPA_PLATFORM="offscreen")
    results = []
    for name, command in steps.items():
        say(f"\n=== {name}")
        started = time.monotonic()
        if name == "tests" and missing:
            say(f"Not run. {missing}")
            code = 1
        else:
            code = _call(command, env)
        results.append((name, time.monotonic() - started, code))
        say(f"=== {name}: {_word(code)}, {results[-1][1]:.1f} s")
    say("")
    for name, seconds, code in results:
        say(f"{name:<12}{seconds:8.1f} s   {_word(code)}")
    return 1 if any(code for _, _, code in results) else 0


def build(arguments: list[str]) -> int:
    """One folder, dist/piiri, that runs on machines without Python."""
    _prepare("build", display=False, must=False)
    system_libraries.ensure_for_build()
    # the same inputs give the same bytes
    env = child_environment(SOURCE_DATE_EPOCH="1767225600", PYTHONHASHSEED="0")
    options = ["--noconfirm", "--clean", "--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    spec = str(ROOT / "packaging" / "piiri.spec")
    code = _call([environment.python(), "-P", "-m", "PyInstaller", *options, spec, *arguments], env)
    if code == 0:
        say(f"\nBuilt: {ROOT / 'dist' / 'piiri'}")
    return code


def _prepare(lock: str, *, display: bool, must: bool) -> str | None:
    """Environment and shared libraries; what is missing for Qt is returned, or ends the command where it must be."""
    changed = environment.ensure(lock)
    missing = system_libraries.ensure_for_qt(display=display, font=changed)
    if missing and must:
        raise Stop(missing)
    return missing


def _call(command: list[str], env: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def _sentence(error: OSError) -> str:
    what = f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}."
    if error.errno == errno.ENOSPC:
        return f"{what} Free about {environment.NEEDED_MB} MB at {ROOT}, then run the same command again."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{what} Put the clone into a folder that you may write to, then run the same command again."
    return what


def _word(code: int) -> str:
    return "ok" if code == 0 else "FAILED"
