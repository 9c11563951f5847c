"""Clients as the tests need them: on real sockets, or on a network that a function plays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from extractors.web import FetchError, FetchReason, Web

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
GIVEN: dict[str, Any] = {
    "user_agent": "tocsin/0.1 (test)",
    "timeout_s": 10.0,
    "max_bytes": 1_000_000,
    "min_spacing_s": 0.0,
    "now": NOW,
}


class Clock:
    """A clock that only `sleep` moves; sleepers wake in the order of their times, once nothing else can go on."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        wake_at = self.now + seconds
        for _ in range(50):  # whoever can go on without the clock does
            await asyncio.sleep(0)
        self.now = max(self.now, wake_at)


def web_at(*hosts: str, **settings: Any) -> Web:
    """A client that may ask these hosts of this machine."""
    return Web(**{**GIVEN, "allow_hosts": frozenset(hosts), **settings})


def faked(
    handler: Callable[[httpx.Request], Awaitable[httpx.Response]] | Callable[[httpx.Request], httpx.Response],
    **settings: Any,
) -> Web:
    """A client whose network is `handler`, and whose clock stands unless it sleeps."""
    clock = Clock()
    network = httpx.MockTransport(handler)  # type: ignore[arg-type]
    return Web(**{**GIVEN, "transport": network, "clock": clock, "sleep": clock.sleep, **settings})


async def reason(asked: Awaitable[object]) -> FetchReason:
    """Why the request failed."""
    with pytest.raises(FetchError) as caught:
        await asked
    assert "\n" not in str(caught.value)
    return caught.value.reason


async def settled() -> None:
    """Let everything go on that can go on without the clock."""
    for _ in range(50):
        await asyncio.sleep(0)
