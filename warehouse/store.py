"""A path to an open warehouse: one store for each noun, and the snapshot that readers open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from warehouse.alerts import AlertStore
from warehouse.archives import ArchiveStore
from warehouse.articles import ArticleStore
from warehouse.connection import Connection, open_reader, open_writer
from warehouse.decisions import DecisionStore
from warehouse.feeds import FeedStore
from warehouse.gazetteer import GazetteerStore
from warehouse.hosts import HostStore
from warehouse.incident_links import LinkStore
from warehouse.incidents import IncidentStore
from warehouse.migrations import migrate, require_current
from warehouse.past_readings import PastReadingStore
from warehouse.publisher_lines import PublisherLineStore
from warehouse.readings import ReadingStore
from warehouse.resolutions import ResolutionStore
from warehouse.revisits import RevisitStore
from warehouse.series import SeriesStore
from warehouse.surroundings import SurroundingStore
from warehouse.texts import TextStore

_RUN = pa.schema(
    [
        ("stage", pa.string()),
        ("started_at", pa.timestamp("us", "UTC")),
        ("finished_at", pa.timestamp("us", "UTC")),
        ("counts", pa.map_(pa.string(), pa.int64())),
    ]
)


class Warehouse:
    """An open warehouse: the stores by noun, the log of runs, and publication."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.feeds = FeedStore(connection)
        self.hosts = HostStore(connection)
        self.articles = ArticleStore(connection)
        self.publisher_lines = PublisherLineStore(connection)
        self.archives = ArchiveStore(connection)
        self.revisits = RevisitStore(connection)
        self.texts = TextStore(connection)
        self.readings = ReadingStore(connection)
        self.past_readings = PastReadingStore(connection)
        self.surroundings = SurroundingStore(connection)
        self.resolutions = ResolutionStore(connection)
        self.incidents = IncidentStore(connection)
        self.links = LinkStore(connection)
        self.decisions = DecisionStore(connection)
        self.series = SeriesStore(connection)
        self.alerts = AlertStore(connection)
        self.gazetteer = GazetteerStore(connection)

    def record_run(self, stage: str, started_at: datetime, finished_at: datetime, counts: Mapping[str, int]) -> None:
        """Keep what one run of a stage counted."""
        row = {"stage": stage, "started_at": started_at, "finished_at": finished_at, "counts": dict(counts)}
        self.connection.upsert("runs", pa.Table.from_pylist([row], _RUN))

    def publish_snapshot(self, path: Path) -> None:
        """Put a consistent copy of the database at `path` by atomic rename.

        A reader keeps the file it has open; a publication that was killed leaves the last good snapshot, and its
        remains go with the next one.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.unfinished")
        _remove(unfinished)
        try:
            self.connection.copy_to(unfinished)
        except BaseException:
            _remove(unfinished)
            raise
        _flush(unfinished)
        os.replace(unfinished, path)
        _flush(path.parent)


def _remove(database: Path) -> None:
    """Remove a database file and the log beside it."""
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the disk hold what was written to a file, or a folder's names, before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def open_warehouse(path: Path) -> Iterator[Warehouse]:
    """Open the warehouse for writing, made or brought up to date where needed; raises a WarehouseError in one line."""
    connection = open_writer(path)
    try:
        migrate(connection)
        yield Warehouse(connection)
    finally:
        connection.close()


@contextmanager
def open_snapshot(path: Path) -> Iterator[Warehouse]:
    """Open a published snapshot for reading; raises WarehouseMissing (what to do first) or another WarehouseError."""
    connection = open_reader(path)
    try:
        require_current(connection)
        yield Warehouse(connection)
    finally:
        connection.close()
