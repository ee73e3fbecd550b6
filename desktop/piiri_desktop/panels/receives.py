"""The card under the schools table: what the plan does to one school, before, now and the change."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..palette import Palette
from .card_text import CardText, points
from .controls import draw_icon
from .lettering import RIGHT, Lettering, lettering

SIDE = 12


class _Title(QToolButton):
    """The first line: pressing it folds the card to this line alone, or opens it."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self.shown = CardText("", "")
        self.target = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def folded(self) -> bool:
        return not self.isChecked()

    def sizeHint(self) -> QSize:
        return QSize(160, self.letters.px(40 if self.folded else 30))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t, s = self.palette_, self.letters, self.shown
        painter.fillRect(self.rect(), p.hover if self.underMouse() else p.surface)
        x, high = float(SIDE), float(self.height())
        if self.target:
            radius = t.px(10) / 2
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.accent)
            painter.drawEllipse(QRectF(x, high / 2 - radius, 2 * radius, 2 * radius))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            x += 2 * radius + 8
        size = t.px(14)
        right = self.width() - SIDE - size if self.folded else _columns(t, self.width())[0] - t.px(6)
        room = right - x - 8 - (0 if self.folded else size + 4)
        title = s.fitted(t.body_bold, room)
        t.body_bold.draw(painter, QRectF(x, 0, room + 1, high), title, p.text)
        x += t.body_bold.width(title) + 8
        if self.folded:
            if right - x > t.px(40):
                rest = t.body.elided(s.summary, right - 8 - x)
                t.body.draw(painter, QRectF(x, 0, right - x, high), rest, p.text_secondary)
            draw_icon(painter, "unfold", p.text_secondary, right, (high - size) / 2, size)
            return
        draw_icon(painter, "fold", p.text_secondary, x - 4, (high - size) / 2 + 1, size)
        if s.lines:
            edges = _columns(t, self.width())
            for text, left, end in zip(_headings(), edges, edges[1:], strict=False):
                t.caption.draw(painter, QRectF(left, 0, end - left, high), text, p.text_secondary, RIGHT)


class _Lines(QLabel):
    """The lines. As a label, its text says them in words."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self.shown = CardText("", "")
        self.setTextFormat(Qt.TextFormat.PlainText)

    def say(self) -> None:
        before, now, change = _headings()
        self.setText(
            "\n".join(f"{x.label}: {before} {x.before}, {now} {x.now}, {change} {x.change}" for x in self.shown.lines)
        )
        self.setAccessibleName(self.text())

    def sizeHint(self) -> QSize:
        return QSize(160, self.letters.px(22) * max(1, len(self.shown.lines)) + self.letters.px(8))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self.palette_, self.letters
        painter.fillRect(self.rect(), p.surface)
        if not self.shown.lines:
            room = QRectF(SIDE, 0, self.width() - 2 * SIDE, t.px(22))
            t.body.draw(painter, room, t.body.elided(self.shown.summary, room.width()), p.text_secondary)
        edges = _columns(t, self.width())
        for position, line in enumerate(self.shown.lines):
            y, high = position * t.px(22), t.px(22)
            wide = edges[0] - SIDE - 4
            t.body.draw(painter, QRectF(SIDE, y, wide, high), t.body.elided(line.label, wide), p.text_secondary)
            for face, text, colour, left, end in (
                (t.body, line.before, p.text_secondary, edges[0], edges[1]),
                (t.body_bold, line.now, p.bad if line.bad else p.text, edges[1], edges[2]),
                (t.body, line.change, p.text, edges[2], edges[3]),
            ):
                face.draw(painter, QRectF(left, y, end - left, high), text, colour, RIGHT)


class ReceivesCard(QWidget):
    """What the plan does to one school; folds to one line of 40 px."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._title = _Title(palette, self)
        self._lines = _Lines(palette, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._lines)
        self._title.toggled.connect(self._lines.setVisible)
        self._title.toggled.connect(self._title.updateGeometry)
        self._title.setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> CardText:
        """What is shown."""
        return self._title.shown

    @property
    def is_folded(self) -> bool:
        """True while only the first line is shown."""
        return self._title.folded

    def fold(self, folded: bool) -> None:
        """Fold the card to one line, or open it."""
        self._title.setChecked(not folded)

    def show_text(self, text: CardText, *, target: bool) -> None:
        """Show a school; nothing is drawn again where it is what is shown."""
        if text == self._title.shown and target == self._title.target:
            return
        grows = len(text.lines) != len(self._title.shown.lines)
        self._title.shown = self._lines.shown = text
        self._title.target = target
        self._title.setAccessibleName(f"{text.title}. {text.summary}")
        self._title.setToolTip(text.title)
        self._lines.say()
        if grows:
            self._lines.updateGeometry()
        self._title.update()
        self._lines.update()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = self._title.palette_ = self._lines.palette_ = palette
        self.update()

    def set_letters(self, letters: Lettering) -> None:
        """Draw with other fonts."""
        self._title.letters = self._lines.letters = letters
        self._title.updateGeometry()
        self._lines.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._palette.surface)
        painter.fillRect(0, 0, self.width(), 1, self._palette.line)


def _headings() -> tuple[str, str, str]:
    return tr("before"), tr("now"), tr("change")


def _columns(letters: Lettering, width: int) -> tuple[float, float, float, float]:
    """Left edge of the figures, then the right edges of before, now and change."""
    t = letters.body_bold
    wide = max(t.width("00,0 %") + 16, *(letters.caption.width(word) + 12 for word in _headings()))
    right = float(width - SIDE)
    last = max(wide, t.width(points(-0.999)) + 16)
    return right - last - 2 * wide, right - last - wide, right - last, right
