"""Bytes from strangers to what a pure function makes of them: in worker processes, within limits of time and memory."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import resource
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import TimeoutError as TimeIsOver
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

P = ParamSpec("P")
R = TypeVar("R")

# The longest that was measured on real bytes is 2 s, for a page of 30,000 elements; more is a trap or a loop.
SECONDS = 30.0
# What a worker may take on top of the program itself. Reading a page of the largest size that is fetched takes 200 MB.
MEMORY_BYTES = 1_000_000_000
# A page is thousands of objects that all go with it: to look for cycles after each 700 takes 3 % of the time.
_COLLECT_EVERY = 20_000
# Loaded once, by the process from which the workers are forked.
_PRELOADED = ["flows.parsing_ground"]


class ParsingFailed(Exception):
    """A worker was ended over what it was given; the message says why, in a few words."""


class Parse(Protocol):
    """Calls a pure function of a module in a worker; raises ParsingFailed, and what the function raises."""

    async def __call__(self, function: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R: ...


@asynccontextmanager
async def open_parsers(processes: int) -> AsyncIterator[Parse]:
    """Workers that begin with the first call and end with the block, whatever they are at."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    pool = ProcessPool(max_workers=processes, context=context, initializer=_limit)

    async def parse(function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        future = pool.schedule(function, args=arguments, kwargs=named, timeout=SECONDS)
        try:
            return await asyncio.wrap_future(future)
        except TimeIsOver as error:
            raise ParsingFailed(f"took more than {SECONDS:.0f} s") from error
        except ProcessExpired as error:
            raise ParsingFailed("ended its process") from error
        except MemoryError as error:
            raise ParsingFailed(f"took more than {MEMORY_BYTES // 1_000_000} MB") from error

    try:
        yield parse
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)


def _limit() -> None:
    """Hold a worker to its memory; Ctrl-C, which goes to the whole group, is answered by the parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_COLLECT_EVERY)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
