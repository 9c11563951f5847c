"""The content folder (`press.toml`, `stories/*.md`) to outlets and their stories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal, get_args

FENCE = "+++"

FeedFormat = Literal["rss", "rss-teaser", "rdf", "atom"]
DateStyle = Literal["utc", "numeric", "name", "iso"]
Quirk = Literal["undated", "future", "gone", "missing", "moved", "members", "repeat"]


class NewsroomError(Exception):
    """The bundled content is wrong; the message is one line that names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A masthead and its habits, as the head of press.toml explains them."""

    key: str
    name: str
    country: str
    language: str
    clock: timezone
    feed: FeedFormat
    dates: DateStyle
    path: str
    layout: str
    zone: str = ""
    encoding: str = "utf-8"
    tracking: str = ""
    moved_from: str | None = None
    malformed: bool = False
    broken: bool = False

    @property
    def feed_path(self) -> str:
        """Where the feed is today."""
        return f"/{self.key}/{'feed.rdf' if self.feed == 'rdf' else 'atom.xml' if self.feed == 'atom' else 'rss.xml'}"

    @property
    def listed_path(self) -> str:
        """Where the feeds list says that the feed is."""
        return self.moved_from or self.feed_path


@dataclass(frozen=True, slots=True)
class Story:
    """One article: `published` in its newsroom's own zone; `quirk` is what its entry or page gets wrong."""

    story_id: str
    outlet: Outlet
    title: str
    published: datetime
    byline: str
    tags: tuple[str, ...]
    quirk: Quirk | None
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the page lies; `members` pages lie where robots.txt forbids."""
        if self.quirk == "members":
            return f"/{self.outlet.key}/members/{self.story_id}.html"
        year, month, day = f"{self.published:%Y %m %d}".split()
        return self.outlet.path.format(slug=self.story_id, year=year, month=month, day=day)

    @property
    def linked_path(self) -> str:
        """Where the feed says that the page lies; `moved` pages answer there with a redirect."""
        return f"/{self.outlet.key}/go/{self.story_id}" if self.quirk == "moved" else self.path


def read_outlets(file: Path) -> list[Outlet]:
    """The outlets of press.toml in their order; raises NewsroomError on broken TOML or an unknown habit."""
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["outlet"]
        return [_outlet(row) for row in rows]
    except KeyError as error:
        raise NewsroomError(f"{file}: {error} is missing") from error
    except (OSError, ValueError, TypeError) as error:
        raise NewsroomError(f"{file}: {error}") from error


def _outlet(row: dict[str, Any]) -> Outlet:
    offset = datetime.strptime(row["offset"], "%z").tzinfo
    if not isinstance(offset, timezone):
        raise ValueError(f"outlet {row['key']}: offset {row['offset']} is not a zone")
    for habit, known in (("feed", FeedFormat), ("dates", DateStyle)):
        if row[habit] not in get_args(known):
            raise ValueError(f"outlet {row['key']}: {habit} is {row[habit]!r}, not one of {', '.join(get_args(known))}")
    return Outlet(clock=offset, **{key: value for key, value in row.items() if key != "offset"})


def read_stories(folder: Path, outlets: list[Outlet]) -> list[Story]:
    """The stories of a folder, newest first; raises NewsroomError naming the file that is wrong."""
    by_key = {outlet.key: outlet for outlet in outlets}
    stories = [_read_story(file, by_key) for file in sorted(folder.glob("*.md"))]
    return sorted(stories, key=lambda story: (story.published, story.story_id), reverse=True)


def _read_story(file: Path, outlets: dict[str, Outlet]) -> Story:
    try:
        head, body = _parts(file.read_text(encoding="utf-8"))
        front = tomllib.loads(head)
        _check(front, file.stem, outlets)
        return Story(
            front["id"],
            outlets[front["outlet"]],
            front["title"],
            front["published"].astimezone(outlets[front["outlet"]].clock),
            front["byline"],
            tuple(front["tags"]),
            front.get("quirk"),
            tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip()),
        )
    except KeyError as error:
        raise NewsroomError(f"{file}: the front matter lacks {error}") from error
    except (OSError, ValueError, TypeError) as error:
        raise NewsroomError(f"{file}: {error}") from error


def _parts(text: str) -> tuple[str, str]:
    """The front matter, between two lines of three plus signs, and the body after it."""
    before, *parts = text.split(f"{FENCE}\n", 2)
    if before or len(parts) != 2:
        raise ValueError(f"does not begin with front matter between two lines of {FENCE}")
    return parts[0], parts[1]


def _check(front: dict[str, Any], stem: str, outlets: dict[str, Outlet]) -> None:
    """Raise ValueError when a value of the front matter is not one that it may have."""
    if front["id"] != stem:
        raise ValueError(f"id is {front['id']!r}, not the name of the file")
    if front["outlet"] not in outlets:
        raise ValueError(f"outlet {front['outlet']!r} is not in press.toml")
    published, clock = front["published"], outlets[front["outlet"]].clock
    if not isinstance(published, datetime) or published.utcoffset() != clock.utcoffset(None):
        raise ValueError(f"published is {published}, not a time in the zone {clock} of {front['outlet']}")
    if front.get("quirk") not in (None, *get_args(Quirk)):
        raise ValueError(f"quirk is {front['quirk']!r}, not one of {', '.join(get_args(Quirk))}")
