"""The archive of raw pages to what its settings allow: the oldest files go, and their pages say so."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import task

from extractors.archive import WarcArchive, files_to_drop
from flows.retries import ON_GROUND
from flows.settings import Settings
from warehouse.store import open_warehouse

log = logging.getLogger("tocsin.collect")


@task(name="trim-archive", **ON_GROUND)
def trim_archive(settings: Settings, now: datetime) -> dict[str, int]:
    """Drop the files that are too old or too many; gives counts of files and of pages.

    The rows go first: a run killed in between leaves files that the next one drops, never rows that claim bytes which
    are gone.
    """
    archive = WarcArchive(settings.archive)
    old = files_to_drop(archive.files(), settings.archive_days, settings.archive_gb, now)
    if not old:
        return {"files_dropped": 0, "pages_dropped": 0}
    with open_warehouse(settings.warehouse) as warehouse:
        pages = warehouse.archives.drop_files([file.name for file in old], now)
    for file in old:
        archive.drop(file.name)
        log.info("archive=%s dropped, %d bytes", file.name, file.size)
    return {"files_dropped": len(old), "pages_dropped": pages}
