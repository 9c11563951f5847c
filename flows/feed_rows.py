"""The state of a feed to its row in `tocsin feeds list`, which shows no secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from extractors.fetching.credentials import shown, shown_text
from warehouse.records import Feed, FeedState

COLUMNS = ("publisher", "country", "state", "interval", "last success", "next due", "failures", "why", "url")


def health(state: FeedState | None) -> str:
    """The state of a feed in a word or two.

    `new` before the first poll, `paused` and `failing`, `moved` for a feed that is read elsewhere than the feeds file
    says, `noted` for one that is read but has something wrong, else `ok`.
    """
    if state is None or state.last_polled_at is None:
        return "new"
    if state.paused_at is not None:
        return "paused"
    if state.failures:
        return f"failing ({state.failure_class})"
    if state.moved_to:
        return "moved"
    return "noted" if state.failure_reason else "ok"


def row(feed: Feed, state: FeedState | None) -> tuple[str, ...]:
    """The cells of COLUMNS."""
    known = state or FeedState(feed.feed_id)
    return (
        feed.publisher,
        feed.country or "",
        health(state),
        _interval(known),
        _moment(known.last_success_at),
        _moment(known.due_at) or "now",
        str(known.failures),
        _why(known),
        shown(feed.url),
    )


def _why(state: FeedState) -> str:
    """What is wrong or remarkable, the gravest first."""
    reasons = [shown_text(state.failure_reason)] if state.failure_reason else []
    if state.paused_at is not None:
        reasons.append(f"paused since {_moment(state.paused_at)}, tried again {_moment(state.due_at)}")
    if state.moved_to:
        reasons.append(f"moved to {shown(state.moved_to)}")
    if state.validators_lie:
        reasons.append("its ETag or Last-Modified lies: asked without")
    return "; ".join(reasons)


def _interval(state: FeedState) -> str:
    """The wait that the feed's rhythm calls for, and the longer one that its publisher asks for."""
    if state.interval_s is None:
        return ""
    asked = f", asks for {_length(state.hint_s)}" if state.hint_s and state.hint_s > state.interval_s else ""
    return _length(state.interval_s) + asked


def _length(seconds: float) -> str:
    hours, minutes = divmod(round(timedelta(seconds=seconds) / timedelta(minutes=1)), 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{minutes} min"] if minutes or not hours else [])])


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") if value else ""
