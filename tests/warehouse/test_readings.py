"""Which articles wait for a reader, and what a newer reader's findings replace."""

from __future__ import annotations

from dataclasses import replace

import pytest

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
from warehouse.records import Fate, Reading
from warehouse.store import Warehouse


@pytest.fixture
def unread(empty: Warehouse) -> Warehouse:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    return empty


def count(warehouse: Warehouse, table: str) -> int:
    (number,) = warehouse.connection.values(f"SELECT count(*) FROM stored.{table}")
    assert isinstance(number, int)
    return number


def test_an_article_waits_for_each_version_of_the_reader_once(unread: Warehouse) -> None:
    assert unread.readings.articles_awaiting(READER, 10) == list(ARTICLES)
    assert unread.readings.articles_awaiting(READER, 2) == [FIRST, LATER]
    unread.readings.save(READER, READINGS, [])
    assert unread.readings.articles_awaiting(READER, 10) == []
    assert unread.readings.articles_awaiting("rules 2", 10) == list(ARTICLES)


def test_a_reading_keeps_events_tolls_places_actors_and_its_outcome(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [outcome("read", FIRST.article_id)])
    assert [report.event_id for report in unread.incidents.reports_awaiting()] == ["event-1", "event-2", "event-3"]
    found = {table: count(unread, table) for table in ("tolls", "place_mentions", "actor_mentions")}
    assert found == {"tolls": 1, "place_mentions": 2, "actor_mentions": 1}
    assert unread.connection.values("SELECT fate FROM outcomes WHERE stage = 'read'") == ["done"]


def test_reading_again_changes_nothing(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [])
    before = [
        unread.connection.table(f"FROM stored.{table} ORDER BY ALL").rows for table in ("events", "tolls", "readings")
    ]
    unread.readings.save(READER, READINGS, [])
    after = [
        unread.connection.table(f"FROM stored.{table} ORDER BY ALL").rows for table in ("events", "tolls", "readings")
    ]
    assert after == before


def test_a_newer_reader_replaces_what_no_incident_rests_on(unread: Warehouse) -> None:
    unread.readings.save(READER, READINGS, [])
    unread.incidents.save_decisions([outcome("resolve", "event-2", Fate.DISCARDED, reason="background")])
    better = replace(LATER_REPORT, event_id="event-2b")
    unread.readings.save("rules 2", [(LATER, Reading(True, "en", (better.event,)), [better])], [])
    assert {report.event_id for report in unread.incidents.reports_awaiting()} == {"event-1", "event-2b", "event-3"}
    assert count(unread, "tolls") == 0
    assert unread.connection.values("SELECT count(*) FROM outcomes WHERE stage = 'resolve'") == [0]


def test_an_event_in_an_incident_stays_as_it_was_when_it_joined(filled: Warehouse) -> None:
    changed = replace(FIRST_REPORT, event=replace(FIRST_REPORT.event, killed=None))
    filled.readings.save("rules 2", [(FIRST, Reading(True, "en", (changed.event,)), [changed])], [])
    found = filled.incidents.get("incident-massacre")
    assert found is not None and FIRST_REPORT in found.reports
    assert filled.incidents.reports_awaiting() == []


def test_a_feeds_text_is_read_at_once_though_its_page_may_still_come(unread: Warehouse) -> None:
    visit(unread, outcome("page", BLAST.entry_id, Fate.RETRY, reason="timeout", due_at=NOW), None, BLAST)
    assert BLAST in unread.readings.articles_awaiting(READER, 10)


def test_an_article_without_violence_is_read_too(unread: Warehouse) -> None:
    unread.readings.save(READER, [(FIRST, Reading(False, "en", reason="no_violence"), [])], [])
    assert FIRST not in unread.readings.articles_awaiting(READER, 10)
    assert unread.connection.table("SELECT relevant, reading_reason FROM articles WHERE relevant IS NOT NULL").rows == [
        (False, "no_violence")
    ]


def test_a_batch_is_kept_whole_or_not_at_all(unread: Warehouse) -> None:
    nameless = replace(BLAST_REPORT, publisher=None)  # type: ignore[arg-type]
    with pytest.raises(WarehouseError, match="publisher"):
        unread.readings.save(READER, [*READINGS[:2], (BLAST, READINGS[2][1], [nameless])], [])
    assert unread.readings.articles_awaiting(READER, 10) == list(ARTICLES)
    assert unread.incidents.reports_awaiting() == []
