"""Archives of news for tests, byte for byte as Common Crawl's CC-NEWS has them: WARC/1.0, a gzip member a record."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

_numbers = count(1)

ENGLISH = (
    "Gunmen on two motorcycles opened fire on a police post near the market of {town} on Friday evening, killing two "
    "officers and wounding a passer-by, the district police chief said. The attackers fled towards the hills before "
    "reinforcements arrived from the barracks, and a search was going on at dawn."
)
GERMAN = (
    "Bewaffnete auf zwei Motorrädern haben am Freitagabend in der Nähe des Marktes von {town} auf einen Polizeiposten "
    "geschossen und zwei Beamte getötet, wie der Polizeichef des Bezirks mitteilte. Ein Passant wurde verletzt, die "
    "Angreifer flohen in die Hügel, bevor Verstärkung aus der Kaserne eintraf."
)


def page(text: str, title: str = "Two officers killed", head: str = "") -> bytes:
    """A news page that tells `text` in three paragraphs."""
    words = "".join(f"<p>{text} Paragraph {number} says more about it.</p>" for number in (1, 2, 3))
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{words}</article></body></html>"
    ).encode()


@dataclass(frozen=True)
class Response:
    """An HTTP answer as a crawler stored it."""

    url: str
    body: bytes
    date: str = "2024-08-31T03:35:24Z"
    status: str = "200 OK"
    headers: str = "Content-Type: text/html; charset=utf-8\r\n"


def member(
    kind: str, block: bytes, content_type: str, url: str | None = None, date: str = "2024-08-31T03:35:24Z"
) -> bytes:
    """One record in one gzip member."""
    target = f"WARC-Target-URI: {url}\r\n" if url is not None else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{next(_numbers):012}>\r\n"
        f"{target}Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def opening() -> bytes:
    """The record that opens a file."""
    return member("warcinfo", b"software: StormCrawler\r\nformat: WARC File Format 1.0\r\n", "application/warc-fields")


def request(url: str) -> bytes:
    """The request that a crawler stored before the answer."""
    return member("request", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "application/http; msgtype=request", url)


def response(answer: Response) -> bytes:
    """The answer as a record."""
    block = f"HTTP/1.1 {answer.status}\r\n{answer.headers}\r\n".encode() + answer.body
    return member("response", block, "application/http; msgtype=response", answer.url, answer.date)


def crawl(answers: Iterable[Response]) -> bytes:
    """A whole file: its opening, then request and answer of each page."""
    return opening() + b"".join(request(answer.url) + response(answer) for answer in answers)
