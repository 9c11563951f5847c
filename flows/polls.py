"""One feed and its state to what one poll of it gave."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.entries import FeedReading, read_feed
from extractors.feeds_file import read_feeds_file
from extractors.polling import after_failure, after_not_modified, after_success, validators
from extractors.web import FetchError, FetchReason, Response, Web
from flows.settings import Settings
from flows.side_by_side import side_by_side
from warehouse.records import FailureClass, Feed, FeedState

log = logging.getLogger("tocsin.collect")


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one feed gave: its next state, and a reading where there was something to read."""

    feed: Feed
    state: FeedState
    reading: FeedReading | None


def web_of(settings: Settings) -> Web:
    """The client that a run shares among its hosts."""
    return Web(
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        max_bytes=settings.max_bytes,
        min_spacing_s=settings.spacing_s,
        allow_hosts=settings.allow_hosts,
    )


def poll(web: Web, feed: Feed, state: FeedState, now: datetime) -> Polled:
    """Ask the feed whether there is something new, and read it; every failure becomes a state."""
    etag, last_modified = validators(state)
    try:
        response = web.get(feed.url, etag=etag, last_modified=last_modified)
        return read(feed, state, response, now)
    except FetchError as error:
        failed = after_failure(state, error.failure_class, str(error), now, error.retry_after_s)
    except Exception as error:  # a fault of ours over one feed's bytes: that feed waits, the others go on
        log.warning("feed=%s %s: %r", feed.url, FetchReason.UNEXPECTED, error)
        log.debug("feed=%s", feed.url, exc_info=True)
        failed = after_failure(state, FailureClass.SOFT, f"{FetchReason.UNEXPECTED}: {error!r}", now, None)
    return Polled(feed, failed, None)


def read(feed: Feed, state: FeedState, response: Response, now: datetime) -> Polled:
    """Read what the feed answered; a body without entries and with a problem is a failure of the feed."""
    if response.not_modified:
        return Polled(feed, after_not_modified(state, now), None)
    reading = read_feed(feed, response.body, response.headers.get("content-type"), response.final_url, now)
    if reading.problem and reading.problem.is_failure and not reading.entries:
        return Polled(feed, after_failure(state, FailureClass.SOFT, reading.problem, now, None), reading)
    moved = f"moved to {response.moved_to}: correct the feeds file" if response.moved_to else None
    notes = "; ".join(note for note in (reading.problem, moved) if note) or None
    etag, last_modified = response.headers.get("etag"), response.headers.get("last-modified")
    return Polled(feed, after_success(state, etag, last_modified, now, notes), reading)


def _verdict(polled: Polled) -> str:
    """What one poll showed, in a line."""
    reading, notes = polled.reading, polled.state.failure_reason
    parts = []
    if reading is not None and not polled.state.failures:
        number = len(reading.entries)
        parts.append(f"{number} {'entry' if number == 1 else 'entries'}")
        dated = [entry.published_at for entry in reading.entries if entry.published_at]
        parts += [f"newest {max(dated).astimezone(UTC):%Y-%m-%d %H:%M}Z"] if dated else []
        parts += [f"{len(reading.discards)} discarded"] if reading.discards else []
    return ", ".join([*parts, *([notes] if notes else [])])


def probe(settings: Settings, now: datetime) -> Iterator[tuple[Feed, str, bool]]:
    """Ask every feed of the feeds file once; gives the feed, what it answered and whether that is good."""
    feeds = read_feeds_file(settings.feeds)
    with web_of(settings) as web:
        polls = side_by_side(
            feeds,
            lambda feed: feed.url,
            lambda feed: poll(web, feed, FeedState(feed.feed_id), now),
            settings.requests_at_once,
        )
        with closing(polls):
            for polled in polls:
                yield polled.feed, _verdict(polled), not polled.state.failures
