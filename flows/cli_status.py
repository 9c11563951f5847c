"""`tocsin status`: the accounts of a snapshot as tables on the screen, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.screen import WIDE_PIPE_WIDTH, screen
from flows.settings import load_settings

if TYPE_CHECKING:
    from warehouse.status import Account, SourceAccount, Status

ALL = "all"
# The worst of them show what is wrong; a healthy feed has nothing to tell.
WORST = "10"
# The columns that do not wrap take 110: on fewer than this an address has no room beside them.
TABLE_WIDTH = 140

ANSWERS = {
    "read": "read",
    "not_modified": "not modified",
    "same_bytes": "the bytes of the last poll",
    "failed": "failed",
}
FATES = {
    "page": "text from the page",
    "feed": "the feed's own text",
    "known": "an article that was here",
    "waiting": "waiting, not asked for yet",
    "retry": "waiting, to be asked for again",
    "left": "left: its feed has gone from the list",
    "discarded": "discarded",
    "quarantined": "quarantined",
}
AGAIN = "pages of incidents asked for again"
COLUMNS: tuple[tuple[str, Callable[[SourceAccount], int]], ...] = (
    ("polls", lambda source: source.polls),
    ("failed", lambda source: source.failed),
    ("seen", lambda source: source.seen),
    ("new", lambda source: source.new),
    ("unchanged", lambda source: source.unchanged),
    ("discarded", lambda source: source.discarded),
    ("pages", lambda source: source.done),
    ("own text", lambda source: source.from_feed),
    ("waiting", lambda source: source.waiting),
    ("given up", lambda source: source.given_up),
)
# A line of an account, with the lines that it is a part of before it.
Path = tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command of this module to `app`."""
    app.command()(status)


def _number(text: str) -> str:
    if text != ALL and not (text.isascii() and text.isdigit()):
        raise typer.BadParameter(f"'{text}' is neither a number nor '{ALL}'")
    return text


def status(
    hosts: Annotated[
        str, typer.Option("--hosts", metavar="N|all", callback=_number, help="How many hosts to show, the worst first.")
    ] = WORST,
    feeds: Annotated[
        str, typer.Option("--feeds", metavar="N|all", callback=_number, help="How many feeds to show, the worst first.")
    ] = WORST,
    as_json: Annotated[bool, typer.Option("--json", help="Write everything as JSON, every host and feed.")] = False,
) -> None:
    """Account for every entry as of the last finished run: new, unchanged, discarded, waiting or failed, and why."""
    from warehouse.formats import plain
    from warehouse.status import status as status_of
    from warehouse.store import open_snapshot

    with open_snapshot(load_settings().snapshot) as snapshot:
        found = status_of(snapshot.connection)
    if as_json:
        json.dump(plain(asdict(found)), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    console = screen(WIDE_PIPE_WIDTH)
    _show_state(console, found)
    if found.at is not None:
        console.print(_accounts(found))
        _show_sources(console, "host", found.hosts, hosts)
        _show_sources(console, "feed", found.by_feed, feeds)


def _show_state(console: Console, found: Status) -> None:
    states = ", ".join(f"{number} {state}" for state, number in found.feeds.items()) or "none"
    console.print(f"[bold]Feeds[/]  {states}", highlight=False)
    if found.at is None:
        console.print("Nothing was polled yet.")
        return
    console.print(f"[bold]Last run that collected[/]  {_moment(found.at)}", highlight=False)
    if found.idle_at is not None:
        console.print(f"The run of {_moment(found.idle_at)} found nothing due.", highlight=False)
    if found.in_all.waiting_since is not None:
        console.print(f"The entry that waits longest for its page was seen {_moment(found.in_all.waiting_since)}.")
    console.print()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _accounts(found: Status) -> Table:
    """The three accounts side by side; a line under another is a part of it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for column in ("last run", "24 hours up to it", "in all"):
        table.add_column(column, justify="right", no_wrap=True)
    shown = [dict(_lines(account)) for account in (found.last_run, found.last_day, found.in_all)]
    for path in shown[-1]:  # all that was ever counted has its line
        numbers = [account.get(path, 0) for account in shown]
        table.add_row("  " * (len(path) - 1) + escape(path[-1]), *map(str, numbers), style="" if path[1:] else "bold")
    return table


def _lines(account: Account) -> Iterator[tuple[Path, int]]:
    """The lines of an account in their order, each with its number; what is nothing is left out below the headings."""
    yield ("feeds polled",), account.feeds
    yield ("polls",), account.polls
    for answer, label in ANSWERS.items():
        yield from _parts(("polls",), {label: account.answers.get(answer, 0)})
    yield from _parts(("polls", ANSWERS["failed"]), account.failures)
    yield ("entries seen",), account.seen
    yield ("entries seen", "new"), account.new
    yield ("entries seen", "unchanged"), account.unchanged
    yield ("entries seen", "discarded"), account.discarded
    yield from _parts(("entries seen", "discarded"), account.discards)
    yield ("pages of the new entries",), account.new
    for fate, label in FATES.items():
        yield from _parts(("pages of the new entries",), {label: account.pages.get(fate, 0)})
        yield from _parts(("pages of the new entries", label), account.reasons.get(fate, {}))
    yield ("pages asked for, of earlier entries too",), account.visited
    yield from _parts((), {AGAIN: sum(account.revisits.values())})
    yield from _parts((AGAIN,), account.revisits)
    yield from _parts((), {"entries from archives of pages": account.from_archives})
    yield ("articles",), account.articles
    for spoken in account.languages:
        yield from _parts(("articles",), {f"{spoken.language}, read": spoken.read})
        yield from _parts(("articles",), {f"{spoken.language}, kept unread": spoken.unread})
        yield from _parts(("articles",), {f"{spoken.language}, to be read": spoken.awaiting})


def _parts(above: Path, numbers: Mapping[str, int]) -> Iterator[tuple[Path, int]]:
    return (((*above, name), number) for name, number in numbers.items() if number)


def _show_sources(console: Console, noun: str, sources: Sequence[SourceAccount], limit: str) -> None:
    """Print the worst sources of the 24 hours, as many as asked for; on a narrow console in two lines each."""
    chosen = sources if limit == ALL else sources[: int(limit)]
    if not chosen:
        return
    console.print(f"\n[bold]By {noun}[/], in the 24 hours; most failed polls first, then most pages waiting")
    if console.width < TABLE_WIDTH:
        _print_lines(console, chosen)
    else:
        console.print(_table(noun, chosen))
    if len(chosen) < len(sources):
        console.print(f"{len(chosen)} of {len(sources)} {noun}s; --{noun}s {ALL} shows every one", highlight=False)


def _table(noun: str, sources: Sequence[SourceAccount]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, _ in COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("why polls failed", no_wrap=True)
    table.add_column(noun, overflow="fold")
    for source in sources:
        numbers = [str(number_of(source)) for _, number_of in COLUMNS]
        table.add_row(*numbers, escape(source.failure or ""), escape(source.name))
    return table


def _print_lines(console: Console, sources: Sequence[SourceAccount]) -> None:
    """Print each source with those of its numbers that are not nothing."""
    for source in sources:
        why = {"failed": f" ({source.failure})"} if source.failure else {}
        numbers = ((column, number_of(source)) for column, number_of in COLUMNS)
        told = ", ".join(f"{column} {number}{why.get(column, '')}" for column, number in numbers if number)
        console.print(Text(source.name), soft_wrap=True)
        console.print(Padding(Text(told), (0, 0, 0, 2), expand=False))
