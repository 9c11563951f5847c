"""What feeds and headers say of polling, each with the hint by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.entries import read_feed
from extractors.feeds.feed_hints import FeedHints, hub_in_header
from extractors.feeds_file import make_feed

NOW = datetime(2024, 8, 31, 12, 0, tzinfo=UTC)
URL = "https://feeds.example/news/rss.xml"
SPACES = (
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:atom10="http://www.w3.org/2005/Atom"'
)


def hints(body: str) -> FeedHints:
    return read_feed(make_feed(URL, "A paper"), body.encode(), "application/rss+xml", URL, NOW).hints


def channel(words: str) -> FeedHints:
    return hints(
        f'<rss version="2.0" {SPACES}><channel><title>T</title>{words}<item><guid>g</guid></item></channel></rss>'
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", FeedHints()),
        ("<ttl>60</ttl>", FeedHints(ttl_s=3600.0)),
        ("<ttl> 005 </ttl>", FeedHints(ttl_s=300.0)),
        ("<ttl>0</ttl>", FeedHints()),
        ("<ttl>-5</ttl>", FeedHints()),
        ("<ttl>PT1H</ttl>", FeedHints()),
        ("<ttl>99999999999999999999999</ttl>", FeedHints()),
        ("<ttl></ttl>", FeedHints()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", FeedHints(update_s=3600.0)),
        (
            "<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>\n\t4\t</sy:updateFrequency>",
            FeedHints(update_s=900.0),
        ),
        ("<sy:updateFrequency>2</sy:updateFrequency>", FeedHints(update_s=43_200.0)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            FeedHints(update_s=86_400.0),
        ),
        ("<sy:updatePeriod>Weekly</sy:updatePeriod>", FeedHints(update_s=604_800.0)),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", FeedHints()),
        ('<atom:link rel="hub" href="https://hub.example/"/>', FeedHints(hub="https://hub.example/")),
        ('<atom10:link rel="HUB" href="/push"/>', FeedHints(hub="https://feeds.example/push")),
        ('<atom:link rel="hub" href="javascript:alert(1)"/>', FeedHints()),
        (
            '<atom:link rel="self" href="https://feeds.example/"/><atom:link rel="hub" href="http://[bad"/>'
            '<atom:link rel="hub" href="http://hub.example/two"/>',
            FeedHints(hub="http://hub.example/two"),
        ),
        (
            "<skipHours><hour>0</hour><hour> 3 </hour><hour>24</hour><hour>25</hour><hour>x</hour></skipHours>",
            FeedHints(skip_hours=(0, 3)),
        ),
        ("<skipDays>\n<day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>", FeedHints(skip_days=(5, 6))),
    ],
)
def test_a_channel_says_how_it_wants_to_be_polled(words: str, expected: FeedHints) -> None:
    assert channel(words) == expected


def test_an_atom_feed_names_its_hub() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example/a"/>'
        '<entry><id>g</id><link rel="hub" href="https://hub.example/of-the-entry"/></entry></feed>'
    )
    assert hints(body) == FeedHints(hub="https://hub.example/a")


def test_a_hub_of_an_entry_is_not_the_hub_of_the_feed() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>g</id>'
        '<link rel="hub" href="https://hub.example/of-the-entry"/></entry></feed>'
    )
    assert hints(body) == FeedHints()


@pytest.mark.parametrize(
    ("header", "hub"),
    [
        (None, None),
        ("", None),
        ('<https://hub.example/>; rel="hub"', "https://hub.example/"),
        ("<https://hub.example/>;rel=hub", "https://hub.example/"),
        ('<https://a.example/feed>; rel="self", <https://hub.example/x,y>; rel="hub"', "https://hub.example/x,y"),
        ('<https://hub.example/>; title="a; b"; REL="self Hub"', "https://hub.example/"),
        ('<https://a.example/>; xrel="hub"', None),
        ('<https://a.example/>; rel="github"', None),
        ('</hub>; rel="hub"', "https://feeds.example/hub"),
        ('<ftp://hub.example/>; rel="hub"', None),
        ("<" * 100_000, None),
    ],
)
def test_the_hub_of_a_header(header: str | None, hub: str | None) -> None:
    assert hub_in_header(header, URL) == hub
