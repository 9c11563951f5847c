"""One toll from what several sources count, and by which rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from extractors.resolution.beliefs import Rule
from extractors.resolution.incident_tolls import toll
from tests.builders import event, people, report, span
from warehouse.records import Report

POLICE, MEDIA, REBELS = span("police said"), span("local media reported"), span("the rebels said")
OPEN = {"dozens": people(None, low=24), "at least 30": people(30, low=30), "100+": people(None, low=100)}


def count(hour: int, killed: Any, publisher: str, said_by: Any = None, **more: Any) -> Report:
    told = event(killed=OPEN.get(killed, killed), attributed_to=said_by)
    day, hour = divmod(hour, 24)
    return replace(report(hour + 24 * day, f"2024-08-{26 + day}T{hour:02}:00", told, publisher), **more)


def of(*reports: Report) -> tuple[int | None, int | None, int | None, Rule]:
    found = toll(sorted(reports, key=lambda r: (r.reported_at, r.event_id)), "killed")
    return found.count.low, found.count.best, found.count.high, found.rule


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([("Daily", 12)], (12, 12, 12, Rule.TOLD_ALIKE)),
        ([("Daily", 12), ("Herald", 12)], (12, 12, 12, Rule.TOLD_ALIKE)),
        ([("Daily", 32), ("Herald", 37)], (32, 37, 37, Rule.LATER_COUNT)),
        ([("Daily", 32), ("Daily", 37)], (37, 37, 37, Rule.LATER_COUNT)),
        ([("Daily", 14), ("Herald", 10)], (10, 14, 14, Rule.HIGHER_STANDS)),
        ([("Daily", 14), ("Daily", 11)], (11, 11, 11, Rule.CORRECTION)),
        ([("Daily", 14), ("Herald", 10), ("Post", 10)], (10, 10, 14, Rule.MOST_SOURCES)),
        ([("Daily", 14), ("Herald", 10), ("Herald", 10)], (10, 14, 14, Rule.HIGHER_STANDS)),
        ([("Daily", 14), ("Post", 14), ("Herald", 10), ("Mail", 10)], (10, 14, 14, Rule.HIGHER_STANDS)),
        ([("Daily", "at least 30")], (30, 30, None, Rule.TOLD_ALIKE)),
        ([("Daily", "dozens")], (24, None, None, Rule.TOLD_ALIKE)),
        ([("Daily", "100+"), ("Herald", 93)], (93, 93, 100, Rule.EXACT)),
        ([("Daily", 93), ("Herald", "100+")], (93, 93, 100, Rule.EXACT)),
        ([("Daily", "dozens"), ("Herald", 12)], (12, 12, 24, Rule.EXACT)),
        ([("Daily", "dozens"), ("Herald", 30)], (24, 30, 30, Rule.TOLD_ALIKE)),
        ([], (None, None, None, Rule.TOLD_ALIKE)),
    ],
)
def test_figures_of_outlets_in_order(figures: list[tuple[str, Any]], expected: tuple[Any, ...]) -> None:
    assert of(*(count(hour, killed, publisher) for hour, (publisher, killed) in enumerate(figures))) == expected


def test_hearsay_takes_the_place_of_no_other_count() -> None:
    official, hearsay = count(1, 12, "Daily", POLICE), count(2, 50, "Herald", MEDIA)
    assert of(official, hearsay) == (12, 12, 50, Rule.OFFICIAL)


def test_an_official_count_takes_the_place_of_hearsay_even_where_it_is_lower() -> None:
    assert of(count(1, 50, "Herald", MEDIA), count(2, 12, "Daily", POLICE)) == (12, 12, 50, Rule.OFFICIAL)


def test_hearsay_that_two_sources_share_is_believed() -> None:
    hearsay = [count(n, 50, f"Paper {n}", MEDIA) for n in (2, 3)]
    assert of(count(1, 12, "Daily", POLICE), *hearsay) == (12, 50, 50, Rule.MOST_SOURCES)


def test_the_attackers_own_count_gives_way() -> None:
    claim = count(1, 131, "Herald", REBELS)
    assert of(claim) == (131, 131, 131, Rule.TOLD_ALIKE)
    assert of(claim, count(2, 40, "Daily")) == (40, 40, 131, Rule.PARTISAN)
    assert of(count(0, 40, "Daily"), claim) == (40, 40, 131, Rule.PARTISAN)


def test_a_count_that_is_confirmed_firmly_gives_way_to_hearsay_no_longer() -> None:
    heard, confirmed = count(1, 12, "Herald", MEDIA), count(2, 12, "Daily", POLICE)
    assert of(heard, confirmed, count(3, 30, "Mail", MEDIA)) == (12, 12, 30, Rule.OFFICIAL)


def test_an_agency_corrects_itself_in_whatever_paper() -> None:
    first, later = count(1, 14, "Daily", agency="AFP"), count(2, 11, "Herald", agency="AFP")
    assert of(first, later) == (11, 11, 11, Rule.CORRECTION)


def test_a_paper_that_prints_an_agencys_first_count_late_corrects_nothing() -> None:
    counts = [count(hour, n, f"Paper {hour}", agency="AFP") for hour, n in ((1, 12), (2, 14), (3, 12))]
    low, best, _, rule = of(*counts)
    assert (low, best, rule) == (12, 14, Rule.LATER_COUNT)


@pytest.mark.parametrize(("hours", "low"), [(168, 32), (169, 37)])
def test_an_earlier_figure_bounds_the_toll_for_a_week(hours: int, low: int) -> None:
    old = replace(count(0, 32, "Daily"), reported_at=report(1, "2024-08-19T00:00", event()).reported_at)
    late = replace(count(1, 37, "Herald"), reported_at=old.reported_at.replace(day=26, hour=hours - 168))
    assert of(old, late) == (low, 37, 37, Rule.LATER_COUNT)


def test_a_copy_counts_once() -> None:
    copies = [count(n, 12, f"Paper {n}", text_cluster="a") for n in (1, 2, 3)]
    assert of(count(0, 14, "Daily"), *copies) == (12, 14, 14, Rule.HIGHER_STANDS)


def test_a_denial_counts_nobody() -> None:
    denial = count(1, 3, "Daily")
    assert of(replace(denial, event=replace(denial.event, status="denied")))[:3] == (None, None, None)


def test_a_trial_that_recalls_an_earlier_count_takes_nothing_back() -> None:
    counts = [count(1, 12, "Daily"), count(5, 13, "Herald")]
    trial = report(9, "2024-11-02T09:00", event(killed=12, timeframe="background"), "Post")
    assert of(*counts, trial)[1] == 13
    # A follow-up with a number of its own is a count: one more victim has died.
    assert of(*counts, replace(trial, event=replace(trial.event, killed=people(14))))[1] == 14
