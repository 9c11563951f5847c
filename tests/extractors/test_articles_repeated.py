"""A line that stands in many articles of one publisher is no text; what stories tell more than once is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extractors.articles import PageReading, read_page
from extractors.pages.page_source import PageReason
from extractors.pages.repeated_lines import (
    MAX_LINES,
    MIN_ARTICLES,
    MIN_SHARE,
    Standing,
    line_id,
    lines_of,
    repeated,
    without_repeated,
)
from extractors.pages.site_lines import SiteLines
from warehouse.records import Entry, Feed, Page

NOW = datetime(2024, 12, 1, 12, 0, tzinfo=UTC)
FEED = Feed("feed-1", "https://courier.example/rss", "Courier", "PAK", "en")
ENTRY = Entry("entry-1", "feed-1", "g1", "https://courier.example/1", "Title", None, None, None, NOW)
# Wording that no rule knows.
PROMOTION = "Our founders began this paper with borrowed type and a promise to its readers; keep that promise alive."
STORIES = (
    (
        "Gunmen killed four shepherds near the village of Tiraoli on Sunday, the district's police chief said.",
        "The shepherds were from Tiraoli and had taken their animals to the pasture, a village elder told the paper.",
        "The police chief said that gunmen on motorcycles had been seen near the pasture a day before.",
    ),
    (
        "A bomb under a bridge in the port of Malanga wounded six dock workers, the harbour master said on Tuesday.",
        "Dock workers stopped work at once, and ships were held outside the port until the bridge was searched.",
        "It is the third bomb near the harbour since the strike of dock workers began.",
    ),
    (
        "Villagers in Korhane buried nine people on Friday after raiders burned the market, a teacher said.",
        "The raiders came at dawn, took grain from the market and left for the hills, villagers said.",
        "Nine graves were dug beside the school, whose teacher read the names.",
    ),
    (
        "Army helicopters struck a camp of the northern rebels on Monday, the defence ministry said in the capital.",
        "The rebels said that the helicopters had struck a camp of herders and no rebels were there.",
        "The ministry said that it would look at pictures of the camp.",
    ),
    (
        "A judge who tried smugglers was shot dead in front of her house in Verano on Wednesday evening.",
        "Two smugglers whom the judge had sent to prison escaped last month, the court in Verano said.",
        "Her house had been guarded until the end of the trial, a court clerk said.",
    ),
    (
        "Prison guards in Uskara freed two colleagues whom inmates had held since Thursday, the warden said.",
        "The inmates had taken the guards' keys and locked the kitchen, where the colleagues were held.",
        "No inmates were hurt when the kitchen was opened, the warden said.",
    ),
)


def reading(story: tuple[str, ...], ids: frozenset[str] = frozenset()) -> PageReading:
    paragraphs = "".join(f"<p>{line}</p>" for line in story)
    body = f"<html><body><article>{paragraphs}</article></body></html>".encode()
    page = Page("https://courier.example/1", "https://courier.example/1", 200, "text/html", body, NOW)
    return read_page(page, ENTRY, FEED, NOW, ids)


def standings(readings: list[PageReading]) -> dict[str, Standing]:
    counts = Counter(line.line_id for one in readings for line in one.lines)
    apart = Counter(line.line_id for one in readings for line in one.lines if line.apart)
    return {identity: Standing(count, apart[identity], len(readings)) for identity, count in counts.items()}


def text_of(read: PageReading) -> list[str]:
    assert read.article is not None
    return read.article.text.split("\n")


@pytest.mark.parametrize("place", [0, 1, 3], ids=["above", "within", "below"])
def test_a_line_of_five_articles_is_gone_from_the_sixth(place: int) -> None:
    told = [(*story[:place], PROMOTION, *story[place:]) for story in STORIES]
    readings = [reading(story) for story in told[:5]]
    assert PROMOTION in text_of(readings[4])
    ids = repeated(standings(readings))
    assert text_of(reading(told[5], ids)) == list(STORIES[5])
    assert not repeated(standings(readings[:4]))


def test_nothing_is_lost_from_a_story_told_twice() -> None:
    readings = [reading(story) for story in (*STORIES, *STORIES)]
    ids = repeated(standings(readings))
    assert [text_of(reading(story, ids)) for story in STORIES] == [list(story) for story in STORIES]


def test_the_background_of_a_story_stays_in_its_follow_ups() -> None:
    background = "The strike of dock workers in the port of Malanga began after the harbour master cut wages in March."
    follow_ups = [
        (f"Dock workers in Malanga and the harbour master met for hour {number}.", background, *STORIES[1][1:])
        for number in range(8)
    ]
    readings = [reading(story) for story in (*follow_ups, *STORIES)]
    ids = repeated(standings(readings))
    assert background in text_of(reading(follow_ups[0], ids))


def test_a_line_in_few_of_many_articles_stays() -> None:
    identity = lines_of(PROMOTION)[0].line_id
    enough = int(MIN_ARTICLES / MIN_SHARE)
    assert repeated({identity: Standing(MIN_ARTICLES, MIN_ARTICLES, enough)}) == {identity}
    assert not repeated({identity: Standing(MIN_ARTICLES, MIN_ARTICLES, enough + 1)})


def test_a_page_of_nothing_else_is_no_article_and_is_still_learned_from() -> None:
    identity = line_id(PROMOTION)
    assert identity is not None
    read = reading((PROMOTION,), frozenset({identity}))
    assert (read.article, read.reason) == (None, PageReason.NO_TEXT)
    assert [line.words for line in read.lines] == [PROMOTION]


def test_the_page_then_gives_less_than_the_feed_tells() -> None:
    entry = replace(ENTRY, summary="".join(f"<p>{line}</p>" for line in STORIES[0]))
    page = Page("u", "https://courier.example/1", 200, "text/html", f"<p>{PROMOTION}</p>".encode() * 3, NOW)
    identity = line_id(PROMOTION)
    assert identity is not None
    assert read_page(page, entry, FEED, NOW, frozenset({identity})).article is None


@pytest.mark.parametrize(
    "other", ["our founders, began this paper", "OUR FOUNDERS BEGAN THIS PAPER!", "«Our founders began this paper»"]
)
def test_a_line_is_known_by_its_letters(other: str) -> None:
    assert line_id(other) == line_id("Our founders began this paper")
    ids = {line.line_id for line in lines_of("Our founders began this paper")}
    assert without_repeated(f"One.\n{other}\nTwo.", ids) == "One.\nTwo."


def test_lines_without_letters_have_no_id_and_stay() -> None:
    assert line_id("* * *") is None
    assert without_repeated("One.\n* * *", {"x"}) == "One.\n* * *"
    assert lines_of("* * *\n—") == ()


def test_short_words_show_nothing_of_a_line() -> None:
    assert [line.apart for line in lines_of("He said:\n" + "\n".join(STORIES[0]))] == [False] * 4


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    story = (
        "月曜日の朝、市内の橋の近くで爆発があり、二人が死亡し五人が負傷した。",
        "警察は橋の近くの道路を閉鎖し、爆発の負傷者は市内の病院に運ばれた。",
        "病院に運ばれた負傷者のうち二人は重体で、道路は閉鎖されたままだと警察は話した。",
    )
    promotion = "無料の会員登録をすると続きをお読みいただけます。"
    assert [line.apart for line in lines_of("\n".join((*story, promotion)))] == [False, False, False, True]


def test_a_page_of_endless_lines_teaches_only_its_first() -> None:
    assert len(lines_of("\n".join(f"Line number {number}" for number in range(MAX_LINES * 3)))) == MAX_LINES


def test_sites_repeat_their_own_lines_only() -> None:
    lines = SiteLines()
    for number, story in enumerate(STORIES):
        lines.add("courier.example", f"Headline {number}", "\n".join((*story, PROMOTION)))
        lines.add("herald.example", f"Headline {number}", "\n".join(story))
    assert lines.repeated() == {"courier.example": {line_id(PROMOTION)}}


def test_one_story_told_again_and_again_teaches_nothing() -> None:
    lines = SiteLines()
    for _ in range(MIN_ARTICLES * 2):
        lines.add("courier.example", "Judge shot dead in Verano", "\n".join((*STORIES[4], PROMOTION)))
    assert lines.repeated() == {}


@pytest.mark.parametrize(("most", "is_known"), [(1_000, True), (20, False)])
def test_lines_seen_once_are_forgotten_where_there_are_too_many(most: int, is_known: bool) -> None:
    lines = SiteLines(most)
    for number in range(40):
        own = f"Nothing elsewhere resembles sentence {'abcdefghij'[number % 10] * 9}{'klmn'[number // 10] * 9}."
        story = (*STORIES[number % 6], own, PROMOTION) if number in (0, 36, 37, 38, 39) else (*STORIES[number % 6], own)
        lines.add("courier.example", f"Headline {number}", "\n".join(story))
    assert (line_id(PROMOTION) in lines.repeated().get("courier.example", ())) is is_known
