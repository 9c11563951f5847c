"""Stories as a person has read them (`told.jsonl`) to labelled reports: joining measured apart from reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.ids import stable_id
from extractors.resolution.other_days import other_days
from extractors.resolution.rare_words import rare_words
from extractors.stories.event_kinds import EVENT_TYPES
from flows.bench_incidents.reading import Labelled
from flows.bench_incidents.stories import STORIES, Story
from models.participants.actor_list import find
from warehouse.records import (
    ActorMention,
    Count,
    CountedSpan,
    Event,
    Place,
    Report,
    Span,
    Target,
    Weapon,
    When,
)

# A person's reading is taken to be as sure as the reader's surest.
_SURE = 0.99


def read_told(stories: Sequence[Story], folder: Path = STORIES) -> dict[str, list[Labelled]]:
    """The reports of each story by its name, each under its incident (None for an attack that is not in the set)."""
    by_name = {story.name: story for story in stories}
    found: dict[str, list[Labelled]] = {name: [] for name in by_name}
    for path in sorted(folder.glob("*/told.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told["article"] in by_name:
                found[told["article"]] = list(_labelled(by_name[told["article"]], told["events"]))
    return found


def _labelled(story: Story, events: Sequence[Mapping[str, Any]]) -> Iterator[Labelled]:
    article = story.article
    assert article.published_at is not None
    read = [_event(article.text, told) for told in events]
    places = [name for event in read if event.place for name in (event.place.span.text, event.place.name or "")]
    for number, (event, told) in enumerate(zip(read, events, strict=True)):
        yield Labelled(
            Report(
                event_id=stable_id("event", article.article_id, str(number)),
                article_id=article.article_id,
                publisher=article.publisher,
                url=article.url,
                text_cluster=article.text_cluster,
                reported_at=article.published_at,
                learned_at=article.first_seen_at,
                event=event,
                agency=article.agency,
                rare_words=rare_words(article.text, event.evidence, places),
                other_days=other_days(event, read),
            ),
            told["incident"],
        )


def _event(text: str, told: Mapping[str, Any]) -> Event:
    kind = told["sub_event_type"]
    return Event(
        event_type=EVENT_TYPES[kind],
        sub_event_type=kind,
        status=told["status"],
        timeframe=told["timeframe"],
        trigger=_span(text, told["trigger"]),
        happened=_when(text, told.get("happened")),
        place=_place(text, told.get("place")),
        perpetrators=tuple(_actor(text, one) for one in told.get("perpetrators", ())),
        claimed_by=tuple(_actor(text, one) for one in told.get("claimed_by", ())),
        targets=tuple(_target(text, one) for one in told.get("targets", ())),
        weapons=tuple(Weapon(_span(text, one["text"]), one["kind"]) for one in told.get("weapons", ())),
        killed=_counted(text, told.get("killed")),
        injured=_counted(text, told.get("injured")),
        abducted=_counted(text, told.get("abducted")),
        killed_by_side=(),
        attributed_to=None,
        confidence=_SURE,
        evidence=_paragraphs(text, told["paragraphs"]),
    )


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(words, start, start + len(words))


def _when(text: str, told: Mapping[str, Any] | None) -> When | None:
    return When(told["first"], told["last"], told["precision"], _span(text, told["text"])) if told else None


def _place(text: str, told: Mapping[str, Any] | None) -> Place | None:
    if told is None:
        return None
    return Place(
        span=_span(text, told["text"]),
        name=told["name"],
        geonameid=None,
        admin1=told.get("admin1"),
        admin2=told.get("admin2"),
        country=told["country"],
        lat=told["lat"],
        lon=told["lon"],
        precision=told["precision"],
    )


def _actor(text: str, told: Mapping[str, Any]) -> ActorMention:
    listed = find(told["name"]) if told["name"] else None
    return ActorMention(
        span=_span(text, told["text"]),
        actor=listed.key if listed else None,
        name=told["name"],
        kind=told["kind"],
        suspected=told.get("suspected", False),
    )


def _target(text: str, told: Mapping[str, Any]) -> Target:
    return Target(
        span=_span(text, told["text"]),
        name=told["name"],
        category=told["category"],
        form=told["form"],
        effect=told["effect"],
        count=None,
    )


def _counted(text: str, told: Mapping[str, Any] | None) -> CountedSpan | None:
    return CountedSpan(Count(told["low"], told["best"], told["high"]), _span(text, told["text"])) if told else None


def _paragraphs(text: str, numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Where the paragraphs of these numbers stand in the text, from 0."""
    found = []
    start = 0
    for number, paragraph in enumerate(text.split("\n\n")):
        if number in numbers:
            found.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    return tuple(found)
