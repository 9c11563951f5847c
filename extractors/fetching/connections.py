"""A host to a TCP stream: to a checked address only, and with no read or write that outlasts the deadline."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from extractors.fetching.addresses import Resolve, checked_addresses

Clock = Callable[[], float]

# httpx gives a timeout to each read; a server that drips one byte before each runs out would hold a thread for ever.
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


class DeadlinePassed(httpcore.TimeoutException):
    """The time for the whole response is over."""


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Hold everything read or written inside the block to `deadline`, in seconds of the backend's clock."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def _time_left(clock: Clock, timeout: float | None) -> float:
    left = _deadline.get() - clock()
    if left <= 0:
        raise DeadlinePassed("time is over")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A stream whose every step takes at most the time left."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_left(self._clock, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(self._clock, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _time_left(self._clock, timeout))
        return _Stream(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that a name cannot resolve to another one in between."""

    def __init__(self, allowed: frozenset[str], resolve: Resolve, clock: Clock) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._clock = clock
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses of `host` in turn; raises AddressRefused, NameNotFound and httpcore's errors."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in checked_addresses(host, port, self._allowed, self._resolve):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _time_left(self._clock, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._clock)
        raise failure
