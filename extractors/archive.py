"""A fetched page to a record in a folder of WARC files, and back: the raw bytes that later models can read again."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warehouse.records import Page

# A day's pages of some hundred feeds fit one file; a larger one would be slow to copy and to read through.
MAX_FILE_BYTES = 1_000_000_000
_SOFTWARE = "tocsin"
_ASKED_URL = "Tocsin-Requested-URI"
_WARC_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


class ArchiveError(Exception):
    """A record cannot be read; the message names file, offset and what is wrong."""


def _record(page: Page) -> bytes:
    """One gzip member that holds the page as a response record."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = [("Content-Type", page.content_type)] if page.content_type else []
    record = writer.create_warc_record(
        page.final_url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        http_headers=StatusAndHeaders(str(page.status), headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": page.fetched_at.astimezone(UTC).strftime(_WARC_TIME), _ASKED_URL: page.url},
    )
    writer.write_record(record)
    return out.getvalue()


def _opening(file_name: str, page: Page) -> bytes:
    """The record that opens a WARC file and says what wrote it (WARC 1.0, 6.2)."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    record = writer.create_warcinfo_record(file_name, {"software": _SOFTWARE, "format": "WARC File Format 1.0"})
    record.rec_headers.replace_header("WARC-Date", page.fetched_at.astimezone(UTC).strftime(_WARC_TIME))
    writer.write_record(record)
    return out.getvalue()


class WarcArchive:
    """A folder of gzipped WARC files, one a day, several where a day is large; one process writes it.

    Before a record is appended, the length of the file is noted beside it, and the note goes when the record is whole.
    A note that is found says that a write was cut off: the file is cut back to the noted length.
    """

    def __init__(self, folder: Path, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._folder = folder
        self._max_file_bytes = max_file_bytes

    def write(self, page: Page) -> tuple[str, int]:
        """Append `page`; gives the file's name and the offset of the record in bytes. Keeps nothing on an OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._file_for(page.fetched_at)
        self._mend(path)
        record = _record(page)
        offset = path.stat().st_size if path.exists() else 0
        opening = b"" if offset else _opening(path.name, page)
        note = self._note(path)
        note.write_text(str(offset), encoding="ascii")
        with path.open("ab") as out:
            out.write(opening + record)
            out.flush()
            os.fsync(out.fileno())
        note.unlink()
        return path.name, offset + len(opening)

    def read(self, file_name: str, offset: int) -> Page:
        """The page that was written there; raises ArchiveError."""
        where = f"{file_name} at {offset}"
        if Path(file_name).name != file_name:
            raise ArchiveError(f"{where}: not a file of the archive")
        try:
            with (self._folder / file_name).open("rb") as stream:
                stream.seek(offset)
                record = next(iter(ArchiveIterator(stream)), None)
                if record is None or record.rec_type != "response":
                    raise ArchiveError(f"{where}: no page begins there")
                return _page(record)
        except OSError as error:
            raise ArchiveError(f"{where}: cannot be read: {error.strerror or error}") from error
        except (ArchiveLoadFailed, ValueError, TypeError, AttributeError) as error:
            raise ArchiveError(f"{where}: no whole record begins there") from error

    def _file_for(self, moment: datetime) -> Path:
        day = f"{moment.astimezone(UTC):%Y%m%d}"
        number = 1
        while True:
            path = self._folder / f"pages-{day}-{number:03}.warc.gz"
            if not path.exists() or path.stat().st_size < self._max_file_bytes:
                return path
            number += 1

    def _note(self, path: Path) -> Path:
        return path.with_name(f"{path.name}.writing")

    def _mend(self, path: Path) -> None:
        note = self._note(path)
        if not note.exists():
            return
        length = note.read_text(encoding="ascii")
        if length.isdigit() and path.exists():  # an empty note was cut off itself, before anything was appended
            os.truncate(path, int(length))
        note.unlink()


def _page(record: ArcWarcRecord) -> Page:
    headers = record.rec_headers
    return Page(
        url=headers.get_header(_ASKED_URL),
        final_url=headers.get_header("WARC-Target-URI"),
        status=int(record.http_headers.get_statuscode()),
        content_type=record.http_headers.get_header("Content-Type"),
        body=record.content_stream().read(),
        fetched_at=datetime.strptime(headers.get_header("WARC-Date"), _WARC_TIME).replace(tzinfo=UTC),
    )
