"""`tocsin feeds …`: the list of feeds, its health, and its exchange as OPML."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows.settings import load_settings

app = typer.Typer(help="The feeds: list, check, import and export.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_feeds() -> None:
    """Show every feed: state, last success, next due, failures and why."""
    from extractors.feeds_file import read_feeds_file
    from warehouse.store import open_snapshot

    settings = load_settings()
    feeds = read_feeds_file(settings.feeds)
    states = {}
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as snapshot:
            states = snapshot.feeds.states()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("publisher", "country", "state", "last success", "next due", "failures", "why", "url"):
        table.add_column(column, overflow="fold")
    for feed in feeds:
        state = states.get(feed.feed_id)
        health = "new" if state is None else "failing" if state.failures else "ok"
        table.add_row(
            feed.publisher,
            feed.country or "",
            health,
            _moment(state.last_success_at if state else None),
            _moment(state.due_at if state else None) or "now",
            str(state.failures) if state else "0",
            (state.failure_reason or "") if state else "",
            feed.url,
        )
    Console(width=None if sys.stdout.isatty() else 240).print(table)


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if value else ""


@app.command("check")
def check() -> None:
    """Ask every feed once, change nothing, and say what each answers; exits 1 if one fails."""
    from flows.collect import probe

    settings = load_settings()
    failed = 0
    for feed, verdict, is_good in probe(settings, datetime.now(UTC)):
        failed += not is_good
        print(f"{'ok  ' if is_good else 'FAIL'} {feed.url}  {verdict}", flush=True)
    if failed:
        print(f"tocsin: {failed} feeds failed", file=sys.stderr)
        raise typer.Exit(1)


@app.command("import")
def import_opml(file: Annotated[Path, typer.Argument(help="OPML file to read.")]) -> None:
    """Add the feeds of an OPML file to the feeds file; those already there stay as they are."""
    from extractors.feeds_file import read_feeds_file, write_feeds_file
    from extractors.opml import read_opml

    settings = load_settings()
    known = read_feeds_file(settings.feeds)
    ids = {feed.feed_id for feed in known}
    new = [feed for feed in read_opml(file) if feed.feed_id not in ids]
    write_feeds_file([*known, *new], settings.feeds)
    print(f"{len(new)} feeds added to {settings.feeds}, {len(known)} kept")


@app.command("export")
def export_opml(file: Annotated[Path, typer.Argument(help="OPML file to write; - for standard output.")]) -> None:
    """Write the feeds as OPML."""
    from extractors.feeds_file import read_feeds_file
    from extractors.opml import write_opml

    text = write_opml(read_feeds_file(load_settings().feeds))
    if str(file) == "-":
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")
