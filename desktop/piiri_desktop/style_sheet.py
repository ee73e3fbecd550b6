"""The style sheet: flat boxes, dividers and tones, written anew for each theme and text scale.

Widgets ask for a look by a dynamic property: ``kind`` of a button (``primary``, ``link``; ``left``, ``middle``,
``right`` of a row), ``tone`` of a label (``secondary``, ``good``, ``bad``, ``accent``), ``box`` of a frame
(``surface``, ``window``, ``plate``, ``lined``, ``menu``, ``head``; ``kept``, ``note`` and ``error`` for banners).
"""

from __future__ import annotations

from string import Template

from .palette import Palette

_SHEET = Template("""
QToolTip { background: $tip; color: $tip_text; border: 1px solid $tip; padding: ${p3}px ${p6}px; }
QMenuBar { background: transparent; border: 0; }
QMenuBar::item { padding: ${p4}px ${p8}px; border-radius: 4px; background: transparent; color: $text; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $tint; }
QMenu { background: $surface; border: 1px solid $control; padding: 4px 0; }
QMenu::item { padding: ${p4}px ${p24}px ${p4}px ${p8}px; color: $text; }
QMenu::item:selected { background: $tint; }
QMenu::item:disabled { color: $text_disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QPushButton { background: $surface; color: $text; border: 1px solid $control; border-radius: 4px;
  min-height: ${button}px; padding: 0 ${p12}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $tint; border-color: $accent; }
QPushButton:disabled { background: $window; color: $text_disabled; border-color: $line; }
QPushButton:checked { background: $tint; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $window; color: $text_disabled; border-color: $line; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent; padding: 0 4px; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:disabled { color: $text_disabled; }
QPushButton[kind="left"] { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[kind="middle"] { border-radius: 0; border-left: 0; }
QPushButton[kind="right"] { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: 0; }
QPushButton[kind="left"], QPushButton[kind="middle"], QPushButton[kind="right"] {
  min-height: ${field}px; color: $text_secondary; }
QPushButton[kind="left"]:checked, QPushButton[kind="middle"]:checked, QPushButton[kind="right"]:checked {
  color: $text; background: $tint; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: 4px; padding: 0; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $tint; border-color: $accent; }
QToolButton:disabled { color: $text_disabled; background: transparent; }
QToolButton[kind="strip"] { border-radius: 0; padding: 0 ${p12}px; }
QToolButton::menu-indicator { image: none; }
QLineEdit { background: $surface; color: $text; border: 1px solid $control; border-radius: 4px;
  min-height: ${field}px; padding: 0 ${p6}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:disabled { color: $text_disabled; border-color: $line; background: $window; }
QSpinBox { background: $surface; color: $text; border: 1px solid $control; border-radius: 4px;
  min-height: ${field}px; padding: 0 ${p6}px; selection-background-color: $accent; selection-color: $on_accent; }
QSpinBox QLineEdit { background: transparent; border: 0; min-height: 0; padding: 0; }
QSpinBox:disabled { color: $text_disabled; border-color: $line; background: $window; }
QLabel[tone="secondary"] { color: $text_secondary; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }
QFrame[box="surface"] { background: $surface; border: 0; }
QFrame[box="rule"] { background: $line; border: 0; }
QFrame[box="window"] { background: $window; border: 0; }
QFrame[box="plate"] { background: $surface; border: 1px solid $control; border-radius: 4px; }
QFrame[box="lined"] { background: $surface; border: 1px solid $line; border-radius: 4px; }
QFrame[box="menu"] { background: $window; border: 0; border-bottom: 1px solid $line; }
QFrame[box="head"] { background: $window; border: 0; border-bottom: 1px solid $line; }
QFrame[box="kept"], QFrame[box="error"], QFrame[box="note"] { border: 1px solid $accent; border-left-width: 4px;
  border-radius: 3px; background: $surface; }
QFrame[box="error"] { background: $bad_tint; border-color: $bad; }
QFrame[box="note"] { background: $tint; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QMainWindow { background: $window; }
QToolBar { background: $window; border: 0; border-right: 1px solid $line; padding: 0; spacing: 0; }
QDockWidget { border: 0; }
QTabBar { background: $window; border: 0; qproperty-drawBase: 0; }
QTabBar::tab { background: $window; color: $text_secondary; border: 0; border-bottom: 2px solid transparent;
  min-height: ${tab}px; padding: 0 ${p6}px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; background: $hover; }
QHeaderView { background: $window; }
QHeaderView::section { background: $window; color: $text_secondary; border: 0; border-bottom: 1px solid $line;
  padding: 0 ${p6}px; }
QProgressBar { background: $bar_track; border: 0; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0; border: 0; }
QScrollBar::handle { background: $control; border-radius: 3px; margin: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: none; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
""")


def style_sheet(p: Palette, scale: float) -> str:
    """Return the style sheet of a theme at a text scale (1.0 to 2.0)."""
    sizes = {f"p{n}": round(n * scale) for n in (3, 4, 6, 8, 9, 12, 24)}
    heights = {
        "button": round(28 * scale) - 2,  # less the edges, which Qt adds
        "field": round(24 * scale) - 2,
        "tab": round(32 * scale) - 2,
        "scroll": round(12 * min(scale, 1.5)),
    }
    names = (
        *(
            "tip",
            "tip_text",
            "text",
            "text_secondary",
            "text_disabled",
            "hover",
            "tint",
            "surface",
            "window",
            "control",
        ),
        *("line", "accent", "on_accent", "good", "bad", "bad_tint", "bar_track"),
    )
    colours = {name: getattr(p, name).name() for name in names}
    return _SHEET.substitute(colours, **sizes, **heights)
