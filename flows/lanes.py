"""Many visits to many hosts to their results in batches: hosts side by side, one host's visits in a row."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
R = TypeVar("R")


def host_of(url: str | None) -> str:
    """The host and port of a URL, lower case; empty where there is none."""
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


async def in_lanes(
    subjects: Sequence[T],
    url_of: Callable[[T], str | None],
    visit: Callable[[T], Awaitable[R]],
    ready: Callable[[str], Awaitable[None]],
    in_hand: int,
    lanes_per_host: int = 1,
    seconds_each: float = float("inf"),
    clock: Callable[[], float] = time.monotonic,
) -> AsyncGenerator[list[R], None]:
    """Visit the subjects in lanes of their hosts; gives what has been had since the last batch, never an empty one.

    A lane waits until its host is `ready` before it takes one of the `in_hand` places, and a place is free again when
    its result has been taken: results that wait are bounded, and a host that is slow holds up no other. A lane whose
    host's turn has lasted `seconds_each` makes no further visit. When the taker closes the generator, what is under
    way is cancelled. An exception of `visit` comes up here.
    """
    results: asyncio.Queue[R | None] = asyncio.Queue()
    places = asyncio.Semaphore(in_hand)

    async def lane(group: Iterator[T]) -> None:
        end = clock() + seconds_each
        for subject in group:
            await ready(url_of(subject) or "")
            if clock() > end:
                return
            await places.acquire()
            results.put_nowait(await visit(subject))

    async def all_lanes() -> None:
        try:
            async with asyncio.TaskGroup() as lanes:
                for group in _by_host(subjects, url_of):
                    visits = iter(group)  # shared by the lanes of one host
                    for _ in range(min(lanes_per_host, len(group))):
                        lanes.create_task(lane(visits))
        finally:
            results.put_nowait(None)

    at_work = asyncio.create_task(all_lanes())
    try:
        while batch := await _taken(results):
            for _ in batch:
                places.release()
            yield batch
        await _outcome(at_work)
    finally:
        at_work.cancel()
        await asyncio.gather(at_work, return_exceptions=True)


async def in_larger(
    batches: AsyncIterator[list[R]], least: int, seconds: float, clock: Callable[[], float] = time.monotonic
) -> AsyncGenerator[list[R], None]:
    """Join batches to some of `least` results, or of what has come when `seconds` have passed since the last one."""
    joined: list[R] = []
    since = clock()
    async for batch in batches:
        joined += batch
        if len(joined) >= least or clock() - since >= seconds:
            yield joined
            joined, since = [], clock()
    if joined:
        yield joined


def _by_host(subjects: Sequence[T], url_of: Callable[[T], str | None]) -> list[list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for subject in subjects:
        groups[host_of(url_of(subject))].append(subject)
    return list(groups.values())


async def _taken(results: asyncio.Queue[R | None]) -> list[R]:
    """What is there, at least one; nothing when all is over. The end is put back: a batch may lie before it."""
    first = await results.get()
    batch = [] if first is None else [first]
    while batch and not results.empty():
        result = results.get_nowait()
        if result is None:
            results.put_nowait(None)
            break
        batch.append(result)
    return batch


async def _outcome(at_work: asyncio.Task[None]) -> None:
    """Raise what a visit raised, alone: a group of one exception says no more than the exception."""
    try:
        await at_work
    except* Exception as failed:
        error: BaseException = failed
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None
