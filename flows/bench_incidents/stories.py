"""The folder of labelled stories to articles, each with the incidents that it tells of."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.agencies import agencies_in
from extractors.clusters import exact_cluster, gather, text_bands
from extractors.ids import stable_id
from flows.newsroom import press
from warehouse.records import Article

STORIES = Path(__file__).with_name("stories")
NEWSROOM = Path(__file__).parent.parent / "newsroom"
# These may be looked at and learned from; the other region only measures.
LEARNED_FROM = ("africa", "middle-east", "south-asia")


@dataclass(frozen=True, slots=True)
class Story:
    """An article with the ids of the incidents it tells of, and of those that it only mentions in passing."""

    name: str
    region: str
    article: Article
    incidents: frozenset[str]
    mentioned: frozenset[str]


@dataclass(frozen=True, slots=True)
class HardPair:
    """Two incidents that are easily taken for one."""

    one: str
    other: str


def read_stories(folder: Path = STORIES) -> list[Story]:
    """All stories, by region and name; copies of one text share a cluster, as in the warehouse."""
    stories = [story for region in sorted(folder.iterdir()) if region.is_dir() for story in _region(region)]
    return _with_clusters(stories)


def read_newsroom() -> list[Story]:
    """The stories of the bundled newsroom, which may be looked at too: many attacks of one week in few places."""
    told = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))["incidents"]
    outlets = press.read_outlets(NEWSROOM / "press.toml")
    stories = []
    for bundled in press.read_stories(NEWSROOM / "stories", outlets):
        front = {
            "outlet": bundled.outlet.name,
            "published": bundled.published,
            "title": bundled.title,
            "agency": agencies_in([bundled.byline], "\n\n".join(bundled.paragraphs)),
        }
        article = _article(bundled.story_id, front, "\n\n".join(bundled.paragraphs))
        names = frozenset(one["name"] for one in told if bundled.story_id in one["articles"])
        stories.append(Story(bundled.story_id, "newsroom", article, names, frozenset()))
    return _with_clusters(stories)


def read_hard_pairs(folder: Path = STORIES) -> list[HardPair]:
    """The pairs of incidents that their writers hold to be hard to tell apart."""
    return [
        HardPair(pair["a"], pair["b"])
        for path in sorted(folder.glob("*/incidents.toml"))
        for pair in _toml(path).get("hard_pair", [])
    ]


def _region(folder: Path) -> Iterator[Story]:
    mentioned: dict[str, set[str]] = {}
    for one in _toml(folder / "incidents.toml").get("mentioned", []):
        mentioned.setdefault(one["article"].removesuffix(".md"), set()).add(one["incident"])
    for path in sorted(folder.glob("*.md")):
        _, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        told = tomllib.loads(front)
        yield Story(
            name=path.stem,
            region=folder.name,
            article=_article(path.stem, told, text.strip()),
            incidents=frozenset(told["incidents"]),
            mentioned=frozenset(mentioned.get(path.stem, ())),
        )


def _article(name: str, told: dict[str, Any], text: str) -> Article:
    published: datetime = told["published"]
    offset = published.isoformat()[19:]
    url = f"https://{told['outlet'].lower().replace(' ', '-')}.example/{name}"
    return Article(
        article_id=stable_id("article", url),
        entry_id=stable_id("entry", url),
        feed_id=stable_id("feed", told["outlet"]),
        url=url,
        title=told["title"],
        text=text,
        authors=(),
        published_at=published.astimezone(UTC),
        language="en",
        publisher=told["outlet"],
        publisher_country=None,
        origin="page",
        text_cluster=exact_cluster(text),
        first_seen_at=published.astimezone(UTC),
        extractor="stories",
        published_zone=offset or "+00:00",
        agency=told.get("agency"),
    )


def _with_clusters(stories: Sequence[Story]) -> list[Story]:
    bands = [set(text_bands(story.article.text)) for story in stories]
    beside = {
        (stories[a].article.text_cluster, stories[b].article.text_cluster)
        for a in range(len(stories))
        for b in range(a)
        if bands[a] & bands[b]
    }
    gathered = gather([story.article for story in stories], {}, beside)
    return [replace(story, article=article) for story, article in zip(stories, gathered.articles, strict=True)]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
