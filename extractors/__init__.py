"""Verbs of the path: each module makes the next noun from the one before it."""
