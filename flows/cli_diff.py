"""`tocsin diff`: what two versions of the reader found in the same articles, and what that made of incidents."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.settings import load_settings
from warehouse.records import Event, Report

if TYPE_CHECKING:
    from extractors.reading_changes import Pair, ReadingChanges
    from warehouse.past_readings import IncidentChanges, Overview, ReaderUse


class DiffFormat(StrEnum):
    """How `tocsin diff` prints."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command of this module to `app`."""
    app.command()(diff)


def diff(
    from_: Annotated[str | None, typer.Option("--from", metavar="VERSION", help="A version of the reader.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="VERSION", help="Another, to compare it with.")] = None,
    format_: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to print it.")] = DiffFormat.TEXT,
    examples: Annotated[int, typer.Option(min=0, max=1000, help="So many of each sort of change.")] = 3,
) -> None:
    """Compare what two versions of the reader found; without versions, list those that have read anything."""
    from warehouse.store import open_snapshot

    if (from_ is None) != (to is None):
        raise typer.BadParameter("give both versions, or neither to list them", param_hint="--from, --to")
    path = load_settings().snapshot
    with open_snapshot(path) as snapshot:
        readers = snapshot.past_readings.readers()
        if from_ is None or to is None:
            print(_json(_readers(readers)) if format_ is DiffFormat.JSON else _readers_text(readers))
            return
        for hint, version in (("--from", from_), ("--to", to)):
            if version not in {use.reader for use in readers}:
                known = ", ".join(use.reader for use in readers) or "none"
                raise typer.BadParameter(f"'{version}' has read nothing in {path}; there are: {known}", param_hint=hint)
        if from_ == to:
            raise typer.BadParameter("these are one version", param_hint="--from, --to")
        from extractors.reading_changes import reading_changes

        overview = snapshot.past_readings.overview(from_, to)
        found = reading_changes(snapshot.past_readings.differing(from_, to, overview.differing), examples)
        incidents = snapshot.past_readings.incidents(from_, found.old_ids, found.new_ids)
    told = _counted(from_, to, overview, found, incidents)
    print(_json(told) if format_ is DiffFormat.JSON else _text(told))


def _readers(readers: list[ReaderUse]) -> list[dict[str, Any]]:
    return [{"version": use.reader, "articles": use.articles, "last_reader_of": use.last} for use in readers]


def _readers_text(readers: list[ReaderUse]) -> str:
    if not readers:
        return "Nothing has been read yet."
    return "\n".join(f"{use.reader}: {use.articles:,} articles, of {use.last:,} the last reader" for use in readers)


def _counted(
    before: str, after: str, overview: Overview, found: ReadingChanges, incidents: IncidentChanges
) -> dict[str, Any]:
    """All that is told of the two versions, by name."""
    return {
        "from": before,
        "to": after,
        "articles": overview.articles,
        "events": {
            "same": overview.same + found.same,
            "changed": found.changed,
            "vanished": found.vanished,
            "new": found.new,
        },
        "changed_fields": dict(found.fields.most_common()),
        "incidents": {
            "with_other_members": len(incidents.members),
            "founded": len(incidents.founded),
            "merged": len(incidents.merged),
            "withdrawn": len(incidents.withdrawn),
        },
        "examples": [_example(pair) for pair in found.examples],
    }


def _example(pair: Pair) -> dict[str, Any]:
    from extractors.reading_changes import changed_fields

    before, after = pair
    report = after or before
    change = "changed" if before and after else "vanished" if before else "new"
    return {
        "change": change,
        "fields": changed_fields(before.event, after.event) if before and after else [],
        "url": report.url if report else None,
        "before": _told(before),
        "after": _told(after),
    }


def _told(report: Report | None) -> str | None:
    """An event in one line."""
    if report is None:
        return None
    event = report.event
    place = event.place and (event.place.name or event.place.span.text)
    status = None if event.status == "occurred" else event.status
    day = None if event.happened is None else " to ".join(dict.fromkeys((event.happened.first, event.happened.last)))
    who = [told.name or told.span.text for told in (*event.perpetrators, *event.claimed_by)]
    what = [told.kind for told in event.weapons] + [told.span.text for told in event.targets]
    said = (*dict.fromkeys((*who, *what)), *_tolls(event), f"“{event.trigger.text}”")
    parts = (event.sub_event_type, status, day, place, *said)
    return " · ".join(part for part in parts if part)


def _tolls(event: Event) -> list[str]:
    tolls = {"killed": event.killed, "injured": event.injured, "abducted": event.abducted}
    counts = {name: toll.count for name, toll in tolls.items() if toll is not None}
    figures = {name: count.low if count.best is None else count.best for name, count in counts.items()}
    return [f"{figure} {name}" for name, figure in figures.items() if figure is not None]


def _text(told: dict[str, Any]) -> str:
    events, incidents = told["events"], told["incidents"]
    lines = [
        f"{told['articles']:,} articles read by {told['from']} and by {told['to']}",
        "Events: {same:,} the same, {changed:,} changed, {vanished:,} vanished, {new:,} new".format(**events),
    ]
    if told["changed_fields"]:
        counts = (f"{name} {count:,}" for name, count in told["changed_fields"].items())
        lines.append(f"Changed were: {', '.join(counts)}")
    lines.append(
        "Incidents: {with_other_members:,} with other members, of these {founded:,} founded, {merged:,} merged into "
        "others, {withdrawn:,} withdrawn".format(**incidents)
    )
    for example in told["examples"]:
        fields = f" ({', '.join(example['fields'])})" if example["fields"] else ""
        lines += ["", f"{example['change']}{fields}: {example['url']}"]
        lines += [f"  {side}: {example[side]}" for side in ("before", "after") if example[side]]
    return "\n".join(lines)


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)
