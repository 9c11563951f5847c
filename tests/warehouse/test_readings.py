"""Which articles wait for a reader, and what a newer reader's findings replace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import resolution
from tests.warehouse.world import (
    ARTICLES,
    BLAST,
    BLAST_REPORT,
    FIRST,
    FIRST_REPORT,
    LATER,
    LATER_REPORT,
    NOW,
    READER,
    READINGS,
    fill_with_articles,
    fill_with_feeds,
    outcome,
    visit,
)
from warehouse.errors import WarehouseError
from warehouse.records import Article, Fate, Reading, Report
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse


@pytest.fixture
def unread(empty: Warehouse) -> Warehouse:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    return empty


def read_again(warehouse: Warehouse, reader: str, source: Article, *reports: Report, before: str | None = None) -> None:
    """Another reader finds these in an article, where the one before found `before`, or event-1 or event-2."""
    old = before or source.article_id.replace("article-dawn-1", "event-1").replace("article-wire-1", "event-2")
    successors = {old: reports[0].event_id} if reports else {}
    reading = Reading(bool(reports), "en", tuple(report.event for report in reports))
    warehouse.readings.save(reader, [(source, reading, reports)], [], successors, NOW)


def leavers(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.connection.table("SELECT event_id, incident_id, successor_id, left_at FROM stored.leavers").rows


def past(warehouse: Warehouse) -> list[tuple[object, ...]]:
    columns = "event_id, reader, replaced_by, successor_id, incident_id"
    return warehouse.connection.table(f"SELECT {columns} FROM stored.past_events ORDER BY ALL").rows


def count(warehouse: Warehouse, table: str) -> int:
    (number,) = warehouse.connection.values(f"SELECT count(*) FROM stored.{table}")
    assert isinstance(number, int)
    return number


def test_an_article_waits_for_each_version_of_the_reader_once(unread: Warehouse) -> None:
    assert unread.readings.articles_awaiting(READER, 10) == list(ARTICLES)
    assert unread.readings.articles_awaiting(READER, 2) == [FIRST, LATER]
    unread.readings.save(READER, READINGS, [], {}, NOW)
    assert unread.readings.articles_awaiting(READER, 10) == []
    assert unread.readings.articles_awaiting("rules 2", 10) == list(ARTICLES)


def test_a_reading_keeps_events_tolls_places_actors_and_its_outcome(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [outcome("read", FIRST.article_id)], {}, NOW)
    assert [report.event_id for report in unread.surroundings.awaiting(100)] == ["event-1", "event-2", "event-3"]
    found = {table: count(unread, table) for table in ("tolls", "place_mentions", "actor_mentions")}
    assert found == {"tolls": 1, "place_mentions": 2, "actor_mentions": 1}
    assert unread.connection.values("SELECT fate FROM outcomes WHERE stage = 'read'") == ["done"]


def test_reading_again_changes_nothing(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [], {}, NOW)
    before = [
        unread.connection.table(f"FROM stored.{table} ORDER BY ALL").rows for table in ("events", "tolls", "readings")
    ]
    unread.readings.save(READER, READINGS, [], {}, NOW)
    after = [
        unread.connection.table(f"FROM stored.{table} ORDER BY ALL").rows for table in ("events", "tolls", "readings")
    ]
    assert after == before


def test_what_a_newer_reader_finds_takes_the_place_of_what_no_incident_rests_on(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [], {}, NOW)
    unread.resolutions.save(resolution(outcomes=[outcome("resolve", "event-2", Fate.DISCARDED, reason="background")]))
    better = replace(LATER_REPORT, event_id="event-2b")
    read_again(unread, "rules 2", LATER, better)
    assert {report.event_id for report in unread.surroundings.awaiting(100)} == {"event-1", "event-2b", "event-3"}
    assert count(unread, "tolls") == count(unread, "leavers") == 0
    assert unread.connection.values("SELECT count(*) FROM outcomes WHERE stage = 'resolve'") == [0]
    assert past(unread) == [("event-2", READER, "rules 2", "event-2b", None)]
    assert unread.connection.table("SELECT article_id, reader, replaced_by FROM stored.past_readings").rows == [
        (LATER.article_id, READER, "rules 2")
    ]


def test_an_event_that_a_newer_reader_finds_just_so_stays_where_it_is(filled: Warehouse) -> None:
    before = filled.incidents.get("incident-massacre")
    decided = [outcome("resolve", "event-3", Fate.DISCARDED, reason="background")]
    filled.connection.execute("DELETE FROM stored.incident_reports WHERE event_id = 'event-3'")
    filled.resolutions.save(resolution(outcomes=decided))
    for version in ("rules 2", "rules 3"):
        filled.readings.save(version, READINGS, [], {"event-1": "event-1"}, NOW)
    assert filled.incidents.get("incident-massacre") == before
    assert filled.surroundings.awaiting(100) == []
    assert count(filled, "past_events") == count(filled, "leavers") == count(filled, "stale_events") == 0
    readers = filled.connection.table("SELECT DISTINCT earlier_readers, reader FROM stored.events").rows
    assert readers == [([READER, "rules 2"], "rules 3")]
    assert count(filled, "past_readings") == 2 * len(READINGS)


def test_of_an_event_found_just_so_its_incident_is_told_what_else_is_newly_known(filled: Warehouse) -> None:
    known = [(FIRST, READINGS[0][1], [replace(FIRST_REPORT, agency="AFP", rare_words=("musakhail",))])]
    filled.readings.save("rules 2", known, [], {}, NOW)
    found = filled.incidents.get("incident-massacre")
    assert found is not None and (found.reports[0].agency, found.reports[0].rare_words) == ("AFP", ("musakhail",))
    assert filled.connection.values("SELECT event_id FROM stored.stale_events") == ["event-1"]


def test_a_member_that_is_read_otherwise_leaves_its_incident(filled: Warehouse) -> None:
    changed = replace(FIRST_REPORT, event=replace(FIRST_REPORT.event, killed=None))
    read_again(filled, "rules 2", FIRST, changed)
    found = filled.incidents.get("incident-massacre")
    assert found is not None and found.reports == (LATER_REPORT,) and len(found.versions) == 2
    assert filled.surroundings.awaiting(100) == [changed]
    assert leavers(filled) == [("event-1", "incident-massacre", "event-1", NOW)]
    assert past(filled) == [("event-1", READER, "rules 2", "event-1", "incident-massacre")]
    assert filled.connection.values('SELECT killed."count".best FROM stored.past_events') == [22]
    assert failed_checks(filled.connection) == []


def test_a_member_that_is_read_no_more_leaves_without_a_successor(filled: Warehouse) -> None:
    filled.readings.save("rules 2", [(FIRST, Reading(False, "en", reason="no-violence"), [])], [], {}, NOW)
    assert leavers(filled) == [("event-1", "incident-massacre", None, NOW)]
    assert filled.readings.found_in([FIRST.article_id, LATER.article_id]) == {LATER.article_id: [LATER_REPORT]}
    assert filled.articles.of_incident("incident-massacre") == [FIRST, LATER]
    assert failed_checks(filled.connection) == []


def test_who_left_leads_to_what_the_last_of_several_readers_found(filled: Warehouse) -> None:
    second, third = (replace(FIRST_REPORT, event_id=f"event-1{letter}") for letter in "bc")
    read_again(filled, "rules 2", FIRST, second)
    read_again(filled, "rules 3", FIRST, third, before="event-1b")
    assert leavers(filled) == [("event-1", "incident-massacre", "event-1c", NOW)]
    assert past(filled) == [
        ("event-1", READER, "rules 2", "event-1b", "incident-massacre"),
        ("event-1b", "rules 2", "rules 3", "event-1c", None),
    ]
    read_again(filled, "rules 4", FIRST)
    assert leavers(filled) == [("event-1", "incident-massacre", None, NOW)]


def test_a_feeds_text_is_read_at_once_though_its_page_may_still_come(unread: Warehouse) -> None:
    visit(unread, outcome("page", BLAST.entry_id, Fate.RETRY, reason="timeout", due_at=NOW), None, BLAST)
    assert BLAST in unread.readings.articles_awaiting(READER, 10)


def test_an_article_without_violence_is_read_too(unread: Warehouse) -> None:
    unread.readings.save(READER, [(FIRST, Reading(False, "en", reason="no_violence"), [])], [], {}, NOW)
    assert FIRST not in unread.readings.articles_awaiting(READER, 10)
    assert unread.connection.table("SELECT relevant, reading_reason FROM articles WHERE relevant IS NOT NULL").rows == [
        (False, "no_violence")
    ]


def test_a_batch_is_kept_whole_or_not_at_all(unread: Warehouse) -> None:
    nameless = replace(BLAST_REPORT, publisher=None)  # type: ignore[arg-type]
    with pytest.raises(WarehouseError, match="publisher"):
        unread.readings.save(READER, [*READINGS[:2], (BLAST, READINGS[2][1], [nameless])], [], {}, NOW)
    assert unread.readings.articles_awaiting(READER, 10) == list(ARTICLES)
    assert unread.surroundings.awaiting(100) == []
