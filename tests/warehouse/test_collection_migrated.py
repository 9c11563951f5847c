"""A warehouse written before feeds had a rhythm and articles their access comes back whole, and every sum agrees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.warehouse.earlier import write_earlier
from tests.warehouse.world import at
from warehouse.records import FailureClass, FeedState
from warehouse.soundness import failed_checks
from warehouse.status import status
from warehouse.store import open_warehouse

SEEN = at("2024-08-26T09:00")
_MOMENT = "TIMESTAMPTZ '2024-08-26 09:00:00Z'"
_ROWS = (
    """
    INSERT OR REPLACE INTO stored.feeds VALUES
        ('feed-dawn', 'https://dawn.example/rss', 'Dawn', 'PAK', 'en', 0),
        ('feed-down', 'https://down.example/rss', 'Down', 'PAK', 'en', 1),
        ('feed-gone', 'https://gone.example/rss', 'Gone', 'PAK', 'en', NULL)
    """,
    f"""
    INSERT OR REPLACE INTO stored.feed_states VALUES
        ('feed-dawn', '"1"', NULL, {_MOMENT}, {_MOMENT}, {_MOMENT}, 0, NULL, NULL),
        ('feed-down', NULL, NULL, {_MOMENT}, NULL, {_MOMENT}, 2, 'soft', 'server_error: HTTP 500'),
        ('feed-gone', NULL, NULL, {_MOMENT}, {_MOMENT}, {_MOMENT}, 0, NULL, NULL)
    """,
    f"""
    INSERT OR REPLACE INTO stored.polls VALUES
        ('feed-dawn', {_MOMENT}, 3, 3, 1, NULL, NULL),
        ('feed-dawn', {_MOMENT} + INTERVAL 1 HOUR, 3, 0, 0, NULL, 'malformed_xml'),
        ('feed-down', {_MOMENT}, 0, 0, 0, 'soft', 'server_error: HTTP 500'),
        ('feed-gone', {_MOMENT}, 1, 1, 0, NULL, NULL)
    """,
    f"""
    INSERT INTO stored.entries BY NAME SELECT
        'entry-' || unnest([1, 2, 3, 4]) AS entry_id,
        unnest(['feed-dawn', 'feed-dawn', 'feed-dawn', 'feed-gone']) AS feed_id,
        'https://dawn.example/' || unnest([1, 2, 3, 4]) AS link, {_MOMENT} AS first_seen_at
    """,
    f"""
    INSERT INTO stored.outcomes VALUES
        ('page', 'entry-1', 'done', NULL, NULL, 1, {_MOMENT}),
        ('page', 'entry-2', 'retry', 'too_slow', {_MOMENT} + INTERVAL 1 HOUR, 1, {_MOMENT})
    """,
    f"""
    INSERT INTO stored.pages VALUES ('page-1', 'entry-1', 'https://dawn.example/1', 'https://dawn.example/1', 200,
        'text/html', 9, 'pages.warc.gz', 0, {_MOMENT})
    """,
    f"""
    INSERT INTO stored.articles BY NAME SELECT
        'article-' || unnest([1, 2]) AS article_id, 'entry-' || unnest([1, 2]) AS entry_id, 'feed-dawn' AS feed_id,
        'https://dawn.example/' || unnest([1, 2]) AS url, 'Words.' AS "text", [] AS authors, 'dawn' AS publisher,
        unnest(['page', 'feed']) AS origin, 'text-' || unnest([1, 2]) AS text_cluster, {_MOMENT} AS first_seen_at,
        'extractor 1' AS extractor
    """,
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse at migration 7 that two runs wrote."""
    return write_earlier(tmp_path, monkeypatch, 7, _ROWS, _ROWS[:3])


def test_every_feed_has_the_state_it_had(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        states = warehouse.feeds.states()
        assert failed_checks(warehouse.connection) == []
    plain = FeedState("feed-dawn", '"1"', last_polled_at=SEEN, last_success_at=SEEN, due_at=SEEN)
    assert states["feed-dawn"] == plain
    down = states["feed-down"]
    assert (down.failures, down.failure_class, down.strikes, down.paused_at) == (2, FailureClass.SOFT, 0.0, None)
    assert not down.validators_lie


def test_every_entry_is_in_the_accounts(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        whole = status(warehouse.connection).in_all
    assert (whole.polls, whole.answers, whole.failures) == (4, {"failed": 1, "read": 3}, {"server_error": 1})
    assert (whole.seen, whole.new, whole.unchanged, whole.discarded) == (8, 4, 3, 1)
    assert whole.discards == {"not_recorded": 1}
    assert whole.pages == {"left": 1, "page": 1, "retry": 1, "waiting": 1}


def test_its_articles_are_whole_ones(path: Path) -> None:
    with open_warehouse(path) as warehouse:
        articles = warehouse.articles.since(SEEN)
    assert [(article.article_id, article.access, article.agency) for article in articles] == [
        ("article-1", "full", None),
        ("article-2", "full", None),
    ]


def test_a_process_killed_right_after_leaves_a_file_that_opens(path: Path, tmp_path: Path) -> None:
    """What a kill leaves is the file and the log beside it: here as they lie while the writer is still open."""
    killed = tmp_path / "killed.duckdb"
    with open_warehouse(path) as warehouse:
        states = warehouse.feeds.states()
        shutil.copy(path, killed)
        shutil.copy(f"{path}.wal", f"{killed}.wal")
    with open_warehouse(killed) as warehouse:
        assert warehouse.feeds.states() == states
        assert failed_checks(warehouse.connection) == []
