"""The virtual environment .venv: made once, filled from a lock file, and left alone until the lock changes."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import system_libraries
from machine import ROOT, Stop, child_environment, say

VENV = ROOT / ".venv"
STAMP = VENV / "piiri-stamp.json"
LOG = VENV / "install.log"
LOCKS = ROOT / "packaging" / "locks"
NEEDED_MB = 2000  # the environment itself takes about 800, pip unpacks beside it

NETWORK = re.compile(
    r"name resolution|getaddrinfo failed|nodename nor servname|new connection|Network is unreachable"
    r"|ConnectTimeout|Read timed out|ProxyError|Connection refused|ConnectionError|RemoteDisconnected"
)


def python() -> str:
    folder, name = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return str(VENV / folder / name)


def ensure(lock: str) -> bool:
    """Bring .venv to the state that the lock names ('run', 'test' or 'build'); whether anything had to be done."""
    if _is_ready(lock):
        return False
    with _alone():
        if _is_ready(lock):  # another bootstrap was faster
            return False
        stamp = _read_stamp()
        if stamp.get("python") != _python_identity() or not Path(python()).exists():
            _check_disk()
            _make()
            stamp = {}
        STAMP.unlink(missing_ok=True)
        if stamp.get(lock) != _lock_hash(lock):
            _check_disk()
            _install(lock)
            # the test and the build lock hold everything of the run lock, in the same versions
            stamp |= {name: _lock_hash(name) for name in ("run", lock)}
        if stamp.get("project") != _project_hash():
            _install_project()
        stamp |= {"python": _python_identity(), "project": _project_hash()}
        STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    return True


def _is_ready(lock: str) -> bool:
    stamp = _read_stamp()
    wanted = {"python": _python_identity(), lock: _lock_hash(lock), "project": _project_hash()}
    return Path(python()).exists() and all(stamp.get(key) == value for key, value in wanted.items())


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _python_identity() -> str:
    # without the patch level, which apt may raise below our feet; with the folder, since a moved checkout has scripts
    # and a .pth that point to the old place
    return f"{sys.implementation.cache_tag} {sys.base_prefix} {ROOT}"


def _lock_hash(lock: str) -> str:
    return hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes()).hexdigest()


def _project_hash() -> str:
    """Of the parts of pyproject.toml that an editable install writes down."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    part = {"build": whole["build-system"], "project": whole["project"], "hatch": whole["tool"]["hatch"]}
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        system_libraries.ensure_for_venv()
    if VENV.is_symlink():
        VENV.unlink()  # else what it leads to, another checkout's perhaps, would be emptied
    say(f"Making the virtual environment {VENV} with Python {sys.version.split()[0]} ...")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(),
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise Stop(f"Python could not make the virtual environment {VENV}: {said[-1] if said else 'no reason given'}")


def _install(lock: str) -> None:
    wanted = _count(lock)
    say(f"Installing {wanted} packages with checked hashes (packaging/locks/{lock}.txt) ...")
    started = time.monotonic()
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCKS / f"{lock}.txt")]
    _pip("install", *options, wanted=wanted)
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def _install_project() -> None:
    # hatchling is in the lock, so nothing is fetched here: it writes one .pth that names core/ and desktop/
    _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))


def _count(lock: str) -> int:
    return len({line.split("==")[0] for line in (LOCKS / f"{lock}.txt").read_text().splitlines() if "==" in line})


def _pip(*arguments: str, wanted: int = 0) -> None:
    env = child_environment(
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PIP_NO_INPUT="1",
        PIP_PROGRESS_BAR="off",
        PIP_ROOT_USER_ACTION="ignore",
        PIP_USER="0",
        PYTHONUTF8="1",
    )
    command = [python(), "-m", "pip", *arguments, "--retries", "2"]
    with LOG.open("w", encoding="utf-8") as log:
        running = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=env,
            close_fds=False,  # pip holds our lock too, so that nobody works beside it if we are killed
        )
        try:
            _follow(running, log, wanted)
        except BaseException:
            running.terminate()
            running.wait()
            raise
    if running.wait():
        raise Stop(_why(LOG.read_text(encoding="utf-8")))


def _follow(running: subprocess.Popen[str], log: TextIO, wanted: int) -> None:
    """Write down what pip says, and show a person at a terminal how far it is."""
    live = sys.stdout.isatty()
    seen = 0
    assert running.stdout is not None
    for line in running.stdout:
        log.write(line)
        if line.startswith("Collecting "):
            seen += 1
            if live and wanted:
                print(f"\r  {seen} of {wanted}: {line.split()[1]:<40}", end="", flush=True)
        elif live and wanted and line.startswith("Installing collected"):
            print(f"\r  {'unpacking ...':<60}", end="", flush=True)
    if live and wanted:
        print(f"\r{'':<62}\r", end="", flush=True)


def _why(log: str) -> str:
    """One sentence from what pip printed: the reason, and what mends it."""
    errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
    where = f"Everything pip said is in {LOG}."
    if "No space left on device" in log or "not enough space" in log:
        return f"The disk is full. Piiri's environment needs about {NEEDED_MB} MB while it is made. {where}"
    if "DO NOT MATCH THE HASHES" in log:
        return f"A downloaded package is not the one that the lock file names, so nothing was installed. {where}"
    if NETWORK.search(log):
        return (
            "The package index cannot be reached. The first start needs the network (or a package mirror set up for "
            f"pip); later starts do not. Try again when it is there. {where}"
        )
    if "SSL" in log and "CERTIFICATE" in log.upper():
        return f"The package index's certificate is not trusted here; set PIP_CERT to your organisation's. {where}"
    return f"pip could not install the packages: {errors[0] if errors else 'no reason given'} {where}"


def _check_disk() -> None:
    for place in (ROOT, Path(tempfile.gettempdir())):
        try:
            free_mb = shutil.disk_usage(place).free // 2**20
        except OSError:
            continue
        needed = NEEDED_MB if place == ROOT else NEEDED_MB // 4
        if free_mb < needed:
            raise Stop(f"Too little disk space at {place}: {free_mb} MB free, about {needed} MB needed. Free some.")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other bootstrap works on the same .venv; the system drops the lock when a process dies."""
    with (ROOT / ".venv.lock").open("a+") as lock:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # waits 10 s
                    break
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say("Waiting for another bootstrap in this folder ...")
                fcntl.flock(lock, fcntl.LOCK_EX)
            os.set_inheritable(lock.fileno(), True)
        yield
