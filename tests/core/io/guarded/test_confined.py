"""The reading process has no network, starts no program and writes nowhere else: asked in the process itself."""

import sys
from pathlib import Path

import pytest

from piiri.io.guarded.worker import _OWN_DRIVERS, LIMITS, Worker


class Told:
    """A file's name that is found out in the reading process, by an expression."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def __reduce__(self) -> tuple[object, ...]:
        return eval, (self.expression,)


@pytest.fixture(scope="module")
def worker():
    made = Worker(LIMITS)
    yield made
    made.end()


def told(worker: Worker, expression: str) -> str:
    value, _ = worker.ask("opened", (Path("there-is-none"), Told(f"str({expression})")), lambda gone: None)
    return value["problems"][0]["file"]


def attempt(statement: str) -> str:
    """An expression that says which error the statement raises."""
    lines = f"try:\n    {statement}\n    found = 'done'\nexcept Exception as error:\n    found = type(error).__name__"
    return f"(lambda space: (exec({lines!r}, space), space['found'])[1])({{}})"


@pytest.mark.parametrize(
    "statement",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('/tmp/piiri-was-here', 'w')",
        "import os; os.open('../piiri-was-here', os.O_CREAT | os.O_WRONLY)",
    ],
)
def test_what_is_closed(worker: Worker, statement: str) -> None:
    assert told(worker, attempt(statement)) in ("PermissionError", "URLError")


def test_its_own_folder_is_open(worker: Worker) -> None:
    assert told(worker, attempt("import tempfile; tempfile.TemporaryFile().write(b'x')")) == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is Linux's")
def test_no_library_gets_a_socket_either(worker: Worker) -> None:
    assert told(worker, "__import__('ctypes').CDLL(None).socket(2, 1, 0)") == "-1"
    assert told(worker, "__import__('ctypes').CDLL(None).execv(b'/bin/true', None)") == "-1"


def test_only_the_listed_drivers_are_on(worker: Worker) -> None:
    drivers = set(told(worker, "','.join(sorted(__import__('pyogrio').list_drivers()))").split(","))
    assert {"GPKG", "GeoJSON", "OSM", "GML"} <= drivers <= _OWN_DRIVERS


def test_it_knows_no_proxy_and_asks_proj_for_no_grids(worker: Worker) -> None:
    assert told(worker, "__import__('os').environ.get('PROJ_NETWORK')") == "OFF"
    assert told(worker, "[k for k in __import__('os').environ if k.lower().endswith('_proxy')]") == "[]"
