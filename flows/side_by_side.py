"""Many visits to many hosts to their results as they are had: hosts side by side, one host's visits in a row."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, Queue
from threading import Event
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
R = TypeVar("R")

# Results that wait to be taken, per host at work: enough to keep the hosts busy, few enough to bound the memory.
_WAITING = 4
_GLANCE_S = 0.2


def host_of(url: str | None) -> str:
    """The host and port of a URL, lower case; empty where there is none."""
    try:
        return urlsplit(url or "").netloc.lower()
    except ValueError:
        return ""


def side_by_side(
    subjects: Sequence[T],
    url_of: Callable[[T], str | None],
    visit: Callable[[T], R],
    at_once: int,
    seconds_each: float = float("inf"),
    clock: Callable[[], float] = time.monotonic,
) -> Generator[R, None, None]:
    """Visit the subjects in a thread of their host and give each result as soon as it is had.

    A host whose turn has lasted `seconds_each` gets no further visit. When the reader closes the generator, no visit
    begins any more. An exception of `visit` comes up here.
    """
    groups: dict[str, list[T]] = defaultdict(list)
    for subject in subjects:
        groups[host_of(url_of(subject))].append(subject)
    results: Queue[R] = Queue(maxsize=at_once * _WAITING)
    stop = Event()

    def visit_host(group: list[T]) -> None:
        end = clock() + seconds_each
        for subject in group:
            if stop.is_set() or clock() > end:
                return
            results.put(visit(subject))

    pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="host")
    try:
        at_work = [pool.submit(visit_host, group) for group in groups.values()]
        yield from _taken(results, at_work)
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        while any(not work.done() for work in at_work):  # a full queue would hold its threads for ever
            _glance(results)


def _glance(results: Queue[R]) -> list[R]:
    try:
        return [results.get(timeout=_GLANCE_S)]
    except Empty:
        return []


def _taken(results: Queue[R], at_work: list[Future[None]]) -> Iterator[R]:
    while any(not work.done() for work in at_work):
        yield from _glance(results)
    while not results.empty():
        yield results.get()
    for work in at_work:
        work.result()
