"""A warehouse written before incidents had two clocks keeps its history, word for word, and breaks no rule."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.warehouse.earlier import write_earlier
from tests.warehouse.world import at
from warehouse.soundness import failed_checks
from warehouse.store import open_snapshot, open_warehouse

_TEXTS = (
    "Gunmen killed 22 passengers in Musakhail on Monday.",
    "The toll in Musakhail rose to 23, officials said.",
    "A bomb killed two people in Quetta on Monday.",
)
_MOMENT = "TIMESTAMPTZ '2024-08-{} 0{}:00:00Z'"
_ROWS = (
    "INSERT INTO stored.feeds VALUES ('feed-dawn', 'https://dawn.example/rss', 'Dawn', 'PAK', 'en', 0)",
    f"""
    INSERT INTO stored.entries BY NAME SELECT
        'entry-' || unnest([1, 2, 3]) AS entry_id, 'feed-dawn' AS feed_id, {_MOMENT.format(26, 8)} AS first_seen_at
    """,
    f"""
    INSERT INTO stored.articles BY NAME SELECT
        'article-' || unnest([1, 2, 3]) AS article_id, 'entry-' || unnest([1, 2, 3]) AS entry_id,
        'feed-dawn' AS feed_id, 'https://dawn.example/' || unnest([1, 2, 3]) AS url, unnest({list(_TEXTS)}) AS "text",
        [] AS authors, 'dawn' AS publisher, 'feed' AS origin, 'text-' || unnest([1, 2, 3]) AS text_cluster,
        {_MOMENT.format(26, 8)} AS first_seen_at, 'extractor 1' AS extractor, 'full' AS access,
        unnest(['AFP', NULL, NULL]) AS agency
    """,
    "INSERT INTO stored.readings SELECT 'article-' || unnest([1, 2, 3]), 'rules 1', true, 'en', NULL, NULL",
    *(
        f"""
        INSERT INTO stored.events BY NAME SELECT
            'event-{number}' AS event_id, 'article-{number}' AS article_id, 'rules 1' AS reader, 'dawn' AS publisher,
            'https://dawn.example/{number}' AS url, 'text-{number}' AS text_cluster, {reported} AS reported_at,
            {learned} AS learned_at, 'Violence against civilians' AS event_type, 'Attack' AS sub_event_type,
            'occurred' AS status, 'current' AS timeframe,
            {{'text': '{words}', 'start': {start}, 'stop': {stop}}} AS "trigger",
            [] AS perpetrators, [] AS claimed_by, [] AS targets, [] AS weapons, [] AS killed_by_side,
            0.9 AS confidence, [{{'start': 0, 'stop': {len(text)}}}] AS evidence
        """
        for number, reported, learned, words, start, stop, text in (
            (1, _MOMENT.format(26, 7), _MOMENT.format(27, 9), "killed", 7, 13, _TEXTS[0]),
            (2, _MOMENT.format(27, 6), _MOMENT.format(27, 8), "toll", 4, 8, _TEXTS[1]),
            (3, _MOMENT.format(26, 7), _MOMENT.format(26, 8), "killed", 7, 13, _TEXTS[2]),
        )
    ),
    f"INSERT INTO stored.incidents SELECT 'incident-' || unnest(['a', 'b']), {_MOMENT.format(26, 7)}",
    """
    INSERT INTO stored.incident_reports VALUES
        ('event-1', 'incident-a', 0), ('event-2', 'incident-a', 1), ('event-3', 'incident-b', 0)
    """,
    *(
        f"""
        INSERT INTO stored.incident_versions BY NAME SELECT
            'incident-{name}' AS incident_id, {version} AS version, {known} AS known_at, {learned} AS learned_at,
            'event-{event}' AS event_id, '{change}' AS change, 'Violence against civilians' AS event_type,
            'Attack' AS sub_event_type, 'occurred' AS status, {killed} AS killed_best, 1 AS sources, 1 AS reports,
            0.72 AS confidence, [
                {{'cell': 'sub_event_type', 'value': 'Attack', 'event_id': 'event-{first}',
                  'article_id': 'article-{first}', 'start': 7, 'stop': 13}},
                {{'cell': 'status', 'value': 'occurred', 'event_id': 'event-{first}',
                  'article_id': 'article-{first}', 'start': 7, 'stop': 13}},
                {{'cell': 'killed_best', 'value': '{killed}', 'event_id': 'event-{event}',
                  'article_id': 'article-{event}', 'start': {start}, 'stop': {stop}}}
            ] AS cells
        """
        for name, version, known, learned, first, event, killed, start, stop, change in (
            ("a", 1, _MOMENT.format(26, 7), _MOMENT.format(27, 9), 1, 1, 22, 14, 27, "first report, by dawn"),
            ("a", 2, _MOMENT.format(27, 6), _MOMENT.format(27, 8), 1, 2, 23, 30, 32, "killed 22 → 23"),
            ("b", 1, _MOMENT.format(26, 7), _MOMENT.format(26, 8), 3, 3, 2, 14, 17, "first report, by dawn"),
        )
    ),
)
_HISTORY = """
    SELECT incident_id, version, known_at, learned_at, killed_best, change FROM incident_versions
    ORDER BY incident_id, version
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse at migration 11 with two incidents; the later report of one was seen first."""
    return write_earlier(tmp_path, monkeypatch, 11, _ROWS)


def test_every_version_stands_as_it_was(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        assert failed_checks(warehouse.connection) == []
        assert warehouse.connection.table(_HISTORY).rows == [
            ("incident-a", 1, at("2024-08-26T07:00"), at("2024-08-27T09:00"), 22, "first report, by dawn"),
            ("incident-a", 2, at("2024-08-27T06:00"), at("2024-08-27T08:00"), 23, "killed 22 → 23"),
            ("incident-b", 1, at("2024-08-26T07:00"), at("2024-08-26T08:00"), 2, "first report, by dawn"),
        ]
        standing = "SELECT DISTINCT replaced_at, decision_id, len(decided) FROM incident_ledger"
        assert warehouse.connection.table(standing).rows == [(None, None, 0)]


def test_its_values_are_told_by_the_words_they_were_told_by(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        told = (
            "SELECT version, value, words, rule FROM provenance "
            "WHERE incident_id = 'incident-a' AND cell = 'killed_best' ORDER BY version"
        )
        assert warehouse.connection.table(told).rows == [
            (1, "22", "22 passengers", "told"),
            (2, "23", "23", "told"),
        ]


def test_what_was_written_when_is_no_earlier_than_what_it_follows(path: Path) -> None:
    """The first version of `a` was learned on the 27th at 9:00, so the second was not written at 8:00."""
    with open_warehouse(path) as warehouse:
        written = "SELECT record, recorded_at FROM incident_ledger WHERE incident_id = 'incident-a' ORDER BY record"
        assert warehouse.connection.table(written).rows == [
            (1, at("2024-08-27T09:00")),
            (2, at("2024-08-27T09:00")),
        ]
        on_record = "SELECT killed_best FROM incidents_on_record('{}') ORDER BY incident_id"
        assert warehouse.connection.values(on_record.format("2024-08-27 08:30")) == [2]
        assert warehouse.connection.values(on_record.format("2024-08-27 09:00")) == [23, 2]
        known = "SELECT killed_best FROM incidents_asof('{}') ORDER BY incident_id"
        assert warehouse.connection.values(known.format("2024-08-26 07:00")) == [22, 2]


def test_its_reports_are_members_with_the_agency_of_their_article(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        members = "SELECT event_id, incident_id, tier, probability, agency FROM incident_members ORDER BY event_id"
        assert warehouse.connection.table(members).rows == [
            ("event-1", "incident-a", "core", None, "AFP"),
            ("event-2", "incident-a", "core", None, None),
            ("event-3", "incident-b", "core", None, None),
        ]
        whole = warehouse.incidents.get("incident-a")
    assert whole is not None
    assert [report.event_id for report in whole.reports] == ["event-1", "event-2"]
    assert ([version.version for version in whole.versions], whole.recorded) == ([1, 2], 2)


def test_it_can_be_published_and_read(path: Path, tmp_path: Path) -> None:
    with open_warehouse(path) as warehouse:
        warehouse.publish_snapshot(tmp_path / "snapshot.duckdb")
    with open_snapshot(tmp_path / "snapshot.duckdb") as snapshot:
        assert snapshot.connection.values("SELECT killed_best FROM incidents ORDER BY incident_id") == [23, 2]
        assert snapshot.connection.values("SELECT count(*) FROM review") == [0]


def test_a_process_killed_right_after_leaves_a_file_that_opens(path: Path, tmp_path: Path) -> None:
    """What a kill leaves is the file and the log beside it: here as they lie while the writer is still open."""
    killed = tmp_path / "killed.duckdb"
    with open_warehouse(path):
        shutil.copy(path, killed)
        shutil.copy(f"{path}.wal", f"{killed}.wal")
    with open_warehouse(killed) as warehouse:
        assert len(warehouse.connection.table(_HISTORY).rows) == 3
        assert failed_checks(warehouse.connection) == []
