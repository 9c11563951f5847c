"""How far a stage is: what the command line shows while a flow works."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")
_console = Console(stderr=True)


class _Line(logging.Handler):
    """Prints a record's message on standard error, as the progress of a stage is."""

    def emit(self, record: logging.LogRecord) -> None:
        _console.print(f"  {record.getMessage()}", highlight=False, soft_wrap=True)


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
    with bar(label, total) as done:
        for item in items:
            yield item
            done(1)


@contextmanager
def bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how many of `total` are done; what is given adds to them. Without a terminal, one line at the end."""
    if not _console.is_terminal or total == 0:
        count = 0

        def counted(number: int) -> None:
            nonlocal count
            count += number

        yield counted
        if total:
            _console.print(f"  {label}: {count}")
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console) as progress:
        task = progress.add_task(label, total=total)
        yield lambda number: progress.advance(task, number)
