"""Before there are this year's files: which files the project was made of, or why it cannot be renewed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from piiri.again import source_name
from piiri.i18n import tr, trn
from piiri.io.mapping import ImportMapping
from piiri.io.recognise import KINDS

from ..banner import labelled_icon
from ..icons import CONTROL, EMPTY
from ..importing.controls import file_label
from ..importing.layer_list import ICON_OF
from ..importing.step import scrolling
from ..palette import BODY, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset

_SHOWN = 8


def kinds_of(mapping: ImportMapping) -> dict[str, str]:
    """Return the files of a mapping, and of what kind each is."""
    return {source_name((each.file, each.layer)): each.kind for each in mapping.layers if each.path is not None}


class EmptyState(QWidget):
    """What may be dropped here.

    Signals
    -------
    files_asked()
        Choose files.
    import_asked()
        A new project from files, since this one does not say what it was made of.
    """

    files_asked = Signal()
    import_asked = Signal()

    def __init__(self, name: str, mapping: ImportMapping | None, palette: Palette, scale: float) -> None:
        super().__init__()
        self._colours, self._scale = palette, scale
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        inside = QFrame()
        inside.setProperty("box", "window")
        around.addWidget(scrolling(inside))
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(24, 20, 24, 20)
        box = QFrame()
        box.setProperty("box", "plate")
        box.setFixedWidth(round(min(760 * scale, 900)))
        self._column = QVBoxLayout(box)
        self._column.setContentsMargins(32, 24, 32, 24)
        self._column.setSpacing(8)
        self.choose = QPushButton()
        self.choose.setProperty("kind", "primary")
        if mapping is None:
            self._say_why(name)
        else:
            self._welcome(mapping)
        typeset(self.choose)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        self._column.addSpacing(8)
        self._column.addLayout(row)
        outer.addStretch(1)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        apply_text_scale(self, scale)
        self._column.activate()
        box.setMinimumHeight(
            self._column.totalHeightForWidth(box.width())
        )  # lines that wrap ask for less of themselves

    def _head(self, sign: str, tone: str, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(labelled_icon(sign, self._colours, round(EMPTY * self._scale), tone))
        row.addWidget(text_label(words, HEADING, QFont.Weight.DemiBold, wrap=True), 1)
        self._column.addLayout(row)

    def _say_why(self, name: str) -> None:
        self._head(
            "missing", "text_secondary", tr("The project {name} does not say which files it was made of.", name=name)
        )
        why = tr(
            "Only a project that Piiri has made from files keeps how they are read; the demo municipality does not."
        )
        mend = tr("Make a new project of the files; the next year it is known.")
        self._column.addWidget(text_label(why, BODY, tone="secondary", wrap=True))
        self._column.addWidget(text_label(mend, BODY, wrap=True))
        self.choose.setText(tr("New from our data"))
        self.choose.clicked.connect(self.import_asked)

    def _welcome(self, mapping: ImportMapping) -> None:
        self._head("import", "accent", tr("Drop this year's files here"))
        how = tr(
            "They are read as last year's were. You see what is new, gone and changed, and what of your plans no "
            "longer fits, before anything is made."
        )
        self._column.addWidget(text_label(how, BODY, tone="secondary", wrap=True))
        self._column.addSpacing(8)
        self._column.addWidget(text_label(tr("The project was made of"), BODY, QFont.Weight.DemiBold))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        files = list(kinds_of(mapping).items())
        for n, (file, kind) in enumerate(files[:_SHOWN]):
            side = round(CONTROL * self._scale)
            grid.addWidget(labelled_icon(ICON_OF[kind], self._colours, side, "text_secondary"), n, 0)
            grid.addWidget(text_label(tr(KINDS[kind]), BODY), n, 1)
            grid.addWidget(file_label(file, tone="secondary"), n, 2)
        self._column.addLayout(grid)
        if (more := len(files) - _SHOWN) > 0:
            self._column.addWidget(text_label(trn("and {n} more", "and {n} more", more), BODY, tone="secondary"))
        some = tr("A register of pupils alone is enough: what has no new file stays as it is.")
        self._column.addWidget(text_label(some, BODY, wrap=True))
        self.choose.setText(tr("Choose files… (Ctrl+I)"))
        self.choose.clicked.connect(self.files_asked)
