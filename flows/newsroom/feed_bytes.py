"""An outlet and its stories to the bytes of its feed, in the outlet's format, encoding and date style."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape

from flows.newsroom.press import Outlet, Story

# How far ahead of the newsroom's clock the future-dated entry claims to be published.
AHEAD = timedelta(days=40)

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "rss-teaser": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
}


def feed_bytes(outlet: Outlet, stories: Sequence[Story], base_url: str, now: datetime) -> bytes:
    """The feed with `stories` in the order given, links under `base_url`, in the outlet's encoding."""
    write = {"rss": _rss, "rss-teaser": _rss, "rdf": _rdf, "atom": _atom}[outlet.feed]
    text = write(outlet, stories, base_url, now)
    return (_spoil(text) if outlet.malformed else text).encode(outlet.encoding, "xmlcharrefreplace")


def _spoil(xml: str) -> str:
    """What careless publishing systems do: HTML entities XML does not know, bare ampersands, an end that is missing."""
    spoilt = xml.replace("&amp;", "&").replace("<category>", "<category>&nbsp;")
    return spoilt.removesuffix("</channel>\n</rss>\n")


def entry_date(story: Story, now: datetime) -> datetime | None:
    """The publication date as the feed claims it, None where it leaves it out."""
    if story.quirk == "undated":
        return None
    return now.astimezone(story.outlet.clock) + AHEAD if story.quirk == "future" else story.published


def _written(moment: datetime, outlet: Outlet) -> str:
    if outlet.dates == "iso":
        return moment.isoformat()
    if outlet.dates == "utc":
        return f"{moment.astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT"
    return f"{moment:%a, %d %b %Y %H:%M:%S} {outlet.zone or moment.strftime('%z')}"


def _dated(tag: str, story: Story, now: datetime) -> str:
    moment = entry_date(story, now)
    return f"<{tag}>{_written(moment, story.outlet)}</{tag}>" if moment else ""


def _link(story: Story, base_url: str) -> str:
    query = f"?{story.outlet.tracking}" if story.outlet.tracking else ""
    return escape(base_url + story.linked_path + query)


def _content(story: Story) -> str:
    """The whole text as HTML."""
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)


def _title(story: Story) -> str:
    return escape(story.title, quote=False)


def _teaser(story: Story) -> str:
    return escape(story.paragraphs[0], quote=False)


def _rss(outlet: Outlet, stories: Sequence[Story], base_url: str, now: datetime) -> str:
    items = [_rss_item(story, base_url, now) for story in stories]
    items += [_rss_item(story, base_url, now, " (updated)") for story in stories if story.quirk == "repeat"]
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{escape(outlet.name)}</title>\n<link>{base_url}/{outlet.key}/</link>\n"
        f"<description>News from {escape(outlet.name)}</description>\n<language>{outlet.language}</language>\n"
        f"{''.join(items)}</channel>\n</rss>\n"
    )


def _rss_item(story: Story, base_url: str, now: datetime, title_tail: str = "") -> str:
    whole = f"<content:encoded><![CDATA[{_content(story)}]]></content:encoded>" if story.outlet.feed == "rss" else ""
    tags = "".join(f"<category>{escape(tag)}</category>" for tag in story.tags)
    return (
        f"<item>\n<title>{_title(story)}{title_tail}</title>\n<link>{_link(story, base_url)}</link>\n"
        f'<guid isPermaLink="false">{story.outlet.key}-{story.story_id}</guid>\n'
        f"{_dated('pubDate', story, now)}<dc:creator>{escape(story.byline)}</dc:creator>{tags}\n"
        f"<description>{_teaser(story)}</description>{whole}\n</item>\n"
    )


def _rdf(outlet: Outlet, stories: Sequence[Story], base_url: str, now: datetime) -> str:
    index = "".join(f'<rdf:li rdf:resource="{_link(story, base_url)}"/>' for story in stories)
    items = "".join(
        f'<item rdf:about="{_link(story, base_url)}">\n<title>{_title(story)}</title>\n'
        f"<link>{_link(story, base_url)}</link>\n<description>{_teaser(story)}</description>\n"
        f"{_dated('dc:date', story, now)}<dc:creator>{escape(story.byline)}</dc:creator>\n</item>\n"
        for story in stories
    )
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{base_url}{outlet.feed_path}">\n<title>{escape(outlet.name)}</title>\n'
        f"<link>{base_url}/{outlet.key}/</link>\n<description>News from {escape(outlet.name)}</description>\n"
        f"<items><rdf:Seq>{index}</rdf:Seq></items>\n</channel>\n{items}</rdf:RDF>\n"
    )


def _atom(outlet: Outlet, stories: Sequence[Story], base_url: str, now: datetime) -> str:
    newest = max((story.published for story in stories), default=now)
    entries = "".join(
        f"<entry>\n<id>tag:{outlet.key}.example,2024:{story.story_id}</id>\n<title>{_title(story)}</title>\n"
        f'<link rel="alternate" href="{_link(story, base_url)}"/>\n{_dated("published", story, now)}'
        f"<updated>{story.published.isoformat()}</updated>\n<author><name>{escape(story.byline)}</name></author>\n"
        f'<summary>{_teaser(story)}</summary>\n<content type="html">{escape(_content(story))}</content>\n</entry>\n'
        for story in stories
    )
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>tag:{outlet.key}.example,2024:feed</id>\n<title>{escape(outlet.name)}</title>\n"
        f'<link rel="self" href="{base_url}{outlet.feed_path}"/>\n<updated>{newest.isoformat()}</updated>\n'
        f"{entries}</feed>\n"
    )
