"""The shared libraries that Qt takes from a Linux system, and the font of the window: found missing, then installed.

Which ones was found by trial on a bare Debian 12. Nothing is asked of apt when nothing is missing.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from machine import Stop, child_environment, has_display, is_debian, root_prefix, say

# what must load -> the Debian package that brings it
OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND = {"libwayland-cursor.so.0": "libwayland-cursor0"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def ensure_for_qt(*, display: bool, font: bool) -> str | None:
    """Install what Qt needs where that is allowed; the sentence to show where something is still missing."""
    packages = _missing_for_qt(display=display)
    fonts = _missing_fonts() if font else []
    if not packages and not fonts:
        return None
    reason = install([*packages.values(), *fonts], "for the window (Qt)")
    missing = _missing_for_qt(display=display)
    if missing:
        return (
            f"Qt cannot start without these shared libraries: {', '.join(missing)}.\n{reason or ''}"
            f"Install them with this line, then run the same command again:\n  {apt_line([*missing.values(), *fonts])}"
        )
    if fonts and _missing_fonts():
        say(f"The window looks better with the Inter font: {apt_line(fonts)}")
    return None


def _missing_for_qt(*, display: bool) -> dict[str, str]:
    if not sys.platform.startswith("linux"):
        return {}
    wanted = dict(OFFSCREEN)
    if display and os.environ.get("DISPLAY"):
        wanted |= X11
    if display and os.environ.get("WAYLAND_DISPLAY"):
        wanted |= WAYLAND
    return {name: package for name, package in wanted.items() if not _loads(name)}


def _missing_fonts() -> list[str]:
    return ["fonts-inter"] if is_debian() and not _has_font("Inter") else []


def ensure_for_venv() -> None:
    """Debian keeps the part of Python that fills a virtual environment in a package of its own."""
    package = f"python3.{sys.version_info[1]}-venv"
    if not is_debian() or sys.base_prefix != "/usr":
        raise Stop(
            f"This Python ({sys.executable}) has no 'ensurepip' module, so it cannot make a virtual environment. "
            "Install a complete Python 3.11 to 3.13 and start this file with it."
        )
    reason = install([package], "to make a virtual environment")
    probe = subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False)
    if probe.returncode:
        # all that will be asked for, in one line
        others = [*_missing_for_qt(display=has_display()).values(), *_missing_fonts()]
        raise Stop(
            f"Debian's Python cannot make a virtual environment without the package {package}.\n{reason or ''}"
            f"Install it, and what the window needs, with this line, then run the same command again:\n"
            f"  {apt_line([package, *others])}"
        )


def ensure_for_build() -> None:
    """PyInstaller on Linux reads binaries with objdump and copies Python's shared library."""
    if not sys.platform.startswith("linux"):
        return
    packages = [] if shutil.which("objdump") else ["binutils"]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if ".so" in library and sys.base_prefix == "/usr" and not _loads(library):
        packages.append(f"libpython3.{sys.version_info[1]}")
    if packages:
        reason = install(packages, "for PyInstaller")
        if not shutil.which("objdump"):
            raise Stop(f"The build needs more system packages.\n{reason or ''}Install them: {apt_line(packages)}")


def apt_line(packages: Iterable[str]) -> str:
    names = " ".join(dict.fromkeys(packages))
    if not is_debian():
        return f"(on Debian they are in: {names})"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return f"{'' if root else 'sudo '}apt-get install -y --no-install-recommends {names}"


def install(packages: list[str], purpose: str) -> str | None:
    """Install Debian packages if this machine lets us; otherwise the reason why not, as a line of text."""
    if not is_debian():
        return None
    prefix = root_prefix()
    if prefix is None:
        return None
    say(f"Installing system packages {purpose}: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    _quietly([*apt, "update"])
    done = _quietly([*apt, "install", "-y", "--no-install-recommends", *packages])
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if line.startswith("E:")]
    return f"apt-get said: {errors[0][2:].strip() if errors else 'exit code ' + str(done.returncode)}\n"


def _quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, env=child_environment())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font(family: str) -> bool:
    return any(
        name.startswith(family) and name.endswith((".otf", ".ttf", ".ttc"))
        for folder in FONT_FOLDERS
        for _, _, names in os.walk(Path(folder).expanduser())
        for name in names
    )
