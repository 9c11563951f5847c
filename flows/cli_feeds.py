"""`tocsin feeds …`: the list of feeds, its health, and its exchange as OPML."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from flows.screen import WIDE_PIPE_WIDTH, screen
from flows.settings import load_settings
from warehouse.records import Feed, FeedState

app = typer.Typer(help="The feeds: list, check, import and export.", no_args_is_help=True, rich_markup_mode=None)

COLUMNS = ("publisher", "country", "state", "last success", "next due", "failures", "why", "url")


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if value else ""


def health(state: FeedState | None) -> str:
    """`new` before the first poll, `failing`, `noted` for a feed that is read but has something wrong, else `ok`."""
    if state is None or state.last_polled_at is None:
        return "new"
    if state.failures:
        return f"failing ({state.failure_class})"
    return "noted" if state.failure_reason else "ok"


def _row(feed: Feed, state: FeedState | None) -> tuple[str, ...]:
    known = state or FeedState(feed.feed_id)
    return (
        feed.publisher,
        feed.country or "",
        health(state),
        _moment(known.last_success_at),
        _moment(known.due_at) or "now",
        str(known.failures),
        known.failure_reason or "",
        feed.url,
    )


@app.command("list")
def list_feeds() -> None:
    """Show every feed as of the last finished run: state, last success, next due, failures and why."""
    from extractors.feeds_file import read_feeds_file
    from warehouse.store import open_snapshot

    settings = load_settings()
    feeds = read_feeds_file(settings.feeds)
    states: dict[str, FeedState] = {}
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as snapshot:
            states = snapshot.feeds.states()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for feed in feeds:
        table.add_row(*(escape(cell) for cell in _row(feed, states.get(feed.feed_id))))
    console = screen(WIDE_PIPE_WIDTH)
    console.print(table)
    kinds = Counter(health(states.get(feed.feed_id)).split()[0] for feed in feeds)
    console.print(
        f"feeds: {len(feeds)}, of them " + ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    )


@app.command("check")
def check() -> None:
    """Ask every feed once, change nothing, and say what each answers; exits 1 if one fails."""
    from flows.polls import probe

    settings = load_settings()
    asked = failed = 0
    for feed, verdict, is_good in probe(settings, datetime.now(UTC)):
        asked += 1
        failed += not is_good
        print(f"{'ok  ' if is_good else 'FAIL'} {feed.url}  {verdict}", flush=True)
    print(f"feeds that answer: {asked - failed} of {asked}")
    if failed:
        print(
            f"tocsin: feeds that fail: {failed} of {asked}; correct or delete them in {settings.feeds}", file=sys.stderr
        )
        raise typer.Exit(1)


@app.command("import")
def import_opml(file: Annotated[Path, typer.Argument(help="OPML file to read.")]) -> None:
    """Add the feeds of an OPML file to the feeds file; what is there stays as it is, comments too."""
    from extractors.feeds_file import add_to_feeds_file, read_feeds_file
    from extractors.opml import read_opml

    settings = load_settings()
    known = read_feeds_file(settings.feeds) if settings.feeds.exists() else []
    ids = {feed.feed_id for feed in known}
    listed = read_opml(file)
    new = [feed for feed in listed if feed.feed_id not in ids]
    add_to_feeds_file(new, settings.feeds)
    old = len(listed) - len(new)
    print(f"{settings.feeds}: added {len(new)}, {old} already there, {len(known) + len(new)} in all")


@app.command("export")
def export_opml(file: Annotated[Path, typer.Argument(help="OPML file to write; - for standard output.")]) -> None:
    """Write the feeds as OPML."""
    from extractors.feeds_file import read_feeds_file
    from extractors.opml import write_opml

    text = write_opml(read_feeds_file(load_settings().feeds))
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode("utf-8"))
    else:
        file.write_text(text, encoding="utf-8")
