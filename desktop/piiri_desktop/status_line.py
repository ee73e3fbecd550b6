"""The line at the bottom: what to do now, for which stages, where the pointer is, the map's scale, the time of
calculation, offline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QWidget

from piiri.i18n import HARD_SPACE, number, tr, trn

from .icons import INLINE, picture
from .palette import CAPTION, Palette
from .typeset import ElidedLabel, text_label


class StatusLine(QStatusBar):
    """Words on the left, figures on the right; the words give way first."""

    def __init__(self, p: Palette) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(20)
        self._hint = ElidedLabel("", CAPTION)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._untold = text_label("", CAPTION, tone="secondary")
        self._untold.hide()
        self._scope = text_label("", CAPTION, tone="secondary")
        self._place = text_label("", CAPTION, tone="secondary")
        self._scale = text_label("", CAPTION, tone="secondary")
        self._time = text_label("", CAPTION, tone="secondary")
        offline = QWidget()
        pair = QHBoxLayout(offline)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(4)
        self._icon = QLabel()
        pair.addWidget(self._icon)
        pair.addWidget(text_label(tr("offline"), CAPTION, tone="secondary"))
        offline.setToolTip(tr("Piiri never uses a network. Nothing leaves this computer."))
        line.addWidget(self._hint, 1)
        for widget in (self._untold, self._scope, self._place, self._scale, self._time, offline):
            line.addWidget(widget)
        self.addWidget(row, 1)
        self.set_palette(p, 1.0)

    @property
    def hint(self) -> str:
        """What is said to do now."""
        return self._hint.text()

    def set_palette(self, p: Palette, scale: float) -> None:
        """Draw in the colours of a theme, at a text scale."""
        size = round(INLINE * scale)
        self._icon.setPixmap(picture("offline", p.text_secondary, size, self.devicePixelRatioF()))
        self.setFixedHeight(round(24 * scale))

    def show_hint(self, text: str) -> None:
        """Say what to do now, or why an edit was refused."""
        self._hint.setText(text)

    @property
    def scope(self) -> str:
        """What stages a stroke is said to hold for."""
        return self._scope.text()

    def show_scope(self, text: str) -> None:
        """Say what stages a stroke holds for; empty where there is only one."""
        self._scope.setText(text)
        self._scope.setVisible(bool(text))

    @property
    def untold(self) -> str:
        """What is said of numbers that are not told; empty where all are."""
        return self._untold.text()

    def show_untold(self, cells: int) -> None:
        """Say in how many cells the number of pupils is hidden or was not given: counts are at least so much."""
        said = trn("Counts are at least: {n} cell hidden", "Counts are at least: {n} cells hidden", cells)
        self._untold.setText(said if cells else "")
        self._untold.setVisible(bool(cells))
        why = tr("Whoever published the numbers hid the small ones, or gave none. They are not taken for 0.")
        self._untold.setToolTip(why if cells else "")

    def show_place(self, x: float, y: float) -> None:
        """Show where the pointer is, metres in the dataset's CRS."""
        if x != x or y != y:  # NaN: the pointer is not over the map
            self._place.setText("")
            return
        self._place.setText(tr("N {north}  E {east}", north=number(y), east=number(x)))

    def show_scale(self, denominator: float) -> None:
        """Show the map's scale: 40 000 for 1 : 40 000."""
        digits = max(0, len(str(int(denominator))) - 2)
        self._scale.setText(f"1{HARD_SPACE}:{HARD_SPACE}{number(round(denominator, -digits))}")

    def show_time(self, milliseconds: float) -> None:
        """Show how long the figures took."""
        shown = number(milliseconds, 0 if milliseconds >= 1 else 1)
        self._time.setText(tr("calculated in {time} ms", time=shown))
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
