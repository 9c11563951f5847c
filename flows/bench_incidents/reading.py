"""Stories to reports: as the reader reads them, each under the incident it must be meant to tell of."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from extractors.dates.zones import local_time
from extractors.reading import Reader, Unread
from extractors.reports import reports_of
from extractors.resolution.compatible_kinds import Kinship, kinship
from extractors.resolution.nearness import words_of
from flows.bench_incidents.stories import NEWSROOM, STORIES, Story
from models.pipeline import load
from warehouse.records import Report

# A report may put an attack a day off; further off it is another, or misread.
_DAY_OFF = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrueIncident:
    """What is documented of an incident of the stories."""

    name: str
    sub_event_type: str
    first_day: date
    country: str
    place: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report with the incident that it tells of; None where that is not sure."""

    report: Report
    incident: str | None


def read_all(stories: Sequence[Story]) -> dict[str, list[Report]]:
    """The reports of each story by its name, as a run of tocsin gives them."""
    reader = Reader(load())
    readings = reader.read_all(map(_unread, stories))
    return {story.name: reports_of(story.article, reading) for story, reading in zip(stories, readings, strict=True)}


def _unread(story: Story) -> Unread:
    article = story.article
    assert article.published_at is not None
    published = local_time(article.published_at, article.published_zone).isoformat()
    return Unread(article.text, article.title, published, None, article.language)


def true_incidents(folder: Path = STORIES) -> dict[str, TrueIncident]:
    """The incidents of all regions by name."""
    found = {}
    for path in sorted(folder.glob("*/incidents.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["incident"]:
            found[one["id"]] = TrueIncident(
                one["id"], one["sub_event_type"], one["first_day"], one["country"], one["place"]
            )
    return found


def newsroom_incidents() -> dict[str, TrueIncident]:
    """The incidents of the bundled newsroom by name."""
    told = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))["incidents"]
    return {
        one["name"]: TrueIncident(
            one["name"], one["sub_event_type"], date.fromisoformat(one["date"]), one["country"], one["place"] or ""
        )
        for one in told
    }


def labelled(story: Story, reports: Sequence[Report], known: dict[str, TrueIncident]) -> Iterator[Labelled]:
    """Each report under the one incident of its story that it can tell of by day, place and kind."""
    for report in reports:
        fitting = [name for name in sorted(story.incidents | story.mentioned) if _can_be(report, known[name])]
        by_place = [name for name in fitting if _names(report, known[name])]
        chosen = by_place if len(by_place) == 1 else fitting
        yield Labelled(report, chosen[0] if len(chosen) == 1 else None)


def _can_be(report: Report, true: TrueIncident) -> bool:
    event = report.event
    place, when = event.place, event.happened
    if kinship(event.sub_event_type, true.sub_event_type) is Kinship.NONE:
        return False
    if place is not None and place.country not in (None, true.country):
        return False
    if when is None or when.first.startswith("--"):
        return True
    return date.fromisoformat(when.first) - _DAY_OFF <= true.first_day <= date.fromisoformat(when.last) + _DAY_OFF


def _names(report: Report, true: TrueIncident) -> bool:
    place = report.event.place
    if place is None:
        return False
    told = {word for name in (place.name, place.span.text, place.admin2) for word in words_of(name)}
    return bool(told & set(words_of(true.place)))
