"""An explanation of a school's money on paper: A4, to a printer or to a PDF file."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, QSizeF
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from piiri.errors import InputError
from piiri.funding.words import Line
from piiri.i18n import HARD_SPACE, N_, NARROW_SPACE, tr

from ..palette import BODY, font

MARGIN_MM = 18.0
POINTS = 9.0
RESOLUTION = 1200
"""Dots an inch of the PDF."""
_RULE = "#7F8894"


def paper(title: str, lines: tuple[Line, ...], headings: dict[str, str]) -> QTextDocument:
    """Return an explanation as a document for paper: black on white, one row a line, amounts in a column on the right.

    Parameters
    ----------
    title
        What it explains.
    lines
        Of the explanation.
    headings
        What stands over the lines of a part.
    """
    rows, before = [], ""
    for line in lines:
        if line.part != before and headings.get(line.part):
            rows.append(f'<tr><td colspan="2" style="padding-top: 10px"><b>{escape(headings[line.part])}</b></td></tr>')
        before = line.part
        # Qt breaks a line at a narrow space, and a number must not be broken
        text, money = (escape(said.replace(NARROW_SPACE, HARD_SPACE)) for said in (line.text, line.money))
        if line.part == "total":
            text, money = f"<b>{text}</b>", f"<b>{money}</b>"
        style = f' style="border-top: 1px solid {_RULE}"' if line.part == "total" else ""
        if not money:
            rows.append(f'<tr><td colspan="2"{style}>{text}</td></tr>')
            continue
        rows.append(
            f'<tr><td width="80%"{style}>{text}</td>'
            f'<td width="20%"{style} align="right" valign="bottom" nowrap="nowrap">{money}</td></tr>'
        )
    document = QTextDocument()
    face = font(BODY, QFont.Weight.Normal)
    face.setPointSizeF(POINTS)  # the screen's fonts are in pixels, which a printer has ten times as many of
    document.setDefaultFont(face)
    document.setDocumentMargin(0)
    document.setHtml(
        f'<body style="color: #000000"><p style="font-size: 15pt; margin-bottom: 8px"><b>{escape(title)}</b></p>'
        f'<table width="100%" cellspacing="0" cellpadding="2">{"".join(rows)}</table></body>'
    )
    return document


def page_layout() -> QPageLayout:
    """Return A4 upright with its margins."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def lay_out(document: QTextDocument, device: QPagedPaintDevice) -> None:
    """Put a document on the pages of a printer or a PDF."""
    document.documentLayout().setPaintDevice(device)
    size = device.pageLayout().paintRectPixels(device.resolution() if isinstance(device, QPrinter) else RESOLUTION)
    document.setPageSize(QSizeF(size.size()))
    document.print_(device)


def write_pdf(document: QTextDocument, path: Path, title: str) -> None:
    """Write a PDF file, whole or not at all.

    Raises
    ------
    InputError
        ``file-not-written``: the sentence names the file.
    """
    target = QSaveFile(str(path))
    if not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _not_written(path, target.errorString())
    writer = QPdfWriter(target)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(page_layout())
    writer.setTitle(title)
    writer.setCreator("Piiri")
    lay_out(document, writer)
    del writer  # its last bytes come when it goes
    if not target.commit():
        raise _not_written(path, target.errorString())


def _not_written(path: Path, reason: str) -> InputError:
    return InputError(
        "file-not-written",
        N_("The file {file} cannot be written: {reason}."),
        N_("Choose another folder, or close the program that has the file open."),
        file=path.name,
        reason=reason,
    )


def print_paper(document: QTextDocument, title: str, parent: QWidget) -> bool:
    """Ask for a printer and print; False where the person thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout())
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(tr("Print the explanation"))
    if not dialog.exec():
        return False
    lay_out(document, printer)
    return True
