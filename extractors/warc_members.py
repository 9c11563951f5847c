"""A file of gzip members, one a WARC record (WARC 1.1, annex D), to the bytes of each, also past what is broken.

fastwarc reads the record in each; its own iterator ends at the first stretch of a file that is none.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

# The largest page that is read (`page_source`) and a generous head; what a member unpacks to beyond is let go unread.
MAX_BLOCK = 17_000_000
_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
# Compressed bytes that surely unpack to the first five letters of a record: a gzip head with a file name, and a table
# of codes.
_BEGINNING = 1_024
_CHUNK = 1 << 16
_PART = 1 << 20
_SEARCHED = 1 << 20


class Fault(StrEnum):
    """Why a stretch of a file gives no record."""

    TOO_LARGE = "too_large"
    BROKEN = "broken"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Member:
    """What lies from `offset` to `next_offset`: the unpacked bytes of one member, or why there are none.

    A broken stretch ends where the next record begins. Only the last stretch of a file can be cut off: more of the
    file may make it whole.
    """

    offset: int
    next_offset: int
    block: bytes
    fault: Fault | None = None


def members(stream: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Every stretch of the file from `start` on, in order; together they are the whole of it."""
    offset = start
    while (member := member_at(stream, offset)) is not None:
        yield member
        offset = member.next_offset


def member_at(stream: BinaryIO, offset: int) -> Member | None:
    """The stretch that begins at `offset`; None where the file ends there."""
    stream.seek(offset)
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or stream.read(_CHUNK)
            part = unpacker.decompress(packed, _PART)
            if not packed and not part:
                return _cut_off(stream, offset)
            size += len(part)
            if size <= MAX_BLOCK:
                parts.append(part)
    except zlib.error:
        return _broken(stream, offset)
    next_offset = stream.tell() - len(unpacker.unused_data)
    if size > MAX_BLOCK:
        return Member(offset, next_offset, b"", Fault.TOO_LARGE)
    return Member(offset, next_offset, b"".join(parts))


def next_record(stream: BinaryIO, start: int) -> int | None:
    """Where, from `start` on, the next record begins; None where none does."""
    stream.seek(start)
    held, at = b"", start  # `at` is where in the file `held` begins
    while True:
        more = stream.read(_SEARCHED)
        held += more
        found = held.find(_MEMBER)
        while found >= 0 and (len(held) - found >= _BEGINNING or not more):
            if _begins_record(held[found : found + _BEGINNING]):
                return at + found
            found = held.find(_MEMBER, found + 1)
        if not more:
            return None
        keep = found if found >= 0 else max(0, len(held) - len(_MEMBER) + 1)
        at, held = at + keep, held[keep:]


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, len(_RECORD)) == _RECORD
    except zlib.error:
        return False


def _cut_off(stream: BinaryIO, offset: int) -> Member | None:
    """The last stretch, whose member has no end; a member that swallows others is broken, not cut off."""
    end = stream.tell()
    if end <= offset:
        return None
    following = next_record(stream, offset + 1)
    if following is not None:
        return Member(offset, following, b"", Fault.BROKEN)
    return Member(offset, end, b"", Fault.CUT_OFF)


def _broken(stream: BinaryIO, offset: int) -> Member:
    following = next_record(stream, offset + 1)
    if following is None:
        following = stream.seek(0, 2)
    return Member(offset, following, b"", Fault.BROKEN)
