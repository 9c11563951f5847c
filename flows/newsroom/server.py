"""The bundled press to HTTP: what each path answers, and a loopback server that says so."""

from __future__ import annotations

import gzip
import hashlib
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors.ids import stable_id
from flows.newsroom.feed_bytes import CONTENT_TYPES, feed_bytes
from flows.newsroom.pages import page_bytes
from flows.newsroom.press import Outlet, Story, read_outlets, read_stories
from warehouse.records import Feed


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers before the request's conditions are looked at; `location` is where a redirect leads."""

    status: HTTPStatus
    content_type: str = "text/plain; charset=utf-8"
    body: bytes = b""
    modified: datetime | None = None
    location: str | None = None

    @property
    def etag(self) -> str:
        """A weak validator of the body: the same for its plain and its compressed form."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Newsroom:
    """The press of a content folder on the moment `now`: stories published later are not out yet.

    Raises NewsroomError, in one line, when the content is wrong.
    """

    def __init__(self, content_folder: Path, now: datetime) -> None:
        self.now = now
        self.layouts = content_folder / "layouts"
        self.outlets = read_outlets(content_folder / "press.toml")
        stories = read_stories(content_folder / "stories", self.outlets)
        self.stories = [story for story in stories if story.published <= now]

    def feeds(self, base_url: str) -> list[Feed]:
        """The feeds as a feeds list has them: a moved one at its old address, the broken one included."""
        urls = [(outlet, base_url + outlet.listed_path) for outlet in self.outlets]
        return [Feed(stable_id("feed", url), url, outlet.name, outlet.country, outlet.language) for outlet, url in urls]

    def story_urls(self, base_url: str) -> dict[str, str]:
        """Story id to the canonical URL of its page, for every story that is out."""
        return {story.story_id: base_url + story.path for story in self.stories}

    def of(self, outlet: Outlet) -> list[Story]:
        """An outlet's stories, newest first."""
        return [story for story in self.stories if story.outlet is outlet]

    def answer(self, path: str, base_url: str) -> Answer:
        """What `path` answers; links in it are under `base_url`."""
        if path == "/robots.txt":
            return Answer(HTTPStatus.OK, body=self._robots().encode())
        for outlet in self.outlets:
            if path == outlet.feed_path:
                return self._feed(outlet, base_url)
            if path == outlet.moved_from:
                return Answer(HTTPStatus.MOVED_PERMANENTLY, location=base_url + outlet.feed_path)
        for story in self.stories:
            if path in (story.path, story.linked_path):
                return self._page(story, path, base_url)
        return Answer(HTTPStatus.NOT_FOUND, body=b"No such page.\n")

    def _robots(self) -> str:
        closed = "".join(f"Disallow: /{outlet.key}/members/\n" for outlet in self.outlets)
        return f"User-agent: *\n{closed}"

    def _feed(self, outlet: Outlet, base_url: str) -> Answer:
        if outlet.broken:
            return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, body=b"Something went wrong.\n")
        stories = self.of(outlet)
        body = feed_bytes(outlet, stories, base_url, self.now)
        content_type = f"{CONTENT_TYPES[outlet.feed]}; charset={outlet.encoding}"
        return Answer(HTTPStatus.OK, content_type, body, stories[0].published if stories else self.now)

    def _page(self, story: Story, path: str, base_url: str) -> Answer:
        if story.quirk == "gone":
            return Answer(HTTPStatus.GONE, body=b"This page was withdrawn.\n")
        if story.quirk == "missing":
            return Answer(HTTPStatus.NOT_FOUND, body=b"No such page.\n")
        if path != story.path:
            return Answer(HTTPStatus.MOVED_PERMANENTLY, location=base_url + story.path)
        body = page_bytes(story, self.of(story.outlet), self.layouts, base_url)
        return Answer(HTTPStatus.OK, f"text/html; charset={story.outlet.encoding}", body, story.published)


def is_unchanged(answer: Answer, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Whether the client's copy is still good (RFC 9110, 13.1.2 and 13.1.3: the ETag, when sent, decides alone)."""
    if answer.status is not HTTPStatus.OK:
        return False
    if if_none_match is not None:
        return if_none_match.strip() == "*" or answer.etag in [tag.strip() for tag in if_none_match.split(",")]
    if if_modified_since is None or answer.modified is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False
    return answer.modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


class _Handler(BaseHTTPRequestHandler):
    """Requests of one connection; `newsroom` is set on the class that `serve` makes."""

    newsroom: Newsroom
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Headers and body are two writes: without this each answer waits for the client's delayed acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the body."""
        self._answer(is_body_wanted=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(is_body_wanted=False)

    def log_message(self, format: str, *args: object) -> None:
        """Keep requests off the screen, which belongs to the demo's report."""

    def _answer(self, is_body_wanted: bool) -> None:
        host, port = self.connection.getsockname()
        answer = self.newsroom.answer(urlsplit(self.path).path, f"http://{host}:{port}")
        unchanged = is_unchanged(answer, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
        body = b"" if unchanged else answer.body
        is_packed = "gzip" in (self.headers.get("Accept-Encoding") or "") and bool(body)
        if is_packed:
            body = gzip.compress(body, mtime=0)
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else answer.status)
        for name, value in _headers(answer, is_packed):
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if is_body_wanted:
            self.wfile.write(body)


def _headers(answer: Answer, is_packed: bool) -> Iterator[tuple[str, str]]:
    yield "Content-Type", answer.content_type
    yield "Vary", "Accept-Encoding"
    if answer.status is HTTPStatus.OK:
        yield "ETag", answer.etag
    if answer.modified:
        yield "Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True)
    if answer.location:
        yield "Location", answer.location
    if is_packed:
        yield "Content-Encoding", "gzip"


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hangs up in the middle of an answer go in silence; report all else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def port_or_any(port: int) -> int:
    """`port` if nobody listens there, else 0, which lets the system choose."""
    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


@contextmanager
def serve(newsroom: Newsroom, port: int = 0) -> Iterator[str]:
    """Serve `newsroom` on 127.0.0.1 while the context lasts; gives the base URL, without a slash at its end."""
    handler = type("_NewsroomHandler", (_Handler,), {"newsroom": newsroom})
    with _QuietServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
