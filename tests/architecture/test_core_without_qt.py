"""The core runs where there is no Qt: every module is imported in a fresh process that refuses to load one."""

import os
import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys

QT = {"PySide6", "shiboken6", "PyQt5", "PyQt6", "qtpy", "qtawesome", "pyqtgraph", "qgis", "piiri_desktop"}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in QT:
            raise ImportError(f"the core asked for {name}")

sys.meta_path.insert(0, Refuse())
import piiri

names = [found.name for found in pkgutil.walk_packages(piiri.__path__, "piiri.") if not found.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
loaded = sorted(name for name in sys.modules if name.partition(".")[0] in QT)
assert not loaded, loaded
print(len(names))
"""


def test_core_imports_no_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error", "-c", PROGRAM],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
