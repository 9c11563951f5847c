"""The demo: the bundled newsroom, served over loopback HTTP, monitored by the real flows."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from extractors.feeds_file import write_feeds_file
from flows.newsroom.server import Newsroom, port_or_any, serve
from flows.report import short_id, show_alerts, show_counts, show_incidents
from flows.settings import Settings
from warehouse.store import open_snapshot

CONTENT = Path(__file__).parent / "newsroom"
# Ids come from addresses: one port gives the same ids in every demo.
PORT = 8717
NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)


def demo_settings(settings: Settings, home: Path, base_url: str) -> Settings:
    """The user's settings turned to the newsroom: its feeds, its port allowed, no pause, no delivery."""
    return settings.model_copy(
        update={
            "home": home,
            "feeds": home / "feeds.toml",
            "allow_hosts": frozenset({base_url.removeprefix("http://")}),
            "spacing_s": 0.0,
            "channels": (),
        }
    )


def run_demo(settings: Settings, console: Console) -> None:
    """Serve the newsroom, run the whole path over it in the empty home of `settings`, and print the report."""
    from flows.monitor import monitor

    home = settings.home
    newsroom = Newsroom(CONTENT, NOW)
    with serve(newsroom, port_or_any(PORT)) as base_url:
        demo = demo_settings(settings, home, base_url)
        write_feeds_file(newsroom.feeds(base_url), demo.feeds)
        console.print(f"[dim]Serving the bundled newsroom at {base_url}; its clock says {NOW:%d %B %Y %H:%M} UTC.[/]")
        counts = monitor(demo, NOW)
    console.print()
    show_counts(console, counts)
    show_incidents(console, demo.snapshot)
    with open_snapshot(demo.snapshot) as reader:
        show_alerts(console, reader.alerts.all())
        newest = reader.incidents.newest(1)
    prefix = f"TOCSIN_HOME={shlex.quote(str(home))} .venv/bin/tocsin"
    console.print("[bold]Next[/]")
    known = short_id(newest[0].incident_id) if newest else "ID"
    console.print(f"  {prefix} incident {known}", soft_wrap=True, highlight=False, markup=False)
    console.print(
        f'  {prefix} query "SELECT country, count(*) AS incidents, sum(killed_best) AS killed '
        'FROM incidents GROUP BY ALL ORDER BY ALL DESC"',
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    console.print("  .venv/bin/tocsin run   (polls the real feeds)", soft_wrap=True, highlight=False)
