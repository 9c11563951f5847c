"""A page to the bytes of a WARC record and back: the only module that knows fastwarc and isal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

from fastwarc.stream_io import ChunkedReader
from fastwarc.warc import WarcRecord, WarcRecordType
from isal import igzip

from extractors.pages.page_source import MAX_BYTES
from warehouse.records import Page

# Of ISA-L's own: of 126 news pages (40 MB), 2 keeps 9.0 MB at 0.36 ms a page, 3 keeps 8.7 at 0.69; zlib's 3 keeps 8.7
# at 1.9, its 9 keeps 7.8 at 4.3. Reading a page takes 20 ms.
_LEVEL = 2
_SOFTWARE = "tocsin"
_ASKED_URL = "Tocsin-Requested-URI"
_WARC_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_HTTP = "application/http"
_LINE_END = re.compile(r"[\r\n\x00]+")
_CHUNK_HEAD = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r\n")
_PART = 1 << 20
# How a stored body may be read, the likeliest first. Crawlers that store a body unpacked often leave the header that
# says it is packed; then the next way is tried, down to the bytes as they are.
_Way = Literal["all", "content", "transfer", "none"]
_WAYS: tuple[_Way, ...] = ("all", "content", "transfer", "none")


class RecordError(Exception):
    """Bytes that are no whole WARC record; the message says why, in a few words."""


@dataclass(frozen=True, slots=True)
class WebRecord:
    """The head of a WARC record; `status` and `content_type` are of the HTTP answer that it holds, if it does.

    `asked_url` is the address before redirects where tocsin wrote the record.
    """

    kind: str
    url: str | None
    asked_url: str | None
    date: datetime | None
    status: int | None
    content_type: str | None


def page_member(page: Page) -> bytes:
    """One gzip member that holds the page as a response record, with the SHA-1 of its body."""
    record = _new(WarcRecordType.response, page.fetched_at)
    record.headers["WARC-Target-URI"] = page.final_url
    record.headers[_ASKED_URL] = page.url
    record.headers["Content-Type"] = f"{_HTTP}; msgtype=response"
    kind = f"Content-Type: {_LINE_END.sub(' ', page.content_type)}\r\n" if page.content_type is not None else ""
    head = f"HTTP/1.1 {page.status} \r\n{kind}\r\n".encode("utf-8", "replace")
    record.set_bytes_content(head + page.body)
    return _member(record, hashlib.sha1(page.body, usedforsecurity=False).digest())


def opening_member(file_name: str, moment: datetime) -> bytes:
    """The record that opens a WARC file and says what wrote it (WARC 1.1, 6.2)."""
    record = _new(WarcRecordType.warcinfo, moment)
    record.headers["WARC-Filename"] = file_name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: {_SOFTWARE}\r\nformat: WARC File Format 1.1\r\n".encode())
    return _member(record, None)


def _new(kind: WarcRecordType, moment: datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.headers["WARC-Date"] = moment.astimezone(UTC).strftime(_WARC_TIME)
    return record


def _member(record: WarcRecord, payload_digest: bytes | None) -> bytes:
    out = BytesIO()
    record.write(out, checksum_data=True, payload_digest=payload_digest)
    return bytes(igzip.compress(out.getvalue(), _LEVEL))


def record_head(block: bytes) -> WebRecord:
    """What stands above the body of the one record that `block` is; raises RecordError."""
    with _translated():
        record = _parsed(block, "none")
        headers, answer = record.headers, record.http_headers
        url = headers.get("WARC-Target-URI")
        declared = answer.get_bytes(b"Content-Type") if answer is not None else None
        return WebRecord(
            kind=str(record.record_type),
            url=url.strip().removeprefix("<").removesuffix(">") if url else None,  # WARC 1.0 has them in brackets
            asked_url=headers.get(_ASKED_URL),
            date=_moment(headers.get("WARC-Date")),
            status=answer.status_code if answer is not None else None,
            content_type=headers.get("WARC-Identified-Payload-Type") if declared is None else _text(declared),
        )


def stored_body(block: bytes) -> bytes:
    """The body of a response record as tocsin stored it; raises RecordError."""
    with _translated():
        return bytes(_parsed(block, "none").reader.read())


def body_of_answer(block: bytes) -> bytes:
    """The body of a response record, out of its transfer and content encodings as far as they are really there.

    At most one byte more than a page may have. What was unpacked before an encoding broke off is given, if anything
    was. Raises RecordError where the record is not whole.
    """
    bodies = (_as_far_as_it_goes(block, way) for way in _WAYS)
    return _without_chunks(next(filter(None, bodies), b""))


def _parsed(block: bytes, way: _Way) -> WarcRecord:
    """The record with its HTTP head parsed and its body to be decoded in one of the `_WAYS`."""
    record = WarcRecord.from_bytes(block)
    declared = record.headers.get("Content-Length") or ""
    if not declared.isdecimal() or int(declared) != record.content_length:
        raise RecordError("shorter than it says")
    if record.is_http:
        record.parse_http(auto_decode=way)
    return record


def _as_far_as_it_goes(block: bytes, way: _Way) -> bytes:
    parts: list[bytes] = []
    size = 0
    with suppress(OSError, ValueError):
        reader = _parsed(block, way).reader
        while size <= MAX_BYTES and (part := reader.read(min(_PART, MAX_BYTES + 1 - size))):
            parts.append(bytes(part))
            size += len(part)
    return b"".join(parts)


def _without_chunks(body: bytes) -> bytes:
    """The body out of chunks that no header tells of: only where it is chunks to its end."""
    if not _CHUNK_HEAD.match(body):
        return body
    try:
        return bytes(ChunkedReader(BytesIO(body)).read()) or body
    except OSError:
        return body


def _text(told: bytes) -> str:
    """A header's words: servers send UTF-8 or Latin-1, which takes any bytes."""
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError:
        return told.decode("latin-1")


def _moment(told: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((told or "").strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what fastwarc raises on bytes from anywhere into RecordError, with the cause."""
    try:
        yield
    except (OSError, ValueError, AttributeError) as error:
        raise RecordError("no WARC record") from error
