"""Bytes from strangers to what a pure function makes of them: in worker processes, within limits of time and memory."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import resource
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import TimeoutError as TimeIsOver
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from multiprocessing import forkserver
from typing import Any, ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from extractors.fetching.credentials import shown_text

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
    """A function failed of what it was given, or its worker was ended over it; the message says why, in a few words."""


class Parse(Protocol):
    """Calls a pure function of a module in a worker; raises ParsingFailed, and OSError where the machine fails."""

    async def __call__(self, function: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R: ...


def begin_loading() -> None:
    """Have the process from which workers are forked load what they need, while this one does something else."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
    forkserver.ensure_running()


@asynccontextmanager
async def open_parsers(processes: int) -> AsyncIterator[Parse]:
    """Workers that begin with the first call and end with the block, whatever they are at."""
    begin_loading()
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPool(max_workers=processes, context=context, initializer=_limit)

    async def parse(function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        try:
            future = pool.schedule(_called, args=(function, arguments, named), timeout=SECONDS)
        except RuntimeError as error:  # the pool's own word for one that is broken
            raise _lost() from error
        try:
            return await asyncio.wrap_future(future)
        except TimeIsOver as error:
            raise ParsingFailed(f"took more than {SECONDS:.0f} s") from error
        except ProcessExpired as error:
            raise ParsingFailed("ended its process") from error
        except MemoryError as error:
            raise ParsingFailed(f"took more than {MEMORY_BYTES // 1_000_000} MB") from error
        except BrokenProcessPool as error:
            raise _lost() from error

    try:
        yield parse
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)


def _called(function: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """Call the function; its exceptions come back in words.

    Many, as lxml's for broken XML, cannot be made again from what is sent of them, and one of those breaks the pool.
    """
    try:
        return function(*arguments, **named)
    except (OSError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        raise ParsingFailed(f"failed: {shown_text(repr(error))}") from error


def _lost() -> ChildProcessError:
    """That the workers are gone, which is no fault of what they were given."""
    return ChildProcessError("the processes that parse have ended; run again (finished work is kept)")


def _limit() -> None:
    """Hold a worker to its memory; Ctrl-C, which goes to the whole group, is answered by the parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_COLLECT_EVERY)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
