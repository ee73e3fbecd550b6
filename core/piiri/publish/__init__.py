"""What leaves the program as figures: JSON with stable keys, and tables for people."""

from .comparison import comparison_json, comparison_table
from .figures import figures_json, figures_table

__all__ = ["comparison_json", "comparison_table", "figures_json", "figures_table"]
