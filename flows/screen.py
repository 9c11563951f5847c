"""Where the command line prints: a terminal at its own width, a pipe or a file at a width that keeps tables whole."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from rich.console import Console

# Wide enough for the incident table and, the wider one, for the feed table with whole URLs.
PIPE_WIDTH = 132
WIDE_PIPE_WIDTH = 240


def never_fail_on_letters() -> None:
    """Have both output streams show a letter that their encoding lacks by its code, where they would raise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class _Screen(Console):
    """A console whose reader may read no further: what was to be done is done, so that is no failure."""

    def on_broken_pipe(self) -> None:
        """Leave as if all had been read."""
        try:
            super().on_broken_pipe()
        except SystemExit:
            raise SystemExit(0) from None


def screen(pipe_width: int = PIPE_WIDTH) -> Console:
    """The console of standard output; where that is no terminal, COLUMNS wide if it is set, else `pipe_width`."""
    console = _Screen()
    if console.is_terminal:
        return console
    columns = os.environ.get("COLUMNS", "")
    return _Screen(width=int(columns) if columns.isdecimal() and int(columns) else pipe_width)
