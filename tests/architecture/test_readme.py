"""What the README says is so: its paths exist, its map names every part of the code, its commands can be typed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from piiri.cli import main as piiri
from piiri.edits import from_json
from piiri.io.mapping_file import read_mapping

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = (ROOT / "core" / "piiri", ROOT / "desktop" / "piiri_desktop")
MADE = (".venv/", "out/", "dist/")
"""What the commands make need not be there."""

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named() -> Iterator[tuple[str, Path]]:
    """Every path in the text, as it is written and as it is meant: a name alone is in the folder of its list entry."""
    folder = ROOT
    for line in BLOCK.sub("", README).splitlines():
        head = re.match(r"- \*\*`([\w./]+/)`\*\*", line)
        if head or not line.startswith("  "):
            folder = ROOT / head[1] if head else ROOT
        for text in re.findall(r"`([^`\s]+)`", line):
            if "/" in text or text.endswith((".py", ".toml", ".md")):
                yield text, (folder if "/" not in text else ROOT) / text
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        yield target, ROOT / target


def code(*languages: str) -> str:
    return "\n".join(text for language, text in BLOCK.findall(README) if language in languages)


def test_paths_exist() -> None:
    assert [text for text, path in named() if not path.exists() and not text.startswith(MADE)] == []


def test_the_map_names_every_folder_and_every_module_at_the_top() -> None:
    known = {path.resolve() for _, path in named()}
    folders = {path.parent for package in PACKAGES for path in package.rglob("__init__.py")}
    modules = {path for package in PACKAGES for path in package.glob("*.py") if path.name != "__init__.py"}
    missing = sorted(path.relative_to(ROOT).as_posix() for path in folders | modules if path.resolve() not in known)
    assert missing == [], "say in the README's map of the code what these are for"


def test_commands_exist() -> None:
    tables = " ".join(re.findall(r"`(piiri [^`]+)`", README))
    said = set(re.findall(r"(?:^\$ |^|\s)piiri ([a-z]+)(?: ([a-z]+)\b)?", tables + "\n" + code("sh", "console"), re.M))
    assert isinstance(piiri, click.Group)
    assert {command for command, _ in said} >= set(piiri.commands), "the README leaves a command out"
    for command, below in sorted(said):
        found = piiri.commands.get(command)
        assert found is not None, f"there is no `piiri {command}`"
        if isinstance(found, click.Group):
            assert below in found.commands, f"there is no `piiri {command} {below}`"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:python3?|py) (\S+\.py)", README))))
def test_scripts_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def test_options_exist() -> None:
    """Every option in the tour is one that its command knows."""
    assert isinstance(piiri, click.Group)
    for line in code("console").splitlines():
        if not line.startswith("$ piiri "):
            continue
        name, *words = line.removeprefix("$ piiri ").split()
        known = {option for param in piiri.commands[name].params for option in param.opts}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_edits_are_read() -> None:
    """The edits of the tour are edits."""
    lines = [line for line in code("console").splitlines() if line.startswith("{")]
    assert lines and all(from_json(json.loads(line)) for line in lines)


def test_mapping_is_read(tmp_path: Path) -> None:
    """The mapping of the README is one that Piiri reads."""
    path = tmp_path / "exampleby.toml"
    path.write_text(code("toml"), encoding="utf-8")
    mapping = read_mapping(path)
    assert [layer.kind for layer in mapping.layers] == ["schools", "blocks", "pupils"]
