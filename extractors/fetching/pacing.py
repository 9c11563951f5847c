"""A host to the moment it may be asked again: few requests at a time, spaced, and rests that the host asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

# Robots files ask for pauses of up to a day; a longer one than this would hold a lane for a whole run.
MAX_CRAWL_DELAY_S = 30.0
# A host that did not answer three times in a row is down: its other pages are not tried before this much time is over.
FAILURES_BEFORE_REST = 3
REST_S = 300.0
# No host is left alone for longer at one word of its own: it may have meant it for another, and may have erred.
MAX_REST_S = 24 * 3600.0


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; a date counts from the response's own Date, so that no clock of ours matters."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError, OverflowError):  # the last for a year of ten digits
        return None
    return max(0.0, wait.total_seconds())


class HostResting(Exception):
    """The host is to be left alone for `seconds` more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"for {seconds:.0f} s")
        self.seconds = seconds


@dataclass(slots=True)
class _Host:
    """`last_at` is when a request last began or ended, `free_at` the least that an earlier run left behind."""

    seats: asyncio.Semaphore
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_at: float = float("-inf")
    free_at: float = float("-inf")
    resting_until: float = float("-inf")
    crawl_delay_s: float = 0.0
    failures: int = 0


class Pacing:
    """Holds all requests to `at_once`, those of one host to `per_host`, and keeps the latter apart.

    A request begins no sooner after another of its host began or ended than `min_spacing_s`, or the host's crawl delay
    where that is longer; seconds are those of `clock`. A host's turn is waited for before one of the `at_once` slots is
    taken, so that a slow host holds up nobody else.
    """

    def __init__(
        self,
        min_spacing_s: float,
        at_once: int,
        per_host: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._min_spacing_s = min_spacing_s
        self._per_host = per_host
        self._clock = clock
        self._sleep = sleep
        self._slots = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(asyncio.Semaphore(self._per_host))
        return self._hosts[name]

    def _free_at(self, host: _Host) -> float:
        return max(host.free_at, host.last_at + max(self._min_spacing_s, host.crawl_delay_s))

    def rest_left_s(self, name: str) -> float:
        """How long the host is still to be left alone; 0 when it may be asked."""
        return max(0.0, self._host(name).resting_until - self._clock())

    async def _wait(self, name: str) -> None:
        """Wait until the host's pause is over; raises HostResting as soon as it rests."""
        while True:
            rest = self.rest_left_s(name)
            if rest:
                raise HostResting(rest)
            pause = self._free_at(self._host(name)) - self._clock()
            if pause <= 0:
                return
            await self._sleep(pause)

    async def ready(self, name: str) -> None:
        """Wait until the host has a free place and its pause is over, or until it rests."""
        try:
            async with self._host(name).seats:
                await self._wait(name)
        except HostResting:
            pass

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for the host's turn and then for a slot, and hold both while the block runs; raises HostResting."""
        host = self._host(name)
        async with host.seats:
            async with host.door:
                await self._wait(name)
                await self._slots.acquire()
                host.last_at = self._clock()
            try:
                rest = self.rest_left_s(name)
                if rest:
                    raise HostResting(rest)
                yield
            finally:
                self._slots.release()
                host.last_at = self._clock()

    def slow_down(self, name: str, crawl_delay_s: float) -> None:
        """Honour a robots file's crawl delay, up to MAX_CRAWL_DELAY_S."""
        host = self._host(name)
        host.crawl_delay_s = max(host.crawl_delay_s, min(crawl_delay_s, MAX_CRAWL_DELAY_S))

    def rest(self, name: str, seconds: float | None) -> None:
        """Leave the host alone for as long as it asked, up to MAX_REST_S, or for REST_S where it did not say."""
        until = self._clock() + min(REST_S if seconds is None else seconds, MAX_REST_S)
        self._host(name).resting_until = max(self._host(name).resting_until, until)

    def note(self, name: str, answered: bool) -> None:
        """Count the silences of a host; the third in a row gives it a rest."""
        host = self._host(name)
        host.failures = 0 if answered else host.failures + 1
        if host.failures >= FAILURES_BEFORE_REST:
            self.rest(name, None)
            host.failures = 0

    def resume(self, name: str, seconds: float) -> None:
        """Take up what an earlier run left: a wait no longer than a crawl delay is waited out, a longer one a rest."""
        if seconds > MAX_CRAWL_DELAY_S:
            self.rest(name, seconds)
        else:
            self._host(name).free_at = self._clock() + seconds

    def waits(self) -> dict[str, float]:
        """The seconds that each host is still to be left alone, be it a rest or the pause between two requests."""
        now = self._clock()
        left = {name: max(host.resting_until, self._free_at(host)) - now for name, host in self._hosts.items()}
        return {name: seconds for name, seconds in left.items() if seconds > 0}
