"""What feeds covered, delays and the week's rhythm to the share of each day that can have been counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from extractors.watching.arrays import Floats
from warehouse.records import FeedStart

# A feed that was added later than the first ones counts from this many days after: what it told before then was told by
# nobody else only because nobody else was asked. As long as four of the weeks that EARS takes for a baseline.
NEW_FEED_DAYS = 28
# Feeds first polled within a week of the first of all were added together.
_TOGETHER_DAYS = 7
# What a feed lists when it is first polled goes back no further than this; what does is of an archive.
_LONGEST_LIST_DAYS = 90
# So many incidents of all watches count beside a watch's own in what its feeds are worth: with fewer of its own than
# these, one feed's silence is not yet known to matter.
_COVERAGE_PRIOR = 10.0
# What a set of feeds tells a day is not known from fewer days than a week.
_FEWEST_DAYS = 7
# Less than this share of a day is no day: nothing can be concluded from what was not seen.
LEAST_COVERAGE = 0.05

# How much of a day was known how many hours after it began, before a ledger has taught us better: the 61 incidents of
# the bundled newsroom, whose articles tell when real outlets published (`SELECT floor(epoch(min(known_at) -
# happened_first) / 3600) ... FROM incident_versions`).
_PRIOR_LAGS = ((0, 0.0), (12, 0.10), (24, 0.30), (30, 0.62), (36, 0.80), (48, 0.88), (60, 0.96), (126, 1.0))
# It weighs as much as so many incidents.
_LAG_PRIOR = 20.0
# A day that has hardly begun is expected to bring this share at least: it begins earlier in the east, and a delay
# that is learned from all countries is not known to the hour.
LEAST_KNOWN = 0.25
# Incidents of the last two weeks are left out of what is learned: of the late ones among them nobody knows yet.
SETTLED_DAYS = 14

# Each weekday is drawn towards the others as by so many incidents: a few weeks of them say nothing of weekdays.
_WEEK_PRIOR = 30.0


# Sets of feeds with the number of incidents that all of a set told, and no other feed; days by feed.
FeedSets = Sequence[tuple[tuple[str, ...], int]]
FeedDays = Mapping[str, set[date]]


@dataclass(frozen=True, slots=True)
class Lags:
    """The share of a day's incidents that is known so many hours after the day began: points of a rising curve."""

    hours: Floats
    known: Floats

    def known_after(self, hours: Floats) -> Floats:
        """The share that is known after `hours`, of any shape; 0 before the day."""
        return np.interp(hours, self.hours, self.known, left=0.0, right=1.0)


def settled_from(starts: Sequence[FeedStart]) -> dict[str, date]:
    """From which day on each polled feed counts, of those that were added after the first feeds or archives."""
    if not starts:
        return {}
    together = min(_begun(start) for start in starts) + timedelta(days=_TOGETHER_DAYS)
    return {
        start.feed_id: start.first_polled + timedelta(days=NEW_FEED_DAYS)
        for start in starts
        if start.first_polled is not None and _begun(start) > together
    }


def _begun(start: FeedStart) -> date:
    """Since when a feed is part of the record: its first poll, or long before where an archive holds its past."""
    if start.first_polled is None or (start.first_polled - start.first_day).days > _LONGEST_LIST_DAYS:
        return start.first_day
    return start.first_polled


def covered_days(covered: Iterable[tuple[str, date]], settled: Mapping[str, date]) -> dict[str, set[date]]:
    """The days on which each feed was observed and counts."""
    days: dict[str, set[date]] = {}
    for feed, day in covered:
        if feed not in settled or day >= settled[feed]:
            days.setdefault(feed, set()).add(day)
    return days


def coverage(sets: FeedSets, all_sets: FeedSets, observed: FeedDays, shown: FeedDays, first: date, days: int) -> Floats:
    """The share of what happens that the feeds `observed` on each day would tell; shape (days,).

    It goes by how many incidents a day each set of feeds tells, on the days that all of them have `shown`: a feed that
    is here for five weeks is worth what it told in them, not a tenth of it over a year. `sets` are the feeds that told
    each of the watch's incidents, with their number, `all_sets` those of all incidents. With no feed on record every
    day counts in full.
    """
    if not observed:
        return np.ones(days)
    columns = {feed: number for number, feed in enumerate(sorted(observed))}
    seen = np.zeros((len(columns), days), dtype=bool)
    for feed, on in observed.items():
        for day in on:
            if 0 <= (day - first).days < days:
                seen[columns[feed], (day - first).days] = True
    at_all: Floats = np.asarray(seen.any(axis=0), dtype=np.float64)
    pooled = _told(all_sets, columns, seen, shown, at_all)[0]
    own, number = _told(sets, columns, seen, shown, pooled)
    share = (number * own + _COVERAGE_PRIOR * pooled) / (number + _COVERAGE_PRIOR)
    return np.where(share < LEAST_COVERAGE, 0.0, share)


def _told(
    sets: FeedSets, columns: Mapping[str, int], seen: np.ndarray, shown: FeedDays, without: Floats
) -> tuple[Floats, int]:
    """The share of what these sets of feeds tell a day that each day's feeds would tell, and of how many incidents.

    An incident of no feed is told on every day. Where there is no incident, the share is `without`.
    """
    told, rates, number = np.zeros(seen.shape[1]), 0.0, 0
    for feeds, incidents in sets:
        rows = [columns[feed] for feed in feeds if feed in columns]
        if feeds and not rows:
            continue
        together = set.intersection(*(shown.get(feed, set()) for feed in feeds)) if feeds else set()
        rate = incidents / max(len(together), _FEWEST_DAYS) if feeds else incidents / max(seen.shape[1], 1)
        number += incidents
        rates += rate
        told += rate * (seen[rows].any(axis=0) if rows else 1.0)
    if not rates:
        return without, 0
    share: Floats = told / rates
    return share, number


def learned_lags(lags: Sequence[tuple[int, int]]) -> Lags:
    """Numbers of incidents by the hours after which they became known, to the curve; few are drawn to the prior one."""
    prior_hours, prior_known = (np.array(part, dtype=np.float64) for part in zip(*_PRIOR_LAGS, strict=True))
    late = np.array([hours + 1 for hours, _ in lags], dtype=np.float64)
    hours = np.union1d(prior_hours, late)
    numbers = np.array([number for _, number in lags], dtype=np.float64)
    known = np.array([numbers[late <= hour].sum() for hour in hours]) if len(lags) else np.zeros(len(hours))
    prior = _LAG_PRIOR * np.interp(hours, prior_hours, prior_known)
    return Lags(hours, (prior + known) / (_LAG_PRIOR + numbers.sum()))


def completeness(lags: Lags, moments: Sequence[datetime], first: date, days: int) -> Floats:
    """The share of each day that is known at each moment; shape (moments, days); 0 for days that have not begun."""
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    at = np.array([(moment - start).total_seconds() / 3600 for moment in moments])
    ages = at[:, None] - 24.0 * np.arange(days)[None, :]
    return np.where(ages < 0, 0.0, np.maximum(lags.known_after(ages), LEAST_KNOWN))


def rhythm(weekdays: Mapping[int, int], first: date, days: int) -> Floats:
    """How much of a week's incidents each day has beside an even share, by weekday (Monday 1); shape (days,)."""
    numbers = np.array([weekdays.get(day, 0) for day in range(1, 8)], dtype=np.float64)
    factors = (numbers + _WEEK_PRIOR) / (numbers.mean() + _WEEK_PRIOR)
    by_day: Floats = factors[(first.isoweekday() - 1 + np.arange(days)) % 7]
    return by_day
