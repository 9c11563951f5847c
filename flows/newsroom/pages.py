"""A story and its outlet's layout to the bytes of a web page, with the clutter that real pages have around the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from flows.newsroom.press import NewsroomError, Story

RELATED = 4  # links to other stories beside the text


@cache
def _layout(file: Path) -> Template:
    try:
        return Template(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise NewsroomError(f"{file}: {error.strerror or error}") from error


def page_bytes(story: Story, others: Sequence[Story], layouts: Path, base_url: str) -> bytes:
    """The page of `story` in its outlet's layout and encoding; the first of `others` are its related links."""
    values = _values(story, [other for other in others if other is not story][:RELATED], base_url)
    file = layouts / f"{story.outlet.layout}.html"
    try:
        html = _layout(file).substitute(values)
    except (KeyError, ValueError) as error:
        raise NewsroomError(f"{file}: {error!r}") from error
    return html.encode(story.outlet.encoding, "xmlcharrefreplace")


def _values(story: Story, related: Sequence[Story], base_url: str) -> dict[str, str]:
    first, *rest = story.paragraphs
    return {
        "title": escape(story.title),
        "lead": escape(first, quote=False),
        "body": "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in rest),
        "byline": escape(story.byline),
        "outlet": escape(story.outlet.name),
        "home": f"{base_url}/{story.outlet.key}/",
        "canonical": escape(base_url + story.path),
        "published_iso": story.published.isoformat(),
        "published_long": f"{story.published:%A, %d %B %Y, %H:%M}",
        "published_day": f"{story.published:%d %B %Y}",
        "offset": f"GMT{story.published:%z}",
        "tags": ", ".join(escape(tag) for tag in story.tags),
        "related": "\n".join(_related(other, base_url) for other in related),
        "json_ld": _json_ld(story, base_url),
        "encoding": story.outlet.encoding,
        "language": story.outlet.language,
        "year": f"{story.published:%Y}",
    }


def _related(story: Story, base_url: str) -> str:
    return f'<li><a href="{escape(base_url + story.path)}">{escape(story.title, quote=False)}</a></li>'


def _json_ld(story: Story, base_url: str) -> str:
    return json.dumps(
        {
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": story.published.isoformat(),
            "author": {"@type": "Person", "name": story.byline},
            "publisher": {"@type": "Organization", "name": story.outlet.name},
            "mainEntityOfPage": base_url + story.path,
        },
        indent=1,
    ).replace("</", "<\\/")
