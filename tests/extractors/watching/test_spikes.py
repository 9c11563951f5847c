"""Alarms of many series to spikes: no chance ones, and each told once, at the level that explains it best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.watching.judged_series import JudgedDay, JudgedSeries
from extractors.watching.spikes import Spike, spikes_at
from extractors.watching.watch_series import SeriesKey
from tests.builders import incident_day
from warehouse.records import IncidentDay, Selection, Watch

DAY = date(2026, 3, 4)
WATCH = Watch("countries", by=("country", "admin1"), measures=("incidents", "killed"))


def judged(
    series: str,
    incidents: Sequence[int],
    expected: float = 0.5,
    chance: float = 1e-6,
    measure: str = "incidents",
    watch: Watch = WATCH,
) -> tuple[JudgedSeries, list[IncidentDay]]:
    """A series on one day with incidents of these numbers."""
    split = "" if not series else "admin1" if "/" in series else "country"
    number = float(len(incidents))
    day = JudgedDay(DAY, number, number, expected, 1.0, 1.0, 1.0, chance, 9.0, DAY)
    key = SeriesKey(watch.name, split, series, measure)
    return JudgedSeries(key, watch, Selection(), {}, watch.chance, True, (day,)), [
        incident_day(n, DAY.isoformat()) for n in incidents
    ]


def spikes(*made: tuple[JudgedSeries, list[IncidentDay]], told: Sequence[tuple[str, str, str]] = ()) -> list[Spike]:
    behind = {series.key: incidents for series, incidents in made}
    return spikes_at([series for series, _ in made], lambda series, first, last: behind[series.key], told)


def names(found: Sequence[Spike]) -> list[str]:
    return [spike.series.key.series or spike.series.key.watch for spike in found]


def test_a_province_that_has_the_rise_is_told_and_its_country_is_not() -> None:
    # The country counted 9 where 3.5 were expected, the province 6 where 0.5 were: all of the excess.
    country = judged("PAK", range(9), expected=3.5)
    province = judged("PAK/Balochistan", range(6), chance=1e-8)
    [spike] = spikes(country, province)
    assert names([spike]) == ["PAK/Balochistan"]
    assert [key.series for key in spike.also] == ["PAK"]


def test_a_rise_in_two_provinces_is_told_of_the_country() -> None:
    country = judged("PAK", range(10), expected=1.0)
    provinces = [judged("PAK/Balochistan", range(5)), judged("PAK/Sindh", range(5, 10))]
    [spike] = spikes(country, *provinces)
    assert names([spike]) == ["PAK"]
    assert {key.series for key in spike.also} == {"PAK/Balochistan", "PAK/Sindh"}


def test_rises_of_two_countries_are_two() -> None:
    assert names(spikes(judged("PAK", range(5)), judged("NGA", range(10, 15)))) == ["NGA", "PAK"]


def test_deaths_and_incidents_of_one_spike_are_one() -> None:
    found = spikes(judged("PAK", range(5)), judged("PAK", range(5), measure="killed", expected=2.0))
    assert [spike.series.key.measure for spike in found] == ["incidents"]


def test_deaths_alone_are_told() -> None:
    few = judged("PAK", range(4), chance=0.2)
    found = spikes(few, judged("PAK", range(4), measure="killed"))
    assert [spike.series.key.measure for spike in found] == ["killed"]


def test_what_is_told_already_goes_on_at_its_level() -> None:
    country, province = judged("PAK", range(9), expected=3.5), judged("PAK/Balochistan", range(6))
    told = [("countries", "PAK", "incidents")]
    assert names(spikes(country, province, told=told)) == ["PAK"]


def test_a_persons_own_watch_is_told_before_the_same_series_of_a_list() -> None:
    own = Watch("my-balochistan", country="PAK", admin1="Balochistan")
    found = spikes(judged("PAK/Balochistan", range(6)), judged("", range(6), watch=own))
    assert names(found) == ["my-balochistan"]


def test_a_chance_that_comes_up_among_so_many_series_is_none() -> None:
    # One in a thousand is an alarm alone; among 200 series one in a thousand comes up every fifth day.
    alone = judged("PAK", range(4), chance=0.001)
    others = [judged(f"XX{number}", [], chance=1.0) for number in range(200)]
    assert names(spikes(alone)) == ["PAK"]
    assert spikes(alone, *others) == []


def test_fewer_incidents_than_the_minimum_are_no_spike() -> None:
    assert spikes(judged("PAK", range(2))) == []
    asked = Watch("first", country="PAK", minimum=1)
    assert names(spikes(judged("", range(1), watch=asked))) == ["first"]


def test_nothing_is_no_spike() -> None:
    assert spikes() == []
    assert spikes(judged("PAK", [])) == []
