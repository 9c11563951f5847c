"""`tocsin watch …`: what is watched, a further watch, and what a watch would have told in the last year."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.screen import screen
from flows.settings import load_settings
from warehouse.records import AlarmLevel

app = typer.Typer(
    help="The watches: list, add, and check what they would have told.", no_args_is_help=True, rich_markup_mode=None
)
_DAY = ["%Y-%m-%d"]
MOST_SERIES = 30


@app.command("list")
def list_watches() -> None:
    """Show every watch: what it counts, how it is judged, and which of its alerts are open."""
    from extractors.watches_file import read_watches_file
    from extractors.watching.watch_words import judged_words, watch_words
    from warehouse.store import open_snapshot

    settings = load_settings()
    watches = read_watches_file(settings.watches)
    levels: dict[str, AlarmLevel] = {}
    going_on: Counter[str] = Counter()
    if settings.snapshot.exists():
        with open_snapshot(settings.snapshot) as snapshot:
            levels = {level.watch: level for level in snapshot.series.levels()}
            going_on = Counter(alert.watch for alert in snapshot.alerts.all() if alert.state == "open")
    console = screen()
    for watch in watches:
        console.print(Text(f"{watch.name}: {watch_words(watch)}"), soft_wrap=True)
        state = f"; {going_on[watch.name]} open" if watch.name in going_on else ""
        console.print(Text(f"  {judged_words(watch, levels.get(watch.name))}{state}"), soft_wrap=True)
    console.print(f"watches: {len(watches)} in {settings.watches}", highlight=False)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    country: Annotated[str, typer.Option(help="ISO 3166 alpha-3, as NGA.")] = "",
    admin1: Annotated[str, typer.Option(help="A first-level area, as Borno.")] = "",
    place: Annotated[str, typer.Option(help="'radius 50 km of Maiduguri', or of LAT,LON.")] = "",
    actor: Annotated[str, typer.Option(help="A key or name of the actor list.")] = "",
    event_type: Annotated[str, typer.Option(help="An event or sub-event type of ACLED.")] = "",
    target: Annotated[str, typer.Option(help="A target category, as education.")] = "",
    by: Annotated[list[str] | None, typer.Option(help="Split into series: admin1, 'admin2 x event_type' …")] = None,
    measure: Annotated[list[str] | None, typer.Option(help="incidents, killed, or both.")] = None,
    method: Annotated[str, typer.Option(help="How it is judged (default: nb-cusum).")] = "",
    chance: Annotated[str, typer.Option(help="Alarm where the chance is at most this, as '1 in 1,000'.")] = "",
    budget: Annotated[str, typer.Option(help="False alarms to live with, as '1 per month'.")] = "",
    minimum: Annotated[int | None, typer.Option(help="Fewer incidents are no spike (default: 3).")] = None,
    quiet_days: Annotated[int | None, typer.Option(help="Quiet days before an emergence (default: 365).")] = None,
) -> None:
    """Add a watch to the watches file, whose comments and order stay."""
    from extractors.watches_file import add_to_watches_file, read_watches_file
    from extractors.watching.watch_words import judged_words, same_as, watch_words

    settings = load_settings()
    given: dict[str, Any] = {
        "name": name, "country": country, "admin1": admin1, "place": place, "actor": actor, "event_type": event_type,
        "target": target, "by": by, "measures": measure, "method": method, "chance": chance, "budget": budget,
        "minimum": minimum, "quiet_days": quiet_days,
    }  # fmt: skip
    before = read_watches_file(settings.watches) if settings.watches.exists() else []
    added = add_to_watches_file(
        {key: value for key, value in given.items() if value not in ("", None)}, settings.watches
    )
    print(f"added '{added.name}' to {settings.watches}: {watch_words(added)}; {judged_words(added, None)}")
    for other in same_as(added, before):
        print(f"it counts what '{other.name}' counts; a spike of both is told once, by one of them")
    print(f"see what it would have told: tocsin watch check {added.name}")


@app.command("check")
def check(
    name: Annotated[list[str] | None, typer.Argument(help="Watches to check (default: all).")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="First day (default: a year).")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="Last day (default: the newest).")] = None,
) -> None:
    """Show the last year of each series of a watch, and what would have fired on the days it was known."""
    from extractors.watching.replay import replay
    from extractors.watching.watch_past import past_of_watch
    from extractors.watching.watch_words import judged_words, watch_words
    from flows.replaying import NOTHING_YET, days_between, level_for, past_of, watches_called

    settings = load_settings()
    watches = watches_called(settings, name or [])
    console = screen()
    with past_of(settings) as snapshot:
        days = days_between(snapshot, first, last)
        if days is None:
            print(NOTHING_YET)
            return
        for watch in watches:
            level = level_for(snapshot, watch)
            with console.status(f"replaying {watch.name} ..."):
                series = past_of_watch(snapshot.series, watch, *days)
                chosen = {watch.name: level.chance} if level else {}
                alerts = replay(snapshot.series, [watch], chosen, *days)
            console.print(Text(f"{watch.name}: {watch_words(watch)}", style="bold"), soft_wrap=True)
            console.print(Text(f"  {judged_words(watch, level)}; {days[0]} to {days[1]}"), soft_wrap=True)
            for one in series[:MOST_SERIES]:
                console.print(Text(f"  {one.weeks}  {one.words}"), soft_wrap=True)
            if len(series) > MOST_SERIES:
                console.print(f"  and {len(series) - MOST_SERIES} more series")
            if not series:
                console.print("  nothing was counted on these days")
            weeks = max(1.0, ((days[1] - days[0]).days + 1) / 7)
            told_of = "1 alert" if len(alerts) == 1 else f"{len(alerts)} alerts"
            console.print(f"  would have told {told_of}, {len(alerts) / weeks:.2f} a week")
            for alert in alerts:
                told = f"  {alert.opened_at:%Y-%m-%d} {alert.severity}: {alert.summary}"
                console.print(Text(told), soft_wrap=True)
