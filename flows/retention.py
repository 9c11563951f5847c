"""What is kept for a while to what is kept on: raw pages by the settings, indexes of texts and lines by their use."""

from __future__ import annotations

import logging
from datetime import datetime

from prefect import task

from extractors.archive import WarcArchive, files_to_drop
from extractors.clusters import CLUSTER_WINDOW
from extractors.pages.repeated_lines import FORGET_AFTER, FORGET_ARTICLES
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


@task(name="trim-indexes", **ON_GROUND)
def trim_indexes(settings: Settings, now: datetime) -> None:
    """Forget the texts that are too old to be copied and the lines that nobody repeats."""
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.texts.prune(now - CLUSTER_WINDOW)
        with warehouse.connection.transaction():
            warehouse.publisher_lines.prune(now - FORGET_AFTER, FORGET_ARTICLES)
