"""A page's bytes become its markup as text, or a reason why they are none."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

from extractors.feeds.feed_bytes import codec_of

# Twice the largest body that the fetcher keeps: enough for any page of words, too little for a bomb to hurt.
MAX_BYTES = 16_000_000
# WHATWG encoding standard: the declaration of an encoding stands within the first 1,024 bytes.
_DECLARATION_BYTES = 1024
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# WHATWG: these labels mean windows-1252 on the web; the same superset holds for Arabic and Turkish.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_FALLBACK = "cp1252"
_GZIP = b"\x1f\x8b"
# A file may be of several members (RFC 1952, 2.2); each costs a copy of the rest, so that a million would cost hours.
_MAX_MEMBERS = 64
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x00\x00\x00",
    b"BM",
    b"OggS",
    b"ID3",
)
_TEXTUAL = re.compile(r"html|xml|^text/plain|^$")
# libxml2 compares each attribute of a tag with all others of it: 100,000 take minutes. Scripts put their state into
# attributes that are long, not many.
MAX_ATTRIBUTES = 5_000
_OVERLOADED_TAG = re.compile(
    rf"""<[a-zA-Z][^\s<>"']*+\s++(?:(?:[^\s<>"']++|"[^"]*+"|'[^']*+')++\s++){{{MAX_ATTRIBUTES}}}"""
)
# Control characters are no text, and lxml refuses them; bidirectional marks and zero-width signs only order the glyphs.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# More undecodable or control characters than this share of the start, and the bytes are no text.
_MAX_NOISE = 0.05
_NOISE_SAMPLE = 4000
# Broken characters in a text of UTF-8; more, and it is another encoding under the wrong name.
MAX_BROKEN = 0.0005


class PageReason(StrEnum):
    """Why a page gave no article: the closed list."""

    EMPTY = "empty_page"
    BROKEN_COMPRESSION = "broken_compression"
    TOO_LARGE = "page_too_large"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable_markup"
    NO_TEXT = "no_text"
    CONSENT_WALL = "consent_wall"
    NOT_AN_ARTICLE = "not_an_article"
    FEED_SAYS_MORE = "feed_says_more"


@dataclass(frozen=True, slots=True)
class Source:
    """The markup of a page, or an empty string with the reason."""

    markup: str
    reason: PageReason | None = None


def page_source(body: bytes, content_type: str | None = None) -> Source:
    """Unpack (gzip, known by its first bytes) and decode a page.

    `content_type` is the response's header. The encoding is, in this order: the byte order mark's, UTF-8 where the
    bytes are valid UTF-8 (other encodings hardly ever are), the header's, the page's own declaration, Windows-1252.
    """
    if body.startswith(_GZIP):
        try:
            body = _unpacked(body)
        except zlib.error:
            return Source("", PageReason.BROKEN_COMPRESSION)
    if len(body) > MAX_BYTES:
        return Source("", PageReason.TOO_LARGE)
    if not body.strip():
        return Source("", PageReason.EMPTY)
    if body.startswith(_BINARY) or not _TEXTUAL.search((content_type or "").split(";")[0].strip().lower()):
        return Source("", PageReason.NOT_HTML)
    markup = _decoded(body, content_type or "")
    sample = markup[:_NOISE_SAMPLE]
    if len(_UNPRINTABLE.findall(sample)) + sample.count("\ufffd") > _MAX_NOISE * len(sample):
        return Source("", PageReason.NOT_HTML)
    if _OVERLOADED_TAG.search(markup):
        return Source("", PageReason.UNREADABLE)
    return Source(printable(markup))


def printable(text: str) -> str:
    """The text without control characters, lone surrogates and marks of writing direction."""
    return _UNPRINTABLE.sub("", text)


def _unpacked(body: bytes) -> bytes:
    """Members one after another, stopping just over the limit; raises zlib.error where broken or cut off."""
    parts: list[bytes] = []
    size = 0
    while body.startswith(_GZIP) and size <= MAX_BYTES and len(parts) < _MAX_MEMBERS:
        member = zlib.decompressobj(wbits=31)
        part = member.decompress(body, MAX_BYTES + 1 - size)
        parts.append(part)
        size += len(part)
        if not member.eof:
            if size > MAX_BYTES:
                break
            raise zlib.error("cut off")
        body = member.unused_data
    return b"".join(parts)


def _decoded(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = _declared(content_type.encode("ascii", "ignore"), body[:_DECLARATION_BYTES])
    if b"\x1b" not in body:  # ISO-2022-JP is valid UTF-8 that means something else
        declared.insert(0, "utf-8")
    for encoding in declared:
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError):  # Python's `hex` and its kin are codecs, but not of bytes to text
            continue
    mended = body.decode("utf-8", "replace")  # a few broken bytes in UTF-8: cut off, or pasted from elsewhere
    return mended if mended.count("\ufffd") <= MAX_BROKEN * len(mended) else body.decode(_FALLBACK, "replace")


def _declared(header: bytes, head: bytes) -> list[str]:
    """The encodings that header and page declare and Python knows, as Python names."""
    found = (_DECLARED.search(header), _XML_DECLARED.search(head), _DECLARED.search(head))
    codecs_of = (codec_of(match[1].decode("ascii")) for match in found if match is not None)
    return [_SUPERSETS.get(codec, codec) for codec in codecs_of if codec]
