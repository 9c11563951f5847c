"""What a person asks of the past to a replay over the snapshot: which watches, which days, at which chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import typer

from extractors.watches_file import read_watches_file
from extractors.watching.budgets import chosen_level
from flows.settings import Settings
from warehouse.records import AlarmLevel, Watch
from warehouse.store import Warehouse, open_snapshot

A_YEAR = timedelta(days=365)
NOTHING_YET = "Nothing is on record yet: 'tocsin run' polls the feeds, 'tocsin backfill' reads archives of news."


@contextmanager
def past_of(settings: Settings) -> Iterator[Warehouse]:
    """The snapshot, whose series are those of the last finished run."""
    with open_snapshot(settings.snapshot) as snapshot:
        yield snapshot


def watches_called(settings: Settings, names: Sequence[str]) -> list[Watch]:
    """The watches of these names, or all; wrong use where there is no such watch."""
    watches = read_watches_file(settings.watches)
    known = {watch.name: watch for watch in watches}
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"no watch '{name}' in {settings.watches}; there is {', '.join(known) or 'none'}")
    return [known[name] for name in dict.fromkeys(names)] or watches


def days_between(snapshot: Warehouse, first: datetime | None, last: datetime | None) -> tuple[date, date] | None:
    """The days to replay: as asked for within the record, else its last year; None where nothing is on record.

    Wrong use where the first day lies behind the last, or both before or after the record.
    """
    begins = snapshot.series.first_day()
    if begins is None:
        return None
    today = max(datetime.now(UTC).date(), begins) if last is None else last.date()
    ends = min(today, snapshot.series.last_day() or today)
    starts = max(begins, first.date() if first else ends - A_YEAR)
    if starts > ends:
        raise typer.BadParameter(f"the record goes from {begins} to {snapshot.series.last_day()}; name days of it")
    return starts, ends


def level_for(snapshot: Warehouse, watch: Watch) -> AlarmLevel | None:
    """The chance at which a watch with a budget alarms, as the last run chose it or chosen now; None without one."""
    kept = {level.watch: level for level in snapshot.series.levels()}.get(watch.name)
    if kept is not None and (kept.budget, kept.method) == (watch.budget, watch.method):
        return kept
    return chosen_level(snapshot.series, watch, datetime.now(UTC))
