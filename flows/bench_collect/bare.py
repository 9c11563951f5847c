"""The same bytes that collect reads to how long feedparser and trafilatura take over them alone, in as many processes.

The one place beside their homes that knows these libraries: it measures them as they are, without our border.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import feedparser
import trafilatura

from flows.bench_collect.bodies import feed_body, page_body, stock
from flows.bench_collect.press import Plan

_bodies: Sequence[bytes] = ()


def parse_feeds(plan: Plan, port: int, edition: int, processes: int) -> float:
    """Seconds of `feedparser.parse`, with its defaults, over the feeds of an edition."""
    return _seconds(partial(_feeds, plan, port, edition), _parse_feed, plan.hosts, processes)


def read_pages(plan: Plan, processes: int) -> float:
    """Seconds of `trafilatura.bare_extraction` over the pages of every entry."""
    return _seconds(partial(_pages, plan), _read_page, plan.hosts * plan.entries, processes)


def _feeds(plan: Plan, port: int, edition: int) -> list[bytes]:
    return [feed_body(index, port, edition, plan.entries) for index in range(plan.hosts)]


def _pages(plan: Plan) -> list[bytes]:
    pages = stock(plan.pages).pages
    return [page_body(pages, index, number) for index in range(plan.hosts) for number in range(plan.entries)]


def _seconds(made: Callable[[], list[bytes]], read: Callable[[int], int], number: int, processes: int) -> float:
    """The time from when every process has its bytes, and has read one of them, to when all are read."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    with context.Pool(processes, initializer=_begin, initargs=(made, read, ready)) as pool:
        ready.wait()
        started = time.perf_counter()
        pool.map(read, range(number), chunksize=8)
        return time.perf_counter() - started


def _begin(made: Callable[[], list[bytes]], read: Callable[[int], int], ready: Any) -> None:
    global _bodies
    _bodies = made()
    read(0)
    ready.wait()


def _parse_feed(index: int) -> int:
    return len(feedparser.parse(_bodies[index])["entries"])


def _read_page(index: int) -> bool:
    return trafilatura.bare_extraction(_bodies[index], include_comments=False, with_metadata=True) is not None
