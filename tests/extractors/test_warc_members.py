"""Gzip members one by one, and past garbage, damage and a cut."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.warc_members import MAX_BLOCK, Fault, members, next_record

RECORDS = [gzip.compress(b"WARC/1.0\r\nrecord %d\r\n" % number * 40, mtime=0) for number in range(4)]
TEXTS = [gzip.decompress(record) for record in RECORDS]
WHOLE = b"".join(RECORDS)


def told(packed: bytes, start: int = 0) -> list[tuple[int, int, bytes | Fault]]:
    return [(m.offset, m.next_offset, m.fault or m.block) for m in members(BytesIO(packed), start)]


def test_members_follow_each_other() -> None:
    found = told(WHOLE)
    assert [block for _, _, block in found] == TEXTS
    assert [stop for _, stop, _ in found[:-1]] == [start for start, _, _ in found[1:]]
    assert told(WHOLE, found[2][0]) == found[2:]
    assert told(b"") == told(WHOLE, len(WHOLE)) == []


@pytest.mark.parametrize("garbage", [b"plain words\r\n", b"\0" * 3_000, b"\x1f\x8b\x08", b"\x1f\x8b", RECORDS[0][:-9]])
def test_garbage_between_records_is_one_broken_stretch(garbage: bytes) -> None:
    found = told(RECORDS[0] + garbage + RECORDS[1])
    start = len(RECORDS[0])
    assert found == [
        (0, start, TEXTS[0]),
        (start, start + len(garbage), Fault.BROKEN),
        (start + len(garbage), start + len(garbage) + len(RECORDS[1]), TEXTS[1]),
    ]


def test_a_damaged_member_costs_no_other() -> None:
    damaged = bytearray(RECORDS[1])
    damaged[len(damaged) // 2] ^= 0xFF
    found = told(RECORDS[0] + bytes(damaged) + RECORDS[2])
    assert [block for _, _, block in found] == [TEXTS[0], Fault.BROKEN, TEXTS[2]]


@pytest.mark.parametrize("missing", [1, 8, 20])
def test_a_file_that_was_cut_off_says_where(missing: int) -> None:
    start = len(RECORDS[0])
    found = told((RECORDS[0] + RECORDS[1])[:-missing])
    assert found == [(0, start, TEXTS[0]), (start, start + len(RECORDS[1]) - missing, Fault.CUT_OFF)]


def test_garbage_at_the_end_is_broken_to_the_end() -> None:
    assert told(RECORDS[0] + b"\0" * 50)[1:] == [(len(RECORDS[0]), len(RECORDS[0]) + 50, Fault.BROKEN)]


def test_a_member_that_unpacks_to_too_much_is_let_go_unread() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(MAX_BLOCK // 1_000_000 + 40)) + packer.flush()
    found = told(RECORDS[0] + bomb + RECORDS[1])
    assert [block for _, _, block in found] == [TEXTS[0], Fault.TOO_LARGE, TEXTS[1]]


def test_a_record_is_found_across_the_seams_of_a_search() -> None:
    far = b"\x1f" * (1 << 20)
    for shift in range(4):
        assert next_record(BytesIO(far[shift:] + RECORDS[0]), 0) == len(far) - shift
    assert next_record(BytesIO(far + gzip.compress(b"plain words")), 0) is None


@given(
    st.lists(st.sampled_from([*RECORDS, b"junk", b"\x1f\x8b\x08\0", WHOLE[:30]]), max_size=6), st.binary(max_size=40)
)
def test_the_stretches_are_the_whole_file(pieces: list[bytes], tail: bytes) -> None:
    packed = b"".join(pieces) + tail
    found = told(packed)
    assert [start for start, _, _ in found] == [0, *(stop for _, stop, _ in found)][: len(found)]
    assert (found[-1][1] if found else 0) == len(packed)
    assert all(start < stop for start, stop, _ in found)
