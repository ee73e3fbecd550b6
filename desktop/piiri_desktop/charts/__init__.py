"""Charts of the state: pupils against places, and how far pupils live from school."""
