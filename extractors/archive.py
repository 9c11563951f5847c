"""Fetched pages to records in a folder of WARC files, and back: the raw bytes that later models can read again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from extractors.warc_members import member_at
from extractors.warc_records import RecordError, opening_member, page_member, record_head, stored_body
from warehouse.records import Page, PageRecord

# A day's pages of some hundred feeds fit one file; a larger one would be slow to copy and to read through.
MAX_FILE_BYTES = 1_000_000_000
_NAME = re.compile(r"pages-(\d{8})-(\d{3,})\.warc\.gz")
_NOTE = ".writing"
_GB = 1_000_000_000


class ArchiveError(Exception):
    """A record cannot be read; the message names file, offset and what is wrong."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of the archive: the day on which its pages were fetched, and its size in bytes."""

    name: str
    day: date
    size: int


def files_to_drop(
    files: Iterable[ArchiveFile], archive_days: int, archive_gb: float, now: datetime
) -> list[ArchiveFile]:
    """The files that go, oldest first: those older than `archive_days` (0: none), then until `archive_gb` hold all.

    Files go whole, and today's never.
    """
    today = now.astimezone(UTC).date()
    oldest_first = sorted(files, key=lambda file: (file.day, len(file.name), file.name))
    left = sum(file.size for file in oldest_first)
    dropped = []
    for file in (file for file in oldest_first if file.day < today):
        is_old = archive_days > 0 and file.day < today - timedelta(days=archive_days)
        if not is_old and left <= archive_gb * _GB:
            break
        dropped.append(file)
        left -= file.size
    return dropped


class WarcArchive:
    """A folder of gzipped WARC files, one a day, several where a day is large; one process writes it.

    Before records are appended, the length of the file is noted beside it, and the note goes when they are whole. A
    note that is found says that a write was cut off: the file is cut back to the noted length.
    """

    def __init__(self, folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes

    def write(self, page: Page) -> tuple[str, int]:
        """Append `page`; gives the file's name and the offset of the record in bytes."""
        return self.write_many([page])[0]

    def write_many(self, pages: Sequence[Page]) -> list[tuple[str, int]]:
        """Append the pages, flushed to the disk once a file; gives file name and offset of each, in their order.

        On an OSError what was appended is cut off again by the next write.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._mend()
        return [
            place
            for _, of_one_day in groupby(pages, key=lambda page: page.fetched_at.astimezone(UTC).date())
            for place in self._append(list(of_one_day))
        ]

    def _append(self, pages: Sequence[Page]) -> list[tuple[str, int]]:
        """Append pages of one day; a file that is full on the way leaves the rest to the next one."""
        path = self._file_for(pages[0].fetched_at)
        offset = path.stat().st_size if path.exists() else 0
        note = path.with_name(f"{path.name}{_NOTE}")
        note.write_text(str(offset), encoding="ascii")
        places: list[tuple[str, int]] = []
        with path.open("ab") as out:
            if offset == 0:
                offset = out.write(opening_member(path.name, pages[0].fetched_at))
            for page in pages:
                places.append((path.name, offset))
                offset += out.write(page_member(page))
                if offset >= self._max_file_bytes:
                    break
            out.flush()
            os.fsync(out.fileno())
        note.unlink()
        rest = pages[len(places) :]
        return places + (self._append(rest) if rest else [])

    def read(self, file_name: str, offset: int) -> Page:
        """The page that was written there; raises ArchiveError."""
        where = f"{file_name} at {offset}"
        if Path(file_name).name != file_name:
            raise ArchiveError(f"{where}: not a file of the archive")
        try:
            with (self._folder / file_name).open("rb") as stream:
                member = member_at(stream, offset)
            if member is None:
                raise ArchiveError(f"{where}: no page begins there")
            if member.fault is not None:
                raise RecordError(member.fault)
            head = record_head(member.block)
            if head.kind != "response":
                raise ArchiveError(f"{where}: no page begins there")
            if head.url is None or head.date is None or head.status is None:
                raise RecordError("not of the archive")
            url = head.asked_url or head.url
            return Page(url, head.url, head.status, head.content_type, stored_body(member.block), head.date)
        except OSError as error:
            raise ArchiveError(f"{where}: cannot be read: {error.strerror or error}") from error
        except RecordError as error:
            raise ArchiveError(f"{where}: no whole record begins there") from error

    def page_of(self, record: PageRecord) -> Page:
        """The page that `record` tells of; raises ArchiveError, also where retention has dropped it."""
        if record.dropped_at is not None:
            raise ArchiveError(
                f"{record.warc_file} at {record.warc_offset}: dropped on {record.dropped_at.astimezone(UTC).date()}, "
                "as the settings archive_days and archive_gb ask for"
            )
        return self.read(record.warc_file, record.warc_offset)

    def files(self) -> list[ArchiveFile]:
        """The files of the archive; others in its folder are not its own."""
        dated = ((path, _day_of(path.name)) for path in sorted(self._folder.glob("pages-*.warc.gz")))
        return [ArchiveFile(path.name, day, path.stat().st_size) for path, day in dated if day is not None]

    def drop(self, file_name: str) -> None:
        """Remove a file, and the note of a write that was cut off in it."""
        (self._folder / file_name).unlink(missing_ok=True)
        (self._folder / f"{file_name}{_NOTE}").unlink(missing_ok=True)

    def _file_for(self, moment: datetime) -> Path:
        day = f"{moment.astimezone(UTC):%Y%m%d}"
        number = 1
        while True:
            path = self._folder / f"pages-{day}-{number:03}.warc.gz"
            if not path.exists() or path.stat().st_size < self._max_file_bytes:
                return path
            number += 1

    def _mend(self) -> None:
        for note in self._folder.glob(f"*{_NOTE}"):
            path = note.with_name(note.name.removesuffix(_NOTE))
            length = note.read_text(encoding="ascii")
            if length.isdigit() and path.exists():  # an empty note was cut off itself, before anything was appended
                os.truncate(path, min(int(length), path.stat().st_size))
            note.unlink()


def _day_of(file_name: str) -> date | None:
    match = _NAME.fullmatch(file_name)
    try:
        return datetime.strptime(match[1], "%Y%m%d").date() if match else None
    except ValueError:
        return None
