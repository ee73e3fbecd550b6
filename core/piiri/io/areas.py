"""Blocks and catchments become one coverage, and what they say about schools becomes plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from ..i18n import N_
from ..model.arrays import Array, IntArray
from ..model.coverage import Coverage
from ..model.overlay import Overlay, overlay
from ..model.plan import UNASSIGNED, Catchments, Plan
from ..model.schools import Schools
from .checks import NEGLIGIBLE_M2, label_of
from .columns import texts
from .making_blocks import MadeBlocks
from .mapping import ImportMapping
from .report import Findings
from .schools import SchoolBook, distinct
from .table import Fate, Table

Servers = tuple[tuple[int, float], ...]
"""Which schools serve a catchment, with which shares: positions in the book of schools."""


def check_block_ids(table: Table, findings: Findings) -> Array:
    """Return the ids of the blocks; blocking where two have the same, rejecting those without."""
    column = table.spec.columns["id"]
    ids = texts(table.columns[column])
    first: dict[str, int] = {}
    for row in map(int, np.flatnonzero(table.usable)):
        if not ids[row]:
            table.reject(row)
            findings.list(
                "id-missing",
                table.file,
                N_("{file}, feature {row}: the block has no id."),
                N_("The feature is left out; give it an id in the file."),
                **table.place(row, column),
            )
        elif (other := first.setdefault(ids[row], row)) != row:
            findings.block(
                "block-doubled",
                table.file,
                N_("{file}, feature {row}: the block id “{value}” is already that of feature {other_row}."),
                N_("Give each block an id of its own, or join its parts into one feature."),
                **table.place(row, column),
                value=ids[row],
                other_row=str(int(table.row[other])),
            )
    return ids


@dataclass(frozen=True, eq=False)
class Layout:
    """The coverage, and which row of each table each face lies in.

    Attributes
    ----------
    coverage
        The faces.
    row_of_face
        (F,) for each table: a row of it, or −1.
    shapes
        (N,) for each table: its polygons as they went in.
    """

    coverage: Coverage
    row_of_face: dict[Table, IntArray]
    shapes: dict[Table, Array]


def lay_out(
    blocks: Table | None,
    zones: Sequence[Table],
    shapes: dict[Table, Array],
    *,
    repair: bool,
    findings: Findings,
    made: MadeBlocks | None = None,
    snap_width_m: float = 0.0,
) -> Layout:
    """Overlay blocks and catchment layers into one coverage.

    Parameters
    ----------
    blocks, zones
        The tables; at least one.
    shapes
        Their polygons, from :func:`piiri.io.repair.areas_of`.
    repair
        True where a block that is hardly more than a line may be joined to its neighbour.
    made
        Blocks that were made where there is no table of them.
    snap_width_m
        Borders of different layers closer together than this become one.
    """
    tables = [*([blocks] if blocks is not None else []), *zones]
    rows = [np.flatnonzero(table.usable) for table in tables]
    layers = [shapes[table][mine] for table, mine in zip(tables, rows, strict=True)]
    ids: list[str] = []
    if blocks is not None:
        ids = texts(blocks.columns[blocks.spec.columns["id"]])[rows[0]].tolist()
    elif made is not None:
        layers.insert(0, made.polygons)
        ids = made.ids
    try:
        laid = overlay(layers, blocks=0 if ids else None, block_ids=ids, snap_width_m=snap_width_m)
    except ValueError as problem:
        findings.stop(
            "overlay-failed",
            tables[0].file,
            N_("The areas of {file} cannot be laid over one another ({reason})."),
            N_("Mend overlaps in a GIS, or import its layers one by one to find the one at fault."),
            reason=str(problem),
        )
    _note_merged(tables, laid, findings)
    if blocks is not None:
        lost = np.setdiff1d(rows[0], rows[0][laid.member[0][laid.member[0] >= 0]])
        _note_lost_blocks(blocks, lost, shapes[blocks], repair, findings)
    own = laid.member[1:] if made is not None else laid.member
    member = {table: np.where(own[n] >= 0, rows[n][own[n]], -1).astype(np.int32) for n, table in enumerate(tables)}
    return Layout(laid.coverage, member, shapes)


def _note_merged(tables: list[Table], laid: Overlay, findings: Findings) -> None:
    if len(laid.snapped):
        findings.list(
            "borders-snapped",
            ", ".join(dict.fromkeys(table.file for table in tables)),
            N_("{file}: borders of two layers that nearly match were made one in {n} places ({area_m2} m² in all)."),
            N_("The largest has {largest_m2} m²; look at it if that is not small."),
            n=len(laid.snapped),
            area_m2=float(laid.snapped[:, 2].sum()),
            largest_m2=float(laid.snapped[:, 2].max()),
            places=laid.snapped.round(2).tolist(),
        )
    if laid.merged_m2:
        findings.list(
            "slivers-merged",
            ", ".join(dict.fromkeys(table.file for table in tables)),
            N_("{file}: slivers between nearly equal borders went to their neighbours ({n}, {area_m2} m² in all)."),
            N_("The largest has {largest_m2} m²; nothing needs to be done if that is small."),
            n=len(laid.merged_m2),
            area_m2=float(sum(laid.merged_m2)),
            largest_m2=float(max(laid.merged_m2)),
        )


def _note_lost_blocks(blocks: Table, lost: Array, shapes: Array, repair: bool, findings: Findings) -> None:
    """Note blocks that were taken for slivers; their pupils stay where they are, now in the neighbour."""
    for row in map(int, lost):
        area = float(shapes[row].area)
        agreed = repair or area < NEGLIGIBLE_M2
        note = findings.list if agreed else findings.block
        blocks.fate[row] = Fate.REPAIRED
        note(
            "block-tiny",
            blocks.file,
            N_("{file}, feature {row}: the block “{value}” has only {area_m2} m²."),
            N_("It was joined to its neighbour, with its pupils.")
            if agreed
            else N_("Allow the repair, which joins it to its neighbour, or mend it at its source."),
            **blocks.place(row, blocks.spec.columns["id"]),
            value=label_of(blocks, row),
            area_m2=area,
        )


@dataclass
class PlanMaker:
    """Turns what columns and polygons say into catchments and plans.

    Attributes
    ----------
    mapping, book, layout, findings
        See their classes.
    """

    mapping: ImportMapping
    book: SchoolBook
    layout: Layout
    findings: Findings
    names_of_face: dict[tuple[str, str], Array] = field(default_factory=dict)
    servers_of: dict[tuple[str, str], Servers | None] = field(default_factory=dict)

    def gather(self) -> None:
        """Find out which school every plan names for every face; names nobody knows are listed with likely ones."""
        for plan in self.mapping.plan_names:
            for stage in self.mapping.stages:
                self.names_of_face[plan, stage.id] = self._names(plan, stage.id)

    def _names(self, plan: str, stage: str) -> Array:
        names = np.full(self.layout.coverage.face_count, "", dtype=object)
        found = False
        for table, row_of_face in self.layout.row_of_face.items():
            spec = table.spec
            column = spec.plans.get((plan, stage))
            if spec.kind == "catchments" and spec.stage == stage and (spec.plan or self.mapping.plan_names[0]) == plan:
                column = spec.columns["school"]
            if column is None:
                continue
            found = True
            said = texts(table.columns[column])
            self._resolve(table, column, distinct(said[table.usable]), stage)
            names = np.where((row_of_face >= 0) & (names == ""), said[row_of_face], names)
            self._note_empty(table, column, said)
        first = self.mapping.plan_names[0]
        # an option that says nothing about a stage leaves it as it is today
        return names if found or plan == first else self.names_of_face[first, stage]

    def _note_empty(self, table: Table, column: str, said: Array) -> None:
        empty = np.flatnonzero((said == "") & table.usable)
        if len(empty):
            self.findings.list(
                "school-empty",
                table.file,
                N_("{file}: areas without a school in column “{column}”: {n}, the first in row {row}."),
                N_("They belong to no catchment until you assign them."),
                **table.place(int(empty[0]), column),
                n=len(empty),
            )

    def _resolve(self, table: Table, column: str, names: list[str], stage: str) -> None:
        unknown = [name for name in names if self._servers(table, column, name, stage) is None]
        if names and len(unknown) == len(names):
            self.findings.block(
                "no-school-known",
                table.file,
                N_("{file}: no school named in column “{column}” is known, for example “{value}”."),
                N_("Check the column, and that the names or ids are those of the schools' file."),
                layer=table.spec.layer,
                column=column,
                value=names[0],
            )

    def _servers(self, table: Table, column: str, name: str, stage: str) -> Servers | None:
        if (name, stage) not in self.servers_of:
            shares = self.mapping.joint.get(name, {name: 1.0})
            found = [(self._school(table, column, school, stage), share) for school, share in shares.items()]
            known = [(school, share) for school, share in found if school is not None]
            total = sum(share for _, share in known)
            servers = tuple((school, share / total) for school, share in known)
            self.servers_of[name, stage] = servers if len(known) == len(found) else None
        return self.servers_of[name, stage]

    def _school(self, table: Table, column: str, name: str, stage: str) -> int | None:
        found = self.book.find(name, stage)
        if len(found) == 1:
            return found[0]
        rows = np.flatnonzero((texts(table.columns[column]) == name) & table.usable)
        place = table.place(int(rows[0]), column) if len(rows) else {"layer": table.spec.layer, "column": column}
        if found:
            self.findings.list(
                "school-ambiguous",
                table.file,
                N_("{file}: “{value}” in column “{column}” may mean several schools: {ids}."),
                N_("Write under [aliases] which id it is; until then its areas belong to no catchment."),
                **place,
                value=name,
                ids=", ".join(self.book.schools[each].id for each in found),
            )
            return None
        nearest = self.book.nearest_names(name)
        mend = N_("Add it to the schools' file or under [aliases]; until then its areas belong to no catchment.")
        if nearest:
            mend = N_("Did you mean {nearest}? Say so under [aliases]; until then its areas belong to no catchment.")
        self.findings.list(
            "school-unknown",
            table.file,
            N_("{file}: no school is called “{value}”, as column “{column}” says."),
            mend,
            **place,
            value=name,
            nearest=", ".join(nearest),
        )
        return None

    def place_schools(self) -> None:
        """Put schools that have no place of their own into the middle of today's catchment."""
        plan = self.mapping.plan_names[0]
        polygons = self.layout.coverage.polygons()
        for stage in self.mapping.stages:
            names = self.names_of_face[plan, stage.id]
            for name in distinct(names):
                for position, _ in self.servers_of[name, stage.id] or ():
                    school = self.book.schools[position]
                    if np.isnan(school.x_m):
                        middle = shapely.point_on_surface(shapely.union_all(polygons[names == name]))
                        school.x_m, school.y_m = middle.x, middle.y
        placeless = [school for school in self.book.schools if np.isnan(school.x_m)]
        for school in placeless:  # named by an option only
            school.x_m, school.y_m = self.layout.coverage.vertices.mean(axis=0)

    def used_schools(self) -> set[int]:
        """Return the positions of the schools that a plan gives to some area."""
        return {school for servers in self.servers_of.values() for school, _ in servers or ()}

    def plans(self, schools: Schools, kept: dict[int, int]) -> tuple[Plan, ...]:
        """Return the plans, today's first.

        Parameters
        ----------
        schools
            The schools that were kept.
        kept
            Their old positions in the book -> positions among ``schools``.
        """
        stages = self.mapping.stages
        index: dict[tuple[int, Servers], int] = {}
        names: list[str] = []
        for s, stage in enumerate(stages):
            wanted: dict[Servers, str] = {}
            for (name, of_stage), servers in self.servers_of.items():
                if of_stage == stage.id and servers:
                    one = len(servers) == 1
                    wanted.setdefault(servers, schools.names[kept[servers[0][0]]] if one else name)
            for old, new in kept.items():
                if stage.id in (self.book.schools[new].teaches or ()):
                    wanted.setdefault(((old, 1.0),), schools.names[new])
            for servers in sorted(wanted):
                index[s, servers] = len(index)
                names.append(wanted[servers])
        catchments = Catchments(
            tuple(f"{stages[s].id}/" + "+".join(schools.ids[kept[h]] for h, _ in each) for s, each in index),
            tuple(names),
            np.array([s for s, _ in index], dtype=np.int16),
            np.repeat(np.arange(len(index)), [len(servers) for _, servers in index]),
            np.array([kept[h] for _, servers in index for h, _ in servers], dtype=np.int32),
            np.array([share for _, servers in index for _, share in servers], dtype=np.float64),
        )
        made = []
        for plan in self.mapping.plan_names:
            table = np.full((len(stages), self.layout.coverage.face_count), UNASSIGNED, dtype=np.int32)
            for s, stage in enumerate(stages):
                said = self.names_of_face[plan, stage.id]
                for name in distinct(said):
                    if servers := self.servers_of[name, stage.id]:
                        table[s, said == name] = index[s, servers]
            made.append(Plan(plan, stages, self.layout.coverage, catchments, table, schools))
        for done in made:
            done.validate()
        return tuple(made)
