"""Settings to certainty: what a run needs can be opened, told before Prefect starts."""

from __future__ import annotations

from extractors.feeds_file import read_feeds_file
from extractors.watches_file import read_watches_file
from flows.settings import Settings
from warehouse.store import open_warehouse


def check_ground(settings: Settings) -> None:
    """Read the feeds and watches files and open the warehouse once; raises their own one-line errors."""
    read_feeds_file(settings.feeds)
    read_watches_file(settings.watches)
    with open_warehouse(settings.warehouse):
        pass
