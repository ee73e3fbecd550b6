"""From a pile of files to a proposed mapping: what each layer is, in which system, which column is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from ...i18n import N_, tr
from ...model.arrays import FloatArray
from ...model.dataset import Group
from ...progress import Progress, silent
from ..mapping import ImportMapping, LayerMapping
from ..schools import plain_name
from .areas import BlockColumns, Stages, block_layer, block_plans, catchment_grades, catchments_layer, school_column
from .drafts import Draft, backdrop_layers, pupil_columns_of, residents_layer, school_id_and_name, schools_layer
from .kinds import KINDS, Guess, kinds_of, plan_columns
from .known import Source, known_source
from .levels import country_of, first_grades, language_in, words_language
from .looking import Seen, Unread, look
from .proposal import Proposal, Recognised
from .questions import Asking, Choice, Said, say
from .school_names import SchoolNames, lost_zeros, names_of
from .systems import System, declared, judge, lonlat

_SURE_ENOUGH = 0.25
_GUESS_KINDS = ("catchments", "blocks", "schools", "pupils", "residents", "backdrop", "services", "leave-out")


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
    seen, unread = look(paths, progress)
    work = _Proposing(seen, unread, asking, [path.resolve() for path in paths])
    proposal = work.run()
    asking.check_all_used()
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

    def run(self) -> Proposal:
        self._decide_kinds()
        self._choose_among_copies()
        self._settle_systems()
        lacking = self._draft()
        mapping = None
        if lacking is None and not any(question.open for question in self.asking.questions):
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
            if why := self._unusable(draft, likely):
                self._leave(draft, why)
        for draft in self._of("schools"):
            draft.ids, draft.names = school_id_and_name(draft.seen, draft.source)
        self.names = names_of([(draft.seen, draft.ids, draft.names) for draft in self._of("schools")])
        self._find_lost_zeros()

    def _unusable(self, draft: Draft, likely: Guess | None) -> Said | None:
        kind, seen = draft.kind, draft.seen
        if kind == "leave-out":
            if draft.source is not None:
                text = N_("{source}: its figures by school have no place in a project yet.")
                return say(text, source=draft.source.name)
            return (
                say(N_("Nothing in it looks like something that Piiri needs."))
                if likely is None
                else say(N_("As answered."))
            )
        if kind == "services":
            return say(N_("Services have no place in a project yet."))
        if kind == "schools" and seen.dimension < 0 and self._takes_places(draft):
            return say(N_("It says no coordinates; only its numbers of places are taken, by the names of schools."))
        if kind in ("catchments", "blocks") and seen.dimension != 2:
            return say(N_("It says no shapes of areas."))
        if seen.dimension < 0:
            return say(N_("It says no coordinates; addresses are not looked up yet."))
        return None

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
                    if digits := lost_zeros(own, frozenset(values.distinct)) if len(values.distinct) > 1 else 0:
                        draft.digits[draft.ids] = digits
                        padded = frozenset(each.zfill(digits) for each in own.distinct)
                        self.names = SchoolNames(self.names.names, self.names.ids | padded)
                    elif digits := lost_zeros(values, frozenset(own.distinct)):
                        other.digits[name] = digits

    # ---------------------------------------------------------------------------------------------- one of several
    def _choose_among_copies(self) -> None:
        """Ask which of several layers counts where they are versions of one another."""
        self._choose(self._of("blocks"), "blocks", N_("Several layers hold blocks. Which one is used?"))
        groups: list[list[Draft]] = []
        for draft in self._of("catchments"):
            mine = self._names_in(draft)
            for group in groups:
                other = self._names_in(group[0])
                if len(mine & other) >= 0.7 * max(1, min(len(mine), len(other))):
                    group.append(draft)
                    break
            else:
                groups.append([draft])
        for group in groups:
            key = f"catchments:{group[0].seen.key}"
            self._choose(group, key, N_("Several layers hold the catchments of the same schools. Which one is used?"))
        by_file: dict[str, list[Draft]] = {}
        for draft in self._of("schools"):
            by_file.setdefault(",".join(sorted(self._names_listed(draft))[:40]), []).append(draft)
        for group in by_file.values():
            self._choose(
                group, f"schools:{group[0].seen.key}", N_("Several layers hold the same schools. Which one is used?")
            )

    def _choose(self, drafts: list[Draft], key: str, text: str) -> None:
        if len(drafts) < 2:
            return

        def worth(draft: Draft) -> tuple[bool, bool, int, int]:
            table = draft.seen.table
            believed = bool(table.crs) and declared(table.crs, draft.seen.xy()) is not None
            whole = not any(problem.code.startswith("shape-") for problem in draft.seen.problems)
            return believed, whole, len(draft.seen.columns), -len(table) if draft.kind == "catchments" else len(table)

        best = max(drafts, key=worth)
        choices = [Choice(draft.seen.key, say("{file}", file=draft.seen.key)) for draft in drafts]
        why = say(N_("Its system is believed, its shapes can be read, and it has the most columns."))
        chosen = self.asking.ask(key, say(text), choices, best.seen.key, why)
        for draft in drafts:
            if draft.seen.key != chosen:
                self._leave(draft, say(N_("{other} is used instead."), other=chosen or ""))

    def _names_in(self, draft: Draft) -> set[str]:
        column = school_column(draft.seen, draft, self.names, language_in(draft.seen.about))
        return {each.casefold() for each in draft.seen.values(column).distinct} if column else {draft.seen.key}

    def _names_listed(self, draft: Draft) -> set[str]:
        return set(draft.seen.values(draft.names).distinct) if draft.names else {draft.seen.key}

    # ------------------------------------------------------------------------------------------------- where it is
    def _settle_systems(self) -> None:
        """Find every layer's system: those that declare one that can be true first, then the others beside them."""
        open_ones: list[Draft] = []
        self.where: FloatArray = np.zeros((0, 2))
        fixed: list[str] = []
        for draft in self.drafts:
            xy = draft.seen.xy()
            said = draft.seen.table.crs or (draft.source.crs if draft.source else "")
            system = declared(said, xy)
            if system is None or self._turned(system, xy):
                open_ones.append(draft)
                continue
            fixed.append(system.crs)
            draft.crs = system.crs if draft.seen.table.crs != system.crs else ""
            self._add_where(draft, system, xy)
        for draft in sorted(open_ones, key=lambda each: each.seen.dimension != 2):
            self._ask_system(draft, tuple(dict.fromkeys(fixed)))
        self.country = country_of(self.where)

    def _turned(self, system: System, xy: FloatArray) -> bool:
        """Tell whether degrees read as they stand fall outside the north, and inside it the other way round."""
        if system.crs != "EPSG:4326" or not len(xy):
            return False
        east, north = np.median(xy, axis=0)
        return bool(54 <= east <= 72 and 4 <= north <= 33)

    def _add_where(self, draft: Draft, system: System, xy: FloatArray) -> None:
        if len(xy) and draft.kind in ("catchments", "blocks", "schools", "residents"):
            self.where = np.vstack((self.where, lonlat(system, xy)))

    def _ask_system(self, draft: Draft, fixed: tuple[str, ...]) -> None:
        seen = draft.seen
        xy = seen.xy()
        verdict = judge(xy, self.where, fixed, words_language(" ".join((seen.about, *seen.columns))))
        known = {system.key: system for system in verdict.systems}
        said = say(N_("In which coordinate system is {file}?"), file=seen.key)
        if seen.table.crs:
            said = say(
                N_("{file} says {crs}, which cannot be true. In which coordinate system is it?"),
                file=seen.key,
                crs=re.sub(r"\s+", " ", seen.table.crs)[:40],
            )
        default = verdict.systems[0].key if verdict.settled and verdict.systems else None
        choices = [Choice(system.key, say("{crs}", crs=system.key)) for system in verdict.systems[:8]]
        answer = self.asking.ask(f"crs:{seen.key}", said, choices, default, verdict.why, free=True)
        if answer is None:
            return
        system = known.get(answer) or System(answer.removesuffix(" north first"), answer.endswith(" north first"))
        draft.crs, draft.swapped = system.crs, system.swapped
        if declared(system.crs, xy[:, ::-1] if system.swapped else xy):
            self._add_where(draft, system, xy)

    # ------------------------------------------------------------------------------------------------ which column
    def _draft(self) -> Said | None:
        """Make the layers of the mapping; return what is lacking, None where a mapping can be made."""
        stages = Stages(self.country, self.asking)
        self.stages = stages
        blocks = self._of("blocks")[:1]
        if not blocks and not self._of("catchments"):
            blocks = self._blocks_from_residents()
        if not blocks and not self._of("catchments"):
            return say(N_("None of the files holds areas: a project needs blocks or catchments as polygons."))
        found = BlockColumns()
        for draft in blocks:
            self._free_of_schools(draft, plan_columns(draft.seen, self.names), [])
            found = block_plans(draft, stages, self.names)
        self._draft_catchments(stages)
        if not stages.made:
            why = say(N_("No file says so; these are the grades of a first school in this country."))
            stages.stage(blocks[0].seen.key, "stage", "", first_grades(self.country), why)
        for draft in blocks:
            self.made.append((draft.seen, block_layer(draft, stages, found)))
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
        self._ask_aliases(found)
        return None

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
            apart = len(drafts) > 1 and self._overlap(drafts)
            for draft in drafts:
                column = school_column(draft.seen, draft, self.names, language_in(draft.seen.about))
                self._free_of_schools(draft, [column] if column else [], [column] if column else [])
                own = draft.seen.spec.layer or Path(draft.seen.spec.file).stem if apart else ""
                layer = catchments_layer(draft, stages, self.names, self._of("schools"), own)
                if layer is None:
                    self._leave(draft, say(N_("No column of it names schools.")))
                    continue
                self.made.append((draft.seen, layer))

    def _overlap(self, drafts: list[Draft]) -> bool:
        """Tell whether layers lie over one another, so that they are parallel systems and not neighbours."""
        boxes = []
        for draft in drafts:
            xy = draft.seen.xy()
            if len(xy):
                points = lonlat(System(draft.crs or draft.seen.table.crs or "EPSG:4326", draft.swapped), xy)
                boxes.append(shapely.box(*points.min(axis=0) - 1e-6, *points.max(axis=0) + 1e-6))
        return any(
            one.intersection(other).area > 0.3 * min(one.area, other.area)
            for n, one in enumerate(boxes)
            for other in boxes[:n]
        )

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
            N_(
                "{file} calls schools by names that no file of schools knows, for example “{value}”. Which schools are used?"
            ),
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

    def _ask_aliases(self, found: BlockColumns) -> None:
        """Ask which school a name means that is in no file of schools, where one is much like it."""
        self.aliases: dict[str, str] = {}
        if not self.names:
            return
        for seen, layer in self.made:
            columns = [*layer.plans.values(), layer.columns.get("school", ""), layer.columns.get("attends", "")]
            said = dict.fromkeys(each for column in columns if column for each in seen.values(column).distinct)
            for name in self.names.unknown(said):
                likely, clear = self.names.likely(name)
                if not likely or f"alias:{name}" in {question.key for question in self.asking.questions}:
                    continue
                choices = [Choice(each, say("{school}", school=each)) for each in dict.fromkeys(likely)]
                choices.append(Choice("none", say(N_("None of them"))))
                question = say(
                    N_("{file} says “{value}”, which no file of schools does. Which school is it?"),
                    file=seen.key,
                    value=name,
                )
                why = say(N_("Its name is the most alike.")) if clear else say(N_("No name is much like it."))
                answer = self.asking.ask(f"alias:{name}", question, choices, likely[0] if clear else "none", why)
                if answer and answer != "none":
                    self.aliases[name] = answer

    # --------------------------------------------------------------------------------------------------- the whole
    def _mapping(self) -> ImportMapping:
        folder = self.paths[0] if self.paths[0].is_dir() else self.paths[0].parent
        said = say(N_("What is the municipality called?"))
        name = self.asking.ask("name", said, (), folder.name or "Piiri", say(N_("So is the folder."))) or "Piiri"
        order = {"schools": 0, "blocks": 1, "catchments": 2, "pupils": 3, "residents": 4, "backdrop": 5}
        layers = tuple(layer for _, layer in sorted(self.made, key=lambda each: order[each[1].kind]))
        known = {each for names in self.names.names.values() for each in names} | self.names.ids
        return ImportMapping(
            file=tr("the proposal"),
            name=name,
            crs="auto",
            stages=tuple(self.stages.made),
            layers=layers,
            groups=tuple(self.groups),
            aliases=self.aliases,
            places={name: n for name, n in self.places.items() if name in known},
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
