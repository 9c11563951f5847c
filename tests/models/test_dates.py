"""Date words against a Tuesday, 27 August 2024; every expectation was counted on a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from models.dates.days import days_in
from models.dates.periods import lapses_in
from tests.models.conftest import Read

TUESDAY = date(2024, 8, 27)


def found(text: str, published: date | None = TUESDAY) -> list[tuple[str, str, str, str]]:
    return [(text[d.start : d.stop], d.first, d.last, d.precision) for d in days_in(text, published)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "precision"),
    [
        ("Two died on Monday.", "Monday", "2024-08-26", "2024-08-26", "day"),
        ("Two died on Tuesday.", "Tuesday", "2024-08-27", "2024-08-27", "day"),
        ("Two died last Tuesday.", "last Tuesday", "2024-08-20", "2024-08-20", "day"),
        ("Talks open next Friday.", "next Friday", "2024-08-30", "2024-08-30", "day"),
        ("It began late on Sunday night.", "late on Sunday night", "2024-08-25", "2024-08-25", "day"),
        ("Friday's attack", "Friday", "2024-08-23", "2024-08-23", "day"),
        ("He died yesterday.", "yesterday", "2024-08-26", "2024-08-26", "day"),
        ("Raids went on overnight.", "overnight", "2024-08-26", "2024-08-27", "day"),
        ("The blast came last night.", "last night", "2024-08-26", "2024-08-26", "day"),
        ("three days ago", "three days ago", "2024-08-24", "2024-08-24", "day"),
        ("on November 24", "November 24", "2023-11-24", "2023-11-24", "day"),
        ("on 24th of November, 2013", "24th of November, 2013", "2013-11-24", "2013-11-24", "day"),
        ("and Nov. 24, 2013", "Nov. 24, 2013", "2013-11-24", "2013-11-24", "day"),
        ("on 24/11/2013", "24/11/2013", "2013-11-24", "2013-11-24", "day"),
        ("on 2013-11-24", "2013-11-24", "2013-11-24", "2013-11-24", "day"),
        ("on the night of 5 July", "5 July", "2024-07-05", "2024-07-05", "day"),
        ("on Sunday, August 25, 2024", "Sunday, August 25, 2024", "2024-08-25", "2024-08-25", "day"),
        ("on Monday (26 August)", "Monday (26 August)", "2024-08-26", "2024-08-26", "day"),
        ("on July 5-6", "July 5-6", "2024-07-05", "2024-07-06", "day"),
        ("on 6 June last year", "6 June last year", "2023-06-06", "2023-06-06", "day"),
        ("on March 3, this year", "March 3, this year", "2024-03-03", "2024-03-03", "day"),
        ("Two years ago today, a bomb", "Two years ago today", "2022-08-27", "2022-08-27", "day"),
        ("on a Friday in August 2013", "August 2013", "2013-08-01", "2013-08-31", "month"),
        ("on Easter Sunday 2017", "Easter Sunday 2017", "2017-04-16", "2017-04-16", "day"),
        ("over the weekend", "weekend", "2024-08-24", "2024-08-25", "week"),
        ("last week", "last week", "2024-08-19", "2024-08-25", "week"),
        ("in July", "July", "2024-07-01", "2024-07-31", "month"),
        ("in early December", "December", "2023-12-01", "2023-12-31", "month"),
        ("last month", "last month", "2024-07-01", "2024-07-31", "month"),
        ("in March 2013", "March 2013", "2013-03-01", "2013-03-31", "month"),
        ("in 2023", "2023", "2023-01-01", "2023-12-31", "year"),
        ("last year", "last year", "2023-01-01", "2023-12-31", "year"),
        ("in the second quarter", "second quarter", "2024-04-01", "2024-06-30", "year"),
        ("in the fourth quarter", "fourth quarter", "2023-10-01", "2023-12-31", "year"),
        ("the last quarter of 2023", "last quarter of 2023", "2023-10-01", "2023-12-31", "year"),
        ("Q1 2024", "Q1 2024", "2024-01-01", "2024-03-31", "year"),
        ("in the first half of the year", "first half of the year", "2024-01-01", "2024-06-30", "year"),
        ("the first four months of 2022", "first four months of 2022", "2022-01-01", "2022-04-30", "year"),
        ("between April and June", "between April and June", "2024-04-01", "2024-06-30", "year"),
        ("from November to February", "from November to February", "2023-11-01", "2024-02-29", "year"),
        ("from 1 July to 20 August", "from 1 July to 20 August", "2024-07-01", "2024-08-20", "day"),
        ("since the start of the year", "start of the year", "2024-01-01", "2024-01-31", "month"),
    ],
)
def test_words_name_days(text: str, words: str, first: str, last: str, precision: str) -> None:
    assert found(text) == [(words, first, last, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "A 23-year-old held for two days at 3.30 pm.",
        "The Sunday Times; Bloody Sunday; every Friday; on Fridays.",
        "Theresa May may march; the Sun rose; he sat down.",
        "2,013 people and 2013 militants, 12.5 per cent.",
        "On 30 February or 31 April it was.",
        "The group of 2000 fighters met no 13/13/2024.",
    ],
)
def test_other_words_are_no_dates(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("published", "text", "first"),
    [
        (date(2019, 4, 23), "the Easter attacks", "2019-04-21"),  # the western Easter of 2019
        (date(2019, 4, 29), "on Easter Sunday", "2019-04-28"),  # the eastern
        (date(2019, 4, 15), "on Palm Sunday", "2019-04-14"),
        (date(2018, 10, 11), "on Palm Sunday last year", "2017-04-09"),  # both fell on one day in 2017
    ],
)
def test_a_feast_that_moves_is_that_of_the_week_or_of_its_year(published: date, text: str, first: str) -> None:
    assert [day[1:3] for day in found(text, published)] == [(first, first)]


@pytest.mark.parametrize("text", ["since Easter", "on Palm Sunday", "on Easter Sunday last year", "the Easter weekend"])
def test_a_feast_is_left_open_where_two_days_may_be_meant(text: str) -> None:
    assert found(text) == []  # in August; in 2023 the two Easters were a week apart


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("Fifty died in two days.", "in two days", "2024-08-26"),
        ("Fifty died in the past week.", "the past week", "2024-08-21"),
        ("Fifty died over the last three months.", "the last three months", "2024-05-28"),
        ("Fifty died within a year.", "within a year", "2023-08-28"),
    ],
)
def test_a_lapse_ends_on_the_day_of_publication(text: str, words: str, first: str) -> None:
    assert [(text[d.start : d.stop], d.first, d.last) for d in lapses_in(text, TUESDAY)] == [
        (words, first, "2024-08-27")
    ]
    assert lapses_in(text, None) == []


@pytest.mark.parametrize("text", ["The deadliest attack in two years.", "The first time in a month.", "last month"])
def test_a_comparison_is_no_lapse(text: str) -> None:
    assert lapses_in(text, TUESDAY) == []


def test_without_a_day_of_publication_only_what_the_words_say_is_kept() -> None:
    text = "On Sunday and yesterday; on 8 March, in July and on 24 November 2013."
    assert [row[1:] for row in found(text, None)] == [
        ("--03-08", "--03-08", "day"),
        ("--07-01", "--07-31", "month"),
        ("2013-11-24", "2013-11-24", "day"),
    ]


def test_the_day_before_counts_from_the_day_named_last() -> None:
    assert [row[1] for row in found("The blast was on 20 August. The day before, two died.")] == [
        "2024-08-20",
        "2024-08-19",
    ]
    assert found("The day before, two died.") == []


def test_leap_days_keep_their_year() -> None:
    assert found("on 29 February")[0][1] == "2024-02-29"
    assert found("on 29 February", date(2023, 6, 1))[0][1] == "2020-02-29"


def test_since_and_until_bound_a_time() -> None:
    text = "Since 2014 and until July; in 2023."
    assert [(text[d.start : d.stop], d.bound) for d in days_in(text, TUESDAY)] == [
        ("2014", True),
        ("July", True),
        ("2023", False),
    ]


def test_numeric_order_follows_the_country() -> None:
    assert days_in("on 11/12/2013", None)[0].first == "2013-12-11"
    assert days_in("on 11/12/2013", None, month_first=True)[0].first == "2013-11-12"


def test_the_day_of_publication_counts_in_its_own_zone(read: Read) -> None:
    # 01:30 on Monday in Karachi, still Sunday in Greenwich.
    doc = read("The attack happened today.", "2024-08-26T01:30:00+05:00")
    assert [span._.when.first for span in doc.spans["dates"]] == ["2024-08-26"]


def test_spans_quote_the_text(read: Read) -> None:
    text = "Gunmen struck on Monday (August 26), police said."
    doc = read(text, "2024-08-27")
    when = doc.spans["dates"][0]._.when
    assert text[when.span.start : when.span.stop] == when.span.text == "Monday (August 26)"
