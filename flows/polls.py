"""One feed and its state to what one poll of it gave, and to the state that follows."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from extractors.entries import FeedReading, read_feed
from extractors.feed_credentials import login_at
from extractors.feeds.feed_hints import hub_in_header
from extractors.fetching.credentials import Credentials, shown, shown_text
from extractors.polling import (
    ReadAnswer,
    address,
    after_failure,
    after_not_modified,
    after_read,
    after_same_bytes,
    digest_of,
    publisher_hint_s,
    put_off,
    validators,
)
from extractors.web import FetchError, FetchReason, Response, Web
from flows.lanes import host_of, in_lanes
from flows.parsing import Parse, ParsingFailed, open_parsers
from flows.settings import Settings
from flows.visits import in_hand, web_of
from warehouse.records import FailureClass, Feed, FeedState, Poll, PollAnswer

log = logging.getLogger("tocsin.collect")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a poll gave nothing, how bad that is, how long the host wants to be left alone, and whether it still was."""

    failure_class: FailureClass
    reason: str
    retry_after_s: float | None = None
    host_rests: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed in its state before the poll, what it answered and what was read of that, or what failed."""

    feed: Feed
    state: FeedState
    response: Response | None = None
    reading: FeedReading | None = None
    digest: str | None = None
    failure: Failure | None = None


async def ask(
    web: Web, parse: Parse, feed: Feed, state: FeedState, credentials: Credentials | None, now: datetime
) -> Asked:
    """Ask the feed whether there is something new, and read it; every failure is an answer too."""
    etag, last_modified = validators(state, now)
    try:
        url = address(feed, state)
        response = await web.get(url, etag, last_modified, credentials=login_at(url, feed, credentials))
        if response.not_modified:
            return Asked(feed, state, response)
        digest = digest_of(response.body)
        if digest == state.body_digest and not state.failures:
            return Asked(feed, state, response, digest=digest)
        kind = response.headers.get("content-type")
        reading = await parse(read_feed, feed, response.body, kind, response.final_url, now)
        return Asked(feed, state, response, reading, digest, _failure_of(reading))
    except FetchError as error:
        is_resting = error.reason is FetchReason.HOST_RESTING
        failure = Failure(error.failure_class, str(error), error.retry_after_s, is_resting)
    except ParsingFailed as error:
        failure = Failure(FailureClass.SOFT, f"{FetchReason.UNEXPECTED}: reading it {error}")
    except OSError:  # the machine, not the feed
        raise
    except Exception as error:  # a fault of ours over one feed's bytes: that feed waits, the others go on
        log.warning("feed=%s %s: %s", feed.feed_id, FetchReason.UNEXPECTED, shown_text(repr(error)))
        log.debug("feed=%s", feed.feed_id, exc_info=True)
        failure = Failure(FailureClass.SOFT, f"{FetchReason.UNEXPECTED}: {shown_text(repr(error))}")
    return Asked(feed, state, failure=failure)


def _failure_of(reading: FeedReading) -> Failure | None:
    """A body without entries and with a problem is a failure of the feed."""
    if reading.problem and reading.problem.is_failure and not reading.entries:
        return Failure(FailureClass.SOFT, reading.problem)
    return None


def decided(asked: Asked, new: int, now: datetime) -> tuple[FeedState, Poll]:
    """The state that follows a poll which gave `new` entries never seen before, and the poll for the log."""
    state = _state_after(asked, new, now)
    entries = asked.reading.entries if asked.reading else ()
    discards = asked.reading.discards if asked.reading else ()
    poll = Poll(
        asked.feed.feed_id,
        now,
        host_of(address(asked.feed, asked.state)),
        _answer(asked),
        len(entries),
        new,
        discards,
        asked.failure.failure_class if asked.failure else state.failure_class,
        asked.failure.reason if asked.failure else state.failure_reason,
    )
    return state, poll


def _answer(asked: Asked) -> PollAnswer:
    if asked.failure is not None or asked.response is None:
        return PollAnswer.FAILED
    if asked.response.not_modified:
        return PollAnswer.NOT_MODIFIED
    return PollAnswer.SAME_BYTES if asked.reading is None else PollAnswer.READ


def _state_after(asked: Asked, new: int, now: datetime) -> FeedState:
    if asked.failure is not None or asked.response is None:
        failure = asked.failure or Failure(FailureClass.SOFT, FetchReason.UNEXPECTED)
        if failure.host_rests:
            return put_off(asked.state, now, failure.retry_after_s)
        return after_failure(asked.state, failure.failure_class, failure.reason, now, failure.retry_after_s)
    headers, moved_to = asked.response.headers, asked.response.moved_to
    etag, last_modified = headers.get("etag"), headers.get("last-modified")
    hint_s = publisher_hint_s(headers, asked.reading.hints if asked.reading else None)
    if asked.response.not_modified:
        return after_not_modified(asked.state, now, hint_s, moved_to)
    if asked.reading is None:
        return after_same_bytes(asked.state, etag, last_modified, now, hint_s, moved_to)
    answer = ReadAnswer(
        etag=etag,
        last_modified=last_modified,
        body_digest=asked.digest,
        seen=len(asked.reading.entries),
        new=new,
        moved_to=moved_to,
        hint_s=hint_s,
        hub=asked.reading.hints.hub or hub_in_header(headers.get("link"), asked.response.final_url),
        problem=asked.reading.problem,
        asked_with=any(validators(asked.state, now)),
    )
    return after_read(asked.state, answer, now)


def _verdict(asked: Asked) -> str:
    """What one poll showed, in a line."""
    if asked.failure is not None or asked.reading is None or asked.response is None:
        return asked.failure.reason if asked.failure else FetchReason.UNEXPECTED
    number = len(asked.reading.entries)
    parts = [f"{number} {'entry' if number == 1 else 'entries'}"]
    dated = [entry.published_at for entry in asked.reading.entries if entry.published_at]
    parts += [f"newest {max(dated).astimezone(UTC):%Y-%m-%d %H:%M}Z"] if dated else []
    parts += [f"{len(asked.reading.discards)} discarded"] if asked.reading.discards else []
    parts += [asked.reading.problem] if asked.reading.problem else []
    parts += [f"moved to {shown(asked.response.moved_to)}: correct the feeds file"] if asked.response.moved_to else []
    return ", ".join(parts)


async def probe(
    settings: Settings, feeds: Sequence[Feed], credentials: Mapping[str, Credentials], now: datetime
) -> AsyncIterator[tuple[Feed, str, bool]]:
    """Ask every feed once; gives the feed, what it answered and whether that is good."""
    async with web_of(settings, now) as web, open_parsers(settings.parsing_processes) as parse:

        async def visit(feed: Feed) -> Asked:
            return await ask(web, parse, feed, FeedState(feed.feed_id), credentials.get(feed.feed_id), now)

        lanes = in_lanes(feeds, lambda feed: feed.url, visit, web.ready, in_hand(settings), settings.requests_per_host)
        async with aclosing(lanes) as batches:
            async for batch in batches:
                for asked in batch:
                    yield asked.feed, _verdict(asked), asked.failure is None
