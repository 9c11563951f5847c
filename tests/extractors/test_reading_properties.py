"""Bad texts to readings: whatever is read, nothing breaks, and every value quotes words of the text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors.reading import UNREADABLE, Reader
from warehouse.records import Count, CountedSpan, Reading, Span, When

_WHO = (
    "Gunmen",
    "Al-Shabaab fighters",
    "Suspected rebels",
    "The army",
    "Police",
    "A suicide bomber",
    "Masked men",
    "They",
)
_DID = (
    "killed", "shot dead", "abducted", "wounded", "beheaded", "ambushed", "shelled", "set fire to", "clashed with",
    "are said to have attacked", "did not kill", "threatened to bomb", "denied having killed",
)  # fmt: skip
_WHOM = (
    "five soldiers", "at least 12 civilians, two of them children", "a journalist", "between 10 and 20 villagers",
    "dozens", "the mayor, Obi Musa,", "a police station", "1,200 people", "no one", "their own", "more than 3-5 men",
)  # fmt: skip
_WHERE = ("in Kano", "near Miranshah, North Waziristan", "outside Kyiv", "at the border", "in Rio do Sul", "")
_WHEN = (
    "on Monday",
    "on 31 February",
    "in 2014",
    "last week",
    "since 1 May",
    "at 25:61",
    "yesterday, today and tomorrow",
    "",
)
_TAILS = (
    ".", "!", "...", ", officials said.", " — Reuters", ' "We did it," said "the so-called \'State\'" of "IS".',
    " (AFP)", "; nobody claimed it", " the group claimed responsibility", "?!",
)  # fmt: skip
_NOISE = (
    "<p>&nbsp;<b>Kill", "&amp;lt;/div&gt;", "Ã¢â‚¬â„¢s attack", "кілька", "قتل خمسة جنود", "五人死亡", 
    "Hombres armados", "\u202e\u200f", "\x00\x07", "\ufffd", "🔥💣", "14:05 GMT", "UPDATED 3h ago",
    "| 5 | killed | Kano |", "\t", "• ",
    "12.", "%%%", "http://example.org/a?b=c", "@user #Kano", "RT", "{}", "''", "“‘„«", ")", "(", "1/2", "-1", "- ",
    "killed killed killed", "five", "0 injured", "wounding 0", "III", "12,34,567 people killed", "1.5 million killed",
    "½", "10^9 dead",
)  # fmt: skip

_pieces = st.tuples(*map(st.sampled_from, (_WHO, _DID, _WHOM, _WHERE, _WHEN, _TAILS)))
_sentence = _pieces.map(lambda parts: " ".join(parts[:5]) + parts[5])
_noise = st.lists(st.sampled_from(_NOISE), min_size=1, max_size=6).map(" ".join)
_gap = st.sampled_from((" ", "\n", "\n\n", "", "\r\n", " \u00a0 ", ", ", " and "))
_joined = st.lists(st.tuples(st.one_of(_sentence, _noise), _gap), min_size=1, max_size=7).map(
    lambda parts: "".join(part + gap for part, gap in parts)
)
_shape = st.sampled_from(
    (
        lambda text: text,
        str.upper,
        str.lower,
        str.title,
        lambda text: text.replace(".", "").replace("\n", " "),
        lambda text: f'"{text}", he said, "{text}',
        lambda text: text.encode().decode("cp1252", errors="replace"),
        lambda text: "\n".join(f"14:0{number} {line}" for number, line in enumerate(text.split(". "))),
        lambda text: "\n".join(f"| {line} | 3 |" for line in text.split(" ")),
        lambda text: f"<div><p>{text.replace(' ', '&nbsp;')}</p></div>",
    )
)
_texts = st.tuples(_joined, _shape).map(lambda pair: pair[1](pair[0]))


@pytest.fixture(scope="module")
def reader(nlp: Language) -> Reader:
    return Reader(nlp)


def records_in(value: Any) -> list[Any]:
    """Every record inside a record, itself included."""
    if isinstance(value, tuple):
        return [record for part in value for record in records_in(part)]
    if hasattr(value, "__dataclass_fields__"):
        return [value, *(record for name in value.__dataclass_fields__ for record in records_in(getattr(value, name)))]
    return []


def check(text: str, reading: Reading) -> None:
    """What holds of every reading."""
    assert reading.reason != UNREADABLE
    for record in records_in(reading):
        if isinstance(record, Span):
            assert record.text and text[record.start : record.stop] == record.text
        elif isinstance(record, Count):
            known = [number for number in (record.low, record.best, record.high) if number is not None]
            assert known and known == sorted(known) and known[0] >= 0
        elif isinstance(record, When):
            assert record.first.removeprefix("--") and record.precision
        elif hasattr(record, "evidence"):
            assert record.evidence
            assert all(0 <= start < stop <= len(text) for start, stop in record.evidence)
    for event in reading.events:
        assert any(start <= event.trigger.start and event.trigger.stop <= stop for start, stop in event.evidence)
        assert 0 < event.confidence <= 1
        assert all(number >= 0 for _, number in event.killed_by_side)
        cells = (event.killed, event.injured, event.abducted, event.happened, event.place)
        assert all(isinstance(cell.span, Span) for cell in cells if cell is not None)
        assert not event.killed_by_side or isinstance(event.killed, CountedSpan)


@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_texts)
def test_any_text_is_read_and_every_value_has_its_words(reader: Reader, text: str) -> None:
    check(text, reader.read(text, published="2024-08-27"))


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed five soldiers in Kano and " + "the army shelled villages near Maiduguri and " * 400 + "left",
        "killed " * 3000,
        "Gunmen killed five soldiers in Kano on Monday, police said. " * 120,
        "Kano: 5 killed, 3 injured\n" * 300,
        '"' * 300 + "Gunmen killed five soldiers in Kano" + '"' * 300,
        "five " * 500 + "people were killed in Kano.",
        "(" * 400 + "killed five soldiers" + ")" * 400,
        "Five, ten, " * 300 + "killed in Kano",
        "He said that " * 400 + "gunmen killed five soldiers in Kano.",
        "the attack on " * 300 + "Kano killed five soldiers",
        "gunmen\x00killed\x00five\x00soldiers",
        "9" * 400 + " people were killed in Kano.",
        "1" + ",000" * 100 + " people were killed in Kano.",
        "Gunmen killed five soldiers on " + "1" * 60 + " May 99999.",
    ],
    ids=lambda text: text[:20],
)
def test_long_and_broken_texts_are_read(reader: Reader, text: str) -> None:
    check(text, reader.read(text, published="2024-08-27"))


def told(reading: Reading) -> list[tuple[str, str | None, int | None]]:
    return [
        (e.sub_event_type, e.place.name if e.place else None, e.killed.count.best if e.killed else None)
        for e in reading.events
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GUNMEN KILL FIVE IN KANO", ("Attack", "Kano", 5)),
        ("BOMB BLAST KILLS AT LEAST 12 IN QUETTA, PAKISTAN - POLICE", (None, "Quetta", 12)),
        (
            "TWO SOLDIERS WERE KILLED ON MONDAY WHEN REBELS AMBUSHED THEIR CONVOY NEAR BENI, DR CONGO.",
            (None, "Beni", 2),
        ),
        ("gunmen killed five soldiers in kano on monday, police said.", ("Attack", "Kano", 5)),
        ("rebels shelled a hospital in idlib, killing three children. nobody said why.", (None, "Idlib", 3)),
    ],
)
def test_a_text_without_case_tells_its_event(reader: Reader, text: str, expected: tuple[str | None, str, int]) -> None:
    reading = reader.read(text, published="2024-08-27")
    check(text, reading)
    kind, place, killed = expected
    assert [(kind or found[0], *found[1:]) for found in told(reading)][:1] == [
        (kind or told(reading)[0][0], place, killed)
    ]
