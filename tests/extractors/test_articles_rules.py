"""The rule files of article reading: each line's own sentence must fall, its neighbour must stay."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest

import extractors
from extractors.pages.article_text import (
    MAX_NOTICE,
    LineRule,
    is_list,
    is_notice,
    line_rules,
    sentences_of,
    story,
)
from extractors.pages.page_blocks import rules

FOLDER = Path(extractors.__file__).parent / "pages"
LINES = [json.loads(line) for line in (FOLDER / "article_lines.jsonl").read_text(encoding="utf-8").splitlines()]
BLOCKS = [json.loads(line) for line in (FOLDER / "page_blocks.jsonl").read_text(encoding="utf-8").splitlines()]
STORY = [f"In the {number} week of the siege the bakers of the town worked by candle light." for number in range(12)]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row["id"])
def test_line_rule_drops_its_notice_and_keeps_its_sentence(row: dict[str, str]) -> None:
    pattern = next(rule.pattern for rule in line_rules() if rule.name == row["id"])
    assert pattern.search(row["drops"])
    assert not pattern.search(row["keeps"])
    assert row["where"] in {"any", "top", "bottom", "edge", "closing"}


@pytest.mark.parametrize("row", LINES, ids=lambda row: row["id"])
def test_no_other_line_rule_drops_the_sentence(row: dict[str, str]) -> None:
    assert [rule.name for rule in line_rules() if rule.pattern.search(row["keeps"])] == []


@pytest.mark.parametrize("row", BLOCKS, ids=lambda row: row["id"])
def test_block_rule_drops_its_box_and_keeps_its_neighbour(row: dict[str, str]) -> None:

    from extractors.pages.page_blocks import one_form

    always, once = rules()
    pattern = once if row.get("once") else always
    assert pattern.search(one_form(row["drops"], ""))
    assert not pattern.search(one_form(row["keeps"], ""))


def test_rules_have_names_of_their_own() -> None:
    for rows in (LINES, BLOCKS):
        names = [row["id"] for row in rows]
        assert len(names) == len(set(names))


def test_edge_rules_leave_the_middle_alone() -> None:
    byline = "By Amina Yusuf"
    assert byline not in story("\n".join([byline, *STORY]))
    assert byline in story("\n".join([*STORY[:6], byline, *STORY[6:]]))


def test_a_long_paragraph_is_no_notice() -> None:
    paragraph = "Sign up for our newsletter, the leaflet said. " + "It was found in the pocket of the driver. " * 9
    assert len(paragraph) > MAX_NOTICE
    assert not is_notice(paragraph, 0, 1)


def test_what_follows_a_closing_mark_goes_only_if_it_is_little() -> None:
    tail = ["More stories", "Striker leaves club", "Rain expected"]
    assert story("\n".join(STORY + tail)).split("\n") == STORY
    assert story("\n".join(["Most read", *STORY])).split("\n")[-1] == STORY[-1]


def test_headline_with_its_overline_is_not_said_twice() -> None:
    headline = "Siege of the town enters its third month"
    assert story("\n".join([f"Northern front {headline}", *STORY]), (headline,)).split("\n") == STORY
    assert story("\n".join([*STORY, headline]), (headline,)).split("\n")[-1] == headline


def test_repeated_paragraphs_are_kept_once_and_short_lines_may_return() -> None:
    assert story("\n".join([*STORY, "Why?", STORY[0], "Why?"])).split("\n") == [*STORY, "Why?", "Why?"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Middle East", "Amina Yusuf"], ["Push messages all day", "Photo: Tomas Lind / Herald"]),
        ([], ["记者报道", "おすすめ情報"]),
        (["Northern front"], []),
    ],
)
def test_short_lines_around_the_story_that_are_no_sentences_go(above: list[str], below: list[str]) -> None:
    assert sentences_of("\n".join([*above, *STORY, *below])).split("\n") == STORY


@pytest.mark.parametrize(
    "text",
    [
        "KABUL (Reuters)\nFive people were killed on Monday.",
        "Maiduguri, Nigeria –\nFive people were killed on Monday.",
        "Five people were killed on Monday.\nThese were killed in the blast:\nAsha Bello, 34\nIdris Bello, 9",
        "Five people were killed on Monday.\n“We will not leave.”\nWhy?\n(More follows.)",
        "Five people were killed on Monday.\nมีผู้เสียชีวิตห้าคน",
        "Blast in Kabul kills five",
        "पाँच लोग मारे गए।\nपुलिस जाँच कर रही है।",
        "",
    ],
    ids=["dateline", "dateline with a dash", "list", "quotation", "no stops in Thai", "nothing else", "danda", "empty"],
)
def test_what_begins_ends_or_is_the_story_stays(text: str) -> None:
    assert sentences_of(text) == text


def test_headings_within_the_story_stay() -> None:
    text = "\n".join([*STORY[:6], "The third month", *STORY[6:]])
    assert sentences_of(text) == text


def test_list_marks_and_white_space_go() -> None:
    assert story("-  Five\u00a0dead   in\tblast \r\n\r\n • Two held") == "Five dead in blast\nTwo held"


@pytest.mark.parametrize(
    ("lines", "expected"), [(STORY, True), ([line * 3 for line in STORY], False), (STORY[:3], False)]
)
def test_a_list_is_many_short_lines(lines: list[str], expected: bool) -> None:
    assert is_list("\n".join(lines)) is expected


@pytest.mark.parametrize("rule", line_rules(), ids=lambda rule: rule.name)
def test_rules_take_no_longer_for_a_line_made_against_them(rule: LineRule) -> None:
    notice = next(row["drops"] for row in LINES if row["id"] == rule.name)
    words = [notice, *notice.split(), *(f"{word} | " for word in notice.split()), "and ", "Aa ", "x, "]
    started = perf_counter()
    for word in words:
        rule.pattern.search((f"{word} " * MAX_NOTICE)[:MAX_NOTICE] + "!")
    assert perf_counter() - started < 1  # a pattern that tries every division of the line takes hours


def test_block_rules_take_no_longer_for_a_long_name() -> None:
    started = perf_counter()
    for pattern in rules():
        for word in ("a", "a-", "modal-a-", "teaser-", "sub-tit-", "ad "):
            assert pattern.search(word * 2_000) is None or word != "a"
    assert perf_counter() - started < 5
