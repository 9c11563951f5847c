"""An origin to its robots.txt: asked for once by all who need it, kept for a day, and over runs."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from extractors.fetching.fetch_failures import FetchError, FetchReason
from extractors.fetching.robots import ALLOW_ALL, Robots, read_robots
from warehouse.records import RobotsText

KEPT_FOR = timedelta(days=1)  # RFC 9309, 2.4
# What could not be had may be there again soon; to ask again costs a troubled server one small request.
UNAVAILABLE_FOR = timedelta(minutes=30)
# Rules read and at hand; those of other origins are read again from their text. A hostile one of 500 KB takes some MB.
_MAX_READ = 256

Ask = Callable[[str], Awaitable[str | None]]


class RobotsKept:
    """The rules by origin; `ask` gives the text of an origin's robots.txt, None where it has none, or FetchError."""

    def __init__(self, robot: str, kept: Iterable[RobotsText], wall: Callable[[], datetime], ask: Ask) -> None:
        self._robot = robot
        self._wall = wall
        self._ask = ask
        self._texts = {text.origin: text for text in kept}
        self._learned: dict[str, RobotsText] = {}
        self._failures: dict[str, FetchError] = {}
        self._read: OrderedDict[str, tuple[RobotsText, Robots]] = OrderedDict()
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def learned(self) -> list[RobotsText]:
        """What was asked for since the start."""
        return list(self._learned.values())

    def crawl_delay_s(self, origin: str) -> float:
        """The crawl delay as far as it is known without asking; most files have none, and are not read for it."""
        text = self._texts.get(origin)
        if text is None or text.text is None or "delay" not in text.text.lower():
            return 0.0
        return self._rules(text).crawl_delay_s

    async def of(self, origin: str) -> Robots:
        """The rules of an origin, asked for where they are not known; raises FetchError where they cannot be had."""
        async with self._locks[origin]:
            text = self._texts.get(origin)
            if text is None or not self._is_fresh(text):
                text = await self._asked(origin, text)
        if _is_closed(text):
            raise self._failures.get(origin) or _failure_of(text)
        return self._rules(text)

    def _is_fresh(self, text: RobotsText) -> bool:
        age = self._wall() - text.asked_at
        return age < (KEPT_FOR if text.reason is None else UNAVAILABLE_FOR)

    async def _asked(self, origin: str, before: RobotsText | None) -> RobotsText:
        """Ask; an old text goes on to hold while the origin cannot be reached (RFC 9309, 2.4)."""
        self._failures.pop(origin, None)
        try:
            text = RobotsText(origin, await self._ask(origin), None, self._wall())
        except FetchError as error:
            if error.reason is FetchReason.HOST_RESTING:  # nothing was asked
                raise
            self._failures[origin] = error
            text = RobotsText(origin, before.text if before else None, error.reason.value, self._wall())
        self._texts[origin] = self._learned[origin] = text
        return text

    def _rules(self, text: RobotsText) -> Robots:
        if text.text is None:
            return ALLOW_ALL
        found = self._read.get(text.origin)
        if found is None or found[0] is not text:
            found = self._read[text.origin] = text, read_robots(text.text, self._robot)
        self._read.move_to_end(text.origin)
        if len(self._read) > _MAX_READ:
            self._read.popitem(last=False)
        return found[1]


def _is_closed(text: RobotsText) -> bool:
    """Whether the rules are unknown, which forbids everything for now (RFC 9309, 2.3.1.4)."""
    return text.reason is not None and text.text is None


def _failure_of(text: RobotsText) -> FetchError:
    """The failure that an earlier run met."""
    reason = next((reason for reason in FetchReason if reason == text.reason), FetchReason.ROBOTS_UNAVAILABLE)
    return FetchError(reason, detail=f"{text.origin}/robots.txt at {text.asked_at:%Y-%m-%d %H:%M}Z")
