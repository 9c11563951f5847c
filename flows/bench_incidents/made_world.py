"""Made-up stories to a warehouse of years of attacks in the towns of the world, put in by the ten thousand.

A few thousand stories are told of one day and one town; each attack is one of them, moved to a day and town of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extractors.incidents import STAGE
from extractors.resolution.blocks import blocks_of
from extractors.resolution.ledger import retold
from extractors.resolution.tiers import Reason, Tier
from flows.bench_incidents.made_moves import (
    Attacks,
    Gazetteer,
    days,
    ids,
    moments,
    moved_rows,
    pattern,
    where_told,
    with_columns,
    with_fields,
)
from flows.bench_incidents.made_places import MadePlace, made_places
from flows.bench_incidents.made_stories import DAY, Story, StoryTeller, Telling
from warehouse.records import (
    Article,
    Block,
    Entry,
    Fate,
    Feed,
    Incident,
    IncidentVersion,
    Membership,
    Outcome,
    Report,
    When,
)
from warehouse.reports import report_batch
from warehouse.rows import batch_of, schema_of
from warehouse.store import Warehouse

LAST_DAY = date(2026, 6, 30)
READER, _FEED = "made", "feed-made"
STORIES = 2_000
# So many attacks are put in by one statement.
_AT_ONCE = 20_000
_FOUNDED, _JOINED = "founded it", "on the same day; in the same town"


class MadeWorld:
    """Made-up attacks, and the rows that a warehouse has of them."""

    def __init__(self, seed: int, stories: int = STORIES) -> None:
        self._chance = np.random.default_rng(seed)
        teller = StoryTeller(seed)
        told = [teller.story() for _ in range(stories)]
        self._places = made_places(seed)
        self._gazetteer = Gazetteer(self._places)
        self._tellings = [telling for story in told for telling in story.told]
        self._told = pattern(list(_told_stories(told)))
        self._late = pattern([_told_rows(story.late, (), 0) for story in told])
        self._versions = pattern([_version_rows(story) for story in told])
        self._is_incident = np.array([bool(_makers(story)) for story in told])

    def attacks(self, count: int, first: date, last: date, number: int = 0) -> Attacks:
        """So many attacks on the days from `first` to `last`, in order of days, numbered from `number` on."""
        weights = np.array([place.weight for place in self._places])
        length = (last - first).days + 1
        return Attacks(
            number=np.arange(number, number + count),
            story=self._chance.integers(len(self._is_incident), size=count),
            day=np.sort(self._chance.integers(length, size=count)) + (first - DAY.date()).days,
            town=self._chance.choice(len(self._places), size=count, p=weights / weights.sum()),
        )

    def fill(self, warehouse: Warehouse, attacks: Attacks) -> None:
        """Have the warehouse hold all that is told of these attacks, resolved."""
        for start in range(0, len(attacks.number), _AT_ONCE):
            some = attacks.chosen(slice(start, start + _AT_ONCE))
            with warehouse.connection.transaction():
                self._fill(warehouse, some)

    def tell(self, warehouse: Warehouse, attacks: Attacks, count: int) -> int:
        """Have the first `count` reports of these attacks wait for resolution; gives their number."""
        rows, of = moved_rows(self._told, attacks)
        return self._add_new_events(warehouse, rows.slice(0, count), of.chosen(slice(count)))

    def tell_more(self, warehouse: Warehouse, attacks: Attacks, count: int) -> int:
        """Have further reports of some of these attacks wait, `count` in all: most are of a few of them."""
        rows, of = moved_rows(self._late, attacks.chosen(self._is_incident[attacks.story]))
        picked = self._chance.choice(len(rows), size=min(count, len(rows)), replace=False)
        return self._add_new_events(warehouse, rows.take(pa.array(picked)).combine_chunks(), of.chosen(picked))

    def tell_of_one(self, warehouse: Warehouse, tellings: Sequence[Telling], number: int) -> None:
        """Have these reports of one attack of the last day, in the hottest town, wait."""
        every = np.zeros(len(tellings), np.int64)
        day = (LAST_DAY - DAY.date()).days
        self._add_new_events(warehouse, _told_rows(tellings, (), 0), Attacks(every + number, every, every + day, every))

    def _fill(self, warehouse: Warehouse, attacks: Attacks) -> None:
        rows, of = moved_rows(self._told, attacks)
        self._add_events(warehouse, rows, of)
        connection = warehouse.connection
        is_incident = self._is_incident[attacks.story]
        versions, of_version = moved_rows(self._versions, attacks)
        connection.upsert("incidents", _incidents(rows, of).filter(pa.array(is_incident)))
        connection.upsert("incident_versions", self._moved_versions(versions, of_version))
        in_incident = self._is_incident[of.story]
        connection.upsert("incident_reports", _memberships(rows, of).filter(pa.array(in_incident)))
        aside = ids("event", of, rows["position"]).filter(pa.array(~in_incident)).to_pylist()
        now = datetime.combine(LAST_DAY, datetime.min.time(), DAY.tzinfo)
        left = [Outcome(STAGE, name, Fate.DISCARDED, Reason.BACKGROUND, None, 1, now) for name in aside]
        connection.upsert("outcomes", batch_of(Outcome, left))
        warehouse.resolutions.save_blocks(self._blocks(rows, of))

    def _add_new_events(self, warehouse: Warehouse, rows: pa.Table, of: Attacks) -> int:
        """The same, of events that no resolution has looked at."""
        warehouse.connection.add_new("new_events", pa.table({"event_id": ids("event", of, rows["position"])}))
        return self._add_events(warehouse, rows, of)

    def _add_events(self, warehouse: Warehouse, rows: pa.Table, of: Attacks) -> int:
        """Add the events of reports, with articles, entries and readings; gives their number."""
        place, when = rows["place"].combine_chunks(), rows["happened"].combine_chunks()
        told = self._gazetteer.columns(place.field("precision"), of.town)
        day = days(of, f"{DAY:%Y-%m-%d}")
        span = place.field("span")
        stop = pc.add(span.field("start"), pc.utf8_length(told["name"]))
        article = ids("article", of, rows["position"])
        events = with_columns(
            rows.drop_columns(["position", "telling", "tier", "component", "probability", "because", "head"]),
            event_id=ids("event", of, rows["position"]),
            article_id=article,
            text_cluster=ids("text", of, rows["text_cluster"]),
            url=article,
            reported_at=moments(rows["reported_at"], of),
            learned_at=moments(rows["learned_at"], of),
            place=with_fields(place, span=with_fields(span, text=told["name"], stop=stop), **told),
            happened=with_fields(when, first=day, last=day, span=with_fields(when.field("span"), text=day)),
        )
        texts = pc.binary_join_element_wise(rows["head"], day, told["name"], " ")
        connection = warehouse.connection
        connection.upsert("feeds", batch_of(Feed, [Feed(_FEED, "https://made.example/feed", "Outlet 0")]))
        connection.upsert("entries", _with_rest(Entry, events, {"entry_id": article}))
        connection.upsert("articles", _with_rest(Article, events, {"entry_id": article, "text": texts}))
        connection.upsert("readings", _readings(article))
        connection.upsert("events", events)
        return len(events)

    def _moved_versions(self, rows: pa.Table, of: Attacks) -> pa.Table:
        day = days(of, f"{DAY:%Y-%m-%d}")
        told = self._gazetteer.columns(rows["place_precision"], of.town)
        name = told.pop("name")
        return with_columns(
            rows,
            incident_id=_incident_ids(of),
            event_id=ids("event", of, rows["event_id"]),
            known_at=moments(rows["known_at"], of),
            learned_at=moments(rows["learned_at"], of),
            recorded_at=moments(rows["recorded_at"], of),
            happened_first=where_told(rows["happened_first"], day),
            happened_last=where_told(rows["happened_last"], day),
            place_name=name,
            cells=_cells(rows["cells"].combine_chunks(), of, day, name),
            **told,
        )

    def _blocks(self, rows: pa.Table, of: Attacks) -> Iterator[Block]:
        """Where each report lies."""
        names = ids("event", of, rows["position"]).to_pylist()
        texts = ids("text", of, rows["text_cluster"]).to_pylist()
        for name, text, at, day, town in zip(names, texts, rows["telling"].to_pylist(), of.day, of.town, strict=True):
            telling = self._tellings[at]
            yield from blocks_of(_moved(telling.report, name, text, int(day), self._places[town]), telling.tier)


def _moved(report: Report, event_id: str, text: str, day: int, place: MadePlace) -> Report:
    """A report as far as blocks look at it."""
    later = timedelta(days=day)
    event = report.event
    when, where = event.happened, event.place
    iso = f"{DAY + later:%Y-%m-%d}"
    moved = replace(
        event,
        happened=when and When(iso, iso, when.precision, when.span),
        place=where and place.by_precision[where.precision or ""],
    )
    return replace(report, event_id=event_id, text_cluster=text, reported_at=report.reported_at + later, event=moved)


def _makers(story: Story) -> list[int]:
    """The numbers of the reports that make it an incident: the core ones, else the loose ones."""
    for tier in (Tier.CORE, Tier.LOOSE):
        if found := [number for number, telling in enumerate(story.told) if telling.tier is tier]:
            return found
    return []


def _told_stories(stories: Sequence[Story]) -> Iterator[pa.Table]:
    first = 0
    for story in stories:
        yield _told_rows(story.told, _makers(story), first)
        first += len(story.told)


def _told_rows(tellings: Sequence[Telling], makers: Sequence[int], first: int) -> pa.Table:
    """Reports as rows of events, with what their memberships say; `first` is the number of the first telling."""
    numbers = [int(telling.report.event_id) for telling in tellings]
    made = [number in makers for number in numbers]
    beside = {
        "position": pa.array(numbers, pa.int64()),
        "telling": pa.array(range(first, first + len(tellings)), pa.int64()),
        "tier": pa.array([str(telling.tier) for telling in tellings], pa.string()),
        "component": pa.array([str(makers[0]) if is_maker else None for is_maker in made], pa.string()),
        "probability": pa.array([0.9 if number else None for number in numbers], pa.float64()),
        "because": pa.array([_JOINED if number else _FOUNDED for number in numbers], pa.string()),
        "head": pa.array([telling.text[: _day_starts(telling)] for telling in tellings], pa.string()),
    }
    table = report_batch(((telling.report, None) for telling in tellings), READER)
    for name, column in beside.items():
        table = table.append_column(name, column)
    return table


def _day_starts(telling: Telling) -> int:
    """Where the day begins with which, and with the place, its text ends; the space before it is left out."""
    return telling.text.rindex(f"{DAY:%Y-%m-%d}") - 1


def _version_rows(story: Story) -> pa.Table:
    reports = [telling.report for telling in story.told] if _makers(story) else []
    written = DAY + timedelta(days=2)
    return batch_of(IncidentVersion, retold(Incident("", DAY, (), ()), reports, (), written) if reports else ())


def _incident_ids(of: Attacks) -> pa.Array:
    return ids("incident", of, pa.array(np.zeros(len(of.number), np.int64)))


def _incidents(rows: pa.Table, of: Attacks) -> pa.Table:
    """The incidents, founded by the first report of each."""
    told = pa.table({"incident_id": _incident_ids(of), "founded_at": moments(rows["reported_at"], of)})
    return told.filter(pc.equal(rows["position"], 0))


def _memberships(rows: pa.Table, of: Attacks) -> pa.Table:
    component = pc.fill_null(ids("event", of, rows["component"]), "")
    told = {
        "event_id": ids("event", of, rows["position"]),
        "incident_id": _incident_ids(of),
        "component": component,
        **{name: rows[name] for name in ("position", "tier", "probability", "because")},
    }
    return pa.table(told).select(schema_of(Membership).names).cast(schema_of(Membership))


def _cells(column: pa.ListArray, of: Attacks, day: pa.Array, name: pa.Array) -> pa.ListArray:
    """The cells of versions, which rest on the reports of their attack and tell its day and place."""
    cells = column.flatten()
    version = np.repeat(np.arange(len(column)), np.diff(np.asarray(column.offsets)))
    its, at = of.chosen(version), pa.array(version)
    which, value, place = cells.field("cell"), cells.field("value"), name.take(at)
    is_place = pc.equal(which, "place")
    value = pc.if_else(pc.equal(which, "happened"), day.take(at), pc.if_else(is_place, place, value))
    stop = pc.if_else(is_place, pc.add(cells.field("start"), pc.utf8_length(place)), cells.field("stop"))
    moved = with_fields(
        cells,
        value=value,
        stop=stop,
        event_id=ids("event", its, cells.field("event_id")),
        article_id=ids("article", its, cells.field("article_id")),
    )
    return pa.ListArray.from_arrays(pc.subtract(column.offsets, column.offsets[0]), moved)


def _readings(article: pa.Array) -> pa.Table:
    return pa.table(
        {"article_id": article, "reader": pa.repeat(READER, len(article)), "relevant": pa.repeat(True, len(article))}
    )


def _with_rest(record_type: type, events: pa.Table, told: dict[str, pa.Array]) -> pa.Table:
    """Rows of a record made beside events: what is told, what events have too, and the same for all."""
    same: dict[str, Any] = {"feed_id": _FEED, "authors": [], "origin": "feed", "extractor": "made", "access": "full"}
    number = len(events)
    columns = []
    for field in schema_of(record_type):
        if field.name in told:
            columns.append(told[field.name])
        elif field.name in ("first_seen_at", "published_at"):
            columns.append(events["reported_at"])
        elif field.name in events.schema.names:
            columns.append(events[field.name])
        else:
            columns.append(pa.array([same.get(field.name)] * number, field.type))
    return pa.table(columns, schema=schema_of(record_type))
