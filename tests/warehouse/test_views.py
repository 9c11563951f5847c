"""What readers see of the small world, checked by hand against its texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.later import DECIDED_AT, RETOLD_AT, decide_killed, forward, tell_an_older_report
from warehouse.migrations import VIEWS
from warehouse.schema_text import describe
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse

ROOT = Path(__file__).parent.parent.parent
OF_READERS = "SELECT {} FROM duckdb_{}() WHERE NOT internal AND schema_name = 'main'"


def rows(snapshot: Warehouse, sql: str) -> list[dict[str, Any]]:
    return snapshot.connection.dicts(sql)


def views(snapshot: Warehouse) -> set[str]:
    return set(snapshot.connection.values(OF_READERS.format("view_name", "views")))


def test_an_incident_is_one_row_with_its_latest_facts(snapshot: Warehouse) -> None:
    (massacre,) = rows(snapshot, "FROM incidents WHERE incident_id = 'incident-massacre'")
    wanted = {
        "sub_event_type": "Attack",
        "happened_first": date(2024, 8, 26),
        "country": "PAK",
        "country_name": "Pakistan",
        "region": "South Asia",
        "killed_low": 22,
        "killed_best": 23,
        "killed_high": 23,
        "injured_best": None,
        "confidence": 0.95,
        "versions": 2,
        "publishers": ["Dawn", "Wire"],
        "links": ["https://dawn.example/1", "https://wire.example/1"],
        "url": "https://dawn.example/1",
        "first_reported": datetime(2024, 8, 26, 8, tzinfo=UTC),
        "last_reported": datetime(2024, 8, 27, 10, tzinfo=UTC),
        "disorder_type": "Political violence",
        "counted": True,
    }
    assert {name: massacre[name] for name in wanted} == wanted


def test_a_foiled_attack_is_an_incident_that_nothing_counts(snapshot: Warehouse) -> None:
    statuses = rows(snapshot, "SELECT incident_id, status, counted FROM incidents ORDER BY incident_id")
    assert statuses == [
        {"incident_id": "incident-defused", "status": "foiled", "counted": False},
        {"incident_id": "incident-massacre", "status": "occurred", "counted": True},
    ]
    (day,) = rows(snapshot, "FROM daily_counts")
    assert day == {
        "day": date(2024, 8, 26),
        "country": "PAK",
        "country_name": "Pakistan",
        "admin1": "Balochistan",
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "incidents": 1,
        "killed": 23,
        "injured": None,
    }


def test_every_version_is_kept_with_what_it_changed(snapshot: Warehouse) -> None:
    history = rows(
        snapshot,
        "SELECT version, known_at, killed_best, change FROM incident_versions "
        "WHERE incident_id = 'incident-massacre' ORDER BY version",
    )
    assert [(row["version"], row["killed_best"]) for row in history] == [(1, 22), (2, 23)]
    assert history[1]["known_at"] == datetime(2024, 8, 27, 10, tzinfo=UTC)
    assert history[1]["change"] == "killed 22 → 23, reported by Wire"


def test_provenance_quotes_the_words_and_their_sentence(snapshot: Warehouse) -> None:
    found = rows(
        snapshot,
        "FROM provenance WHERE incident_id = 'incident-massacre' AND is_latest "
        "AND cell IN ('claimed_by', 'killed_best', 'place') ORDER BY cell",
    )
    assert [(row["cell"], row["words"], row["sentence"], row["url"]) for row in found] == [
        (
            "claimed_by",
            "The Balochistan Liberation Army",
            "The Balochistan Liberation Army claimed the attack.",
            "https://dawn.example/1",
        ),
        (
            "killed_best",
            "23",
            "The toll in Musakhail rose to 23 on Tuesday, officials said.",
            "https://wire.example/1",
        ),
        (
            "place",
            "Musakhail",
            "Gunmen killed 22 passengers in Musakhail on Monday, police said.",
            "https://dawn.example/1",
        ),
    ]
    assert [row["rule"] for row in found] == ["told", "latest", "finest"]
    assert found[2]["attributed_to"] == "police said"
    assert (found[2]["decision_id"], found[2]["decided_at"]) == (None, None)


def test_where_no_evidence_holds_the_words_the_sentence_around_them_is_quoted(filled: Warehouse) -> None:
    filled.connection.execute("UPDATE stored.events SET evidence = []")
    found = rows(
        filled,
        "FROM provenance WHERE incident_id = 'incident-massacre' AND is_latest "
        "AND cell IN ('claimed_by', 'killed_best', 'place') ORDER BY cell",
    )
    assert [(row["words"], row["sentence"]) for row in found] == [
        ("The Balochistan Liberation Army", "The Balochistan Liberation Army claimed the attack."),
        ("23", "The toll in Musakhail rose to 23 on Tuesday, officials said."),
        ("Musakhail", "Gunmen killed 22 passengers in Musakhail on Monday, police said."),
    ]


def test_provenance_keeps_the_words_of_earlier_versions(snapshot: Warehouse) -> None:
    (earlier,) = rows(
        snapshot,
        "FROM provenance WHERE incident_id = 'incident-massacre' AND NOT is_latest AND cell = 'killed_best'",
    )
    assert (earlier["version"], earlier["value"], earlier["words"]) == (1, "22", "22 passengers")


def test_what_a_person_decided_has_a_reason_and_a_time_in_the_place_of_words(filled: Warehouse) -> None:
    decide_killed(filled, 30)
    (found,) = rows(filled, "FROM provenance WHERE is_latest AND decision_id IS NOT NULL")
    assert (found["cell"], found["value"], found["rule"]) == ("killed_best", "30", "decided")
    assert (found["words"], found["sentence"], found["url"]) == (None, None, None)
    assert (found["decided_because"], found["decided_at"]) == ("the hospital's list", DECIDED_AT)
    (shown,) = rows(filled, "SELECT killed_best, decided, versions FROM incidents WHERE decided <> []")
    assert shown == {"killed_best": 30, "decided": ["killed_best"], "versions": 3}
    (rules,) = filled.connection.values("SELECT rules FROM incident_versions WHERE decision_id IS NOT NULL")
    assert (rules["killed_best"], rules["place"], rules["killed_high"]) == ("decided", "finest", "highest")
    assert failed_checks(filled.connection) == []


def test_versions_that_stand_are_numbered_by_when_they_became_known(filled: Warehouse) -> None:
    tell_an_older_report(filled)
    standing = rows(
        filled,
        "SELECT version, record, killed_best FROM incident_versions "
        "WHERE incident_id = 'incident-massacre' ORDER BY version",
    )
    assert [tuple(row.values()) for row in standing] == [(1, 3, 20), (2, 1, 22), (3, 4, 24)]
    written = rows(
        filled,
        "SELECT record, killed_best, replaced_at FROM incident_ledger "
        "WHERE incident_id = 'incident-massacre' ORDER BY record",
    )
    assert [(row["record"], row["killed_best"], row["replaced_at"]) for row in written] == [
        (1, 22, None),
        (2, 23, RETOLD_AT),
        (3, 20, None),
        (4, 24, None),
    ]
    assert filled.connection.values("SELECT killed_best FROM incidents WHERE versions = 3") == [24]
    assert failed_checks(filled.connection) == []


def test_a_merged_incident_is_found_by_where_its_id_leads(filled: Warehouse) -> None:
    for merged, to in (("incident-old", "incident-older"), ("incident-older", "incident-massacre")):
        forward(filled, merged, to)
    forward(filled, "incident-defused", "incident-massacre", until="now()")
    assert rows(filled, "SELECT incident_id, leads_to FROM forwards ORDER BY incident_id") == [
        {"incident_id": "incident-defused", "leads_to": None},
        {"incident_id": "incident-old", "leads_to": "incident-massacre"},
        {"incident_id": "incident-older", "leads_to": "incident-massacre"},
    ]
    assert rows(filled, "SELECT incident_id, merged_ids FROM incidents ORDER BY incident_id") == [
        {"incident_id": "incident-defused", "merged_ids": []},
        {"incident_id": "incident-massacre", "merged_ids": ["incident-old", "incident-older"]},
    ]
    assert failed_checks(filled.connection) == []


def test_ids_that_lead_in_a_circle_lead_nowhere_and_no_view_hangs(filled: Warehouse) -> None:
    forward(filled, "incident-one", "incident-two")
    forward(filled, "incident-two", "incident-one")
    assert filled.connection.values("SELECT leads_to FROM forwards") == [None, None]
    assert filled.connection.values("SELECT count(*) FROM incidents") == [2]


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_what_is_no_attack_any_more_stays_visible_and_is_counted_nowhere(filled: Warehouse, status: str) -> None:
    filled.connection.execute("UPDATE stored.incident_versions SET status = ? WHERE killed_best = 23", (status,))
    (shown,) = rows(filled, "SELECT status, counted FROM incidents WHERE incident_id = 'incident-massacre'")
    assert shown == {"status": status, "counted": False}
    assert [filled.connection.values(f"SELECT count(*) FROM {view}") for view in ("daily_counts", "acled")] == [
        [0],
        [0],
    ]
    assert filled.incidents.days(["incident-massacre"]) == []


def test_the_sentence_of_a_report_that_a_later_reader_lost_is_still_quoted(filled: Warehouse) -> None:
    filled.connection.execute(
        "INSERT INTO stored.past_events BY NAME "
        "SELECT *, now() AS replaced_at, 'rules 2' AS replaced_by FROM stored.events WHERE event_id = 'event-3'; "
        "DELETE FROM stored.events WHERE event_id = 'event-3'"
    )
    (found,) = rows(filled, "FROM provenance WHERE incident_id = 'incident-defused' AND cell = 'status'")
    assert found["words"] == "defused"
    assert found["reported_at"] == datetime(2024, 8, 27, 11, tzinfo=UTC)


def test_a_member_says_why_it_is_there(filled: Warehouse) -> None:
    filled.connection.execute(
        "UPDATE stored.incident_reports SET tier = 'core', probability = 0.98765, because = 'same town and day' "
        "WHERE event_id = 'event-2'"
    )
    (member,) = rows(filled, "FROM incident_members WHERE event_id = 'event-2'")
    assert (member["incident_id"], member["tier"], member["probability"], member["because"], member["publisher"]) == (
        "incident-massacre",
        "core",
        0.988,
        "same town and day",
        "Wire",
    )


def test_a_decision_says_what_it_spoke_of_and_what_of_that_is_gone(filled: Warehouse) -> None:
    decide_killed(filled, 30)
    (shown,) = rows(filled, "FROM decisions")
    assert (shown["kind"], shown["cell"], shown["value"], shown["holds"]) == ("set", "killed_best", "30", True)
    assert (shown["anchors"], shown["articles"], shown["vanished"]) == (
        ["event-1", "event-2"],
        ["article-dawn-1", "article-wire-1"],
        [],
    )
    # Another reader has event-4 in the place of event-1, and nothing in that of event-2.
    filled.connection.execute(
        "INSERT INTO stored.past_events BY NAME SELECT *, now() AS replaced_at, 'rules 2' AS replaced_by, "
        "CASE event_id WHEN 'event-1' THEN 'event-4' END AS successor_id "
        "FROM stored.events WHERE event_id IN ('event-1', 'event-2'); "
        "UPDATE stored.incident_reports SET event_id = 'event-4' WHERE event_id = 'event-1'; "
        "DELETE FROM stored.incident_reports WHERE event_id = 'event-2'"
    )
    assert filled.connection.values("SELECT vanished FROM decisions") == [["event-2"]]


def test_an_event_is_told_in_its_sentences(snapshot: Warehouse) -> None:
    (told,) = rows(snapshot, "FROM events WHERE event_id = 'event-2'")
    assert told["sentence"] == (
        "The toll in Musakhail rose to 23 on Tuesday, officials said. Militants had set 10 vehicles on fire."
    )
    assert (told["incident_id"], told["killed_best"], told["weapons"]) == ("incident-massacre", 23, ["arson"])
    (first,) = rows(snapshot, "FROM events WHERE event_id = 'event-1'")
    assert (first["perpetrators"], first["claimed_by"]) == (["Gunmen"], ["Balochistan Liberation Army"])


def test_a_figure_over_a_year_is_a_toll_and_no_incident(snapshot: Warehouse) -> None:
    (toll,) = rows(snapshot, "FROM tolls")
    assert (toll["measure"], toll["low"], toll["best"], toll["country"]) == ("killed", 2500, None, "PAK")
    assert (toll["first_day"], toll["last_day"]) == (date(2024, 1, 1), date(2024, 12, 31))
    assert toll["sentence"] == "At least 2,500 people were killed in Pakistan in 2024."


def test_actors_and_places_count_incidents_not_reports(snapshot: Warehouse) -> None:
    (actor,) = rows(snapshot, "FROM actors")
    assert (actor["name"], actor["incidents"], actor["killed"], actor["articles"]) == (
        "Balochistan Liberation Army",
        1,
        23,
        1,
    )
    (place,) = rows(snapshot, "FROM places")
    assert (place["name"], place["incidents"], place["killed"], place["articles"]) == ("Musa Khel Bazar", 1, 23, 2)


def test_the_health_of_feeds_says_what_they_bring_and_why_they_fail(snapshot: Warehouse) -> None:
    health = rows(
        snapshot,
        "SELECT publisher, state, failure_reason, polls, failed_polls, entries, discards, articles, articles_from_feed "
        "FROM feeds_health ORDER BY publisher",
    )
    assert [tuple(row.values()) for row in health] == [
        ("Dawn", "ok", None, 1, 0, 1, 1, 1, 0),
        ("Quiet", "new", None, 0, 0, 0, 0, 0, 0),
        ("Wire", "failing", "http_404", 1, 1, 2, 0, 2, 1),
    ]


def test_articles_mentions_alerts_runs_and_outcomes_are_readable(snapshot: Warehouse) -> None:
    articles = rows(snapshot, "SELECT article_id, origin, relevant, events FROM articles ORDER BY article_id")
    assert [tuple(row.values()) for row in articles] == [
        ("article-dawn-1", "page", True, 1),
        ("article-wire-1", "page", True, 1),
        ("article-wire-2", "feed", True, 1),
    ]
    mentioned = rows(snapshot, "SELECT kind, words FROM mentions ORDER BY kind, article_id")
    assert [tuple(row.values()) for row in mentioned] == [
        ("actor", "The Balochistan Liberation Army"),
        ("place", "Musakhail"),
        ("place", "Musakhail"),
    ]
    (alert,) = rows(snapshot, "FROM alerts")
    assert (alert["watch"], alert["opened_day"], alert["incidents"], alert["deliveries"]) == (
        "balochistan",
        date(2024, 8, 26),
        1,
        1,
    )
    (run,) = rows(snapshot, "FROM runs")
    assert (run["stage"], run["seconds"], run["counts"]) == ("collect", 60.0, {"polled": 3, "new": 2})
    fates = rows(snapshot, "SELECT stage, fate, count(*) AS n FROM outcomes GROUP BY ALL ORDER BY stage")
    assert [tuple(row.values()) for row in fates] == [
        ("entry", "discarded", 1),
        ("page", "done", 3),
        ("read", "done", 3),
    ]


def test_every_view_has_its_file_and_says_what_it_holds(snapshot: Warehouse) -> None:
    assert views(snapshot) == {path.stem.split("_", 1)[1] for path in VIEWS.glob("*.sql")}
    assert {"incidents", "incident_versions", "events", "articles", "actors", "places", "tolls"} <= views(snapshot)
    assert {"feeds_health", "alerts", "daily_counts", "provenance"} <= views(snapshot)
    silent = OF_READERS.format("view_name", "views") + " AND comment IS NULL"
    assert snapshot.connection.values(silent) == []
    silent = OF_READERS.format("table_name || '.' || column_name", "columns") + " AND comment IS NULL"
    assert snapshot.connection.values(silent) == []


def test_the_schema_page_names_every_view_and_column(snapshot: Warehouse, snapshot_path: Path) -> None:
    page = describe(snapshot_path)
    columns = OF_READERS.format("column_name", "columns")
    for name in views(snapshot) | set(snapshot.connection.values(columns)):
        assert re.search(rf"^ *{name}\b", page, re.MULTILINE), name
    assert max(len(line) for line in page.splitlines()) <= 118


def test_the_readme_lists_the_views_that_there_are(snapshot: Warehouse) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Query\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    listed = set(re.findall(r"^(?:\||-|\*) ?`([a-z_]+)`", section[1], re.MULTILINE)) if section else set()
    if not listed:
        pytest.skip("README.md has no list of views in a section '## Query'")
    assert listed == views(snapshot)
