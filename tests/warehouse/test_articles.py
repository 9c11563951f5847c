"""Which entries wait for their page, and which text of an article is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.warehouse.world import (
    ARTICLES,
    BLAST,
    BLAST_REPORT,
    FEEDS,
    FIRST,
    LATER,
    MASSACRE,
    NOW,
    READER,
    READINGS,
    article,
    at,
    entry,
    fill_with_articles,
    fill_with_feeds,
    outcome,
    page,
    poll,
    visit,
)
from warehouse.errors import WarehouseError
from warehouse.records import Fate, FeedState
from warehouse.soundness import failed_checks
from warehouse.store import Warehouse

HOUR = timedelta(hours=1)


def awaiting(warehouse: Warehouse, limit: int = 10) -> list[str]:
    return [found.entry_id for found in warehouse.articles.entries_awaiting_page(NOW, limit)]


def test_entries_wait_until_their_page_has_a_final_outcome(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    assert awaiting(empty) == ["entry-dawn-1", "entry-wire-1", "entry-wire-2"]
    visit(empty, outcome("page", "entry-dawn-1"), page(FIRST), FIRST)
    visit(empty, outcome("page", "entry-wire-1", Fate.DISCARDED, reason="not_found"), None, None)
    assert awaiting(empty) == ["entry-wire-2"]


def test_a_retry_waits_until_it_is_due(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    later = outcome("page", "entry-dawn-1", Fate.RETRY, reason="timeout", due_at=NOW + HOUR)
    visit(empty, later, None, None)
    assert awaiting(empty) == ["entry-wire-1", "entry-wire-2"]
    visit(empty, replace(later, due_at=NOW, attempts=2), None, None)
    assert awaiting(empty) == ["entry-wire-1", "entry-wire-2", "entry-dawn-1"]  # it waits since it is due
    found = empty.articles.page_outcomes(["entry-dawn-1", "entry-wire-1"])
    kept = found["entry-dawn-1"]
    assert (kept.attempts, kept.reason, kept.due_at) == (2, "timeout", NOW)
    assert "entry-wire-1" not in found


def test_what_was_seen_first_is_fetched_first(empty: Warehouse) -> None:
    empty.feeds.save(FEEDS)
    old = entry("dawn", 9, first_seen_at=at("2024-08-20T09:00"))
    undated = entry("dawn", 8, published_at=None)
    poll(empty, FeedState("feed-dawn"), [undated, entry("dawn", 1), old], [])
    assert awaiting(empty) == ["entry-dawn-9", "entry-dawn-1", "entry-dawn-8"]
    assert awaiting(empty, limit=1) == ["entry-dawn-9"]


def test_entries_of_a_retired_feed_are_left_alone(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    empty.feeds.save(FEEDS[1:])
    assert awaiting(empty) == ["entry-wire-1", "entry-wire-2"]


def test_the_first_article_of_an_id_is_kept(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    visit(empty, outcome("page", FIRST.entry_id), None, FIRST)
    visit(empty, outcome("page", "entry-wire-1"), None, replace(FIRST, text="Other words", entry_id="entry-wire-1"))
    assert empty.articles.since(at("2024-08-01T00:00")) == [FIRST]


def test_articles_since_a_moment_are_by_first_sight(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    assert empty.articles.since(FIRST.first_seen_at) == list(ARTICLES)
    assert empty.articles.since(LATER.first_seen_at) == [LATER, BLAST]


def test_the_text_of_the_page_replaces_the_text_of_the_feed_and_is_read_anew(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    empty.readings.save(READER, READINGS, [], {}, NOW)
    whole = replace(BLAST, text="The whole story of the bomb near Quetta.", origin="page")
    visit(empty, outcome("page", BLAST.entry_id), None, whole)
    assert whole in empty.articles.since(BLAST.first_seen_at)
    assert empty.readings.articles_awaiting(READER, 10) == [whole]
    assert "event-3" not in {report.event_id for report in empty.surroundings.awaiting(100)}


def test_the_text_of_the_feed_never_replaces_the_text_of_the_page(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    visit(empty, outcome("page", FIRST.entry_id), None, replace(FIRST, text="A teaser", origin="feed"))
    assert FIRST in empty.articles.since(FIRST.first_seen_at)


def test_a_text_that_an_incident_cites_stays_beside_that_of_the_page(filled: Warehouse) -> None:
    whole = replace(BLAST, text="The whole story.", origin="page", text_cluster="another")
    visit(filled, outcome("page", BLAST.entry_id), page(whole), whole)
    aside = replace(BLAST, article_id=f"{BLAST.article_id}-v1")
    kept = replace(whole, text_cluster=BLAST.text_cluster, renewed_at=whole.first_seen_at)
    assert filled.articles.since(BLAST.first_seen_at) == [LATER, kept, aside]
    assert filled.readings.articles_awaiting(READER, 10) == [kept]
    assert filled.articles.of_incident("incident-defused") == [aside]
    found = filled.incidents.get("incident-defused")
    assert found is not None
    withdrawn = replace(BLAST_REPORT, article_id=aside.article_id, withdrawn_at=whole.first_seen_at)
    assert found.reports == (withdrawn,)
    assert {cited.article_id for cited in found.versions[0].cells} == {aside.article_id}
    quoted = "SELECT words FROM provenance WHERE incident_id = 'incident-defused' AND cell = 'status'"
    assert filled.connection.values(quoted) == ["defused"]
    assert failed_checks(filled.connection) == []


def test_a_page_under_another_address_replaces_the_feeds_text_of_its_entry(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    fill_with_articles(empty)
    canonical = replace(BLAST, article_id="article-canonical", url="https://wire.example/story", origin="page")
    visit(empty, outcome("page", BLAST.entry_id), None, canonical)
    assert empty.articles.since(BLAST.first_seen_at) == [canonical, LATER]


def test_saving_a_page_again_changes_nothing(filled: Warehouse) -> None:
    whole = replace(BLAST, text="The whole story.", origin="page")
    for _ in range(2):
        visit(filled, outcome("page", BLAST.entry_id), page(whole), whole)
    assert len(filled.articles.since(BLAST.first_seen_at)) == 3


def test_the_articles_of_an_incident(filled: Warehouse) -> None:
    assert filled.articles.of_incident(MASSACRE.incident_id) == [FIRST, LATER]
    assert filled.articles.of_incident("incident-unknown") == []


def test_nothing_is_kept_of_a_visit_that_fails_half_way(empty: Warehouse) -> None:
    fill_with_feeds(empty)
    broken = article("dawn", 1, "text", origin="hearsay")
    with pytest.raises(WarehouseError, match="origin"):
        visit(empty, outcome("page", "entry-dawn-1"), page(broken), broken)
    assert empty.articles.page_outcomes(["entry-dawn-1"]) == {}
    assert empty.connection.values("SELECT count(*) FROM stored.pages") == [0]
