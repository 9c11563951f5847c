"""Ordinary news left alone and violent news read right: our own short texts, with the number of right ones pinned."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from extractors.reading import Reader
from models.triage import worth_reading
from warehouse.records import Event

HERE = Path(__file__).parent
# May rise; falls only by a change of this file.
LEFT_ALONE = 57
READ_RIGHT = 25
NEVER_WAS = frozenset({"denied", "planned", "threatened"})


def texts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").split("\n") if line]


ORDINARY, VIOLENT = texts("ordinary.jsonl"), texts("violent.jsonl")


@pytest.fixture(scope="module")
def reader(nlp: Language) -> Reader:
    return Reader(nlp)


def events(reader: Reader, told: dict[str, Any]) -> list[Event]:
    found = reader.read(told["text"], published=told["published"]).events
    return [event for event in found if event.status not in NEVER_WAS and "protest" not in event.event_type.lower()]


def told(found: Iterable[Event]) -> list[list[Any]]:
    return [[event.sub_event_type, event.killed.count.best if event.killed else None] for event in found]


def test_ordinary_news_is_left_alone(reader: Reader) -> None:
    false = {
        text["id"]: [event.trigger.text for event in found]
        for text in ORDINARY
        if (found := [e for e in events(reader, text) if text["events"] == "none" or e.timeframe == "current"])
    }
    assert len(ORDINARY) - len(false) >= LEFT_ALONE, false


def test_violent_news_is_read(reader: Reader) -> None:
    wrong = {text["id"]: got for text in VIOLENT if (got := told(events(reader, text))) != text["events"]}
    assert len(VIOLENT) - len(wrong) >= READ_RIGHT, wrong


def test_no_violent_text_is_stopped_before_the_parse() -> None:
    assert [text["id"] for text in VIOLENT if not worth_reading(text["text"])] == []
