"""The feeds that were found on a site to those worth adding, in their order, each with publisher, country, language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from extractors.discovery import Candidate, Reason, SitePage, is_of_comments
from extractors.feeds.feed_bytes import feed_bytes, unpacked
from extractors.feeds_file import WrongFeedError, is_web_address, make_feed
from extractors.fetching.credentials import shown, split_credentials
from extractors.languages import language_code
from extractors.links import same_page
from extractors.plain_text import one_line, without_controls
from extractors.source_country import country_of_source
from warehouse.records import Entry, Feed

# A feed whose newest entry is older has most likely been given up; one without dates is given the benefit.
STALE = timedelta(days=60)
_MAX_TITLE = 100
# The elements, by local name, that lead to what a feed says of itself, and what each says there. A news sitemap tells
# its publication with each entry.
_HOLDERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("rss", "rdf", "urlset", "url", "news"), frozenset()),
    **dict.fromkeys(("channel", "feed"), frozenset({"title", "language"})),
    "publication": frozenset({"name", "language"}),
}


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says of itself: its title and its language (ISO 639-1)."""

    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of the feed that is looked for: an address, and what is known of its publisher."""

    url: str
    publisher: str | None = None
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A candidate that proved to be a feed: where it lies (its new address, if it has moved), and what it carries."""

    candidate: Candidate
    url: str
    facts: FeedFacts
    entries: tuple[Entry, ...]

    @property
    def newest_at(self) -> datetime | None:
        """When its newest entry was published."""
        return max((entry.published_at for entry in self.entries if entry.published_at), default=None)

    def told(self) -> str:
        """What it carries, in a few words."""
        number = len(self.entries)
        entries = f"{number} {'entry' if number == 1 else 'entries'}"
        return f"{entries}, newest {self.newest_at.astimezone(UTC):%Y-%m-%d %H:%M}Z" if self.newest_at else entries

    def why_not(self) -> str | None:
        """Why it is left out of what is added."""
        if not self.entries:
            return "empty"
        if self.candidate.reason is Reason.SITEMAP and not any(entry.title for entry in self.entries):
            return "no news sitemap"  # one of all pages, whose dates are those of their last change
        titles = (self.facts.title, self.candidate.title)
        return "comments" if any(is_of_comments(self.url, title) for title in titles) else None


def given_address(words: str) -> str:
    """What a person typed as a web address; raises WrongFeedError."""
    url = words.strip() if "://" in words else f"https://{words.strip()}"
    if not is_web_address(url):
        raise WrongFeedError(f"{shown(url)!r} is not an http or https address")
    if split_credentials(url)[1]:
        raise WrongFeedError(
            f"{shown(url)!r} has a name and password: write the feed into the feeds file, its login by `credentials`"
        )
    return url


def listed_already(url: str, feeds: Iterable[Feed]) -> Feed | None:
    """The feed among those listed that is at this address, be it with or without TLS, `www.` and a last slash."""
    return next((feed for feed in feeds if same_page(feed.url, url)), None)


def read_feed_facts(body: bytes) -> FeedFacts:
    """Read title and language from the bytes of a feed in whatever form, or of a news sitemap; broken ones too."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(feed_bytes(unpacked(body) or b"", None).xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        return FeedFacts()
    if root is None:
        return FeedFacts()
    told: dict[str, str] = {}
    holder: etree._Element | None = root
    while holder is not None:
        language = holder.get("{http://www.w3.org/XML/1998/namespace}lang")
        if language:
            told.setdefault("language", language)
        for node in holder.iterchildren("{*}*"):
            if _name(node) in _HOLDERS.get(_name(holder), ()):
                told.setdefault(_name(node), "".join(node.itertext("{*}*")))  # no entities
        holder = next((node for node in holder.iterchildren("{*}*") if _name(node) in _HOLDERS), None)
    title = one_line(without_controls(told.get("title") or told.get("name") or ""))[:_MAX_TITLE]
    return FeedFacts(title or None, language_code(told.get("language")))


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower()


def in_order(found: list[FoundFeed], given: str, now: datetime) -> list[FoundFeed]:
    """The found feeds that are worth adding, the best first, each content once.

    Alive before given up; those within the section that was asked for before others; then in the order of the reasons,
    and as the page lists them.
    """
    distinct: dict[frozenset[str | None], FoundFeed] = {}
    reasons = list(Reason)
    for feed in sorted(found, key=lambda feed: reasons.index(feed.candidate.reason)):
        if feed.why_not() is None:
            distinct.setdefault(frozenset(entry.link or entry.guid for entry in feed.entries), feed)
    return sorted(distinct.values(), key=lambda feed: (_is_stale(feed, now), not _is_in_section(feed.url, given)))


def _is_stale(feed: FoundFeed, now: datetime) -> bool:
    return feed.newest_at is not None and now - feed.newest_at > STALE


def _is_in_section(url: str, given: str) -> bool:
    return urlsplit(url).path.startswith(urlsplit(given).path.rstrip("/") + "/")


def as_listed(found: FoundFeed, page: SitePage, given: Given) -> Feed:
    """The feed as the feeds file will list it; what a person said of it stands, the rest is found out.

    The publisher is the site's own name, the title of the feed or its host; the country that of the domain.
    """
    host = (urlsplit(given.url).hostname or "").removeprefix("www.")
    return make_feed(
        found.url,
        given.publisher or page.site or found.facts.title or host,
        given.country or country_of_source(given.url),
        given.language or found.facts.language or language_code(page.language),
    )
