"""How far a stage is: what the command line shows while a flow works."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
_console = Console(stderr=True)


class _Line(logging.Handler):
    """Prints a record's message on standard error, as the progress of a stage is."""

    def emit(self, record: logging.LogRecord) -> None:
        _console.print(f"  {record.getMessage()}", highlight=False)


def show_items() -> None:
    """Let the stages' lines through, one an item, where Prefect was asked for them.

    Prefect hangs the handler of its server on a logger that it is told of (PREFECT_LOGGING_EXTRA_LOGGERS), but sets no
    level, so that the lines would stop short of it.
    """
    stages = logging.getLogger("tocsin")
    if stages.handlers:
        stages.setLevel(logging.INFO)


def tell_first_build() -> None:
    """Show how far the place index is, which the first reading on a machine, or after a change, builds once."""
    building = logging.getLogger("tocsin.gazetteer")
    building.handlers = [_Line()]
    building.setLevel(logging.INFO)
    building.propagate = False


def shown(items: Iterable[T], label: str, total: int) -> Iterator[T]:
    """Pass `items` on while a bar shows how many of `total` are done; without a terminal, one line at the end."""
    if total == 0:
        return
    if not _console.is_terminal:
        count = 0
        for item in items:
            count += 1
            yield item
        _console.print(f"  {label}: {count}")
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console) as progress:
        yield from progress.track(items, total=total, description=label)
