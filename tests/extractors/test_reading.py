"""Texts to readings: golden pairs checked by hand, every quoted word in its place, any input read or left."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors.reading import LONGEST, READER, Reader, Unread
from extractors.reports import reports_of
from models.places.gazetteer_index import gazetteer_version
from models.triage import everything
from warehouse.records import Article, Event, Period, Reading, Span

READINGS = Path(__file__).with_name("readings")
STORIES = sorted(path.stem for path in READINGS.glob("*.txt"))


@pytest.fixture(scope="module")
def reader(nlp: Language) -> Reader:
    return Reader(nlp)


def read(reader: Reader, name: str) -> tuple[str, Reading, dict[str, Any]]:
    text = (READINGS / f"{name}.txt").read_text(encoding="utf-8")
    expected = json.loads((READINGS / f"{name}.json").read_text(encoding="utf-8"))
    reading = reader.read(text, published=expected["published"], publisher_country=expected["publisher_country"])
    return text, reading, expected


def best(counted: Any) -> int | None:
    return None if counted is None else counted.count.best


def told(event: Event) -> dict[str, Any]:
    """What a golden pair says of an event."""
    return {
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "timeframe": event.timeframe,
        "date": event.happened.first if event.happened and event.happened.precision == "day" else None,
        "place": event.place and event.place.span.text,
        "country": event.place and event.place.country,
        "killed": best(event.killed),
        "injured": best(event.injured),
        "abducted": best(event.abducted),
        "perpetrators": [actor.actor or actor.span.text for actor in event.perpetrators],
        "claimed_by": [actor.actor for actor in event.claimed_by],
        "killed_by_side": dict(event.killed_by_side),
    }


@pytest.mark.parametrize("name", STORIES)
def test_golden_events(reader: Reader, name: str) -> None:
    _, reading, expected = read(reader, name)
    found = [told(event) for event in reading.events if event.sub_event_type != "Non-state actor overtakes territory"]
    assert [
        {key: event[key] for key in want} for event, want in zip(found, expected["events"], strict=False)
    ] == expected["events"]
    assert len(found) == len(expected["events"])


@pytest.mark.parametrize("name", STORIES)
def test_golden_tolls(reader: Reader, name: str) -> None:
    _, reading, expected = read(reader, name)
    found = [
        {
            "measure": toll.measure,
            "low": toll.count.low,
            "best": toll.count.best,
            "period": [toll.period.first, toll.period.last] if toll.period else None,
            "compared_with": [toll.compared_with.first, toll.compared_with.last] if toll.compared_with else None,
            "change_percent": toll.change_percent,
            "place": toll.place and toll.place.span.text,
            "attributed_to": toll.attributed_to and toll.attributed_to.text,
        }
        for toll in reading.tolls
    ]
    assert found == expected["tolls"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The war has killed 40,000 people in Gaza since 7 October, the ministry said.", "2023-10-07", "2024-08-27"),
        ("Rebels have killed 120 soldiers in Myanmar since January, a monitor said.", "2024-01-01", "2024-08-27"),
        ("At least 150 people died in violence in Bangladesh this month.", "2024-08-01", "2024-08-27"),
        ("Attacks killed 150 people in Sudan between April and June.", "2024-04-01", "2024-06-30"),
        ("Violence killed 380 people in Pakistan in the second quarter.", "2024-04-01", "2024-06-30"),
        ("Fifty people were killed across the province in two days.", "2024-08-26", "2024-08-27"),
        ("Fifty people were killed across the province on Sunday and Monday.", "2024-08-25", "2024-08-26"),
        (
            "At least 219 civilians were killed in Ukraine in July, the most in a month since October 2022.",
            "2024-07-01",
            "2024-07-31",
        ),
    ],
)
def test_a_toll_has_the_first_and_last_day_of_its_period(reader: Reader, text: str, first: str, last: str) -> None:
    (toll,) = reader.read(text, published="2024-08-27").tolls
    assert toll.period == Period(first, last)


def test_since_when_but_not_until_when_is_no_period(reader: Reader) -> None:
    (toll,) = reader.read("Rebels have killed 120 soldiers in Myanmar since January 2024, a monitor said.").tolls
    assert toll.period is None


def test_names_of_one_group_are_one_actor_and_its_namesake_another(reader: Reader) -> None:
    _, reading, expected = read(reader, "yearly-total")
    for name, key in expected["actors"].items():
        assert {actor.actor for actor in reading.actors if name in actor.span.text} == {key}


def test_neither_visits_nor_deportees_are_events(reader: Reader) -> None:
    _, reading, _ = read(reader, "yearly-total")
    places = {event.place.name for event in reading.events if event.place is not None}
    assert places.isdisjoint({"Dubai", "Lahore"})
    assert all(best(event.killed) is None for event in reading.events)


def spans_of(value: Any) -> list[Span]:
    """Every quoted span inside a record."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple):
        return [span for part in value for span in spans_of(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [span for name in value.__dataclass_fields__ for span in spans_of(getattr(value, name))]
    return []


@pytest.mark.parametrize("name", STORIES)
def test_every_cell_quotes_its_words(reader: Reader, name: str) -> None:
    text, reading, _ = read(reader, name)
    spans = spans_of(reading)
    assert [span for span in spans if text[span.start : span.stop] != span.text] == []
    for event in reading.events:
        assert all(0 <= start < stop <= len(text) for start, stop in event.evidence)


_NEWS = (
    "gunmen killed 12 soldiers in Kabul on Monday , . a bomb police said the attack ( ) no one was hurt TTP claimed é"
)
_WORDS = st.sampled_from([*_NEWS.split(), "🔥", "\n\n", "\u200f", "\u0000", "\ud800"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_WORDS, max_size=40))
def test_any_words_are_read_or_left_with_a_reason(reader: Reader, words: list[str]) -> None:
    text = " ".join(words)
    reading = reader.read(text)
    assert reading.relevant or reading.reason in {"empty", "no-violence", "language"}
    clean = text.replace("\ud800", "\ufffd")
    assert all(clean[span.start : span.stop] == span.text for span in spans_of(reading))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x", "no-violence"),
        ("The bank left its rate unchanged on Thursday, as most economists had expected it to do.", "no-violence"),
        (
            "Hombres armados mataron a cinco policías en una emboscada en el municipio de Tumaco, dijo el ejército.",
            "language",
        ),
        (
            "قتل خمسة جنود في هجوم انتحاري على نقطة تفتيش قرب مدينة عدن جنوبي اليمن، حسبما قالت الشرطة يوم الاثنين.",
            "language",
        ),
        ("\u202e\u0000\u0007 \u200f", "no-violence"),
    ],
)
def test_what_is_not_read_says_why(reader: Reader, text: str, reason: str) -> None:
    reading = reader.read(text)
    assert (reading.relevant, reading.reason, reading.events) == (False, reason, ())


def test_two_million_characters_are_cut_and_said_so(reader: Reader) -> None:
    head = "Gunmen killed five soldiers in Kabul on Monday, police said.\n\n"
    reading = reader.read(head + "Nothing else happened there. " * (2_000_000 // 29), published="2024-08-20")
    assert (reading.relevant, reading.reason) == (True, "cut")
    assert len(reading.events) == 1
    assert all(span.stop <= LONGEST for span in spans_of(reading))


@pytest.mark.parametrize("run", ["\"'", "$", "(", "🔥", "a.b"])
def test_an_unbroken_run_costs_little_and_hides_nothing_around_it(reader: Reader, run: str) -> None:
    told = "Gunmen killed five soldiers in Kabul on Monday, police said."
    text = f"{told}\n\n{run * (60_000 // len(run))}\n\n{told.replace('Kabul', 'Herat')}"
    started = time.perf_counter()
    reading = reader.read(text)
    assert time.perf_counter() - started < 5
    assert {event.place.name for event in reading.events if event.place} == {"Kabul", "Herat"}
    assert [span for span in spans_of(reading) if text[span.start : span.stop] != span.text] == []


def test_a_text_that_breaks_a_component_is_left_and_the_screen_stays_clean(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(doc: Any) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr("extractors.reading.mentions_of", broken)
    with caplog.at_level("WARNING"):
        assert reader.read("Gunmen killed five soldiers in Kabul.").reason == "unreadable"
    (record,) = caplog.records
    assert "LookupError('a bug')" in record.getMessage()
    assert record.exc_info is None


def test_a_bad_publication_time_is_as_none(reader: Reader) -> None:
    assert reader.read("Gunmen killed five soldiers in Kabul on Monday.", published="soon").events[0].happened is None


def test_places_of_a_quiet_text_for_who_asks(nlp: Language) -> None:
    text = "The orchestra will play in Vienna and in Salzburg next summer, the organisers said on Friday."
    quiet, whole = Reader(nlp).read(text), Reader(nlp, everything).read(text)
    assert (quiet.relevant, quiet.places, whole.relevant) == (False, (), False)
    assert [place.name for place in whole.places] == ["Vienna", "Salzburg"]
    assert (quiet.gazetteer, whole.gazetteer) == (None, gazetteer_version())


def test_the_title_alone_tells_no_event(reader: Reader) -> None:
    reading = reader.read("The president will travel to the region next week.", title="Five killed in Kabul bombing")
    assert reading.events == ()


def article(text: str) -> Article:
    seen = datetime(2024, 8, 20, 12, tzinfo=UTC)
    return Article(
        "article-1",
        "entry-1",
        "feed-1",
        "https://example.org/a",
        None,
        text,
        (),
        None,
        "en",
        "Press",
        None,
        "page",
        "c1",
        seen,
        "x/1",
    )


def test_reports_have_ids_that_every_rerun_gives_again(reader: Reader) -> None:
    text = (READINGS / "two-incidents.txt").read_text(encoding="utf-8")
    first, again = (reports_of(article(text), reader.read(text)) for _ in range(2))
    assert [report.event_id for report in first] == [report.event_id for report in again]
    assert len({report.event_id for report in first}) == 2
    assert {report.reported_at for report in first} == {datetime(2024, 8, 20, 12, tzinfo=UTC)}
    assert READER.count("/") == 1


def test_events_told_with_the_same_words_have_ids_of_their_own(reader: Reader) -> None:
    text = (READINGS / "bombs-in-two-towns.txt").read_text(encoding="utf-8")
    reports = reports_of(article(text), reader.read(text))
    assert len({report.event.trigger for report in reports}) == 1
    assert len({report.event_id for report in reports}) == 2


QUIET = "The council met on Monday to talk about the new bridge over the river, which is to open next summer.\n\n"


def test_a_violent_sentence_in_a_long_quiet_article_is_read_in_whole(nlp: Language) -> None:
    act = "Gunmen shot dead two policemen in Quetta on Sunday.\n\n"
    text = QUIET * 9 + act + QUIET * 9
    seen, whole = Reader(nlp).read(text), Reader(nlp, everything).read(text)
    assert seen == whole
    assert [text[slice(*event.evidence[0])] for event in seen.events] == [act.strip()]


@pytest.mark.parametrize(
    "sentence",
    [
        "Two women were hit by a car when they crossed Browns Bridge Road.",
        "The mayor said the fire service would fight for its budget.",
        "The home side attacked from the start and shot over the bar twice.",
    ],
)
def test_a_glance_dismisses_what_tells_nothing(nlp: Language, sentence: str) -> None:
    text = QUIET * 9 + sentence + "\n\n" + QUIET * 9
    reading = Reader(nlp).read(text)
    assert (reading.relevant, reading.reason, reading.places) == (False, "no-violence", ())


def test_what_is_dismissed_does_not_move_what_is_read(nlp: Language) -> None:
    quiet, violent = QUIET * 9, "Gunmen shot dead two policemen in Quetta on Sunday."
    hit = QUIET * 9 + "Two women were hit by a car."
    alone = [Reader(nlp).read(text) for text in (quiet, violent, hit, violent)]
    assert list(Reader(nlp).read_all(map(Unread, (quiet, violent, hit, violent)))) == alone
    assert [len(reading.events) for reading in alone] == [0, 1, 0, 1]
