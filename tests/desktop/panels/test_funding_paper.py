"""The explanation on paper: every line once, black on white whatever the theme, within the margins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.funding.words import Line
from piiri_desktop.palette import palette
from piiri_desktop.panels.funding_paper import paper, write_pdf

LINES = (
    Line("input", "Pupils: 300 <b>"),
    Line("amount", "Base", 500, "5,00 €"),
    Line("total", "Together", 500, "5,00 €"),
)


def test_every_line_stands_there_once(qtbot: QtBot) -> None:
    text = paper("Why & what", LINES, {"input": "Figures"}).toPlainText()
    for said in ("Why & what", "Figures", "Pupils: 300 <b>", "Base", "Together"):
        assert text.count(said) == 1, text
    assert text.count("5,00 €") == 2


def test_black_on_white_in_the_dark_theme(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.palette()
    colours = QPalette(before)
    colours.setColor(QPalette.ColorRole.Text, palette("dark").text)
    app.setPalette(colours)
    try:
        document = paper("Why", LINES, {})
        document.setPageSize(QSizeF(400, 300))
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        document.drawContents(painter, QRectF(0, 0, 400, 300))
        painter.end()
    finally:
        app.setPalette(before)
    darkest = min(image.pixelColor(x, y).lightness() for x in range(400) for y in range(300))
    assert darkest < 60


def test_a_long_one_runs_over_pages(qtbot: QtBot, tmp_path: Path) -> None:
    many = tuple(Line("amount", f"Line {n}", n, f"{n},00 €") for n in range(200))
    write_pdf(paper("Long", many, {}), tmp_path / "long.pdf", "Long")
    assert (tmp_path / "long.pdf").read_bytes().count(b"/Type /Page\n") >= 3
