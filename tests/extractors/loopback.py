"""Small servers on free loopback ports: of HTTP answers that a test writes itself, or of whatever bytes it likes."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Write = Callable[[BaseHTTPRequestHandler], None]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Loopback:
    """Answers by path; `asked` lists the paths in the order they came, `headers` those of each request."""

    port: int
    answers: dict[str, Write]
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Write:
    """An answer with its length; the names of headers are written with `_` for `-`."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def raw(*pieces: bytes) -> Write:
    """An answer given byte by byte as it stands, after which the connection is closed."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
        handler.close_connection = True

    return write


def drip(server: Callable[[], Loopback], first: bytes, piece: bytes, pause_s: float) -> Write:
    """An answer that never ends: `piece` again and again until the test is over or the client has gone."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        try:
            while not server().ended.wait(pause_s):
                handler.wfile.write(piece)
                handler.wfile.flush()
        except OSError:
            pass
        handler.close_connection = True

    return write


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Serve on a free port; paths without an answer are 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            here.asked.append(self.path)
            here.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                here.answers.get(self.path, answer(404))(self)
            except OSError:  # the client hung up, as some tests want
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up early is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    here = Loopback(server.server_address[1], {})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Bare:
    """A server of bytes; `opened` counts the connections made to it, `open` those not yet closed by the client."""

    port: int = 0
    opened: int = 0
    open: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://{self.host}{path}"

    async def all_gone(self) -> None:
        """Wait until the client has closed every connection."""
        while self.open:
            self.gone.clear()
            await self.gone.wait()


@asynccontextmanager
async def bare(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[Bare]:
    """Let `talk` speak on each connection, in the test's own event loop; what comes after is read and thrown away."""
    here = Bare()
    at_work: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here.opened += 1
        here.open += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await talk(reader, writer)
                while await reader.read(65_536):
                    pass
        finally:
            here.open -= 1
            here.gone.set()
            writer.transport.abort()

    def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at_work.add(asyncio.create_task(serve(reader, writer)))

    server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)


async def request_of(reader: asyncio.StreamReader) -> bytes:
    """Read the head of a request; raises IncompleteReadError when the client has gone."""
    return await reader.readuntil(b"\r\n\r\n")


def saying(body: bytes, *headers: str) -> Talk:
    """Answer every request on a connection with `body`."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""])
        while True:
            await request_of(reader)
            writer.write(head.encode() + body)
            await writer.drain()

    return talk


def pouring(first: bytes, again: bytes) -> Talk:
    """Answer with `first` and then with `again` for as long as the client listens."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0)

    return talk


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept and never answer."""
