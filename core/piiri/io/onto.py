"""New pupils or statistics onto the blocks and schools that a project has: the year's register, and nothing else.

Most years the blocks and the schools stay as they are. Then nobody should have to find last year's files of them: what
the project holds is taken instead, and only the new files are read.
"""

from __future__ import annotations

from dataclasses import replace

from pyproj import CRS

from ..i18n import tr
from ..model.dataset import Dataset
from ..progress import Part, Progress, silent
from ..walking import measure_of
from .areas import Layout
from .importing import Imported, Steps
from .mapping import ImportMapping
from .people import joined
from .reference import crs_of
from .schools import School, SchoolBook


def import_onto(mapping: ImportMapping, base: Dataset, progress: Progress = silent) -> Imported:
    """Import layers without areas and schools.

    Parameters
    ----------
    mapping
        Only layers of pupils, residents, backdrop and ways.
    base
        Gives the blocks, the schools, and everything that the mapping has no layer for.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.

    Returns
    -------
    Imported
        Without plans: those of the project rest on the same blocks.

    Raises
    ------
    ImportBlocked
        As :func:`piiri.io.importing.import_layers`.
    """
    return _Onto(mapping, base, progress).run()


class _Onto(Steps):
    def __init__(self, mapping: ImportMapping, base: Dataset, progress: Progress) -> None:
        super().__init__(replace(mapping, crs=base.crs, limits=base.limits), progress, repair=False)
        self.base = base

    def run(self) -> Imported:
        base, mapping, findings = self.base, self.mapping, self.findings
        self._read()
        for table in self.tables:
            self.crs[table] = crs_of(table, findings)
        self.target = CRS.from_user_input(base.crs)
        layout = Layout(base.coverage, {}, {})
        book = SchoolBook(mapping, open=False, schools=_schools_of(base))
        self.progress(0.7, tr("Placing pupils and residents"))
        people = self._people(layout, book, Part(self.progress, 0.7, 0.8))
        residents = {layer.name: layer for layer in base.residents}
        residents |= {layer.name: layer for layer in self._residents(layout, people)}
        drawn = self._backdrop()
        kept = [each for each in base.backdrop if each.kind not in {new.kind for new in drawn}]
        findings.ledgers += [table.ledger() for table in self.tables]
        findings.check()
        identity = {each: each for each in range(len(base.schools))}
        dataset = replace(
            base,
            name=mapping.name or base.name,
            pupils=joined(people, mapping, identity) if people else base.pupils,
            residents=tuple(residents.values()),
            groups=mapping.groups if people else base.groups,
            backdrop=(*kept, *drawn),
            notes=self._sources(),
            ways=self._ways(layout) or base.ways,
        )
        measure_of(dataset, Part(self.progress, 0.8, 1.0), dataset.schools.xy)
        self.progress(1.0, tr("Imported"))
        return Imported(dataset, (), findings.report())


def _schools_of(base: Dataset) -> list[School]:
    schools = base.schools
    return [
        School(
            schools.ids[h], schools.names[h], float(schools.xy[h, 0]), float(schools.xy[h, 1]), int(schools.places[h])
        )
        for h in range(len(schools))
    ]
