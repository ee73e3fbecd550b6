"""What Piiri is, that it stays offline, under which licence it is given, and what it stands on."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

import piiri
from piiri.i18n import tr

from ..faults import log_path
from ..typeset import text_label
from .frame import Frame

_STANDS_ON = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("geopandas", "BSD-3-Clause"),
    ("numpy", "BSD-3-Clause"),
    ("pandas", "BSD-3-Clause"),
    ("pyogrio", "MIT"),
    ("pyproj", "MIT"),
    ("pyqtgraph", "MIT"),
    ("QtAwesome", "MIT"),
    ("rtree", "MIT"),
    ("scipy", "BSD-3-Clause"),
    ("shapely", "BSD-3-Clause"),
)


class AboutDialog(Frame):
    """Words only."""

    def __init__(self, scale: float, parent: QWidget) -> None:
        super().__init__(tr("Piiri {version}", version=piiri.__version__), scale, parent)
        for text in (
            tr("School catchments: change them and see what it does to pupils, places, distances and mix."),
            tr("Piiri works without a network. Nothing leaves this computer."),
            tr("Free software under the GNU General Public License, version 3 or later. It comes without warranty."),
            tr("It stands on: {libraries}.", libraries=", ".join(_libraries())),
            tr("Colours by Crameri and by Okabe and Ito; type: Inter; icons: Phosphor."),
            tr("Details of unexpected faults, without personal data, are written to {file}.", file=str(log_path())),
        ):
            label = text_label(text, wrap=True)
            label.setMinimumWidth(round(440 * scale))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(label)
        self.add_buttons(self.close_button())


def _libraries() -> list[str]:
    found = []
    for name, licence in _STANDS_ON:
        try:
            found.append(f"{name} {version(name)} ({licence})")
        except PackageNotFoundError:  # a frozen app carries the libraries without their metadata
            found.append(f"{name} ({licence})")
    return found
