"""What an article tells beside its text, from real bytes: one address for all versions, dates, access and agency."""

from __future__ import annotations

from datetime import UTC, datetime

from extractors.articles import article_from_feed, read_page
from warehouse.records import Article, Entry, Feed, Page

NOW = datetime(2024, 9, 5, 12, 0, tzinfo=UTC)
FEED = Feed("feed-1", "https://www.example.org/rss", "Frontier Courier", "PAK", "en")
SENTENCES = (
    "QUETTA, Sept 3 (Reuters) - Gunmen killed two officers at a checkpoint near the town on Tuesday, police said.",
    "A third officer was hurt when the men threw a grenade at the post and fled into the hills on motorcycles.",
    "The road to the border was closed for six hours while soldiers searched the villages along the river.",
    "No group has claimed the attack, the fourth on a checkpoint of the district within two weeks.",
)
BODY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
HEAD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Two officers killed at a checkpoint", '
    '"datePublished": "2024-09-03T10:12:00+05:00", "dateModified": "2024-09-04T08:00:00+05:00"%s}</script>'
)


def entry(summary: str = "", link: str = "https://www.example.org/2024/09/03/checkpoint") -> Entry:
    published = datetime(2024, 9, 3, 5, 30, tzinfo=UTC)
    return Entry("entry-1", "feed-1", None, link, "Two officers killed", summary, published, None, NOW)


def read(url: str, head: str = HEAD % "", body: str = BODY) -> Article:
    markup = (
        f"<html><head>{head}</head><body><h1>Two officers killed at a checkpoint</h1><article>{body}</article></body>"
    )
    page = Page(url, url, 200, "text/html", markup.encode(), NOW)
    article = read_page(page, entry(), FEED, NOW).article
    assert article is not None
    return article


def test_versions_of_one_article_have_one_id() -> None:
    plain = read("https://www.example.org/2024/09/03/checkpoint")
    declared = HEAD % "" + '<link rel="canonical" href="https://www.example.org/2024/09/03/checkpoint">'
    versions = [
        read("https://www.example.org/2024/09/03/checkpoint/amp"),
        read("https://www.example.org/2024/09/03/checkpoint?print=1"),
        read("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2024/09/03/checkpoint"),
        read("https://amp.example.org/c/1", declared),
    ]
    assert {article.article_id for article in versions} == {plain.article_id}
    assert {article.url for article in versions} == {"https://www.example.org/2024/09/03/checkpoint"}
    amp = article_from_feed(
        entry("<p>Gunmen killed two officers near the town.</p>", plain.url + "?outputType=amp"), FEED, NOW
    )
    assert amp is not None
    assert amp.article_id == plain.article_id


def test_the_dates_of_a_page_with_their_zone_and_source() -> None:
    article = read("https://www.example.org/2024/09/03/checkpoint")
    assert article.published_at == datetime(2024, 9, 3, 5, 12, tzinfo=UTC)
    assert (article.published_zone, article.published_from) == ("+05:00", "json_ld")
    assert article.updated_at == datetime(2024, 9, 4, 3, 0, tzinfo=UTC)
    bare = read("https://www.example.org/checkpoint", "")
    assert (bare.published_at, bare.published_zone, bare.published_from) == (entry().published_at, None, "feed")
    assert bare.updated_at is None


def test_a_page_that_gives_its_making_as_its_date_is_dated_by_the_feed() -> None:
    rendered = HEAD.replace("2024-09-03T10:12:00+05:00", "2024-09-05T11:59:00Z") % ""
    article = read("https://www.example.org/checkpoint", rendered)
    assert (article.published_at, article.published_from) == (entry().published_at, "feed")


def test_the_agency_of_the_dateline_and_the_whole_text() -> None:
    article = read("https://www.example.org/2024/09/03/checkpoint")
    assert (article.agency, article.access) == ("Reuters", "full")
    credited = read(
        "https://www.example.org/a",
        body=BODY.replace("QUETTA, Sept 3 (Reuters) - ", "") + "<p>(With inputs from APP and AFP)</p>",
    )
    assert credited.agency == "APP, AFP"
    assert "inputs" not in credited.text


def test_a_closed_page_with_little_text_is_paywalled_and_with_all_of_it_is_not() -> None:
    closed = HEAD % ', "isAccessibleForFree": "False"'
    assert read("https://www.example.org/a", closed).access == "paywalled"
    whole = "".join(f"<p>{day} was quiet: {sentence}</p>" for day in ("Monday", "Sunday") for sentence in SENTENCES)
    assert read("https://www.example.org/a", closed, BODY + whole).access == "full"
    wall = BODY + "<p>Subscribe to continue reading this article</p>"
    walled = read("https://www.example.org/a", body=wall)
    assert walled.access == "paywalled"
    assert "Subscribe" not in walled.text


def test_the_feeds_own_text_is_cut_where_it_says_so() -> None:
    cut = article_from_feed(entry("<p>Gunmen killed two officers at a checkpoint near the […]</p>"), FEED, NOW)
    whole = article_from_feed(
        entry("<p>Gunmen killed two officers at a checkpoint near the town. (AFP)</p>"), FEED, NOW
    )
    assert cut is not None
    assert whole is not None
    assert (cut.access, cut.agency, cut.published_from) == ("truncated", None, "feed")
    assert (whole.access, whole.agency) == ("full", "AFP")
