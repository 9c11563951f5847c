"""An httpx request to its answer over checked connections, and the errors of the libraries below to reasons."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from extractors.fetching.addresses import AddressRefused, NameNotFound, Resolve
from extractors.fetching.bodies import BodyTooLarge, BodyUndecodable
from extractors.fetching.connections import CheckedBackend, Connections, HeadTooLarge
from extractors.fetching.fetch_failures import FetchError, FetchReason
from extractors.fetching.lookups import Lookups


class _Stream(httpx.AsyncByteStream):
    """The body of an answer; its connection is given back when it is closed."""

    def __init__(
        self,
        answer: httpcore.Response,
        connection: httpcore.AsyncHTTPConnection,
        connections: Connections,
        origin: httpcore.Origin,
    ) -> None:
        self._answer = answer
        self._connection = connection
        self._connections = connections
        self._origin = origin

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        try:
            await self._answer.aclose()
        finally:
            await self._connections.give_back(self._connection, self._origin)


class CheckedTransport(httpx.AsyncBaseTransport):
    """httpx over connections to checked addresses only; a proxy named in the environment is not used."""

    def __init__(self, allowed: frozenset[str], resolve: Resolve) -> None:
        self._connections = Connections(CheckedBackend(allowed, Lookups(resolve)), httpx.create_ssl_context())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        asked = httpcore.Request(request.method, target, headers=request.headers.raw)
        answer, connection = await self._connections.send(asked)
        stream = _Stream(answer, connection, self._connections, target.origin)
        return httpx.Response(answer.status, headers=answer.headers, stream=stream)

    async def aclose(self) -> None:
        await self._connections.aclose()


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the errors of the libraries below into FetchError."""

    def failed(reason: FetchReason, error: Exception) -> FetchError:
        return FetchError(reason, url=url, detail=str(error) or type(error).__name__)

    try:
        yield
    except AddressRefused as error:
        raise failed(FetchReason.ADDRESS_REFUSED, error) from error
    except NameNotFound as error:
        raise failed(FetchReason.NAME_NOT_FOUND, error) from error
    except (BodyTooLarge, HeadTooLarge) as error:
        raise failed(FetchReason.TOO_LARGE, error) from error
    except BodyUndecodable as error:
        raise failed(FetchReason.UNDECODABLE, error) from error
    except (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(FetchReason.TOO_SLOW, url=url, detail=str(error) or "time is over") from error
    except (httpx.ConnectError, httpcore.ConnectError) as error:
        is_tls = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
        raise failed(FetchReason.TLS_FAILED if is_tls else FetchReason.CONNECT_FAILED, error) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise failed(FetchReason.CONNECTION_LOST, error) from error
    except (httpx.InvalidURL, httpx.CookieConflict, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise FetchError(FetchReason.BAD_URL, url=url, detail=f"no valid web address: {url}") from error
