"""Panels: the top strip, the schools table with its card, and the history. They draw states, send edits."""
