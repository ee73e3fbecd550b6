"""What the tiles of the top strip say: values, and their changes in words with a sign and a triangle. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from piiri.i18n import HARD_SPACE, distance, number, share, tr, trn
from piiri.indicators import at_least
from piiri.session import State

from .school_rows import ALL_STAGES

Judgement = Literal["good", "bad", ""]


@dataclass(frozen=True, slots=True)
class TileText:
    """All that a tile shows.

    Attributes
    ----------
    label, value, unit
        As written.
    mark
        ``"▲"``, ``"▼"``, ``"="`` or empty.
    change, rest
        The change; ``change`` is set bold where it is judged.
    judgement
        ``"good"`` or ``"bad"`` where the words say better or worse.
    live
        True where the stroke that is being drawn changes the value.
    tip
        More in words.
    reserve
        The longest that ``rest`` may become during a stroke, so that room is kept for it.
    """

    label: str
    value: str
    unit: str = ""
    mark: str = ""
    change: str = ""
    rest: str = ""
    judgement: Judgement = ""
    live: bool = False
    tip: str = ""
    reserve: str = ""

    @property
    def sentence(self) -> str:
        """The tile in one line, for those who hear it."""
        change = ", ".join(part for part in (self.change, self.rest) if part)
        return f"{self.label}: {at_least.spoken(self.value)} {self.unit}".rstrip() + (f"; {change}" if change else "")


def tile_texts(state: State, stage: int, group: int) -> tuple[TileText, ...]:
    """Return the tiles of a stage.

    Parameters
    ----------
    state
        What to show.
    stage
        Index of the stage, −1 for all together.
    group
        Which of the dataset's groups segregation is shown of.
    """
    chosen = None if stage == ALL_STAGES else stage
    now, before, kept = (e.figures(chosen) for e in (state.evaluation, state.before, state.committed))
    live = state.provisional
    tiles = [
        _changed(now.changed, kept.changed, now.pupils, live),
        TileText(
            tr("Over capacity"),
            number(now.over_capacity),
            trn("school", "schools", now.over_capacity),
            *_fewer(now.over_capacity - before.over_capacity),
            live and now.over_capacity != kept.over_capacity,
            tr("Schools with more pupils than places, over all their grades."),
        ),
        TileText(
            _limit_label(state, stage),
            number(now.beyond),
            trn("pupil", "pupils", now.beyond),
            *_fewer(now.beyond - before.beyond),
            live and now.beyond != kept.beyond,
            _measured(state).format(share=share(now.share_beyond, 1)),
        ),
    ]
    if state.dataset.groups:
        d, d_before, d_kept = (f.dissimilarity[group] for f in (now, before, kept))
        tiles.append(
            TileText(
                _segregation_label(state, group),
                number(d, 3),
                "",
                *_segregated(d - d_before),
                live and number(d, 3) != number(d_kept, 3),
                tr(
                    "{group}: the share that would have to change school for an even spread (D index).",
                    group=tr(state.dataset.groups[group].name),
                ),
            )
        )
    tiles.append(_unassigned(state, stage, now.unassigned, before.unassigned, kept.unassigned, now.unlocated))
    cells = now.untold
    if not cells:
        return tuple(tiles)
    moved = cells if now.changed else 0
    behind = (moved, *([cells] * (len(tiles) - 2)), now.unassigned_untold)
    return tuple(map(_lower_limit, tiles, behind))


def _lower_limit(tile: TileText, cells: int) -> TileText:
    """Mark a count of pupils or schools as a lower limit where numbers behind it are not told; a share is none."""
    if not cells or not tile.unit:
        return tile
    return replace(tile, value=at_least.sign(tile.value, cells), tip=f"{tile.tip}\n{at_least.why(cells)}")


def _changed(now: int, kept: int, pupils: int, provisional: bool) -> TileText:
    """Pupils who change school: never called good or bad."""
    of_all = tr("{share} of all pupils", share=share(now / pupils, 1)) if pupils else ""
    return TileText(
        tr("Pupils who change school"),
        number(now),
        trn("pupil", "pupils", now),
        rest=_in_stroke(of_all, now - kept) if provisional and now != kept else of_all,
        live=provisional and now != kept,
        tip=tr("Pupils whose school differs from the one in the plan compared with."),
        reserve=_in_stroke(of_all, pupils),
    )


def _in_stroke(of_all: str, change: int) -> str:
    return tr("{share}, {change} now", share=of_all, change=number(change, sign=True))


def _unassigned(state: State, stage: int, now: int, before: int, kept: int, unlocated: int) -> TileText:
    """Pupils in no catchment; where nothing differs, how full the schools are."""
    mark, change, rest, judgement = _fewer(now - before)
    if now == before:
        mark, change, rest = "", "", tr("{share} of places in use", share=share(_use(state, stage)))
    tip = tr("Pupils whose block belongs to no school.")
    if unlocated:
        apart = trn(
            "{n} pupil without a place on the map is not among them.",
            "{n} pupils without a place on the map are not among them.",
            unlocated,
        )
        tip = f"{tip} {apart}"
    return TileText(
        tr("In no catchment"),
        number(now),
        trn("pupil", "pupils", now),
        mark,
        change,
        rest,
        judgement,
        state.provisional and now != kept,
        tip,
    )


def _use(state: State, stage: int) -> float:
    """Pupils divided by places over the schools of a stage whose places are known."""
    evaluation = state.evaluation
    known = evaluation.school_places >= 0
    if stage != ALL_STAGES:
        table = evaluation.table
        serving = known & False
        serving[table.school[table.stage == stage]] = True
        known = known & serving
    places = int(evaluation.school_places[known].sum())
    return float(evaluation.school_pupils[known].sum()) / places if places else float("nan")


def _fewer(difference: int) -> tuple[str, str, str, Judgement]:
    """Mark, change, rest and judgement of a count of which fewer is better."""
    if difference == 0:
        return "=", "", tr("no change"), ""
    if difference < 0:
        return "▼", trn("{n} fewer", "{n} fewer", -difference), tr("better"), "good"
    return "▲", trn("{n} more", "{n} more", difference), tr("worse"), "bad"


def _segregated(difference: float) -> tuple[str, str, str, Judgement]:
    written = number(difference, 3, sign=True)
    if not any(digit in written for digit in "123456789"):
        return "=", "", tr("no change"), ""
    if difference < 0:
        return "▼", written, tr("less segregated"), "good"
    return "▲", written, tr("more segregated"), "bad"


def _segregation_label(state: State, group: int) -> str:
    if len(state.dataset.groups) == 1:
        return tr("Segregation, D index")
    return tr("D index, {group}", group=tr(state.dataset.groups[group].name))


def _limit_label(state: State, stage: int) -> str:
    """Name the limit where the stage has one, else say that grades differ."""
    chosen = state.plan.stages if stage == ALL_STAGES else (state.plan.stages[stage],)
    grades = {grade for each in chosen for grade in each.grades if grade}
    limits = [limit for limit in state.dataset.limits if grades & set(limit.grades)]
    if len({(limit.limit_m, limit.inclusive) for limit in limits}) != 1:
        return tr("Beyond the distance limit")
    written = distance(limits[0].limit_m) if limits[0].limit_m % 1000 else _kilometres(limits[0].limit_m)
    if limits[0].inclusive:
        return tr("{distance} or more to school", distance=written)
    return tr("Over {distance} to school", distance=written)


def _kilometres(metres: float) -> str:
    return f"{number(metres / 1000)}{HARD_SPACE}km"


def _measured(state: State) -> str:
    """How the way to school is measured, around the share of pupils who have it too long."""
    if state.dataset.ways is not None:
        return tr("{share} of the pupils in catchments; the way to school on foot.")
    return tr("{share} of the pupils in catchments; straight distance to school.")
