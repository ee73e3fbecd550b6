"""From a pile of files to a proposed mapping: what each layer is, in which system, which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from ...i18n import N_, tr
from ...model.dataset import Group
from ...progress import Part, Progress, silent
from ..columns import class_grade
from ..mapping import ImportMapping, LayerMapping
from ..schools import plain_name
from .address_points import addresses_layer, ask_streets
from .aliases import ask_aliases
from .areas import BlockColumns, Stages, block_layer, block_plans, catchment_grades, catchments_layer, school_column
from .copies import choose_among_copies
from .drafts import Draft, backdrop_layers, pupil_columns_of, residents_layer, school_id_and_name, schools_layer
from .kinds import KINDS, Guess, grade_column, kinds_of, plan_columns
from .known import Source, known_source
from .lacking import no_areas
from .levels import country_of, first_grades, language_in
from .limits import ask_limits
from .looking import Seen, Unread, look
from .made_blocks import ask_make_blocks
from .placing import lie_over_one_another, place
from .proposal import Proposal, Recognised
from .questions import Asking, Choice, Said, say
from .reading import ask_reading, told_of
from .school_names import SchoolNames, lost_zeros, names_of
from .unusable import why_unusable

_SURE_ENOUGH = 0.25
_MOST_SCHOOLS = 5000
_NEEDED = ("crs:", "shows:")
"""Questions without whose answer no mapping can be written."""
_ORDER = ("schools", "blocks", "catchments", "pupils", "residents", "backdrop", "ways", "addresses")
_GUESS_KINDS = (*(kind for kind in _ORDER if kind != "ways"), "services", "leave-out")


def propose(paths: Sequence[Path], answers: Mapping[str, str] | None = None, progress: Progress = silent) -> Proposal:
    """Recognise files and propose how to import them.

    Parameters
    ----------
    paths
        Files, or folders whose files are taken; in any order.
    answers
        Key of a question -> key of a choice, or free text.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        ``no-files``, ``address-refused``, ``answer-wrong`` or ``answer-unknown``.
    """
    asking = Asking(answers or {})
    told = partial(told_of, answers=answers or {})
    seen, unread = look(paths, Part(progress, 0.0, 0.6), told)
    look_through(seen, Part(progress, 0.6, 1.0))
    proposal = propose_seen(seen, unread, paths, asking)
    asking.check_all_used()
    return proposal


def look_through(seen: Sequence[Seen], progress: Progress) -> None:
    """Look at the values of all columns, each once: what takes long in a register of a million rows, so that it is told
    and can be cancelled. What is proposed rests on it."""
    columns = [(each, column) for each in seen for column in each.columns]
    for n, (each, column) in enumerate(columns):
        text = tr("Looking at column {column} of {file}", column=column, file=each.key)
        progress(n / len(columns), text)
        values = each.values(column)
        progress((n + 0.5) / len(columns), text)
        _ = values.numeric, values.whole


def propose_seen(seen: Sequence[Seen], unread: Sequence[Unread], paths: Sequence[Path], asking: Asking) -> Proposal:
    """Propose how to import layers that are open already, so that another answer need not read the files again.

    Parameters
    ----------
    seen, unread
        As :func:`piiri.io.recognise.looking.look` gives them; they stay as they are.
    paths
        The files, for the name of the municipality.
    asking
        Holds the answers.
    """
    ask_reading(seen, unread, asking)
    work = _Proposing(list(seen), list(unread), asking, [path.resolve() for path in paths])
    proposal = work.run()
    return replace(proposal, questions=tuple(asking.questions))


class _Proposing:
    """The steps from opened layers to a proposal."""

    def __init__(self, seen: list[Seen], unread: list[Unread], asking: Asking, paths: list[Path]) -> None:
        self.seen, self.unread, self.asking, self.paths = seen, unread, asking, paths
        self.guesses: dict[str, tuple[Guess, ...]] = {}
        self.sources: dict[str, Source | None] = {each.key: known_source(each) for each in seen}
        self.drafts: list[Draft] = []
        self.names = SchoolNames()
        self.made: list[tuple[Seen, LayerMapping]] = []
        self.places: dict[str, int] = {}
        self._likely: dict[str, Guess | None] = {}

    def run(self) -> Proposal:
        self._decide_kinds()
        choose_among_copies(self.drafts, self.names, self.asking, self._leave)
        self.country = country_of(place(self.drafts, self.asking))
        lacking = self._draft()
        mapping = None
        if lacking is None and not any(
            question.open and question.key.startswith(_NEEDED) for question in self.asking.questions
        ):
            mapping = self._mapping()
        problems = tuple(problem for each in self.seen for problem in each.problems)
        return Proposal(mapping, self._recognised(), (), tuple(self.unread), problems, lacking)

    def _of(self, *kinds: str) -> list[Draft]:
        return [draft for draft in self.drafts if draft.kind in kinds]

    def _leave(self, draft: Draft, why: Said) -> None:
        """Take a layer out, and say why."""
        self.drafts = [each for each in self.drafts if each is not draft]
        self.unread.append(Unread(draft.seen.spec.file, draft.seen.spec.layer, why))

    # ------------------------------------------------------------------------------------------------ what each is
    def _decide_kinds(self) -> None:
        first = {each.key: kinds_of(each, self.sources[each.key], SchoolNames()) for each in self.seen}
        schools = [each for each in self.seen if first[each.key] and first[each.key][0].kind == "schools"]
        self.names = names_of([(each, *school_id_and_name(each, self.sources[each.key])) for each in schools])
        for each in self.seen:
            guesses = first[each.key] if each in schools else kinds_of(each, self.sources[each.key], self.names)
            self.guesses[each.key] = guesses
            likely = guesses[0] if guesses and guesses[0].sure >= _SURE_ENOUGH else None
            kind = self.asking.ask(
                f"kind:{each.key}",
                say(N_("What is {file}?"), file=each.key),
                [Choice(kind, say(KINDS[kind])) for kind in _GUESS_KINDS],
                likely.kind if likely else "leave-out",
                likely.reasons[0] if likely else say(N_("Nothing in it looks like something that Piiri needs.")),
            )
            draft = Draft(each, kind or "leave-out", self.sources[each.key])
            self.drafts.append(draft)
            self._likely[draft.seen.key] = likely
        self.everything = tuple(self.drafts)
        self._addressed = any(each.kind == "addresses" and each.seen.dimension >= 0 for each in self.drafts)
        for draft in list(self.drafts):
            if why := self._unusable(draft, self._likely[draft.seen.key]):
                self._leave(draft, why)
        for draft in self._of("schools"):
            draft.ids, draft.names = school_id_and_name(draft.seen, draft.source)
        self.names = names_of([(draft.seen, draft.ids, draft.names) for draft in self._of("schools")])
        self._find_lost_zeros()

    def _unusable(self, draft: Draft, likely: Guess | None) -> Said | None:
        if draft.kind == "schools" and draft.seen.dimension < 0 and self._takes_places(draft):
            return say(N_("It says no coordinates; only its numbers of places are taken, by the names of schools."))
        return why_unusable(draft, likely, addressed=self._addressed)

    def _takes_places(self, draft: Draft) -> bool:
        _, name = school_id_and_name(draft.seen, draft.source)
        columns = [each for each in draft.seen.by_role("places") if draft.seen.values(each).whole]
        if not name or not columns:
            return False
        numbers = draft.seen.values(columns[0]).numbers
        said = draft.seen.values(name).said
        self.places = {str(each): int(n) for each, n in zip(said, numbers, strict=True) if each and n >= 0}
        return True

    def _find_lost_zeros(self) -> None:
        for draft in self._of("schools"):
            if not draft.ids:
                continue
            own = draft.seen.values(draft.ids)
            for other in self.drafts:
                for name in other.seen.columns if other is not draft else ():
                    values = other.seen.values(name)
                    if len(values.distinct) > _MOST_SCHOOLS:
                        continue
                    if digits := lost_zeros(own, frozenset(values.distinct)) if len(values.distinct) > 1 else 0:
                        draft.digits[draft.ids] = digits
                        padded = frozenset(each.zfill(digits) for each in own.distinct)
                        self.names = SchoolNames(self.names.names, self.names.ids | padded)
                    elif digits := lost_zeros(values, frozenset(own.distinct)):
                        other.digits[name] = digits
                        self.names = SchoolNames(self.names.names, self.names.ids | frozenset(values.distinct))

    # ------------------------------------------------------------------------------------------------ which column
    def _draft(self) -> Said | None:
        """Make the layers of the mapping; return what is lacking, None where a mapping can be made."""
        stages = Stages(self.country, self.asking, self._grades_of_pupils())
        self.stages = stages
        blocks = self._of("blocks")[:1]
        if not blocks and not self._of("catchments"):
            blocks = self._blocks_from_residents()
        if not blocks and not self._of("catchments"):
            return no_areas(self.everything)
        found = BlockColumns()
        for draft in blocks:
            self._free_of_schools(draft, plan_columns(draft.seen, self.names), [])
            found = block_plans(draft, stages, self.names)
        stages.made.sort(key=lambda stage: (stage.language, stage.grades))
        self._draft_catchments(stages)
        if not stages.made:
            why = say(N_("No file says so; these are the grades of a first school in this country."))
            stages.stage(blocks[0].seen.key, "stage", "", first_grades(self.country), why)
        for draft in blocks:
            if not (layer := block_layer(draft, stages, found)).columns["id"]:
                self._leave(draft, say(N_("No column tells its areas apart.")))
                return no_areas(())
            self.made.append((draft.seen, layer))
            if not any(each.seen is draft.seen for each in self._of("residents")):
                self._residents_of_blocks(draft)
        used = self._used_names()
        for draft in self._of("schools"):
            mine = draft.seen.values(draft.names or draft.ids).distinct
            share = sum(each in used or each.casefold() in used for each in map(plain_name, mine)) / max(1, len(mine))
            if not draft.names and not draft.ids:
                self._leave(draft, say(N_("No column holds names or ids of schools.")))
                continue
            layer = schools_layer(draft, stages.made, self.country, self.names, self.asking, share if used else 1.0)
            self.made.append((draft.seen, layer))
        self.groups: list[Group] = []
        for draft in self._of("pupils"):
            pupils = pupil_columns_of(draft, self.names, self.asking)
            if "language" in pupils.columns:
                self._stages_of_languages(draft, pupils.columns, pupils.languages)
            self.groups += [group for group in pupils.named_groups if group not in self.groups]
            layer = draft.layer(pupils.columns, groups=pupils.groups, languages=pupils.languages)
            self.made.append((draft.seen, layer))
        for draft in self._of("residents"):
            layer = residents_layer(draft, [each.id for _, each in self.made], self.asking)
            if not layer.values:
                self._leave(draft, say(N_("No column of it counts residents.")))
                continue
            self.made.append((draft.seen, layer))
        for draft in self._of("backdrop"):
            self.made += [(draft.seen, layer) for layer in backdrop_layers(draft, self.asking)]
        for draft in self._of("addresses"):
            if (points := addresses_layer(draft)) is None:
                self._leave(draft, say(N_("No column of it says streets.")))
                continue
            self.made.append((draft.seen, points))
        self.make_blocks = ask_make_blocks(self.made, self.asking)
        self.streets = ask_streets(self.made, self.asking)
        self.aliases = ask_aliases(self.made, self.drafts, self.names, self.asking)
        return None

    def _residents_of_blocks(self, draft: Draft) -> None:
        """Take the residents that a layer of blocks counts, too."""
        layer = residents_layer(replace(draft, kind="residents"), [each.id for _, each in self.made], self.asking)
        if layer.values:
            self.made.append((draft.seen, layer))

    def _grades_of_pupils(self) -> tuple[int, ...]:
        """Return the grades of all of school where registers hold pupils past the first one, else none."""
        found: set[int] = set()
        for draft in self._of("pupils"):
            column, what = grade_column(draft.seen)
            values = draft.seen.values(column) if column else None
            if values and what == "grade":
                found.update(int(each) for each in np.unique(values.numbers[np.isfinite(values.numbers)]))
            elif values and what == "class":
                found.update(class_grade(each) for each in values.distinct)
        found = {grade for grade in found if 0 <= grade <= 9}
        if not found or not found - set(first_grades(self.country)):
            return ()
        return tuple(range(min(found | {1}), 10))

    def _blocks_from_residents(self) -> list[Draft]:
        """Where no file holds blocks or catchments, the areas of the statistics are the blocks."""
        areas = [draft for draft in self._of("residents") if draft.seen.dimension == 2]
        if not areas:
            return []
        most = max(areas, key=lambda draft: len(draft.seen.table))
        choices = [Choice(draft.seen.key, say("{file}", file=draft.seen.key)) for draft in areas]
        said = say(N_("No file holds blocks or catchments. Which areas of statistics are the blocks?"))
        key = self.asking.ask("blocks", said, choices, most.seen.key, say(N_("It has the most areas.")))
        return [replace(draft, kind="blocks") for draft in areas if draft.seen.key == key]

    def _draft_catchments(self, stages: Stages) -> None:
        groups: dict[tuple[str, tuple[int, ...]], list[Draft]] = {}
        for draft in self._of("catchments"):
            seen = draft.seen
            groups.setdefault((language_in(seen.about), catchment_grades(seen, self.country)[0]), []).append(draft)
        for drafts in groups.values():
            apart = len(drafts) > 1 and lie_over_one_another(drafts)
            for draft in drafts:
                column = school_column(draft.seen, draft, self.names, language_in(draft.seen.about))
                self._free_of_schools(draft, [column] if column else [], [column] if column else [])
                own = draft.seen.spec.layer or Path(draft.seen.spec.file).stem if apart else ""
                layer = catchments_layer(draft, stages, self.names, self._of("schools"), own)
                if layer is None:
                    self._leave(draft, say(N_("No column of it names schools.")))
                    continue
                self.made.append((draft.seen, layer))

    def _free_of_schools(self, draft: Draft, columns: Sequence[str], named: Sequence[str]) -> None:
        """Where areas call schools by names that no file of schools knows, ask whether schools come from the areas."""
        schools = self._of("schools")
        if not schools or not columns:
            return
        best = max(self.names.share(draft.seen.values(column)) for column in columns)
        known = [each for column in columns for each in draft.seen.values(column).distinct if self.names.knows(each)]
        if best >= 0.2 or (named and known):
            return
        said = say(
            N_("{file} names schools that no file of schools knows, for example “{value}”. Which schools are used?"),
            file=draft.seen.key,
            value=(draft.seen.values(columns[0]).distinct or ("",))[0],
        )
        choices = (
            Choice("from-areas", say(N_("Those that the areas name; they stand in the middle of their areas"))),
            Choice("from-file", say(N_("Those of the file of schools"))),
        )
        why = say(N_("Otherwise no area would have a school."))
        if self.asking.ask(f"schools-of:{draft.seen.key}", said, choices, "from-areas", why) == "from-areas":
            for each in schools:
                self._leave(each, say(N_("No area names its schools.")))
            self.names = SchoolNames()

    def _stages_of_languages(self, draft: Draft, columns: dict[str, str], languages: dict[str, str]) -> None:
        """Leave the language out where no stage has one: it would place nobody."""
        if not any(stage.language for stage in self.stages.made):
            columns.pop("language")
            languages.clear()

    def _used_names(self) -> set[str]:
        used: set[str] = set()
        for seen, layer in self.made:
            for column in (*layer.plans.values(), *([layer.columns["school"]] if layer.kind == "catchments" else [])):
                used.update(plain_name(each) for each in seen.values(column).distinct)
        return used

    # --------------------------------------------------------------------------------------------------- the whole
    def _mapping(self) -> ImportMapping:
        folder = self.paths[0] if self.paths[0].is_dir() else self.paths[0].parent
        said = say(N_("What is the municipality called?"))
        name = self.asking.ask("name", said, (), folder.name or "Piiri", say(N_("So is the folder."))) or "Piiri"
        limits = ask_limits(self.asking, " ".join((name, *(path.name for path in self.paths))))
        layers = tuple(layer for _, layer in sorted(self.made, key=lambda each: _ORDER.index(each[1].kind)))
        known = {each for names in self.names.names.values() for each in names} | self.names.ids
        return ImportMapping(
            file=tr("The proposal"),
            name=name,
            crs="auto",
            stages=tuple(self.stages.made),
            layers=layers,
            groups=tuple(self.groups),
            aliases=self.aliases,
            streets=self.streets,
            make_blocks=self.make_blocks,
            places={name: n for name, n in self.places.items() if name in known},
            limits=limits.limits,
            notes={"limits": f"{limits.name}: {limits.source}"},
        )

    def _recognised(self) -> tuple[Recognised, ...]:
        found = []
        for seen in self.seen:
            mine = [layer for each, layer in self.made if each is seen]
            draft = next((each for each in self.drafts if each.seen is seen), None)
            guesses = self.guesses.get(seen.key, ())
            answer = next((each.answer for each in self.asking.questions if each.key == f"kind:{seen.key}"), None)
            kind = answer or (guesses[0].kind if guesses and guesses[0].sure >= _SURE_ENOUGH else "leave-out")
            columns = {column: role for layer in mine for column, role in layer.used_columns().items()}
            sure = 1.0 if answer else guesses[0].sure if guesses else 0.0
            found.append(
                Recognised(
                    key=seen.key,
                    file=seen.spec.file,
                    layer=seen.spec.layer,
                    format=seen.format,
                    rows=seen.table.counted,
                    kind=kind,
                    sure=sure,
                    reasons=guesses[0].reasons if guesses and not answer else (),
                    others=guesses[1:],
                    source=source.name if (source := self.sources[seen.key]) else "",
                    crs=(draft.crs or seen.table.crs) if draft else seen.table.crs,
                    swapped=bool(draft and draft.swapped),
                    encoding=seen.spec.encoding,
                    delimiter=seen.spec.delimiter,
                    header_row=seen.spec.header_row,
                    columns=tuple(columns.items()),
                    left_out=tuple(name for name in seen.columns if name not in columns),
                )
            )
        return tuple(found)
