"""`tocsin feeds …`: the list of feeds, its health, and its exchange as OPML."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.fetching.credentials import Credentials, shown
from flows.feed_rows import COLUMNS, health, row
from flows.screen import WIDE_PIPE_WIDTH, screen
from flows.settings import Settings, load_settings
from warehouse.records import Feed, FeedState

# On fewer columns the nine of the table would be cut into pieces of eight letters.
TABLE_WIDTH = 140

app = typer.Typer(
    help="The feeds: list, add, check, resume, import and export.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def list_feeds() -> None:
    """Show every feed as of the last finished run: state, interval, last success, next due, failures and why."""
    from extractors.feeds_file import read_feeds_file
    from warehouse.store import open_snapshot

    settings = load_settings()
    feeds = read_feeds_file(settings.feeds)
    states: dict[str, FeedState] = {}
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as snapshot:
            states = snapshot.feeds.states()
    rows = [row(feed, states.get(feed.feed_id)) for feed in feeds]
    console = screen(WIDE_PIPE_WIDTH)
    if console.width < TABLE_WIDTH:
        _print_lines(console, rows)
    else:
        console.print(_table(rows))
    kinds = Counter(health(states.get(feed.feed_id)).split()[0] for feed in feeds)
    console.print(
        f"feeds: {len(feeds)}, of them " + ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    )


def _table(rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for cells in rows:
        table.add_row(*map(escape, cells))
    return table


def _print_lines(console: Console, rows: Sequence[Sequence[str]]) -> None:
    """Print each feed in two lines, with those of its cells that say something."""
    for cells in rows:
        told = dict(zip(COLUMNS, cells, strict=True))
        console.print(Text(told.pop("url")), soft_wrap=True)
        plain = ", ".join(cell for column in ("publisher", "country", "state") if (cell := told.pop(column)))
        named = "".join(f"; {column}: {cell}" for column, cell in told.items() if cell)
        console.print(Padding(Text(plain + named), (0, 0, 0, 2), expand=False))


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="A site, or a feed.")],
    publisher: Annotated[str, typer.Option(help="The outlet; else the name that the site gives itself.")] = "",
    country: Annotated[str, typer.Option(help="Where it sits, as PAK; else told by its domain.")] = "",
    language: Annotated[str, typer.Option(help="Its language, as en; else the one it declares.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Add all feeds of the site, not the best one alone.")] = False,
) -> None:
    """Find the feeds of a site and add the best one to the feeds file; exits 1 if there is none."""
    from extractors.feeds_file import add_to_feeds_file, check_codes, read_feeds_file
    from extractors.found_feeds import Given, as_listed, given_address, in_order, listed_already
    from flows.discover import MOST_REQUESTS, discover

    settings, now = load_settings(), datetime.now(UTC)
    check_codes(country or None, language or None)
    given = Given(given_address(url), publisher or None, country or None, language or None)
    known = read_feeds_file(settings.feeds) if settings.feeds.exists() else []
    if not every and (listed := listed_already(given.url, known)):
        print(f"already listed: {shown(listed.url)} of {listed.publisher}")
        return
    print(f"looking for feeds at {shown(given.url)}: at most {MOST_REQUESTS} requests", flush=True)
    search = asyncio.run(discover(settings, given.url, every, now))
    for found in search.found:
        left_out = found.why_not()
        verdict = f"left out, {left_out}" if left_out else found.told()
        print(f"found {shown(found.url)}  {verdict}  ({found.candidate.reason})")
    worthy = in_order(search.found, given.url, now)
    if not worthy:
        print(f"tocsin: {search.told(given.url)}", file=sys.stderr)
        raise typer.Exit(1)
    for found in worthy if every else worthy[:1]:
        if listed := listed_already(found.url, known):
            print(f"already listed: {shown(listed.url)} of {listed.publisher}")
            continue
        feed = as_listed(found, search.page, given)
        add_to_feeds_file([feed], settings.feeds)
        known.append(feed)
        codes = ", ".join(
            code or f"no {name}" for code, name in ((feed.country, "country"), (feed.language, "language"))
        )
        print(f"added {shown(feed.url)} to {settings.feeds}: {feed.publisher}, {codes}")


@app.command("check")
def check() -> None:
    """Ask every feed once, change nothing, and say what each answers; exits 1 if one fails."""
    from extractors.feed_credentials import read_credentials
    from extractors.feeds_file import read_listed_feeds

    settings = load_settings()
    listed = read_listed_feeds(settings.feeds)
    credentials = read_credentials(listed, settings.feeds, os.environ)
    asked, failed = asyncio.run(_check(settings, [one.feed for one in listed], credentials))
    print(f"feeds that answer: {asked - failed} of {asked}")
    if failed:
        print(
            f"tocsin: feeds that fail: {failed} of {asked}; correct or delete them in {settings.feeds}", file=sys.stderr
        )
        raise typer.Exit(1)


async def _check(settings: Settings, feeds: Sequence[Feed], credentials: Mapping[str, Credentials]) -> tuple[int, int]:
    """Print what each feed answers; gives how many were asked and how many failed."""
    from flows.polls import probe

    asked = failed = 0
    async for feed, verdict, is_good in probe(settings, feeds, credentials, datetime.now(UTC)):
        asked += 1
        failed += not is_good
        print(f"{'ok  ' if is_good else 'FAIL'} {shown(feed.url)}  {verdict}", flush=True)
    return asked, failed


@app.command("resume")
def resume(urls: Annotated[list[str], typer.Argument(help="Feeds as the feeds file lists them.")]) -> None:
    """End the pause of feeds, or the wait after a failure: the next run asks them again."""
    from extractors.feeds_file import make_feed, read_feeds_file
    from extractors.polling import resumed
    from warehouse.store import open_warehouse

    settings = load_settings()
    ids = {feed.feed_id for feed in read_feeds_file(settings.feeds)}
    unknown = [url for url in urls if make_feed(url, "").feed_id not in ids]
    if unknown:
        print(f"tocsin: {shown(unknown[0])} is not in {settings.feeds}: write it as it is there", file=sys.stderr)
        raise typer.Exit(1)
    with open_warehouse(settings.warehouse) as warehouse:
        states = warehouse.feeds.states()
        for url in urls:
            state = states.get(make_feed(url, "").feed_id)
            if state is None or not state.failures:
                print(f"{shown(url)}: {health(state)}, nothing to resume")
                continue
            warehouse.feeds.save_polls([], [resumed(state, datetime.now(UTC))])
            print(f"{shown(url)}: was {health(state)}, is asked again by the next run")


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
