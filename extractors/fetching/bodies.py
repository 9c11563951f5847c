"""Raw chunks of a response to its decoded body, cut off at a cap while they stream in."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterable, Callable, Iterator
from typing import Any

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


class _Plain:
    """Bytes that are not compressed."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def rest(self) -> Iterator[bytes]:
        yield from ()


class _Inflating:
    """A zlib or gzip stream as it comes in; `window` gives zlib's wbits for its first bytes."""

    def __init__(self, window: Callable[[bytes], int]) -> None:
        self._window = window
        self._decoder: Any = None
        self._over = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What the chunk decompresses to, a bounded piece at a time."""
        pending = b"" if self._over else chunk
        while pending:
            self._decoder = self._decoder or zlib.decompressobj(self._window(pending))
            yield self._decoder.decompress(pending, _PIECE_BYTES)
            if not self._decoder.eof:
                pending = self._decoder.unconsumed_tail
            elif self._decoder.unused_data.startswith(_GZIP_MAGIC):  # gzip allows one member after another
                pending, self._decoder = self._decoder.unused_data, None
            else:  # some servers pad the end
                pending, self._over = b"", True

    def rest(self) -> Iterator[bytes]:
        """What the decoder still holds when the last chunk is in; raises BodyUndecodable where the stream is cut."""
        while self._decoder is not None and not self._decoder.eof:
            piece = self._decoder.decompress(self._decoder.unconsumed_tail, _PIECE_BYTES)
            if not piece:
                raise BodyUndecodable("compressed body ends early")
            yield piece


def _deflate_window(first: bytes) -> int:
    """Servers send both zlib streams and bare deflate under the name `deflate`."""
    return zlib.MAX_WBITS if first[0] & 0x0F == _ZLIB_METHOD else _RAW_DEFLATE


def _decoder_of(encoding: str) -> _Plain | _Inflating:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Inflating(lambda first: _GZIP)
    if name == "deflate":
        return _Inflating(_deflate_window)
    raise BodyUndecodable(f"content encoding {name!r} was not asked for")


async def read_body(chunks: AsyncIterable[bytes], encoding: str, cap: int) -> bytes:
    """Decode `chunks` by the Content-Encoding header and join them; raises BodyTooLarge and BodyUndecodable.

    `cap` is in bytes, counts after decompression, and before it too: a stream may be long and decompress to nothing.
    """
    body, received, unbroken = bytearray(), 0, 0

    def add(piece: bytes) -> None:
        body.extend(piece)
        if len(body) > cap:
            raise BodyTooLarge(bytes(body[:cap]))

    decoder = _decoder_of(encoding)
    try:
        async for chunk in chunks:
            received += len(chunk)
            for piece in decoder.pieces(chunk):
                add(piece)
                unbroken += len(piece)
                if unbroken >= _PIECE_BYTES:  # a small chunk may decompress to megabytes: the others go on meanwhile
                    unbroken = 0
                    await asyncio.sleep(0)
            if received > cap + _PIECE_BYTES:
                raise BodyTooLarge(bytes(body))
        for piece in decoder.rest():
            add(piece)
    except zlib.error as error:
        raise BodyUndecodable(f"not valid {encoding.strip().lower()}: {error}") from error
    return bytes(body)
