"""One pass of the path over a served newsroom; given `Store.method:N`, it dies by SIGKILL at the Nth call."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from flows.alert import test_watches
from flows.collect import fetch_pages, poll_feeds
from flows.deliver import deliver_alerts
from flows.monitor import publish
from flows.resolve import join_reports
from flows.settings import Settings
from flows.understand import read_articles
from warehouse.alerts import AlertStore
from warehouse.articles import ArticleStore
from warehouse.feeds import FeedStore
from warehouse.readings import ReadingStore
from warehouse.resolutions import ResolutionStore
from warehouse.store import Warehouse

STORES = {
    store.__name__: store for store in (FeedStore, ArticleStore, ReadingStore, ResolutionStore, AlertStore, Warehouse)
}


def one_pass(settings: Settings, now: datetime) -> None:
    """Run every task of the four flows, in their order, without a Prefect server."""
    poll_feeds.fn(settings, now)
    fetch_pages.fn(settings, now)
    read_articles.fn(settings, now)
    join_reports.fn(settings, now)
    test_watches.fn(settings, now)
    deliver_alerts.fn(settings, now)
    publish.fn(settings)


def _die_at(moment: str) -> None:
    """Replace `Store.method:N` by one that dies, without a word, when it is called the Nth time."""
    name, _, call = moment.partition(":")
    store, _, method = name.partition(".")
    whole: Callable[..., Any] = getattr(STORES[store], method)
    calls = count(1)

    def dying(self: object, *args: Any, **kwargs: Any) -> Any:
        if next(calls) == int(call):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(self, *args, **kwargs)

    setattr(STORES[store], method, dying)


def settings_for(home: Path, base_url: str) -> Settings:
    """Settings of a run over the newsroom at `base_url`, whose feeds file lies in `home`."""
    return Settings(
        home=home,
        feeds=home / "feeds.toml",
        allow_hosts=frozenset({base_url.removeprefix("http://")}),
        spacing_s=0.0,
        batch=20,
    )


if __name__ == "__main__":
    home, base_url, now, moment = sys.argv[1:]
    _die_at(moment)
    one_pass(settings_for(Path(home), base_url), datetime.fromisoformat(now))
