"""The lock files name one set of packages, with hashes and without any address."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "locks"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def entries(lock: str) -> dict[str, set[str]]:
    """Each pinned requirement with its hashes."""
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    return {line.split(" --hash", 1)[0].strip(): set(re.findall(r"--hash=(\S+)", line)) for line in text.splitlines()}


def versions(lock: str) -> dict[str, list[Requirement]]:
    pinned: dict[str, list[Requirement]] = {}
    for line in entries(lock):
        requirement = Requirement(line)
        pinned.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pinned


@pytest.mark.parametrize("lock", ["run", "test", "build"])
def test_every_entry_is_pinned_and_hashed(lock: str) -> None:
    assert entries(lock)
    for line, hashes in entries(lock).items():
        assert re.match(r"[a-z0-9-]+==\S+( ; .+)?$", line), line
        assert hashes, line
        assert all(re.match(r"sha256:[0-9a-f]{64}$", each) for each in hashes), line


@pytest.mark.parametrize("lock", ["run", "test", "build"])
def test_no_address(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|^#", text, re.MULTILINE)


@pytest.mark.parametrize("lock", ["test", "build"])
def test_larger_locks_hold_the_run_lock(lock: str) -> None:
    larger = entries(lock)
    assert {line: larger.get(line) for line in entries("run")} == entries("run")


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("run", PROJECT["project"]["optional-dependencies"]["desktop"]),
        ("run", PROJECT["dependency-groups"]["setup"]),
        ("test", PROJECT["dependency-groups"]["test"]),
        ("build", PROJECT["dependency-groups"]["build"]),
    ],
)
def test_locks_answer_pyproject(lock: str, wanted: list[str]) -> None:
    pinned = versions(lock)
    for line in wanted:
        requirement = Requirement(line)
        found = pinned.get(canonicalize_name(requirement.name), [])
        assert found, f"{line}: not locked; run python3 packaging/lock.py"
        for each in found:
            (version,) = (specifier.version for specifier in each.specifier)
            assert requirement.specifier.contains(version), f"{line}: locked as {version}"
