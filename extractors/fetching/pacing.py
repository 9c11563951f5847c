"""A host to the moment it may be asked again: one request at a time, spaced, and rests that the host asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from threading import Lock

# Robots files ask for pauses of up to a day; a longer one than this would hold one worker for a whole run.
MAX_CRAWL_DELAY_S = 30.0
# A host that did not answer three times in a row is down: its other pages are not tried before this much time is over.
FAILURES_BEFORE_REST = 3
REST_S = 300.0


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds; a date counts from the response's own Date, so that no clock of ours matters."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())


@dataclass(slots=True)
class _Host:
    lock: Lock = field(default_factory=Lock)
    free_at: float = float("-inf")
    resting_until: float = float("-inf")
    crawl_delay: float = 0.0
    failures: int = 0


class Pacing:
    """Keeps requests to one host apart by `min_spacing_s` or its crawl delay, in seconds of `clock`; thread-safe."""

    def __init__(self, min_spacing_s: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._min_spacing_s = min_spacing_s
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        self._guard = Lock()

    def _host(self, name: str) -> _Host:
        with self._guard:
            return self._hosts[name]

    def rest_left_s(self, name: str) -> float:
        """How long the host is still to be left alone; 0 when it may be asked."""
        return max(0.0, self._host(name).resting_until - self._clock())

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait for the host's turn, keep others off while the block runs, and start the pause after it."""
        host = self._host(name)
        with host.lock:
            wait = host.free_at - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                host.free_at = self._clock() + max(self._min_spacing_s, host.crawl_delay)

    def slow_down(self, name: str, crawl_delay_s: float) -> None:
        """Honour a robots file's crawl delay, up to MAX_CRAWL_DELAY_S."""
        host = self._host(name)
        host.crawl_delay = min(crawl_delay_s, MAX_CRAWL_DELAY_S)
        host.free_at = max(host.free_at, self._clock() + host.crawl_delay)

    def rest(self, name: str, seconds: float | None) -> None:
        """Leave the host alone for as long as it asked, or for REST_S where it did not say."""
        self._host(name).resting_until = self._clock() + (REST_S if seconds is None else seconds)

    def note(self, name: str, answered: bool) -> None:
        """Count the silences of a host; the third in a row gives it a rest."""
        host = self._host(name)
        host.failures = 0 if answered else host.failures + 1
        if host.failures >= FAILURES_BEFORE_REST:
            self.rest(name, None)
            host.failures = 0
