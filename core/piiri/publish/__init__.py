"""What leaves the program as figures: JSON with stable keys, and tables for people."""

from .comparison import comparison_json
from .comparison_text import comparison_text
from .figures import figures_json, figures_table

__all__ = ["comparison_json", "comparison_text", "figures_json", "figures_table"]
