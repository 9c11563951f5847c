"""Plain feeds say the same to our own reader as to feedparser; what is not plain is left to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.feeds.any_feed import looks_like_html, read_any
from extractors.feeds.plain_feed import read_plain
from extractors.feeds.told import Markup, ToldFeed, Words

SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="https://unknown.example/ns" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:georss="http://www.georss.org/georss" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
)
ROOTS = {
    "rss": (f'<rss version="2.0" {SPACES}><channel>', "</channel></rss>", "item"),
    "atom": (f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}>', "</feed>", "entry"),
    "rdf": (
        f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}><channel rdf:about="c">',
        "</channel></rdf:RDF>",
        "item",
    ),
}
TEXTS = st.sampled_from(
    [
        "",
        " ",
        "word",
        "two  words\n",
        "a &amp; b",
        "&lt;b&gt;bold&lt;/b&gt;",
        "<![CDATA[<p>par</p> &nbsp; x]]>",
        "&amp;eacute;",
        "caf\u00e9",
        "\u00c3\u00a9t\u00c3\u00a9",  # UTF-8 taken for Latin-1
        "&#146;quoted&#147;",
        "взрыв",
        "<![CDATA[a < b]]>",
        "&lt;odd&gt;x&lt;/odd&gt;",
        "\u00a0padded\u00a0",
    ]
)
LINKS = st.sampled_from(
    ["", "https://a.example/1", " http://a.example/2?x=1&amp;y=2\n", "/relative", "http:///a.example/3", "#", "urn:x:1"]
)
DATES = st.sampled_from(["", "Fri, 30 Aug 2024 10:00:00 GMT", "2024-08-30T10:00:00Z", "soon"])
MARKED = ["title", "description", "summary", "content", "dc:title", "dc:description", "content:encoded"]
MARKED += ["media:title", "media:description", "itunes:summary"]
DATED = [
    "pubDate",
    "published",
    "issued",
    "updated",
    "modified",
    "created",
    "dc:date",
    "dcterms:created",
    "lastBuildDate",
]
# What misleads feedparser when a channel holds it; that such feeds are not plain is tested below.
NO_CHANNELS = ("<guid", "<id", "<content", "<itunes:summary", "<summary")
BOXES = [
    "<media:group><media:title>inner</media:title></media:group>",
    '<media:content url="u"><media:title type="plain">in &lt;b&gt;ner&lt;/b&gt;</media:title></media:content>',
    "<media:group><media:description>of it</media:description></media:group>",
    "<media:group><media:content><media:title>far within</media:title></media:content></media:group>",
    "<author><name>N</name><uri>u</uri></author>",
    '<media:group><media:content url="u"/></media:group>',
    '<media:content url="u"><media:credit role="r">C</media:credit></media:content>',
    "<!-- note -->",
    "<?pi x?>",
]
SILENT = [
    "category",
    "dc:creator",
    "comments",
    "author",
    "slash:comments",
    "x:thing",
    "itunes:subtitle",
    "georss:point",
]


@st.composite
def elements(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["marked", "linked", "ref", "guid", "dated", "silent", "box"]))
    if kind == "marked":
        name = draw(st.sampled_from(MARKED))
        told = draw(st.sampled_from(["", "", ' type="html"', ' type="text"', ' type="TEXT/HTML"', ' xml:lang="fr"']))
        return f"<{name}{told}>{draw(TEXTS)}</{name}>"
    if kind == "linked":
        return f"<link>{draw(LINKS)}</link>"
    if kind == "ref":
        told = draw(
            st.sampled_from(["", ' rel="self"', ' rel="alternate"', ' rel="Hub"', ' type="text/html"', ' type="a/b"'])
        )
        return f'<{draw(st.sampled_from(["link", "atom:link"]))}{told} href="{draw(LINKS.filter(bool))}"/>'
    if kind == "guid":
        told = draw(st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"', ' ispermalink="TRUE"']))
        name = draw(st.sampled_from(["guid", "id"]))
        return f"<{name}{told}>{draw(LINKS)}</{name}>"
    if kind == "dated":
        name = draw(st.sampled_from(DATED))
        return f"<{name}>{draw(DATES)}</{name}>"
    if kind == "silent":
        name = draw(st.sampled_from([*SILENT, "source", "image"]))
        told = draw(st.sampled_from(["", ' url="u"']))
        return f"<{name}{told}>{draw(TEXTS)}</{name}>"
    return draw(st.sampled_from(BOXES))


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    opening, closing, name = ROOTS[draw(st.sampled_from(sorted(ROOTS)))]
    about = (
        ' rdf:about="https://a.example/about"'
        if name == "item" and "rdf:RDF" in opening and draw(st.booleans())
        else ""
    )
    items = draw(st.lists(st.lists(elements(), max_size=8).map("".join), max_size=3))
    of_channel = elements().filter(lambda words: not words.startswith(NO_CHANNELS))
    before = "".join(draw(st.lists(of_channel, max_size=4)))
    before += draw(st.sampled_from(["", "<ttl>5</ttl>", "<sy:updatePeriod>daily</sy:updatePeriod>"]))
    before += draw(
        st.sampled_from(["", "<image><url>u</url><title>t</title><link>https://pic.example/</link></image>"])
    )
    return (opening + before + "".join(f"<{name}{about}>{item}</{name}>" for item in items) + closing).encode()


def settled(words: Words) -> Words:
    """The words with a guess made."""
    if words.markup is not Markup.GUESS:
        return words
    return Words(words.text, Markup.HTML if looks_like_html(words.text) else Markup.PLAIN)


def comparable(told: ToldFeed | None) -> object:
    """A feed with guesses made."""
    assert told is not None
    entries = [
        (e.guid, e.links, e.title and settled(e.title), [settled(words) for words in e.texts], e.dates)
        for e in told.entries
        if e is not None
    ]
    return told.channel, entries, told.is_sound


@settings(max_examples=400, deadline=None)
@given(feeds())
def test_a_plain_feed_says_what_feedparser_hears(xml: bytes) -> None:
    plain = read_plain(xml)
    if plain is None:
        assert b"<media:title" in xml or b"<media:description" in xml
        return
    assert comparable(plain) == comparable(read_any(xml))


@pytest.mark.parametrize(
    "item",
    [
        '<item xml:base="https://b.example/"><link>x</link></item>',
        '<item><link xml:base="https://b.example/">x</link></item>',
        '<item href="https://b.example/"/>',
        '<item><title type="xhtml"><b>x</b></title></item>',
        "<item><title>a <b>b</b> c</title></item>",
        '<item><content type="image/png" mode="base64">aGk=</content></item>',
        "<item><media:group><title>inner</title></media:group></item>",
        "<item><unheard-of>x</unheard-of></item>",
        '<item><y:thing xmlns:y="https://late.example/">x</y:thing></item>',
        "<item><x:box><title>inner</title></x:box></item>",
        "<item><item/></item>",
        "<item><title>torn",
        "<item><title>&nbsp;</title></item>",
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(item: str) -> None:
    opening, closing, _ = ROOTS["rss"]
    assert read_plain(f"{opening}{item}{closing}".encode()) is None


@pytest.mark.parametrize(
    "root",
    [
        b'<rss version="2.0" xmlns:media="https://not-media.example/"><channel/></rss>',
        b'<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel/></rss>',
        b'<rss version="2.0" xml:base="https://b.example/"><channel/></rss>',
        b'<feed xmlns="http://purl.org/atom/ns#" version="0.3"/>',
        b'<channel href="https://b.example/"><item href="https://b.example/1"/></channel>',
        b'<rss version="2.0"><channel><guid>https://b.example/</guid></channel></rss>',
        b'<rss version="2.0"><channel><summary>s</summary><description>d</description></channel></rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><content>c</content></feed>',
        b"<html/>",
        b"",
    ],
)
def test_other_dialects_are_not_plain(root: bytes) -> None:
    assert read_plain(root) is None
