"""`tocsin gazetteer …`: building the place index, asking it, and what another version of it would change."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from flows.screen import WIDE_PIPE_WIDTH, screen
from flows.settings import load_settings

if TYPE_CHECKING:
    from models.places.gazetteer import Entry, Gazetteer
    from models.places.gazetteer_changes import Change
    from warehouse.gazetteer import Resolved

app = typer.Typer(
    help="The gazetteer: build it, look a name up, see what it changes.", no_args_is_help=True, rich_markup_mode=None
)

FOUND = (
    *("name", "kind", "feature", "admin2", "admin1", "ISO 3166-2", "country"),
    *("GeoNames", "people", "lat", "lon", "source"),
)
CHANGED = ("what changes", "events", "mentions")
EXAMPLES = 20


@app.command()
def build(
    again: Annotated[bool, typer.Option("--again", help="Build the index also where it is there and whole.")] = False,
) -> None:
    """Build the place index, and copy it to the warehouse of the settings where there is one."""
    from flows.places import copy_gazetteer
    from flows.progress import tell_first_build
    from models.places.gazetteer import Gazetteer
    from models.places.gazetteer_index import gazetteer_version, index_file, renewed_index
    from warehouse.store import open_warehouse

    tell_first_build()
    started = time.perf_counter()
    path = (renewed_index if again else index_file)()
    settings = load_settings()
    if settings.warehouse.exists():
        with open_warehouse(settings.warehouse) as warehouse:
            copy_gazetteer(warehouse)
    with closing(Gazetteer()) as gazetteer:
        places = gazetteer.count()
    size, seconds = path.stat().st_size / 1e6, time.perf_counter() - started
    print(f"gazetteer {gazetteer_version()}: {places} places, {size:.0f} MB, {seconds:.1f} s")


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A place's name, in any script.")],
    country: Annotated[str | None, typer.Option(help="Only places of this country: a name or a code.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many at most.")] = 20,
) -> None:
    """Show what a name may mean, countries and the project's own places first, then by people."""
    from flows.progress import tell_first_build
    from models.places.countries import alpha3_of
    from models.places.gazetteer import Gazetteer

    code = alpha3_of(country) if country else None
    if country and code is None:
        raise typer.BadParameter(f"no country '{country}'", param_hint="--country")
    tell_first_build()
    with closing(Gazetteer()) as gazetteer:
        found = [entry for entry in gazetteer.lookup(name) if code in (None, entry.country)][:limit]
    if not found:
        print(f"No place is known as '{name}'{f' in {code}' if code else ''}.")
        raise typer.Exit(1)
    _show(FOUND, [_found(entry) for entry in found])


@app.command()
def diff() -> None:
    """Count the places in the snapshot that this gazetteer would make otherwise than that of their reading."""
    from flows.progress import tell_first_build
    from models.places.gazetteer import Gazetteer
    from models.places.gazetteer_index import gazetteer_version
    from warehouse.store import open_snapshot

    version = gazetteer_version()
    with open_snapshot(load_settings().snapshot) as snapshot:
        rows = snapshot.gazetteer.resolved_otherwise(version)
    if not rows:
        print(f"All places are resolved with gazetteer {version}.")
        return
    tell_first_build()
    with closing(Gazetteer()) as gazetteer:
        changes = _changes(rows, gazetteer)
    total = Counter(row.row_kind for row in rows for _ in range(row.times))
    print(
        f"Gazetteer {version}: {total['event']} event places and {total['mention']} place mentions are resolved with "
        "another version."
    )
    if not changes:
        print("None of them would change.")
        return
    counts: Counter[tuple[str, str]] = Counter()
    for row, change, _ in changes:
        counts[change, row.row_kind] += row.times
    kinds = sorted({change for change, _ in counts})
    _show(CHANGED, [(kind, str(counts[kind, "event"]), str(counts[kind, "mention"])) for kind in kinds])
    for row, change, now in changes[:EXAMPLES]:
        print(f"  {change}: {_was(row)} -> {_is(now)} ({row.times})")


def _changes(rows: list[Resolved], gazetteer: Gazetteer) -> list[tuple[Resolved, Change, Entry | None]]:
    from models.places.gazetteer_changes import change_of

    found = []
    for row in rows:
        change = change_of(row.place, gazetteer.lookup, gazetteer.by_id)
        if change is not None:
            found.append((row, *change))
    return found


def _was(row: Resolved) -> str:
    place = row.place
    name = place.name or place.span.text
    return f"{name}, {place.admin1 or '?'}, {place.country or '?'} {_point(place.lat, place.lon)}"


def _is(now: Entry | None) -> str:
    return "nothing" if now is None else f"{now.name}, {now.admin1 or '?'}, {now.country} {_point(now.lat, now.lon)}"


def _point(lat: float | None, lon: float | None) -> str:
    return "without a point" if lat is None or lon is None else f"at {lat:.2f}, {lon:.2f}"


def _found(entry: Entry) -> tuple[str, ...]:
    lat, lon = ("" if degrees is None else f"{degrees:.4f}" for degrees in (entry.lat, entry.lon))
    return (
        entry.name, entry.kind, entry.feature or "", entry.admin2 or "", entry.admin1 or "", entry.admin1_code or "",
        entry.country or "", str(entry.geonameid or ""), str(entry.population or ""), lat, lon,
        f"{entry.source}, derived from its towns" if entry.derived else entry.source,
    )  # fmt: skip


def _show(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    screen(WIDE_PIPE_WIDTH).print(table)
