"""The active tool with its options in words, top left: size of the brush, distance, barriers, target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QSlider

from piiri.i18n import distance, tr

from ..bridge import UNCHOSEN
from ..icons import CONTROL, picture
from ..palette import BODY, font
from .plates import Plate, PlateButton

if TYPE_CHECKING:
    from .canvas import MapView

SIZES_M = (20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640, 960)
"""Radii of the brush, metres."""

REACHES_M = (250, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000)
"""How far nearer blocks may lie from the target, metres."""

_AIMING = {"paint", "lasso", "rectangle", "flood", "nearer", "pick", "select"}
_SCOPED = _AIMING | {"corner"}
_SWEEPING = {"paint", "lock"}
_WITH_OPTIONS = {"paint", "flood", "nearer"}


class ToolPlate(Plate):
    """What the tool is and how it is set."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, canvas.palette_)
        self._canvas = canvas
        self.setAccessibleName(tr("Tool"))
        row = QHBoxLayout(self)
        self.icon, self.name = QLabel(self), QLabel(self)
        self.size_word, self.size_value = QLabel(tr("Size"), self), QLabel(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, len(SIZES_M) - 1)
        self.slider.setPageStep(2)
        self.slider.setAccessibleName(tr("Size of the brush"))
        self.slider.valueChanged.connect(self._show_size)
        self.size_word.setBuddy(self.slider)
        self.reach_word, self.reach_value = QLabel(tr("Within"), self), QLabel(self)
        self.reach = QSlider(Qt.Orientation.Horizontal, self)
        self.reach.setRange(0, len(REACHES_M) - 1)
        self.reach.setPageStep(2)
        self.reach.setAccessibleName(tr("Distance from the target"))
        self.reach.setToolTip(tr("Distance from the target (comma and full stop)"))
        self.reach.setValue(REACHES_M.index(1000))
        self.reach.valueChanged.connect(self._show_reach)
        self.reach_word.setBuddy(self.reach)
        self.keep = PlateButton(self, "saved", tr("Keep"), framed=True)
        self.keep.setAccessibleName(self.keep.text())
        self.keep.setToolTip(tr("Give the blocks shown to the target (Enter)"))
        self.keep.setEnabled(False)
        self.keep.clicked.connect(self._keep)
        self.roads = QCheckBox(tr("Stop at roads"), self)
        self.roads.setToolTip(tr("Roads are barriers too, beside rivers, railways and water"))
        self.line = QFrame(self)
        self.target_word = QLabel(tr("Target"), self)
        self.target = PlateButton(self, "", "", trailing="fold", framed=True)
        self.target.clicked.connect(self._find)
        self.target_word.setBuddy(self.target)
        self.everywhere = QCheckBox(tr("All stages"), self)
        self.everywhere.setToolTip(tr("A stroke holds for every stage the target teaches, as one step (Shift+A)"))
        self.everywhere.toggled.connect(canvas.attention.set_all_stages)
        for widget in (
            self.icon,
            self.name,
            self.size_word,
            self.slider,
            self.size_value,
            self.reach_word,
            self.reach,
            self.reach_value,
            self.keep,
            self.roads,
            self.line,
            self.target_word,
            self.target,
            self.everywhere,
        ):
            row.addWidget(widget)
        self.slider.setValue(SIZES_M.index(120))

    @property
    def radius_m(self) -> int:
        """Radius of the brush, metres."""
        return SIZES_M[self.slider.value()]

    @property
    def reach_m(self) -> int:
        """How far nearer blocks may lie from the target, metres."""
        return REACHES_M[self.reach.value()]

    @property
    def stops_at_roads(self) -> bool:
        """True where a flood does not cross roads either."""
        return self.roads.isChecked()

    def change_reach(self, steps: int) -> None:
        """Take in blocks farther away, or nearer ones only for negative steps."""
        self.reach.setValue(self.reach.value() + steps)

    def _show_reach(self) -> None:
        self.reach_value.setText(distance(self.reach_m))
        self._canvas.chosen_tool.option_changed()

    def _keep(self) -> None:
        self._canvas.setFocus()
        self._canvas.chosen_tool.keep()
        self._canvas.refresh_overlay()

    def change_size(self, steps: int) -> None:
        """Make the brush larger, or smaller for negative steps."""
        self.slider.setValue(self.slider.value() + steps)

    def _show_size(self) -> None:
        self.size_value.setText(distance(self.radius_m))
        self.slider.setToolTip(tr("Size of the brush (comma and full stop)"))
        self._canvas.refresh_overlay()

    def _find(self) -> None:
        self._canvas.finder.open()

    def set_look(self) -> None:
        """Take over theme and text scale from the map."""
        self.colours, self.text_scale = self._canvas.palette_, self._canvas.text_scale
        p, px = self.colours, self.px
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.setContentsMargins(px(10), px(3), px(4), px(3))
        row.setSpacing(px(10))
        for label, weight, colour in (
            (self.name, QFont.Weight.DemiBold, p.text),
            (self.size_word, QFont.Weight.Normal, p.text_secondary),
            (self.size_value, QFont.Weight.Normal, p.text),
            (self.reach_word, QFont.Weight.Normal, p.text_secondary),
            (self.reach_value, QFont.Weight.Normal, p.text),
            (self.roads, QFont.Weight.Normal, p.text),
            (self.everywhere, QFont.Weight.Normal, p.text),
            (self.target_word, QFont.Weight.Normal, p.text_secondary),
        ):
            label.setFont(font(BODY, weight, self.text_scale))
            colours = label.palette()
            colours.setColor(label.foregroundRole(), colour)
            label.setPalette(colours)
        for slider, value, widest in (
            (self.slider, self.size_value, distance(960)),
            (self.reach, self.reach_value, distance(REACHES_M[-1])),
        ):
            slider.setFixedSize(QSize(px(66), px(24)))
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance(widest) + 2)
        for box in (self.roads, self.everywhere):
            box.setMinimumHeight(px(24))
        self.reach_value.setText(distance(self.reach_m))
        self.line.setFixedSize(1, px(20))
        self.line.setAutoFillBackground(True)
        colours = self.line.palette()
        colours.setColor(self.line.backgroundRole(), p.line)
        self.line.setPalette(colours)
        self.show_tool()

    def fit(self, width: int) -> None:
        """Take no more than a width: words that the icons repeat go first, then the target's name is cut,
        and where options need all the room both go."""
        name = self._canvas.chosen_tool.name
        aiming = name in _AIMING
        self.target.setVisible(aiming)
        self.line.setVisible(name in _WITH_OPTIONS)
        self.target.setMaximumWidth(16_777_215)
        self.size_word.setVisible(name in _SWEEPING)
        self.reach_word.setVisible(name == "nearer")
        self.target_word.setVisible(aiming)
        self.everywhere.setVisible(self._scoped)
        for shown in (self.icon, self.name):
            shown.setVisible(True)
        for word in (self.size_word, self.reach_word, self.target_word, self.name):
            if self.sizeHint().width() > width:
                word.hide()
        too_much = self.sizeHint().width() - width
        if too_much > 0 and aiming:
            self.target.setMaximumWidth(max(self.px(60), self.target.sizeHint().width() - too_much))
        # the map shows the target too, the rail the tool, the status line the stages
        for last in (self.line, self.everywhere, self.target, self.icon):
            if self.sizeHint().width() > width:
                last.hide()
        self.adjustSize()

    @property
    def _scoped(self) -> bool:
        """True where a stroke of the tool can hold for one stage or for all."""
        return self._canvas.chosen_tool.name in _SCOPED and len(self._canvas.state.plan.stages) > 1

    def show_tool(self) -> None:
        """Show the active tool and its options."""
        canvas, p = self._canvas, self.colours
        tool = canvas.chosen_tool
        self.icon.setPixmap(picture(tool.icon, p.text, self.px(CONTROL), self.devicePixelRatioF()))
        self.name.setText(tool.title)
        for shown, widgets in (
            (tool.name in _SWEEPING, (self.size_word, self.slider, self.size_value)),
            (tool.name == "nearer", (self.reach_word, self.reach, self.reach_value, self.keep)),
            (tool.name == "flood", (self.roads,)),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        self.line.setVisible(tool.name in _WITH_OPTIONS)
        aiming = tool.name in _AIMING
        self.target_word.setVisible(aiming)
        self.target.setVisible(aiming)
        self.everywhere.setVisible(self._scoped)
        self.everywhere.setChecked(canvas.attention.all_stages)
        target = canvas.attention.target
        self.target.setText(canvas.targets.name(target))
        self.target.dot, self.target.hollow = target != UNCHOSEN, target < 0
        self.target.setAccessibleName(canvas.targets.spoken())
        self.target.setToolTip(tr("Find a target by name (T), pick it on the map (I), Unassigned (0)"))
        self.target.updateGeometry()
        self.adjustSize()
