"""Pages written to WARC files and read back, also behind a write that was cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from extractors.archive import ArchiveError, WarcArchive
from warehouse.records import Page

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
        return [record.rec_type for record in ArchiveIterator(stream)]


def test_a_page_comes_back_as_it_was_written(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path / "pages")
    bare = replace(PAGE, content_type=None, body=b"", status=404)
    places = [archive.write(page) for page in (PAGE, bare, PAGE)]
    assert [archive.read(*place) for place in places] == [PAGE, bare, PAGE]
    assert record_types(tmp_path / "pages" / FIRST) == ["warcinfo", "response", "response", "response"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.binary(max_size=2_000),
    st.integers(200, 599),
    st.none() | st.sampled_from(["text/html", "text/plain; charset=x"]),
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
