"""The accounts of polls and entries against a small press whose sums were made by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.warehouse.world import article, at, entry, outcome, page, poll, visit
from warehouse.records import Discard, FailureClass, Fate, Feed, FeedState, Reading, Revisit
from warehouse.soundness import failed_checks
from warehouse.status import Account, LanguageAccount, SourceAccount, status
from warehouse.store import Warehouse

# Two days before the last run, eighteen hours before it, and the run itself.
EARLY, YESTERDAY, LAST = at("2024-08-29T12:00"), at("2024-08-30T18:00"), at("2024-08-31T12:00")
DAWN = Feed("feed-dawn", "https://reader:secret@dawn.example/rss", "Dawn", "PAK", "en")
WIRE = Feed("feed-wire", "http://wire.example:8080/rss", "Wire", "GBR", "en")
GONE = Feed("feed-gone", "https://gone.example/rss", "Gone", None, "fr")
REPEATED = Discard("feed-dawn", "https://dawn.example/1", "twice_in_feed")
NAMELESS = Discard("feed-dawn", "a title", "no_link_no_guid")


def answered(feed: Feed, moment: datetime) -> FeedState:
    return FeedState(feed.feed_id, last_polled_at=moment, last_success_at=moment, due_at=moment)


def failed(feed: Feed, moment: datetime, reason: str) -> FeedState:
    return FeedState(
        feed.feed_id, last_polled_at=moment, failures=1, failure_class=FailureClass.TEMPORARY, failure_reason=reason
    )


@pytest.fixture
def press(empty: Warehouse) -> Warehouse:
    """Ten entries: eight of feeds in the list, one of a feed that has gone, one of an archive."""
    empty.feeds.save([DAWN, WIRE, GONE])
    old = [entry("dawn", number, first_seen_at=EARLY) for number in (1, 2)]
    poll(empty, answered(DAWN, EARLY), old, [])
    poll(empty, answered(GONE, EARLY), [entry("gone", 1, first_seen_at=EARLY)], [])
    later = [entry("dawn", number, first_seen_at=YESTERDAY) for number in (3, 4, 5)]
    poll(empty, answered(DAWN, YESTERDAY), [*old, *later], [REPEATED, NAMELESS])
    poll(empty, failed(WIRE, YESTERDAY, "too_slow: no answer in 20 s"), [], [])
    newest = [entry("wire", number, first_seen_at=LAST) for number in (1, 2, 3)]
    poll(empty, failed(DAWN, LAST, "gone: HTTP 410"), [], [])
    poll(empty, answered(WIRE, LAST), newest, [])
    empty.feeds.save([DAWN, WIRE, Feed("feed-new", "https://new.example/rss", "New")])
    with empty.connection.transaction():
        empty.feeds.add_entries([entry("archive", 1, first_seen_at=LAST)])
    empty.connection.execute(
        "INSERT INTO stored.feeds VALUES ('feed-archive', 'https://cc.example', 'CC', NULL, NULL, NULL)"
    )

    def done(name: str, number: int, seen: datetime, language: str = "en") -> None:
        source = article(name, number, "A text.", first_seen_at=seen, language=language)
        visit(empty, outcome("page", source.entry_id, decided_at=seen), page(source), source)

    done("dawn", 1, EARLY)
    own = article("dawn", 2, "A teaser.", origin="feed", first_seen_at=EARLY)
    visit(empty, outcome("page", "entry-dawn-2", reason="gone", decided_at=LAST), None, own)
    done("dawn", 3, YESTERDAY, "fr")
    visit(empty, outcome("page", "entry-dawn-4", Fate.DISCARDED, reason="no_text", decided_at=YESTERDAY), None, None)
    again = outcome("page", "entry-dawn-5", Fate.RETRY, reason="too_slow", due_at=LAST, decided_at=LAST)
    visit(empty, again, None, None)
    done("wire", 1, LAST)
    known = outcome("page", "entry-wire-2", reason="same_article", decided_at=LAST)
    visit(empty, known, None, None)
    return empty


def sums_agree(account: Account) -> bool:
    """Whether every part of an account is in its parts again."""
    return (
        account.seen == account.new + account.unchanged + account.discarded
        and account.discarded == sum(account.discards.values())
        and account.new == sum(account.pages.values())
        and account.polls == sum(account.answers.values())
        and account.answers.get("failed", 0) == sum(account.failures.values())
        and account.articles == sum(one.read + one.unread + one.awaiting for one in account.languages)
    )


def test_the_last_run_is_told_apart_from_what_was_before(press: Warehouse) -> None:
    found = status(press.connection)
    run = found.last_run
    assert (found.at, run.feeds, run.polls, run.answers) == (LAST, 2, 2, {"failed": 1, "read": 1})
    assert run.failures == {"gone": 1}
    assert (run.seen, run.new, run.unchanged, run.discarded) == (3, 3, 0, 0)
    assert run.pages == {"known": 1, "page": 1, "waiting": 1}
    assert (run.visited, run.waiting_since) == (4, LAST)


def test_a_day_holds_all_its_runs(press: Warehouse) -> None:
    day = status(press.connection).last_day
    assert (day.feeds, day.polls, day.failures) == (2, 4, {"gone": 1, "too_slow": 1})
    assert (day.seen, day.new, day.unchanged, day.discarded) == (10, 6, 2, 2)
    assert day.discards == {"no_link_no_guid": 1, "twice_in_feed": 1}
    assert day.pages == {"discarded": 1, "known": 1, "page": 2, "retry": 1, "waiting": 1}
    assert day.reasons["retry"] == {"too_slow": 1}
    assert day.reasons["discarded"] == {"no_text": 1}
    assert day.waiting_since == YESTERDAY


def test_in_all_an_entry_whose_feed_has_gone_is_left_and_one_of_an_archive_stands_apart(press: Warehouse) -> None:
    whole = status(press.connection).in_all
    assert (whole.seen, whole.new, whole.unchanged, whole.discarded) == (13, 9, 2, 2)
    assert (whole.pages["left"], whole.pages["feed"], whole.reasons["feed"]) == (1, 1, {"gone": 1})
    assert (whole.from_archives, sum(whole.pages.values())) == (1, 9)


def test_every_sum_agrees(press: Warehouse) -> None:
    found = status(press.connection)
    assert failed_checks(press.connection) == []
    assert [sums_agree(account) for account in (found.last_run, found.last_day, found.in_all)] == [True] * 3
    for sources in (found.hosts, found.by_feed):
        assert sum(one.polls for one in sources) == found.last_day.polls
        assert sum(one.failed for one in sources) == found.last_day.answers["failed"]
        for name in ("seen", "new", "unchanged", "discarded"):
            assert sum(getattr(one, name) for one in sources) == getattr(found.last_day, name), name
        assert sum(one.done + one.from_feed + one.waiting + one.given_up for one in sources) == found.last_day.new


def test_the_worst_source_comes_first_and_no_password_is_told(press: Warehouse) -> None:
    found = status(press.connection)
    assert [one.name for one in found.by_feed] == ["https://dawn.example/rss", "http://wire.example:8080/rss"]
    dawn = SourceAccount(
        name="https://dawn.example/rss",
        publisher="Dawn",
        polls=2,
        failed=1,
        failure="gone",
        seen=7,
        new=3,
        unchanged=2,
        discarded=2,
        done=1,
        from_feed=0,
        waiting=1,
        given_up=1,
        waiting_since=YESTERDAY,
    )
    assert found.by_feed[0] == dawn
    # Pages count at their own host, which has no port here.
    assert [(one.name, one.polls, one.done, one.waiting) for one in found.hosts] == [
        ("dawn.example", 2, 1, 1),
        ("wire.example", 2, 2, 1),
    ]


def test_articles_are_counted_by_language_and_by_whether_they_are_read(press: Warehouse) -> None:
    first, french = article("dawn", 1, "A text."), article("dawn", 3, "A text.", language="fr")
    unread = Reading(False, "fr", reason="language")
    press.readings.save("rules 1", [(first, Reading(True, "en"), []), (french, unread, [])], [], {}, LAST)
    whole = status(press.connection).in_all
    assert whole.languages == (LanguageAccount("en", 1, 0, 2), LanguageAccount("fr", 0, 1, 0))
    assert whole.articles == 4


def test_the_state_of_every_listed_feed_is_told(press: Warehouse) -> None:
    paused = "UPDATE stored.feed_states SET paused_at = last_polled_at WHERE feed_id = 'feed-dawn'"
    press.connection.execute(paused)
    assert status(press.connection).feeds == {"archive": 1, "new": 1, "ok": 1, "paused": 1, "retired": 1}


def test_a_run_that_found_nothing_due_is_told_beside_the_last_that_did(press: Warehouse) -> None:
    press.record_run("collect", LAST, LAST, {"polled": 2, "pages": 1})
    assert status(press.connection).idle_at is None
    idle = at("2024-08-31T12:15")
    press.record_run("collect", idle, idle, {"polled": 0, "pages": 0, "retry": 0})
    found = status(press.connection)
    assert (found.at, found.idle_at) == (LAST, idle)


def test_pages_that_were_asked_for_again_are_told_by_what_was_found(press: Warehouse) -> None:
    later = at("2024-09-01T12:00")
    with press.connection.transaction():
        press.revisits.save(
            [
                Revisit("entry-dawn-1", None, 2, "same", LAST),
                Revisit("entry-dawn-2", None, 1, "withdrawn", later),
                Revisit("entry-dawn-3", later, 0),
            ]
        )
    found = status(press.connection)
    assert (found.at, found.last_run.revisits) == (later, {"withdrawn": 1})
    assert found.in_all.revisits == {"same": 1, "withdrawn": 1}
    press.record_run("collect", later, later, {"polled": 0, "pages": 0, "retry": 0, "revisited": 1})
    assert status(press.connection).idle_at is None


def test_a_warehouse_that_never_polled_accounts_for_nothing(empty: Warehouse) -> None:
    found = status(empty.connection)
    assert (found.at, found.hosts, found.by_feed) == (None, (), ())
    assert sums_agree(found.in_all) and found.in_all.polls == 0


def test_hosts_keep_their_accounts_for_all_time(press: Warehouse) -> None:
    hosts = {row["host"]: row for row in press.connection.dicts("FROM hosts_health")}
    dawn = hosts["dawn.example"]
    assert (dawn["feeds"], dawn["polls"], dawn["failed_polls"], dawn["seen"]) == (1, 3, 1, 9)
    parts = [dawn[f"pages_{part}"] for part in ("done", "from_feed", "waiting", "given_up")]
    assert (dawn["pages"], parts, dawn["waiting_since"]) == (5, [2, 1, 1, 1], YESTERDAY)
    assert (hosts["gone.example"]["pages_given_up"], "archive.example" in hosts) == (1, False)


def test_the_host_of_a_url_is_read_without_name_and_password(press: Warehouse) -> None:
    press.connection.execute("UPDATE stored.polls SET host = NULL")
    assert set(press.connection.values("SELECT host FROM polls")) == {
        "dawn.example",
        "wire.example:8080",
        "gone.example",
    }
