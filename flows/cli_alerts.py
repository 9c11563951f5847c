"""`tocsin alerts …`: list and replay alerts, say that they are seen, mute them, and see to their channels."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from flows.channels import ChannelTable
    from warehouse.records import Alert, Watch
    from warehouse.store import Warehouse

# What fits a screen.
SHOWN = 40

app = typer.Typer(
    invoke_without_command=True,
    help="Alerts: list or replay them, acknowledge and mute them, test the channels and see what was told to each.",
    rich_markup_mode=None,
)

Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, which is kept and shown with it.")]
WatchName = Annotated[str, typer.Argument(metavar="WATCH", help="The watch, as watches.toml names it.")]
Series = Annotated[
    str | None,
    typer.Option("--series", metavar="S", help="Only this series of it, as alerts call it: 'Balochistan, Pakistan'."),
]
Day = "%Y-%m-%d"


@app.callback()
def alerts(
    context: typer.Context,
    now: Annotated[
        datetime | None,
        typer.Option("--now", formats=[Day], help="Replay: the alerts as of this past day; nothing is sent."),
    ] = None,
    watch: Annotated[str | None, typer.Option(help="Only this watch.")] = None,
) -> None:
    """List the alerts, or replay any past day with --now."""
    if context.invoked_subcommand is not None:
        return
    from extractors.alerts import message
    from extractors.delivery.letters import in_lines
    from extractors.watches_file import read_watches_file
    from warehouse.store import open_snapshot

    settings = load_settings()
    watches = read_watches_file(settings.watches)
    if watch is not None and watch not in {w.name for w in watches}:
        raise typer.BadParameter(f"no watch '{watch}' in {settings.watches}", param_hint="--watch")
    with open_snapshot(settings.snapshot) as snapshot:
        moment = None if now is None else now.replace(hour=23, minute=59, second=59, tzinfo=UTC)
        found = snapshot.alerts.all() if moment is None else _as_of(snapshot, watches, moment)
        chosen = [alert for alert in found if watch is None or alert.watch == watch]
        days = snapshot.incidents.days({i for alert in chosen for i in alert.incident_ids}, moment)
    if not chosen:
        print("No alert.")
    behind = [in_lines(day) for day in days]
    for alert in chosen:
        title, body = message(in_lines(alert), behind)
        print(f"{title}\n{body}\n")


def _as_of(snapshot: Warehouse, watches: Sequence[Watch], moment: datetime) -> Sequence[Alert]:
    """The alerts of a past moment."""
    from extractors.alerts import alerts_for

    chosen = {level.watch: level.chance for level in snapshot.series.levels()}
    return alerts_for(snapshot.series, watches, chosen, [], moment).alerts


@app.command()
def ack(
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="The alert's id, or its first letters.")],
    why: Why = "",
) -> None:
    """Say that an alert is seen: channels are told of it again only where it gets more severe."""
    from extractors.delivery.asked import acknowledged
    from flows.named import named_alert

    with _changed() as warehouse:
        alert = named_alert(warehouse, alert_id)
        warehouse.alerts.acknowledge(acknowledged(alert, why, datetime.now(UTC)))
    print(f"acknowledged {alert.alert_id} ({alert.severity}): {alert.summary}")


@app.command()
def mute(
    watch: WatchName,
    series: Series = None,
    length: Annotated[str | None, typer.Option("--for", metavar="TIME", help="So long: 30m, 12h, 7d or 4w.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", metavar="DATE", formats=[Day, f"{Day} %H:%M", f"{Day}T%H:%M"], help="Until then, UTC."),
    ] = None,
    why: Why = "",
) -> None:
    """Have nothing told of a watch, or of a series of it, for a time or until it is unmuted.

    When that ends, what is open still is told, once.
    """
    from extractors.delivery.asked import muted, named_series, period
    from extractors.watches_file import read_watches_file
    from flows.delivery_words import mute_line

    if length is not None and until is not None:
        raise typer.BadParameter("give --for or --until, not both", param_hint="--until")
    now = datetime.now(UTC)
    end = until.replace(tzinfo=UTC) if until else now + period(length) if length else None
    watches = read_watches_file(load_settings().watches)
    with _changed() as warehouse:
        meant = named_series(watch, series, warehouse.alerts.series_of(watch))
        made = muted(watches, watch, meant, end, why, now)
        warehouse.alerts.mute(made)
    print(mute_line(made))


@app.command()
def unmute(watch: WatchName, series: Series = None) -> None:
    """End the mute of a watch, or of a series of it."""
    from extractors.delivery.asked import named_series, to_lift

    now = datetime.now(UTC)
    with _changed() as warehouse:
        meant = named_series(watch, series, warehouse.alerts.series_of(watch))
        lifted = to_lift(warehouse.alerts.mutes(), watch, meant, now)
        warehouse.alerts.lift(lifted, now)
    print(f"unmuted: watch {watch}{f', series {series}' if series is not None else ''}")


@app.command()
def test(
    channel: Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only this channel.")] = None,
) -> None:
    """Send a test message to each channel and say whether it arrived; exits 1 where one did not."""
    from extractors.watches_file import read_watches_file
    from flows.try_channels import try_channels, unknown_watches

    settings = load_settings()
    chosen = _chosen(settings, channel)
    if not chosen:
        print("tocsin: there is no channel: set 'channels' in tocsin.toml or TOCSIN_CHANNELS", file=sys.stderr)
        raise typer.Exit(1)
    for line in unknown_watches(chosen, read_watches_file(settings.watches)):
        print(f"{line} in {settings.watches}")
    failed = 0
    for name, reason in try_channels(chosen, settings.timeout_s, os.environ, datetime.now(UTC)):
        print(f"{name}: arrived" if reason is None else f"{name}: {reason}", flush=True)
        failed += reason is not None
    if failed:
        print(f"tocsin: channels that fail: {failed} of {len(chosen)}", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def deliveries(
    channel: Annotated[str | None, typer.Option("--channel", metavar="NAME", help="Only this channel.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="So many at most.")] = SHOWN,
) -> None:
    """List what was told to which channel as of the last finished run: what waits, failed, arrived, or may not have."""
    from extractors.delivery.changes import is_active
    from flows.delivery_words import delivery_line, mute_line, ordered
    from warehouse.store import open_snapshot

    with open_snapshot(load_settings().snapshot) as snapshot:
        known = {alert.alert_id: alert for alert in snapshot.alerts.all()}
        told = [row for row in snapshot.alerts.deliveries() if row.alert_id in known]
        mutes = [mute for mute in snapshot.alerts.mutes() if is_active(mute, datetime.now(UTC))]
    rows = [row for row in told if channel in (None, row.channel)]
    for held in mutes:
        print(mute_line(held))
    if not rows:
        print(f"Nothing was told to {channel or 'any channel'}.")
    for row in ordered(rows, limit):
        print(delivery_line(row, known[row.alert_id]))
    if len(rows) > limit:
        print(f"{limit} of {len(rows)}; --limit shows more")


def _chosen(settings: Settings, name: str | None) -> list[ChannelTable]:
    chosen = [table for table in settings.channels if name in (None, table.key)]
    if name is not None and not chosen:
        names = ", ".join(table.key for table in settings.channels) or "none"
        raise typer.BadParameter(f"no channel '{name}'; there is {names}", param_hint="--channel")
    return chosen


@contextmanager
def _changed() -> Iterator[Warehouse]:
    """The warehouse for writing, where there is one; readers have what was changed when it is."""
    from warehouse.errors import WarehouseMissing
    from warehouse.store import open_warehouse

    settings = load_settings()
    if not settings.warehouse.exists():
        raise WarehouseMissing(settings.warehouse)
    with open_warehouse(settings.warehouse) as warehouse:
        yield warehouse
        warehouse.publish_snapshot(settings.snapshot)
