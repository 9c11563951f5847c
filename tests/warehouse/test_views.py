"""What readers see of the small world, checked by hand against its texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.migrations import VIEWS
from warehouse.schema_text import describe
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
    found = rows(snapshot, "FROM provenance WHERE incident_id = 'incident-massacre' AND is_latest ORDER BY cell")
    assert [(row["cell"], row["words"], row["sentence"], row["url"]) for row in found] == [
        (
            "claimed_by",
            "The Balochistan Liberation Army",
            "The Balochistan Liberation Army claimed the attack.",
            "https://dawn.example/1",
        ),
        ("killed", "23", "The toll in Musakhail rose to 23 on Tuesday, officials said.", "https://wire.example/1"),
        (
            "place",
            "Musakhail",
            "Gunmen killed 22 passengers in Musakhail on Monday, police said.",
            "https://dawn.example/1",
        ),
    ]
    assert found[2]["attributed_to"] == "police said"


def test_provenance_keeps_the_words_of_earlier_versions(snapshot: Warehouse) -> None:
    (earlier,) = rows(snapshot, "FROM provenance WHERE incident_id = 'incident-massacre' AND NOT is_latest")
    assert (earlier["version"], earlier["value"], earlier["words"]) == (1, "22", "22 passengers")


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
