"""Piiri's window: it turns the mouse and the keys into edits, and draws the state that comes back."""
