"""The small world breaks no rule; each rule is seen to fail where a row breaks it."""

from __future__ import annotations

import pytest

from tests.warehouse.world import MASSACRE
from warehouse.soundness import CHECKS, failed_checks
from warehouse.store import Warehouse

DECISION = "INSERT INTO stored.decisions VALUES ('decision-1',"
FORWARD = "INSERT INTO stored.incident_forwards VALUES ('incident-defused',"
NEAR = "INSERT INTO stored.near_merges VALUES ('incident-defused',"
SPELL = 'INSERT INTO stored.incident_spells (incident_id, "day", event_type, sub_event_type, feeds, '
SPELL += "known_from, known_until) VALUES ('incident-of-nowhere', '2024-08-26', 'Battles', 'Armed clash', [],"
AGAIN = "INSERT INTO stored.revisits VALUES ("
A_SET = f"{DECISION} 'set', 'incident-massacre', 'seen', now(), NULL, [], [], 'weapon', 'arson', "
DECIDED = (
    "UPDATE stored.incident_versions SET weapon = 'arson', decision_id = 'decision-1', "
    "cells = list_append(cells, {'cell': 'weapon', 'value': 'arson', 'event_id': NULL, 'article_id': NULL, "
    "'start': NULL, 'stop': NULL, 'rule': '', 'decision_id': 'decision-1'}) WHERE version = 2"
)
LATE = (
    "INSERT INTO stored.incident_versions BY NAME SELECT * REPLACE (3 AS version, {} AS recorded_at) "
    "FROM stored.incident_versions WHERE version = 2"
)

SIDE = "[{'event_id': 'event-1', 'article_id': 'article-dawn-1'}]"
CELLS = sorted({told.cell for version in MASSACRE.versions for told in version.cells})


def _cells(changed: str) -> str:
    """Every cell of the latest version of the massacre changed so."""
    return f"UPDATE stored.incident_versions SET cells = list_transform(cells, lambda c: {changed}) WHERE version = 2"


def _without(name: str) -> str:
    return (
        "UPDATE stored.incident_versions SET cells = list_filter(cells, "
        f"lambda c: c.cell <> '{name}') WHERE version = 2"
    )


def _merged(into: str) -> str:
    """The defused bomb merged into another incident."""
    return (
        f"{FORWARD} '{into}', '2024-08-28', 'one attack', NULL); "
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-3'; "
        "UPDATE stored.incident_versions SET replaced_at = now() WHERE incident_id = 'incident-defused'"
    )


BREAKS = {
    "alerts_name_incidents": "UPDATE stored.alerts SET incident_ids = ['incident-massacre', 'incident-lost']",
    "areas_are_no_towns": "UPDATE stored.incident_versions SET place_precision = 'country' WHERE version = 2",
    "articles_come_from_entries": "DELETE FROM stored.entries WHERE entry_id = 'entry-dawn-1'",
    "backfills_add_up": "INSERT INTO stored.backfills VALUES "
    "('b', 'a.warc.gz', '', 9, 9, 3, MAP {'article': 2}, TIMESTAMPTZ '2024-08-28 12:00:00Z', NULL)",
    "blocks_are_of_events": "INSERT INTO stored.report_blocks "
    "VALUES ('event-9', 1, 'core', '2024-08-26', '2024-08-26')",
    "cells_are_of_members": "UPDATE stored.incident_reports SET incident_id = 'incident-defused' "
    "WHERE event_id = 'event-1'",
    "cells_are_in_the_text": 'UPDATE stored.articles SET "text" = "text"[:80] WHERE article_id = \'article-dawn-1\'',
    "decisions_are_whole": f"{DECISION} 'set', 'incident-defused', 'seen', now(), NULL, [], [], NULL, '1', NULL, NULL)",
    "deliveries_are_of_alerts": "DELETE FROM stored.alerts",
    "deliveries_have_one_fate": "UPDATE stored.deliveries SET number = 2",
    "entries_are_those_polled": "UPDATE stored.polls SET new = 0, unchanged = 1 WHERE feed_id = 'feed-dawn'",
    "entries_come_from_feeds": "DELETE FROM stored.feeds WHERE feed_id = 'feed-wire'",
    "events_are_at_places": "UPDATE stored.events SET place = struct_update(place, \"role\" := 'body')",
    "events_have_their_articles_cluster": "UPDATE stored.events SET text_cluster = 'text-x' WHERE event_id = 'event-1'",
    "events_have_one_fate": "INSERT INTO stored.outcomes VALUES ('resolve', 'event-1', 'retry', '', NULL, 1, now())",
    "forwards_lead_to_incidents": f"{FORWARD} 'incident-massacre', now(), '', NULL)",
    "gazetteer_is_one": "INSERT INTO stored.gazetteer BY NAME SELECT 1 AS geonameid, 'Kabul' AS name, 'town' AS kind,"
    " 0 AS population, false AS derived, 'GeoNames' AS source, unnest(['1', '2']) AS version",
    "kinds_are_acleds": "UPDATE stored.incident_versions SET event_type = 'Battles' WHERE version = 2",
    "leavers_have_left": "INSERT INTO stored.leavers VALUES ('event-1', 'incident-massacre', NULL, now())",
    "spells_are_of_incidents": f"{SPELL} '2024-08-27', NULL)",
    "feeds_cover_days_from_their_start": "INSERT INTO stored.feed_days VALUES ('feed-dawn', '2024-08-20')",
    "mutes_are_in_order": "INSERT INTO stored.mutes VALUES ('m', 'w', NULL, '', '2024-08-28', '2024-08-27', NULL)",
    "near_merges_are_of_incidents": f"{NEAR} 'incident-lost', 0.5, '')",
    "pages_have_one_fate": "DELETE FROM stored.articles WHERE article_id = 'article-dawn-1'",
    "paused_feeds_have_a_reason": "UPDATE stored.feed_states SET paused_at = now() WHERE feed_id = 'feed-dawn'",
    "places_are_on_earth": "UPDATE stored.incident_versions SET lat = 100 WHERE lat IS NOT NULL",
    "polls_add_up": "UPDATE stored.polls SET unchanged = 5 WHERE feed_id = 'feed-wire'",
    "readings_are_of_articles": "DELETE FROM stored.articles WHERE article_id = 'article-wire-1'",
    "reports_are_events": "DELETE FROM stored.events WHERE event_id = 'event-3'",
    "retries_have_a_time": "UPDATE stored.outcomes SET fate = 'retry' WHERE subject_id = 'entry-dawn-1'",
    "revisits_are_of_articles": f"{AGAIN} 'entry-lost', now(), 0, NULL, NULL)",
    "new_events_are_undecided": "INSERT INTO stored.new_events VALUES ('event-9')",
    "stale_events_are_events": "INSERT INTO stored.stale_events VALUES ('event-9')",
    "texts_of_pages_have_their_page": "DELETE FROM stored.pages WHERE entry_id = 'entry-dawn-1'",
    "texts_aside_are_cited": "UPDATE stored.articles SET aside_of = 'article-lost' WHERE article_id = 'article-dawn-1'",
    "tolls_are_in_order": "UPDATE stored.incident_versions SET killed_high = 3 WHERE version = 2",
    "values_have_their_cells": "UPDATE stored.incident_versions SET weapon = 'arson' WHERE version = 2",
    "versions_are_of_incidents": "DELETE FROM stored.incidents WHERE incident_id = 'incident-defused'",
    "versions_follow_each_other": "DELETE FROM stored.incident_versions WHERE version = 1",
    "versions_have_their_reason": "UPDATE stored.incident_versions SET event_id = NULL WHERE version = 2",
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
        (
            "backfills_add_up",
            "INSERT INTO stored.backfills VALUES "
            "('b', 'a.warc.gz', '', 9, 8, 3, MAP {'article': 3}, TIMESTAMPTZ '2024-08-28 12:00:00Z', now())",
        ),
        ("deliveries_have_one_fate", "UPDATE stored.deliveries SET fate = 'retry', reason = 'x'"),
        ("deliveries_have_one_fate", "UPDATE stored.deliveries SET fate = 'quarantined'"),
        ("deliveries_have_one_fate", "UPDATE stored.deliveries SET attempts = 0"),
        (
            "deliveries_have_one_fate",
            "UPDATE stored.deliveries SET fate = 'discarded', reason = 'x'; INSERT INTO stored.deliveries BY NAME "
            "FROM stored.deliveries SELECT * REPLACE ('d-2' AS digest, 2 AS number)",
        ),
        (
            "deliveries_are_of_alerts",
            "INSERT INTO stored.acknowledgements VALUES ('alert-lost', now(), '', 'high')",
        ),
        ("mutes_are_in_order", "INSERT INTO stored.mutes VALUES ('m', 'w', NULL, '', now(), NULL, '2024-08-27')"),
        ("polls_add_up", "UPDATE stored.polls SET discards = 2 WHERE feed_id = 'feed-dawn'"),
        ("polls_add_up", "UPDATE stored.polls SET discards = -1, discard_reasons = MAP {'no_link': -1}"),
        ("polls_add_up", "UPDATE stored.polls SET unchanged = NULL"),
        ("polls_add_up", "UPDATE stored.polls SET answer = 'read'"),
        ("polls_add_up", "UPDATE stored.polls SET failure_reason = NULL"),
        ("polls_add_up", "UPDATE stored.polls SET answer = 'silent'"),
        ("entries_are_those_polled", "DELETE FROM stored.polls WHERE feed_id = 'feed-wire'"),
        (
            "entries_are_those_polled",
            "INSERT INTO stored.entries BY NAME FROM stored.entries SELECT * REPLACE ('e' AS entry_id) LIMIT 1",
        ),
        (
            "revisits_are_of_articles",
            f"{AGAIN} 'entry-dawn-1', NULL, 0, NULL, NULL)",
        ),
        (
            "revisits_are_of_articles",
            f"{AGAIN} 'entry-dawn-1', now(), 1, 'same', NULL)",
        ),
        (
            "revisits_are_of_articles",
            f"{AGAIN} 'entry-dawn-1', NULL, 1, 'withdrawn', now())",
        ),
        (
            "pages_have_one_fate",
            "UPDATE stored.outcomes SET subject_id = 'entry-lost' WHERE subject_id = 'entry-wire-2' AND stage = 'page'",
        ),
        (
            "paused_feeds_have_a_reason",
            "UPDATE stored.feed_states SET paused_at = now(), failure_reason = NULL WHERE failures > 0",
        ),
        ("cells_are_in_the_text", _cells("struct_update(c, decision_id := 'decision-lost')")),
        ("cells_are_in_the_text", _cells("struct_update(c, start := 0, stop := 0)")),
        ("cells_are_in_the_text", _cells("struct_update(c, start := 7, stop := NULL)")),
        ("cells_are_in_the_text", _cells("struct_update(c, stop := 100000)")),
        ("cells_are_in_the_text", _cells("struct_update(c, start := 6, stop := 7)")),
        ("cells_are_in_the_text", _cells("struct_update(c, article_id := 'article-lost')")),
        ("cells_are_in_the_text", _cells("struct_update(c, article_id := NULL)")),
        *(("values_have_their_cells", _without(name)) for name in CELLS),
        (
            "decisions_are_whole",
            f"{DECISION} 'reject', 'incident-lost', 'seen', now(), NULL, [], [], NULL, NULL, NULL, NULL)",
        ),
        (
            "decisions_are_whole",
            f"{DECISION} 'merge', 'incident-defused', 'seen', now(), NULL, {SIDE}, {SIDE}, NULL, NULL, NULL, NULL)",
        ),
        (
            "decisions_are_whole",
            f"{DECISION} 'split', 'incident-defused', 'seen', now(), NULL, {SIDE}, [], NULL, NULL, NULL, NULL)",
        ),
        (
            "decisions_are_whole",
            f"{DECISION} 'reject', 'incident-defused', 'seen', now(), NULL, [], [], NULL, NULL, '2024-01-01', 'no')",
        ),
        ("versions_follow_each_other", LATE.format("'2024-01-01'")),
        ("versions_follow_each_other", "UPDATE stored.incident_versions SET version = 4 WHERE version = 2"),
        ("versions_follow_each_other", "UPDATE stored.incident_versions SET recorded_at = NULL WHERE version = 2"),
        (
            "versions_follow_each_other",
            "UPDATE stored.incident_versions SET replaced_at = '2024-01-01' WHERE version = 2",
        ),
        (
            "versions_follow_each_other",
            "UPDATE stored.incident_versions SET replaced_at = now() WHERE incident_id = 'incident-defused'",
        ),
        ("forwards_lead_to_incidents", _merged("incident-lost")),
        ("forwards_lead_to_incidents", _merged("incident-defused")),
        (
            "forwards_lead_to_incidents",
            f"{_merged('incident-massacre')}; INSERT INTO stored.incident_reports (event_id, incident_id, position) "
            "SELECT 'event-3', 'incident-defused', 0",
        ),
        (
            "forwards_lead_to_incidents",
            f"{_merged('incident-massacre')}; {FORWARD} 'incident-massacre', '2024-01-01', '', NULL)",
        ),
        ("forwards_lead_to_incidents", f"{FORWARD} 'incident-massacre', '2024-08-28', '', '2024-01-01')"),
        ("near_merges_are_of_incidents", f"{NEAR} 'incident-defused', 0.5, '')"),
        ("near_merges_are_of_incidents", f"{NEAR} 'incident-massacre', 1.5, '')"),
        (
            "near_merges_are_of_incidents",
            f"{NEAR} 'incident-massacre', 0.5, ''), ('incident-massacre', 'incident-defused', 0.5, '')",
        ),
        (
            "blocks_are_of_events",
            "INSERT INTO stored.report_blocks VALUES ('event-1', 1, 'core', '2024-08-26', '2024-08-25')",
        ),
        (
            "readings_are_of_articles",
            "INSERT INTO stored.past_events BY NAME "
            "SELECT * REPLACE ('article-lost' AS article_id) FROM stored.events LIMIT 1",
        ),
        (
            "readings_are_of_articles",
            "INSERT INTO stored.past_readings BY NAME "
            "SELECT * REPLACE ('article-lost' AS article_id) FROM stored.readings LIMIT 1",
        ),
        ("leavers_have_left", "INSERT INTO stored.leavers VALUES ('event-9', 'incident-lost', NULL, now())"),
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


@pytest.mark.parametrize(
    "sound",
    [
        # An entry whose page is another entry's article; a poll by a version that did not count; a page of an archive.
        "UPDATE stored.articles SET entry_id = 'entry-wire-1' WHERE entry_id = 'entry-wire-2'",
        "UPDATE stored.polls SET discard_reasons = NULL",
        "INSERT INTO stored.feeds VALUES ('feed-archive', 'https://a.example', 'A', NULL, NULL, NULL); "
        "INSERT INTO stored.entries BY NAME "
        "FROM stored.entries SELECT * REPLACE ('e' AS entry_id, 'feed-archive' AS feed_id) LIMIT 1",
        # A value that a person decided; what a later version took the place of, by a decision that was undone.
        f"{A_SET} NULL, NULL); {DECIDED}",
        f"{A_SET} now(), 'a slip'); {LATE.format('now()')}; {DECIDED}; "
        "UPDATE stored.incident_versions SET replaced_at = now() WHERE version = 2",
        # A version that was replaced rests on a report that no reader finds any more.
        f"{LATE.format('now()')}; UPDATE stored.incident_versions SET replaced_at = now() WHERE version < 3; "
        "DELETE FROM stored.incident_versions WHERE incident_id = 'incident-defused'; "
        "DELETE FROM stored.incidents WHERE incident_id = 'incident-defused'; "
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-3'; "
        "DELETE FROM stored.events WHERE event_id = 'event-3'",
        # A report left its incident, which the next resolution takes up; an incident has no report left.
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-2'; "
        "INSERT INTO stored.leavers VALUES ('event-2', 'incident-massacre', NULL, now())",
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-3'; "
        "UPDATE stored.incident_versions SET status = 'withdrawn', event_id = NULL, reports = 0 "
        "WHERE incident_id = 'incident-defused'",
        # So has one whose status a person decided.
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-3'; "
        "UPDATE stored.incident_versions SET event_id = NULL, reports = 0 WHERE incident_id = 'incident-defused'",
        # No word says that an incident is withdrawn; a page was as it was when it was asked for again.
        "UPDATE stored.incident_versions SET status = 'withdrawn', "
        "cells = list_filter(cells, lambda c: c.cell <> 'status') WHERE incident_id = 'incident-defused'",
        f"{AGAIN} 'entry-dawn-1', now(), 1, 'same', now())",
        # A merged incident whose versions are all replaced, and one that was told apart again.
        _merged("incident-massacre"),
        f"{FORWARD} 'incident-massacre', '2024-08-28', '', '2024-08-29')",
    ],
)
def test_what_is_sound_is_not_called_broken(filled: Warehouse, sound: str) -> None:
    filled.connection.execute(sound)
    assert failed_checks(filled.connection) == []


@pytest.mark.parametrize("name", BREAKS)
def test_no_rule_compares_each_row_with_each(filled: Warehouse, name: str) -> None:
    """Of a million entries that would take hours, after each run."""
    plan = filled.connection.table(f"EXPLAIN (FORMAT json) {(CHECKS / f'{name}.sql').read_text(encoding='utf-8')}")
    told = plan.rows[0][-1]
    assert [slow for slow in ("NL_JOIN", "NESTED_LOOP_JOIN", "CROSS_PRODUCT") if slow in told] == []
