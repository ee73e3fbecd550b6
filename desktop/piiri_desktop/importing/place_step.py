"""Third step: in which coordinate system each file is, and where that puts it."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from piiri.i18n import number, tr, trn
from piiri.io.pile import Place
from piiri.io.recognise import KINDS
from piiri.io.recognise.placing import SAYS_SO

from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label
from .layer_list import LayerList
from .questions import Questions
from .small_map import Drawn, SmallMap
from .step import StepPage, panel, rule
from .systems import system_name
from .work import ImportWork


def drawn_of(places: tuple[Place, ...], current: str = "") -> list[Drawn]:
    """Return the picture of places: areas below, points of the current layer and schools above, strays on top."""
    zero = np.zeros((0, 2))
    made: list[Drawn] = []
    areas = [place for place in places if place.kind in ("catchments", "blocks")]
    cells = [place for place in places if place.kind == "residents" and place.rings]
    if not areas:
        areas, cells = cells, []
    made += [Drawn("areas", place.rings) for place in areas]
    made += [Drawn("cells", place.rings) for place in cells if place.key == current]
    made += [Drawn("lines", place.rings) for place in places if place.kind == "backdrop"]
    made += [Drawn("edges", place.rings) for place in areas]
    for place in places:
        if place.kind in ("pupils", "residents") and not place.rings:
            made.append(Drawn("dots", points=place.points))
    made += [Drawn("schools", points=place.points) for place in places if place.kind == "schools"]
    far = [place.far if place.far is not None else zero for place in places if place.kind != "backdrop"]
    if any(len(each) for each in far):
        made.append(Drawn("far", points=np.vstack(far)))
    return made


class PlaceStep(StepPage):
    """Layers and questions at the left, the map at the right."""

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel(0)
        left.setFixedWidth(self.side(220))
        self.layers = LayerList(palette, scale)
        self.layers.chosen.connect(self.layer_chosen)
        column.addWidget(self.layers)
        row.addWidget(left)
        row.addWidget(rule())
        right, column = panel()
        row.addWidget(right, 1)
        self.system = text_label("", BODY, wrap=True)
        self.questions = Questions(palette, scale)
        self.questions.answered.connect(work.answer)
        self.map = SmallMap(tr("Where the files fall"), palette, scale)
        self.said = text_label("", BODY, wrap=True)
        self.key = text_label("", CAPTION, tone="secondary", wrap=True)
        column.addWidget(self.system)
        column.addWidget(self.questions)
        column.addWidget(self.map, 1)
        column.addWidget(self.said)
        column.addWidget(self.key)
        self.key.setText(
            tr("Filled: areas. Dots: pupils. Discs: schools. Triangles: far from every area. Wheel or + and − zoom.")
        )
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.questions.first or self.layers

    def waiting(self) -> str:
        standing = self.work.standing
        if standing is not None and (n := standing.open("place")):
            return trn("Choose the coordinate system of {n} file.", "Choose the coordinate system of {n} files.", n)
        return ""

    def refresh(self, layer: str) -> None:
        standing = self.work.standing
        if standing is None:
            return
        self.layers.show_layers(standing, "place", layer)
        key = self.layers.current
        found = next((each for each in standing.proposal.layers if each.key == key), None)
        mine = [each for each in standing.questions("place") if each.key == f"crs:{key}"]
        self.questions.show_questions(mine)
        self.questions.limit(self.px(120))
        place = next((each for each in standing.places if each.key == key), None)
        if found is None or found.kind == "leave-out":
            self.system.setText(tr("{file} is not imported.", file=key))
        elif found.crs and any(each.why == SAYS_SO and each.answer is None for each in mine):
            said = tr("{file} says its own coordinate system: {system}.", file=key, system=system_name(found.crs))
            self.system.setText(said)
        else:
            where = system_name(found.crs, found.swapped) if found.crs else tr("not known yet")
            self.system.setText(tr("Coordinate system of {file}: {system}", file=key, system=where))
        self._show_map(key, place, found.kind if found else "")

    def _show_map(self, key: str, place: Place | None, kind: str) -> None:
        standing = self.work.standing
        assert standing is not None
        said = ""
        if place is not None and kind != "backdrop":
            far = len(place.far) if place.far is not None else 0
            name = tr(KINDS[kind])
            share = tr("less than 0,1") if 0 < place.far_share < 0.001 else number(100 * place.far_share, 1)
            said = tr("{kind}: all of it falls where the areas are.", kind=name)
            if far:
                said = tr("{kind}: {share} % lies far from every area, as triangles show.", kind=name, share=share)
        elif kind == "pupils":
            said = tr("Pupils are shown once it is known whose address is protected.")
        self.said.setText(said)
        drawn = drawn_of(standing.places, key)
        if not drawn:
            self.map.show_nothing(tr("Nothing has a place yet: choose a coordinate system."))
            return
        self.map.show_layers(drawn, said or tr("Where the files fall"))
