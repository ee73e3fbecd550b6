"""Labels and buttons that remember their text size, so that a change of text scale reaches all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from .palette import BODY, font

Weight = QFont.Weight


def typeset(widget: QWidget, size: int = BODY, weight: QFont.Weight = Weight.Normal, scale: float = 1.0) -> None:
    """Give a widget one of the four sizes and a weight; :func:`apply_text_scale` keeps them in scale."""
    widget.setProperty("type_size", size)
    widget.setProperty("type_weight", int(weight.value))
    widget.setFont(font(size, weight, scale))


def apply_text_scale(root: QWidget, scale: float) -> None:
    """Set the fonts of all widgets under ``root`` that :func:`typeset` has seen."""
    for widget in (root, *root.findChildren(QWidget)):
        size = widget.property("type_size")
        if size is not None:
            widget.setFont(font(int(size), Weight(int(widget.property("type_weight"))), scale))
    keep_fonts(root)


def keep_fonts(root: QWidget) -> None:
    """Let the fonts set under ``root`` survive a move to another parent.

    Under a style sheet of the application Qt remembers the font a widget had when it was first drawn and goes back to
    it whenever the widget gets another parent, as a panel does that is taken out of the window.
    """
    for widget in (root, *root.findChildren(QWidget)):
        if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            widget.setProperty("_q_styleSheetWidgetFont", widget.font())


def text_label(
    text: str, size: int = BODY, weight: QFont.Weight = Weight.Normal, *, tone: str = "", wrap: bool = False
) -> QLabel:
    """Return a plain text label.

    Parameters
    ----------
    text
        Shown as it stands, never as markup.
    size, weight
        See :func:`piiri_desktop.palette.font`.
    tone
        ``"secondary"``, ``"good"``, ``"bad"``, ``"accent"``, or empty for the text colour.
    wrap
        True where it may run over several lines.
    """
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if tone:
        label.setProperty("tone", tone)
    typeset(label, size, weight)
    return label


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it does not fit; the whole text is its tooltip then."""

    def __init__(
        self, text: str = "", size: int = BODY, weight: QFont.Weight = Weight.Normal, *, tone: str = ""
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.elide_mode = Qt.TextElideMode.ElideRight
        if tone:
            self.setProperty("tone", tone)
        typeset(self, size, weight)

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance("…") * 2, super().sizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._explain()

    def _explain(self) -> None:
        full = self.fontMetrics().horizontalAdvance(self.text())
        self.setToolTip(self.text() if full > self.contentsRect().width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self.elide_mode, rect.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(rect, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), text)
