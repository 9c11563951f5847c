"""Where the command line prints: a terminal at its own width, a pipe or a file at a width that keeps tables whole."""

from __future__ import annotations

from rich.console import Console

# Wide enough for the incident table and, the wider one, for the feed table with whole URLs.
PIPE_WIDTH = 132
WIDE_PIPE_WIDTH = 240


def screen(pipe_width: int = PIPE_WIDTH) -> Console:
    """The console of standard output; `pipe_width` columns where that is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=pipe_width)
