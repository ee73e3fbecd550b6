"""Next year's files into an open project: which stands for which, what differs, what no longer fits, a new project."""
