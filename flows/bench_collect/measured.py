"""A function to what it gives in a fresh process of its own, how long it took, and how much memory it held at most."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
# Reading the memory of a process takes milliseconds; more often, the figures would be of the reading.
_LOOK_EVERY_S = 0.25
_KB = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a function gave, the seconds of the call alone, and the peak of the memory of the process and its children.

    The memory is the proportional set size: what processes share is counted once.
    """

    given: Any
    seconds: float
    peak_bytes: int


def measured(function: Callable[..., Any], *arguments: Any) -> Measured:
    """Call a function of a module in a fresh process; RuntimeError where that ends without an answer."""
    with in_process(function, *arguments) as (process, answer):
        peak = 0
        while not wait([answer, process.sentinel], timeout=_LOOK_EVERY_S):
            peak = max(peak, memory_of(process.pid or 0))
        try:
            seconds, given = answer.recv()
        except EOFError as error:
            raise RuntimeError(f"{function.__name__} ended without an answer") from error
    return Measured(given, seconds, peak)


@contextmanager
def in_process(function: Callable[..., Any], *arguments: Any) -> Iterator[tuple[SpawnProcess, Any]]:
    """The function under way in a fresh process, and the pipe on which (seconds, what it gives) will come."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.join()


def _call(pipe: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    started = time.perf_counter()
    given = function(*arguments)
    pipe.send((time.perf_counter() - started, given))


def memory_of(pid: int) -> int:
    """The proportional set size of a process and all below it, in bytes."""
    return sum(map(_pss, [pid, *_below(pid)]))


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (parent := _parent(folder)) is not None:
            parents.setdefault(parent, []).append(int(folder.name))
    found, at = [], [pid]
    while at:
        children = parents.get(at.pop(), [])
        found += children
        at += children
    return found


def _parent(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return None


def _pss(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * _KB for line in lines if line.startswith("Pss:"))
