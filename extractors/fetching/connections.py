"""An origin to a connection: to a checked address only, kept for the next request, and closed whatever happens."""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from extractors.fetching.addresses import check_addresses
from extractors.fetching.lookups import Lookups

# Of a name with many addresses the first few are tried, each for so long: one that swallows packets leaves time for
# the next, and nobody's name makes this machine knock at a hundred doors.
MAX_ADDRESSES = 4
CONNECT_S = 6.0
# Connections kept for a next request: pages of one host are asked for every few seconds, of many hosts side by side,
# and servers close what is idle for much longer. 20 pages of 100 hosts took 1.6 s of CPU with 0 or 64 kept, 0.8 s with
# more than there are hosts; each costs a file and, with TLS, some 50 KB.
MAX_KEPT = 256
KEEP_S = 30.0
# The status line and headers of an answer with all that comes before (100 Continue, 103 Early Hints): the largest of
# news sites have some 8 KB, and servers refuse requests with as much or twice of it.
MAX_HEAD_BYTES = 64 * 1024


class HeadTooLarge(Exception):
    """The headers of an answer pass the cap."""


_Key = tuple[bytes, bytes, int]


def _key(origin: httpcore.Origin) -> _Key:
    return origin.scheme, origin.host, origin.port


@dataclass(slots=True)
class _Head:
    """The bytes of an answer read so far, until its headers are complete."""

    size: int = 0
    complete: bool = False


_head: ContextVar[_Head | None] = ContextVar("head", default=None)


class _Stream(httpcore.AsyncNetworkStream):
    """A stream that counts what it reads while headers are read."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        head = _head.get()
        if head is not None and not head.complete and head.size > MAX_HEAD_BYTES:
            raise HeadTooLarge(f"headers of more than {MAX_HEAD_BYTES} bytes")
        found = await self._stream.read(max_bytes, timeout)
        if head is not None:
            head.size += len(found)
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:  # a handshake that is cut off would leave its socket open
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was checked, so that a name cannot resolve to another one in between."""

    def __init__(self, allowed: frozenset[str], lookups: Lookups) -> None:
        self._allowed = allowed
        self._lookups = lookups
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try the addresses of `host` in turn; raises AddressRefused, NameNotFound and httpcore's errors."""
        found = await self._lookups.addresses(host, port)
        check_addresses(host, port, found, self._allowed)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in found[:MAX_ADDRESSES]:
            try:
                return _Stream(await self._backend.connect_tcp(address, port, CONNECT_S, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class Connections:
    """Sends requests over kept connections or new ones.

    httpcore's own pool looks at all its connections whenever one is taken or given back (2,000 hosts: 7.6 s with 1,000
    kept, 2.4 s with 64), and a request that is cancelled before its connection is made leaves that behind.
    """

    def __init__(self, backend: CheckedBackend, tls: ssl.SSLContext) -> None:
        self._backend = backend
        self._tls = tls
        self._kept: OrderedDict[_Key, list[httpcore.AsyncHTTPConnection]] = OrderedDict()
        self._number = 0

    async def send(self, request: httpcore.Request) -> tuple[httpcore.Response, httpcore.AsyncHTTPConnection]:
        """Send a request and read the headers of its answer; `give_back` must follow once the answer is read.

        A kept connection that the server has closed meanwhile is replaced by a new one.
        """
        kept = await self._taken(request.url.origin)
        if kept is not None:
            head = _Head()
            try:
                return await self._send_over(kept, request, head), kept
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                if head.size:
                    raise
        fresh = httpcore.AsyncHTTPConnection(
            request.url.origin, self._tls, keepalive_expiry=KEEP_S, network_backend=self._backend
        )
        return await self._send_over(fresh, request, _Head()), fresh

    async def _send_over(
        self, connection: httpcore.AsyncHTTPConnection, request: httpcore.Request, head: _Head
    ) -> httpcore.Response:
        token = _head.set(head)
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await connection.aclose()
            raise
        finally:
            _head.reset(token)
        return response

    async def give_back(self, connection: httpcore.AsyncHTTPConnection, origin: httpcore.Origin) -> None:
        """Keep a connection whose answer was read to its end, and close any other; the oldest kept one makes room."""
        if not connection.is_idle():
            await connection.aclose()
            return
        self._kept.setdefault(_key(origin), []).append(connection)
        self._kept.move_to_end(_key(origin))
        self._number += 1
        if self._number > MAX_KEPT:
            await self._pop(next(iter(self._kept)), 0).aclose()

    async def _taken(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection | None:
        while self._kept.get(_key(origin)):
            connection = self._pop(_key(origin), -1)
            if connection.is_idle() and not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    def _pop(self, key: _Key, place: int) -> httpcore.AsyncHTTPConnection:
        connection = self._kept[key].pop(place)
        self._number -= 1
        if not self._kept[key]:
            del self._kept[key]
        return connection

    async def aclose(self) -> None:
        """Close every kept connection; one at work is closed by whoever reads from it."""
        while self._kept:
            await self._pop(next(iter(self._kept)), 0).aclose()
