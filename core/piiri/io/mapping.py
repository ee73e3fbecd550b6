"""A mapping file says which file holds what, and which column is which. It is TOML; nothing in it is guessed.

::

    name = "Exampleby"                  # of the municipality
    crs = "auto"                        # or "EPSG:3067": the metric CRS of the project
    gap_width_m = 10                    # optional: a gap between areas narrower than this is a defect, not a lake
    snap_width_m = 5                    # optional: borders of two layers closer together than this are one border
    notes = { year = "2026" }           # optional: facts to carry along

    [[stages]]
    id = "fi-1-6"
    name = "Finnish 1-6"
    language = "fi"                     # optional
    grades = [1, 2, 3, 4, 5, 6]

    [groups]                            # optional: parts of the pupils whose mix is followed
    foreign_language = "Foreign-language"

    [aliases]                           # optional: a school called this in any file is that one
    "Edmonson Heights ES" = "Edmondson Heights ES"

    [places]                            # optional: places that replace those of the file
    "Relay ES" = 689

    [streets]                           # optional: a street called this in a file of pupils is that of the addresses
    "Manerheimintie" = "Mannerheimintie"

    [make_blocks]                       # optional, where no layer holds blocks: they are made
    between = "roads"                   # along roads, rail and water; "grid": along squares
    cell_m = 250                        # side of a square
    smallest_m2 = 10000                 # smaller ones go to a neighbour
    largest_m2 = 500000                 # larger ones are cut along squares

    [joint]                             # optional: a catchment served by several schools, with shares
    "Centre" = { "North school" = 0.6, "South school" = 0.4 }

    # limits = "espoo"                  # optional: limits that Piiri ships, or the municipality's own:
    [[limits]]                          # optional: distance limits; without any, those Helsinki publishes
    grades = [1, 2, 3, 4, 5, 6]
    limit_m = 2000
    inclusive = true                    # "at least" instead of "over"

    [[layers]]
    kind = "schools"
    file = "schools.xlsx"               # relative to this file; ${NAME} is taken from the environment
    layer = "Sheet1"                    # layer or sheet, where there are several
    crs = "EPSG:3879"                   # where the file states none or a wrong one
    missing = ["..", "-1"]              # what stands for "not known" in columns of numbers
    only = { TYPE = ["ES"] }            # rows kept; the others are counted as left out on purpose
    decimal = ","                       # where numbers could be read in two ways
    without = { name = ["Total"] }      # rows left out, such as a line of totals
    without_rows = [17]                 # features left out, by their number in the file
    digits = { code = 3 }               # codes whose leading zeros a spreadsheet has lost: 91 is 091
    swapped = false                     # true where the shapes have north before east
    encoding = "cp1252"                 # of a text file, where it cannot be told
    delimiter = ";"
    header_row = 3                      # the row with the column names; rows above it are left out
    header_rows = 2                     # where a name is spread over two rows, as under merged cells
    columns = { id = "code", name = "name", places = "capacity", teaches = "type", x = "E", y = "N" }
    teaches = { primary = ["fi-1-6"], secondary = [] }
    only_used = true                    # leave out schools that no plan uses

    [[layers]]
    kind = "blocks"
    file = "blocks.gpkg"
    stage = "fi-1-6"                    # whose pupils are counted; needed where there are several stages
    columns = { id = "block", pupils = "n", groups = { foreign_language = "n_foreign" } }
    plans = { "Today" = "school_2026", "Option A" = { "fi-1-6" = "opt_a" } }    # columns of school names or ids

    [[layers]]
    kind = "catchments"                 # polygons; those of all stages are laid over one another
    file = "catchments.gpkg"
    stage = "fi-1-6"
    plan = "Today"                      # optional: the first plan
    columns = { school = "nimi" }

    [[layers]]
    kind = "pupils"
    file = "pupils.csv"
    [layers.columns]
    x = "E"
    y = "N"
    grade = "grade"                     # or class = "class": the grade of 3B is 3; or age = "age": 7 is grade 1 and
                                        # younger children are kept for coming years
    language = "lang"
    attends = "school"                  # the school attended today
    protected = "ban"                   # yes: the place is dropped before anything sees it
    person = "hetu"                     # identity numbers: only a keyed pseudonym is kept, to know a pupil next year
    groups = { foreign_language = { column = "mother_tongue", is = ["so", "ar"] } }
                                        # without coordinates: address = "osoite", or street, number and letter, with
                                        # postcode and place where there are some
    [layers.languages]                  # what the file calls the languages of the stages
    "suomi" = "fi"

    [[layers]]
    kind = "residents"
    id = "population"
    file = "grid.shp"
    missing_together = { value = "99", columns = ["AGE0_9", "AGE10_19"] }       # hidden only where all say so
    [layers.values]
    residents = { column = "ASUKKAITA", name = "Residents" }
    age_0_9 = { column = "AGE0_9", name = "Aged 0-9", of = "residents" }

    [[layers]]
    kind = "backdrop"
    file = "water.gpkg"
    shows = "water"                     # land, water, river, road, street or rail

    [[layers]]
    kind = "addresses"                  # the city's address points: pupils without coordinates are looked up in them
    file = "addresses.csv"
    columns = { street = "katunimi", other_street = "gatan", number = "numero", x = "E", y = "N" }

    [[layers]]
    kind = "ways"                       # roads and paths: the way to school is measured along them
    file = "roads.osm.pbf"              # OpenStreetMap, Digiroad, NVDB, or other lines

Blocks may give pupils as one column (``pupils``) or one a grade (``grades = { 1 = "g1", 2 = "g2" }``). Pupils may be
made up instead of read: ``seeded = { count = 5000, seed = 1, groups = { foreign_language = 0.2 } }`` without a file. A
text file may hold its shapes as WKT: ``columns = { shape = "geometry" }``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..model.dataset import DistanceLimit, Group
from ..model.stages import Stage


@dataclass(frozen=True)
class GroupColumn:
    """Where membership of a group stands.

    Attributes
    ----------
    column
        Name of the column.
    values
        The values that mean *yes*; None for the customary ones.
    """

    column: str
    values: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ResidentColumn:
    """One figure of a statistics layer.

    Attributes
    ----------
    column
        Name of the column in the file.
    name
        Name for people.
    of
        Key of the figure it is a part of; empty where it stands alone.
    per
        ``"count"``: people; ``"percent"``: of ``of``; ``"mean"``: of each of ``of`` (incomes). The latter two become
        sums, so that they can be added up over areas.
    """

    column: str
    name: str
    of: str = ""
    per: str = "count"


@dataclass(frozen=True)
class Seeded:
    """Pupils that are made up: how many, from which seed, and which shares belong to each group."""

    count: int
    seed: int
    groups: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerMapping:
    """One ``[[layers]]`` of a mapping; see the module's example for the meaning of the fields.

    Attributes
    ----------
    path
        Where the file is; None for made-up pupils.
    file
        Its name, as problems name it.
    plans
        (plan, stage) -> column of a blocks layer.
    """

    kind: str
    path: Path | None
    file: str
    layer: str = ""
    crs: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, GroupColumn] = field(default_factory=dict)
    grades: Mapping[int, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_together: tuple[str, tuple[str, ...]] | None = None
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decimal: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    header_rows: int = 1
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without_rows: tuple[int, ...] = ()
    digits: Mapping[str, int] = field(default_factory=dict)
    swapped: bool = False
    stage: str = ""
    plan: str = ""
    plans: Mapping[tuple[str, str], str] = field(default_factory=dict)
    teaches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_used: bool = False
    languages: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    values: Mapping[str, ResidentColumn] = field(default_factory=dict)
    shows: str = ""
    seeded: Seeded | None = None

    def used_columns(self) -> dict[str, str]:
        """Return every column that is read, with what it is: ``{"NAME": "name", "OptA": "Option A"}``."""
        used = dict.fromkeys(self.only, "only") | dict.fromkeys(self.without, "without")
        used |= {column: key for key, column in self.columns.items()}
        used |= {group.column: key for key, group in self.groups.items()}
        used |= {column: f"grade {grade}" for grade, column in self.grades.items()}
        used |= {column: plan for (plan, _), column in self.plans.items()}
        used |= {value.column: key for key, value in self.values.items()}
        if self.missing_together:
            used |= {column: used.get(column, "missing_together") for column in self.missing_together[1]}
        return used


BETWEEN = ("roads", "grid")


@dataclass(frozen=True)
class MakeBlocks:
    """How blocks are made where no layer holds them; see :mod:`piiri.io.blocks`.

    Attributes
    ----------
    between
        ``"roads"``: along roads, rail, water and borders of catchments; ``"grid"``: along squares and these borders.
    cell_m
        Side of a square.
    smallest_m2
        What is smaller goes to the neighbour with the longest shared border.
    largest_m2
        What is larger is cut along squares.
    """

    between: str
    cell_m: float = 250.0
    smallest_m2: float = 10_000.0
    largest_m2: float = 500_000.0


@dataclass(frozen=True)
class ImportMapping:
    """A whole mapping file; see the module's example."""

    file: str
    name: str
    crs: str
    stages: tuple[Stage, ...]
    layers: tuple[LayerMapping, ...]
    groups: tuple[Group, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    streets: Mapping[str, str] = field(default_factory=dict)
    make_blocks: MakeBlocks | None = None
    joint: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    limits: tuple[DistanceLimit, ...] | None = None
    gap_width_m: float = 10.0
    snap_width_m: float = 5.0
    notes: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[LayerMapping, ...]:
        """Return the layers of one kind."""
        return tuple(layer for layer in self.layers if layer.kind == kind)

    @property
    def plan_names(self) -> tuple[str, ...]:
        """The names of the plans, today's first."""
        names = [plan for layer in self.of_kind("blocks") for plan, _ in layer.plans]
        zones = self.of_kind("catchments")
        if not names and not all(layer.plan for layer in zones):
            names = ["Today"]
        return tuple(dict.fromkeys([*names, *(layer.plan for layer in zones if layer.plan)])) or ("Today",)
