"""The bytes of a feed, as served, to the same feed in UTF-8 without the characters that XML forbids."""

from __future__ import annotations

import codecs
import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

# The protocol of sitemaps allows 50 MB unpacked, and no feed comes near it; a bomb goes far beyond.
MAX_UNPACKED = 64 * 1024 * 1024

_ENCODINGS = Path(__file__).with_name("encodings.toml")
_GZIP = b"\x1f\x8b\x08"
# A file may be of several members (RFC 1952, 2.2); each costs a copy of the rest.
_MAX_MEMBERS = 64
# XML 1.0, 2.2: the control characters that no document may hold.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
# U+FFFE and U+FFFF in UTF-8.
_NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
_ORDER_MARKS = {
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
}
# XML 1.0, appendix F: how `<?xm` or `<` looks in encodings other than of ASCII's kind; the longer first.
_MARKS = (
    *_ORDER_MARKS.items(),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{1,40})["']""", re.ASCII)
_FALLBACKS = ("cp1252", "iso8859-2")
_BLANKS = b" \t\r\n\x00"


@dataclass(frozen=True, slots=True)
class FeedBytes:
    """A feed in UTF-8; `encoding_told` is false where it is not in the encoding that it, or its server, names."""

    xml: bytes
    encoding_told: bool
    had_forbidden: bool


@cache
def _knowledge() -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads(_ENCODINGS.read_text(encoding="utf-8")))


def unpacked(body: bytes) -> bytes | None:
    """The content of a gzip file, as far as it goes; other bytes as they are; None where it is too much."""
    if not body.startswith(_GZIP):
        return body
    content, rest = b"", body
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            content += member.decompress(rest, MAX_UNPACKED + 1 - len(content))
        except zlib.error:
            break
        if len(content) > MAX_UNPACKED:
            return None
        rest = member.unused_data
        if not rest.startswith(_GZIP):
            break
    return content or body


def codec_of(name: str) -> str | None:
    """Python's name for the encoding of documents that `name` means; None where it is none that can be read."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return None if known in _knowledge()["refused"]["names"] else known


def _told(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that the response's header and the document name, the header first (RFC 7303, 3)."""
    charset = _CHARSET.search(content_type or "")
    declared = _DECLARED.search(body[:512])
    names = (charset[1] if charset else "", declared[1].decode("ascii") if declared else "")
    return [codec for name in names if (codec := codec_of(name))]


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(body: bytes) -> str | None:
    """The text, if its letters are UTF-8 but for some that were cut in two, as when a summary is shortened by bytes."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return text if good >= bad else None


def _decoded(body: bytes, told: list[str]) -> tuple[str, bool]:
    """The text of bytes that are not UTF-8, and whether it is in an encoding that was named."""
    if ("utf-8" in told or not told) and (text := _mostly_utf8(body)) is not None:
        return text, False
    wider = _knowledge()["wider"]
    named = [codec for name in told for codec in (wider.get(name, name), name)]
    for codec in (*named, *_FALLBACKS):
        try:
            return body.decode(codec), codec in named
        except (UnicodeError, LookupError):  # Python's `rot13` and its kin are codecs, but not of bytes
            continue
    return body.decode("latin-1"), False


def _in_utf8(body: bytes, content_type: str | None) -> tuple[bytes, bool]:
    """The document in UTF-8, and whether it is in an encoding that was named, or in UTF-8 where none was.

    A text that is UTF-8 is not taken for one of single bytes, whatever was named: servers name one for all they send,
    and no text of such an encoding happens to be UTF-8.
    """
    told = _told(body, content_type)
    # What begins as bytes of their own is in none of these.
    narrow = [name for name in told if not name.startswith(("utf-16", "utf-32"))]
    is_wide = any(name.startswith(tuple(_knowledge()["wide"]["prefixes"])) for name in narrow)
    if ("utf-8" in told or not is_wide) and _is_utf8(body):
        return body, not told or "utf-8" in told or (body.isascii() and bool(narrow))
    text, was_told = _decoded(body, narrow)
    return text.encode("utf-8", "replace"), was_told


def _marked(body: bytes) -> tuple[bytes, bool] | None:
    """The same for a document whose first bytes give its encoding away; None for others."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            is_mark = mark in _ORDER_MARKS
            text = body[len(mark) if is_mark else 0 :].decode(codec, "replace")
            return text.encode("utf-8", "replace"), "\ufffd" not in text
    return None


def _is_character(code: int) -> bool:
    """Whether XML 1.0 allows the code point in a document."""
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _kept(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if _is_character(code) else b""


def feed_bytes(body: bytes, content_type: str | None) -> FeedBytes:
    """The feed in UTF-8, without what XML forbids and without blanks around it; never raises."""
    in_utf8, encoding_told = (
        _marked(body) or _marked(body.lstrip(_BLANKS)) or _in_utf8(body.strip(_BLANKS), content_type)
    )
    stripped = in_utf8.strip(_BLANKS)
    sound = stripped.translate(None, _CONTROLS)
    if b"&#" in sound:
        sound = _REFERENCE.sub(_kept, sound)
    if b"\xef\xbf" in sound:
        sound = _NO_CHARACTERS.sub(b"", sound)
    return FeedBytes(sound, encoding_told, len(sound) != len(stripped))
