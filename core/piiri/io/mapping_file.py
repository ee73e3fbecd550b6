"""Reads a mapping file and refuses what it does not know, naming the key and the nearest one that exists."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ..errors import InputError
from ..i18n import N_
from ..model.dataset import DistanceLimit, Group
from ..model.stages import Stage
from .limits import shipped_limits
from .mapping import BETWEEN, GroupColumn, ImportMapping, LayerMapping, MakeBlocks, ResidentColumn, Seeded
from .mapping_keys import COLUMNS, COMMON, NEEDED, NUMBER, OF_KIND, SHOWS, TEXTS, TOP
from .sources import refuse_address

Table = Mapping[str, Any]
_ONE_OF = N_("It must be one of: {known}.")


class _Reader:
    """Checks tables of one mapping file; ``where`` is the place in it, as a person would say it."""

    def __init__(self, file: str, folder: Path) -> None:
        self.file, self.folder = file, folder

    def refuse(self, where: str, key: str, mend: str, **facts: str) -> InputError:
        return InputError(
            "mapping-value",
            N_("In {file}, {where}: the value of “{key}” cannot be used."),
            mend,
            file=self.file,
            where=where,
            key=key,
            **facts,
        )

    def keys(self, table: Any, where: str, known: Mapping[str, Any], needed: tuple[str, ...] = ()) -> Table:
        """Return the table after a look at its keys and the types of their values."""
        if not isinstance(table, dict):
            raise self.refuse(where, where, N_("It must be a table."))
        for key, value in table.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.5)
                raise InputError(
                    "mapping-key-unknown",
                    N_("In {file}, {where}: there is no key “{key}”."),
                    N_("Did you mean “{nearest}”? Known keys: {known}.") if near else N_("Known keys: {known}."),
                    file=self.file,
                    where=where,
                    key=key,
                    nearest=near[0] if near else "",
                    known=", ".join(sorted(known)),
                )
            if not _fits(value, known[key]):
                raise self.refuse(where, key, _wanted(known[key]))
        for key in needed:
            if key not in table:
                raise InputError(
                    "mapping-key-missing",
                    N_("In {file}, {where}: the key “{key}” is missing."),
                    N_("Add it."),
                    file=self.file,
                    where=where,
                    key=key,
                )
        return table

    def mapping(self, data: Table) -> ImportMapping:
        top = self.keys(data, "[top]", TOP, ("name", "stages", "layers"))
        stages = tuple(self.stage(stage, position) for position, stage in enumerate(top["stages"], 1))
        if not stages or len({stage.id for stage in stages}) != len(stages):
            raise self.refuse("[[stages]]", "id", N_("Each stage needs an id of its own."))
        groups = self.named(top.get("groups", {}), "[groups]", str)
        layers = tuple(self.layer(layer, n, stages, groups) for n, layer in enumerate(top["layers"], 1))
        joint = {name: self.named(shares, f"[joint] “{name}”", NUMBER) for name, shares in top.get("joint", {}).items()}
        for name, shares in joint.items():
            if not shares or min(shares.values()) <= 0:
                raise self.refuse("[joint]", name, N_("It must be a table of schools with shares above 0."))
        said = top.get("limits", [])
        if isinstance(said, str):
            limits = shipped_limits()[self.one_of(said, shipped_limits(), "[top]", "limits")].limits
        else:
            limits = tuple(self.limit(limit, n) for n, limit in enumerate(said, 1))
        return ImportMapping(
            file=self.file,
            name=top["name"],
            crs=top.get("crs", "auto"),
            stages=stages,
            layers=layers,
            groups=tuple(Group(key, name) for key, name in groups.items()),
            aliases=self.named(top.get("aliases", {}), "[aliases]", str),
            places=self.named(top.get("places", {}), "[places]", int),
            streets=self.named(top.get("streets", {}), "[streets]", str),
            make_blocks=self.make_blocks(top["make_blocks"]) if "make_blocks" in top else None,
            joint=joint,
            limits=limits if "limits" in top else None,
            gap_width_m=float(top.get("gap_width_m", 10.0)),
            snap_width_m=float(top.get("snap_width_m", 5.0)),
            notes=self.named(top.get("notes", {}), "notes", str),
        )

    def stage(self, data: Any, position: int) -> Stage:
        where = f"[[stages]] {position}"
        table = self.keys(
            data, where, {"id": str, "name": str, "language": str, "grades": list[int]}, ("id", "name", "grades")
        )
        grades = tuple(table["grades"])
        if not grades or list(grades) != sorted(set(grades)) or not set(grades) <= set(range(10)):
            raise self.refuse(where, "grades", N_("It must be a list of ascending grades from 0 to 9."))
        return Stage(table["id"], table["name"], table.get("language", ""), grades)

    def limit(self, data: Any, position: int) -> DistanceLimit:
        known = {"grades": list[int], "limit_m": NUMBER, "inclusive": bool}
        table = self.keys(data, f"[[limits]] {position}", known, ("grades", "limit_m", "inclusive"))
        return DistanceLimit(tuple(table["grades"]), float(table["limit_m"]), table["inclusive"])

    def make_blocks(self, data: Any) -> MakeBlocks:
        """Return how blocks are made where no layer holds them."""
        known = {"between": str, "cell_m": NUMBER, "smallest_m2": NUMBER, "largest_m2": NUMBER}
        table = self.keys(data, "[make_blocks]", known, ("between",))
        between = self.one_of(table["between"], BETWEEN, "[make_blocks]", "between")
        sizes = {key: float(value) for key, value in table.items() if key != "between"}
        for key, value in sizes.items():
            if not 10 <= value <= 1e9:
                raise self.refuse("[make_blocks]", key, N_("It must be a number of metres, at least 10."))
        return MakeBlocks(between, **sizes)

    def layer(self, data: Any, position: int, stages: tuple[Stage, ...], groups: Table) -> LayerMapping:
        where = f"[[layers]] {position}"
        kind = data.get("kind") if isinstance(data, dict) else None
        if kind not in OF_KIND:
            raise self.refuse(where, "kind", _ONE_OF, known=", ".join(OF_KIND))
        where = f"{where} ({kind})"
        needed: tuple[str, ...] = ("kind",) if "seeded" in data else ("kind", "file")
        needed += {"catchments": ("stage", "columns"), "blocks": ("columns",), "schools": ("columns",)}.get(kind, ())
        needed += {"residents": ("id", "values"), "backdrop": ("shows",)}.get(kind, ())
        table = self.keys(data, where, COMMON | OF_KIND[kind], needed)
        columns = self.keys(table.get("columns", {}), f"{where} columns", COLUMNS[kind], NEEDED.get(kind, ()))
        if kind == "schools" and not {"id", "name"} & set(columns):
            raise self.refuse(where, "columns", N_("It must name at least the column of “id” or “name”."))
        if kind == "addresses" and not {"address", "street"} & set(columns):
            raise self.refuse(where, "columns", N_("It must name the column of “street” or “address”."))
        stage = self.one_of(table.get("stage", ""), [stage.id for stage in stages] + [""], where, "stage")
        if not stage and len(stages) == 1:
            stage = stages[0].id
        if kind == "backdrop":
            self.one_of(table["shows"], SHOWS, where, "shows")
        if table.get("decimal", ",") not in (",", "."):
            raise self.refuse(where, "decimal", N_("It must be “,” or “.”."))
        grouped = self.groups(columns.get("groups", {}), f"{where} columns.groups", groups)
        together = table.get("missing_together")
        if together is not None:
            self.keys(together, f"{where} missing_together", {"value": str, "columns": TEXTS}, ("value", "columns"))
        return LayerMapping(
            kind=kind,
            path=self.path(table["file"], where) if "file" in table else None,
            file=Path(table["file"]).name if "file" in table else "",
            layer=table.get("layer", ""),
            crs=table.get("crs", ""),
            columns={key: column for key, column in columns.items() if isinstance(column, str)},
            groups=grouped,
            grades=self.grades(columns.get("grades", {}), f"{where} columns.grades"),
            missing=tuple(table.get("missing", ())),
            missing_together=(together["value"], tuple(together["columns"])) if together else None,
            only={key: tuple(v) for key, v in self.named(table.get("only", {}), f"{where} only", TEXTS).items()},
            decimal=table.get("decimal", ""),
            encoding=table.get("encoding", ""),
            delimiter=table.get("delimiter", ""),
            header_row=table.get("header_row", 1),
            header_rows=table.get("header_rows", 1),
            without={k: tuple(v) for k, v in self.named(table.get("without", {}), f"{where} without", TEXTS).items()},
            without_rows=tuple(table.get("without_rows", ())),
            digits=self.named(table.get("digits", {}), f"{where} digits", int),
            swapped=table.get("swapped", False),
            stage=stage,
            plan=table.get("plan", ""),
            plans=self.plans(table.get("plans", {}), f"{where} plans", stages),
            teaches=self.teaches(table.get("teaches", {}), f"{where} teaches", stages),
            only_used=table.get("only_used", False),
            languages=self.named(table.get("languages", {}), f"{where} languages", str),
            id=table.get("id", ""),
            values=self.values(table.get("values", {}), f"{where} values"),
            shows=table.get("shows", ""),
            seeded=self.seeded(table["seeded"], f"{where} seeded", groups) if "seeded" in table else None,
        )

    def named(self, table: Any, where: str, wanted: Any) -> dict[str, Any]:
        """Return a table whose keys are free and whose values are of one type."""
        if not isinstance(table, dict):
            raise self.refuse(where, where, N_("It must be a table."))
        for key, value in table.items():
            if not _fits(value, wanted):
                raise self.refuse(where, key, _wanted(wanted))
        return dict(table)

    def one_of(self, value: str, known: Any, where: str, key: str) -> str:
        if value not in known:
            raise self.refuse(where, key, _ONE_OF, known=", ".join(each for each in known if each))
        return value

    def groups(self, table: Any, where: str, known: Table) -> dict[str, GroupColumn]:
        found = {}
        for key, value in self.keys(table, where, dict.fromkeys(known, str | dict)).items():
            if isinstance(value, str):
                found[key] = GroupColumn(value)
            else:
                spec = self.keys(value, f"{where} {key}", {"column": str, "is": TEXTS}, ("column",))
                found[key] = GroupColumn(spec["column"], tuple(spec["is"]) if "is" in spec else None)
        return found

    def grades(self, table: Any, where: str) -> dict[int, str]:
        named = self.keys(table, where, {str(grade): str for grade in range(10)})
        return {int(grade): column for grade, column in named.items()}

    def plans(self, table: Any, where: str, stages: tuple[Stage, ...]) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for plan, columns in self.named(table, where, str | dict).items():
            if isinstance(columns, str):
                if len(stages) > 1:
                    raise self.refuse(where, plan, N_("Name a column for each stage, as there are several stages."))
                found[plan, stages[0].id] = columns
                continue
            for stage, column in self.keys(columns, f"{where} “{plan}”", {stage.id: str for stage in stages}).items():
                found[plan, stage] = column
        return found

    def teaches(self, table: Any, where: str, stages: tuple[Stage, ...]) -> dict[str, tuple[str, ...]]:
        found = {}
        for value, ids in self.named(table, where, TEXTS).items():
            for each in ids:
                self.one_of(each, [stage.id for stage in stages], where, value)
            found[value] = tuple(ids)
        return found

    def values(self, table: Any, where: str) -> dict[str, ResidentColumn]:
        found = {}
        for key, value in self.named(table, where, dict).items():
            known = {"column": str, "name": str, "of": str, "per": str}
            spec = self.keys(value, f"{where} {key}", known, ("column", "name"))
            per = self.one_of(spec.get("per", "count"), ("count", "percent", "mean"), where, "per")
            if (of := spec.get("of", "")) and of not in table:
                raise self.refuse(f"{where} {key}", "of", N_("It must be the key of another value of this layer."))
            if per != "count" and not of:
                raise self.refuse(
                    f"{where} {key}", "per", N_("It must be “count”, or “of” must say what it is a part of.")
                )
            found[key] = ResidentColumn(spec["column"], spec["name"], of, per)
        return found

    def seeded(self, table: Any, where: str, groups: Table) -> Seeded:
        spec = self.keys(table, where, {"count": int, "seed": int, "groups": dict}, ("count", "seed"))
        shares = self.keys(spec.get("groups", {}), f"{where} groups", dict.fromkeys(groups, NUMBER))
        return Seeded(spec["count"], spec["seed"], dict(shares))

    def path(self, text: str, where: str) -> Path:
        def variable(found: re.Match[str]) -> str:
            if found[1] not in os.environ:
                raise InputError(
                    "mapping-variable",
                    N_("In {file}, {where}: the environment variable {variable} is not set."),
                    N_("Set it, or write the path itself."),
                    file=self.file,
                    where=where,
                    variable=found[1],
                )
            return os.environ[found[1]]

        filled = re.sub(r"\$\{(\w+)\}", variable, text)
        refuse_address(filled, self.file)
        return self.folder / filled


def _fits(value: Any, wanted: Any) -> bool:
    if get_args(wanted) and getattr(wanted, "__origin__", None) is list:
        return isinstance(value, list) and all(_fits(each, get_args(wanted)[0]) for each in value)
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _wanted(wanted: Any) -> str:
    names: dict[Any, str] = {
        str: N_("It must be text in quotes."),
        int: N_("It must be a whole number."),
        bool: N_("It must be true or false."),
        dict: N_("It must be a table."),
        list: N_("It must be a list of tables."),
        NUMBER: N_("It must be a number."),
        TEXTS: N_("It must be a list of texts in quotes."),
        list[int]: N_("It must be a list of whole numbers."),
    }
    return names.get(wanted, N_("It must be text in quotes or a table."))


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping file.

    Parameters
    ----------
    path
        The TOML file; the paths in it are relative to its folder.

    Raises
    ------
    InputError
        ``mapping-missing``, ``mapping-not-toml``, ``mapping-key-unknown``, ``mapping-key-missing``, ``mapping-value``,
        ``mapping-variable``, ``address-refused``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise InputError(
            "mapping-missing", N_("There is no mapping file {file}."), N_("Check the path."), file=path.name
        ) from None
    except UnicodeDecodeError as problem:
        raise _not_toml(path.name, problem) from None
    return mapping_of_text(text, path.name, path.parent)


def mapping_of_text(text: str, file: str, folder: Path) -> ImportMapping:
    """Read the text of a mapping, such as the one a project keeps; as :func:`read_mapping`.

    Parameters
    ----------
    text
        TOML.
    file
        What problems call it.
    folder
        What the paths in it are relative to.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _not_toml(file, problem) from None
    return _Reader(file, folder).mapping(data)


def _not_toml(file: str, problem: Exception) -> InputError:
    return InputError(
        "mapping-not-toml",
        N_("The mapping file {file} is not valid TOML: {reason}."),
        N_("Mend it there; texts stand in quotes."),
        file=file,
        reason=str(problem),
    )
