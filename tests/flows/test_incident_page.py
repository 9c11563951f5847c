"""The page of an incident shows every cell with its sentence and article, at the width of a terminal."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from extractors.incidents import resolve
from flows.incident_page import show_incident
from flows.quotation import LONGEST, marked_sentence, sentence_around
from tests.builders import event, report
from warehouse.records import ActorMention, Article, Count, CountedSpan, Incident, Place, Report, Span, Target, When

FIRST = (
    "MOGADISHU — A suicide bomber and gunmen attacked a beach restaurant in Mogadishu on Friday evening. "
    "Police said at least 32 people were killed and 63 wounded.\nThe beach was crowded [as always]."
)
LATER = (
    "The death toll from Friday's attack on a Mogadishu beach has risen to 37, the health minister said. "
    "Al-Shabaab claimed responsibility for the attack."
)
NOW = datetime(2024, 8, 31, tzinfo=UTC)


def words(text: str, quoted: str) -> Span:
    start = text.index(quoted)
    return Span(quoted, start, start + len(quoted))


def told(text: str, trigger: str, **stated: Any) -> Any:
    return event(
        "Suicide bomb",
        trigger=words(text, trigger),
        happened=When("2024-08-02", "2024-08-02", "day", words(text, "Friday")),
        place=Place(
            words(text, "Mogadishu"), "Mogadishu", 53654, "Banaadir", None, "SOM", 2.04, 45.34, "exact",
            admin1_code="SO-BN", why="the larger of 2 of this name",
        ),
        evidence=tuple(sentences(text)),
        **stated,
    )  # fmt: skip


def sentences(text: str) -> list[tuple[int, int]]:
    middle = text.index(". ") + 2
    return [(0, middle - 1), (middle, text.index(".", middle) + 1)]


def made() -> tuple[Incident, dict[str, Article]]:
    shabaab = ActorMention(words(LATER, "Al-Shabaab"), "al-shabaab", "Al Shabaab", "Rebel groups")
    reports = [
        report(
            1,
            "2024-08-03T05:30",
            told(
                FIRST, "attacked",
                killed=CountedSpan(Count(32, 32, None), words(FIRST, "at least 32 people")),
                injured=CountedSpan(Count(63, 63, 63), words(FIRST, "63")),
                targets=(Target(words(FIRST, "a beach restaurant"), None, "business", "property", None, None),),
            ),
            publisher="Coast Daily",
        ),
        report(2, "2024-08-03T07:00", told(FIRST, "attacked",
               killed=CountedSpan(Count(32, 32, None), words(FIRST, "at least 32 people"))),
               publisher="Paper Boat", text="text-1"),
        report(
            3,
            "2024-08-05T09:00",
            told(LATER, "attack", killed=CountedSpan(Count(37, 37, 37), words(LATER, "37")), claimed_by=(shabaab,)),
            publisher="Coast Daily",
        ),
    ]  # fmt: skip
    [incident] = resolve(reports, [], NOW).incidents
    return incident, {r.article_id: article(r, FIRST if r.article_id != "article-0003" else LATER) for r in reports}


def article(told_in: Report, text: str) -> Article:
    return Article(
        article_id=told_in.article_id,
        entry_id="entry",
        feed_id="feed",
        url=told_in.url,
        title=f"Headline of {told_in.article_id} [live]",
        text=text,
        authors=(),
        published_at=told_in.reported_at,
        language="en",
        publisher=told_in.publisher,
        publisher_country="SOM",
        origin="page",
        text_cluster=told_in.text_cluster,
        first_seen_at=told_in.learned_at,
        extractor="test",
    )


def page(width: int, articles: dict[str, Article] | None = None) -> str:
    incident, kept = made()
    out = io.StringIO()
    show_incident(Console(file=out, width=width, color_system=None), incident, kept if articles is None else articles)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


SENTENCES = [
    "[1] “MOGADISHU — A suicide bomber and gunmen attacked a beach restaurant in Mogadishu on Friday evening.” "
    "Coast Daily, 2024-08-03 05:30Z, https://example.org/1",
    "[2] “Al-Shabaab claimed responsibility for the attack.” Coast Daily, 2024-08-05 09:00Z, https://example.org/3",
    "[3] “The death toll from Friday's attack on a Mogadishu beach has risen to 37, the health minister said.” "
    "Coast Daily, 2024-08-05 09:00Z, https://example.org/3",
    "[4] “Police said at least 32 people were killed and 63 wounded.” Coast Daily, 2024-08-03 05:30Z, "
    "https://example.org/1",
]


def test_every_filled_cell_shows_its_words_and_their_sentence() -> None:
    shown = flat(page(160))
    for answer in (
        "What Suicide bomb (Explosions/Remote violence) “attacked” [1]",
        "Status occurred “attacked” [1]",
        "When 2024-08-02 (known to the day) “Friday” [1]",
        "Where Mogadishu, Banaadir, SOM (exact; 2.04, 45.34; SO-BN) “Mogadishu” [1] the larger of 2 of this name",
        "Who Al Shabaab (Rebel groups) “Al-Shabaab” [2]",
        "Claimed by Al Shabaab “Al-Shabaab” [2]",
        "Whom a beach restaurant (business) “a beach restaurant” [1]",
        "Killed 37 “37” [3]",
        "Injured 63 “63” [4]",
        *SENTENCES,
    ):
        assert answer in shown
    assert "No report says: with what, abducted." in shown


def test_an_area_is_not_shown_as_a_spot() -> None:
    incident, articles = made()
    area = {"place_name": "Somalia", "admin1": None, "admin1_code": None, "place_precision": "country"}
    latest = replace(incident.versions[-1], lat=6.0, lon=48.0, **area)
    out = io.StringIO()
    shown_in = Console(file=out, width=160, color_system=None)
    show_incident(shown_in, replace(incident, versions=(*incident.versions[:-1], latest)), articles)
    assert "(country; its middle 6.00, 48.00)" in flat(out.getvalue())


@pytest.mark.parametrize("width", [80, 120, 160])
def test_every_sentence_is_whole_at_every_width(width: int) -> None:
    shown = flat(page(width))
    assert all(sentence in shown for sentence in SENTENCES)


def test_the_words_of_the_cells_are_marked_in_their_sentence() -> None:
    start = FIRST.index("attacked")
    shown = marked_sentence(FIRST, 0, 96, [(start, start + 8), (FIRST.index("Friday"), FIRST.index("Friday") + 6)])
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["attacked", "Friday"]


def test_every_outlet_has_its_toll_and_copies_say_so() -> None:
    shown = flat(page(120))
    assert "2024-08-03 05:30Z Coast Daily 32+ “at least 32 people” 63 “63”" in shown
    assert "2024-08-03 07:00Z Paper Boat (copy) 32+ “at least 32 people”" in shown
    assert "2024-08-05 09:00Z Coast Daily 37 “37”" in shown


def test_an_act_and_its_denial_in_one_article_are_no_copies() -> None:
    incident, articles = made()
    act = incident.reports[0]
    denial = replace(act, event_id="event-denial", event=replace(act.event, status="denied"))
    out = io.StringIO()
    both = replace(incident, reports=(*incident.reports, denial))
    show_incident(Console(file=out, width=120, color_system=None), both, articles)
    shown = flat(out.getvalue())
    assert "Coast Daily: Headline of article-0001 [live] (denial)" in shown
    assert "Coast Daily (copy)" not in shown
    assert shown.count("Coast Daily 32+ “at least 32 people”") == 1


def test_the_versions_say_when_and_why() -> None:
    shown = flat(page(120))
    assert "1 2024-08-03 05:30Z 2024-08-03 first report, by Coast Daily 2 2024-08-05 09:00Z" in shown
    assert "killed 32+ → 37, after report by Coast Daily" in shown
    assert "claimed by Al Shabaab" in shown


@pytest.mark.parametrize("width", [80, 160])
def test_lines_fit_the_width_and_addresses_stay_whole(width: int) -> None:
    lines = page(width).splitlines()
    sources = lines.index("Reports")
    assert all(len(line) <= width for line in lines[:sources])
    assert "    https://example.org/3" in lines[sources:]
    assert "Headline of article-0003 [live]" in page(width)


def test_a_lost_article_is_said_and_nothing_fails() -> None:
    assert "the article is no longer kept" in page(100, articles={})


def test_the_shortest_evidence_is_the_sentence() -> None:
    assert sentence_around(FIRST, 110, 112, [(0, 150), (100, 150)]) == (100, 150)


@pytest.mark.parametrize(
    ("text", "quoted", "shown"),
    [
        ("One. Two were shot! Three.", "Two", "“Two were shot!”"),
        ("Line\nTwo were shot\nThree", "Two", "“Two were shot”"),
        ("Only this", "this", "“Only this”"),
        ("a " * 400 + "bomb " + "b " * 400, "bomb", None),
    ],
)
def test_without_evidence_the_sentence_around_is_quoted(text: str, quoted: str, shown: str | None) -> None:
    start = text.index(quoted)
    stop = start + len(quoted)
    first, last = sentence_around(text, start, stop, [])
    made = marked_sentence(text, first, last, [(start, stop)]).plain
    assert quoted in made
    assert len(made) < LONGEST + 20
    if shown is not None:
        assert made == shown
