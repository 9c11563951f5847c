"""A loopback endpoint that alerts are posted to: what it was sent, and what it answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Inbox(ThreadingHTTPServer):
    """Keeps what is posted to it and answers `status`."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.received: list[dict[str, str]] = []

    def channel(self, path: str) -> str:
        """The apprise URL that posts to this endpoint at `path`."""
        return f"json://127.0.0.1:{self.server_address[1]}/{path}"


class _Post(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

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
        server.shutdown()
        thread.join()
        server.server_close()
