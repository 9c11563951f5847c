"""Dates as pages write them: the zone is kept, clocks at zero and the future are refused, days stay days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from extractors.articles import page_line, page_text
from extractors.dates.written_dates import is_believable, parse_date
from extractors.pages.page_publication import publication

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
        ("20240903", datetime(2024, 9, 3)),
        ("20240903T101200Z", datetime(2024, 9, 3, 10, 12, tzinfo=UTC)),
        ("2024/09/03 10:12", datetime(2024, 9, 3, 10, 12)),
        ("2024-09-03 10:12 PKT", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("Sep 3, 2024 5:30 PM", datetime(2024, 9, 3, 17, 30)),
        ("2024-09-03 05:30 PM", datetime(2024, 9, 3, 17, 30)),
        ("Tue Sep 03 2024 10:12:00 GMT+0500 (Pakistan Standard Time)", datetime(2024, 9, 3, 10, 12, tzinfo=PAKISTAN)),
        ("tirsdag 03. september 2024 - 10:12", datetime(2024, 9, 3, 10, 12)),
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
    assert read is None or (read.date().isoformat(), read.tzinfo) == ("2024-09-03", None)


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1, 1, 1), False),
        (datetime(2000, 1, 1, tzinfo=UTC), False),
        (datetime(2000, 1, 1, 9, 30), True),
        (NOW, True),
        (NOW + timedelta(minutes=30), True),
        (NOW + timedelta(hours=2), False),
        (datetime(2024, 9, 4), True),  # it is the fourth in Kiribati
        (datetime(2024, 9, 5), False),
    ],
)
def test_clocks_at_zero_and_the_future_are_not_believed(moment: datetime, believed: bool) -> None:
    assert is_believable(moment, NOW) is believed


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
    assert publication(read.dates, "https://paper.example/2024/08/30/raid.html", None, None, None).written() == (
        "2024-08-30T00:00:00"
    )


def test_dates_of_other_stories_are_not_its_date() -> None:
    aside = '<aside><time datetime="2024-01-01T00:00:00Z">1 January</time></aside>'
    link = '<a href="/x"><time datetime="2024-02-01T00:00:00Z">1 February</time></a>'
    own = '<time datetime="2024-09-01T07:00:00+03:00">1 September</time>'
    line = page_line("p", f"<html><body>{aside}{link}<article>{own}{TEXT}</article></body></html>".encode())
    assert line["published"] == "2024-09-01T07:00:00+03:00"
