"""This year's files matched to the layers of last year's mapping; a question only where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from ..errors import InputError
from ..i18n import N_
from ..io.mapping import ImportMapping, LayerMapping
from ..io.pile.roles import role_name
from ..io.recognise.looking import Seen, Unread
from ..io.recognise.privacy import protected_columns
from ..io.recognise.questions import Asking, Choice, Question, Said, say
from ..io.reference import same_system
from .names import likeness, nearest_column

NONE = "none"
"""Answer: no column, or no file."""

AREAS = ("blocks", "catchments", "schools")
_NEEDED = {
    "schools": ("id", "name", "x", "y", "shape"),
    "blocks": ("id", "shape"),
    "catchments": ("school", "shape"),
    "pupils": ("x", "y", "shape"),
    "residents": ("x", "y", "shape"),
}
_MARGIN = 0.1
"""So much more alike the best file must be than the second, or it is asked."""

Source = tuple[str, str]
"""File and layer in last year's mapping: all its layers of one source read the same rows."""


@dataclass(frozen=True, eq=False)
class Matched:
    """Which new file stands for which layer of the year before.

    Attributes
    ----------
    mapping
        With the new files, for the layers that have one; None while a question is open.
    kept
        The layers without a new file: what the project holds of them stays.
    files
        (file of the year before, new file); the new one empty where there is none.
    questions
        All that were asked.
    unused
        New files, or layers in them, that nothing of the year before is like.
    onto
        True where blocks, catchments and schools stay those of the project.
    """

    mapping: ImportMapping | None
    kept: tuple[LayerMapping, ...]
    files: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    unused: tuple[Unread, ...] = ()
    onto: bool = False

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that wait for an answer."""
        return tuple(question for question in self.questions if question.open)


@dataclass
class _Matching:
    mapping: ImportMapping
    seen: Sequence[Seen]
    asking: Asking
    chosen: dict[Source, Seen] = field(default_factory=dict)

    def sources(self) -> dict[Source, list[LayerMapping]]:
        found: dict[Source, list[LayerMapping]] = {}
        for layer in self.mapping.layers:
            if layer.path is not None:
                found.setdefault((layer.file, layer.layer), []).append(layer)
        return found

    def choose(self) -> None:
        """Give each source the new file that is most like it, the clearest first."""
        sources = self.sources()
        rated = {
            source: sorted(((_rated(layers, each), each) for each in self.seen), key=lambda pair: -pair[0])
            for source, layers in sources.items()
        }
        taken: set[str] = set()
        for source in sorted(rated, key=lambda source: -max((rate for rate, _ in rated[source]), default=0.0)):
            likely = [(rate, each) for rate, each in rated[source] if rate > 0 and each.key not in taken]
            if likely and (each := self._one(source, likely)) is not None:
                self.chosen[source] = each
                taken.add(each.key)

    def _one(self, source: Source, likely: list[tuple[float, Seen]]) -> Seen | None:
        clear = len(likely) == 1 or likely[0][0] - likely[1][0] >= _MARGIN
        if clear and likely[0][0] >= 1.0:  # all its columns are there
            return likely[0][1]
        name = source_name(source)
        said = say(N_("Which file stands for {file} of the year before?"), file=name)
        choices = [Choice(each.key, say("{file}", file=each.key)) for _, each in likely]
        choices.append(Choice(NONE, say(N_("None: what the project holds of it stays"))))
        default = likely[0][1].key if clear else None
        answer = self.asking.ask(f"file:{name}", said, choices, default, say(N_("Its columns are most like it.")))
        return next((each for _, each in likely if each.key == answer), None)

    # ------------------------------------------------------------------------------------------------ columns
    def layer(self, kept: LayerMapping, seen: Seen) -> LayerMapping:
        """Return a layer's mapping for its new file; asks where a column is gone."""
        names: dict[str, str] = {}
        lost: set[str] = set()
        for column, role in kept.used_columns().items():
            if column in seen.columns:
                continue
            answer = self._column(kept, seen, column, role)
            if answer is None:
                continue  # a question is open
            if answer == NONE:
                lost.add(column)
            else:
                names[column] = answer
        moved = _renamed(kept, names, lost)
        moved = replace(
            moved,
            path=seen.spec.path,
            file=seen.spec.file,
            layer=seen.spec.layer,
            encoding=seen.spec.encoding,
            delimiter=seen.spec.delimiter,
            header_row=seen.spec.header_row,
            header_rows=seen.spec.header_rows,
            without={column: values for column, values in moved.without.items() if column in seen.columns}
            | {column: values for column, values in seen.totals.items() if column in moved.used_columns()},
            crs=self._crs(kept, seen),
        )
        return self._protected(moved, seen) if kept.kind == "pupils" else moved

    def _column(self, kept: LayerMapping, seen: Seen, column: str, role: str) -> str | None:
        likely = nearest_column(column, [each for each in seen.columns if each not in kept.used_columns()])
        choices = [Choice(each, say(N_("Column “{column}”"), column=each)) for each in seen.columns]
        if role not in _NEEDED.get(kept.kind, ()):
            choices.append(Choice(NONE, say(N_("It is no longer there"))))
        return self.asking.ask(
            f"column:{seen.key}:{column}",
            say(
                N_("{file} has no column “{column}” as the year before (used as {role}). Which is it now?"),
                file=seen.key,
                column=column,
                role=role_name(role),
            ),
            choices,
            likely or None,
            say(N_("Its name is the same but for the year or the way it is written.")) if likely else None,
        )

    def _crs(self, kept: LayerMapping, seen: Seen) -> str:
        stated = seen.table.crs
        if not kept.crs or not stated or same_system(kept.crs, stated):
            return kept.crs
        said = say(
            N_("{file} says that it is in {stated}; the year before it was read as {kept}. Which holds?"),
            file=seen.key,
            stated=stated[:60],
            kept=kept.crs,
        )
        choices = (Choice("kept", say(N_("As the year before"))), Choice("file", say(N_("What the file says"))))
        return kept.crs if self.asking.ask(f"crs:{seen.key}", said, choices) == "kept" else ""

    def _protected(self, layer: LayerMapping, seen: Seen) -> LayerMapping:
        """Ask on every import of pupils whose address is protected; last year's column is the answer if it is there."""
        kept = layer.columns.get("protected", "")
        found = [kept] if kept in seen.columns else list(protected_columns(seen))
        choices = [Choice(each, say(N_("Column “{column}”"), column=each)) for each in (found or seen.columns)]
        choices.append(Choice(NONE, say(N_("No pupil in this file has a protected address"))))
        why = N_("So it was the year before.") if kept in found else N_("Its name says so.")
        answer = self.asking.ask(
            f"protected:{seen.key}",
            say(
                N_(
                    "Which column of {file} says whose address is protected? The places of these pupils are never kept."
                ),
                file=seen.key,
            ),
            choices,
            found[0] if found else None,
            say(why) if found else None,
        )
        columns = {key: column for key, column in layer.columns.items() if key != "protected"}
        return replace(layer, columns=columns | ({"protected": answer} if answer and answer != NONE else {}))


def sources_chosen(
    mapping: ImportMapping, seen: Sequence[Seen], asking: Asking
) -> tuple[tuple[list[LayerMapping], Seen], ...]:
    """Return the layers of a mapping with the new file that stands for them, those that have one."""
    work = _Matching(mapping, seen, asking)
    work.choose()
    sources = work.sources()
    return tuple((sources[source], each) for source, each in work.chosen.items())


def match(mapping: ImportMapping, seen: Sequence[Seen], unread: Sequence[Unread], asking: Asking) -> Matched:
    """Match new files to the layers of a mapping by their columns and shapes; where these are alike, by their names.

    Parameters
    ----------
    mapping
        As the project keeps it.
    seen, unread
        The new files, as :func:`piiri.io.recognise.looking.look` opens them.
    asking
        Has the answers, gets the questions.

    Raises
    ------
    InputError
        ``again-nothing``: no file is like any of the year before; ``again-areas``: some of blocks, catchments and
        schools are new and others missing; ``again-pupils``: the same among several files of pupils.
    """
    work = _Matching(mapping, seen, asking)
    work.choose()
    made: list[LayerMapping] = []
    kept: list[LayerMapping] = []
    for layer in mapping.layers:
        found = work.chosen.get((layer.file, layer.layer))
        if layer.path is None:
            made.append(layer)
        elif found is None:
            kept.append(layer)
        else:
            made.append(work.layer(layer, found))
    if not work.chosen and not any(question.open for question in asking.questions):
        raise InputError(
            "again-nothing",
            N_("None of the files is like one of the year before: {files}."),
            N_("Make a new project of them, or give files with the columns of the year before."),
            files=", ".join(sorted({source_name(source) for source in work.sources()})),
        )
    onto = not any(layer.kind in AREAS for layer in made) and any(layer.kind in AREAS for layer in kept)
    _refuse_half(made, kept, onto)
    used = {each.key for each in work.chosen.values()}
    left = [
        Unread(each.spec.file, each.spec.layer, Said(N_("No file of the year before is like it."), {}))
        for each in seen
        if each.key not in used
    ]
    files = tuple(
        (source_name(source), work.chosen[source].key if source in work.chosen else "") for source in work.sources()
    )
    ready = not any(question.open for question in asking.questions)
    made = [layer for layer in made if not (onto and layer.path is None and layer.kind in AREAS)]
    return Matched(
        replace(mapping, layers=tuple(made)) if ready else None,
        tuple(kept),
        files,
        tuple(asking.questions),
        (*unread, *left),
        onto,
    )


def _refuse_half(made: Sequence[LayerMapping], kept: Sequence[LayerMapping], onto: bool) -> None:
    missing = [layer for layer in kept if layer.kind in AREAS]
    if missing and not onto:
        raise InputError(
            "again-areas",
            N_("Some of the files of blocks, catchments and schools are new, others are missing: {files}."),
            N_("Give these too, those of the year before if nothing changed in them."),
            files=", ".join(dict.fromkeys(source_name((layer.file, layer.layer)) for layer in missing)),
        )
    of_pupils = [layer for layer in kept if layer.kind == "pupils"]
    if of_pupils and any(layer.kind == "pupils" for layer in made):
        raise InputError(
            "again-pupils",
            N_("Some files of pupils are new, others are missing: {files}."),
            N_("Give all of them, so that nobody is counted twice or lost."),
            files=", ".join(dict.fromkeys(source_name((layer.file, layer.layer)) for layer in of_pupils)),
        )


def source_name(source: Source) -> str:
    """Return what a file, or a layer of a file that holds several, is called."""
    file, layer = source
    return f"{file}/{layer}" if layer and PurePath(file).suffix.lower() in (".gpkg", ".xlsx", ".kml", ".gml") else file


def _rated(layers: Sequence[LayerMapping], seen: Seen) -> float:
    """Return how well a new file fits a source of the year before: 1 and more where all its columns are there."""
    columns = [column for layer in layers for column in layer.used_columns()]
    shaped = any("shape" not in layer.columns and layer.kind in ("blocks", "catchments") for layer in layers)
    if shaped and seen.dimension != 2:
        return 0.0
    here = [column in seen.columns for column in columns]
    near = [there or bool(nearest_column(name, seen.columns)) for there, name in zip(here, columns, strict=True)]
    share = sum(here) / len(here) if here else float(seen.dimension >= 0)
    alike = likeness(layers[0].file, seen.spec.file)
    if layers[0].layer and seen.spec.layer:
        alike = (alike + likeness(layers[0].layer, seen.spec.layer)) / 2
    if (not near or sum(near) < 0.5 * len(near)) and (alike < 0.9 or not share):
        return 0.0
    return share + alike if share == 1.0 else 0.9 * min(1.0, 0.5 * (share + alike))


def _renamed(layer: LayerMapping, names: dict[str, str], lost: set[str]) -> LayerMapping:
    """Return a layer with other names of columns, and without those that are gone."""

    def new(column: str) -> str:
        return names.get(column, column)

    together = layer.missing_together
    if together is not None:
        left = tuple(new(column) for column in together[1] if column not in lost)
        together = (together[0], left) if left else None
    values = {key: value for key, value in layer.values.items() if value.column not in lost}
    values = {key: value if value.of in values else replace(value, of="") for key, value in values.items()}
    return replace(
        layer,
        columns={key: new(column) for key, column in layer.columns.items() if column not in lost},
        groups={
            key: replace(group, column=new(group.column))
            for key, group in layer.groups.items()
            if group.column not in lost
        },
        grades={grade: new(column) for grade, column in layer.grades.items() if column not in lost},
        plans={plan: new(column) for plan, column in layer.plans.items() if column not in lost},
        values={key: replace(value, column=new(value.column)) for key, value in values.items()},
        only={new(column): rows for column, rows in layer.only.items() if column not in lost},
        without={new(column): rows for column, rows in layer.without.items() if column not in lost},
        digits={new(column): width for column, width in layer.digits.items() if column not in lost},
        missing_together=together,
    )
