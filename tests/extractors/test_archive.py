"""Pages written to WARC files and read back, also behind a write that was cut off."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.archive import ArchiveError, ArchiveFile, WarcArchive, files_to_drop
from extractors.warc_members import members
from extractors.warc_records import record_head
from warehouse.records import Page, PageRecord

ROOT = Path(__file__).parent.parent.parent
NOON = datetime(2024, 8, 31, 12, 0, 0, 123_456, tzinfo=UTC)
PAGE = Page(
    "https://a.example/ü?x=1",
    "https://a.example/é",
    200,
    "text/html; charset=utf-8",
    b"<p>" + bytes(range(256)) * 40,
    NOON,
)
FIRST = "pages-20240831-001.warc.gz"


def record_types(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [str(member.fault or record_head(member.block).kind) for member in members(stream)]


def test_a_page_comes_back_as_it_was_written(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path / "pages")
    bare = replace(PAGE, content_type=None, body=b"", status=404)
    places = [archive.write(page) for page in (PAGE, bare, PAGE)]
    assert [archive.read(*place) for place in places] == [PAGE, bare, PAGE]
    assert record_types(tmp_path / "pages" / FIRST) == ["warcinfo", "response", "response", "response"]


# As version 1 wrote it, with another library: its folder stays readable.
OLD_RECORD = (
    b"WARC/1.0\r\nWARC-Date: 2024-08-31T12:00:00.123456Z\r\nTocsin-Requested-URI: https://a.example/\xc3\xbc?x=1\r\n"
    b"WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:fc5cd2c0-8cd0-4f88-9a0e-b4a670253406>\r\n"
    b"WARC-Target-URI: https://a.example/\xc3\xa9\r\nWARC-Payload-Digest: sha1:ASYGXOMN6R7HDYBKZFBYLFTO6G2TJ2DM\r\n"
    b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)


def test_a_page_of_an_earlier_version_is_still_read(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 \r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.body
    first = gzip.compress(OLD_RECORD % (len(block), block))
    (tmp_path / FIRST).write_bytes(first)
    archive = WarcArchive(tmp_path)
    assert archive.read(FIRST, 0) == PAGE
    assert archive.write(PAGE) == (FIRST, len(first))
    assert archive.read(FIRST, 0) == archive.read(FIRST, len(first)) == PAGE


def test_a_record_says_what_it_holds(tmp_path: Path) -> None:
    name, offset = WarcArchive(tmp_path).write(PAGE)
    head, _, body = gzip.decompress((tmp_path / name).read_bytes()[offset:]).partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    digest = base64.b32encode(hashlib.sha1(PAGE.body).digest())
    assert fields[b"WARC-Payload-Digest"] == b"sha1:" + digest
    assert fields[b"WARC-Record-ID"].startswith(b"<urn:uuid:")
    assert (fields[b"WARC-Type"], fields[b"WARC-Date"]) == (b"response", b"2024-08-31T12:00:00.123456Z")
    assert int(fields[b"Content-Length"]) == len(body) - len(b"\r\n\r\n")
    assert body.removesuffix(b"\r\n\r\n").endswith(PAGE.body)


def test_many_pages_are_written_at_once_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    archive = WarcArchive(tmp_path)
    pages = [replace(PAGE, url=f"https://a.example/{number}") for number in range(5)]
    places = archive.write_many(pages)
    assert [archive.read(*place) for place in places] == pages
    assert len(flushed) == 1
    assert archive.write_many([]) == []


def test_a_batch_over_midnight_and_over_a_full_file_is_cut_where_it_must_be(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, max_file_bytes=4_000)
    noisy = replace(PAGE, body=os.urandom(1_500))
    late = replace(noisy, fetched_at=NOON + timedelta(days=1))
    places = archive.write_many([noisy, noisy, noisy, late, noisy])
    day, second, next_day = FIRST, "pages-20240831-002.warc.gz", "pages-20240901-001.warc.gz"
    assert [name for name, _ in places] == [day, day, second, next_day, second]
    assert [archive.read(*place) for place in places] == [noisy, noisy, noisy, late, noisy]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.binary(max_size=2_000),
    st.integers(200, 599),
    st.none() | st.sampled_from(["text/html", "text/plain; charset=x", "text/html; name=ü", ""]),
)
def test_any_body_comes_back(tmp_path: Path, body: bytes, status: int, content_type: str | None) -> None:
    archive = WarcArchive(tmp_path)
    page = replace(PAGE, body=body, status=status, content_type=content_type)
    assert archive.read(*archive.write(page)) == page


def test_each_day_and_each_full_file_starts_another(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path, max_file_bytes=1_000)
    noisy = replace(PAGE, body=os.urandom(1_500))
    names = [archive.write(page)[0] for page in (noisy, noisy, replace(noisy, fetched_at=NOON + timedelta(days=1)))]
    assert names == [FIRST, "pages-20240831-002.warc.gz", "pages-20240901-001.warc.gz"]


def test_a_second_process_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    first = WarcArchive(tmp_path).write(PAGE)
    second = WarcArchive(tmp_path).write(PAGE)
    assert first[0] == second[0] and second[1] > first[1]
    assert WarcArchive(tmp_path).read(*first) == WarcArchive(tmp_path).read(*second) == PAGE


@pytest.mark.parametrize("torn", [1, 10, 200])
def test_a_record_that_was_cut_off_does_not_spoil_the_next(tmp_path: Path, torn: int) -> None:
    archive = WarcArchive(tmp_path)
    whole = archive.write(PAGE)
    path = tmp_path / FIRST
    length = path.stat().st_size
    archive.write(PAGE)
    os.truncate(path, length + torn)  # what a kill in the middle of the second write leaves behind
    (tmp_path / f"{FIRST}.writing").write_text(str(length))
    third = WarcArchive(tmp_path).write(PAGE)
    assert third == (FIRST, length)
    assert archive.read(*whole) == archive.read(*third) == PAGE
    assert record_types(path) == ["warcinfo", "response", "response"]
    assert [left.name for left in tmp_path.iterdir()] == [FIRST]


def test_a_note_that_was_cut_off_itself_changes_nothing(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path)
    whole = archive.write(PAGE)
    (tmp_path / f"{FIRST}.writing").write_text("")
    archive.write(PAGE)
    assert archive.read(*whole) == PAGE
    assert record_types(tmp_path / FIRST) == ["warcinfo", "response", "response"]


KILLED = """
import os, signal, sys
from pathlib import Path
from extractors.archive import WarcArchive
from tests.extractors.test_archive import PAGE
archive = WarcArchive(Path(sys.argv[1]))
archive.write(PAGE)
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
archive.write(PAGE)
"""
FULL = """
import os, resource, signal, sys
from pathlib import Path
from extractors.archive import WarcArchive
from tests.extractors.test_archive import PAGE
archive = WarcArchive(Path(sys.argv[1]))
archive.write(PAGE)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    archive.write(PAGE)
except OSError as error:
    print(error.strerror)
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_a_process_killed_while_it_writes_leaves_a_sound_archive(tmp_path: Path) -> None:
    assert run(KILLED, str(tmp_path)).returncode == -signal.SIGKILL
    place = WarcArchive(tmp_path).write(PAGE)
    assert WarcArchive(tmp_path).read(*place) == PAGE
    assert record_types(tmp_path / FIRST) == ["warcinfo", "response", "response"]


def test_a_full_disk_is_said_and_the_next_write_is_whole(tmp_path: Path) -> None:
    length = len((tmp_path / WarcArchive(tmp_path).write(PAGE)[0]).read_bytes())
    (tmp_path / FIRST).unlink()
    said = run(FULL, str(tmp_path), str(length + 50))
    assert said.stdout.strip() == "File too large"
    place = WarcArchive(tmp_path).write(PAGE)
    assert WarcArchive(tmp_path).read(*place) == PAGE
    assert record_types(tmp_path / FIRST) == ["warcinfo", "response", "response"]


@pytest.mark.parametrize(
    ("damage", "place", "said"),
    [
        (lambda path: None, (FIRST, 0), "no page begins there"),
        (lambda path: None, (FIRST, 7), "no whole record begins there"),
        (lambda path: None, (FIRST, 10**9), "no page begins there"),
        (lambda path: None, ("pages-20990101-001.warc.gz", 0), "No such file or directory"),
        (lambda path: None, ("../secret", 0), "not a file of the archive"),
        (lambda path: path.write_bytes(b"\x1f\x8b" + b"\xff" * 500), (FIRST, 0), "at 0"),
        (lambda path: path.write_bytes(b"plain words\n" * 20), (FIRST, 0), "no whole record begins there"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(
    tmp_path: Path, damage: Callable[[Path], object], place: tuple[str, int], said: str
) -> None:
    archive = WarcArchive(tmp_path)
    archive.write(PAGE)
    damage(tmp_path / FIRST)
    with pytest.raises(ArchiveError) as caught:
        archive.read(*place)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_torn_file_of_yesterday_is_mended_by_todays_write(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path)
    whole = archive.write(PAGE)
    path = tmp_path / FIRST
    (tmp_path / f"{FIRST}.writing").write_text(str(path.stat().st_size))
    with path.open("ab") as out:
        out.write(b"\x1f\x8b torn")
    archive.write(replace(PAGE, fetched_at=NOON + timedelta(days=1)))
    assert record_types(path) == ["warcinfo", "response"]
    assert archive.read(*whole) == PAGE


def a_file(day: str, number: int = 1, size: int = 1_000_000_000) -> ArchiveFile:
    return ArchiveFile(f"pages-{day}-{number:03}.warc.gz", date.fromisoformat(day), size)


FILES = [a_file("20240828"), a_file("20240829"), a_file("20240829", 2), a_file("20240831")]


@pytest.mark.parametrize(
    ("archive_days", "archive_gb", "dropped"),
    [
        (0, 20.0, 0),
        (0, 4.0, 0),
        (0, 3.5, 1),
        (0, 2.0, 2),
        (0, 0.001, 3),  # never today's
        (3, 20.0, 0),
        (2, 20.0, 1),
        (1, 20.0, 3),
        (2, 2.0, 2),
    ],
)
def test_old_files_go_whole_and_the_oldest_first(archive_days: int, archive_gb: float, dropped: int) -> None:
    assert files_to_drop(reversed(FILES), archive_days, archive_gb, NOON) == FILES[:dropped]


def test_the_thousandth_file_of_a_day_is_its_last() -> None:
    files = [a_file("20240829", number) for number in (1000, 999)]
    assert files_to_drop(files, 0, 1.5, NOON) == [files[1]]


def test_the_archive_knows_its_own_files(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path)
    assert archive.files() == []
    archive.write(PAGE)
    for name in ("notes.txt", "pages-20241399-001.warc.gz", f"{FIRST}.writing"):
        (tmp_path / name).write_text("0")
    assert archive.files() == [ArchiveFile(FIRST, date(2024, 8, 31), (tmp_path / FIRST).stat().st_size)]
    archive.drop(FIRST)
    archive.drop(FIRST)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "pages-20241399-001.warc.gz"]


def test_a_page_that_retention_dropped_says_so(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path)
    place = archive.write(PAGE)
    record = PageRecord("page-1", "entry-1", PAGE.url, PAGE.final_url, 200, None, len(PAGE.body), *place, NOON)
    assert archive.page_of(record) == PAGE
    with pytest.raises(ArchiveError, match=rf"{FIRST} at {place[1]}: dropped on 2024-09-01, as the settings"):
        archive.page_of(replace(record, dropped_at=NOON + timedelta(days=1)))
