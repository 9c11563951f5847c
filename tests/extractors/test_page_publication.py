"""Dates of page, address and feed weighed against each other: hand-made disagreements with the day that is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import html

from extractors.pages.page_publication import Publication, publication
from extractors.pages.page_told_dates import DateSource, ToldDate, ToldDates, day_of_address, told_dates

NOW = datetime(2024, 9, 3, 12, 0, tzinfo=UTC)
PAKISTAN = timezone(timedelta(hours=5))
PLAIN = "https://paper.example/news/raid-on-a-camp"
DATED = "https://paper.example/2024/08/20/raid-on-a-camp"
LD, META, MARKUP, VISIBLE = DateSource.JSON_LD, DateSource.META, DateSource.MARKUP, DateSource.VISIBLE


def told(*published: tuple[DateSource, str], updated: tuple[str, ...] = ()) -> ToldDates:
    return ToldDates(tuple(ToldDate(source, words) for source, words in published), updated)


def weighed(dates: ToldDates, url: str = PLAIN, feed: datetime | None = None) -> Publication:
    return publication(dates, url, feed, "PAK", NOW)


def test_the_zone_is_kept_as_written() -> None:
    read = weighed(told((LD, "2024-09-02T10:12:00+05:00")))
    assert (read.moment, read.zone, read.source) == (datetime(2024, 9, 2, 10, 12, tzinfo=PAKISTAN), "+05:00", LD)
    assert read.written() == "2024-09-02T10:12:00+05:00"
    assert weighed(told((LD, "2024-09-02T10:12:00Z"))).zone == "+00:00"


def test_one_moment_said_twice_is_taken_with_its_zone() -> None:
    read = weighed(told((LD, "2024-09-02"), (META, "2024-09-02T10:12:00+05:00")))
    assert (read.written(), read.source) == ("2024-09-02T10:12:00+05:00", META)
    read = weighed(
        told((LD, "2024-09-02T10:12:00"), (META, "2024-09-02T05:12:00Z"), (META, "2024-09-02T10:12:00+05:00"))
    )
    assert read.written() == "2024-09-02T10:12:00+05:00"
    assert weighed(told((LD, "2024-08-20"), (META, "2024-09-02T10:12:00+05:00"))).written() == "2024-08-20T00:00:00"


def test_dates_that_cannot_be_true_give_way_to_the_next() -> None:
    impossible = [(LD, "1970-01-01T00:00:00Z"), (META, "2031-01-01T00:00:00Z"), (META, "0001-01-01"), (LD, "nonsense")]
    assert weighed(told(*impossible, (VISIBLE, "2024-09-02T08:00:00+00:00"))).source == VISIBLE
    assert weighed(told(*impossible)) == Publication()


def test_a_time_without_zone_is_the_feeds_or_of_the_publishers_country() -> None:
    feed = datetime(2024, 9, 2, 5, 12, tzinfo=UTC)
    read = weighed(told((LD, "2024-09-02")), feed=feed)
    assert (read.moment, read.zone, read.source) == (feed, None, DateSource.FEED)
    local = weighed(told((LD, "2024-08-01T20:00:00")), feed=feed)
    assert (local.moment, local.zone) == (datetime(2024, 8, 1, 15, 0, tzinfo=UTC), None)
    assert local.written() == "2024-08-01T20:00:00"
    unknown = publication(told((LD, "2024-08-01T20:00:00")), None, None, None, NOW)
    assert unknown.moment == datetime(2024, 8, 1, 20, 0, tzinfo=UTC)


def test_what_no_page_tells_is_the_addresss_day_with_the_feeds_time_or_the_feeds_date() -> None:
    feed = datetime(2024, 8, 20, 5, 12, tzinfo=UTC)
    assert weighed(told(), DATED).written() == "2024-08-20T00:00:00"
    assert weighed(told(), DATED).source == DateSource.URL
    assert weighed(told(), DATED, feed).moment == feed
    assert weighed(told(), PLAIN, feed).source == DateSource.FEED


FEED_DAY = datetime(2024, 8, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "url", "feed", "day"),
    [
        # The page writes its making as its publication; feed or address tell the day.
        (told((LD, "2024-09-03T11:58:00Z"), (META, "2024-09-03T11:58:00Z")), PLAIN, FEED_DAY, "2024-08-20"),
        (told((LD, "2024-09-03T11:58:00Z")), DATED, None, "2024-08-20"),
        # It came out just now, and the feed says so too: a day in the address is of something else.
        (told((LD, "2024-09-03T11:58:00Z")), DATED, datetime(2024, 9, 3, 11, 57, tzinfo=UTC), "2024-09-03"),
        # The change is written as the publication.
        (told((LD, "2024-08-28T10:00:00Z"), updated=("2024-08-28T10:00:00Z",)), DATED, None, "2024-08-20"),
        (told((LD, "2024-08-28T10:00:00Z"), updated=("2024-08-28T10:00:00Z",)), PLAIN, FEED_DAY, "2024-08-20"),
        (
            told((LD, "2024-08-28T10:00:00Z"), (META, "2024-08-20T09:30:00Z"), updated=("2024-08-28T10:00:00Z",)),
            PLAIN,
            None,
            "2024-08-20",
        ),
        # A feed that brings an old story again, or another's date on a page, does not outweigh the page alone.
        (told((LD, "2024-08-20T09:30:00Z")), PLAIN, datetime(2024, 9, 2, 10, tzinfo=UTC), "2024-08-20"),
        (told((LD, "2024-08-20T09:30:00Z"), (VISIBLE, "2024-09-03")), PLAIN, None, "2024-08-20"),
        # Today's date above every page, and a story that the feed brings again.
        (told((VISIBLE, "2024-09-03")), PLAIN, FEED_DAY, "2024-08-20"),
        (told((VISIBLE, "2024-08-20")), PLAIN, datetime(2024, 9, 2, 10, tzinfo=UTC), "2024-08-20"),
        # The day of a draft, or of a template, against reader, address and feed.
        (told((LD, "2021-01-05T09:30:00Z"), (VISIBLE, "2024-08-20")), DATED, None, "2024-08-20"),
        (told((LD, "2021-01-05T09:30:00Z"), (META, "2021-01-05")), DATED, FEED_DAY, "2024-08-20"),
        # Two voices against two: the page stays.
        (told((LD, "2024-08-10T09:30:00Z"), (VISIBLE, "2024-08-10")), DATED, FEED_DAY, "2024-08-10"),
        # Neighbouring days are one day in two zones.
        (told((LD, "2024-08-19T22:30:00Z"), (VISIBLE, "2024-08-20")), DATED, FEED_DAY, "2024-08-19"),
    ],
)
def test_days_that_disagree(dates: ToldDates, url: str, feed: datetime | None, day: str) -> None:
    moment = weighed(dates, url, feed).moment
    assert moment is not None
    assert moment.date().isoformat() == day


def test_a_change_is_apart_and_only_where_it_is_later() -> None:
    published = (LD, "2024-09-01T10:00:00+05:00")
    read = weighed(told(published, updated=("2024-09-01T10:00:00+05:00", "2024-09-02T08:00:00+05:00")))
    assert (read.written(), read.updated) == ("2024-09-01T10:00:00+05:00", datetime(2024, 9, 2, 3, 0, tzinfo=UTC))
    assert weighed(told(published, updated=("2024-08-31T10:00:00+05:00",))).updated is None
    assert weighed(told(published, updated=("2024-09-04T10:00:00+05:00",))).updated is None  # not yet
    assert weighed(told((LD, "2024-09-01"), updated=("2024-09-01T10:00:00",))).updated is None


def test_a_guess_counts_only_where_nothing_else_tells() -> None:
    guess = ToldDates(guessed="2024-08-30")
    assert weighed(guess).written() == "2024-08-30T00:00:00"
    assert weighed(guess, PLAIN, FEED_DAY).moment == FEED_DAY
    assert weighed(guess, DATED).source == DateSource.URL


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://paper.example/2024/08/30/raid.html", "2024-08-30"),
        ("https://paper.example/world/2024/aug/30/raid", "2024-08-30"),
        ("https://paper.example/raid-2024-08-30-1.html", "2024-08-30"),
        ("https://paper.example/a/20240830/raid", "2024-08-30"),
        ("https://paper.example/2024/8/3/raid", "2024-08-03"),
        ("https://paper.example/2024/08/raid", None),
        ("https://paper.example/story/202408301234", None),
        ("https://paper.example/story/20249912", None),
        ("https://paper.example/?day=2024/08/30", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_days_of_addresses(url: str | None, day: str | None) -> None:
    found = day_of_address(url)
    assert (found.isoformat() if found else None) == day


def test_a_page_tells_its_dates_in_order_of_trust() -> None:
    tree = html.fromstring(
        """<html><head><meta name="date" content="2024-09-03"></head><body><h1>Raid</h1>
        <span itemprop="datePublished" content="2024-09-02T10:00">2 Sept</span>
        <span itemprop="dateModified" content="2024-09-04T10:00">4 Sept</span>
        <a href="/x"><time datetime="2024-01-01">1 January</time></a><time datetime="2024-09-02">2 Sept</time>
        <p class="date">Published 2 September 2024, updated 5 September 2024</p></body></html>"""
    )
    linked = {"datePublished": "2024-09-01", "dateCreated": "2024-07-01", "dateModified": "2024-09-03T09:00:00Z"}
    dates = told_dates(tree, linked, {"date": "2024-09-03"})
    assert [(date.source, date.words) for date in dates.published] == [
        (LD, "2024-09-01"),
        (META, "2024-09-03"),
        (MARKUP, "2024-09-02T10:00"),
        (MARKUP, "2024-09-02"),
        (VISIBLE, "2024-09-02"),
    ]
    assert dates.updated == ("2024-09-03T09:00:00Z", "2024-09-04T10:00", "2024-09-05")
    assert told_dates(html.fromstring("<p>x</p>"), linked | {"datePublished": ""}, {}).published == (
        ToldDate(LD, "2024-07-01"),
    )
