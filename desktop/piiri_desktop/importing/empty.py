"""Before there are files: what a city may drop, and the way to choose it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from piiri.i18n import N_, tr

from ..banner import labelled_icon
from ..icons import CONTROL, EMPTY
from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset

_WELCOME = (
    ("rectangle", N_("Catchments or blocks"), N_("Areas as polygons; a column says their school. Needed.")),
    ("school", N_("Schools"), N_("Name, coordinates and places.")),
    ("pupils", N_("Pupils"), N_("Coordinates and grade; names and identity numbers are never stored.")),
    ("statistics", N_("Residents' statistics"), N_("Grid cells, postal areas or other small areas with counts.")),
    ("redraw", N_("Roads, rail and water"), N_("For orientation and as barriers.")),
)


class EmptyState(QWidget):
    """What may be dropped here.

    Signals
    -------
    files_asked()
        Choose files.
    mapping_asked()
        Choose a mapping file instead.
    """

    files_asked = Signal()
    mapping_asked = Signal()

    def __init__(self, palette: Palette, scale: float) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        box = QFrame()
        box.setProperty("box", "plate")
        box.setFixedWidth(round(min(760 * scale, 900)))
        column = QVBoxLayout(box)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(labelled_icon("import", palette, round(EMPTY * scale), "accent"))
        row.addWidget(text_label(tr("Drop your files here"), HEADING, QFont.Weight.DemiBold), 1)
        column.addLayout(row)
        how = tr("In any order, as you have them. Piiri says what each is and asks what it cannot know.")
        column.addWidget(text_label(how, BODY, tone="secondary", wrap=True))
        column.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for n, (sign, what, which) in enumerate(_WELCOME):
            grid.addWidget(labelled_icon(sign, palette, round(CONTROL * scale), "text_secondary"), n, 0)
            grid.addWidget(text_label(tr(what), BODY, QFont.Weight.DemiBold), n, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text_label(tr(which), BODY, wrap=True), n, 2)
        column.addLayout(grid)
        column.addSpacing(8)
        kinds = "GeoPackage, Shapefile, GeoJSON, TopoJSON, Esri JSON, KML, KMZ, GML, CSV, TSV, TXT, Excel, OSM PBF"
        column.addWidget(text_label(tr("Formats: {formats}", formats=kinds), CAPTION, tone="secondary", wrap=True))
        column.addSpacing(8)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        self.choose = QPushButton(tr("Choose files… (Ctrl+I)"))
        self.choose.setProperty("kind", "primary")
        self.choose.clicked.connect(self.files_asked)
        mapping = QPushButton(tr("We have a mapping file…"))
        mapping.setProperty("kind", "link")
        mapping.clicked.connect(self.mapping_asked)
        for button in (self.choose, mapping):
            typeset(button)
            ways.addWidget(button)
        ways.addStretch(1)
        column.addLayout(ways)
        outer.addStretch(1)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        apply_text_scale(self, scale)
