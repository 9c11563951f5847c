"""What publishers say of how long an answer keeps, in every way they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds.feed_hints import FeedHints
from extractors.polls.publisher_hints import publisher_hint_s

DATE = "Sat, 31 Aug 2024 12:00:00 GMT"
HOUR, DAY = 3_600.0, 86_400.0


@pytest.mark.parametrize(
    ("headers", "hint_s"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=900"}, 900),
        ({"cache-control": 'MAX-AGE="900"'}, 900),
        ({"cache-control": "max-age=900", "age": "600"}, 300),
        ({"cache-control": "max-age=900", "age": "1000"}, None),
        ({"cache-control": "s-maxage=900"}, None),
        ({"cache-control": "s-maxage=60, max-age=900"}, 900),
        ({"cache-control": "no-cache, max-age=900"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=-5"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "max-age=86400"}, DAY),
        ({"cache-control": "max-age=31536000, immutable"}, None),  # a static file's default
        ({"expires": "Sat, 31 Aug 2024 13:00:00 GMT", "date": DATE}, HOUR),
        ({"expires": "Sat, 31 Aug 2024 11:00:00 GMT", "date": DATE}, None),
        ({"expires": "Sat, 31 Aug 2024 13:00:00 GMT"}, None),
        ({"expires": "0", "date": DATE}, None),
        ({"expires": "-1", "date": DATE}, None),
        ({"cache-control": "max-age=60", "expires": "Sat, 31 Aug 2024 13:00:00 GMT", "date": DATE}, 60),
        ({"cache-control": "no-cache", "expires": "Sat, 31 Aug 2024 13:00:00 GMT", "date": DATE}, None),
    ],
)
def test_headers_say_how_long_an_answer_keeps(headers: dict[str, str], hint_s: float | None) -> None:
    assert publisher_hint_s(headers, None) == publisher_hint_s(headers, FeedHints()) == hint_s


@pytest.mark.parametrize(
    ("hints", "hint_s"),
    [
        (FeedHints(ttl_s=HOUR), HOUR),
        (FeedHints(update_s=HOUR / 2), HOUR / 2),
        (FeedHints(ttl_s=HOUR, update_s=2 * HOUR), 2 * HOUR),
        (FeedHints(ttl_s=60), 900),
        (FeedHints(ttl_s=525_600 * 60.0), DAY),
        (FeedHints(update_s=7 * DAY), DAY),
    ],
)
def test_the_longest_wish_holds_up_to_a_day(hints: FeedHints, hint_s: float) -> None:
    assert publisher_hint_s({"cache-control": "max-age=900"}, hints) == hint_s


@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date"]), st.text(max_size=40)))
def test_whatever_a_server_sends_is_a_sane_wait_or_none(headers: dict[str, str]) -> None:
    hint_s = publisher_hint_s(headers, None)
    assert hint_s is None or 0 < hint_s <= DAY
