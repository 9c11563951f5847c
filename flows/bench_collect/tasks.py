"""An open press to settings that poll it, the tasks of collect over them, and what they have stored."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extractors.feeds_file import make_feed, write_feeds_file
from flows.bench_collect.bodies import FIRST_DAY, address
from flows.bench_collect.press import FEED, Press
from flows.collect import fetch_pages, poll_feeds
from flows.settings import Settings
from warehouse.soundness import FailedCheck, failed_checks
from warehouse.status import status
from warehouse.store import open_warehouse

# An hour after the newest entry of the first edition.
START = FIRST_DAY.replace(hour=12)


@dataclass(frozen=True, slots=True)
class Stored:
    """What a warehouse holds: the link of each entry, and the rules that it breaks."""

    links: tuple[str, ...]
    broken: tuple[FailedCheck, ...]


def press_settings(home: Path, press: Press) -> Settings:
    """Settings of a run over all hosts of the press without pauses between requests, as each is asked but once."""
    home.mkdir(parents=True, exist_ok=True)
    hosts = [f"{address(index)}:{press.port}" for index in range(press.plan.hosts)]
    feeds = [make_feed(f"http://{host}{FEED.decode()}", f"Paper {host}", "PAK", "en") for host in hosts]
    write_feeds_file(feeds, home / "feeds.toml")
    allowed = frozenset(hosts)
    return Settings(home=home, feeds=home / "feeds.toml", allow_hosts=allowed, spacing_s=0.0)  # type: ignore[call-arg]


def poll(settings: Settings, now: datetime) -> dict[str, int]:
    """The task `poll-feeds`, without a Prefect server."""
    return poll_feeds.fn(settings, now)


def fetch(settings: Settings, now: datetime) -> dict[str, int]:
    """The task `fetch-pages`, without a Prefect server."""
    return fetch_pages.fn(settings, now)


def all_due(settings: Settings) -> datetime:
    """The first moment at which every feed that was polled is due again."""
    with open_warehouse(settings.warehouse) as warehouse:
        return max(state.due_at for state in warehouse.feeds.states().values() if state.due_at is not None)


def stored(settings: Settings) -> Stored:
    """What the warehouse of a run holds, where no page has been asked for yet."""
    with open_warehouse(settings.warehouse) as warehouse:
        entries = warehouse.articles.entries_awaiting_page(START, sys.maxsize)
        return Stored(tuple(entry.link or "" for entry in entries), tuple(failed_checks(warehouse.connection)))


def articles(settings: Settings) -> int:
    """How many articles the warehouse of a run holds."""
    with open_warehouse(settings.warehouse) as warehouse:
        return status(warehouse.connection).in_all.articles
