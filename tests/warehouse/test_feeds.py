"""The list of feeds, what polls leave behind, and entries kept as first seen."""

from __future__ import annotations

from dataclasses import replace

from tests.warehouse.world import (
    FEEDS,
    NOW,
    at,
    entry,
    feed,
    poll,
)
from warehouse.records import Discard, FailureClass, FeedState
from warehouse.store import Warehouse

POLLED = FeedState("feed-dawn", etag='W/"7"', last_polled_at=NOW, last_success_at=NOW, due_at=NOW)


def test_the_list_keeps_its_order_and_a_feed_that_left_it_is_retired(empty: Warehouse) -> None:
    empty.feeds.save(FEEDS)
    assert empty.feeds.all() == FEEDS
    poll(empty, POLLED, [entry("dawn", 1)], [])
    renamed = replace(feed("wire"), publisher="Wire Service")
    empty.feeds.save([renamed, feed("new")])
    assert empty.feeds.all() == [renamed, feed("new")]
    assert empty.feeds.states() == {"feed-dawn": POLLED}
    states = empty.connection.dicts("SELECT publisher, state FROM feeds_health ORDER BY publisher")
    assert {row["publisher"]: row["state"] for row in states}["Dawn"] == "retired"


def test_a_feed_that_comes_back_is_listed_again(empty: Warehouse) -> None:
    for listed in (FEEDS, [], FEEDS[:1]):
        empty.feeds.save(listed)
    assert empty.feeds.all() == FEEDS[:1]


def test_an_entry_is_kept_as_first_seen(empty: Warehouse) -> None:
    first = entry("dawn", 1)
    assert poll(empty, POLLED, [first, entry("dawn", 2)], []) == 2
    bumped = replace(first, title="Updated: Story 1", published_at=at("2024-08-27T08:00"), first_seen_at=NOW)
    assert poll(empty, POLLED, [bumped, entry("dawn", 3)], []) == 1
    (kept,) = empty.connection.dicts("FROM stored.entries WHERE entry_id = ?", (first.entry_id,))
    assert (kept["title"], kept["published_at"]) == (first.title, first.published_at)


def test_of_two_entries_with_one_id_in_a_poll_the_first_is_kept(empty: Warehouse) -> None:
    first = entry("dawn", 1)
    assert poll(empty, POLLED, [first, replace(first, title="Again")], []) == 1
    assert empty.connection.values("SELECT title FROM stored.entries") == [first.title]


def test_a_discard_is_counted_once_however_often_it_is_polled(empty: Warehouse) -> None:
    discards = [Discard("feed-dawn", "item 3", "no_link"), Discard("feed-dawn", "item 3", "no_link")]
    for _ in range(2):
        poll(empty, POLLED, [], discards)
    assert empty.connection.table("SELECT subject_id, reason FROM outcomes").rows == [("item 3", "no_link")]


def test_polls_are_logged_so_that_a_dead_feed_is_not_taken_for_a_quiet_one(empty: Warehouse) -> None:
    poll(empty, POLLED, [entry("dawn", 1)], [])
    failed = replace(
        POLLED,
        last_polled_at=at("2024-08-28T13:00"),
        failures=1,
        failure_class=FailureClass.TEMPORARY,
        failure_reason="timeout",
    )
    poll(empty, failed, [], [])
    assert empty.feeds.states()["feed-dawn"] == failed
    log = empty.connection.table("SELECT entries, new, failure_reason FROM stored.polls ORDER BY polled_at").rows
    assert log == [(1, 1, None), (0, 0, "timeout")]
