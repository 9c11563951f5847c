"""The small world breaks no rule; each rule is seen to fail where a row breaks it."""

from __future__ import annotations

import pytest

from tests.warehouse.world import MASSACRE
from warehouse.soundness import CHECKS, failed_checks
from warehouse.store import Warehouse

BREAKS = {
    "alerts_name_incidents": "UPDATE stored.alerts SET incident_ids = ['incident-massacre', 'incident-lost']",
    "areas_are_no_towns": "UPDATE stored.incident_versions SET place_precision = 'country' WHERE version = 2",
    "articles_come_from_entries": "DELETE FROM stored.entries WHERE entry_id = 'entry-dawn-1'",
    "cells_are_in_the_text": 'UPDATE stored.articles SET "text" = "text"[:80] WHERE article_id = \'article-dawn-1\'',
    "deliveries_are_of_alerts": "DELETE FROM stored.alerts",
    "entries_come_from_feeds": "DELETE FROM stored.feeds WHERE feed_id = 'feed-wire'",
    "events_are_at_places": "UPDATE stored.events SET place = struct_update(place, \"role\" := 'body')",
    "events_have_one_fate": "INSERT INTO stored.outcomes VALUES ('resolve', 'event-1', 'retry', '', NULL, 1, now())",
    "gazetteer_is_one": "INSERT INTO stored.gazetteer BY NAME SELECT 1 AS geonameid, 'Kabul' AS name, 'town' AS kind,"
    " 0 AS population, false AS derived, 'GeoNames' AS source, unnest(['1', '2']) AS version",
    "kinds_are_acleds": "UPDATE stored.incident_versions SET event_type = 'Battles' WHERE version = 2",
    "places_are_on_earth": "UPDATE stored.incident_versions SET lat = 100 WHERE lat IS NOT NULL",
    "readings_are_of_articles": "DELETE FROM stored.articles WHERE article_id = 'article-wire-1'",
    "reports_are_events": "DELETE FROM stored.events WHERE event_id = 'event-3'",
    "retries_have_a_time": "UPDATE stored.outcomes SET fate = 'retry' WHERE subject_id = 'entry-dawn-1'",
    "tolls_are_in_order": "UPDATE stored.incident_versions SET killed_high = 3 WHERE version = 2",
    "versions_are_of_incidents": "DELETE FROM stored.incidents WHERE incident_id = 'incident-defused'",
    "versions_follow_each_other": "DELETE FROM stored.incident_versions WHERE version = 1",
    "words_are_in_the_text": "UPDATE stored.articles SET \"text\" = ' ' || \"text\" WHERE origin = 'page'",
}


def test_the_small_world_breaks_no_rule(filled: Warehouse) -> None:
    assert failed_checks(filled.connection) == []


def test_every_rule_is_seen_to_fail() -> None:
    assert {path.stem for path in CHECKS.glob("*.sql")} == set(BREAKS)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("places_are_on_earth", "UPDATE stored.incident_versions SET admin1_code = 'Balochistan'"),
        ("places_are_on_earth", "UPDATE stored.incident_versions SET country = 'PK'"),
        ("events_are_at_places", "UPDATE stored.place_mentions SET role = 'town'"),
        ("events_are_at_places", "UPDATE stored.place_mentions SET role = NULL"),
    ],
)
def test_each_part_of_a_rule_is_seen_to_fail(filled: Warehouse, name: str, broken: str) -> None:
    filled.connection.execute(broken)
    assert [failed.name for failed in failed_checks(filled.connection)] == [name]


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_row_is_found(filled: Warehouse, name: str) -> None:
    filled.connection.execute(BREAKS[name])
    assert name in {failed.name for failed in failed_checks(filled.connection)}


def test_a_failed_rule_says_how_many_rows_and_shows_the_first(filled: Warehouse) -> None:
    filled.connection.execute(BREAKS["retries_have_a_time"])
    (failed,) = failed_checks(filled.connection)
    assert (failed.name, failed.rows) == ("retries_have_a_time", 1)
    assert "subject_id=entry-dawn-1" in failed.first
    assert MASSACRE.incident_id not in failed.first
