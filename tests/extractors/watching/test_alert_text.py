"""Alerts and series in plain words: what, by whom, where, since when, how unlikely."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.watching.alert_text import days_in_words, message, odds, rate_in_words, summary
from extractors.watching.series_words import series_label, series_words
from extractors.watching.severity import severity_of
from extractors.watching.watch_series import SeriesKey
from extractors.watching.watch_words import judged_words, same_as, watch_words
from tests.builders import alert, incident_day
from warehouse.records import AlarmLevel, Severity, Watch


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.5, "chance under 1 in 2"),
        (0.6, "chance over 1 in 2"),
        (0.0001, "chance under 1 in 10,000"),
        (0.00011, "chance under 1 in 5,000"),
        (0.0021, "chance under 1 in 200"),
        (1e-9, "chance under 1 in 1,000,000"),
        (0.0, "chance under 1 in 1,000,000"),
    ],
)
def test_odds_never_claim_more_than_the_chance(chance: float, words: str) -> None:
    assert odds(chance) == words


@pytest.mark.parametrize(
    ("rate", "words"), [(0.0, "under 0.01"), (0.0149, "0.015"), (0.7, "0.7"), (9.96, "10"), (12.4, "12")]
)
def test_rates_have_two_digits(rate: float, words: str) -> None:
    assert rate_in_words(rate) == words


@pytest.mark.parametrize(
    ("first", "last", "going_on", "after"),
    [
        ("2024-08-26", "2024-08-26", "on 26 August 2024", "on 26 August 2024"),
        ("2024-08-25", "2024-08-26", "since 25 August 2024", "from 25 to 26 August 2024"),
        ("2024-08-30", "2024-09-02", "since 30 August 2024", "from 30 August to 2 September 2024"),
        ("2024-12-30", "2025-01-02", "since 30 December 2024", "from 30 December 2024 to 2 January 2025"),
    ],
)
def test_days_are_told_as_people_tell_them(first: str, last: str, going_on: str, after: str) -> None:
    assert days_in_words(first, last, over=False) == going_on
    assert days_in_words(first, last, over=True) == after


def test_the_sentence_of_the_alert() -> None:
    told = summary(" in Balochistan", "incidents", 9, 39, "since 25 August 2024", 0.7, 0.0001)
    assert told == (
        "9 incidents in Balochistan since 25 August 2024, 0.7 a day expected, chance under 1 in 10,000; 39 killed"
    )
    assert summary("", "incidents", 1, None, "on 2 May 2026", 0.1, 0.04).startswith("1 incident on 2 May 2026, ")
    assert summary(" in Mali", "killed", 80, 80, "on 2 May 2026", 3.0, 0.01).startswith("80 killed in Mali on ")


@pytest.mark.parametrize(
    ("watch", "split", "series", "words", "label"),
    [
        (Watch("w", country="PAK", admin1="Sindh"), "", "", " in Sindh, Pakistan", "w"),
        (Watch("w", by=("country",)), "country", "PAK", " in Pakistan", "Pakistan"),
        (Watch("w", by=("admin1",)), "admin1", "PAK/Sindh", " in Sindh, Pakistan", "Sindh, Pakistan"),
        (
            Watch("w"), "admin2 x event_type", "NGA/Borno/Bama · Suicide bomb",
            " of type Suicide bomb in Bama, Borno, Nigeria", "Bama, Borno, Nigeria, Suicide bomb",
        ),
        (
            Watch("w", country="MLI"), "actor", "islamic-state", " by Islamic State in Mali", "Islamic State",
        ),
        (Watch("w", target="police"), "", "", " against police world-wide", "w"),
        (Watch("w", lat=34.0, lon=71.5, radius_km=50.0), "", "", " within 50 km of 34, 71.5", "w"),
    ],
)  # fmt: skip
def test_a_series_says_what_and_where_it_counts(watch: Watch, split: str, series: str, words: str, label: str) -> None:
    assert series_words(watch, SeriesKey("w", split, series, "incidents")) == words
    assert series_label("w", series) == label


def test_the_message_lists_the_deadliest_first_with_links_and_doubts() -> None:
    days = [incident_day(1, "2024-08-26", killed_best=2), incident_day(2, "2024-08-26", killed_best=9)]
    told = alert(incident_ids=tuple(day.incident_id for day in days), uncertain=("All rest on a single source",),
                 also=("Pakistan",), observed=2)  # fmt: skip
    title, body = message(told, days)
    assert title == "balochistan: 2 incidents on 26 August 2024"
    lines = body.splitlines()
    assert [line for line in lines if line.startswith("- 26")] == [
        "- 26 August, Town 2, Balochistan, Pakistan: Attack, 9 killed [incident-0002]",
        "- 26 August, Town 1, Balochistan, Pakistan: Attack, 2 killed [incident-0001]",
    ]
    assert "  Outlet 2: https://example.org/2" in lines
    assert "- All rest on a single source." in lines
    assert "It shows as well in: Pakistan." in lines
    assert message(replace(told, state="closed"), days)[0].endswith("(over)")


@pytest.mark.parametrize(
    ("chance", "killed", "severity"),
    [
        (0.001, None, Severity.MODERATE),
        (0.0001, 0, Severity.HIGH),
        (0.001, 25, Severity.HIGH),
        (1e-7, 10, Severity.HIGH),
        (1e-6, 50, Severity.CRITICAL),
    ],
)
def test_severity_goes_by_chance_and_toll(chance: float, killed: int | None, severity: Severity) -> None:
    assert severity_of(chance, killed) is severity


def test_a_watch_in_words() -> None:
    watch = Watch("borno", "NGA", "Borno", by=("admin2",), measures=("incidents", "killed"))
    assert watch_words(watch) == "incidents and killed in Borno, Nigeria, by admin2"
    assert judged_words(watch, None) == "nb-cusum, alarms at a chance of 1 in 1,000 a day and 3 incidents"
    first = Watch("first", by=("country x actor",), method="emergence", minimum=1, quiet_days=90)
    assert judged_words(first, None) == "emergence after 90 quiet days, 1 incident"
    asked = replace(watch, budget=1 / 30)
    assert judged_words(asked, None).endswith("; the next run chooses the chance")
    level = AlarmLevel("borno", "nb-cusum", 1 / 30, 0.002, 1 / 45, 365, alert().opened_at)
    assert judged_words(asked, level) == (
        "nb-cusum, within 1 alarm in 30 days, at least 3 incidents: a chance of 1 in 500, which gave 1 alarm in 45 "
        "days over the 365 days before 2024-08-26"
    )


def test_watches_that_count_the_same_are_found_whatever_they_are_called() -> None:
    watch = Watch("a", country="MLI")
    others = [Watch("b", country="MLI", minimum=9, budget=0.1), Watch("c", country="MLI", by=("admin1",))]
    assert [other.name for other in same_as(watch, others)] == ["b"]
