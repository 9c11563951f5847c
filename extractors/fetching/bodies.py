"""Raw chunks of a response to its decoded body, cut off at a cap while they stream in."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

ENCODINGS = "gzip, deflate"  # what requests accept: what the standard library can decode a bounded piece at a time

# A decoder never gives more than this at once, so a bomb costs this much memory and no more.
_PIECE_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_ZLIB_METHOD = 8  # low half of the first byte of a zlib stream (RFC 1950); raw deflate seldom has it


class BodyTooLarge(Exception):
    """The decoded body passes the cap; `head` is the part up to it."""

    def __init__(self, head: bytes) -> None:
        super().__init__(f"more than {len(head)} bytes")
        self.head = head


class BodyUndecodable(Exception):
    """The content encoding is unknown, or the bytes do not follow it."""


def _inflated(chunks: Iterable[bytes], window: Callable[[bytes], int]) -> Iterator[bytes]:
    decoder = None
    for chunk in chunks:
        pending = chunk
        while pending:
            decoder = decoder or zlib.decompressobj(window(pending))
            piece = decoder.decompress(pending, _PIECE_BYTES)
            if piece:
                yield piece
            if not decoder.eof:
                pending = decoder.unconsumed_tail
            elif decoder.unused_data.startswith(_GZIP_MAGIC):  # gzip allows one member after another
                pending, decoder = decoder.unused_data, None
            else:  # some servers pad the end
                return
    while decoder is not None and not decoder.eof:
        piece = decoder.decompress(decoder.unconsumed_tail, _PIECE_BYTES)
        if not piece:
            raise BodyUndecodable("compressed body ends early")
        yield piece


def _deflate_window(first: bytes) -> int:
    """Servers send both zlib streams and bare deflate under the name `deflate`."""
    return zlib.MAX_WBITS if first[0] & 0x0F == _ZLIB_METHOD else _RAW_DEFLATE


def _pieces(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return chunks
    if name in ("gzip", "x-gzip"):
        return _inflated(chunks, lambda first: _GZIP)
    if name == "deflate":
        return _inflated(chunks, _deflate_window)
    raise BodyUndecodable(f"content encoding {name!r} was not asked for")


def read_body(chunks: Iterable[bytes], encoding: str, cap: int) -> bytes:
    """Decode `chunks` by the Content-Encoding header and join them; raises BodyTooLarge and BodyUndecodable.

    `cap` is in bytes and counts after decompression.
    """
    body = bytearray()
    try:
        for piece in _pieces(chunks, encoding):
            body += piece
            if len(body) > cap:
                raise BodyTooLarge(bytes(body[:cap]))
    except zlib.error as error:
        raise BodyUndecodable(f"not valid {encoding.strip().lower()}: {error}") from error
    return bytes(body)
