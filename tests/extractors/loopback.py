"""A small HTTP server on a free loopback port whose answers a test writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Write = Callable[[BaseHTTPRequestHandler], None]


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
