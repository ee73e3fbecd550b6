"""Foreign files in, a dataset and its plans out: everything or nothing, and nothing dropped silently."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

import numpy as np
import shapely
from pyproj import CRS

from ..errors import InputError
from ..i18n import N_, tr
from ..model.arrays import Array, FloatArray
from ..model.dataset import HELSINKI_LIMITS, Backdrop, Dataset
from ..model.plan import Plan
from ..model.points import PointLayer
from ..model.ways import Ways, together
from ..progress import Part, Progress, silent
from ..walking import measure_of
from .addresses import AddressPoints, has_places, register_of, says_addresses
from .areas import Layout, PlanMaker, check_block_ids, lay_out
from .block_counts import pupils_of_blocks
from .columns import leave_out
from .guarded import read_table
from .located import backdrop_of, note_outside, points_of, raw_points
from .making_blocks import LINES, MadeBlocks, make_blocks
from .mapping import ImportMapping
from .mapping_file import read_mapping
from .mapping_text import mapping_text
from .people import People, joined, pupils_of_file, seeded_pupils
from .reference import check_bounds, crs_of, key_of, target_crs, to_target
from .repair import areas_of
from .report import Findings, ImportBlocked, ImportReport
from .residents import residents_of
from .roads import ways_of_table, ways_table
from .schools import SchoolBook
from .spreading import Places, is_fine, note_spread, places, spread
from .table import Table, note_left_out


@dataclass(frozen=True, eq=False)
class Imported:
    """What an import gave.

    Attributes
    ----------
    dataset
        What the files said.
    plans
        Today's plan, then the options in the order of the mapping. All share the coverage and the catchments, so edits
        lead from any of them to any other.
    report
        What was found and done on the way.
    """

    dataset: Dataset
    plans: tuple[Plan, ...]
    report: ImportReport


def import_mapping(path: Path, progress: Progress = silent, *, repair: bool = False) -> Imported:
    """Import what a mapping file describes.

    Parameters
    ----------
    path
        The mapping; see :mod:`piiri.io.mapping`.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.
    repair
        True where the user agrees to have invalid areas, overlaps and narrow gaps mended; each is listed either way.

    Raises
    ------
    InputError
        The mapping cannot be used; nothing was read.
    ImportBlocked
        A file cannot be used. The error says the first reason; its ``report`` holds all that were found.
    """
    return import_layers(read_mapping(path), progress, repair=repair)


def import_layers(mapping: ImportMapping, progress: Progress = silent, *, repair: bool = False) -> Imported:
    """Import what a mapping says, wherever it comes from; otherwise as :func:`import_mapping`.

    Raises
    ------
    ImportBlocked
        A file cannot be used. Its report holds the ledgers of the files that were opened, as far as they came.
    """
    work = Steps(mapping, progress, repair)
    try:
        return work.run()
    except ImportBlocked as blocked:
        if blocked.report.ledgers or not work.tables:
            raise
        ledgers = tuple(table.ledger() for table in work.tables if len(table) == table.counted)
        raise ImportBlocked(replace(blocked.report, ledgers=ledgers)) from None


class Steps:
    """The steps of one import, in the order in which they are taken."""

    def __init__(self, mapping: ImportMapping, progress: Progress, repair: bool) -> None:
        self.mapping, self.progress, self.repair = mapping, progress, repair
        self.findings = Findings()
        self.tables: list[Table] = []
        self.crs: dict[Table, CRS] = {}
        self._register: AddressPoints | None = None

    def run(self) -> Imported:
        mapping, findings = self.mapping, self.findings
        self._read()
        areas = self._area_tables()
        self._choose_crs(areas[0])
        self.backdrop = self._backdrop()
        layout = self._lay_out(areas)
        book = SchoolBook(mapping, open=not mapping.of_kind("schools"))
        for table in self._of_kind("schools"):
            book.read(table, self._points(table), findings)
        findings.check()
        maker = PlanMaker(mapping, book, layout, findings)
        maker.gather()
        maker.place_schools()
        self.progress(0.7, tr("Placing pupils and residents"))
        people = self._people(layout, book, Part(self.progress, 0.7, 0.8))
        residents = self._residents(layout, people)
        ways = self._ways(layout)
        self.progress(0.8, tr("Placing pupils and residents"))
        attended = {int(each) for part in people for each in np.unique(part.attends) if each >= 0}
        kept = book.leave_out_unused(maker.used_schools() | attended)
        book.note_places(findings)
        findings.ledgers += [table.ledger() for table in self.tables]
        findings.check()
        schools = book.frozen()
        dataset = Dataset(
            name=mapping.name,
            crs=key_of(self.target),
            stages=mapping.stages,
            schools=schools,
            coverage=layout.coverage,
            pupils=joined(people, mapping, kept),
            residents=tuple(residents),
            groups=mapping.groups,
            limits=HELSINKI_LIMITS if mapping.limits is None else mapping.limits,
            backdrop=self.backdrop,
            notes={**mapping.notes, **self._sources()},
            ways=ways,
        )
        plans = maker.plans(schools, kept)
        measure_of(dataset, Part(self.progress, 0.8, 1.0), schools.xy)
        self.progress(1.0, tr("Imported"))
        return Imported(dataset, plans, findings.report())

    def _of_kind(self, *kinds: str) -> list[Table]:
        return [table for kind in kinds for table in self.tables if table.spec.kind == kind]

    def _points(self, table: Table, progress: Progress = silent) -> FloatArray:
        return points_of(table, self.crs[table], self.target, self.findings, progress)

    def _read(self) -> None:
        files = [layer for layer in self.mapping.layers if layer.path is not None]
        for n, spec in enumerate(files):
            part = Part(self.progress, 0.3 * n / len(files), 0.3 * (n + 1) / len(files))
            text = tr("Reading {file}", file=spec.file)
            part(0.0, text)
            read = ways_table if spec.kind == "ways" else read_table
            self.tables.append(read(spec, self.findings, part, text))
        self.findings.check()
        note_left_out(self.tables, self.findings)
        for table in self.tables:
            leave_out(table, self.findings)
        self.findings.check()
        if self.mapping.limits is None:
            self.findings.list(
                "limits-not-said",
                self.mapping.file,
                N_("{file} says no distance limits: 2 km in grades 1-6 and 3 km in grades 7-9 are used."),
                N_("Write the municipality's own under [[limits]]."),
            )

    def _area_tables(self) -> list[Table]:
        """Return the tables of areas, that of the blocks first."""
        blocks, zones = self._of_kind("blocks"), self._of_kind("catchments")
        if len(blocks) > 1 or not (blocks or zones):
            raise InputError(
                "blocks-or-catchments",
                N_("{file} names {n} layers of blocks and {zones} of catchments."),
                N_("Name one layer of blocks, or at least one of catchments."),
                file=self.mapping.file,
                n=len(blocks),
                zones=len(zones),
            )
        for table in blocks:
            check_block_ids(table, self.findings)
        self.findings.check()
        return [*blocks, *zones]

    def _choose_crs(self, first: Table) -> None:
        """Find every table's system, and the project's from the first areas."""
        for table in self.tables:
            if table.spec.kind != "pupils" or has_places(table) or not says_addresses(table.spec):
                self.crs[table] = crs_of(table, self.findings)
        xy = raw_points(first, self.findings)
        check_bounds(first, self.crs[first], xy, self.findings)
        self.target = target_crs(self.mapping, self.crs[first], xy)

    def _lay_out(self, areas: list[Table]) -> Layout:
        shapes = {}
        for n, table in enumerate(areas):
            self.progress(0.3 + 0.2 * n / len(areas), tr("Checking {file}", file=table.file))
            shapes[table] = areas_of(
                table,
                self.crs[table],
                self.target,
                repair=self.repair,
                gap_width_m=self.mapping.gap_width_m,
                findings=self.findings,
            )
        self.findings.check()
        self.progress(0.5, tr("Laying the areas over one another"))
        blocks = areas[0] if areas[0].spec.kind == "blocks" else None
        zones = areas[1:] if blocks else areas
        made = self._made_blocks([shapes[table] for table in zones]) if blocks is None else None
        layout = lay_out(
            blocks,
            zones,
            shapes,
            repair=self.repair,
            findings=self.findings,
            made=made,
            snap_width_m=self.mapping.snap_width_m,
        )
        self.findings.check()
        return layout

    def _made_blocks(self, zones: list[Array]) -> MadeBlocks | None:
        """Make blocks where the mapping wants them made and no layer holds any."""
        wish = self.mapping.make_blocks
        if wish is None:
            return None
        made = make_blocks([shapes[~shapely.is_missing(shapes)] for shapes in zones], self.backdrop, wish)
        text = N_("Blocks were made between roads, rail, water and the borders of catchments: {n}.")
        if wish.between == "grid":
            text = N_("Blocks were made as squares of {cell_m} m, cut by the borders of catchments: {n}.")
        elif not any(layer.kind in LINES for layer in self.backdrop):
            text = N_("No file shows roads, rail or water: blocks were made as squares of {cell_m} m: {n}.")
        self.findings.list(
            "blocks-made",
            self.mapping.file,
            text,
            N_("Too small and joined to a neighbour: {merged}; too large and cut along squares: {cut}."),
            n=len(made.polygons),
            merged=made.merged,
            cut=made.cut,
            cell_m=round(made.cell_m),
        )
        return made

    def _people(self, layout: Layout, book: SchoolBook, progress: Progress) -> list[People]:
        people: list[People] = []
        for table in self._of_kind("blocks"):
            people += pupils_of_blocks(table, layout, self.mapping, self.findings)
        for spec in self.mapping.of_kind("pupils"):
            if spec.seeded is not None:
                people.append(seeded_pupils(spec, layout, self.mapping, self.findings))
        register = self._addresses()
        files = self._of_kind("pupils")
        for n, table in enumerate(files):
            mine, text = Part(progress, n / len(files), (n + 1) / len(files)), tr("Placing pupils and residents")
            mine(0.0, text)
            xy = self._points(table, Part(mine, 0.0, 0.2)) if has_places(table) else np.full((len(table), 2), np.nan)
            mine(0.2, text)
            part = pupils_of_file(table, xy, self.mapping, book, self.findings, register, Part(mine, 0.2, 0.6))
            note_outside(table, part.xy, layout.coverage, self.findings, Part(mine, 0.6, 1.0))
            people.append(part)
        return people

    def _addresses(self) -> AddressPoints | None:
        """Return the city's address points; None where no file holds any.

        Raises
        ------
        ImportBlocked
            ``addresses-missing``: pupils have addresses only, and there are no address points.
        """
        tables = self._of_kind("addresses")
        for table in self._of_kind("pupils"):
            if not tables and not has_places(table) and says_addresses(table.spec):
                self.findings.stop(
                    "addresses-missing",
                    table.file,
                    N_("{file} says addresses and no coordinates, and no file holds the address points of the city."),
                    N_("Add a layer of kind “addresses”: streets and house numbers with their coordinates."),
                    layer=table.spec.layer,
                )
        if not tables:
            return None
        if self._register is None:
            self._register = register_of([(table, self._points(table)) for table in tables])
        return self._register

    def _residents(self, layout: Layout, people: list[People]) -> list[PointLayer]:
        """Return the layers of statistics; those of larger areas are spread over the places where people live."""
        read: list[tuple[Table, PointLayer, Array | None]] = []
        sources: list[Places] = []
        for table in self._of_kind("residents"):
            layer = residents_of(table, self._points(table), self.findings)
            note_outside(table, layer.xy, layout.coverage, self.findings)
            shapes = None
            if table.shapes is not None and not {"x", "y"} <= set(table.spec.columns):
                shapes = self._areas_of_figures(table)
            read.append((table, layer, shapes))
            people_in = next((n for n, column in enumerate(layer.columns) if not column.of), -1)
            if shapes is not None and people_in >= 0 and is_fine(shapes):
                sources.append(places("cells", layer.xy, layer.values[:, people_in]))
        if (register := self._addresses()) is not None:
            sources.append(places("addresses", np.unique(register.xy, axis=0)))
        pupils = [(part.xy, part.pupils + part.by_age.sum(axis=1)) for part in people if len(part.xy)]
        if pupils:
            sources.append(
                places("pupils", np.vstack([xy for xy, _ in pupils]), np.concatenate([n for _, n in pupils]))
            )
        near = shapely.box(*layout.coverage.extent)
        made = []
        for table, layer, shapes in read:
            if shapes is None or is_fine(shapes):
                made.append(layer)
                continue
            done = spread(layer, shapes, sources, near)
            note_spread(table, done, self.findings)
            made.append(done.layer)
        return made

    def _areas_of_figures(self, table: Table) -> Array | None:
        """Return the areas of usable rows in metres of the project; None where the shapes are points."""
        assert table.shapes is not None
        shapes = np.array(table.shapes[table.usable], dtype=object)
        there = ~shapely.is_missing(shapes)
        if not there.any() or (shapely.get_dimensions(shapes[there]) != 2).any():
            return None
        shapes[there] = shapely.make_valid(to_target(shapes[there], self.crs[table], self.target))
        return shapes

    def _backdrop(self) -> tuple[Backdrop, ...]:
        return tuple(backdrop_of(table, self.crs[table], self.target) for table in self._of_kind("backdrop"))

    def _ways(self, layout: Layout) -> Ways | None:
        vertices = layout.coverage.vertices
        box = np.concatenate((vertices.min(axis=0), vertices.max(axis=0)))
        ways = [ways_of_table(table, self.target, self.findings, box) for table in self._of_kind("ways")]
        return together(ways) if ways else None

    def _sources(self) -> dict[str, str]:
        """Say of each file what it was, and how it was read, so that an import can be told from another and done again
        next year; never where it lay."""
        notes = {}
        for table in self.tables:
            path = table.spec.path
            if path is not None:
                with path.open("rb") as opened:
                    sha = hashlib.file_digest(opened, "sha256").hexdigest()
                state = path.stat()
                changed = datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                notes[f"source {table.file}"] = f"sha256 {sha}, {state.st_size} bytes, {changed}"
        here = Path("/").resolve()
        layers = tuple(
            layer if layer.path is None else replace(layer, path=here / PurePath(layer.file).name)
            for layer in self.mapping.layers
        )
        notes["mapping"] = mapping_text(replace(self.mapping, layers=layers), here)
        return notes
