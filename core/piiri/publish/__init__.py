"""What leaves the program as figures: JSON with stable keys, and tables for people."""

from .attendance import attendance_json, attendance_table, attendance_text
from .comparison import comparison_json
from .comparison_text import comparison_text
from .figures import figures_json, figures_table
from .network_change import network_change
from .network_change_text import network_change_json, network_change_text

__all__ = [
    "attendance_json",
    "attendance_table",
    "attendance_text",
    "comparison_json",
    "comparison_text",
    "figures_json",
    "figures_table",
    "network_change",
    "network_change_json",
    "network_change_text",
]
