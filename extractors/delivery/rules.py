"""What a channel asks for, and a moment, to the end of its quiet hours and to its digests before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from warehouse.records import Severity

# One in five minutes: passes of a quarter of an hour give four with grouping, which leaves eight for critical alerts.
PER_HOUR = 12
SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the day in which a channel is left alone, from `begin` up to `end`; they may span midnight."""

    begin: time
    end: time

    def holds(self, moment: time) -> bool:
        """Whether a time of the day lies in them."""
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """What a channel is told and when; nothing in it is secret.

    `severity` is the least that is told, `watches` are the only ones told of (None: all), `per_hour` the most messages
    in an hour. With `group` the changes of one run are one message, critical ones apart; with a `digest` all changes
    are told once a day at that time. `quiet` and `digest` are times of the day in `zone`. `is_idempotent` says that the
    receiver drops a message whose key it has seen.
    """

    name: str
    severity: Severity = Severity.MODERATE
    watches: frozenset[str] | None = None
    per_hour: int = PER_HOUR
    group: bool = True
    quiet: QuietHours | None = None
    digest: time | None = None
    zone: tzinfo = UTC
    is_idempotent: bool = False


def rank(severity: Severity) -> int:
    """The place of a severity, the least being 0."""
    return SEVERITIES.index(severity)


def quiet_until(rules: ChannelRules, now: datetime) -> datetime | None:
    """When the quiet hours end that `now` lies in; None where it lies in none."""
    local = now.astimezone(rules.zone)
    if rules.quiet is None or not rules.quiet.holds(local.time()):
        return None
    ends = (_at(rules, local, rules.quiet.end, days) for days in (0, 1))
    return next(end for end in ends if end > now)


def digest_before(rules: ChannelRules, now: datetime) -> datetime | None:
    """The last moment up to `now` at which a digest was due; None where the channel has none."""
    if rules.digest is None:
        return None
    local = now.astimezone(rules.zone)
    moments = (_at(rules, local, rules.digest, days) for days in (0, -1))
    return next(moment for moment in moments if moment <= now)


def digest_after(rules: ChannelRules, now: datetime) -> datetime | None:
    """The next moment after `now` at which a digest is due; None where the channel has none."""
    if rules.digest is None:
        return None
    local = now.astimezone(rules.zone)
    moments = (_at(rules, local, rules.digest, days) for days in (0, 1))
    return next(moment for moment in moments if moment > now)


def _at(rules: ChannelRules, local: datetime, moment: time, days: int) -> datetime:
    """That time of the day, so many days after the one of `local`, in UTC: times of one zone compare by their hands."""
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, moment, tzinfo=rules.zone).astimezone(UTC)
