"""A loopback endpoint that alerts are posted to: what it was sent, and what it answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    headers: Message
    body: bytes


class Inbox(ThreadingHTTPServer):
    """Keeps what is posted to it and answers `status` with `headers` and `body`; `drip_s` seconds between the bytes.

    With `hang` it takes what is sent and answers nothing until it is closed.
    """

    daemon_threads = True
    status = 200
    body = b""
    hang = False
    drip_s = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.requests: list[Request] = []
        self.headers: dict[str, str] = {}
        self.closing = threading.Event()

    @property
    def host(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def received(self) -> list[dict[str, str]]:
        """What was posted to it as JSON."""
        return [json.loads(request.body) for request in self.requests]

    def channel(self, path: str) -> str:
        """The apprise URL that posts to this endpoint at `path`."""
        return f"json://{self.host}/{path}"


class _Post(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.requests.append(Request(self.command, self.path, self.headers, body))
        if self.server.hang:
            self.server.closing.wait()
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # who has asked may read no further
            for byte in self.server.body:
                if self.server.drip_s and self.server.closing.wait(self.server.drip_s):
                    return
                self.wfile.write(bytes([byte]))

    do_PUT = do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def open_inbox() -> Iterator[Inbox]:
    """Serve an inbox in a thread while the context lasts."""
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
