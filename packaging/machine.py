"""What this machine is and may: its display, its language, who we are, and the sentence that ends a command early."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """Ends a command with one sentence for a person: what is wrong, and what mends it."""


def say(text: str) -> None:
    print(text, flush=True)


def has_display() -> bool:
    """Whether a window can open: always on Windows and macOS, elsewhere when a display server is named."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def is_debian() -> bool:
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def root_prefix() -> list[str] | None:
    """The words that put a command under root's rights without asking for a password; None where there are none."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def child_environment(**more: str) -> dict[str, str]:
    """The environment for what we start: UTF-8, and nothing that would bend the virtual environment."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    if sys.platform.startswith("linux") and not _speaks_utf8(env):
        env["LC_ALL"] = "C.UTF-8"
    env.update(more)
    return env


def _speaks_utf8(env: dict[str, str]) -> bool:
    named = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    return "utf8" in named.lower().replace("-", "")
