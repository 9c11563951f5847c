"""Dates of feeds that follow no standard: the words of their language, zones by country, and nothing where in doubt."""

from __future__ import annotations

import pytest

from extractors.feeds.feed_dates import read_date


@pytest.mark.parametrize(
    ("words", "country", "moment"),
    [
        ("Mon, 2 Sept 2024 10:00:07 GMT", None, "2024-09-02T10:00:07+00:00"),
        ("Mon, 2 Sept 2024 10:00:00 IST", "ISR", "2024-09-02T08:00:00+00:00"),
        ("lun, 26 ago 2024 10:00:00 +0200", None, "2024-08-26T08:00:00+00:00"),
        ("Пн, 02 сен 2024 10:00:00 +0300", None, "2024-09-02T07:00:00+00:00"),
        ("2 septembre 2024 10:00", None, "2024-09-02T10:00:00+00:00"),
        ("2 ستمبر 2024 10:00", "PAK", "2024-09-02T05:00:00+00:00"),
        ("Monday, September 2, 2024 - 10:00", "PAK", "2024-09-02T05:00:00+00:00"),
        ("2024/09/02 10:00", None, "2024-09-02T10:00:00+00:00"),
        ("02.09.2024 10:00", None, "2024-09-02T10:00:00+00:00"),
    ],
)
def test_dates_in_words(words: str, country: str | None, moment: str) -> None:
    read = read_date(words, country)
    assert read is not None
    assert read.isoformat() == moment


@pytest.mark.parametrize("words", ["03/09/2024 10:00", "26-08-2024 +99999", "31 Sept 2024 10:00", "Sept 2024", "10:00"])
def test_what_may_be_two_days_or_none(words: str) -> None:
    assert read_date(words, "PAK") is None
