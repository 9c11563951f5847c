"""What a feed and its headers say of how long an answer keeps to the least wait that the publisher asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from extractors.feeds.feed_hints import FeedHints
from extractors.polls.rhythm import LONGEST_S

# RFC 9111, 1.2.2: delta-seconds. Twelve digits are thirty thousand years.
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
# Answers that keep for more than a day are static files by a server's default; that says nothing of a feed.
_MAX_FRESH_S = LONGEST_S
# Directives that make an answer stale at once, whatever else they say (RFC 9111, 5.2.2).
_NEVER_FRESH = frozenset({"no-cache", "no-store"})


def publisher_hint_s(headers: Mapping[str, str], hints: FeedHints | None) -> float | None:
    """The least wait that the publisher asks for in any way, in seconds, at most a day; None where it does not say.

    `headers` have their names in lower case. A feed speaks by its `ttl` and the period of its updates, an HTTP server
    by `max-age` or `Expires` less the age that the answer has already (RFC 9111, 4.2). `s-maxage` is for caches that
    many share.
    """
    told = [_fresh_s(headers), *((hints.ttl_s, hints.update_s) if hints else ())]
    asked = max((seconds for seconds in told if seconds is not None), default=0.0)
    return min(asked, LONGEST_S) if asked > 0 else None


def _fresh_s(headers: Mapping[str, str]) -> float | None:
    """How long the answer is fresh; `Expires` counts only where there is no `max-age` (RFC 9111, 5.3)."""
    directives = _directives(headers.get("cache-control", ""))
    if _NEVER_FRESH & directives.keys():
        return None
    lifetime = _seconds(directives["max-age"]) if "max-age" in directives else _until_expiry_s(headers)
    if lifetime is None or lifetime > _MAX_FRESH_S:
        return None
    return lifetime - (_seconds(headers.get("age", "")) or 0.0)


def _directives(cache_control: str) -> dict[str, str]:
    parts = (part.partition("=") for part in cache_control.lower().split(","))
    return {name.strip(): value.strip().strip('"') for name, _, value in parts}


def _seconds(words: str) -> float | None:
    return float(words) if _SECONDS.fullmatch(words.strip()) else None


def _until_expiry_s(headers: Mapping[str, str]) -> float | None:
    """Expires counts from the answer's own Date, so that no clock of ours matters."""
    try:
        return (
            parsedate_to_datetime(headers.get("expires", "")) - parsedate_to_datetime(headers.get("date", ""))
        ).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
