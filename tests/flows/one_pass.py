"""One pass of the path over a served newsroom, in this process; `--kill-at METHOD:N` dies by SIGKILL at the Nth call."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.alert import deliver_alerts, test_watches
from flows.collect import fetch_pages, poll_feeds
from flows.monitor import publish
from flows.resolve import join_reports
from flows.settings import Settings
from flows.understand import read_articles
from warehouse.connection import Warehouse


def one_pass(settings: Settings, now: datetime) -> None:
    """Run every task of the four flows, in their order, without a Prefect server."""
    poll_feeds.fn(settings, now)
    fetch_pages.fn(settings, now)
    read_articles.fn(settings, now)
    join_reports.fn(settings, now)
    test_watches.fn(settings, now)
    deliver_alerts.fn(settings, now)
    publish.fn(settings)


def _die_at(method: str, call: int) -> None:
    whole: Callable[..., Any] = getattr(Warehouse, method)
    calls = 0

    def dying(self: Warehouse, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(self, *args, **kwargs)

    setattr(Warehouse, method, dying)


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
    home, base_url, moment, kill = sys.argv[1:5]
    if kill:
        name, _, number = kill.partition(":")
        _die_at(name, int(number))
    one_pass(settings_for(Path(home), base_url), datetime.fromisoformat(moment))
