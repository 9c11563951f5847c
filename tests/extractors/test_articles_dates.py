"""Dates as pages write them: the zone is kept, clocks at zero and the future are refused, days stay days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from extractors.articles import page_line, page_text
from extractors.pages.page_dates import is_believable, parse_date, published, settled
from extractors.pages.page_stamps import read_stamp

NOW = datetime(2024, 9, 3, 12, 0, tzinfo=UTC)
PAKISTAN = timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2024-09-03T10:12:00+05:00", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("2024-09-03T10:12:00.123456+0500", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("2024-09-03 10:12 +05", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("2024-09-03T10:12:00Z", datetime(2024, 9, 3, 10, 12, tzinfo=UTC)),
        ("2024-09-03 10:12:00 UTC", datetime(2024, 9, 3, 10, 12, tzinfo=UTC)),
        ("Tue, 03 Sep 2024 10:12:00 +0500", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("1725358320", datetime(2024, 9, 3, 10, 12, tzinfo=UTC)),
        ("1725358320000", datetime(2024, 9, 3, 10, 12, tzinfo=UTC)),
        ("2024-09-03T10:12:00", datetime(2024, 9, 3, 10, 12)),
        (" 2024-09-03 ", datetime(2024, 9, 3)),
    ],
)
def test_forms_of_dates(words: str, moment: datetime) -> None:
    read = parse_date(words)
    assert read == moment
    assert read is not None
    assert (read.tzinfo is None) == (moment.tzinfo is None)
    assert read.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "words",
    ["", "yesterday", "2024-13-45", "2024-09-03T25:00:00Z", "03/09/2024", "2024-09-03T10:00:00+99:99", "9" * 40],
)
def test_words_that_are_no_date(words: str) -> None:
    read = parse_date(words)
    assert read is None or read == datetime(2024, 9, 3)


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1, 1, 1), False),
        (NOW, True),
        (NOW + timedelta(minutes=30), True),
        (NOW + timedelta(hours=2), False),
        (datetime(2024, 9, 4), True),  # it is the fourth in Kiribati
        (datetime(2024, 9, 5), False),
    ],
)
def test_clocks_at_zero_and_the_future_are_not_believed(moment: datetime, believed: bool) -> None:
    assert is_believable(moment, NOW) is believed


def test_one_moment_said_twice_is_taken_with_its_zone() -> None:
    assert published(["2024-09-03", "2024-09-03T10:12:00+05:00"], NOW) == datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)
    assert published(["2024-08-20", "2024-09-03T10:12:00+05:00"], NOW) == datetime(2024, 8, 20)


def test_an_unbelievable_date_gives_way_to_the_next() -> None:
    dates = ["1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "nonsense", "2024-09-02T08:00:00Z"]
    assert published(dates, NOW) == datetime(2024, 9, 2, 8, tzinfo=UTC)
    assert published(dates[:3], NOW) is None


def test_the_feed_gives_the_time_of_a_bare_day_but_not_another_day() -> None:
    feed = datetime(2024, 9, 3, 5, 12, tzinfo=UTC)
    zoned = datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)
    assert settled(datetime(2024, 9, 3), feed, "PAK") == feed
    assert settled(zoned, feed, "PAK") == zoned
    assert settled(None, feed, "PAK") == feed
    assert settled(None, None, "PAK") is None


def test_a_time_without_zone_is_of_the_publishers_country() -> None:
    feed = datetime(2024, 9, 3, 5, 12, tzinfo=UTC)
    assert settled(datetime(2024, 8, 1, 20, 0), feed, "PAK") == datetime(2024, 8, 1, 15, 0, tzinfo=UTC)
    assert settled(datetime(2024, 8, 1, 20, 0), None, None) == datetime(2024, 8, 1, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        ("Published: Tuesday, 03 September 2024, 20:10 (GMT+0300)", "2024-09-03T20:10:00+03:00"),
        ("Posted on September 3, 2024 at 8.40 pm PKT", "2024-09-03T20:40:00+05:00"),
        ("17:41 JST, October 13, 2024", "2024-10-13T17:41:00+09:00"),
        ("Updated 5 Sep 2024 07:00 UTC | Published 3 Sep 2024 12:05 am UTC", "2024-09-03T00:05:00+00:00"),
        ("3rd Sept. 2024", "2024-09-03"),
        ("By Sana Achakzai 3-Sep-2024 10:12", "2024-09-03T10:12:00"),
        ("31 June 2024", None),
        ("May 2024", None),
        ("Marching on 12 2024", None),
    ],
)
def test_visible_stamps(words: str, stamp: str | None) -> None:
    assert read_stamp(words) == stamp


def test_a_page_that_says_its_date_only_to_readers() -> None:
    shown = '<div class="info"><span class="date">3 September 2024, 10:12 (GMT+0500)</span></div>'
    other = '<aside><span class="date">1 January 2024</span></aside>'
    line = page_line("p", f"<html><body>{other}<h1>Raid</h1>{shown}<article>{TEXT}</article></body></html>".encode())
    assert line["published"] == "2024-09-03T10:12:00+05:00"


TEXT = "<p>Police said that 1995 people had fled by 3 May 2019, when the second attack on the town began at dawn.</p>"


def test_days_told_in_the_story_are_not_its_date() -> None:
    assert page_line("p", f"<html><body><article>{TEXT}</article></body></html>".encode())["published"] is None


def test_an_address_gives_the_day_where_the_page_says_nothing() -> None:
    body = f"<html><body><article>{TEXT}</article></body></html>".encode()
    read = page_text(body, None, "https://paper.example/2024/08/30/raid.html", NOW, None)
    assert read.published == datetime(2024, 8, 30)


def test_dates_of_other_stories_are_not_its_date() -> None:
    aside = '<aside><time datetime="2024-01-01T00:00:00Z">1 January</time></aside>'
    link = '<a href="/x"><time datetime="2024-02-01T00:00:00Z">1 February</time></a>'
    own = '<time datetime="2024-09-01T07:00:00+03:00">1 September</time>'
    line = page_line("p", f"<html><body>{aside}{link}<article>{own}{TEXT}</article></body></html>".encode())
    assert line["published"] == "2024-09-01T07:00:00+03:00"
