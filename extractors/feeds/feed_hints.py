"""What a feed says of its own polling to hints: how long it keeps, when it rests, which hub pushes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from extractors.feeds.told import Channel

_HOUR_S = 3_600.0
_DAY_S = 24 * _HOUR_S
# RDF Site Summary 1.0, module Syndication; months and years are mean ones.
_PERIODS = {
    "hourly": _HOUR_S,
    "daily": _DAY_S,
    "weekly": 7 * _DAY_S,
    "monthly": 30 * _DAY_S,
    "yearly": 365 * _DAY_S,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Seven digits of minutes are nineteen years: what is longer is no count.
_COUNT = re.compile(r"\s*0*([1-9]\d{0,6})\s*", re.ASCII)
_SKIPPED = {kind: re.compile(rb"<skip%ss>" % kind.encode(), re.IGNORECASE) for kind in ("hour", "day")}
_MAX_SKIPPED = 2_000
_SKIPPED_ONE = re.compile(rb"<(?:hour|day)>\s*(\w{1,9})\s*</", re.IGNORECASE)
# RFC 8288, 3: a target in angle brackets, then its parameters.
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r"""(?:^|;)\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)
# Headers are capped by the fetcher; this keeps the reading of one linear in something small.
_MAX_HEADER = 8_192
_MAX_HUB = 2_048


@dataclass(frozen=True, slots=True)
class FeedHints:
    """How a publisher wants a feed to be polled; None or empty where it does not say.

    `ttl_s` is how long an answer may be kept (RSS `ttl`), `update_s` the mean time between two changes (RSS 1.0 module
    Syndication), `hub` the WebSub hub, `skip_hours` the hours (0 to 23, UTC) and `skip_days` the days of the week
    (Monday is 0) in which nothing is published.
    """

    ttl_s: float | None = None
    update_s: float | None = None
    hub: str | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def _count(words: str | None) -> int | None:
    """A whole number above zero, or None."""
    found = _COUNT.fullmatch(words or "")
    return int(found[1]) if found else None


def _update_s(period: str | None, frequency: str | None) -> float | None:
    """The time between two updates; of period and frequency the one left out is a day, or once (the module's words)."""
    if period is None and frequency is None:
        return None
    length = _DAY_S if period is None else _PERIODS.get(period.strip().lower())
    return None if length is None else length / (_count(frequency) or 1)


def _hub(target: str, base: str) -> str | None:
    """The absolute address of a hub; None where it is no web address."""
    try:
        hub = urljoin(base, target.strip())
        parts = urlsplit(hub)
    except ValueError:
        return None
    is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and len(hub) <= _MAX_HUB
    return hub if is_address else None


def hub_in_header(link_header: str | None, base: str) -> str | None:
    """The first `rel=hub` of an HTTP `Link` header, relative to `base` (WebSub, 4; RFC 8288)."""
    for target, parameters in _LINK.findall((link_header or "")[:_MAX_HEADER]):
        rel = _REL.search(parameters)
        if rel and "hub" in (rel[1] or rel[2] or "").lower().split() and (hub := _hub(target, base)):
            return hub
    return None


def _skipped(body: bytes, kind: str) -> tuple[str, ...]:
    """The words of `skipHours` or `skipDays`; read from the bytes, as feedparser keeps the last of them only."""
    opening = _SKIPPED[kind].search(body)
    if opening is None:
        return ()
    inside, _, _ = body[opening.end() : opening.end() + _MAX_SKIPPED].partition(b"</skip")
    return tuple(word.decode("ascii", "ignore").lower() for word in _SKIPPED_ONE.findall(inside))


def _skip_hours(body: bytes) -> tuple[int, ...]:
    """RSS 0.91 counts from 1 to 24, RSS 2.0 from 0 to 23: 24 is midnight in both."""
    hours = {int(word) % 24 for word in _skipped(body, "hour") if word.isdigit() and int(word) <= 24}
    return tuple(sorted(hours))


def _skip_days(body: bytes) -> tuple[int, ...]:
    return tuple(sorted({_DAYS.index(word) for word in _skipped(body, "day") if word in _DAYS}))


def read_hints(channel: Channel, body: bytes, base: str) -> FeedHints:
    """The hints of a feed, from its channel and its bytes; what is no hint is left out, of the hubs the first holds."""
    minutes = _count(channel.ttl)
    hubs = (_hub(target, base) for target in channel.hubs)
    return FeedHints(
        ttl_s=None if minutes is None else minutes * 60.0,
        update_s=_update_s(channel.update_period, channel.update_frequency),
        hub=next((hub for hub in hubs if hub), None),
        skip_hours=_skip_hours(body),
        skip_days=_skip_days(body),
    )
