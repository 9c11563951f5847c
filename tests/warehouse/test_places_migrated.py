"""A warehouse written before places had a role, a reason and their province's code comes back whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.warehouse.earlier import write_earlier
from tests.warehouse.world import NOW
from warehouse.records import Place, PlaceRole, Reading, Span
from warehouse.soundness import failed_checks
from warehouse.store import open_snapshot, open_warehouse

_TEXT = "Gunmen killed two men in Quetta on Monday. At least 2,500 people were killed in Pakistan in 2024."
_SPAN = "{'text': 'Quetta', 'start': 25, 'stop': 31}"
_QUETTA = f"""{{'span': {_SPAN}, 'name': 'Quetta', 'geonameid': 1167528, 'admin1': 'Balochistan', 'admin2': NULL,
    'country': 'PAK', 'lat': 30.18, 'lon': 67.0, 'precision': 'exact'}}"""
_PAKISTAN = """{'span': {'text': 'Pakistan', 'start': 80, 'stop': 88}, 'name': 'Pakistan', 'geonameid': 1168579,
    'admin1': NULL, 'admin2': NULL, 'country': 'PAK', 'lat': 30.0, 'lon': 70.0, 'precision': 'country'}"""
_EVENT = """
    INSERT INTO stored.events BY NAME SELECT
        'dawn' AS publisher, 'https://dawn.example/1' AS url, 'text-1' AS text_cluster, 'rules 1' AS reader,
        'article-1' AS article_id, '2024-08-26 08:00:00Z'::TIMESTAMPTZ AS reported_at,
        '2024-08-26 09:00:00Z'::TIMESTAMPTZ AS learned_at, 'Violence against civilians' AS event_type,
        'Attack' AS sub_event_type, 'occurred' AS status, 'current' AS timeframe,
        {'text': 'killed', 'start': 7, 'stop': 13} AS "trigger", [] AS perpetrators, [] AS claimed_by,
        [] AS targets, [] AS weapons, [] AS killed_by_side, 0.9 AS confidence, [{'start': 0, 'stop': 42}] AS evidence
"""
_ROWS = (
    """
    INSERT INTO stored.feeds VALUES ('feed-dawn', 'https://dawn.example/rss', 'Dawn', 'PAK', 'en', 0);
    INSERT INTO stored.entries BY NAME
        SELECT 'entry-1' AS entry_id, 'feed-dawn' AS feed_id, '2024-08-26 09:00:00Z'::TIMESTAMPTZ AS first_seen_at;
    """,
    f"""
    INSERT INTO stored.articles BY NAME SELECT
        'article-1' AS article_id, 'entry-1' AS entry_id, 'feed-dawn' AS feed_id, 'https://dawn.example/1' AS url,
        '{_TEXT}' AS "text", [] AS authors, 'dawn' AS publisher, 'feed' AS origin, 'text-1' AS text_cluster,
        '2024-08-26 09:00:00Z'::TIMESTAMPTZ AS first_seen_at, 'extractor 1' AS extractor
    """,
    "INSERT INTO stored.readings VALUES ('article-1', 'rules 1', true, 'en', NULL)",
    _EVENT + f", 'event-1' AS event_id, {_QUETTA} AS place",
    _EVENT + ", 'event-2' AS event_id, NULL AS place",
    f"""
    INSERT INTO stored.tolls BY NAME SELECT
        'article-1' AS article_id, 0 AS position, 'killed' AS measure, {{'low': 2500}} AS "count",
        {_PAKISTAN} AS place, [] AS evidence
    """,
    f"""
    INSERT INTO stored.place_mentions VALUES
        ('article-1', 0, {_SPAN}, 'Quetta', 1167528, 'Balochistan', NULL, 'PAK', 30.18, 67.0, 'exact')
    """,
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse at migration 5, with one article's reading."""
    return write_earlier(tmp_path, monkeypatch, 5, _ROWS)


def test_a_place_of_an_earlier_version_is_where_something_is_and_has_no_reason(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        placed, placeless = sorted(warehouse.surroundings.awaiting(100), key=lambda report: report.event_id)
        assert failed_checks(warehouse.connection) == []
        others = "SELECT place.role FROM stored.tolls UNION ALL SELECT role FROM stored.place_mentions"
        assert warehouse.connection.values(others) == ["place", "place"]
    place = placed.event.place
    assert place is not None and placeless.event.place is None
    assert (place.name, place.geonameid, place.lat, place.precision) == ("Quetta", 1167528, 30.18, "exact")
    assert (place.role, place.admin1_code, place.why) == (PlaceRole.PLACE, None, None)


def test_its_rows_do_not_know_their_gazetteer(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        known = "SELECT gazetteer FROM stored.readings UNION ALL SELECT gazetteer FROM stored.events"
        assert warehouse.connection.values(known) == [None, None, None]


def test_it_can_be_published_and_read(path: Path, tmp_path: Path) -> None:
    with open_warehouse(path) as warehouse:
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    with open_snapshot(tmp_path / "snapshot.duckdb") as snapshot:
        assert snapshot.connection.values("SELECT place_name FROM events ORDER BY event_id") == ["Quetta", None]


def test_a_process_killed_right_after_leaves_a_file_that_opens(path: Path, tmp_path: Path) -> None:
    """What a kill leaves is the file and the log beside it: here as they lie while the writer is still open."""
    killed = tmp_path / "killed.duckdb"
    with open_warehouse(path):
        shutil.copy(path, killed)
        shutil.copy(f"{path}.wal", f"{killed}.wal")
    with open_warehouse(killed) as warehouse:
        assert warehouse.connection.values("SELECT place_name FROM events ORDER BY event_id") == ["Quetta", None]


def test_what_is_read_anew_keeps_role_reason_code_and_gazetteer(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        (article,) = warehouse.readings.articles_awaiting("rules 2", 1)
        islamabad = Place(
            *(Span("Pakistan", 80, 88), "Islamabad", 1176615, "Islamabad", None, "PAK", 33.7, 73.1, "exact"),
            admin1_code="PK-IS",
            role=PlaceRole.GOVERNMENT,
            why="the most populous of 3",
        )
        reading = Reading(False, "en", places=(islamabad,), reason="no-violence", gazetteer="geonames 3")
        warehouse.readings.save("rules 2", [(article, reading, [])], [], {}, NOW)
        shown = "SELECT words, role, admin1_code, why FROM mentions WHERE kind = 'place'"
        assert warehouse.connection.table(shown).rows == [("Pakistan", "government", "PK-IS", "the most populous of 3")]
        assert warehouse.connection.table("SELECT reader, gazetteer FROM articles").rows == [("rules 2", "geonames 3")]
        counted = "SELECT name, articles, mentions, as_government FROM places"
        assert warehouse.connection.table(counted).rows == [("Islamabad", 0, 0, 1)]
