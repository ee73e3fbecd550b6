"""The two commands of a fresh clone, with nothing but Python installed.

    python3 packaging/bootstrap.py run  [ARGS...]    open Piiri on the demo municipality
    python3 packaging/bootstrap.py test [ARGS...]    lint, types, contracts and tests; ARGS go to pytest

Also `setup` (only the environment, with the test tools) and `build` (a folder that runs without Python).

This file parses on every Python since 2.7, because its first task is to say that one is too old.
"""

from __future__ import print_function

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def main():
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        import commands

        return commands.main(sys.argv[1:])
    other = _other_python()
    if other:
        return subprocess.call([other, os.path.abspath(__file__)] + sys.argv[1:])
    print(
        "Piiri needs Python 3.11, 3.12 or 3.13; this is Python {}.{} ({}).\n"
        "Install one of them and start this file with it, for example: python3.11 packaging/bootstrap.py run".format(
            sys.version_info[0], sys.version_info[1], sys.executable
        ),
        file=sys.stderr,
    )
    return 1


def _other_python():
    """Another Python on this machine that is neither too old nor too new, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.{}".format(minor)
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK) and _starts(path):
                return path
    return None


def _starts(python):
    with open(os.devnull, "w") as nowhere:
        try:
            return subprocess.call([python, "-c", ""], stdout=nowhere, stderr=nowhere) == 0
        except OSError:
            return False


if __name__ == "__main__":
    sys.exit(main())
