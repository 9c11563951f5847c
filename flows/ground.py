"""Settings to certainty: what a run needs is there and can be opened, told before Prefect starts."""

from __future__ import annotations

import shutil
from pathlib import Path

from extractors.feeds_file import read_feeds_file
from extractors.watches_file import read_watches_file
from flows.settings import Settings
from warehouse.errors import DiskFull
from warehouse.store import open_warehouse

# A first run of some sixty articles leaves 34 MB: warehouse, snapshot, pages, and 7 MB of Prefect's own state, without
# room for which Prefect waits two minutes before it gives up.
LEAST_ROOM = 50_000_000


# What tells the folder of a demo, which the next one empties, from any other.
DEMO_MARK = "made-by-tocsin-demo"


class GroundError(Exception):
    """A folder is not what it has to be; the message is one line that says what to do."""


def clear_demo(home: Path) -> None:
    """Make `home` the empty folder of a demo; raises GroundError where it holds anything but an earlier demo."""
    mark = home / DEMO_MARK
    if home.is_dir() and any(home.iterdir()) and not mark.exists():
        raise GroundError(
            f"{home}: neither empty nor the folder of an earlier demo, and a demo empties its folder first; "
            "name another one with --home"
        )
    home.mkdir(parents=True, exist_ok=True)
    mark.write_text("Each 'tocsin demo' with this folder empties it first.\n", encoding="utf-8")
    for held in home.iterdir():
        if held.is_dir() and not held.is_symlink():
            shutil.rmtree(held)
        elif held != mark:
            held.unlink()


def check_room(folder: Path) -> None:
    """Raise DiskFull where the disk of `folder`, which exists, has no room for a run."""
    if shutil.disk_usage(folder).free < LEAST_ROOM:
        raise DiskFull(folder)


def check_ground(settings: Settings) -> None:
    """Read the feeds and watches files, open the warehouse once, and look for room; raises their one-line errors."""
    read_feeds_file(settings.feeds)
    read_watches_file(settings.watches)
    with open_warehouse(settings.warehouse):
        pass
    check_room(settings.home)
