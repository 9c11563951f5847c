"""`tocsin backfill` and `tocsin reread`: what archives of pages hold, to articles and incidents."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from extractors.news_archive import Wanted
    from flows.backfill import FileRead

_DAY = ["%Y-%m-%d"]
# Where `tocsin reread` tells pages that gave nothing new; all others are reasons why a page gave no article.
_RENEWALS = ("unchanged", "refreshed", "replaced", "added", "same_article")

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the logs of Prefect and of the stages.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    for command in (backfill, reread):
        app.command()(command)


def backfill(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE.warc.gz...", exists=True, dir_okay=False, help="Archives of news, as CC-NEWS has."
        ),
    ],
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Only pages of this host and those below it; may be repeated.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Only articles in this language (en); may be repeated.")
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Only pages crawled on this day (UTC) or later.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=_DAY, help="Only pages crawled on this day (UTC) or before.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Read archives of news, as Common Crawl's CC-NEWS, so that past days are known; goes on where it was stopped."""
    wanted = _wanted(host or (), language or (), first, last)
    settings = _prepared(verbose)
    from flows.backfill import backfill as run
    from flows.runtime import prefect_told

    with prefect_told(settings):
        read, counts = run(settings, files, wanted, datetime.now(UTC))
    for one in read:
        if (said := file_line(one)) is not None:
            print(said)
    _show_after(counts)
    problems = [one.problem for one in read if one.problem is not None]
    for problem in problems:
        print(f"tocsin: {problem}", file=sys.stderr)
    if problems:
        raise typer.Exit(1)


def reread(
    since: Annotated[datetime, typer.Option("--since", formats=_DAY, help="Pages fetched on this day (UTC) or later.")],
    until: Annotated[
        datetime | None, typer.Option("--until", formats=_DAY, help="Pages fetched on this day (UTC) or before.")
    ] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Only pages of this outlet.")] = None,
    verbose: Verbose = False,
) -> None:
    """Read the archived pages again with today's models; what incidents rest on stays readable as it was."""
    from warehouse.archives import PagesWanted

    if until is not None and until < since:
        raise typer.BadParameter("--until is before --since", param_hint="--until")
    end = None if until is None else until.replace(tzinfo=UTC) + timedelta(days=1)
    wanted = PagesWanted(since.replace(tzinfo=UTC), end, publisher)
    settings = _prepared(verbose)
    from flows.reread import reread as run
    from flows.runtime import prefect_told

    with prefect_told(settings):
        counts = run(settings, wanted, datetime.now(UTC))
    print(reread_line(counts["reread"]))
    _show_after(counts)


def _wanted(hosts: Sequence[str], languages: Sequence[str], first: datetime | None, last: datetime | None) -> Wanted:
    """Which pages to take, in the forms in which archives and articles have them: a host may come as an address."""
    from extractors.news_archive import Wanted, named_host, named_language

    if first is not None and last is not None and last < first:
        raise typer.BadParameter("--to is before --from", param_hint="--to")
    return Wanted(
        tuple(_known("--host", "a host", named_host(name), name) for name in hosts),
        tuple(_known("--language", "a language's code (en)", named_language(code), code) for code in languages),
        first.date() if first else None,
        last.date() if last else None,
    )


def _known(option: str, what: str, found: str | None, given: str) -> str:
    if found is None:
        raise typer.BadParameter(f"'{given}' is not {what}", param_hint=option)
    return found


def _prepared(verbose: bool) -> Settings:
    from flows.ground import check_ground
    from flows.runtime import prepare, prepare_verbose

    settings = load_settings()
    check_ground(settings)
    (prepare_verbose if verbose else prepare)(settings)
    return settings


def file_line(read: FileRead) -> str | None:
    """What one file came to, in a line; None where it is no archive."""
    state = read.state
    if state is None:
        return None
    new = read.counts.total()
    if new == 0 and state.finished_at is not None:
        return f"{read.file}: read before ({state.records} records: {_by_number(state.counts)}); nothing to do"
    before = f", after {state.records - new} read before" if state.records > new else ""
    return f"{read.file}: {new} records{before}{': ' if new else ''}{_by_number(read.counts)}"


def reread_line(counts: Mapping[str, int]) -> str:
    """What a new reading came to, in a line."""
    told = {name: counts[name] for name in _RENEWALS if counts.get(name)}
    others = {name: number for name, number in counts.items() if name not in told and number}
    return f"Read again {sum(counts.values())} pages: {_by_number(told | others) or 'there are none'}"


def _by_number(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in Counter(counts).most_common())


def _show_after(counts: Mapping[str, Mapping[str, int]]) -> None:
    understood, resolved = counts["understand"], counts["resolve"]
    print(
        f"Read {understood['read']} articles: {understood['relevant']} tell of violence, "
        f"{understood['events']} events, {resolved['incidents_new']} new incidents, "
        f"{resolved['incidents_changed']} changed"
    )
    for name, rows in counts["checks"].items():
        print(f"tocsin: the warehouse breaks its own rule {name} in {rows} rows", file=sys.stderr)
