"""A small hand-made world for the warehouse's tests: three outlets, two attacks, one yearly figure, one alert.

The texts are real sentences and every span is found in them, so that what the views quote can be checked by eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from tests import builders
from tests.alert_records import delivery
from warehouse.articles import Visit
from warehouse.records import (
    ActorMention,
    Article,
    Cell,
    Count,
    CountedSpan,
    Discard,
    Entry,
    Event,
    FailureClass,
    Fate,
    Feed,
    FeedState,
    Incident,
    IncidentVersion,
    Membership,
    Outcome,
    PageRecord,
    Period,
    Place,
    Poll,
    PollAnswer,
    Reading,
    Report,
    Span,
    Target,
    Toll,
    Weapon,
    When,
)
from warehouse.rows import batch_of
from warehouse.store import Warehouse

READER = "rules 1"
NOW = datetime(2024, 8, 28, 12, tzinfo=UTC)


def at(moment: str) -> datetime:
    """The ISO time in UTC."""
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def words(text: str, phrase: str) -> Span:
    """`phrase` where it first stands in `text`."""
    start = text.index(phrase)
    return Span(phrase, start, start + len(phrase))


def feed(name: str, country: str | None = "PAK") -> Feed:
    return Feed(f"feed-{name}", f"https://{name}.example/rss", name.title(), country, "en")


def entry(name: str, number: int, **stated: Any) -> Entry:
    plain: dict[str, Any] = {
        "entry_id": f"entry-{name}-{number}",
        "feed_id": f"feed-{name}",
        "guid": f"{name}-{number}",
        "link": f"https://{name}.example/{number}",
        "title": f"Story {number}",
        "summary": None,
        "published_at": at("2024-08-26T08:00"),
        "date_note": None,
        "first_seen_at": at("2024-08-26T09:00"),
    }
    return Entry(**{**plain, **stated})


def article(name: str, number: int, text: str, **stated: Any) -> Article:
    plain: dict[str, Any] = {
        "article_id": f"article-{name}-{number}",
        "entry_id": f"entry-{name}-{number}",
        "feed_id": f"feed-{name}",
        "url": f"https://{name}.example/{number}",
        "title": f"Story {number}",
        "text": text,
        "authors": ("A. Reporter", "B. Reporter"),
        "published_at": at("2024-08-26T08:00"),
        "language": "en",
        "publisher": name.title(),
        "publisher_country": "PAK",
        "origin": "page",
        "text_cluster": f"text-{name}-{number}",
        "first_seen_at": at("2024-08-26T09:00"),
        "extractor": "extractor 1",
    }
    return Article(**{**plain, **stated})


def outcome(stage: str, subject_id: str, fate: Fate = Fate.DONE, **stated: Any) -> Outcome:
    plain: dict[str, Any] = {"reason": None, "due_at": None, "attempts": 1, "decided_at": NOW}
    return Outcome(stage=stage, subject_id=subject_id, fate=fate, **{**plain, **stated})


def event(trigger: Span, sub_event_type: str = "Attack", **stated: Any) -> Event:
    """An event that rests on its trigger alone, unless more is stated."""
    plain = {
        "event_type": "Violence against civilians",
        "trigger": trigger,
        "evidence": ((trigger.start, trigger.stop),),
    }
    return builders.event(sub_event_type, **{**plain, **stated})


def report(told: Event, source: Article, event_id: str) -> Report:
    return Report(
        event_id,
        source.article_id,
        source.publisher,
        source.url,
        source.text_cluster,
        source.published_at or source.first_seen_at,
        source.first_seen_at,
        told,
    )


def version(incident_id: str, number: int, of: Report, **stated: Any) -> IncidentVersion:
    unknown = dict.fromkeys(
        field for field in IncidentVersion.__dataclass_fields__ if field not in ("version", "cells", "incident_id")
    )
    plain: dict[str, Any] = {
        "known_at": of.reported_at,
        "learned_at": of.learned_at,
        "recorded_at": of.learned_at,
        "event_id": of.event_id,
        "change": "founded",
        "event_type": of.event.event_type,
        "sub_event_type": of.event.sub_event_type,
        "status": of.event.status,
        "sources": number,
        "reports": number,
        "confidence": 0.8,
        "cells": (),
    }
    return IncidentVersion(incident_id=incident_id, version=number, **{**unknown, **plain, **stated})


FEEDS = [feed("dawn"), feed("wire", "GBR"), feed("quiet", None)]

FIRST_TEXT = (
    "Gunmen killed 22 passengers in Musakhail on Monday, police said. "
    "The Balochistan Liberation Army claimed the attack."
)
LATER_TEXT = (
    "The toll in Musakhail rose to 23 on Tuesday, officials said.\n"
    "Militants had set 10 vehicles on fire.\n"
    "At least 2,500 people were killed in Pakistan in 2024."
)
BLAST_TEXT = "A suspected bomb was found and defused near Quetta on Tuesday, the army said. Nobody was hurt."

FIRST = article("dawn", 1, FIRST_TEXT)
LATER = article("wire", 1, LATER_TEXT, published_at=at("2024-08-27T10:00"), first_seen_at=at("2024-08-27T11:00"))
BLAST = article("wire", 2, BLAST_TEXT, published_at=None, first_seen_at=at("2024-08-27T11:00"), origin="feed")
ARTICLES = (FIRST, LATER, BLAST)


def musakhail(text: str) -> Place:
    return Place(
        words(text, "Musakhail"), "Musa Khel Bazar", 1170706, "Balochistan", "Musakhel", "PAK", 30.86, 69.82, "exact"
    )


BLA = ActorMention(
    words(FIRST_TEXT, "The Balochistan Liberation Army"),
    "balochistan-liberation-army",
    "Balochistan Liberation Army",
    "Rebel groups",
)

FIRST_REPORT = report(
    event(
        words(FIRST_TEXT, "killed"),
        happened=When("2024-08-26", "2024-08-26", "day", words(FIRST_TEXT, "on Monday")),
        place=musakhail(FIRST_TEXT),
        perpetrators=(ActorMention(words(FIRST_TEXT, "Gunmen"), None, None, None),),
        claimed_by=(BLA,),
        targets=(Target(words(FIRST_TEXT, "22 passengers"), None, "civilians", "group", "killed", Count(22, 22, 22)),),
        killed=CountedSpan(Count(22, 22, 22), words(FIRST_TEXT, "22 passengers")),
        killed_by_side=(("civilians", 22), ("militants", 0)),
        attributed_to=words(FIRST_TEXT, "police said"),
        evidence=((0, 64), (65, 116)),
    ),
    FIRST,
    "event-1",
)
LATER_REPORT = report(
    event(
        words(LATER_TEXT, "toll"),
        happened=When("2024-08-26", "2024-08-26", "day", words(LATER_TEXT, "on Tuesday")),
        place=musakhail(LATER_TEXT),
        weapons=(Weapon(words(LATER_TEXT, "fire"), "arson"),),
        killed=CountedSpan(Count(23, 23, 23), words(LATER_TEXT, "23")),
        evidence=((0, 60), (61, 99)),
    ),
    LATER,
    "event-2",
)
BLAST_REPORT = report(
    event(
        words(BLAST_TEXT, "defused"),
        "Remote explosive/landmine/IED",
        event_type="Explosions/Remote violence",
        status="foiled",
        happened=When("2024-08-27", "2024-08-27", "day", words(BLAST_TEXT, "on Tuesday")),
        place=Place(words(BLAST_TEXT, "Quetta"), "Quetta", 1167528, "Balochistan", None, "PAK", None, None, "near"),
        killed=CountedSpan(Count(0, 0, 0), words(BLAST_TEXT, "Nobody")),
    ),
    BLAST,
    "event-3",
)
TOLL = Toll(
    "killed",
    Count(2500, None, None),
    Period("2024-01-01", "2024-12-31"),
    Place(words(LATER_TEXT, "Pakistan"), "Pakistan", 1168579, None, None, "PAK", 30.0, 70.0, "country"),
    None,
    None,
    None,
    ((100, len(LATER_TEXT)),),
)
READINGS = [
    (FIRST, Reading(True, "en", (FIRST_REPORT.event,), places=(musakhail(FIRST_TEXT),), actors=(BLA,)), [FIRST_REPORT]),
    (LATER, Reading(True, "en", (LATER_REPORT.event,), (TOLL,), (musakhail(LATER_TEXT),)), [LATER_REPORT]),
    (BLAST, Reading(True, "en", (BLAST_REPORT.event,)), [BLAST_REPORT]),
]


def cell(name: str, value: str, of: Report, span: Span, rule: str = "told") -> Cell:
    return Cell(name, value, of.event_id, of.article_id, span.start, span.stop, rule)


_MUSAKHAIL: dict[str, Any] = {
    "happened_first": "2024-08-26",
    "happened_last": "2024-08-26",
    "happened_precision": "day",
    "place_name": "Musa Khel Bazar",
    "geonameid": 1170706,
    "admin1": "Balochistan",
    "admin2": "Musakhel",
    "country": "PAK",
    "lat": 30.86,
    "lon": 69.82,
    "place_precision": "exact",
    "perpetrator": "Balochistan Liberation Army",
    "perpetrator_key": "balochistan-liberation-army",
    "perpetrator_kind": "Rebel groups",
    "claimed_by": "Balochistan Liberation Army",
    "target": "22 passengers",
    "target_category": "civilians",
    "killed_low": 22,
}
TWENTY_TWO = words(FIRST_TEXT, "22 passengers")
_FIRST_CELLS = (
    cell("sub_event_type", "Attack", FIRST_REPORT, words(FIRST_TEXT, "killed")),
    cell("status", "occurred", FIRST_REPORT, words(FIRST_TEXT, "killed")),
    cell("happened", "2024-08-26", FIRST_REPORT, words(FIRST_TEXT, "on Monday")),
    cell("place", "Musa Khel Bazar", FIRST_REPORT, words(FIRST_TEXT, "Musakhail"), "finest"),
    cell("perpetrator", "Balochistan Liberation Army", FIRST_REPORT, BLA.span),
    cell("claimed_by", "Balochistan Liberation Army", FIRST_REPORT, BLA.span),
    cell("target", "22 passengers", FIRST_REPORT, TWENTY_TWO),
    cell("killed_low", "22", FIRST_REPORT, TWENTY_TWO),
)
MASSACRE = Incident(
    "incident-massacre",
    FIRST_REPORT.reported_at,
    (FIRST_REPORT, LATER_REPORT),
    (
        version(
            "incident-massacre",
            1,
            FIRST_REPORT,
            **{**_MUSAKHAIL, "killed_best": 22, "killed_high": 22},
            cells=(
                *_FIRST_CELLS,
                cell("killed_best", "22", FIRST_REPORT, TWENTY_TWO),
                cell("killed_high", "22", FIRST_REPORT, TWENTY_TWO),
            ),
        ),
        version(
            "incident-massacre",
            2,
            LATER_REPORT,
            **{**_MUSAKHAIL, "killed_best": 23, "killed_high": 23},
            change="killed 22 → 23, reported by Wire",
            confidence=0.95,
            cells=(
                *_FIRST_CELLS,
                cell("killed_best", "23", LATER_REPORT, words(LATER_TEXT, "23"), "latest"),
                cell("killed_high", "23", LATER_REPORT, words(LATER_TEXT, "23"), "highest"),
            ),
        ),
    ),
    recorded=2,
)
DEFUSED = Incident(
    "incident-defused",
    BLAST_REPORT.reported_at,
    (BLAST_REPORT,),
    (
        version(
            "incident-defused",
            1,
            BLAST_REPORT,
            happened_first="2024-08-27",
            happened_last="2024-08-27",
            happened_precision="day",
            place_name="Quetta",
            admin1="Balochistan",
            country="PAK",
            place_precision="near",
            cells=(
                cell("sub_event_type", BLAST_REPORT.event.sub_event_type, BLAST_REPORT, words(BLAST_TEXT, "defused")),
                cell("status", "foiled", BLAST_REPORT, words(BLAST_TEXT, "defused")),
                cell("happened", "2024-08-27", BLAST_REPORT, words(BLAST_TEXT, "on Tuesday")),
                cell("place", "Quetta", BLAST_REPORT, words(BLAST_TEXT, "Quetta")),
            ),
        ),
    ),
    recorded=1,
)

ALERT = builders.alert(method="ears-c2", score=11.4, incident_ids=("incident-massacre",))
DELIVERY = delivery(channel="mail", digest="digest-1", sent_at=NOW)


def page(of: Article) -> PageRecord:
    return PageRecord(
        f"page-{of.article_id}", of.entry_id, of.url, of.url, 200, "text/html", 5_000, "pages-1.warc.gz", 0, NOW
    )


def poll(warehouse: Warehouse, state: FeedState, entries: Sequence[Entry], discards: Sequence[Discard]) -> int:
    """Keep one poll, as collect does, in one transaction; gives the number of new entries."""
    with warehouse.connection.transaction():
        new = warehouse.feeds.add_entries(entries)[state.feed_id]
        answer = PollAnswer.FAILED if state.failures else PollAnswer.READ
        polled = Poll(
            state.feed_id,
            state.last_polled_at or NOW,
            f"{state.feed_id.removeprefix('feed-')}.example",
            answer,
            len({entry.entry_id for entry in entries}),
            new,
            tuple(discards),
            state.failure_class,
            state.failure_reason,
        )
        warehouse.feeds.save_polls([polled], [state])
    return new


def visit(warehouse: Warehouse, outcome: Outcome, page: PageRecord | None, article: Article | None) -> None:
    """Keep what one visit to a page gave."""
    with warehouse.connection.transaction():
        warehouse.articles.save([Visit(outcome, page, article)])


def fill_with_feeds(warehouse: Warehouse) -> None:
    """The feeds, their polls and their entries."""
    warehouse.feeds.save(FEEDS)
    polled = FeedState("feed-dawn", etag='"1"', last_polled_at=at("2024-08-26T09:00"), last_success_at=NOW, due_at=NOW)
    poll(warehouse, polled, [entry("dawn", 1)], [Discard("feed-dawn", "an item", "no_link")])
    failing = replace(
        polled, feed_id="feed-wire", failures=2, failure_class=FailureClass.SOFT, failure_reason="http_404"
    )
    poll(warehouse, failing, [entry("wire", 1), entry("wire", 2, published_at=None)], [])


def fill_with_articles(warehouse: Warehouse) -> None:
    """The articles and their pages; that of the blast could not be had."""
    for source in ARTICLES:
        has_page = source.origin == "page"
        visit(warehouse, outcome("page", source.entry_id), page(source) if has_page else None, source)


def memberships(incident: Incident) -> list[Membership]:
    """The first report founds it, the others tell of the same day in the same town."""
    return [
        Membership(
            report.event_id,
            incident.incident_id,
            position,
            "core",
            incident.incident_id,
            0.97 if position else None,
            "same day, same town" if position else "founded",
        )
        for position, report in enumerate(incident.reports)
    ]


def found(warehouse: Warehouse, *incidents: Incident) -> None:
    """Put incidents, their members and versions where a resolution puts them, as they are."""
    connection = warehouse.connection
    founding = [{"incident_id": incident.incident_id, "founded_at": incident.founded_at} for incident in incidents]
    connection.add_new("incidents", pa.Table.from_pylist(founding))
    members = [membership for incident in incidents for membership in memberships(incident)]
    connection.add_new("incident_reports", batch_of(Membership, members))
    connection.execute("DELETE FROM stored.new_events WHERE event_id IN (SELECT event_id FROM stored.incident_reports)")
    versions = [version for incident in incidents for version in incident.versions]
    connection.add_new("incident_versions", batch_of(IncidentVersion, versions))


def fill(warehouse: Warehouse) -> None:
    """The whole world."""
    fill_with_feeds(warehouse)
    fill_with_articles(warehouse)
    warehouse.readings.save(READER, READINGS, [outcome("read", source.article_id) for source in ARTICLES], {}, NOW)
    found(warehouse, MASSACRE, DEFUSED)
    warehouse.alerts.save([ALERT])
    warehouse.alerts.save_deliveries([DELIVERY])
    warehouse.record_run("collect", at("2024-08-28T12:00"), at("2024-08-28T12:01"), {"polled": 3, "new": 2})
